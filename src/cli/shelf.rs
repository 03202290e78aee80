//! What one command has opened: an agreement, or an earlier return, on which several returns rest is read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use super::files::{self, ReturnFiles, Trouble};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, Why};
use crate::intake;
use crate::model::agreement::Agreement;
use crate::model::history::{History, Lost, Returned};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::source::{Source, Sources, Span};

/// Everything that was opened so far.
#[derive(Default)]
pub struct Shelf {
    /// The texts.
    pub sources: Sources,
    agreements: HashMap<PathBuf, Agreed>,
    heads: HashMap<PathBuf, Arc<Source>>,
    beside: HashMap<(PathBuf, PathBuf), Beside>,
}

/// An agreement as it was read, and what is wrong with it.
type Agreed = (Option<Arc<Agreement>>, Vec<Diagnostic>);

/// What lies beside a return.
#[derive(Clone)]
enum Beside {
    Return(Arc<Returned>),
    Lost(Lost),
    NoReturn,
}

impl Shelf {
    /// Nothing opened yet, beside texts that are held.
    #[must_use]
    pub fn with(sources: Sources) -> Self {
        Shelf { sources, ..Shelf::default() }
    }

    /// An agreement.
    ///
    /// # Errors
    /// When its file is not there, or is no text.
    pub fn agreement(&mut self, file: &Path) -> Result<Agreed, Trouble> {
        if let Some(known) = self.agreements.get(file) {
            return Ok(known.clone());
        }
        let (agreement, problems) = intake::agreement(&*files::read(file, &mut self.sources)?);
        let agreed = (agreement.map(Arc::new), problems);
        self.agreements.insert(file.to_owned(), agreed.clone());
        Ok(agreed)
    }

    /// The returns before one that lie beside it. The agreement is given as it was signed.
    pub fn history(
        &mut self,
        of: &ReturnFiles,
        submission: &Submission,
        agreement: &Arc<Agreement>,
        problems: &mut Vec<Diagnostic>,
    ) -> History {
        let own = submission.period.value;
        let paths = of.beside();
        let opened: Vec<_> = paths
            .iter()
            .filter_map(|path| Some((path, self.earlier(path, own, &of.agreement_file, agreement)?)))
            .collect();
        // Each is read by itself, and they may be many: at once.
        let read: Vec<Beside> = thread::scope(|scope| {
            let reading: Vec<_> = opened.iter().map(|(_, one)| scope.spawn(|| one.read())).collect();
            reading.into_iter().map(|one| one.join().expect("internal: reading broke off")).collect()
        });
        let mut found = Vec::new();
        for ((path, _), beside) in opened.iter().zip(read) {
            self.beside.insert(((*path).clone(), of.agreement_file.clone()), beside.clone());
            match beside {
                Beside::Return(one) => found.push(Ok(one)),
                Beside::Lost(lost) => found.push(Err(lost)),
                Beside::NoReturn => {}
            }
        }
        intake::history(submission, agreement, &found, problems)
    }

    /// What lies at a path; none where a glance tells that it is of no earlier period.
    fn earlier(
        &mut self,
        path: &Path,
        own: Period,
        agreement_file: &Path,
        agreement: &Arc<Agreement>,
    ) -> Option<Opened> {
        if let Some(known) = self.beside.get(&(path.to_owned(), agreement_file.to_owned())) {
            return Some(Opened::Known(known.clone()));
        }
        let opened = files::head_of(path).and_then(|file| Ok((self.head(&file)?, file)));
        Some(match opened {
            Ok((head, _)) if glance(&head).is_some_and(|period| period.end() >= own.end()) => return None,
            Ok((head, file)) => {
                let files = files::beside_another(&file, head, agreement_file);
                self.open(&files, files::is_head(&file), agreement)
            }
            // Of a file that is no text nothing says that it is a return.
            Err(_) if !path.is_dir() => Opened::Known(Beside::NoReturn),
            Err(why) => {
                let source = self.sources.add_unread(path.display().to_string(), why);
                Opened::Known(Beside::Lost(Lost { period: None, why: Why::Unreadable, span: source.whole() }))
            }
        })
    }

    fn head(&mut self, file: &Path) -> Result<Arc<Source>, Trouble> {
        if let Some(known) = self.heads.get(file) {
            return Ok(Arc::clone(known));
        }
        let head = files::read(file, &mut self.sources)?;
        self.heads.insert(file.to_owned(), Arc::clone(&head));
        Ok(head)
    }

    /// Opens a return that lies beside another. A file that is not surely a return is one if it can be read as one, or says of
    /// which period it is.
    fn open(&mut self, files: &ReturnFiles, is_surely_one: bool, agreement: &Arc<Agreement>) -> Opened {
        let document = document::read(&files.head);
        let (period, span) = (glance(&files.head), files.head.whole().before());
        if !is_surely_one && period.is_none() && intake::period_of(&document).is_none() {
            return Opened::Known(Beside::NoReturn);
        }
        let names: Vec<String> = intake::tables_of_figures(&document).into_iter().map(|name| name.value).collect();
        let tables = files.tables(&names, &mut self.sources);
        Opened::Unread { document, tables, signed: Arc::clone(agreement), period, span }
    }
}

/// What lies beside a return, opened.
enum Opened {
    /// It was read before, or there is nothing to read.
    Known(Beside),
    /// Its texts.
    Unread {
        document: Document,
        tables: Vec<intake::Table>,
        signed: Arc<Agreement>,
        period: Option<Period>,
        span: Span,
    },
}

impl Opened {
    /// Reads only what is remembered of it; nothing is said of its problems.
    fn read(&self) -> Beside {
        match self {
            Opened::Known(beside) => beside.clone(),
            Opened::Unread { document, tables, signed, period, span } => {
                let agreement = intake::in_force(signed, document);
                // Of one that is cut short, or whose tables are gone, what is left would pass for all that was said.
                if document.is_cut_short() || tables.iter().any(|table| table.source.is_err()) {
                    return Beside::Lost(Lost { period: *period, why: Why::Unreadable, span: *span });
                }
                match intake::submission_from(document.clone(), tables, &agreement).0 {
                    Some(submission) => Beside::Return(Arc::new(Returned::new(agreement, submission))),
                    None => Beside::Lost(Lost { period: *period, why: Why::Unreadable, span: *span }),
                }
            }
        }
    }
}

/// The period that a text seems to be of, without reading all of it.
fn glance(head: &Source) -> Option<Period> {
    let line = head.text().lines().find_map(|line| line.strip_prefix("period:"))?;
    Period::read(line.split('#').next()?.trim().trim_matches(['"', '\'']))
}
