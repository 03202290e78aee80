//! From the paths that a person names to a report: opens what belongs to a return, and has it judged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use jiff::civil::Date;

use super::files::{self, ReturnFiles, Trouble, Wins};
use super::shelf::Shelf;
use crate::diagnostic::Diagnostic;
use crate::diff::sides::Over;
use crate::document::{self, Document};
use crate::engine::compile::{Compiled, compile};
use crate::intake;
use crate::judge::{Case, judge};
use crate::model::agreement::Agreement;
use crate::model::explanation::Explanation;
use crate::model::history::History;
use crate::model::submission::Submission;
use crate::pack::{self, Pack};
use crate::render::margin::Told;
use crate::render::report::PackFrom;
use crate::source::Sources;
use crate::tune::margin::{Margin, margins};
use crate::tune::trial::{Stands, Trial};
use crate::verdict::{Judgement, Report};

/// Which return, by which agreement and which pack.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The return: a folder, a file, or `-`.
    pub path: &'a Path,
    /// The agreement, where it is not the one beside the return or above it.
    pub agreement: Option<&'a Path>,
    /// The pack, where it is not the one that the agreement names.
    pub pack: Option<&'a str>,
}

/// What became of a return.
pub enum Came {
    /// It was judged.
    Judged(Box<Judged>),
    /// Nothing could be judged, because of these.
    NotJudged(Vec<Diagnostic>, Sources),
}

/// A return as judged.
pub struct Judged {
    /// What judging gave.
    pub report: Report,
    /// Where the pack comes from.
    pub from: PackFrom,
    /// The pack.
    pub pack: Pack,
    /// The pack as compiled.
    pub compiled: Compiled,
    /// The agreement.
    pub agreement: Arc<Agreement>,
    /// The return.
    pub submission: Arc<Submission>,
    /// The returns before it.
    pub earlier: Arc<History>,
    /// Where explanations of this return are looked for, the nearest first; they need not be there.
    pub explained_in: Vec<PathBuf>,
    /// Every text that was read.
    pub sources: Sources,
}

impl Judged {
    /// What margins are told with.
    #[must_use]
    pub fn told(&self) -> Told<'_> {
        Told { thresholds: &self.pack.thresholds, sources: &self.sources }
    }

    /// How far its verdicts are from turning, by their places in the report.
    #[must_use]
    pub fn margins(&self, wanted: impl Fn(&Judgement) -> bool) -> BTreeMap<usize, Vec<Margin>> {
        let (agreement, submission) = (Arc::clone(&self.agreement), Arc::clone(&self.submission));
        let earlier = Arc::clone(&self.earlier);
        let trial = Trial::new(&self.pack.thresholds, &self.compiled, agreement, submission, earlier);
        let wanted = |at: usize, _: &Stands<'_>| wanted(&self.report.judgements[at]);
        margins(&trial, &self.pack.thresholds, &self.sources, wanted)
    }
}

/// Opens a return and has it judged.
///
/// # Errors
/// When a file is not there, or is no text.
pub fn judged(wanted: Wanted<'_>, shelf: &mut Shelf) -> Result<Came, Trouble> {
    let begun = match begin(wanted, shelf)? {
        Ok(begun) => begun,
        Err(diagnostics) => return Ok(Came::NotJudged(diagnostics, shelf.sources.clone())),
    };
    let named = begun.pack.clone();
    let pack = named.open(&mut shelf.sources);
    // The rules are compiled while the return and those before it are read: neither knows of the other.
    let (compiled, read) = thread::scope(|scope| {
        let pack = pack.as_ref().ok().and_then(|(reading, _)| reading.pack.as_ref());
        let compiling = pack.map(|pack| scope.spawn(|| compile(pack)));
        let read = finish(begun, shelf);
        (compiling.map(|compiling| compiling.join().expect("internal: compiling broke off")), read)
    });
    let ReadReturn { agreement, submission, earlier, explanations, explained_in, diagnostics, .. } = match read? {
        Ok(read) => *read,
        Err(diagnostics) => return Ok(Came::NotJudged(diagnostics, shelf.sources.clone())),
    };
    let (reading, from) = pack?;
    let since = named.since;
    let sources = shelf.sources.clone();
    let (Some(pack), Some(compiled)) = (reading.pack, compiled) else {
        return Ok(Came::NotJudged(reading.diagnostics, sources));
    };
    let pack_diagnostics = reading.diagnostics;
    let case = Case {
        pack: &pack,
        compiled: &compiled,
        agreement: Arc::clone(&agreement),
        submission: Arc::clone(&submission),
        earlier: Arc::clone(&earlier),
        explanations,
        diagnostics,
        pack_diagnostics,
    };
    let report = Report { since, ..judge(case, &sources) };
    Ok(Came::Judged(Box::new(Judged {
        report,
        from,
        pack,
        compiled,
        agreement,
        submission,
        earlier,
        explained_in,
        sources,
    })))
}

/// A return with all that belongs to it but its rules.
pub struct ReadReturn {
    /// Its agreement, as it stands at the end of the period.
    pub agreement: Arc<Agreement>,
    /// The agreement's file, however it was named.
    pub agreement_file: PathBuf,
    /// The return.
    pub submission: Arc<Submission>,
    /// The returns before it.
    pub earlier: Arc<History>,
    /// Why findings about it are accepted.
    pub explanations: Vec<Explanation>,
    /// Where explanations are looked for, the nearest first; they need not be there.
    pub explained_in: Vec<PathBuf>,
    /// What was wrong with any of these.
    pub diagnostics: Vec<Diagnostic>,
    /// The pack that it is judged by.
    pub pack: PackNamed,
}

