//! What the fixtures of a pack came to, as a person reads it.

use std::fmt::Write;

use super::judgement::judgement;
use super::paint::{Paint, paint};
use super::safe::safe;
use super::terminal::{self, Look};
use crate::authoring::coverage::Script;
use crate::authoring::mutants::Tried;
use crate::authoring::testing::{Came, Fixture, LeftOver, NOT_AS_BEFORE, Tested, decided};
use crate::diagnostic::{Diagnostic, Ground};
use crate::source::Sources;

/// One fixture that was run.
#[derive(Debug)]
pub struct Row {
    /// The fixture.
    pub fixture: Fixture,
    /// What became of it.
    pub tested: Tested,
    /// Its text, and below it what the rule says.
    pub said: String,
}

/// Everything that a run of a pack's tests found.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The pack, where it is to be named.
    pub pack: Option<&'a str>,
    /// Every fixture that was run.
    pub rows: &'a [Row],
    /// What lies beside the fixtures and belongs to none.
    pub left_over: &'a [LeftOver],
    /// The rules that do not load.
    pub broken: &'a [String],
    /// What is wrong with the pack's files that are not scripts.
    pub problems: &'a [Diagnostic],
    /// The mistakes that were put into the rules, where they were.
    pub tried: Option<&'a Tried>,
    /// What of the scripts is exercised, where that was asked.
    pub coverage: Option<&'a [Script]>,
}

impl Told<'_> {
    /// Whether all is as it should be. What is not exercised is told, and is no fault.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.left_over.is_empty()
            && self.broken.is_empty()
            && self.problems.is_empty()
            && self.rows.iter().all(|row| row.tested.came == Came::AsNamed)
            && self.tried.is_none_or(|tried| tried.unnoticed.is_empty())
    }
}

/// A fixture's text, and below it what its rule says: what is kept as a snapshot.
#[must_use]
pub fn said(fixture: &Fixture, tested: &Tested, sources: &Sources) -> String {
    let mut out = format!("{}---\n", fixture.source.text());
    for problem in &tested.problems {
        let _ = write!(out, "{}", terminal::diagnostic(problem, sources, Look::default()));
    }
    let Some(report) = &tested.report else { return out };
    for one in decided(fixture, report) {
        let _ = write!(out, "{}", judgement(one, sources));
    }
    let is_of_rule = |finding: &&Diagnostic| finding.code == fixture.rule;
    for finding in report.findings.iter().filter(is_of_rule) {
        // A line that moves is no change of what is said: what it rests on is told by its file alone.
        let drawn = terminal::diagnostic(finding, sources, Look::default());
        let without_lines = |drawn: String, ground: &Ground| {
            drawn.replace(&sources.locate(ground.span), sources.of(ground.span).name())
        };
        let _ = write!(out, "\n{}", finding.grounds.iter().fold(drawn, without_lines));
    }
    out
}

/// Why a fixture is not as it should be, in a line; none when it is.
#[must_use]
pub fn why(row: &Row) -> Option<String> {
    let rule = &row.fixture.rule;
    Some(match &row.tested.came {
        Came::AsNamed => return None,
        Came::New => "nothing was accepted of it yet".to_owned(),
        Came::Changed => "it comes to what its name says, in other words than were accepted".to_owned(),
        Came::Missing => format!("`{rule}` should find something, and does not"),
        Came::Noisy => format!("`{rule}` finds something, and should not"),
        Came::Wrong(word) => format!("`{rule}` comes to `{}`, which is not what its name says", word.replace('_', " ")),
        Came::Nothing => format!("`{rule}` has nothing to judge in it"),
        Came::Unread => "it cannot be read".to_owned(),
        Came::Unnamed => "its name begins with no outcome: passes_…, fails_…, green_…, pays_…, undecided_…".to_owned(),
        Came::Broken => format!("the rule `{rule}` does not load; `plumb lint` says why"),
        Came::NoRule(None) => {
            format!("there is no rule `{rule}`: remove the folder, or name it as its rule is named")
        }
        Came::NoRule(Some(near)) => format!("there is no rule `{rule}`; did you mean `{near}`?"),
    })
}

/// What is not as it should be, drawn; then how many there were of each, and what else was asked.
#[must_use]
pub fn drawn(told: &Told<'_>, sources: &Sources, look: Look) -> String {
    let drawn = |problem| terminal::diagnostic(problem, sources, look) + "\n";
    let mut out: String = told.problems.iter().map(drawn).collect();
    let mut rows = told.rows;
    while let Some(row) = rows.first() {
        let alike = alike(rows);
        rows = &rows[alike..];
        let Some(why) = why(row) else { continue };
        let name = match alike {
            1 => format!("{}/{}", safe(&row.fixture.rule), safe(&row.fixture.name)),
            many => format!("{}, {many} fixtures", safe(&row.fixture.rule)),
        };
        let word = paint(row.tested.came.word(), colour(&row.tested.came), look);
        let _ = writeln!(out, "{}  {word}\n  {}\n", paint(&name, Paint::Bold, look), safe(&why));
        out.push_str(&details(row, sources, look));
    }
    for LeftOver { path, why } in told.left_over {
        let _ = writeln!(out, "{}  {}\n  {why}\n", safe(path), paint("left over", Paint::Red, look));
    }
    let without_fixture = |rule: &&String| told.rows.iter().all(|row| row.fixture.rule != **rule);
    for rule in told.broken.iter().filter(without_fixture) {
        let word = paint("not loaded", Paint::Red, look);
        let _ = writeln!(out, "{}  {word}\n  the rule does not load; `plumb lint` says why\n", safe(rule));
    }
    out.push_str(&told.tried.map(|tried| unnoticed(tried, sources, look)).unwrap_or_default());
    out.push_str(&told.coverage.map(|scripts| super::covered::drawn(scripts, look)).unwrap_or_default());
    out + summary(told).as_str() + told.tried.map(tried_summary).unwrap_or_default().as_str()
}

