//! Tests of reading CSV.

use std::fmt::Write;
use std::sync::Arc;

use csv_core::Reader;
use proptest::prelude::*;

use super::*;
use crate::source::Sources;

/// A text that was read.
struct Reading {
    source: Arc<Source>,
    document: Document,
}

fn reading(text: &str) -> Reading {
    let source = Sources::new().add("test.csv", text);
    let document = read(&source);
    Reading { source, document }
}

fn clean(text: &str) -> Reading {
    let reading = reading(text);
    assert_eq!(reading.problems(), Vec::<String>::new());
    reading
}

impl Reading {
    fn records(&self) -> &[Node] {
        match &self.document.root.kind {
            NodeKind::List(records) => records,
            other => panic!("{other:?} is not a list"),
        }
    }

    fn cell(&self, record: usize, name: &str) -> &Node {
        self.records()[record].get(name).unwrap_or_else(|| panic!("no `{name}`"))
    }

    fn under(&self, record: usize, name: &str) -> &str {
        self.source.slice(self.cell(record, name).span)
    }

    /// What stands on each side of a value on its line.
    fn around(&self, record: usize, name: &str) -> (&str, &str) {
        let span = self.cell(record, name).span;
        let text = self.source.text();
        let line = text[..span.start()].rfind('\n').map_or(0, |end| end + 1);
        (&text[line..span.start()], text[span.end()..].lines().next().unwrap_or(""))
    }

    /// Each record on a line, its values between bars; a blank is `_`, what is unreadable is `?`.
    fn drawn(&self) -> Vec<String> {
        let value = |node: &Node| match &node.kind {
            NodeKind::Blank => "_".to_owned(),
            NodeKind::Unreadable => "?".to_owned(),
            _ => node.text().unwrap().to_owned(),
        };
        let record = |node: &Node| match &node.kind {
            NodeKind::Record(entries) => entries.iter().map(|(_, node)| value(node)).collect::<Vec<_>>().join("|"),
            NodeKind::Unreadable => "unreadable".to_owned(),
            other => panic!("{other:?} is not a record"),
        };
        self.records().iter().map(record).collect()
    }

    /// Each problem: its code, and each label as `text under it: what it says`.
    fn problems(&self) -> Vec<String> {
        let problem = |problem: &Diagnostic| {
            problem.labels.iter().fold(problem.code.clone(), |mut line, label| {
                write!(line, " / {}: {}", self.source.slice(label.span), label.text).unwrap();
                line
            })
        };
        self.document.diagnostics.iter().map(problem).collect()
    }
}

#[test]
fn the_first_row_names_the_values_of_the_others() {
    let read = clean("id, name ,total\nRG1,Older People,190000\nRG2,,-5\n");
    assert_eq!(read.drawn(), ["RG1|Older People|190000", "RG2|_|-5"]);
    assert_eq!(read.under(0, "name"), "Older People");
    assert_eq!(read.under(1, "total"), "-5");
    let NodeKind::Record(entries) = &read.records()[1].kind else { panic!() };
    let keys: Vec<_> = entries.iter().map(|(key, _)| (key.value.as_str(), read.source.slice(key.span))).collect();
    assert_eq!(keys, [("id", "id"), ("name", "name"), ("total", "total")]);
    assert_eq!(read.source.slice(read.records()[0].span), "RG1,Older People,190000");
    assert_eq!(read.source.slice(read.document.root.span), "RG1,Older People,190000\nRG2,,-5");
}

#[test]
fn crlf_wide_letters_and_a_byte_order_mark_leave_spans_exact() {
    let read = clean("\u{feff}é,b\r\n  ü x , £5\r\n\r\n🦀,\r\nñ,ß");
    assert_eq!(read.drawn(), ["ü x|£5", "🦀|_", "ñ|ß"]);
    assert_eq!((read.under(0, "é"), read.under(0, "b")), ("ü x", "£5"));
    assert_eq!((read.under(1, "é"), read.around(1, "b")), ("🦀", ("🦀,", "")));
    assert_eq!((read.under(2, "é"), read.under(2, "b")), ("ñ", "ß"));
    let records: Vec<_> = read.records().iter().map(|record| read.source.slice(record.span)).collect();
    assert_eq!(records, ["  ü x , £5", "🦀", "ñ,ß"]);
}

