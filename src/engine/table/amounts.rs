//! Amounts that are added up, some of which may be missing.

use std::any::Any;
use std::collections::HashSet;

use super::values::{Count, Figure, Flag, Money, Need, Part, PartType, Scalar, Text, nameless};
use super::{Fields, Table};
use crate::document::{Entry, Gap, Why};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Want};

/// Amounts that are added up.
pub struct Amounts {
    members: Vec<Member>,
    /// Where they stand, or should.
    place: Span,
    /// What decided which they are.
    behind: Behind,
}

/// One amount among others.
pub struct Member {
    amount: Result<Exact, Vec<Want>>,
    places: Vec<Span>,
    /// Why it cannot be told whether it counts; none when it counts.
    doubt: Option<Want>,
}

impl Member {
    /// An amount that a cell states; `what` names it: `year3 of RG6`. What is not applicable adds nothing.
    pub fn stated(what: String, entry: &Entry<Exact>) -> Self {
        match entry {
            Ok(amount) => Member { amount: Ok(amount.value.clone()), places: vec![amount.span], doubt: None },
            Err(Gap { why: Why::NotApplicable, span }) => {
                Member { amount: Ok(Exact::zero()), places: vec![*span], doubt: None }
            }
            Err(gap) => {
                let want = Want { what, ..nameless(gap) };
                Member { amount: Err(vec![want]), places: vec![gap.span], doubt: None }
            }
        }
    }

    /// An amount that was worked out, or what it lacks.
    pub fn worked_out(amount: Result<Exact, Vec<Want>>, places: Vec<Span>) -> Self {
        Member { amount, places, doubt: None }
    }

    /// The same amount, when it cannot be told whether it counts.
    pub fn doubted(self, want: Want) -> Self {
        Member { doubt: Some(want), ..self }
    }
}

/// Figures in a unit of their own that are added up.
pub struct Figures(Amounts);

impl PartType for Figures {
    const NAME: &'static str = "figures";
}

impl Figures {
    /// What they add up to, or all that they lack.
    pub fn total(&self) -> Result<Exact, Vec<Want>> {
        Amounts::total(self.0.members.iter(), |doubt| Some(doubt.clone()))
    }

    /// Figures to be added up, and where they stand; when there are none, `place` is where they should.
    pub fn part(members: Vec<Member>, place: Span) -> Part<Figures> {
        let amounts = Amounts::part(members, place);
        Part { object: Figures(amounts.object), places: amounts.places }
    }

    /// The same figures, with the cells that decided which they are.
    pub fn considering(mut part: Part<Figures>, considered: Vec<Span>) -> Part<Figures> {
        part.object.0.behind.considered = considered;
        part
    }
}

impl PartType for Amounts {
    const NAME: &'static str = "amounts";
}

impl Amounts {
    /// Amounts to be added up, and where they stand; when there are none, `place` is where they should.
    pub fn part(members: Vec<Member>, place: Span) -> Part<Amounts> {
        Self::chosen(members, place, Behind::default())
    }

    /// The same, with what decided which amounts they are.
    pub fn chosen(members: Vec<Member>, place: Span, behind: Behind) -> Part<Amounts> {
        let amounts = Amounts { members, place, behind };
        Part { places: amounts.places(|_| true), object: amounts }
    }

    /// The cells of some members; where there are none, the place where they should stand.
    fn places(&self, of: impl Fn(&Member) -> bool) -> Vec<Span> {
        let members = self.members.iter().filter(|member| of(member));
        let places: Vec<Span> = members.flat_map(|member| member.places.iter().copied()).collect();
        if places.is_empty() { vec![self.place] } else { places }
    }

