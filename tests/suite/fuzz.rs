//! Can anything that is thrown at a reader make it panic, hang, or point outside its text? Each reader gets texts of the
//! project, spoiled at random, for as many seconds as `PLUMB_FUZZ_SECONDS` says: one by default.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use plumbline::diagnostic::Diagnostic;
use plumbline::document::encoding::{Or, decode};
use plumbline::document::{self, Node, NodeKind, scalar};
use plumbline::engine::compile::compile;
use plumbline::explain;
use plumbline::intake;
use plumbline::lint;
use plumbline::model::statement::Written;
use plumbline::pack::{self, PackFile, builtin, thresholds};
use plumbline::render::report::PackFrom;
use plumbline::render::terminal::{self, Look};
use plumbline::render::{json, report};
use plumbline::source::{Source, Sources, Span};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

use crate::support::{SHIPPED, Texts, root, shipped};

/// What is put into texts beside pieces of other texts.
const PIECES: [&[u8]; 40] = [
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\t",
    b" ",
    b",",
    b";",
    b":",
    b": ",
    b"- ",
    b"\"",
    b"'",
    b"`",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"#",
    b"&a ",
    b"*a",
    b"|\n",
    b"---\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xa3",
    b"\xc2\xa3",
    b"\xc2",
    b"99999999999999999999999999999999",
    b"1e999999999",
    b"-",
    b"0",
    b".",
    b"%",
    b"${",
    b"//",
    b"\xf0\x9f\x98\x80",
    b"2006-13-45",
];

/// A longest text: what is longer has its own tests.
const LONGEST: usize = 60_000;

/// More than any text of that length may take, on a slow machine and without optimisation.
const SLOWEST: Duration = Duration::from_secs(20);

/// Throws spoiled texts at a reader.
struct Thrower {
    name: &'static str,
    corpus: Vec<Vec<u8>>,
    random: TestRng,
    until: Instant,
}

impl Thrower {
    /// With the texts under these folders that have one of these endings.
    fn new(name: &'static str, folders: &[&str], endings: &[&str]) -> Self {
        fn below(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
            for path in crate::support::entries(folder) {
                if path.is_dir() {
                    below(&path, endings, found);
                } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
                    found.push(path);
                }
            }
        }
        let mut paths = Vec::new();
        for folder in folders {
            below(&root().join(folder), endings, &mut paths);
        }
        let corpus: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("a file")).collect();
        assert!(!corpus.is_empty(), "{name}: nothing to spoil");
        let seconds = std::env::var("PLUMB_FUZZ_SECONDS").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
        let mut seed = [0; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        Thrower { name, corpus, random, until: Instant::now() + Duration::from_secs(seconds) }
    }

    fn at_most(&mut self, most: usize) -> usize {
        self.random.next_u32() as usize % (most + 1)
    }

    /// A piece of some text.
    fn piece(&mut self) -> Vec<u8> {
        if self.at_most(1) == 0 {
            return PIECES[self.at_most(PIECES.len() - 1)].to_vec();
        }
        let which = self.at_most(self.corpus.len() - 1);
        let from = self.at_most(self.corpus[which].len());
        let to = (from + self.at_most(80)).min(self.corpus[which].len());
        self.corpus[which][from..to].to_vec()
    }

    /// Spoils a text: pieces are put in, taken out, doubled, or put in the place of others.
    fn spoil(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.at_most(5) {
            let from = self.at_most(bytes.len());
            let to = (from + self.at_most(40)).min(bytes.len());
            let instead = match self.at_most(4) {
                0 => Vec::new(),
                1 => bytes[from..to].repeat(2),
                2 => bytes[from..to].iter().map(|byte| byte ^ 0x20).collect(),
                _ => self.piece(),
            };
            let to = if self.at_most(1) == 0 { from } else { to };
            bytes.splice(from..to, instead);
            if self.at_most(39) == 0 {
                bytes.truncate(from);
            }
        }
        bytes.truncate(LONGEST);
        bytes
    }

    /// Throws spoiled texts until the time is over. One that makes the reader panic is left in `target/fuzz/`.
    fn throw(&mut self, mut at: impl FnMut(Vec<u8>)) {
        let mut thrown = 0;
        while Instant::now() < self.until {
            let which = self.at_most(self.corpus.len() - 1);
            let bytes = self.spoil(self.corpus[which].clone());
            let begun = Instant::now();
            let outcome = catch_unwind(AssertUnwindSafe(|| at(bytes.clone())));
            let took = begun.elapsed();
            if outcome.is_err() || took > SLOWEST {
                let folder = root().join("target/fuzz");
                fs::create_dir_all(&folder).expect("a folder");
                let file = folder.join(self.name);
                fs::write(&file, &bytes).expect("a file");
                panic!("{} took {took:?} over {}", self.name, file.display());
            }
            thrown += 1;
        }
        println!("{}: {thrown} texts", self.name);
    }
}

