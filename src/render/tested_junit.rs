//! What the fixtures of a pack came to, as the XML of `JUnit`: a suite a rule, a case a fixture.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::terminal::{self, Look};
use super::tested::{Told, why};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Everything, as build servers read it.
///
/// # Panics
/// Never: it is written into a text.
#[must_use]
pub fn junit(told: &Told<'_>, sources: &Sources) -> String {
    let mut report = Report::new(told.pack.unwrap_or_default());
    let mut suite: Option<TestSuite> = None;
    for row in told.rows {
        let rule = &row.fixture.rule;
        if suite.as_ref().is_none_or(|suite| suite.name.as_str() != rule) {
            report.add_test_suites(suite.take());
        }
        let status =
            why(row).map_or_else(TestCaseStatus::success, |why| failed(row.tested.came.word(), &why, &row.said));
        suite.get_or_insert_with(|| TestSuite::new(rule)).add_test_case(TestCase::new(&row.fixture.name, status));
    }
    report.add_test_suites(suite);
    let left_over = told.left_over.iter().map(|it| (it.path.clone(), failed("left over", &it.why, "")));
    report.add_test_suites(of("left over", left_over));
    let broken = told.broken.iter().map(|rule| (rule.clone(), failed("not loaded", "the rule does not load", "")));
    report.add_test_suites(of("rules", broken));
    let drawn = |what: &str, one: &Diagnostic| {
        let (place, text) =
            one.labels.first().map(|it| (sources.locate(it.span), it.text.as_str())).unwrap_or_default();
        let drawn = terminal::diagnostic(one, sources, Look::default());
        (format!("{place} {text}").trim_end().to_owned(), failed(what, &one.headline, &drawn))
    };
    report.add_test_suites(of("pack", told.problems.iter().map(|problem| drawn("error", problem))));
    let unnoticed = told.tried.into_iter().flat_map(|tried| &tried.unnoticed);
    report.add_test_suites(of("mutants", unnoticed.map(|one| drawn("unnoticed", one))));
    report.to_string().expect("internal: a document that cannot be written")
}

/// A suite of these cases; none without any.
fn of(name: &str, cases: impl Iterator<Item = (String, TestCaseStatus)>) -> Option<TestSuite> {
    let cases: Vec<TestCase> = cases.map(|(name, status)| TestCase::new(name, status)).collect();
    let mut suite = TestSuite::new(name);
    let is_any = !cases.is_empty();
    suite.add_test_cases(cases);
    is_any.then_some(suite)
}

fn failed(what: &str, why: &str, said: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(why).set_type(what);
    if !said.is_empty() {
        status.set_description(said);
    }
    status
}
