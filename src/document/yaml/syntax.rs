//! What is wrong with a text that is not YAML, in words for people who do not know the parser's.
//!
//! It knows the parser's kinds of error. It must not know the tree.

use granit_parser::ErrorKind;

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// The byte to show for an error that the parser reports at a byte: it reports some at the start of a longer text.
pub(super) fn place(text: &str, kind: &ErrorKind, at: usize) -> usize {
    match kind {
        ErrorKind::UnexpectedCharacter { character } => text[at..].find(*character).map_or(at, |behind| at + behind),
        _ if is_about_tabs(kind) => tab_in_indentation(text, at).unwrap_or(at),
        // The end of the file is shown behind its last word, not on the empty line below.
        _ if at == text.len() => text.trim_end().len(),
        _ => at,
    }
}

/// The error `yaml-syntax` at a place.
pub(super) fn problem(source: &Source, kind: &ErrorKind, place: Span) -> Diagnostic {
    let Words { headline, label, help } = words(source, kind, place);
    let problem = Diagnostic::error("yaml-syntax", headline).at(place, label);
    match help {
        "" => problem,
        help => problem.help(help),
    }
}

struct Words {
    headline: String,
    label: &'static str,
    help: &'static str,
}

fn say(headline: impl Into<String>, label: &'static str, help: &'static str) -> Words {
    Words { headline: headline.into(), label, help }
}

fn words(source: &Source, kind: &ErrorKind, place: Span) -> Words {
    use ErrorKind as E;
    match kind {
        _ if is_about_tabs(kind) => say("a line is indented with a tab", "a tab", "indent with spaces"),
        E::UnexpectedCharacter { character } if !character.is_ascii_graphic() => say(
            format!("the text holds an unprintable character, U+{:04X}", u32::from(*character)),
            "an unprintable character",
            "delete it",
        ),
        E::UnclosedQuotedScalar => say("a quote is opened and never closed", "opened here", "close the quote"),
        E::CommentInterceptedScalar => say(
            "a comment stands in the middle of a text",
            "the comment",
            "put the comment above the text; a `#` that belongs to the text belongs in quotes with it",
        ),
        E::InvalidBlockScalarHeader => say(
            "something follows `|` or `>` on its line",
            "begins a text of several lines",
            "a text that begins with `|` or `>` belongs in quotes",
        ),
        _ if is_about_escapes(kind) => say(
            "a text in double quotes has a `\\` that begins nothing known",
            "in this text",
            "write `\\\\` for a `\\`, or use single quotes",
        ),
        _ => structure(source, kind, place),
    }
}

fn structure(source: &Source, kind: &ErrorKind, place: Span) -> Words {
    use ErrorKind as E;
    let here = if place.is_empty() { "the end of the line".to_owned() } else { format!("`{}`", source.slice(place)) };
    match kind {
        E::UnclosedFlowCollection { open } => {
            say(format!("`{open}` is opened and never closed"), "opened here", "close the bracket")
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            say(format!("`{open}` is closed by `{close}`"), "opened here", "close it with its own kind of bracket")
        }
        E::MisplacedFlowCollectionEnd => say(
            format!("{here} closes a bracket that is not open"),
            "closes nothing",
            "delete it; a text with brackets at its ends belongs in quotes",
        ),
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => say(
            "a comma or a closing bracket is missing",
            "missing in front of this",
            "put commas between the things in brackets, and close the bracket",
        ),
        E::MappingValueNotAllowed
        | E::MappingKeyNotAllowed
        | E::InvalidColonPlacement
        | E::InvalidMappingValueWhitespace
        | E::FlowMappingValueAdjacentCollection => say(
            "a `:` stands where no key can end",
            "no key ends here",
            "begin a key on its own line, below the other keys; a text with a colon belongs in quotes",
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => say(
            "a line has no `:`, where a key should be",
            "not a key",
            "write `key: value`; indent a line that goes on with the text above it",
        ),
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => say(
            "a `-` stands where no list can begin",
            "no list begins here",
            "begin a list on its own line; a text that begins with `- ` belongs in quotes",
        ),
        _ if is_about_values(kind) => say(
            format!("{here} stands where a value should be"),
            "not a value",
            "write the value; a text that begins with a sign belongs in quotes",
        ),
        _ if is_about_order(kind) && begins_line(source, place) => say(
            "a line is not in line with what it belongs to",
            "out of line",
            "begin it below the first letter of the lines that it belongs to",
        ),
        _ if is_about_order(kind) => say(
            format!("{here} follows a value that has ended"),
            "left over",
            "delete what is left over, or put quotes around all of it",
        ),
        _ => say(format!("this is not YAML: {}", kind.to_string().trim_end_matches('.')), "", ""),
    }
}

fn is_about_tabs(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart
    )
}

fn is_about_escapes(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape
    )
}

fn is_about_values(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::UnexpectedCharacter { .. }
            | E::ExpectedNodeContent
            | E::UnexpectedEof
            | E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
            | E::UnexpectedEofBlockSequence
            | E::UnexpectedEofBlockMapping
            | E::MissingAnchorOrAliasName
            | E::ExpectedTagBang
            | E::InvalidTagTerminator
            | E::InvalidTagEscape
            | E::MissingTagUri
            | E::UnclosedVerbatimTag
            | E::UndeclaredTagHandle
            | E::PlainScalarStartsWithDashFlowIndicator
            | E::UnexpectedEndOfPlainScalar
    )
}

fn is_about_order(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::ExpectedBlockMappingKey
            | E::ExpectedBlockSequenceEntry
            | E::ExpectedDocumentStart
            | E::InvalidIndentation
            | E::InvalidQuotedScalarIndent
            | E::InvalidFlowScalarIndent
            | E::InvalidBlockScalarIndent
            | E::InvalidTrailingSingleQuotedScalar
            | E::InvalidTrailingDoubleQuotedScalar
            | E::InvalidDocumentEnd
    )
}

/// Whether only blanks stand in front of a place on its line.
fn begins_line(source: &Source, place: Span) -> bool {
    let before = &source.text()[..place.start()];
    before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
}

/// The first tab in front of a line's text, from a byte on.
fn tab_in_indentation(text: &str, from: usize) -> Option<usize> {
    if text[from..].starts_with('\t') {
        return Some(from);
    }
    let mut start = text[..from].rfind('\n').map_or(0, |end| end + 1);
    for line in text[start..].split_inclusive('\n') {
        let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if let Some(tab) = indentation.find('\t').filter(|tab| start + tab >= from) {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}