#[test]
fn quotes_are_not_part_of_a_value() {
    let read =
        clean("\"id\",b,c\n\"1,000\",\" two\nlines \",\"say \"\"hi\"\"\"\n\"\"\"\",5\" pipe,\"x\" \n\"\",\" \",1\n");
    assert_eq!(read.drawn(), ["1,000|two\nlines|say \"hi\"", "\"|5\" pipe|x", "_|_|1"]);
    assert_eq!(read.under(0, "id"), "1,000");
    assert_eq!(read.under(0, "b"), "two\nlines");
    assert_eq!(read.under(0, "c"), "say \"\"hi\"\"");
    assert_eq!(read.under(1, "id"), "\"\"");
    assert_eq!(read.under(1, "c"), "x");
    assert_eq!(read.around(2, "id"), ("\"", "\",\" \",1"));
    assert_eq!(read.source.slice(read.records()[0].span), "\"1,000\",\" two\nlines \",\"say \"\"hi\"\"\"");
    assert!(matches!(&read.cell(0, "id").kind, NodeKind::Scalar(Scalar { quoted: false, .. })));
}

#[test]
fn what_follows_a_closing_quote_belongs_to_the_cell() {
    let read = clean("a,b\n\"x\"y,\"é\"\"\"z\n");
    assert_eq!(read.drawn(), ["xy|é\"z"]);
    assert_eq!(read.under(0, "a"), "\"x\"y");
}

#[test]
fn a_blank_stands_between_its_commas() {
    let read = clean("a,b,c,d\n1,  ,\t,\n");
    assert_eq!(read.around(0, "b"), ("1,", "  ,\t,"));
    assert_eq!(read.around(0, "c"), ("1,  ,", "\t,"));
    assert_eq!(read.around(0, "d"), ("1,  ,\t,", ""));
    assert!(["b", "c", "d"].iter().all(|name| read.cell(0, name).kind == NodeKind::Blank));
}

#[test]
fn blank_lines_and_rows_are_passed_over() {
    let read = clean("\n,,\n\r\na,b\n\n1,2\n,\n , \n\"\",\n3,4\n,,,,\n\n\r\n");
    assert_eq!(read.drawn(), ["1|2", "3|4"]);
    assert_eq!(read.source.slice(read.records()[1].span), "3,4");
}

#[test]
fn a_header_alone_is_a_list_of_nothing() {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n", "\u{feff}a,b\n,\n"] {
        let read = clean(text);
        assert_eq!(read.drawn(), Vec::<String>::new());
        assert!(read.document.root.span.is_empty());
        assert_eq!(&text[..read.document.root.span.start()], text.trim_end_matches(['\r', '\n', ',']));
    }
}

#[test]
fn a_file_without_a_header_is_told() {
    for text in ["", "\u{feff}", "\n\n", ",,\n , \n"] {
        let read = reading(text);
        assert_eq!(read.problems(), ["csv-empty / : the names of the columns belong here"]);
        assert_eq!(read.document.diagnostics[0].headline, "`test.csv` has no header");
        assert_eq!(read.drawn(), Vec::<String>::new());
    }
}

#[test]
fn a_column_without_a_name_must_be_blank() {
    assert_eq!(clean("a,,b,\n1,,2,\n3, ,4\n").drawn(), ["1|2", "3|4"]);
    let read = reading("a,,b,\n1,,2,\n3,x,4,y\n5,z,6\n");
    assert_eq!(read.drawn(), ["1|2", "3|4", "5|6"]);
    assert_eq!(
        read.problems(),
        [
            "csv-header-blank / : no name stands here / x: the first value in it",
            "csv-header-blank / : no name stands here / y: the first value in it",
        ]
    );
}

#[test]
fn of_two_equal_columns_neither_is_kept() {
    let read = reading("a,b,\"a\",a\n1,2,3,4\n");
    assert_eq!(read.drawn(), ["?|2"]);
    assert_eq!(
        read.problems(),
        [
            "csv-duplicate-column / a: named again here / a: first named here",
            "csv-duplicate-column / a: named again here / a: first named here",
        ]
    );
}

#[test]
fn what_separates_the_cells_is_told_by_the_header() {
    for (text, drawn) in [
        ("id;name\n1;a, b\n", "1|a, b"),
        ("id\tname\n1\ta, b\n", "1|a, b"),
        ("\u{feff}sep=;\r\nid;name, short\r\n1;a\r\n", "1|a"),
        ("id,\"a;b;c\"\n1,a\n", "1|a"),
        ("id|name\n1|a\n", "1|a"),
    ] {
        let read = reading(text);
        assert_eq!((read.drawn(), read.problems()), (vec![drawn.to_owned()], Vec::<String>::new()), "{text:?}");
    }
}

