//! Tests of reading YAML.

use std::fmt::Write;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::source::Sources;

/// A text that was read.
struct Reading {
    source: Arc<Source>,
    document: Document,
}

fn reading(text: &str) -> Reading {
    let source = Sources::new().add("test.yaml", text);
    let document = read(&source);
    Reading { source, document }
}

impl Reading {
    /// The text under the node at a path of keys and indexes.
    fn under(&self, path: &str) -> &str {
        self.source.slice(self.node(path).span)
    }

    /// The text under a node, with the character on each side of it.
    fn around(&self, path: &str) -> (&str, &str) {
        let span = self.node(path).span;
        let text = self.source.text();
        let line = text[..span.start()].rfind('\n').map_or(0, |end| end + 1);
        (&text[line..span.start()], text[span.end()..].lines().next().unwrap_or(""))
    }

    fn node(&self, path: &str) -> &Node {
        path.split('.').filter(|step| !step.is_empty()).fold(&self.document.root, |node, step| match &node.kind {
            NodeKind::List(items) => &items[step.parse::<usize>().unwrap()],
            _ => node.get(step).unwrap_or_else(|| panic!("no `{step}` in {node:?}")),
        })
    }

    /// Each problem: its code, and each label as `text under it: what it says`.
    fn problems(&self) -> Vec<String> {
        let problem = |problem: &Diagnostic| {
            problem.labels.iter().fold(problem.code.clone(), |mut line, label| {
                write!(line, " | {}: {}", self.source.slice(label.span), label.text).unwrap();
                line
            })
        };
        self.document.diagnostics.iter().map(problem).collect()
    }

    fn headline(&self) -> &str {
        &self.document.diagnostics[0].headline
    }
}

/// A node as text: a blank is `_`, what is quoted is in quotes, what is unreadable is `?`.
fn drawn(node: &Node) -> String {
    let drawn_all = |nodes: Vec<String>| nodes.join(", ");
    match &node.kind {
        NodeKind::Blank => "_".to_owned(),
        NodeKind::Unreadable => "?".to_owned(),
        NodeKind::Scalar(Scalar { text, quoted: false }) => text.clone(),
        NodeKind::Scalar(Scalar { text, quoted: true }) => format!("{text:?}"),
        NodeKind::List(items) => format!("[{}]", drawn_all(items.iter().map(drawn).collect())),
        NodeKind::Record(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", key.value, drawn(value))).collect();
            format!("{{{}}}", drawn_all(entries))
        }
    }
}

fn tree(text: &str) -> String {
    drawn(&reading(text).document.root)
}

fn clean(text: &str) -> Reading {
    let reading = reading(text);
    assert_eq!(reading.problems(), Vec::<String>::new());
    reading
}

