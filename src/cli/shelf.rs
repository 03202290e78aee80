//! What one command has opened: an agreement, or an earlier return, on which several returns rest is read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{self, ReturnFiles, Trouble};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Why};
use crate::intake;
use crate::model::agreement::Agreement;
use crate::model::history::{History, Lost, Returned};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::source::{Source, Sources};

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
        let mut found = Vec::new();
        for path in of.beside() {
            match self.earlier(&path, own, &of.agreement_file, agreement) {
                Some(Beside::Return(one)) => found.push(Ok(one)),
                Some(Beside::Lost(lost)) => found.push(Err(lost)),
                Some(Beside::NoReturn) | None => {}
            }
        }
        intake::history(submission, agreement, found, problems)
    }

    /// What lies at a path; none where a glance tells that it is of no earlier period.
    fn earlier(
        &mut self,
        path: &Path,
        own: Period,
        agreement_file: &Path,
        agreement: &Arc<Agreement>,
    ) -> Option<Beside> {
        let key = (path.to_owned(), agreement_file.to_owned());
        if let Some(known) = self.beside.get(&key) {
            return Some(known.clone());
        }
        let opened = files::head_of(path).and_then(|file| Ok((self.head(&file)?, file)));
        let beside = match opened {
            Ok((head, _)) if glance(&head).is_some_and(|period| period.end() >= own.end()) => return None,
            Ok((head, file)) => {
                let files = files::beside_another(&file, head, agreement_file);
                self.read(&files, files::is_head(&file), agreement)
            }
            // Of a file that is no text nothing says that it is a return.
            Err(_) if !path.is_dir() => Beside::NoReturn,
            Err(why) => {
                let source = self.sources.add_unread(path.display().to_string(), why);
                Beside::Lost(Lost { period: None, why: Why::Unreadable, span: source.whole() })
            }
        };
        self.beside.insert(key, beside.clone());
        Some(beside)
    }

    fn head(&mut self, file: &Path) -> Result<Arc<Source>, Trouble> {
        if let Some(known) = self.heads.get(file) {
            return Ok(Arc::clone(known));
        }
        let head = files::read(file, &mut self.sources)?;
        self.heads.insert(file.to_owned(), Arc::clone(&head));
        Ok(head)
    }

    /// Reads a return that lies beside another: only what is remembered of it, and nothing is said of its problems. A file
    /// that is not surely a return is one if it can be read as one, or says of which period it is.
    fn read(&mut self, files: &ReturnFiles, is_surely_one: bool, agreement: &Arc<Agreement>) -> Beside {
        let document = document::read(&files.head);
        let (period, span) = (glance(&files.head), files.head.whole().before());
        if !is_surely_one && period.is_none() && intake::period_of(&document).is_none() {
            return Beside::NoReturn;
        }
        let names: Vec<String> = intake::tables_of_figures(&document).into_iter().map(|name| name.value).collect();
        let tables = files.tables(&names, &mut self.sources);
        let agreement = intake::in_force(agreement, &document);
        match intake::submission_from(document, &tables, &agreement).0 {
            Some(submission) => Beside::Return(Arc::new(Returned::new(agreement, submission))),
            None => Beside::Lost(Lost { period, why: Why::Unreadable, span }),
        }
    }
}

/// The period that a text seems to be of, without reading all of it.
fn glance(head: &Source) -> Option<Period> {
    let line = head.text().lines().find_map(|line| line.strip_prefix("period:"))?;
    Period::read(line.split('#').next()?.trim().trim_matches(['"', '\'']))
}
