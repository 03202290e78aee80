//! What is put on a verdict: labels with their places, advice, and the numbers that it tells.

use super::{Ending, Evaluator, Lens, Step, Value, places_of};
use crate::engine::typed::{Expr, ExprKind};
use crate::source::Span;
use crate::verdict::{Behind, Evidence, Tells};

/// What is put on a verdict.
enum Said<'e, N> {
    At(&'e Expr, Pointed, String),
    Help(String),
    Told(Tells, Option<(N, String)>),
}

/// Where a label points, and whether to something with fields of its own.
struct Pointed {
    places: Vec<Span>,
    is_whole: bool,
}

impl<L: Lens> Evaluator<'_, L> {
    /// A verdict with what is put on it. In the order of rhai's chains: first what the labels point to and their texts, then
    /// the verdict itself. A label is a recorded read of its field, but not a use: it may stand on an absent optional one.
    /// What has fields is recorded as a whole, once the verdict is there.
    pub(super) fn said_about(&mut self, expr: &Expr) -> Step<Box<Ending<L::N>>> {
        let (mut links, mut root) = (Vec::new(), expr);
        while let ExprKind::At(verdict, ..) | ExprKind::Help(verdict, _) | ExprKind::Told(_, verdict, _) = &root.kind {
            links.push(root);
            root = verdict;
        }
        let mut said = Vec::new();
        for link in links.into_iter().rev() {
            said.push(match &link.kind {
                ExprKind::At(_, place, text) => Said::At(place, self.pointed_at(place)?, self.text(text)?.to_string()),
                ExprKind::Help(_, text) => Said::Help(self.text(text)?.to_string()),
                ExprKind::Told(what, _, number) => Said::Told(*what, self.told(number)?),
                _ => unreachable!("internal: a link that puts nothing on a verdict"),
            });
        }
        let Value::Ending(mut ending) = self.eval(root)? else {
            unreachable!("internal: a label on something other than a verdict")
        };
        for one in said {
            match one {
                Said::At(place, Pointed { places, is_whole }, text) => {
                    if is_whole {
                        self.record(place, places.clone(), Behind::default(), None);
                    }
                    ending.labels.push((places, text));
                }
                Said::Help(text) => ending.help = Some(text),
                Said::Told(what, told) => {
                    ending.told.extend(told.map(|(number, shown)| (what, number, shown)));
                }
            }
        }
        Ok(ending)
    }

    /// A number that a verdict tells, and how a person reads it; nothing where it is absent.
    fn told(&mut self, number: &Expr) -> Step<Option<(L::N, String)>> {
        Ok(match self.eval(number)? {
            Value::Number(value) => {
                let shown = self.show(L::value(&value), &number.ty);
                Some((value, shown))
            }
            _ => None,
        })
    }

    fn pointed_at(&mut self, place: &Expr) -> Step<Pointed> {
        let before = self.evidence.len();
        let value = self.eval(place)?;
        if let Value::Object(_, places) = value {
            return Ok(Pointed { places: places.to_vec(), is_whole: true });
        }
        let read = self.evidence[before..].last().and_then(places_of);
        let places = read.unwrap_or_else(|| self.places_of_path(place));
        Ok(Pointed { places, is_whole: false })
    }

    /// The places of a field that was read before, for a label on what a `let` named.
    fn places_of_path(&self, place: &Expr) -> Vec<Span> {
        let same = |evidence: &&Evidence| Some(evidence.path().as_str()) == place.path.as_deref();
        self.evidence.iter().rev().find(same).and_then(places_of).unwrap_or_else(|| vec![self.instance.subject.span])
    }
}
