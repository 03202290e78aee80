//! Writes an explanation into the text of an `explanations.yaml`, and leaves every other byte as it is.

use std::fmt::Write;

use jiff::civil::Date;

use super::edit::{Changes, indent_of, line_end, line_start, next_line, quote};
use crate::document::{Node, NodeKind, yaml};
use crate::source::{Source, Span, Spanned};

/// What is written.
#[derive(Debug, Clone)]
pub struct Written {
    /// The rule whose finding it is.
    pub rule: String,
    /// What the finding is about.
    pub subject: String,
    /// What kind of subject, where the name alone does not tell.
    pub what: Option<String>,
    /// What is accepted.
    pub value: String,
    /// Why.
    pub why: String,
    /// Who accepts it.
    pub body: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// The return that it concerns.
    pub period: Option<String>,
}

impl Written {
    /// Each field as it is written, in order.
    fn fields(&self) -> Vec<(&'static str, Option<String>)> {
        let text = |text: &Option<String>| text.as_deref().map(quote);
        let mut fields = vec![
            ("rule", Some(quote(&self.rule))),
            ("subject", Some(quote(&self.subject))),
            ("what", text(&self.what)),
        ];
        fields.extend(self.accepted());
        // A period needs no quotes: it is read as the text that it is.
        fields.push(("period", self.period.clone()));
        fields
    }

