//! Watches a rule over a fixture: what is worked out, which ways are taken, and what turns when a threshold moves by a step.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::Point;
use super::flow::compared;
use crate::authoring::nudge::{Nudge, nudged, nudges};
use crate::authoring::testing::Stage;
use crate::engine::evaluate::run;
use crate::engine::lens::{Judge, Lens, Sight};
use crate::engine::syntax::Arithmetic;
use crate::engine::table::{Field, Handle};
use crate::engine::typed::{Expr, Rule};
use crate::number::Exact;
use crate::pack::thresholds::Thresholds;
use crate::source::Span;
use crate::verdict::Datum;

/// What one fixture exercises of its rule.
#[derive(Debug, Default)]
pub struct Seen {
    /// The nodes that were worked out.
    pub(super) met: HashSet<Span>,
    /// The endings that were come to.
    pub(super) ended: HashSet<Span>,
    /// The ways that choices took.
    pub(super) went: HashSet<(Span, usize)>,
    /// The edges: which threshold, which of its cut points, and how far from it.
    pub(super) edges: HashSet<(usize, usize, Point)>,
}

/// Watches one run of a rule.
#[derive(Default)]
struct Watch {
    plain: Judge,
    met: HashSet<Span>,
    events: Vec<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Went(Span, usize),
    Compared(Ordering),
}

impl Lens for Watch {
    type N = Exact;
    type O = Handle;

    fn literal(&mut self, value: &Exact) -> Exact {
        self.plain.literal(value)
    }

    fn limit(&mut self, index: usize, value: &Exact) -> Exact {
        self.plain.limit(index, value)
    }

    fn read(&mut self, of: &Handle, field: &Field, args: &[Datum]) -> Sight<Self> {
        self.plain.read(of, field, args)
    }

    fn value(number: &Exact) -> &Exact {
        number
    }

    fn arith(&mut self, op: Arithmetic, one: &Exact, other: &Exact) -> Option<Exact> {
        self.plain.arith(op, one, other)
    }

    fn order(&mut self, one: &Exact, other: &Exact) -> Ordering {
        let order = self.plain.order(one, other);
        self.events.push(Event::Compared(order));
        order
    }

    fn round(&mut self, number: &Exact, step: &Exact) -> Exact {
        self.plain.round(number, step)
    }

    fn meets(&mut self, expr: &Expr) {
        self.met.insert(expr.span);
    }

    fn goes(&mut self, choice: &Expr, way: usize) {
        self.events.push(Event::Went(choice.span, way));
    }
}

/// What a fixture exercises of its rule.
#[must_use]
pub fn seen(rule: &Rule, stage: &Stage) -> Seen {
    let compared = compared(rule);
    let mut seen = Seen::default();
    for instance in &stage.instances {
        let watched = |thresholds: &Thresholds| {
            let mut watch = Watch::default();
            let run = run(&mut watch, rule, instance, thresholds);
            (watch, run)
        };
        let (watch, run) = watched(&stage.thresholds);
        for &index in &compared {
            let threshold = stage.thresholds.at(index);
            let Some(dated) = threshold.on(instance.day) else { continue };
            for (nudge, _) in nudges(threshold, &dated.value.value) {
                let moved = stage.thresholds.changed(index, |limit| nudged(threshold, limit, nudge));
                let point = turned(&watch.events, &watched(&moved).0.events, nudge);
                seen.edges.extend(point.map(|point| (index, nudge.cut, point)));
            }
        }
        let went = watch.events.iter().filter_map(|event| match event {
            Event::Went(at, way) => Some((*at, *way)),
            Event::Compared(_) => None,
        });
        seen.went.extend(went);
        seen.met.extend(watch.met);
        stage.enter(rule, instance, &run);
        seen.ended.extend(run.end.ok().map(|ending| ending.at));
    }
    seen
}

/// Where a threshold lies to what is compared with it, by the first comparison that a nudge turns.
fn turned(before: &[Event], after: &[Event], nudge: Nudge) -> Option<Point> {
    let (was, is) = before.iter().zip(after).find(|(was, is)| was != is)?;
    match (was, is) {
        (Event::Compared(Ordering::Equal), Event::Compared(_)) => Some(Point::At),
        (Event::Compared(_), Event::Compared(_)) if nudge.up => Some(Point::Above),
        (Event::Compared(_), Event::Compared(_)) => Some(Point::Below),
        _ => None,
    }
}
