//! What an observation is of: an indicator or a measure of the agreement, by its id or its full name.

use crate::choice;
use crate::document::Entry;
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::names::same_name;

choice! {
    /// What an observation can be of.
    Of: "what is observed" {
        /// An indicator.
        Indicator = "indicator",
        /// A measure of a reward target.
        Measure = "measure",
    }
}

impl Of {
    /// The other of the two.
    pub fn other(self) -> Of {
        match self {
            Of::Indicator => Of::Measure,
            Of::Measure => Of::Indicator,
        }
    }

    /// The article of its word.
    pub fn article(self) -> &'static str {
        if self == Of::Indicator { "an" } else { "a" }
    }

    /// The one of an agreement that bears a name: its id, or its full name where no other has the same.
    pub fn find<'a>(self, agreement: &'a Agreement, name: &str) -> Option<(&'a str, &'a OwnUnit)> {
        let known = self.known(agreement);
        if let Some(by_id) = known.iter().copied().find(|(id, _)| *id == name) {
            return Some(by_id);
        }
        let mut by_name = known.iter().zip(self.names(agreement)).filter(|(_, own)| same_name(own, name));
        by_name.next().filter(|_| by_name.next().is_none()).map(|(known, _)| *known)
    }

    /// The full names of all of an agreement, in the order of their ids; a blank one where it has none.
    fn names(self, agreement: &Agreement) -> Vec<&str> {
        match self {
            Of::Indicator => agreement.indicators.iter().map(|one| name(&one.name)).collect(),
            Of::Measure => {
                let targets = agreement.reward.iter().flat_map(|reward| &reward.targets);
                targets.flat_map(|target| &target.measures).map(|one| name(&one.name)).collect()
            }
        }
    }

    /// All of an agreement, by id.
    pub fn known(self, agreement: &Agreement) -> Vec<(&str, &OwnUnit)> {
        match self {
            Of::Indicator => agreement.indicators.iter().map(|one| (one.id.value.as_str(), &one.unit)).collect(),
            Of::Measure => {
                let targets = agreement.reward.iter().flat_map(|reward| &reward.targets);
                targets.flat_map(|target| &target.measures).map(|one| (one.id.value.as_str(), &one.unit)).collect()
            }
        }
    }
}

/// A name as it is written; nothing where there is none.
fn name(entry: &Entry<String>) -> &str {
    entry.as_ref().map_or("", |name| name.value.as_str())
}
