//! Bands: which word a number gets, decided by comparisons that every lens sees, and why, for those that explain.

use std::sync::Arc;

use super::{Evaluator, Lens, Step, Value};
use crate::engine::said;
use crate::engine::typed::{Expr, ExprKind};

impl<L: Lens> Evaluator<'_, L> {
    /// The word of the bands that a number lies in: the first cut point that it is below decides.
    pub(super) fn band_of(&mut self, bands: &Expr, number: &Expr) -> Step<Value<L::N, L::O>> {
        let Value::Bands(index, bands) = self.eval(bands)? else { unreachable!("internal: bands were proved here") };
        let value = self.number(number)?;
        let mut at = 0;
        while let Some(cut) = bands.cuts.get(at) {
            let below = self.lens.limit(index, &cut.below);
            if self.lens.order(&value, &below).is_lt() {
                break;
            }
            at += 1;
        }
        let word = bands.cuts.get(at).map_or(&bands.above, |cut| &cut.is);
        if L::EXPLAINS {
            let threshold = self.thresholds.at(index);
            let cut = |at: usize| bands.cuts.get(at).map(|cut| threshold.show_cut(&cut.below));
            let (least, below) = (at.checked_sub(1).and_then(cut), cut(at));
            let shown = self.show(L::value(&value), &number.ty);
            self.state(|| said::band((number, &shown), (least, below), word));
        }
        Ok(Value::Text(Arc::clone(word)))
    }

    /// Forgets what was asked for the value of a name, but for why it is this word of some bands.
    pub(super) fn keep_why(&mut self, slot: usize, value: &Expr, before: usize) {
        let why = self.statements.drain(before..).next_back().filter(|_| said::says_why(value));
        if L::EXPLAINS {
            self.banded.remove(&slot);
            self.banded.extend(why.map(|why| (slot, why)));
        }
    }

    /// Whether it has been said why a word is what it is; of one that has a name, it is said now.
    pub(super) fn says_why(&mut self, word: &Expr) -> bool {
        let ExprKind::Local(slot, _) = &word.kind else { return said::says_why(word) };
        let Some(why) = self.banded.get(slot) else { return false };
        self.statements.push(why.clone());
        true
    }
}