impl ReadReturn {
    /// As packs are compared over it, under the name that a person knows it by.
    #[must_use]
    pub fn over(self, name: String) -> Over {
        let ReadReturn { agreement, agreement_file, submission, earlier, explanations, diagnostics, .. } = self;
        Over { name, agreement, agreement_file, submission, earlier, explanations, diagnostics }
    }
}

/// A pack by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackNamed {
    /// The name, or a path.
    name: String,
    /// The folder that a path starts from.
    base: PathBuf,
    wins: Wins,
    /// From which day it holds, where a refresh of the agreement names it.
    since: Option<Date>,
}

impl PackNamed {
    /// Whether another is the same pack: one that is built in is, from wherever it is named.
    #[must_use]
    pub fn is_same(&self, other: &PackNamed) -> bool {
        match [self, other].map(|it| files::pack_at(&it.name, &it.base, it.wins)) {
            [Some(one), Some(other)] => files::is_same_file(&one, &other),
            [None, None] => self.name == other.name,
            _ => false,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// When there is no such pack, or one of its files is no text.
    pub fn open(&self, sources: &mut Sources) -> Result<(pack::Reading, PackFrom), Trouble> {
        files::open_pack(&self.name, &self.base, self.wins, sources)
    }
}

/// Opens a return and reads it; or what is wrong, when there is nothing that could be judged.
///
/// # Errors
/// When a file is not there, or is no text.
pub fn read(wanted: Wanted<'_>, shelf: &mut Shelf) -> Result<Result<Box<ReadReturn>, Vec<Diagnostic>>, Trouble> {
    match begin(wanted, shelf)? {
        Ok(begun) => finish(begun, shelf),
        Err(diagnostics) => Ok(Err(diagnostics)),
    }
}

/// A return whose agreement is known, and so its pack.
struct Begun {
    opened: ReturnFiles,
    document: Document,
    agreement: Arc<Agreement>,
    signed: Arc<Agreement>,
    diagnostics: Vec<Diagnostic>,
    pack: PackNamed,
}

fn begin(wanted: Wanted<'_>, shelf: &mut Shelf) -> Result<Result<Begun, Vec<Diagnostic>>, Trouble> {
    let opened = files::open_return(wanted.path, wanted.agreement, &mut shelf.sources)?;
    let (signed, diagnostics) = shelf.agreement(&opened.agreement_file)?;
    let Some(signed) = signed else { return Ok(Err(diagnostics)) };
    // The pack is the one that holds at the end of the period; of a return without one the first.
    let document = document::read(&opened.head);
    let agreement = intake::in_force(&signed, &document);
    let since = agreement.pack_from.as_ref().map(|from| from.value);
    let pack = match (wanted.pack, &agreement.pack) {
        (Some(pack), _) => PackNamed { name: pack.to_owned(), base: PathBuf::new(), wins: Wins::Folder, since: None },
        (None, Ok(pack)) => {
            let base = opened.agreement_folder.clone();
            PackNamed { name: pack.value.clone(), base, wins: Wins::BuiltIn, since }
        }
        (None, Err(_)) => return Err("the agreement names no pack; name one with `--pack DIR`".to_owned()),
    };
    Ok(Ok(Begun { opened, document, agreement, signed, diagnostics, pack }))
}

fn finish(begun: Begun, shelf: &mut Shelf) -> Result<Result<Box<ReadReturn>, Vec<Diagnostic>>, Trouble> {
    let Begun { opened, document, agreement, signed, mut diagnostics, pack } = begun;
    let names: Vec<String> = intake::tables_in(&document).into_iter().map(|name| name.value).collect();
    let tables = opened.tables(&names, &mut shelf.sources);
    let (submission, found) = intake::submission_from(document, &tables, &agreement);
    diagnostics.extend(found);
    let Some(mut submission) = submission else { return Ok(Err(diagnostics)) };
    let earlier = Arc::new(shelf.history(&opened, &submission, &signed, &mut diagnostics));
    submission.look_for_attachments(|file| opened.has(file));
    let explained_in = opened.explained_in();
    let explanations = explanations(&explained_in, &mut diagnostics, &mut shelf.sources)?;
    let submission = Arc::new(submission);
    let agreement_file = files::real(&opened.agreement_file);
    Ok(Ok(Box::new(ReadReturn {
        agreement,
        agreement_file,
        submission,
        earlier,
        explanations,
        explained_in,
        diagnostics,
        pack,
    })))
}

/// The explanations of every file that belongs to a return, the nearest first.
fn explanations(
    files_of: &[PathBuf],
    diagnostics: &mut Vec<Diagnostic>,
    sources: &mut Sources,
) -> Result<Vec<Explanation>, Trouble> {
    let mut all = Vec::new();
    for path in files_of.iter().filter(|path| files::is_there(path)) {
        let (read, found) = {
            let source = files::read(path, sources)?;
            intake::explanations(&source)
        };
        all.extend(read);
        diagnostics.extend(found);
    }
    Ok(all)
}
