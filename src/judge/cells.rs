//! The cells beneath the values of a verdict as a short digest, so that an accepted sum is not taken for another of as much.

use crate::document::scalar;
use crate::source::{Sources, Span};
use crate::verdict::{Evidence, values_read};

/// How many characters of a digest are kept: enough to tell a change, and few enough to be read.
const LENGTH: usize = 8;

/// The digest of the cells of all values that were made from more than one; none where there is no such value. Neither how
/// a cell is written nor the order of the cells makes a difference.
pub fn digest(evidence: &[Evidence], sources: &Sources) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    let mut is_any = false;
    for (_, _, places) in values_read(evidence) {
        let places: Vec<&Span> = places.iter().filter(|place| !place.is_empty()).collect();
        if places.len() < 2 {
            continue;
        }
        is_any = true;
        let mut texts: Vec<String> = places.into_iter().map(|place| plain(sources.slice(*place))).collect();
        texts.sort();
        for text in texts {
            hasher.update(text.as_bytes()).update(&[0]);
        }
        hasher.update(&[1]);
    }
    is_any.then(|| hasher.finalize().to_hex().chars().take(LENGTH).collect())
}

/// What a cell says, however it is written.
fn plain(text: &str) -> String {
    let text = text.trim();
    match (scalar::money(text), scalar::percent(text)) {
        (Ok(number), _) => number.to_string(),
        (_, Ok(share)) => format!("{share} of 1"),
        _ => text.to_owned(),
    }
}
