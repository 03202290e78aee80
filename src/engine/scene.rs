//! What a rule can see: the agreement, one return, and what earlier rules decided about them.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock, RwLock};

use crate::diagnostic::Ground;
use crate::model::agreement::Agreement;
use crate::model::history::{History, Said};
use crate::model::period::Period;
use crate::model::submission::{Observation, Submission};
use crate::source::Span;
use crate::verdict::{Kind, Outcome, Subject};

/// The agreement, one return, and the verdicts so far.
#[derive(Debug)]
pub struct Scene {
    /// The agreement.
    pub agreement: Arc<Agreement>,
    /// The return.
    pub submission: Arc<Submission>,
    /// The returns before it.
    pub earlier: Arc<History>,
    /// Of each table the columns that are unbalanced, when somebody has asked: every column asks for all of them.
    pub unbalanced: Vec<OnceLock<Vec<usize>>>,
    ledger: Box<dyn Ledger>,
    /// Where in the return each indicator and measure is observed first.
    observed: OnceLock<HashMap<String, usize>>,
}

/// What was decided, about what, and which of them.
pub type Key = (Kind, &'static str, usize);

/// A verdict as later rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// What became of the rule.
    pub outcome: Outcome,
    /// The cells that the verdict was made from.
    pub places: Vec<Span>,
    /// The rule and the thresholds that it rests on, and those of the verdicts before it.
    pub grounds: Vec<Ground>,
}

/// Where verdicts are entered, for later rules to read.
pub trait Ledger: Debug + Send + Sync {
    /// Enters a verdict.
    fn enter(&self, key: Key, entered: Arc<Entered>);
    /// What was decided.
    fn entered(&self, key: &Key) -> Option<Arc<Entered>>;
}

/// The judge's ledger: what was entered is there.
#[derive(Debug, Default)]
pub struct Book(RwLock<HashMap<Key, Arc<Entered>>>);

impl Ledger for Book {
    fn enter(&self, key: Key, entered: Arc<Entered>) {
        self.0.write().expect("internal: a poisoned ledger").insert(key, entered);
    }

    fn entered(&self, key: &Key) -> Option<Arc<Entered>> {
        self.0.read().expect("internal: a poisoned ledger").get(key).cloned()
    }
}

impl Scene {
    /// A scene without verdicts.
    #[must_use]
    pub fn new(agreement: impl Into<Arc<Agreement>>, submission: impl Into<Arc<Submission>>) -> Arc<Self> {
        Self::after(Arc::default(), agreement, submission)
    }

    /// A scene without verdicts, of a return that others came before.
    #[must_use]
    pub fn after(
        earlier: Arc<History>,
        agreement: impl Into<Arc<Agreement>>,
        submission: impl Into<Arc<Submission>>,
    ) -> Arc<Self> {
        Self::with_ledger(earlier, agreement.into(), submission.into(), Box::<Book>::default())
    }

    /// A scene whose verdicts are kept elsewhere.
    #[must_use]
    pub fn with_ledger(
        earlier: Arc<History>,
        agreement: Arc<Agreement>,
        submission: Arc<Submission>,
        ledger: Box<dyn Ledger>,
    ) -> Arc<Self> {
        let unbalanced = submission.tables.iter().map(|_| OnceLock::new()).collect();
        Arc::new(Scene { agreement, submission, earlier, unbalanced, ledger, observed: OnceLock::new() })
    }

    /// What the return says of an indicator or a measure.
    #[must_use]
    pub fn observation(&self, id: &str) -> Option<&Observation> {
        let observed = self.observed.get_or_init(|| self.submission.observed());
        observed.get(id).map(|&at| &self.submission.observations[at])
    }

    /// What was said of an indicator or a measure for an earlier period, as it was restated since, by this return too.
    #[must_use]
    pub fn said(&self, id: &str, period: Period) -> Said<'_> {
        let said = self.earlier.said(id, period, self.submission.period.span);
        match self.submission.restated(id, period, said.figure.is_ok()) {
            Some(figure) => Said { figure, under: Some(&*self.agreement) },
            None => said,
        }
    }

    /// Enters a verdict, for later rules to read.
    pub fn enter(&self, kind: Kind, subject: &Subject, entered: impl Into<Arc<Entered>>) {
        self.ledger.enter((kind, subject.what, subject.index), entered.into());
    }

    /// What was decided about a subject.
    #[must_use]
    pub fn entered(&self, kind: Kind, what: &'static str, index: usize) -> Option<Arc<Entered>> {
        self.ledger.entered(&(kind, what, index))
    }
}
