//! What several levels need: packs out of texts, the text under a label.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plumbline::authoring::fixture::{self, Fixture};
use plumbline::diagnostic::Diagnostic;
use plumbline::engine::compile::{Compiled, compile};
use plumbline::engine::scene::Scene;
use plumbline::intake::{self, Table};
use plumbline::judge::{Case, judge};
use plumbline::model::agreement::Agreement;
use plumbline::model::submission::Submission;
use plumbline::pack::{self, Pack, PackFile, builtin};
use plumbline::source::{Source, Sources};
use plumbline::verdict::Report;

use crate::generate::{Dice, rule_text, trajectory_text};

/// The name of the pack that is shipped.
pub const SHIPPED: &str = "leicestershire-laa";

/// A pack out of texts, which must be readable but for its scripts.
pub fn pack_of(files: &[(&str, &str)], sources: &mut Sources) -> Pack {
    let files =
        files.iter().map(|(path, text)| PackFile { path: (*path).to_owned(), source: sources.add(*path, *text) });
    let reading = pack::read(files.collect());
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
    reading.pack.expect("a pack that can be read")
}

/// A pack of eight made-up rules and a trajectory, with these thresholds.
pub fn generated(dice: &mut Dice, limits: &str, sources: &mut Sources) -> Pack {
    let mut rules: Vec<(String, String)> = (0..8).map(|at| (format!("rule-{at}.rhai"), rule_text(dice))).collect();
    rules.push(("way.rhai".to_owned(), trajectory_text(dice)));
    let mut files = vec![("pack.yaml", "name: generated\n"), ("thresholds.yaml", limits)];
    files.extend(rules.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    pack_of(&files, sources)
}

/// The shipped pack.
pub fn shipped(sources: &mut Sources) -> (Pack, Compiled) {
    let reading = pack::read(builtin::files(SHIPPED, sources).expect("a pack of this name"));
    let pack = reading.pack.expect("a pack that can be read");
    let compiled = compile(&pack);
    assert!(reading.diagnostics.is_empty() && compiled.diagnostics.is_empty(), "the shipped pack is clean");
    (pack, compiled)
}

/// A diagnostic in short: its code, what each label underlines, and its help.
pub fn short(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let labels: Vec<String> =
        diagnostic.labels.iter().map(|label| format!("«{}»", sources.slice(label.span))).collect();
    let help = diagnostic.help.as_deref().unwrap_or("-");
    format!("{} {} | {} | {help}", diagnostic.code, labels.join(" "), diagnostic.headline)
}

/// A report without the pack's digest, so that a snapshot changes with what is judged and not with every rule.
pub fn without_digest(text: &str) -> String {
    let mark = "digest ";
    text.find(mark).map_or_else(
        || text.to_owned(),
        |at| {
            let (before, after) = text.split_at(at + mark.len());
            format!("{before}…{}", after.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
        },
    )
}

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every fixture of the shipped rules.
pub fn fixtures() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for rule in folders(&root().join("fixtures/rules").join(SHIPPED)) {
        found.extend(entries(&rule).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "yaml")));
    }
    assert!(!found.is_empty(), "there are fixtures");
    found
}

/// What a folder holds, in order.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

/// The folders in a folder, in order.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

/// A text of the project, under its path from the project's folder.
pub fn open(path: &Path, sources: &mut Sources) -> Arc<Source> {
    let name = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/");
    sources.add(name, fs::read_to_string(path).expect("a text"))
}

/// A scene out of two texts, which must be readable.
pub fn scene_of(agreement: &str, submission: &str, sources: &mut Sources) -> Arc<Scene> {
    let (agreement_source, submission_source) =
        (sources.add("agreement.yaml", agreement), sources.add("return.yaml", submission));
    let (agreement, found) = intake::agreement(&agreement_source);
    assert!(found.is_empty(), "{:?}", found.iter().map(|it| short(it, sources)).collect::<Vec<_>>());
    let agreement = agreement.expect("an agreement");
    let (submission, found) = intake::submission(&submission_source, &[], &agreement);
    assert!(found.is_empty(), "{:?}", found.iter().map(|it| short(it, sources)).collect::<Vec<_>>());
    Scene::new(agreement, submission.expect("a return"))
}

/// A fixture as read for a pack; it must be readable.
/// Only one whose name says that something is unreadable has something that cannot be read.
pub fn fixture(path: &Path, pack: &Pack, sources: &mut Sources) -> Fixture {
    let source = open(path, sources);
    let (fixture, found) = fixture::read(&source, &pack.thresholds);
    let is_unreadable = path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains("unreadable"));
    assert!(
        found.is_empty() != is_unreadable,
        "{}: {:?}",
        path.display(),
        found.iter().map(|it| short(it, sources)).collect::<Vec<_>>()
    );
    fixture.expect("a fixture")
}

/// The scene of a fixture, and the pack with the fixture's thresholds.
pub fn scene_of_fixture(path: &Path, pack: Pack, sources: &mut Sources) -> (Arc<Scene>, Pack) {
    let fixture = fixture(path, &pack, sources);
    (
        Scene::after(fixture.earlier.into(), fixture.agreement, fixture.submission),
        Pack { thresholds: fixture.thresholds, ..pack },
    )
}

