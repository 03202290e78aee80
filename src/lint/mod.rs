//! What is wrong with a pack, before any return is judged by it: what loading says, and what its rules and thresholds can
//! be seen to do by themselves.
//!
//! ```text
//! typed rules ─paths─▶ (terms, facts, interval) ─▶ branches ─┐
//! pages, fixtures' names, thresholds, lines ─────────────────┼─▶ suppress ─▶ Linted
//! what loading says ─────────────────────────────────────────┘
//! ```
//!
//! Of an edition what holds of the pack that it extends as well is not said: it is said of that pack. An error always is, as
//! nothing can be judged by a rule that does not load, whosever it is.
//!
//! A false alarm is the worst bug here: what cannot be proved is not said. The pages of all codes are in `codes.md`.

mod branches;
pub mod codes;
mod facts;
mod interval;
pub mod outcomes;
pub mod pages;
mod paths;
mod reasons;
mod style;
pub mod suppress;
mod terms;
mod thresholds;
mod wording;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::{Compiled, compile};
use crate::model::agreement::Agreement;
use crate::pack::Pack;
use crate::source::Sources;

/// The fixtures of one rule, as the folder names them.
#[derive(Debug, Clone)]
pub struct FixtureFolder {
    /// The folder's name: the id of a rule.
    pub rule: String,
    /// The names of its files, without `.yaml`.
    pub fixtures: Vec<String>,
}

/// A pack, and what else is known for looking at it.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The pack as written.
    pub pack: &'a Pack,
    /// The pack as compiled.
    pub compiled: &'a Compiled,
    /// What was wrong with its files that are not scripts.
    pub reading: Vec<Diagnostic>,
    /// The agreement that it should serve, where one is named.
    pub agreement: Option<&'a Agreement>,
    /// The day on which reviews are asked for, if they are.
    pub as_at: Option<Date>,
    /// What the folder of fixtures holds, where there is one.
    pub fixtures: Option<&'a [FixtureFolder]>,
    /// Whether to say what is a matter of style.
    pub style: bool,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Linted {
    /// What is wrong, in the order of file and place.
    pub found: Vec<Diagnostic>,
    /// What was found and is allowed, each with the reason.
    pub suppressed: Vec<Diagnostic>,
    /// How many rules were looked at.
    pub rules: usize,
    /// How many thresholds were looked at.
    pub thresholds: usize,
    /// Whether the pack could not be read, so that nothing more was looked at.
    pub is_unread: bool,
}

impl Linted {
    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether there is no error and no warning: advice is not counted.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.count(Severity::Error) + self.count(Severity::Warning) == 0
    }

    /// What was found of a pack that cannot be read.
    #[must_use]
    pub fn unread(found: Vec<Diagnostic>) -> Self {
        Linted { found, is_unread: true, ..Linted::default() }
    }
}

/// Says everything that is wrong with a pack; of an edition, with what it makes of the pack that it extends.
#[must_use]
pub fn lint(task: Task<'_>, sources: &Sources) -> Linted {
    let Some(base) = &task.pack.base else { return whole(task, sources) };
    let compiled = compile(base);
    // Which fixtures the other pack has is not known here, nor asked.
    let of_base = Task { pack: base, compiled: &compiled, reading: Vec::new(), fixtures: None, ..task };
    let known = whole(of_base, sources);
    let is_known = |problem: &Diagnostic| {
        let is_same = |other: &Diagnostic| other.order() == problem.order();
        problem.severity != Severity::Error && known.found.iter().chain(&known.suppressed).any(is_same)
    };
    let mut linted = whole(task, sources);
    linted.found.retain(|problem| !is_known(problem));
    linted.suppressed.retain(|problem| !is_known(problem));
    linted
}

/// The same, of all that a pack is made of.
fn whole(task: Task<'_>, sources: &Sources) -> Linted {
    let Task { pack, compiled, reading, agreement, as_at, fixtures, style } = task;
    let (firm, mut found): (Vec<Diagnostic>, Vec<Diagnostic>) = reading
        .into_iter()
        .chain(compiled.diagnostics.iter().cloned())
        .partition(|diagnostic| diagnostic.severity == Severity::Error);
    found.extend(branches::check(pack, compiled, sources));
    found.extend(pages::check(pack, compiled));
    found.extend(pages::check_duties(pack));
    found.extend(fixtures.map(|fixtures| pages::check_fixtures(pack, compiled, fixtures)).unwrap_or_default());
    found.extend(agreement.map(|agreement| thresholds::in_force(pack, compiled, agreement)).unwrap_or_default());
    found.extend(as_at.map(|day| thresholds::reviews(pack, day)).unwrap_or_default());
    if style {
        found.extend(style::check(pack));
    }
    let ran = suppress::Ran {
        agreement: agreement.is_some(),
        as_at: as_at.is_some(),
        fixtures: fixtures.is_some(),
        style,
        mutants: false,
        whole: compiled.broken.is_empty(),
    };
    let (mut found, suppressed) = suppress::suppress(pack, found, ran, sources);
    found.extend(firm);
    let sorted = |mut list: Vec<Diagnostic>| {
        list.sort_by(|one, other| one.order().cmp(&other.order()));
        list
    };
    Linted {
        found: sorted(found),
        suppressed: sorted(suppressed),
        rules: pack.rules.len(),
        thresholds: pack.thresholds.iter().count(),
        is_unread: false,
    }
}