#[test]
fn an_amount_that_a_comma_splits_is_one_finding_and_is_not_read() {
    let read = reading("body,amount,kind,note\nA,£20,000,cash,\nB,1,250.50,cash,x\nC,5,cash,\n");
    assert_eq!(read.drawn(), ["A|?|?|?", "B|?|?|?", "C|5|cash|_"]);
    assert_eq!(
        read.problems(),
        ["csv-amount-split / £20,000: one amount, it seems", "csv-amount-split / 1,250.50: one amount, it seems"]
    );
}

#[test]
fn a_row_that_is_too_long_shows_what_is_left_over() {
    let read = reading("id,name\n1,a,,\n2,b, c,\"d\",\n3,e\n");
    assert_eq!(read.drawn(), ["1|a", "unreadable", "3|e"]);
    assert_eq!(read.problems(), ["csv-row-too-long / c,\"d: beyond the last column, `name`"]);
    assert_eq!(read.document.diagnostics[0].headline, "a row has 5 cells, where the header has 2");
}

#[test]
fn a_row_that_is_too_short_says_what_is_missing() {
    let read = reading("id,year1,year2,year3\r\n1,2,3\r\n1,2 \r\n1\r\n1,2,3,4\r\n");
    assert_eq!(read.drawn(), ["1|2|3|_", "1|2|_|_", "1|_|_|_", "1|2|3|4"]);
    assert_eq!(
        read.problems(),
        [
            "csv-row-too-short / : `year3` is missing here",
            "csv-row-too-short / : `year2` and `year3` are missing here",
            "csv-row-too-short / : `year1`, `year2` and 1 more are missing here",
        ]
    );
    assert_eq!(read.around(0, "year3"), ("1,2,3", ""));
    assert_eq!(read.around(1, "year2"), ("1,2 ", ""));
    assert_eq!(read.document.diagnostics[0].labels[0].span, read.cell(0, "year3").span);
    assert_eq!(read.document.diagnostics[2].headline, "a row has 1 cell, where the header has 4");
}

#[test]
fn a_cell_too_many_or_too_few_is_shown_where_the_others_tell_it() {
    let header = "indicator,measure,value,before,note\n";
    let whole = "ES2,,6.1%,6%,\n,RG2a,430,,\nHL2,,n/a,,so\n";
    for (row, problem) in [
        ("ES1,,,118,101,", "csv-row-too-long / : an empty cell too many, it seems"),
        ("ES1,118,101,", "csv-row-too-short / : `measure` is missing here, it seems"),
        (",RG2b,44,800,,", "csv-amount-split / 44,800: one amount, it seems"),
        ("ES1,,118,101,so, and so", "csv-row-too-long / and so: beyond the last column, `note`"),
        ("ES1,,118,101", "csv-row-too-short / : `note` is missing here"),
    ] {
        let read = reading(&format!("{header}{row}\n{whole}"));
        assert_eq!(read.problems(), [problem], "{row}");
    }
    assert_eq!(clean(&format!("{header}ES1,,118,101,so,\n{whole}")).drawn()[0], "ES1|_|118|101|so");
    let read = reading(&format!("{header}ES1,118,101,\n{whole}"));
    assert_eq!(read.document.diagnostics[0].labels[0].span.start(), header.len() + "ES1,".len());
}

#[test]
fn a_quote_that_runs_on_is_shown_where_it_opened() {
    let read = reading("id,amount,kind\n1,\"9,000,cash\n2,\"4,000\",cash\n3,5,cash\n");
    assert_eq!(read.drawn(), ["unreadable", "3|5|cash"]);
    assert_eq!(read.problems(), ["csv-quote-runs-on / \": opened here"]);
    assert_eq!(read.document.diagnostics[0].labels[0].span.start(), 17);
    assert_eq!(clean("id,note\n1,\"a line\nand one more\"\n").drawn(), ["1|a line\nand one more"]);
}

#[test]
fn a_quote_that_the_next_cells_closes_is_shown_where_it_opened() {
    let read = reading("id,amount,first,kind\n1,\"9,000,\"4,000\",cash\n2,\"5,000\",\"1,000\",cash\n");
    assert_eq!(read.drawn(), ["1|?|?|?", "2|5,000|1,000|cash"]);
    let said = read.problems();
    assert!(said[0].starts_with("csv-quote-runs-on / \": opened here"), "{said:?}");
    assert_eq!(said.len(), 1);
    assert_eq!(clean("id,note\n1,\"9,000\" or so\n").drawn(), ["1|9,000 or so"]);
}

