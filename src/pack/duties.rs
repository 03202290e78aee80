//! What a pack has to hold: processes of the agreement, kinds of slip that are to be caught; and which rules say that they
//! hold it.

use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::document::record::Record;
use crate::source::{Source, Spanned};

/// One thing that a pack has to hold.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The short name, by which pages of rules refer to it: `R7`, `kind 22`.
    pub id: Spanned<String>,
    /// What it is.
    pub what: String,
    /// What holds it beside rules, or in their stead.
    pub by: Option<String>,
}

/// Reads one of the duties that `pack.yaml` lists.
pub fn duty(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Duty> {
    let mut record = Record::open(node, "a duty of a pack", problems)?;
    let (id, what) = (record.text("id"), record.text("what"));
    let by = record.text("by").ok().map(|text| text.value);
    let (id, what) = (record.required("id", id), record.required("what", what));
    record.close();
    Some(Duty { id: id?, what: what?.value, by })
}

/// What a script's page says that it holds: `//! Holds: R7, kind 22.`
///
/// ```
/// use plumbline::{pack::duties::held_by, source::Sources};
/// let script = Sources::new().add("a.rhai", "//! # A title\n//! Holds: R7, kind 22.\n");
/// let held: Vec<String> = held_by(&script).into_iter().map(|held| held.value).collect();
/// assert_eq!(held, ["R7", "kind 22"]);
/// ```
#[must_use]
pub fn held_by(script: &Source) -> Vec<Spanned<String>> {
    let (mut held, mut start) = (Vec::new(), 0);
    for line in script.text().split_inclusive('\n') {
        if let Some((before, list)) = line.split_once("Holds:").filter(|(before, _)| before.trim() == "//!") {
            let mut at = start + before.len() + "Holds:".len();
            for part in list.split(',') {
                let name = part.trim().trim_end_matches('.');
                let from = at + part.len() - part.trim_start().len();
                if !name.is_empty() {
                    held.push(Spanned::new(name.to_owned(), script.span(from, from + name.len())));
                }
                at += part.len() + 1;
            }
        }
        start += line.len();
    }
    held
}