/// A source of some bytes, if they are a text.
fn source(bytes: Vec<u8>, name: &str, sources: &mut Sources) -> Option<Arc<Source>> {
    let or = if name == "spoiled.csv" { Or::Windows } else { Or::Utf16 };
    decode(bytes, or).ok().map(|decoded| sources.add_read_as(name, decoded.text, decoded.read_as))
}

/// That a place lies in its text, at the borders of characters.
fn holds(span: Span, sources: &Sources) {
    let text = sources.of(span).text();
    assert!(text.get(span.start()..span.end()).is_some(), "{span:?} of {}", text.len());
}

fn tree_holds(node: &Node, sources: &Sources) {
    holds(node.span, sources);
    match &node.kind {
        NodeKind::List(nodes) => nodes.iter().for_each(|node| tree_holds(node, sources)),
        NodeKind::Record(entries) => {
            for (key, node) in entries {
                holds(key.span, sources);
                tree_holds(node, sources);
            }
        }
        _ => {}
    }
}

/// That problems point into their texts and can be shown.
fn said(problems: &[Diagnostic], sources: &Sources) {
    for problem in problems {
        problem.labels.iter().for_each(|label| holds(label.span, sources));
        let shown = terminal::diagnostic(problem, sources, Look::default());
        assert!(!shown.contains(['\u{1b}', '\0']), "raw bytes of the file: {shown:?}");
    }
}

/// Reads spoiled documents of one ending.
fn documents(name: &'static str, ending: &str) {
    let file = format!("spoiled.{ending}");
    Thrower::new(name, &["fixtures", "rules"], &[ending]).throw(|bytes| {
        let mut sources = Sources::new();
        let Some(source) = source(bytes, &file, &mut sources) else { return };
        let document = document::read(&source);
        tree_holds(&document.root, &sources);
        said(&document.diagnostics, &sources);
    });
}

#[test]
fn yaml() {
    documents("yaml", "yaml");
}

#[test]
fn csv() {
    documents("csv", "csv");
}

#[test]
fn json() {
    let mut thrower = Thrower::new("json", &["fixtures"], &["yaml"]);
    let read = |bytes: &Vec<u8>| serde_yaml::from_slice::<serde_json::Value>(bytes).ok();
    thrower.corpus = thrower.corpus.iter().filter_map(read).map(|value| value.to_string().into_bytes()).collect();
    thrower.throw(|bytes| {
        let mut sources = Sources::new();
        let Some(source) = source(bytes, "spoiled.json", &mut sources) else { return };
        let document = document::read(&source);
        tree_holds(&document.root, &sources);
        said(&document.diagnostics, &sources);
    });
}

#[test]
fn scalars() {
    Thrower::new("scalars", &["fixtures"], &["csv", "yaml"]).throw(|bytes| {
        let text = String::from_utf8_lossy(&bytes);
        for word in text.split([',', '\n', ':', '{', '}']) {
            let _ = (scalar::money(word), scalar::percent(word), scalar::number(word), Written::read(word));
            let _ = (plumbline::model::period::Period::read(word), scalar::normalised(word));
        }
    });
}

#[test]
fn agreements() {
    Thrower::new("agreements", &["fixtures"], &["yaml"]).throw(|bytes| {
        let mut sources = Sources::new();
        let Some(source) = source(bytes, "agreement.yaml", &mut sources) else { return };
        let (_, problems) = intake::agreement(&source);
        said(&problems, &sources);
        let (explanations, problems) = intake::explanations(&source);
        said(&problems, &sources);
        for one in explanations {
            holds(one.span, &sources);
        }
    });
}

