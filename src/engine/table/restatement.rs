//! Restatements: figures of earlier periods that the return corrects.

use std::sync::Arc;

use super::measured::comparable;
use super::values::{Figure, Flag, Maybe, Need, Text, maybe, need};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Entry;
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::submission::Restatement as Model;
use crate::number::Exact;
use crate::verdict::Subject;

/// One restatement of the return.
pub struct Restatement {
    scene: Arc<Scene>,
    at: usize,
}

impl Restatement {
    fn model(&self) -> &Model {
        &self.scene.submission.restatements[self.at]
    }

    /// What it is of: a name, and a period where one could be read.
    fn name(&self) -> String {
        let (agreement, of) = (&self.scene.agreement, &self.model().of.value);
        let name = agreement.indicator(of).and_then(|indicator| indicator.name.as_ref().ok());
        let name = name.map_or(of, |name| &name.value);
        self.model().period.as_ref().map_or_else(|_| name.clone(), |period| format!("{name}, {}", period.value))
    }

    /// What the earlier returns said, before this one restated it.
    fn said(&self) -> Maybe<Figure> {
        let model = self.model();
        let said = |period| {
            let said = self.scene.earlier.said(&model.of.value, period, self.scene.submission.period.span);
            let agreement = &self.scene.agreement;
            match (agreement.indicator(&model.of.value), agreement.measure(&model.of.value)) {
                (Some(own), _) => {
                    let once = said.under.and_then(|then| then.indicator(&model.of.value));
                    let once = once.map(|once| (&once.about, &once.unit));
                    comparable(said.figure, once, (&own.about, &own.unit), own.id.span)
                }
                (None, Some(own)) => {
                    let once = said.under.and_then(|then| then.measure(&model.of.value));
                    let once = once.map(|once| (&once.about, &once.unit));
                    comparable(said.figure, once, (&own.about, &own.unit), own.id.span)
                }
                (None, None) => said.figure,
            }
        };
        let figure: Entry<Exact> = model.period.clone().and_then(|period| said(period.value));
        maybe(&figure, Figure)
    }
}

impl SubjectType for Restatement {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.restatements.len()).map(|at| Restatement { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let of = &self.model().of;
        Subject {
            what: "restatement",
            index: self.at,
            name: self.name(),
            also: vec![of.value.clone()],
            within: None,
            span: of.span,
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        let (agreement, of) = (&self.scene.agreement, &self.model().of.value);
        let indicator = agreement.indicator(of).map(|indicator| &indicator.unit);
        indicator.or_else(|| agreement.measure(of).map(|measure| &measure.unit)).cloned()
    }
}

/// Declares restatements.
pub fn declare(table: Table) -> Table {
    let about = "A figure of an earlier period that the return corrects.";
    table.subject::<Restatement>("restatement", about, JudgedOn::PeriodEnd, |s| {
        s.field("name", "What it is of, and of which period.", |r: &Restatement| {
            Need::of(Text(r.name()), vec![r.model().of.span])
        })
        .field("of_period", "The period that it is of.", |r| need(&r.model().period, |period| Text(period.to_string())))
        .said("period")
        .field("is_earlier", "Whether that ends before the return's own.", |r| {
            let own = r.scene.submission.period.value;
            need(&r.model().period, |period| Flag(period.end() < own.end()))
        })
        .said("period")
        .field("was", "The figure as it was said then.", |r| maybe(&r.model().was, Figure))
        .said("figure as it was")
        .field("now", "The figure that holds now.", |r| maybe(&r.model().now, Figure))
        .said("figure that holds now")
        .field("said", "What the earlier returns said; not given in another unit or by another definition.", |r| {
            r.said()
        })
        .said("figure that was said")
        .field("why", "The reason that is given.", |r| maybe(&r.model().why, Text))
        .said("reason")
    })
}
