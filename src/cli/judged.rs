//! From the paths that a person names to a report: opens what belongs to a return, and has it judged.

use std::path::{Path, PathBuf};

use super::files::{self, Trouble, Wins};
use crate::diagnostic::Diagnostic;
use crate::engine::compile::compile;
use crate::intake;
use crate::judge::{Case, judge};
use crate::model::explanation::Explanation;
use crate::pack::Pack;
use crate::render::report::PackFrom;
use crate::source::Sources;
use crate::verdict::Report;

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
    /// Where explanations of this return are looked for, the nearest first; they need not be there.
    pub explained_in: Vec<PathBuf>,
    /// Every text that was read.
    pub sources: Sources,
}

/// Opens a return and has it judged.
///
/// # Errors
/// When a file is not there, or is no text.
pub fn judged(wanted: Wanted<'_>) -> Result<Came, Trouble> {
    let mut sources = Sources::new();
    let opened = files::open_return(wanted.path, wanted.agreement, &mut sources)?;
    let (agreement, mut diagnostics) = intake::agreement(&opened.agreement);
    let Some(agreement) = agreement else { return Ok(Came::NotJudged(diagnostics, sources)) };
    let names: Vec<String> = intake::tables_named(&opened.head).into_iter().map(|name| name.value).collect();
    let tables = opened.tables(&names, &mut sources);
    let (submission, found) = intake::submission(&opened.head, &tables, &agreement);
    diagnostics.extend(found);
    let Some(mut submission) = submission else { return Ok(Came::NotJudged(diagnostics, sources)) };
    submission.look_for_attachments(|file| opened.has(file));
    let explained_in = opened.explained_in();
    let explanations = explanations(&explained_in, &mut diagnostics, &mut sources)?;
    let (name, base, wins) = match (wanted.pack, &agreement.pack) {
        (Some(pack), _) => (pack.to_owned(), PathBuf::new(), Wins::Folder),
        (None, Ok(pack)) => (pack.value.clone(), opened.agreement_folder, Wins::BuiltIn),
        (None, Err(_)) => return Err("the agreement names no pack; name one with `--pack DIR`".to_owned()),
    };
    let (reading, from) = files::open_pack(&name, &base, wins, &mut sources)?;
    let Some(pack) = reading.pack else { return Ok(Came::NotJudged(reading.diagnostics, sources)) };
    let compiled = compile(&pack);
    let pack_diagnostics = reading.diagnostics;
    let case =
        Case { pack: &pack, compiled: &compiled, agreement, submission, explanations, diagnostics, pack_diagnostics };
    let report = judge(case, &sources);
    Ok(Came::Judged(Box::new(Judged { report, from, pack, explained_in, sources })))
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