#[test]
fn a_quote_that_is_never_closed_swallows_the_rest() {
    let read = reading("id,b,c\n1,2,3\n4,\"5,6\n7,8,9\n");
    assert_eq!(read.drawn(), ["1|2|3", "4|?|?"]);
    assert_eq!(read.problems(), ["csv-unclosed-quote / \": opened here"]);
    assert_eq!(read.around(1, "b"), ("4,", "5,6"));
    assert!(read.document.is_cut_short());
    let read = reading("a\n\"");
    assert_eq!(read.drawn(), ["?"]);
    let read = reading("a,\"b\n1,2\n");
    assert_eq!(read.document.root.kind, NodeKind::Unreadable);
    assert_eq!(read.problems(), ["csv-unclosed-quote / \": opened here"]);
}

#[test]
fn a_lone_carriage_return_is_refused() {
    for text in ["a,b\r1,2\r", "a,b\r\n1,\"x\ry\"\r\n"] {
        let read = reading(text);
        assert_eq!(read.problems(), ["lone-carriage-return / \r: here, first"]);
        assert_eq!(read.document.root.kind, NodeKind::Unreadable);
    }
}

#[test]
fn a_file_that_is_no_text_is_not_read() {
    let read = reading("a,b\n1,\0\n");
    assert_eq!(read.problems(), ["binary / \0: a byte of zero"]);
    assert_eq!(read.document.root.kind, NodeKind::Unreadable);
}

#[test]
fn problems_stand_in_the_order_of_the_file() {
    let read = reading("a,,a\n1\n2,x,3\n2,x,3,4\n5,\"");
    let codes: Vec<_> = read.document.diagnostics.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(
        codes,
        ["csv-duplicate-column", "csv-header-blank", "csv-row-too-long", "csv-unclosed-quote"],
        "nothing that has a name is missing from the first row"
    );
}

#[test]
fn a_million_blank_rows_are_read_at_once() {
    let read = clean(&format!("a,b\n{}1,2\n{}", "\n".repeat(1_000_000), ",\r\n".repeat(1_000_000)));
    assert_eq!(read.drawn(), ["1|2"]);
}

fn fragments() -> impl Strategy<Value = String> {
    let fragments = vec!["a", "é", "1", ",", ",", "\n", "\r\n", "\"", "\"", "\"\"", " ", "\u{a0}", "\u{feff}", "\t"];
    prop::collection::vec(prop::sample::select(fragments), 0..40).prop_map(|fragments| fragments.concat())
}

/// What the rows of a text say by the reader of whole records.
fn expected(text: &str) -> Vec<Vec<String>> {
    let mut reader = Reader::new();
    let (mut input, mut rows) = (text.trim_start_matches('\u{feff}').as_bytes(), Vec::new());
    let (mut output, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 1]);
    let (mut wrote, mut ended) = (0, 0);
    loop {
        let (result, read, out, end) = reader.read_record(input, &mut output[wrote..], &mut ends[ended..]);
        input = &input[read..];
        wrote += out;
        ended += end;
        match result {
            csv_core::ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let cell = |(start, &end): (usize, &usize)| {
                    std::str::from_utf8(&output[start..end]).unwrap().trim().to_owned()
                };
                rows.push(starts.zip(&ends[..ended]).map(cell).collect::<Vec<_>>());
                (wrote, ended) = (0, 0);
            }
            csv_core::ReadRecordResult::End => return rows,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn cells_say_what_the_reader_of_records_says(text in fragments()) {
        let source = Sources::new().add("test.csv", text.as_str());
        let mut rows: Vec<Row> = Rows::new(&source, Separator { cells: ',', from: super::super::beginning(&source) }).collect();
        let mut expected = expected(&text);
        if let Some(last) = rows.last_mut().filter(|row| row.unclosed.is_some()) {
            prop_assert_eq!(expected.pop().map(|row| row.len()), Some(last.cells.len() + 1));
            rows.pop();
        }
        let cells = |row: &Row| row.cells.iter().map(|cell| cell.text.to_string()).collect::<Vec<_>>();
        prop_assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), expected);
        for cell in rows.iter().flat_map(|row| &row.cells) {
            let under = source.slice(cell.span);
            prop_assert!(under.contains('"') || under == cell.text);
            prop_assert_eq!(under.trim(), under);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        for label in reading(&text).document.diagnostics.iter().flat_map(|problem| &problem.labels) {
            prop_assert!(text.get(label.span.start()..label.span.end()).is_some());
        }
    }
}
