//! A problem in one line, `path:line:column: error[code]: headline`, for grep and for editors.
//!
//! Knows nothing of frames, colours or widths.

use crate::diagnostic::Diagnostic;
use crate::render::cut::Row;
use crate::render::safe::safe;
use crate::source::Sources;
use crate::verdict::{Judgement, Outcome};

/// How many characters are said of what is missing.
const WIDEST: usize = 2_000;

/// One line that says what is wrong, and where when there is a place.
#[must_use]
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let Diagnostic { code, severity, headline, labels, .. } = diagnostic;
    let place = labels.first().map(|label| sources.locate(label.span) + ": ").unwrap_or_default();
    if let Some(explained) = &diagnostic.explained {
        return safe(&format!("{place}explained[{code}]: {headline}; {}", explained.words())) + "\n";
    }
    let advisory = if diagnostic.advises() { "advisory " } else { "" };
    safe(&format!("{place}{advisory}{}[{code}]: {headline}", severity.word())) + "\n"
}

/// One line that says what an undecided verdict waits for, and where that should stand; none of any other.
#[must_use]
pub fn undecided(judgement: &Judgement, sources: &Sources) -> Option<String> {
    let Outcome::Undecided(wants) = &judgement.outcome else { return None };
    let place = wants.first().map(|want| sources.locate(want.span) + ": ").unwrap_or_default();
    let missing: Vec<String> = wants.iter().map(|want| format!("{} {}", want.what, want.why.words())).collect();
    let missing = Row::new(&missing.join("; "), &[], WIDEST).text().to_owned();
    Some(safe(&format!("{place}undecided[{}]: {missing}", judgement.rule)) + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_place_of_the_first_label() {
        let mut sources = Sources::new();
        let csv = sources.add("returns/q3.csv", "code,£\nRG1,££,x\n");
        let problem = Diagnostic::error("not-a-number", "`x` is not a number")
            .at(csv.span(17, 18), "here")
            .at(csv.span(0, 4), "the column");
        assert_eq!(diagnostic(&problem, &sources), "returns/q3.csv:2:8: error[not-a-number]: `x` is not a number\n");
    }

    #[test]
    fn says_of_what_is_explained_why_and_no_weight() {
        let mut sources = Sources::new();
        let file = sources.add("explanations.yaml", "- rule: c\n");
        let explained = crate::diagnostic::Explained {
            why: "the board agreed".to_owned(),
            body: Some("the board".to_owned()),
            date: None,
            until: None,
            span: file.whole(),
        };
        let problem = Diagnostic { explained: Some(explained), ..Diagnostic::error("c", "too much") };
        assert_eq!(diagnostic(&problem, &sources), "explained[c]: too much; the board agreed, by the board\n");
    }

    #[test]
    fn says_of_what_only_advises_that_it_does() {
        let mut sources = Sources::new();
        let pack = sources.add("pack.yaml", "advisory: [c]\n");
        let problem = Diagnostic { advisory: Some(pack.whole()), ..Diagnostic::error("c", "too much") };
        assert_eq!(diagnostic(&problem, &sources), "advisory error[c]: too much\n");
    }

    #[test]
    fn does_without_a_place() {
        let problem = Diagnostic::warning("nothing-to-judge", "there is no return here");
        let text = diagnostic(&problem, &Sources::new());
        assert_eq!(text, "warning[nothing-to-judge]: there is no return here\n");
    }

    #[test]
    fn stays_one_line_and_safe() {
        let mut sources = Sources::new();
        let csv = sources.add("q3\x1b[2J.csv", "x");
        let problem = Diagnostic::error("c", "`a\nb`").at(csv.whole(), "");
        assert_eq!(diagnostic(&problem, &sources), "q3␛[2J.csv:1:1: error[c]: `a␊b`\n");
    }
}
