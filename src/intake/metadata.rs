//! Reads what defines a thing that is measured, beside its values.

use crate::document::record::Record;
use crate::model::metadata::Metadata;

/// The parts of a definition that indicators and measures share.
pub fn metadata(record: &mut Record) -> Metadata {
    Metadata {
        definition: record.text("definition"),
        source: record.text("source"),
        frequency: record.choice("frequency"),
        responsible: record.text("responsible"),
        kind: record.choice("kind"),
        baseline_as_at: record.date("baseline_as_at"),
    }
}
