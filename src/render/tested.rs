//! What the fixtures of a pack came to, as a person, a program or a build server reads it.

use std::fmt::Write;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use schemars::JsonSchema;
use serde::Serialize;

use super::judgement::judgement;
use super::safe::safe;
use super::terminal::{self, Look};
use crate::authoring::testing::{Came, Fixture, Tested, decided};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// The version of the form below: it changes when something is taken away or means something else.
const SCHEMA: &str = "plumbline/test/1";

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

/// What was found beside the fixtures: snapshots of no fixture, fixtures of no rule.
#[derive(Debug, Clone, Default)]
pub struct Orphans(pub Vec<String>);

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
        let _ = write!(out, "\n{}", terminal::diagnostic(finding, sources, Look::default()));
    }
    out
}

/// Why a fixture is not as it should be, in a line; none when it is.
fn why(row: &Row) -> Option<String> {
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
        Came::NoRule => format!("there is no rule `{rule}` that loads"),
    })
}

/// What is not as it should be, drawn; then how many there were of each.
#[must_use]
pub fn drawn(rows: &[Row], orphans: &Orphans) -> String {
    let mut out = String::new();
    for row in rows {
        let Some(why) = why(row) else { continue };
        let name = format!("{}/{}", safe(&row.fixture.rule), safe(&row.fixture.name));
        let _ = writeln!(out, "{name}  {}\n  {why}\n", row.tested.came.word());
        out.push_str(&difference(row.fixture.accepted.as_deref().unwrap_or_default(), &row.said));
        out.push('\n');
    }
    for orphan in &orphans.0 {
        let _ = writeln!(out, "{}\n", safe(orphan));
    }
    out + summary(rows, orphans).as_str()
}

/// The lines that were taken away and that are new, with two lines around them.
#[must_use]
pub fn difference(before: &str, now: &str) -> String {
    let (before, now) = (before.trim_end().to_owned() + "\n", now.trim_end().to_owned() + "\n");
    let diff = similar::TextDiff::from_lines(before.trim_start(), &now);
    let mut out = String::new();
    for (at, group) in diff.grouped_ops(2).iter().enumerate() {
        if at > 0 {
            out.push_str("  …\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                similar::ChangeTag::Delete => '-',
                similar::ChangeTag::Insert => '+',
                similar::ChangeTag::Equal => ' ',
            };
            let _ = writeln!(out, "  {mark} {}", safe(change.value().trim_end()));
        }
    }
    out
}

/// `217 fixtures of 42 rules: all as before`
fn summary(rows: &[Row], orphans: &Orphans) -> String {
    let mut rules: Vec<&str> = rows.iter().map(|row| row.fixture.rule.as_str()).collect();
    rules.dedup();
    let words = ["new", "changed", "missing", "noisy", "wrong", "nothing to judge", "not read", "no rule"];
    let counts = words.map(|word| (word, rows.iter().filter(|row| row.tested.came.word() == word).count()));
    let mut parts: Vec<String> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{count} {word}")).collect();
    if !orphans.0.is_empty() {
        parts.push(format!("{} left over", orphans.0.len()));
    }
    let came = if parts.is_empty() { "all as before".to_owned() } else { parts.join(", ") };
    format!("{} fixtures of {} rules: {came}\n", rows.len(), rules.len())
}

/// What the fixtures of a pack came to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestJson {
    /// The version of this form.
    pub schema: &'static str,
    /// The pack as it was named.
    pub pack: String,
    /// Whether all is as it should be.
    pub is_clean: bool,
    /// Every fixture.
    pub fixtures: Vec<FixtureJson>,
    /// Snapshots of no fixture.
    pub left_over: Vec<String>,
}

/// What one fixture came to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FixtureJson {
    /// The rule.
    pub rule: String,
    /// The fixture.
    pub fixture: String,
    /// `as before`, `new`, `changed`, `missing`, `noisy`, `wrong`, `nothing to judge`, `not read` or `no rule`.
    pub came: &'static str,
    /// Why it is not as it should be.
    pub why: Option<String>,
    /// What the rule says; where that is as before, nothing.
    pub said: Option<String>,
}

/// Everything as one JSON document.
///
/// # Panics
/// Never: the types hold nothing that cannot be written.
#[must_use]
pub fn json(pack: &str, rows: &[Row], orphans: &Orphans) -> String {
    let fixture = |row: &Row| FixtureJson {
        rule: row.fixture.rule.clone(),
        fixture: row.fixture.name.clone(),
        came: row.tested.came.word(),
        why: why(row),
        said: why(row).map(|_| row.said.clone()),
    };
    let json = TestJson {
        schema: SCHEMA,
        pack: pack.to_owned(),
        is_clean: is_clean(rows, orphans),
        fixtures: rows.iter().map(fixture).collect(),
        left_over: orphans.0.clone(),
    };
    serde_json::to_string_pretty(&json).expect("internal: a document that cannot be written") + "\n"
}

/// The schema of [`TestJson`], as JSON Schema.
///
/// # Panics
/// Never: a schema is plain data.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(TestJson);
    serde_json::to_string_pretty(&schema).expect("internal: a schema that cannot be written") + "\n"
}

/// The mistakes that were put into rules on purpose.
#[derive(Debug)]
pub struct Tried {
    /// How many.
    pub count: usize,
    /// Those that no fixture noticed.
    pub unnoticed: Vec<Diagnostic>,
    /// How many more of these are allowed.
    pub allowed: usize,
}

/// The mistakes that no fixture noticed, each in its place, and how many there were.
#[must_use]
pub fn mutants(tried: &Tried, sources: &Sources, look: Look) -> String {
    let drawn = tried.unnoticed.iter().map(|one| terminal::diagnostic(one, sources, look) + "\n");
    let (count, unnoticed, allowed) = (tried.count, tried.unnoticed.len(), tried.allowed);
    let allowed = if allowed == 0 { String::new() } else { format!(", {allowed} allowed") };
    drawn.collect::<String>() + format!("{count} mutants: {unnoticed} unnoticed{allowed}\n").as_str()
}

/// Whether all is as it should be.
#[must_use]
pub fn is_clean(rows: &[Row], orphans: &Orphans) -> bool {
    orphans.0.is_empty() && rows.iter().all(|row| row.tested.came == Came::AsNamed)
}

/// A suite a rule, a case a fixture, as build servers read it.
///
/// # Panics
/// Never: it is written into a text.
#[must_use]
pub fn junit(pack: &str, rows: &[Row], orphans: &Orphans) -> String {
    let mut report = quick_junit::Report::new(pack);
    let mut suite: Option<TestSuite> = None;
    for row in rows {
        let rule = &row.fixture.rule;
        if suite.as_ref().is_none_or(|suite| suite.name.as_str() != rule) {
            report.add_test_suites(suite.take());
        }
        let status = why(row).map_or_else(TestCaseStatus::success, |why| {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(why).set_type(row.tested.came.word()).set_description(&row.said);
            status
        });
        suite.get_or_insert_with(|| TestSuite::new(rule)).add_test_case(TestCase::new(&row.fixture.name, status));
    }
    report.add_test_suites(suite);
    for orphan in &orphans.0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(orphan).set_type("left over");
        let mut suite = TestSuite::new("left over");
        suite.add_test_case(TestCase::new(orphan, status));
        report.add_test_suite(suite);
    }
    report.to_string().expect("internal: a document that cannot be written")
}