/// Judges a return of the project by a pack; also what was said when it was read.
pub fn judge_return(folder: &Path, pack: &Pack, compiled: &Compiled, sources: &mut Sources) -> Report {
    let head = open(&folder.join("return.yaml"), sources);
    let agreement = folder
        .ancestors()
        .map(|folder| folder.join("agreement.yaml"))
        .find(|file| file.is_file())
        .expect("an agreement");
    judge_texts(&open(&agreement, sources), &head, folder, pack, compiled, sources)
}

/// Judges a return out of texts, whose tables are in a folder.
pub fn judge_texts(
    agreement: &Source,
    head: &Source,
    folder: &Path,
    pack: &Pack,
    compiled: &Compiled,
    sources: &mut Sources,
) -> Report {
    let (agreement, mut diagnostics) = intake::agreement(agreement);
    let agreement = agreement.expect("an agreement");
    let tables: Vec<Table> = intake::tables_named(head)
        .into_iter()
        .map(|name| Table { source: Ok(open(&folder.join(&name.value), sources)), path: name.value })
        .collect();
    let (submission, found) = intake::submission(head, &tables, &agreement);
    diagnostics.extend(found);
    let submission = submission.expect("a return");
    judge(
        Case {
            pack,
            compiled,
            agreement: agreement.into(),
            submission: submission.into(),
            earlier: Arc::default(),
            diagnostics,
            explanations: Vec::new(),
            pack_diagnostics: Vec::new(),
        },
        sources,
    )
}

/// The returns of the project but for [`quarters`]: small ones, of which each cell can be altered in turn.
pub fn returns() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        if folder.join("return.yaml").is_file() {
            found.push(folder.to_owned());
        }
        for inner in folders(folder).into_iter().filter(|inner| *inner != root().join(NORTHSHIRE)) {
            below(&inner, found);
        }
    }
    let mut found = Vec::new();
    below(&root().join("fixtures"), &mut found);
    assert!(found.len() >= 3, "{found:?}");
    found
}

/// The agreement of real size.
const NORTHSHIRE: &str = "fixtures/northshire";

/// Its eight quarters, in the order of time.
pub fn quarters() -> Vec<PathBuf> {
    let found = folders(&root().join(NORTHSHIRE).join("returns"));
    assert_eq!(found.len(), 8, "{found:?}");
    found
}

/// A return's texts, each table in place of its file.
#[derive(Clone)]
pub struct Texts {
    pub agreement: String,
    pub head: String,
    pub tables: BTreeMap<String, String>,
}

impl Texts {
    pub fn of(folder: &Path) -> Self {
        let mut sources = Sources::new();
        let read = |path: &Path, sources: &mut Sources| open(path, sources).text().to_owned();
        let file = folder
            .ancestors()
            .map(|folder| folder.join("agreement.yaml"))
            .find(|file| file.is_file())
            .expect("an agreement");
        let head = open(&folder.join("return.yaml"), &mut sources);
        let names = plumbline::intake::tables_named(&head);
        let tables =
            names.into_iter().map(|name| (name.value.clone(), read(&folder.join(&name.value), &mut sources))).collect();
        Texts { agreement: read(&file, &mut sources), head: head.text().to_owned(), tables }
    }

    pub fn judge(&self, pack: &Pack, compiled: &Compiled, sources: &mut Sources) -> Report {
        self.try_judge(pack, compiled, sources).expect("a return that can be judged")
    }

    /// The report, or what is wrong when there is nothing to judge.
    pub fn try_judge(
        &self,
        pack: &Pack,
        compiled: &Compiled,
        sources: &mut Sources,
    ) -> Result<Report, Vec<Diagnostic>> {
        let (agreement, mut diagnostics) = plumbline::intake::agreement(&sources.add("agreement", &*self.agreement));
        let agreement = agreement.expect("an agreement");
        let head = sources.add("return", &*self.head);
        let tables: Vec<plumbline::intake::Table> = self
            .tables
            .iter()
            .map(|(name, text)| plumbline::intake::Table { path: name.clone(), source: Ok(sources.add(name, text)) })
            .collect();
        let (submission, found) = plumbline::intake::submission(&head, &tables, &agreement);
        diagnostics.extend(found);
        let Some(submission) = submission else { return Err(diagnostics) };
        let case = plumbline::judge::Case {
            pack,
            compiled,
            agreement: agreement.into(),
            submission: submission.into(),
            earlier: Arc::default(),
            diagnostics,
            explanations: Vec::new(),
            pack_diagnostics: Vec::new(),
        };
        Ok(plumbline::judge::judge(case, sources))
    }

    /// The agreement and the return, which must be readable.
    pub fn read(&self, sources: &mut Sources) -> (Agreement, Submission) {
        let (agreement, _) = plumbline::intake::agreement(&sources.add("agreement", &*self.agreement));
        let agreement = agreement.expect("an agreement");
        let head = sources.add("return", &*self.head);
        let table = |(name, text): (&String, &String)| plumbline::intake::Table {
            path: name.clone(),
            source: Ok(sources.add(name, text)),
        };
        let tables: Vec<plumbline::intake::Table> = self.tables.iter().map(table).collect();
        let (submission, _) = plumbline::intake::submission(&head, &tables, &agreement);
        (agreement, submission.expect("a return"))
    }

    /// The text that a source of [`Texts::judge`] was made from.
    pub fn text_mut(&mut self, name: &str) -> &mut String {
        match name {
            "agreement" => &mut self.agreement,
            "return" => &mut self.head,
            table => self.tables.get_mut(table).expect("a table"),
        }
    }
}
