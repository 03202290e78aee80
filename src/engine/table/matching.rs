//! Whether a contribution counts towards a match: by its kind, by how sure it is, and by what it is tied to.

use super::block::{unknown_kind, what};
use super::values::SetOf;
use crate::document::{Entry, Gap, Why};
use crate::model::funding::Contribution;
use crate::model::names::plain_name;
use crate::model::words::{Certainty, ContributionKind, Tie};
use crate::source::{Span, Spanned};
use crate::verdict::Want;

/// What counts towards a match.
pub struct Terms {
    /// The kinds that count.
    pub kinds: SetOf<ContributionKind>,
    /// How sure it must be.
    pub certainty: SetOf<Certainty>,
    /// What it may not be tied to, if the fund's money is for another.
    pub ties: SetOf<Tie>,
}

/// Whether something counts.
pub enum Counts {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It cannot be told, for lack of this.
    Perhaps(Want),
}

/// What the money is for that a contribution stands beside: the fund's own lines, and what holds where these do not say.
pub struct Offer<'a> {
    /// The fund's own lines.
    pub own: Vec<&'a Contribution>,
    /// The place that the whole fund is for.
    pub place: &'a Entry<String>,
    /// The purpose that the whole fund is for.
    pub purpose: &'a Entry<String>,
    /// Whether any line of the fund says how sure it is: where none does, that is not asked.
    pub says_certainty: bool,
}

impl Terms {
    /// Whether a line counts beside an offer. What is surely out is out, whatever else is not known of it.
    pub fn counts(&self, line: &Contribution, offer: &Offer) -> Counts {
        let mut perhaps = None;
        let ties = [Tie::Year, Tie::Place, Tie::Purpose].into_iter().filter(|tie| self.ties.has(*tie));
        let ties = ties.map(|tie| offer.fits(line, tie));
        for counts in [self.kind(line), self.certain(line, offer.says_certainty)].into_iter().chain(ties) {
            match counts {
                Counts::No => return Counts::No,
                Counts::Perhaps(want) => perhaps = perhaps.or(Some(want)),
                Counts::Yes => {}
            }
        }
        perhaps.map_or(Counts::Yes, Counts::Perhaps)
    }

    fn kind(&self, line: &Contribution) -> Counts {
        match line.counts(|kind| self.kinds.has(kind)) {
            Some(true) => Counts::Yes,
            Some(false) => Counts::No,
            None => Counts::Perhaps(unknown_kind(line)),
        }
    }

    fn certain(&self, line: &Contribution, is_said: bool) -> Counts {
        match &line.certainty {
            Ok(certainty) => yes_or_no(self.certainty.has(certainty.value)),
            Err(_) if !is_said || self.certainty.has_all() => Counts::Yes,
            Err(gap) => perhaps(what(line, "certainty of the contribution"), gap),
        }
    }
}

impl Offer<'_> {
    /// Whether what a line is tied to is what the offer is for.
    fn fits(&self, line: &Contribution, tie: Tie) -> Counts {
        match tie {
            Tie::Year => self.fits_year(line),
            Tie::Place => self.fits_name(line, |of| &of.place, self.place, "place of the contribution"),
            Tie::Purpose => self.fits_name(line, |of| &of.purpose, self.purpose, "purpose of the contribution"),
        }
    }

    /// Where neither says of which year it is, both are of the same.
    fn fits_year(&self, line: &Contribution) -> Counts {
        let own = || self.own.iter().map(|own| own.year.clone());
        let is_unsaid = own().all(|year| year.is_err_and(|gap| gap.why.is_no_value()));
        match &line.year {
            Err(gap) if gap.why.is_no_value() && is_unsaid => Counts::Yes,
            Err(gap) => perhaps(what(line, "year of the contribution"), gap),
            Ok(year) => among(year, own(), || what(line, "year of the contribution")),
        }
    }

    /// A line that is tied to nothing counts anywhere. What a line of the fund's own says comes before what the fund does.
    fn fits_name(
        &self,
        line: &Contribution,
        of: fn(&Contribution) -> &Entry<String>,
        whole: &Entry<String>,
        tie: &str,
    ) -> Counts {
        let plain = |entry: &Entry<String>| -> Entry<String> {
            entry.clone().map(|Spanned { value, span }| Spanned::new(plain_name(&value), span))
        };
        let is_unsaid = |entry: &Entry<String>| entry.as_ref().is_err_and(|gap| gap.why.is_no_value());
        let own = self.own.iter().map(|own| plain(if is_unsaid(of(own)) { whole } else { of(own) }));
        match plain(of(line)) {
            Err(gap) if gap.why.is_no_value() => Counts::Yes,
            Err(gap) => perhaps(what(line, tie), &gap),
            Ok(name) => among(&name, own, || what(line, tie)),
        }
    }
}

/// The cells of a line that decide whether it counts.
pub fn cells(line: &Contribution) -> Vec<Option<Span>> {
    fn place<T>(entry: &Entry<T>) -> Option<Span> {
        entry.as_ref().ok().map(|value| value.span)
    }
    vec![
        place(&line.block),
        place(&line.contributor),
        place(&line.kinds),
        place(&line.certainty),
        place(&line.year),
        place(&line.place),
        place(&line.purpose),
    ]
}

fn yes_or_no(counts: bool) -> Counts {
    if counts { Counts::Yes } else { Counts::No }
}

fn perhaps(what: String, gap: &Gap) -> Counts {
    Counts::Perhaps(Want { what, why: gap.why, span: gap.span })
}

/// Whether all of the offer is for the same as a line, or none of it is.
fn among<T: PartialEq>(line: &Spanned<T>, own: impl Iterator<Item = Entry<T>>, what: impl Fn() -> String) -> Counts {
    let (mut same, mut other) = (true, true);
    for own in own {
        match own {
            Ok(own) if own.value == line.value => other = false,
            Ok(_) => same = false,
            Err(_) => (same, other) = (false, false),
        }
    }
    match (same, other) {
        (true, _) => Counts::Yes,
        (_, true) => Counts::No,
        _ => Counts::Perhaps(Want {
            what: what(),
            why: Why::Undefined("may or may not be that of the fund's money"),
            span: line.span,
        }),
    }
}