/// How many rows from the first on are one matter: all of a rule that is not there, or does not load.
fn alike(rows: &[Row]) -> usize {
    let (rule, came) = (&rows[0].fixture.rule, &rows[0].tested.came);
    match came {
        Came::Broken | Came::NoRule(_) => rows.iter().take_while(|row| row.fixture.rule == *rule).count(),
        _ => 1,
    }
}

fn colour(came: &Came) -> Paint {
    if came.is_pending() { Paint::Yellow } else { Paint::Red }
}

/// What is otherwise than was accepted; or why it could not be judged.
fn details(row: &Row, sources: &Sources, look: Look) -> String {
    if row.tested.report.is_some() {
        return difference(row.fixture.accepted.as_deref().unwrap_or_default(), &row.said, look) + "\n";
    }
    row.tested.problems.iter().map(|problem| terminal::diagnostic(problem, sources, look) + "\n").collect()
}

/// The lines that were taken away and that are new, with two lines around them.
#[must_use]
pub fn difference(before: &str, now: &str, look: Look) -> String {
    let (before, now) = (before.trim_end().to_owned() + "\n", now.trim_end().to_owned() + "\n");
    let diff = similar::TextDiff::from_lines(before.trim_start_matches(['\r', '\n']), &now);
    let mut out = String::new();
    for (at, group) in diff.grouped_ops(2).iter().enumerate() {
        if at > 0 {
            out.push_str("  …\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = safe(change.value().trim_end());
            let line = match change.tag() {
                similar::ChangeTag::Delete => paint(&format!("- {line}"), Paint::Red, look),
                similar::ChangeTag::Insert => paint(&format!("+ {line}"), Paint::Green, look),
                similar::ChangeTag::Equal => format!("  {line}"),
            };
            let _ = writeln!(out, "  {}", line.trim_end());
        }
    }
    out
}

/// `made-up: 217 fixtures of 42 rules: all as before`
fn summary(told: &Told<'_>) -> String {
    let mut rules: Vec<&str> = told.rows.iter().map(|row| row.fixture.rule.as_str()).collect();
    rules.dedup();
    let count = |word: &str| told.rows.iter().filter(|row| row.tested.came.word() == word).count();
    let counts = NOT_AS_BEFORE.iter().map(|word| (count(word), *word)).filter(|(count, _)| *count > 0);
    let mut parts: Vec<String> = counts.map(|(count, word)| format!("{count} {word}")).collect();
    if !told.left_over.is_empty() {
        parts.push(format!("{} left over", told.left_over.len()));
    }
    if !told.broken.is_empty() {
        parts.push(format!("{} that {} not load", some(told.broken.len(), "rule"), does(told.broken.len())));
    }
    if !told.problems.is_empty() {
        parts.push(format!("{} in the pack", some(told.problems.len(), "error")));
    }
    let came = if parts.is_empty() { "all as before".to_owned() } else { parts.join(", ") };
    let pack = told.pack.map(|pack| safe(pack) + ": ").unwrap_or_default();
    format!("{pack}{} of {}: {came}\n", some(told.rows.len(), "fixture"), some(rules.len(), "rule"))
}

fn does(count: usize) -> &'static str {
    if count == 1 { "does" } else { "do" }
}

/// `1 rule`, `2 rules`
pub(super) fn some(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The mistakes that no fixture noticed, each in its place.
fn unnoticed(tried: &Tried, sources: &Sources, look: Look) -> String {
    tried.unnoticed.iter().map(|one| terminal::diagnostic(one, sources, look) + "\n").collect()
}

/// `566 mutants: all noticed, 3 allowed`
fn tried_summary(tried: &Tried) -> String {
    let unneeded = tried.unnoticed.iter().filter(|found| found.code == "suppression-unneeded").count();
    let unnoticed = match tried.unnoticed.len() - unneeded {
        _ if tried.count == 0 => "none was tried".to_owned(),
        0 => "all noticed".to_owned(),
        count => format!("{count} unnoticed"),
    };
    let unneeded = if unneeded == 0 { String::new() } else { format!(", {unneeded} allowed in vain") };
    let allowed = if tried.allowed.is_empty() { String::new() } else { format!(", {} allowed", tried.allowed.len()) };
    format!("{}: {unnoticed}{allowed}{unneeded}\n", some(tried.count, "mutant"))
}
