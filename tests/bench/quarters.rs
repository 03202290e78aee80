//! The eight quarters of Northshire as they lie in `fixtures/`, each with those before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plumbline::diff::sides::Over;
use plumbline::intake::{self, Table};
use plumbline::model::history::Returned;
use plumbline::source::Sources;

/// All of them, read.
pub fn northshire(sources: &mut Sources) -> Vec<Over> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/northshire");
    let text = |path: &Path| fs::read_to_string(path).expect("a text");
    let agreement = intake::agreement(&sources.add("agreement.yaml", text(&folder.join("agreement.yaml")))).0;
    let agreement = Arc::new(agreement.expect("an agreement"));
    let quarters = fs::read_dir(folder.join("returns")).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut quarters: Vec<PathBuf> = quarters.collect();
    quarters.sort();
    let mut before: Vec<Arc<Returned>> = Vec::new();
    let mut over = Vec::new();
    for quarter in quarters {
        let head = sources.add(quarter.display().to_string(), text(&quarter.join("return.yaml")));
        let mut table = |name: String| {
            let source = sources.add(format!("{}/{name}", quarter.display()), text(&quarter.join(&name)));
            Table { path: name, source: Ok(source) }
        };
        let tables: Vec<Table> = intake::tables_named(&head).into_iter().map(|name| table(name.value)).collect();
        let (submission, diagnostics) = intake::submission(&head, &tables, &agreement);
        let submission = submission.expect("a return");
        let found: Vec<_> = before.iter().cloned().map(Ok).collect();
        let earlier = intake::history(&submission, &agreement, &found, &mut Vec::new());
        before.push(Arc::new(Returned::new(Arc::clone(&agreement), submission.clone())));
        over.push(Over {
            name: quarter.display().to_string(),
            agreement: Arc::clone(&agreement),
            agreement_file: folder.join("agreement.yaml"),
            submission: Arc::new(submission),
            earlier: Arc::new(earlier),
            explanations: Vec::new(),
            diagnostics,
        });
    }
    over
}