    /// The sum of some members, or all that they lack.
    fn total<'a>(
        members: impl Iterator<Item = &'a Member>,
        count_doubt: impl Fn(&Want) -> Option<Want>,
    ) -> Result<Exact, Vec<Want>> {
        let mut sum = Exact::zero();
        let mut wants: Vec<Want> = Vec::new();
        for member in members {
            wants.extend(member.doubt.as_ref().and_then(&count_doubt));
            match &member.amount {
                Ok(amount) => sum = &sum + amount,
                Err(missing) => wants.extend(missing.iter().cloned()),
            }
        }
        let wants = each_once(wants);
        if wants.is_empty() { Ok(sum) } else { Err(wants) }
    }

    /// What is not known of them.
    fn wants(&self) -> Vec<Want> {
        let of_one = |member: &Member| {
            let doubt = member.doubt.clone().into_iter();
            doubt.chain(member.amount.as_ref().err().into_iter().flatten().cloned()).collect::<Vec<_>>()
        };
        each_once(self.members.iter().flat_map(of_one).collect())
    }

    fn sum<T: Scalar>(&self, unit: fn(Exact) -> T) -> Need<T> {
        let sum = Self::total(self.members.iter(), |doubt| Some(doubt.clone()));
        Need::from_result(sum.map(unit), || self.places(|_| true)).behind(self.behind.clone())
    }

    fn known_part<T: Scalar>(&self, unit: fn(Exact) -> T) -> Need<T> {
        let is_known = |member: &Member| member.doubt.is_none() && member.amount.is_ok();
        let known = self.members.iter().filter(|member| is_known(member));
        Need::from_result(Self::total(known, |_| None).map(unit), || self.places(is_known)).behind(self.behind.clone())
    }

    fn at_most<T: Scalar>(&self, unit: fn(Exact) -> T) -> Need<T> {
        Need::from_result(Self::total(self.members.iter(), |_| None).map(unit), || self.places(|_| true))
            .behind(self.behind.clone())
    }
}

fn each_once(mut wants: Vec<Want>) -> Vec<Want> {
    let mut known: HashSet<Want> = HashSet::new();
    wants.retain(|want| known.insert(want.clone()));
    wants
}

/// How many things that are not known a label names.
const NAMED: usize = 2;

/// `gap of Safer`, `gap of Stronger` and 3 more is blank; where they are not known for different reasons, each with its own.
fn in_a_line(wants: &[Want]) -> String {
    let is_one_reason = wants.windows(2).all(|pair| pair[0].why == pair[1].why);
    let name = |want: &Want| {
        let own = if is_one_reason { String::new() } else { format!(" {}", want.why.words()) };
        format!("`{}`{own}", want.what)
    };
    let mut text = wants.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
    if let Some(more) = wants.len().checked_sub(NAMED).filter(|&more| more > 0) {
        text = format!("{text} and {more} more");
    }
    match wants.first().filter(|_| is_one_reason) {
        Some(want) => format!("{text} {}", want.why.words()),
        None => text,
    }
}

/// Declares the fields of amounts.
pub fn declare(table: Table) -> Table {
    let table = table.part::<Amounts>("amounts", "Amounts that are added up.", |a| fields(a, |a| a, Money));
    table.part::<Figures>("figures", "Figures in a unit of their own that are added up.", |f| {
        fields(f, |f| &f.0, Figure)
    })
}

/// The fields of what is added up, in its unit.
fn fields<T: Any, U: Scalar + 'static>(
    declared: Fields<T>,
    amounts: fn(&T) -> &Amounts,
    unit: fn(Exact) -> U,
) -> Fields<T> {
    declared
        .field("sum", "What they add up to; missing if any of them is.", move |it| amounts(it).sum(unit))
        .field("known_part", "What those that are known, and known to count, add up to.", move |it| {
            amounts(it).known_part(unit)
        })
        .field("at_most", "What they add up to if all that may count does; missing if an amount is.", move |it| {
            amounts(it).at_most(unit)
        })
        .field("is_known", "Whether all of them are known, and known to count.", move |it| {
            let amounts = amounts(it);
            let known = amounts.members.iter().all(|member| member.doubt.is_none() && member.amount.is_ok());
            Need::of(Flag(known), amounts.places(|_| true))
        })
        .field(
            "not_known",
            "Which of them are not known, or not known to count; it stands nowhere where all are.",
            move |it| {
                let wants = amounts(it).wants();
                Need::of(Text(in_a_line(&wants)), wants.iter().map(|want| want.span).collect())
            },
        )
        .field("count", "How many they are.", move |it| {
            let amounts = amounts(it);
            let count = amounts.members.len().try_into().unwrap_or(i64::MAX);
            Need::of(Count(Exact::whole(count)), amounts.places(|_| true))
        })
}
