//! What a rule can see: the agreement, one return, and what earlier rules decided about them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use crate::diagnostic::Ground;
use crate::model::agreement::Agreement;
use crate::model::submission::Submission;
use crate::source::Span;
use crate::verdict::{Kind, Outcome, Subject};

/// The agreement, one return, and the verdicts so far.
#[derive(Debug)]
pub struct Scene {
    /// The agreement.
    pub agreement: Agreement,
    /// The return.
    pub submission: Submission,
    /// Of each table the columns that are unbalanced, when somebody has asked: every column asks for all of them.
    pub unbalanced: Vec<OnceLock<Vec<usize>>>,
    ledger: RwLock<HashMap<Key, Arc<Entered>>>,
}

/// What was decided, about what, and which of them.
type Key = (Kind, &'static str, usize);

/// A verdict as later rules read it.
#[derive(Debug)]
pub struct Entered {
    /// What became of the rule.
    pub outcome: Outcome,
    /// The cells that the verdict was made from.
    pub places: Vec<Span>,
    /// The rule and the thresholds that it rests on, and those of the verdicts before it.
    pub grounds: Vec<Ground>,
}

impl Scene {
    /// A scene without verdicts.
    #[must_use]
    pub fn new(agreement: Agreement, submission: Submission) -> Arc<Self> {
        let unbalanced = submission.tables.iter().map(|_| OnceLock::new()).collect();
        Arc::new(Scene { agreement, submission, unbalanced, ledger: RwLock::default() })
    }

    /// Enters a verdict, for later rules to read.
    ///
    /// # Panics
    /// Never by itself: a thread that panicked over the ledger is a bug of ours.
    pub fn enter(&self, kind: Kind, subject: &Subject, entered: Entered) {
        let key = (kind, subject.what, subject.index);
        self.ledger.write().expect("internal: a poisoned ledger").insert(key, Arc::new(entered));
    }

    /// What was decided about a subject.
    ///
    /// # Panics
    /// Never by itself: a thread that panicked over the ledger is a bug of ours.
    #[must_use]
    pub fn entered(&self, kind: Kind, what: &'static str, index: usize) -> Option<Arc<Entered>> {
        self.ledger.read().expect("internal: a poisoned ledger").get(&(kind, what, index)).cloned()
    }
}