/// What the shipped pack has none of.
const BANDS: &str = "growth:\n  about: a\n  type: bands\n  of: outcome_band\n  unit: days\n  within: { min: 0, max: 2 days }\n  \
                     values:\n    - { from: 2006-04-01, value: [ { below: 1, is: red }, { else: green } ], authority: b }\n\
                     start: { about: a, type: date, within: { min: 2006-04-01 }, values: [{ from: 2006-04-01, value: 2006-07-31, authority: b }] }\n";
const DATES: &str = "fn check(statement, limits) {\n    let day = statement.named_day + limits.on(statement.day_before).reward_floor * 0;\n    \
                     if band_of(limits.far_times, day - statement.day_before) == \"red\" { if day > day { return pass(); } }\n    \
                     error(`${day}`)\n}\n";

#[test]
fn packs() {
    let shipped_files: Vec<(String, String)> = builtin::files(SHIPPED, &mut Sources::new())
        .expect("a pack of this name")
        .into_iter()
        .map(|file| (file.path, file.source.text().to_owned()))
        .collect();
    let mut thrower = Thrower::new("packs", &["rules"], &["rhai", "yaml"]);
    thrower.corpus.extend([BANDS, DATES].map(|text| text.as_bytes().to_vec()));
    thrower.throw(|bytes| {
        let mut sources = Sources::new();
        let Some(spoiled) = source(bytes, "spoiled", &mut sources) else { return };
        let mut problems = Vec::new();
        let _ = thresholds::read(&spoiled, &mut problems);
        let paths = ["pack.yaml", "thresholds.yaml", "rule.rhai", "lib/shared.rhai"];
        let of_pack = shipped_files.iter().filter(|(path, _)| paths[..2].contains(&path.as_str()));
        let mut files: Vec<PackFile> = of_pack
            .map(|(path, text)| PackFile { path: path.clone(), source: sources.add(path.as_str(), text.as_str()) })
            .collect();
        files.extend(paths[2..].iter().map(|path| PackFile { path: (*path).to_owned(), source: Arc::clone(&spoiled) }));
        let reading = pack::read(files);
        problems.extend(reading.diagnostics);
        if let Some(pack) = &reading.pack {
            let (compiled, reading) = (compile(pack), Vec::new());
            let (agreement, as_at, fixtures) = (None, Some(jiff::civil::date(2030, 1, 1)), None);
            let task = lint::Task { pack, compiled: &compiled, reading, agreement, as_at, fixtures, style: true };
            problems.extend(lint::lint(task, &sources).found);
        }
        said(&problems, &sources);
    });
}

/// A return of which one text is spoiled: it is judged, and the report is shown in each way.
#[test]
fn returns() {
    let folder = root().join("fixtures/northshire-small/returns/2026-27-q1");
    let texts = Texts::of(&folder);
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let mut which = 0;
    Thrower::new("returns", &["fixtures/northshire-small"], &["yaml", "csv"]).throw(|bytes| {
        let mut texts = texts.clone();
        let Ok(decoded) = decode(bytes, Or::Windows) else { return };
        which += 1;
        let tables = texts.tables.len();
        match texts.tables.values_mut().nth(which % (tables + 1)) {
            Some(table) => *table = decoded.text,
            None => texts.head = decoded.text,
        }
        let mut sources = sources.clone();
        let Ok(report) = texts.try_judge(&pack, &compiled, &mut sources) else { return };
        said(&report.findings, &sources);
        said(&report.broken, &sources);
        let _ = json::text(vec![json::judged("return.yaml", &report, &PackFrom::BuiltIn, &sources)]);
        let _ = report::report(&report, &PackFrom::BuiltIn, &sources, Look::default());
        let head = sources.iter().find(|source| source.name() == "return").expect("the return");
        let span = explain::line::span_of(head, which % head.line_starts().len() + 1).expect("a line");
        let line = explain::line::line(&report, &pack, head, span);
        let _ = plumbline::render::explain::line(&line, head, None, &sources);
    });
}
