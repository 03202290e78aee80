//! What a new pack and a new rule begin with: texts that load, that lint has nothing against, and whose fixtures come to what
//! their names say. What only a person can say is marked as [`UNSAID`], and lint advises about it.
//!
//! It opens no file: whoever asks writes the texts.

pub mod copied;
mod subjects;

use super::edit::{Changes, indent_of, line_end, next_line};
use crate::document::{Choice, Node, NodeKind, yaml};
use crate::lint::{codes, pages::UNSAID};
use crate::pack::Pack;
use crate::source::Source;
use crate::verdict::Kind;
use subjects::{Example, example};

/// The most characters of a name: as many as a file's name may have with what is put behind it.
const LONGEST: usize = 60;

/// The id of the rule that a new pack begins with.
pub const FIRST_RULE: &str = "bid-over-the-most";

/// A text and the path where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The path, with `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

fn text(path: impl Into<String>, text: impl Into<String>) -> Text {
    Text { path: path.into(), text: text.into() }
}

/// A new rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// Its script, under its name in the pack's folder.
    pub script: Text,
    /// Its fixtures, under their names in the rule's folder of fixtures.
    pub fixtures: Vec<Text>,
}

/// Why a name cannot be that of a new thing (a pack, a rule), with a proposal; nothing when it can. `is_taken` tells which names
/// are.
#[must_use]
pub fn refused(name: &str, thing: &str, is_taken: impl Fn(&str) -> Option<String>) -> Option<String> {
    let why = unfit(name).or_else(|| is_taken(name))?;
    let proposal = kebab(name, thing);
    let free = |name: &String| unfit(name).is_none() && is_taken(name).is_none();
    let others = (2..100).map(|at| format!("{proposal}-{at}"));
    let proposal = std::iter::once(proposal.clone()).chain(others).find(free);
    Some(match proposal {
        Some(proposal) => format!("{why}; call it `{proposal}`, for instance"),
        None => format!("{why}; choose another, of small letters and hyphens"),
    })
}

/// Why a name is none of small letters, digits and single hyphens, or means something else already.
fn unfit(name: &str) -> Option<String> {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.split('-').all(is_word) {
        return Some(format!(
            "`{name}` is no name: it begins with a letter, and is of small letters, digits and hyphens"
        ));
    }
    if name.len() > LONGEST {
        return Some(format!("`{name}` is too long: a name has at most {LONGEST} letters"));
    }
    if codes::page(name).is_some() {
        return Some(format!("`{name}` is a code that plumb says itself: `plumb explain {name}`"));
    }
    let numbered =
        |stem: &str| name.strip_prefix(stem).is_some_and(|it| it.len() == 1 && it.as_bytes()[0].is_ascii_digit());
    if ["con", "prn", "aux", "nul"].contains(&name) || numbered("com") || numbered("lpt") {
        return Some(format!("`{name}` cannot be the name of a file everywhere"));
    }
    None
}

/// The nearest name of small letters, digits and single hyphens.
fn kebab(name: &str, thing: &str) -> String {
    let name = name.strip_suffix(".rhai").unwrap_or(name);
    let (mut spaced, mut before) = (String::new(), ' ');
    for c in name.chars() {
        // `profileTooLong` is three words, `RG1` and `NORTHSHIRE` are one each.
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
        before = c;
    }
    let words = spaced.split_whitespace().skip_while(|word| !word.starts_with(|c: char| c.is_ascii_lowercase()));
    let mut found = String::new();
    for word in words.filter(|word| word.len() <= LONGEST) {
        if found.len() + word.len() < LONGEST - 2 {
            found.extend((!found.is_empty()).then_some('-'));
            found.push_str(word);
        }
    }
    match found.as_str() {
        "" => format!("new-{thing}"),
        _ if unfit(&found).is_some() => format!("{found}-{thing}"),
        _ => found,
    }
}

/// Why there cannot be a rule of this kind and subject beside those of a pack; nothing when there can.
#[must_use]
pub fn rival(kind: Kind, subject: &str, rules: &[(String, Kind, &str)]) -> Option<String> {
    let of_both = |(_, known, about): &&(String, Kind, &str)| *known == kind && *about == subject;
    let (id, ..) = rules.iter().filter(|_| kind != Kind::Check).find(of_both)?;
    let (kind, subject) = (kind.word(), subject.replace('_', " "));
    Some(format!("`{id}` decides the {kind} of each {subject} already, and at most one rule may: edit that one"))
}

/// A new rule; none about what is no subject.
#[must_use]
pub fn rule(id: &str, kind: Kind, subject: &str) -> Option<NewRule> {
    let example = example(subject)?;
    let fixture = |at: usize, word: &str| {
        let (name, put) = example.cases[at];
        let name = if word == "pays" && !example.has_money() { UNPAID } else { name };
        let about = "# What `plumb new rule` wrote: put a case of your own in its place.\n";
        text(format!("{word}_{name}.yaml"), format!("{about}{}", example.fixture.replace('@', put)))
    };
    let [good, bad] = words(kind);
    Some(NewRule {
        script: text(format!("{id}.rhai"), script(kind, example)),
        fixtures: vec![fixture(0, good), fixture(1, bad), fixture(2, "undecided")],
    })
}

/// What the first case of an award is called where its subject has no money that could be paid.
const UNPAID: &str = "nought_until_it_is_said_how_much";

/// The outcomes for what is in order and for what is not, as fixtures' names say them.
fn words(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Trajectory => ["on", "off"],
        Kind::OutcomeBand | Kind::DeliveryBand => ["green", "red"],
        Kind::Condition => ["met", "unmet"],
        Kind::Award => ["pays", "nothing"],
        Kind::Check => ["passes", "fails"],
    }
}

