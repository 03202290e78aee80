//! A value of a threshold as a person writes it on a command line: in one line, or as it stands in the file.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Limit, LimitType, Shape, Threshold, once, read_number, read_scalar, read_word};
use crate::document::record::Wrong;
use crate::document::{Node, NodeKind, yaml};
use crate::number::Exact;
use crate::pack::bands::{Bands, Cut};
use crate::source::{Sources, Spanned};

impl Threshold {
    /// Reads a value as a person writes it on a command line: words of a set with commas between them, bands as
    /// `0.60:red, 0.95:amber, green`; both also as they stand in the file, in brackets.
    ///
    /// # Errors
    /// Why it is no value of this threshold, in words.
    pub fn read(&self, text: &str) -> Result<Limit, String> {
        let shape = Shape { kind: self.kind, unit: self.unit, of: Arc::clone(&self.of), bounds: None };
        let limit = match self.kind {
            LimitType::Bands => bands(text, &shape),
            LimitType::Set => words(text, &shape),
            _ => read_scalar(&number(text, self.unit), &shape),
        };
        let limit = limit.map_err(|wrong| match wrong.help {
            Some(help) => format!("{}; {help}", wrong.headline),
            None => wrong.headline,
        })?;
        match &limit {
            Limit::Number(number) => self.within(number).map(|()| limit),
            _ => Ok(limit),
        }
    }

    fn within(&self, number: &Exact) -> Result<(), String> {
        let Some(bounds) = &self.bounds else { return Ok(()) };
        let is_out = bounds.min.as_ref().is_some_and(|min| *number < min.value)
            || bounds.max.as_ref().is_some_and(|max| *number > max.value);
        if !is_out {
            return Ok(());
        }
        let shown = |number: &Exact| self.show(&Limit::Number(number.clone())).to_string();
        let [from, to] = [&bounds.min, &bounds.max]
            .map(|bound: &Option<Spanned<Exact>>| bound.as_ref().map_or("anything".to_owned(), |it| shown(&it.value)));
        Err(format!("{} is out of its bounds, {from} to {to}", shown(number)))
    }
}

/// A number as the file has it: of a ratio that a person writes as a percent the ratio, `0.60` for `60%`.
#[must_use]
pub fn number(text: &str, unit: LimitType) -> Cow<'_, str> {
    let text = text.trim();
    let percent = text.strip_suffix('%').map(str::trim_end).filter(|_| unit == LimitType::Ratio);
    percent.and_then(hundredth).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A number written with its point two digits further to the left.
fn hundredth(text: &str) -> Option<String> {
    let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("-", size));
    let (whole, part) = size.split_once('.').unwrap_or((size, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let whole = format!("{whole:0>3}");
    let (whole, pence) = whole.split_at(whole.len() - 2);
    Some(format!("{sign}{whole}.{pence}{part}"))
}

/// Reads the words of a set.
fn words(text: &str, shape: &Shape) -> Result<Limit, Wrong> {
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let mut words = Vec::new();
    for part in text.split(',').map(|part| part.trim().trim_matches(['"', '\''])).filter(|part| !part.is_empty()) {
        let word = once(&words, read_word(part, shape)?)?;
        words.push(word);
    }
    Ok(Limit::Words(words.into()))
}

/// The parts of bands, each a cut point with its word, the last the word for the rest: `0.60:red, 0.95:amber, green`. As they are
/// shown and as they stand in the file they can be written, too: `red below 60%, amber below 95%, else green`, and
/// `[ { below: 0.60, is: red }, { else: green } ]`. Where cut points have commas, `;` stands between the parts.
#[must_use]
pub fn parts(text: &str) -> Vec<(Option<String>, String)> {
    if text.trim_start().starts_with('[') {
        let root = yaml::read(&Sources::new().add("value", text)).root;
        return if let NodeKind::List(items) = &root.kind { items.iter().map(of_file).collect() } else { Vec::new() };
    }
    let between = if text.contains(';') { ';' } else { ',' };
    text.split(between).map(str::trim).filter(|part| !part.is_empty()).map(one_part).collect()
}

fn of_file(item: &Node) -> (Option<String>, String) {
    let text = |key: &str| item.get(key).and_then(Node::text).map(str::to_owned);
    (text("below"), text("is").or_else(|| text("else")).unwrap_or_default())
}

fn one_part(part: &str) -> (Option<String>, String) {
    let cut = part.split_once(':').or_else(|| part.split_once(" below ").map(|(is, below)| (below, is)));
    match cut {
        Some((below, is)) => (Some(below.trim().to_owned()), is.trim().to_owned()),
        None => (None, part.strip_prefix("else ").unwrap_or(part).trim().to_owned()),
    }
}

/// Reads bands.
fn bands(text: &str, shape: &Shape) -> Result<Limit, Wrong> {
    let wrong = |headline: String| Wrong {
        code: "bands-do-not-nest",
        headline,
        help: Some(
            "write the cut points lowest first, then the word for the rest: 0.60:red, 0.95:amber, green".to_owned(),
        ),
    };
    let parts = parts(text);
    let (mut cuts, mut above) = (Vec::<Cut>::new(), None);
    for (at, (below, is)) in parts.iter().enumerate() {
        let word = read_word(is, shape).map(Arc::<str>::from)?;
        match below {
            Some(below) => {
                let below = read_number(&number(below, shape.unit()), shape.unit())?;
                if let Some(last) = cuts.last().filter(|last| last.below >= below) {
                    let headline = format!(
                        "the cut points do not rise: {} stands before {}",
                        last.below.shown(0, ""),
                        below.shown(0, "")
                    );
                    return Err(wrong(headline));
                }
                cuts.push(Cut { below, is: word });
            }
            None if at + 1 == parts.len() => above = Some(word),
            None => return Err(wrong(format!("`{is}` has no cut point, and does not stand last"))),
        }
    }
    let above = above.ok_or_else(|| wrong("the bands have no last word, for what no cut point is above".to_owned()))?;
    Ok(Limit::Bands(Arc::new(Bands { cuts, above })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_of_a_ratio_keeps_its_digits() {
        for (given, unit, read) in [
            ("60%", LimitType::Ratio, "0.60"),
            ("5 %", LimitType::Ratio, "0.05"),
            ("62.5%", LimitType::Ratio, "0.625"),
            ("-120%", LimitType::Ratio, "-1.20"),
            ("0.6", LimitType::Ratio, "0.6"),
            ("a%", LimitType::Ratio, "a%"),
            (" 60% ", LimitType::Percent, "60%"),
        ] {
            assert_eq!(number(given, unit), read);
        }
    }

    #[test]
    fn bands_are_written_in_a_line_as_they_are_shown_or_as_in_the_file() {
        let parts = |text: &str| {
            let all = super::parts(text);
            all.into_iter().map(|(below, is)| format!("{}<{is}", below.unwrap_or_default())).collect::<Vec<_>>()
        };
        let same = ["0.60<red", "0.95<amber", "<green"];
        for text in [
            "0.60:red,0.95:amber,green",
            "red below 0.60, amber below 0.95, else green",
            "[ { below: 0.60, is: red }, { below: 0.95, is: amber }, { else: green } ]",
        ] {
            assert_eq!(parts(text), same);
        }
        assert_eq!(parts("£1,000: little; much"), ["£1,000<little", "<much"]);
    }
}