    /// Those that change when a finding is accepted again.
    fn accepted(&self) -> [(&'static str, Option<String>); 5] {
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        [
            ("value", Some(quote(&self.value))),
            ("body", self.body.as_deref().map(quote)),
            ("date", date(self.date)),
            ("why", Some(quote(&self.why))),
            ("until", date(self.until)),
        ]
    }
}

/// The text of a file with one more explanation at its end; none when its list is written in brackets.
#[must_use]
pub fn append(source: &Source, written: &Written) -> Option<String> {
    let text = source.text();
    let indent = match yaml::read(source).root {
        Node { kind: NodeKind::List(nodes), span } if nodes.is_empty() || source.slice(span).starts_with('[') => {
            return None;
        }
        Node { kind: NodeKind::List(nodes), .. } => indent_of(source, nodes[0].span.start()),
        _ => "",
    };
    let end = line_end(text);
    let mut out = text.to_owned();
    if !(text.is_empty() || text.ends_with('\n')) {
        out.push_str(end);
    }
    let fields = written.fields();
    let given = fields.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
    for (at, (key, value)) in given.enumerate() {
        let mark = if at == 0 { "- " } else { "  " };
        let _ = write!(out, "{indent}{mark}{key}: {value}{end}");
    }
    Some(out)
}

/// The text of a file in which the explanation at a place is accepted anew: its value, why, by whom, when and until when.
/// None when there is no explanation at that place.
#[must_use]
pub fn replace(source: &Source, at: Span, written: &Written) -> Option<String> {
    let root = yaml::read(source).root;
    let NodeKind::List(nodes) = &root.kind else { return None };
    let NodeKind::Record(entries) = &nodes.iter().find(|node| node.span == at)?.kind else { return None };
    let find = |key: &str| entries.iter().find(|(known, _)| known.value == key);
    let after = &find("value")?;
    let mut changes = Changes::default();
    for (key, value) in written.accepted() {
        match (find(key), value) {
            (Some((_, node)), Some(value)) if node.span.is_empty() => {
                changes.replace(node.span, format!(" {value}"));
            }
            (Some((_, node)), Some(value)) => changes.replace(node.span, value),
            (Some(entry), None) => remove(source, entry, &mut changes),
            (None, Some(value)) => add(source, after, key, &value, &mut changes),
            (None, None) => {}
        }
    }
    changes.applied(source.text())
}

/// A field that goes: its whole line; only its value where the line holds more.
fn remove(source: &Source, (key, node): &(Spanned<String>, Node), changes: &mut Changes) {
    let text = source.text();
    let start = line_start(text, key.span.start());
    match next_line(text, node.span.end()) {
        Some(end)
            if text[start..key.span.start()].trim().is_empty() && text[node.span.end()..end].trim().is_empty() =>
        {
            changes.cut(start, end, "");
        }
        _ if node.span.is_empty() => changes.replace(node.span, ""),
        _ => changes.replace(node.span, "null"),
    }
}

/// A field that comes: on a line below another; behind it where these stand in brackets.
fn add(source: &Source, (before, node): &(Spanned<String>, Node), key: &str, value: &str, changes: &mut Changes) {
    let text = source.text();
    let line = line_start(text, before.span.start());
    if text[line..before.span.start()].contains('{') {
        changes.insert(node.span.end(), format!(", {key}: {value}"));
        return;
    }
    let indent = " ".repeat(text[line..before.span.start()].chars().count());
    match next_line(text, node.span.end()) {
        Some(at) => changes.insert(at, format!("{indent}{key}: {value}{}", line_end(text))),
        None => changes.insert(text.len(), format!("{}{indent}{key}: {value}", line_end(text))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::intake;
    use crate::source::Sources;

    fn written(why: &str, until: Option<&str>) -> Written {
        Written {
            rule: "a-rule".to_owned(),
            subject: "RG1".to_owned(),
            what: None,
            value: "£5.00".to_owned(),
            why: why.to_owned(),
            body: None,
            date: None,
            until: until.map(|date| date.parse().expect("a date")),
            period: None,
        }
    }

    fn appended(text: &str, why: &str) -> String {
        append(&Sources::new().add("explanations.yaml", text), &written(why, None)).expect("a list of lines")
    }

    fn replaced(text: &str, until: Option<&str>) -> String {
        let source = Sources::new().add("explanations.yaml", text);
        let (known, found) = intake::explanations(&source);
        assert!(found.is_empty(), "{found:?}");
        replace(&source, known[0].span, &written("now", until)).expect("an explanation")
    }

    #[test]
    fn is_put_at_the_end_in_the_layout_of_the_file() {
        let own = "- rule: a-rule\n  subject: RG1\n  value: \"£5.00\"\n  why: so\n";
        assert_eq!(appended("", "so"), own);
        assert_eq!(appended("# only a comment", "so"), format!("# only a comment\n{own}"));
        let crlf = "- rule: x\r\n  subject: y\r\n  value: z\r\n  why: w   # kept\r\n\r\n# last";
        assert_eq!(appended(crlf, "so"), format!("{crlf}\r\n{}", own.replace('\n', "\r\n")));
        let indented = "  - { rule: x, subject: y, value: z, why: w }\n";
        let lines: String = own.lines().flat_map(|line| ["  ", line, "\n"]).collect();
        assert_eq!(appended(indented, "so"), format!("{indented}{lines}"));
    }

    #[test]
    fn a_list_in_brackets_is_left_alone() {
        let mut sources = Sources::new();
        for text in ["[]\n", "[{ rule: x, subject: y, value: z, why: w }]\n"] {
            assert_eq!(append(&sources.add("explanations.yaml", text), &written("so", None)), None, "{text}");
        }
    }

    #[test]
    fn is_replaced_in_its_place_and_nothing_else_moves() {
        let old = "# a\n- rule: a-rule # b\n  subject: RG1\n  value: old # c\n\n  why: 'then' # d\n  until: 2007-01-01\n# e\n";
        let new = old.replace("old", "\"£5.00\"").replace("'then'", "now");
        assert_eq!(replaced(old, None), new.replace("  until: 2007-01-01\n", ""));
        assert_eq!(replaced(old, Some("2008-01-01")), new.replace("2007", "2008"));
        let flow = "- { rule: a-rule, subject: RG1, value: old, why: then, until: 2007-01-01 }";
        let new = flow.replace("old", "\"£5.00\"").replace("then", "now");
        assert_eq!(replaced(flow, None), new.replace("2007-01-01", "null"));
        let bare = "- rule: a-rule\n  subject: RG1\n  why: then\n  value: old";
        let new = bare.replace("old", "\"£5.00\"").replace("then", "now");
        assert_eq!(replaced(bare, Some("2008-01-01")), format!("{new}\n  until: 2008-01-01"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_as_it_was_given(why in "\\PC{1,40}|[ -~\\n\\t]{1,40}|null|yes|#.*|[0-9]{4}") {
            prop_assume!(!why.trim().is_empty());
            let source = Sources::new().add("explanations.yaml", appended("", &why));
            let (read, found) = intake::explanations(&source);
            prop_assert!(found.is_empty(), "{:?}", found);
            prop_assert_eq!(&read[0].why.value, why.trim());
        }
    }
}