fn script(kind: Kind, example: &Example) -> String {
    let Example { subject, called, value, at, is_nought, own, money, .. } = example;
    let unsaid = UNSAID;
    let (order, is) = if *is_nought { ("==", "nought") } else { (">", "more than nought") };
    let given = |expected: &str| if expected == *value { "found" } else { "0" }.to_owned();
    let paid = if money.contains('.') && money != value { (*money).to_owned() } else { given(money) };
    let reason = format!("`{called} is ${{found}}`");
    let (good, bad) = match kind {
        Kind::Trajectory => (format!("on({})", given(own)), format!("off({})", given(own))),
        Kind::OutcomeBand | Kind::DeliveryBand => (format!("green({reason})"), format!("red({reason})")),
        Kind::Condition => (format!("met({reason})"), format!("unmet(found, {reason})")),
        Kind::Award => (format!("pay({paid})"), format!("nothing({reason})")),
        Kind::Check => ("pass()".to_owned(), format!("error(`${{{subject}.name}}: {called} is ${{found}}`)")),
    };
    let is_unpaid = kind == Kind::Award && !example.has_money();
    let note =
        if is_unpaid { "    // in place of 0 what it pays: a threshold of type money, `limits.…`" } else { "" };
    let kind = kind.word();
    let title = called[..1].to_uppercase() + &called[1..];
    format!(
        "//! # {title} is {is}\n\
         //!\n\
         //! What it checks, and why: {unsaid}. This is the example that `plumb new rule` wrote.\n\
         //!\n\
         //! Authority: {unsaid}.\n\
         //! Known misses: {unsaid}.\n\
         \n\
         // `plumb explain --api` lists what can be read. To read thresholds, add `limits` behind `{subject}`.\n\
         fn {kind}({subject}) {{\n    \
             let found = {value};\n    \
             if found {order} 0 {{\n        \
                 return {good};{note}\n    \
             }}\n    \
             {bad}\n        \
                 .at({at}, \"what was found\")\n\
         }}\n",
    )
}

/// The files of a new pack, but for its snapshots.
#[must_use]
pub fn pack(name: &str) -> Vec<Text> {
    let named = |template: &str| template.replace("@name", name);
    let fixture = |what: &str, total: &str| {
        let about = "# A made-up bid: put a case of your own in its place.\n";
        let bid = format!("    - {{ fund: pump, title: Mentors, total: {total} }}\n");
        let funds = "agreement:\n  funds: [{ id: pump, name: pump-priming }]\nsubmission:\n  bids:\n";
        text(format!("fixtures/{FIRST_RULE}/{what}.yaml"), format!("{about}{funds}{bid}"))
    };
    vec![
        text("pack.yaml", named(include_str!("pack/pack.yaml"))),
        text("thresholds.yaml", include_str!("pack/thresholds.yaml")),
        text(format!("{FIRST_RULE}.rhai"), include_str!("pack/rule.rhai")),
        text("CHANGELOG.md", named(include_str!("pack/CHANGELOG.md"))),
        fixture("passes_exactly_the_most", "50000"),
        fixture("passes_a_penny_less", "49999.99"),
        fixture("fails_a_penny_more", "50000.01"),
        fixture("undecided_no_total", ""),
    ]
}

/// The `pack.yaml` of an edition with one more script under `adds`; none where that is no list that can be added to.
#[must_use]
pub fn listed(source: &Source, id: &str) -> Option<String> {
    let (root, text, end) = (yaml::read(source).root, source.text(), line_end(source.text()));
    let mut changes = Changes::default();
    match root.get("adds") {
        None => {
            let before = if text.is_empty() || text.ends_with('\n') { "" } else { end };
            changes.insert(text.len(), format!("{before}adds: [{id}]{end}"));
        }
        Some(Node { kind: NodeKind::List(items), span }) if source.slice(*span).starts_with('[') => {
            let at = items.last().map_or(span.start() + 1, |last| last.span.end());
            changes.insert(at, if items.is_empty() { id.to_owned() } else { format!(", {id}") });
        }
        Some(Node { kind: NodeKind::List(items), .. }) => {
            let last = items.last()?.span;
            let (indent, at) = (indent_of(source, last.start()), next_line(text, last.end()).unwrap_or(text.len()));
            let before = if text[..at].ends_with('\n') { "" } else { end };
            changes.insert(at, format!("{before}{indent}- {id}{end}"));
        }
        Some(_) => return None,
    }
    changes.applied(text)
}

/// The names that rules of a pack have.
#[must_use]
pub fn taken(pack: &Pack, name: &str) -> Option<String> {
    let is_rule = pack.rules.iter().any(|script| script.id == name);
    is_rule.then(|| format!("the pack has a rule `{name}` already"))
}

#[cfg(test)]
mod tests {
    use super::listed;
    use crate::source::Sources;

    #[test]
    fn a_script_is_listed_where_the_others_are() {
        let listed = |text: &str| listed(&Sources::new().add("pack.yaml", text), "new");
        assert_eq!(listed("name: x").as_deref(), Some("name: x\nadds: [new]\n"));
        assert_eq!(listed("adds: [a, b] # c\nx: y\n").as_deref(), Some("adds: [a, b, new] # c\nx: y\n"));
        assert_eq!(listed("adds: []\n").as_deref(), Some("adds: [new]\n"));
        assert_eq!(
            listed("adds:\n  - a\n  - b # c\nx: y\n").as_deref(),
            Some("adds:\n  - a\n  - b # c\n  - new\nx: y\n")
        );
        assert_eq!(listed("adds:\r\n- a").as_deref(), Some("adds:\r\n- a\r\n- new\r\n"));
        assert_eq!(listed("adds: a\n"), None);
    }
}
