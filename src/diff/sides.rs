//! Returns that were read once, and what a pack makes of them.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::engine::compile::Compiled;
use crate::judge::{Case, Kept, again};
use crate::model::agreement::Agreement;
use crate::model::explanation::Explanation;
use crate::model::history::History;
use crate::model::submission::Submission;
use crate::pack::Pack;
use crate::source::Sources;
use crate::verdict::Report;

/// A return as it was read, to be judged by any pack. One that equals another was read from the same texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    /// What a person calls it: its path.
    pub name: String,
    /// Its agreement, as it stands at the end of the period.
    pub agreement: Arc<Agreement>,
    /// The agreement's file: which agreement it is.
    pub agreement_file: PathBuf,
    /// The return.
    pub submission: Arc<Submission>,
    /// The returns before it.
    pub earlier: Arc<History>,
    /// Why findings about it are accepted.
    pub explanations: Vec<Explanation>,
    /// What was wrong with any of these when they were read.
    pub diagnostics: Vec<Diagnostic>,
}

/// A pack, and what it makes of some returns.
#[derive(Debug, Clone)]
pub struct Side {
    /// The pack.
    pub pack: Pack,
    /// The pack as compiled.
    pub compiled: Arc<Compiled>,
    judged: Vec<(Report, Kept)>,
}

impl Side {
    /// Judges returns by a pack. What another pack made of the very same returns is taken over where no change reaches it.
    #[must_use]
    pub fn new(pack: Pack, compiled: Arc<Compiled>, over: &[Over], known: Option<&Side>, sources: &Sources) -> Self {
        let at =
            |(at, one): (usize, &Over)| judged(one, &pack, &compiled, known.and_then(|side| side.kept(at)), sources);
        let judged = over.par_iter().enumerate().map(at).collect();
        Side { pack, compiled, judged }
    }

    /// What it makes of each return, in their order.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        self.judged.iter().map(|(report, _)| report)
    }

    /// What it makes of the return at a place.
    #[must_use]
    pub fn report(&self, at: usize) -> &Report {
        &self.judged[at].0
    }

    /// The verdicts about the return at a place, to be taken over.
    #[must_use]
    pub fn kept(&self, at: usize) -> Option<&Kept> {
        self.judged.get(at).map(|(_, kept)| kept)
    }

    /// Whether a rule did not load, or broke over a return.
    #[must_use]
    pub fn has_broken_rule(&self) -> bool {
        !self.compiled.broken.is_empty() || self.reports().any(Report::has_broken_rule)
    }

    /// The rules that did not load.
    #[must_use]
    pub fn not_loaded(&self) -> &[String] {
        &self.compiled.broken
    }
}

/// What a pack makes of one return.
#[must_use]
pub fn judged(one: &Over, pack: &Pack, compiled: &Compiled, kept: Option<&Kept>, sources: &Sources) -> (Report, Kept) {
    let case = Case {
        pack,
        compiled,
        agreement: Arc::clone(&one.agreement),
        submission: Arc::clone(&one.submission),
        earlier: Arc::clone(&one.earlier),
        explanations: one.explanations.clone(),
        diagnostics: one.diagnostics.clone(),
        pack_diagnostics: Vec::new(),
    };
    again(case, kept, sources)
}