#[test]
fn a_record_and_a_list_end_where_their_last_value_ends() {
    let read = clean("a: b\nc:\n  d: 'e'  \n  # a comment\n\nf:\n  - g\n  -   h  \n# the end\n");
    assert_eq!(drawn(&read.document.root), r#"{a: b, c: {d: "e"}, f: [g, h]}"#);
    assert_eq!(read.under("c"), "d: 'e'");
    assert_eq!(read.under("c.d"), "'e'");
    assert_eq!(read.under("f"), "- g\n  -   h");
    assert_eq!(read.under("f.1"), "h");
    assert!(read.under("").ends_with("-   h"));
}

#[test]
fn a_list_that_is_not_indented_begins_at_its_dash() {
    let read = clean("a: # years\n# two\n- -5\n- 6\nb:\n-\n-\n- c: d\n  e: f\n");
    assert_eq!(read.under("a"), "- -5\n- 6");
    assert_eq!(read.under("a.0"), "-5");
    assert_eq!(read.under("b"), "-\n-\n- c: d\n  e: f");
    assert_eq!(read.under("b.2"), "c: d\n  e: f");
}

#[test]
fn lists_in_lists_begin_at_their_own_dash() {
    let read = clean("- - a\n  - b\n- - - c\n");
    assert_eq!(read.under("0"), "- a\n  - b");
    assert_eq!(read.under("1"), "- - c");
    assert_eq!(read.under("1.0"), "- c");
}

#[test]
fn brackets_belong_to_their_list_or_record() {
    let read = clean("a: {b: 1, c: , d }\ne: [ x, 'y' , ] # two\nf: []\ng: {}\nh: [i: j , k]\nl: {\"m\":[1]}");
    assert_eq!(
        drawn(&read.document.root),
        r#"{a: {b: 1, c: _, d: _}, e: [x, "y"], f: [], g: {}, h: [{i: j}, k], l: {m: [1]}}"#
    );
    assert_eq!(read.under("a"), "{b: 1, c: , d }");
    assert_eq!(read.under("e"), "[ x, 'y' , ]");
    assert_eq!(read.under("f"), "[]");
    assert_eq!(read.under("g"), "{}");
    assert_eq!(read.under("h.0"), "i: j");
    assert_eq!(read.under("l"), "{\"m\":[1]}");
}

#[test]
fn a_blank_stands_where_its_value_should() {
    let read = clean("k:\nl:   # none\n\"m\"  :\nn: {o: , p}\nq:\n  -\n  # two\n  -   # none\n  - r\n  -\n? s\n");
    assert_eq!(read.around("k"), ("k:", ""));
    assert_eq!(read.around("l"), ("l:", "   # none"));
    assert_eq!(read.around("m"), ("\"m\"  :", ""));
    assert_eq!(read.around("n.o"), ("n: {o:", " , p}"));
    assert_eq!(read.around("n.p"), ("n: {o: , p", "}"));
    assert_eq!(read.around("q.0"), ("  -", ""));
    assert_eq!(read.around("q.1"), ("  -", "   # none"));
    assert_eq!(read.around("q.3"), ("  -", ""));
    assert_eq!(read.around("s"), ("? s", ""));
    assert!(
        ["k", "l", "m", "n.o", "n.p", "q.0", "q.1", "q.3", "s"].map(|at| read.node(at).kind == NodeKind::Blank)
            == [true; 9]
    );
}

#[test]
fn null_is_blank_unless_it_is_quoted() {
    let read = clean("- ~\n- null\n- Null\n- NULL\n- 'null'\n- ''\n- nULL\n- |\n  ~\n- \u{a0}\n");
    assert_eq!(drawn(&read.document.root), r#"[_, _, _, _, "null", _, nULL, "~", _]"#);
    assert_eq!(read.under("0"), "~");
    assert_eq!(read.under("1"), "null");
    assert_eq!(read.around("8"), ("-", " \u{a0}"));
}

#[test]
fn a_text_is_unescaped_and_trimmed() {
    let read = clean("a: \"x\\n\u{a3}\\\"\"\nb: 'it''s '\nc: two\n  lines\nd: 5\u{a0}\ne: a\tb\nf: 1_000\n");
    assert_eq!(drawn(&read.document.root), "{a: \"x\\n£\\\"\", b: \"it's\", c: two lines, d: 5, e: a\tb, f: 1_000}");
    assert_eq!(read.under("a"), "\"x\\n£\\\"\"");
    assert_eq!(read.under("b"), "'it''s '");
    assert_eq!(read.under("c"), "two\n  lines");
    assert_eq!(read.under("d"), "5");
}

#[test]
fn a_block_of_text_ends_with_its_last_line() {
    let read = clean("a: |\n  x\n  y\n\nb: >- # folded\n    x\n    y\n\n\nc: |+\n\nd: |2\n   z");
    assert_eq!(drawn(&read.document.root), r#"{a: "x\ny", b: "x y", c: _, d: "z"}"#);
    assert_eq!(read.under("a"), "x\n  y");
    assert_eq!(read.under("b"), "x\n    y");
    assert_eq!(read.around("c"), ("c:", " |+"));
    assert_eq!(read.under("d"), "z");
}

#[test]
fn byte_order_marks_crlf_and_wide_letters_leave_spans_exact() {
    let read = clean("\u{feff}é: ü x\r\nb:\r\n  - 🦀 # ß\r\n  - |\r\n    ñ\r\nc:\r\n");
    assert_eq!(read.under("é"), "ü x");
    assert_eq!(read.under("b"), "- 🦀 # ß\r\n  - |\r\n    ñ");
    assert_eq!(read.under("b.1"), "ñ");
    assert_eq!(read.around("c"), ("c:", ""));
    assert_eq!(read.under(""), read.source.text().trim_start_matches('\u{feff}').trim_end());
}

#[test]
fn a_text_without_a_document_is_blank() {
    for text in ["", "\u{feff}", "\n\n", "# nothing\n", "---\n", "...\n", "null\n"] {
        assert_eq!(drawn(&clean(text).document.root), "_", "{text:?}");
    }
}

#[test]
fn a_whole_may_be_a_text_or_have_markers() {
    assert_eq!(tree("one\ntwo\n"), "one two");
    assert_eq!(tree("%YAML 1.2\n---\na: 1\n...\n"), "{a: 1}");
}

#[test]
fn of_two_equal_keys_neither_value_is_kept() {
    let read = reading("a: 1\nb: 2\n\"a\": {a: &x 3}\nb: 4\nb: 5\n");
    assert_eq!(drawn(&read.document.root), "{a: ?, b: ?}");
    assert_eq!(
        read.problems(),
        [
            "yaml-duplicate-key | \"a\": said again here | a: first said here",
            "yaml-duplicate-key | b: said again here | b: first said here",
            "yaml-duplicate-key | b: said again here | b: first said here",
            "yaml-alias | &x: an anchor",
        ]
    );
    assert_eq!(read.headline(), "the key `a` is said twice");
    assert!(!read.document.is_cut_short());
}

#[test]
fn a_key_is_a_text() {
    let read = reading("1: a\ntrue: b\nnull: c\n? |\n  long\n: d\n? [e]\n: f\n{{ g }}: h\n: i\n'': j\nk: {{ l }}\n");
    assert_eq!(drawn(&read.document.root), "{1: a, true: b, null: c, long: d, k: {}}");
    assert_eq!(
        read.problems(),
        [
            "yaml-key | [e]: not a text",
            "yaml-key | {{ g }}: not a text",
            "yaml-key | { g }: not a text",
            "yaml-key | : a key should stand here",
            "yaml-key | '': a key should stand here",
            "yaml-key | { l }: not a text",
        ]
    );
}

#[test]
fn anchors_aliases_and_tags_are_refused_one_by_one() {
    let read = reading(
        "a: &x 1\nb: *x\nc: *none\nd: !!str 5\ne: !mine\nf: &y\ng: !!map {h: 1}\ni: &z\n  - 1\n- 2\n"
            .trim_end_matches("- 2\n"),
    );
    assert_eq!(drawn(&read.document.root), "{a: ?, b: ?, c: ?, d: ?, e: ?, f: ?, g: ?, i: ?}");
    assert_eq!(
        read.problems(),
        [
            "yaml-alias | &x: an anchor",
            "yaml-alias | *x: an alias",
            "yaml-alias | *none: an alias",
            "yaml-tag | !!str: a tag",
            "yaml-tag | !mine: a tag",
            "yaml-alias | &y: an anchor",
            "yaml-tag | !!map: a tag",
            "yaml-alias | &z: an anchor",
        ]
    );
    assert_eq!(read.under("d"), "5");
    assert_eq!(read.under("e"), "!mine");
    assert_eq!(read.around("f"), ("f: &y", ""));
    assert_eq!(read.under("g"), "{h: 1}");
    assert_eq!(read.under("i"), "- 1");
}

#[test]
fn a_key_that_is_refused_takes_its_value_along() {
    let read = reading("&k a: 1\n*k : 2\n!t b: 3\nc: 4\n");
    assert_eq!(drawn(&read.document.root), "{c: 4}");
    assert_eq!(read.problems(), ["yaml-alias | &k: an anchor", "yaml-alias | *k: an alias", "yaml-tag | !t: a tag"]);
}

#[test]
fn a_merge_key_makes_its_record_unreadable_once() {
    let read = reading("a: {b: 1}\nc:\n  <<: *a\n  d: 2\ne: {'<<': 3}\n");
    assert_eq!(drawn(&read.document.root), "{a: {b: 1}, c: ?, e: {<<: 3}}");
    assert_eq!(read.problems(), ["yaml-alias | <<: a merge key"]);
    assert_eq!(read.under("c"), "<<: *a\n  d: 2");
}

#[test]
fn a_billion_laughs_stay_small() {
    let mut text = "a0: &a0 [lol]\n".to_owned();
    for i in 1..50 {
        writeln!(text, "a{i}: &a{i} [{}]", format!("*a{}, ", i - 1).repeat(9)).unwrap();
    }
    let read = reading(&text);
    assert_eq!(read.problems().len(), 100);
    let last = read.document.diagnostics.last().map(|last| last.headline.as_str());
    assert!(last.is_some_and(|last| last.ends_with("; after it come 391 more of this kind")), "{last:?}");
    assert_eq!(drawn(&read.document.root).matches('?').count(), 50);
}

#[test]
fn only_the_first_document_is_read() {
    let read = reading("a: 1\n---\nb: 2\n---\n'c\n");
    assert_eq!(drawn(&read.document.root), "{a: 1}");
    assert_eq!(read.problems(), ["yaml-several-documents | ---: the second begins here"]);
    assert_eq!(tree("---\n---\na: 1\n"), "_");
    assert_eq!(reading("a: 1\n...\nb: 2\n").problems().len(), 1);
}

#[test]
fn nesting_has_a_limit() {
    assert_eq!(clean(&"- ".repeat(64)).problems().len(), 0);
    assert_eq!(clean(&format!("{}{}", "[".repeat(64), "]".repeat(64))).problems().len(), 0);
    assert_eq!(clean(&format!("{}{}x{}", "- ".repeat(32), "[".repeat(32), "]".repeat(32))).problems().len(), 0);
    for (text, under) in [
        ("- ".repeat(65), "-"),
        (format!("{}x{}", "[".repeat(65), "]".repeat(65)), "["),
        (format!("{}x{}", "{a: ".repeat(65), "}".repeat(65)), "{"),
        (format!("{}{}x{}", "- ".repeat(32), "[".repeat(33), "]".repeat(33)), "["),
    ] {
        let read = reading(&text);
        assert_eq!(read.problems(), [format!("yaml-too-deep | {under}: one too deep")], "{text}");
        assert!(drawn(&read.document.root).contains('?'));
        assert!(read.document.is_cut_short());
    }
}

#[test]
fn a_very_deep_text_does_not_overflow_the_stack() {
    for (text, code) in [
        ("[".repeat(100_000), "yaml-too-deep"),
        ("{a: ".repeat(100_000), "yaml-too-deep"),
        ("- ".repeat(100_000), "yaml-too-deep"),
        ("? ".repeat(100_000), "yaml-too-deep"),
        ((0..3_000).fold(String::new(), |text, depth| text + " ".repeat(depth).as_str() + "a:\n"), "yaml-too-deep"),
        ("]".repeat(100_000), "yaml-syntax"),
    ] {
        let read = reading(&text);
        assert_eq!(read.document.diagnostics.len(), 1);
        assert_eq!(read.document.diagnostics[0].code, code);
    }
}

#[test]
fn what_was_read_before_a_syntax_error_is_kept() {
    let read = reading("a: 1\nb:\n  - c: 2\n    d: 3\n  - e: 'f\n");
    assert_eq!(drawn(&read.document.root), "{a: 1, b: [{c: 2, d: 3}, {e: ?}, ?]}");
    assert_eq!(read.problems(), ["yaml-syntax | ': opened here"]);
    assert!(read.document.is_cut_short());
}

#[test]
fn half_a_value_is_unreadable() {
    assert_eq!(tree("a: b: c\n"), "{a: ?}");
    assert_eq!(tree("a: 1\n b: 2\n"), "{a: ?}");
    assert_eq!(tree("a b\nc: 1\n"), "?");
    assert_eq!(tree("a: [b, c]d\n"), "{a: ?}");
    assert_eq!(tree("'a\n"), "?");
}

#[test]
fn syntax_errors_are_said_in_plain_words() {
    for (text, under, headline) in [
        ("a: 1\n\tb: 2\n", "\t", "a line is indented with a tab"),
        ("k:\n  a: 1\n\tb: 2\n", "\t", "a line is indented with a tab"),
        ("a: \"x", "\"", "a quote is opened and never closed"),
        ("a: [1, [2]\n", "[", "`[` is opened and never closed"),
        ("a: [1}\n", "[", "`[` is closed by `}`"),
        ("a: 1\n}\n", "}", "`}` closes a bracket that is not open"),
        ("a: {b: 1 c: 2}\n", ":", "a comma or a closing bracket is missing"),
        ("a: b: c\n", ":", "a `:` stands where no key can end"),
        ("a: [1, 2\nb: 3\n", ":", "a `:` stands where no key can end"),
        ("a: 1\nfoo\nb: 2\n", "f", "a line has no `:`, where a key should be"),
        ("a: - 1\n", "-", "a `-` stands where no list can begin"),
        ("a: @x\n", "@", "`@` stands where a value should be"),
        ("a: *\n", "*", "`*` stands where a value should be"),
        ("a: [1, , 2]\n", ",", "`,` stands where a value should be"),
        ("a:\n  b: 1\n c: 2\n", "c", "a line is not in line with what it belongs to"),
        ("- a\nb: c\n", "b", "a line is not in line with what it belongs to"),
        ("a: 'x' y\n", "y", "`y` follows a value that has ended"),
        ("a: \"\\q\"\n", "\"", "a text in double quotes has a `\\` that begins nothing known"),
        ("a: x # y\n  z\n", "#", "a comment stands in the middle of a text"),
        ("a: |x\n", "|", "something follows `|` or `>` on its line"),
        ("a: b\u{1}\n", "\u{1}", "the text holds an unprintable character, U+0001"),
        ("a: b\n%c\n", "%", "this is not YAML: missing explicit document end marker before directive"),
    ] {
        let read = reading(text);
        let problem = read.document.diagnostics.first().unwrap_or_else(|| panic!("nothing wrong in {text:?}"));
        assert_eq!(problem.code, "yaml-syntax");
        assert_eq!(
            (read.source.slice(problem.labels[0].span), problem.headline.as_str()),
            (under, headline),
            "{text:?}"
        );
        assert_eq!(read.document.diagnostics.len(), 1, "{text:?}");
    }
}

#[test]
fn a_syntax_error_in_brackets_shows_the_bracket() {
    let read = reading("a: [1, 2\nb: 3\n");
    assert_eq!(read.problems(), ["yaml-syntax | :: no key ends here | [: inside this bracket"]);
}

#[test]
fn a_text_that_begins_like_an_alias_is_told_once() {
    let read = reading("a: *about* 5\nb: 2\n");
    assert_eq!(read.problems(), ["yaml-syntax | *about*: an alias"]);
    assert_eq!(drawn(&read.document.root), "{a: ?}");
    assert!(read.document.is_cut_short());
}

#[test]
fn tabs_ask_for_spaces() {
    assert_eq!(reading("a:\n\tb: 2\n").document.diagnostics[0].help.as_deref(), Some("indent with spaces"));
}

#[test]
fn the_first_lone_carriage_return_is_refused_among_the_others() {
    let read = reading("a: 1\r\nb: 2\rc: *x\rd: 4\n");
    assert_eq!(read.problems(), ["lone-carriage-return | \r: here, first", "yaml-alias | *x: an alias"]);
    assert_eq!(drawn(&read.document.root), "{a: 1, b: 2, c: ?, d: 4}");
}

#[test]
fn a_file_that_is_no_text_is_not_read() {
    let read = reading("a: 1\nb: \0\n");
    assert_eq!(read.problems(), ["binary | \0: a byte of zero"]);
    assert_eq!(drawn(&read.document.root), "?");
}

/// Every span lies in its source and in its parent, in order.
fn check_spans(source: &Source, node: &Node, from: usize) -> usize {
    assert!(node.span.start() >= from, "{node:?} begins before {from}");
    assert!(source.slice(node.span).len() == node.span.len());
    let end = match &node.kind {
        NodeKind::List(items) => items.iter().fold(node.span.start(), |from, item| check_spans(source, item, from)),
        NodeKind::Record(entries) => entries.iter().fold(node.span.start(), |from, (key, value)| {
            assert!(key.span.start() >= from);
            check_spans(source, value, key.span.end())
        }),
        _ => node.span.end(),
    };
    assert!(end <= node.span.end(), "{node:?} ends before {end}");
    node.span.end()
}

fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop::sample::select(vec![
        "a", "b: ", "c:\n", "- ", "\n", "\n  ", "\n    ", "  ", "[", "]", "{", "}", ", ", "'", "\"", "# x\n", "&x ",
        "*x", "<<: ", "!t ", "|\n", ">-\n", "? ", ": ", "\t", "---\n", "...\n", "~", "é", "\r\n", "\r", "\u{feff}",
        "\\", "%", "\u{a0}",
    ]);
    prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whatever_the_text_spans_lie_in_it(text in fragments()) {
        let read = reading(&text);
        check_spans(&read.source, &read.document.root, 0);
        for label in read.document.diagnostics.iter().flat_map(|problem| &problem.labels) {
            prop_assert_eq!(read.source.slice(label.span).len(), label.span.len());
        }
        prop_assert!(read.document.diagnostics.is_sorted_by_key(|problem| problem.labels.iter().map(|l| l.span).min()));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        reading(&text);
    }
}
