//! What is wrong, as data: a headline, labels on places, a cure. How it is drawn is `render`'s business.
//!
//! House style: lower case, no full stop; text from a file stands in backticks; a label is a few words on the smallest
//! place; only [`Diagnostic::help`] proposes a cure. A problem is phrased beside the code that finds it, never here.

use jiff::civil::Date;

use crate::source::Span;

/// How much a finding weighs. Only an error rejects a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The return, pack or agreement is wrong.
    Error,
    /// Probably wrong; a person should look.
    Warning,
    /// Worth knowing.
    Advice,
}

impl Severity {
    /// The word that a person sees.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

/// A place, and a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there; may be empty when the headline says it all.
    pub text: String,
}

/// Something that a diagnostic rests on and that stands elsewhere: the rule that says so, a threshold in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// What it is, in words: `the threshold: profile_tolerance, £0.00 since 2006-04-01`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Why a finding is accepted. It is said all the same, and counts no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Why.
    pub why: String,
    /// Who accepted it.
    pub body: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// The last day on which this holds.
    pub until: Option<Date>,
    /// Where it is said.
    pub span: Span,
}

impl Explained {
    /// Why, by whom and until when, in one line.
    #[must_use]
    pub fn words(&self) -> String {
        let body = self.body.as_ref().map(|body| format!(", by {body}")).unwrap_or_default();
        let date = self.date.map(|date| format!(", {date}")).unwrap_or_default();
        let until = self.until.map(|until| format!(", until {until}")).unwrap_or_default();
        format!("{}{body}{date}{until}", self.why)
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem: a rule's id, or a published code. It never changes its meaning.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The problem in one line that can stand alone.
    pub headline: String,
    /// Where it is; the first label is the primary one.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// What it rests on.
    pub grounds: Vec<Ground>,
    /// Why it is accepted, where somebody accepted it.
    pub explained: Option<Explained>,
    /// Where the pack says that what its rule finds rejects nothing, where it says so.
    pub advisory: Option<Span>,
}

impl Diagnostic {
    /// A problem of a given weight, without places yet.
    pub fn new(severity: Severity, code: impl Into<String>, headline: impl Into<String>) -> Self {
        Diagnostic {
            code: code.into(),
            severity,
            headline: cut(headline.into()),
            labels: Vec::new(),
            help: None,
            grounds: Vec::new(),
            explained: None,
            advisory: None,
        }
    }

    /// An error.
    pub fn error(code: impl Into<String>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, headline)
    }

    /// A warning.
    pub fn warning(code: impl Into<String>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, headline)
    }

    /// Adds a label.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: cut(text.into()) });
        self
    }

    /// Sets the cure.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(cut(text.into()));
        self
    }

    /// Adds what it rests on.
    #[must_use]
    pub fn because(mut self, text: impl Into<String>, span: Span) -> Self {
        self.grounds.push(Ground { text: text.into(), span });
        self
    }

    /// Whether it counts as of a weight: one that is explained, or only advises, counts as none.
    #[must_use]
    pub fn counts_as(&self, severity: Severity) -> bool {
        self.severity == severity && self.explained.is_none() && self.advisory.is_none()
    }

    /// Whether it only advises. One that is explained is no more than that.
    #[must_use]
    pub fn advises(&self) -> bool {
        self.advisory.is_some() && self.explained.is_none()
    }

    /// The key that findings are ordered by: file, place, code.
    #[must_use]
    pub fn order(&self) -> (Option<Span>, &str, &str) {
        (self.labels.iter().map(|label| label.span).min(), &self.code, &self.headline)
    }
}

/// How many characters of a text from a file a message shows.
pub const MOST_SHOWN: usize = 200;

/// How many characters a message has at most, whatever it lists.
const LONGEST_MESSAGE: usize = 2_000;

/// A message in which each text in backticks, and the whole, is cut where it is too long to be read.
#[must_use]
pub fn cut(message: String) -> String {
    if message.len() <= MOST_SHOWN {
        return message;
    }
    let parts: Vec<String> = message
        .split('`')
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { shortened(part, MOST_SHOWN) } else { part.to_owned() })
        .collect();
    shortened(&parts.join("`"), LONGEST_MESSAGE)
}

/// A text with no more than so many characters, and an ellipsis for the others.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// How many characters a name may have for which another is suggested: what is longer is no slip of one.
const LONGEST: usize = 100;

/// Among how many names one is looked for: where there are more, some other is always near.
const MOST_KNOWN: usize = 2_000;

/// `did you mean …?` for a word that is not in a list, when one of the list is near enough.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (length, lower) = (length(word)?, word.to_lowercase());
    let close = |candidate: &'a str| {
        let others = self::length(candidate)?;
        let most = (length.max(others) / 3).max(1);
        // So many letters too many or too few make as many slips.
        if length.abs_diff(others) > most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        (distance <= most).then_some((distance, candidate))
    };
    known.into_iter().take(MOST_KNOWN).filter_map(close).min().map(|(_, candidate)| candidate)
}

/// How many characters a name has; none when they are too many for it to be a slip of another.
fn length(name: &str) -> Option<usize> {
    let length = name.chars().take(LONGEST + 1).count();
    (length <= LONGEST).then_some(length)
}

/// Whether one word is another with a letter that slipped. Where one only adds to the other they may be two words.
#[must_use]
pub fn is_slip(one: &str, other: &str) -> bool {
    let (Some(length), Some(others)) = (length(one), length(other)) else { return false };
    let is_longer = one.starts_with(other) || other.starts_with(one);
    let is_near = others > 3 && !is_longer && length.abs_diff(others) <= 1;
    is_near && strsim::damerau_levenshtein(one, other) == 1
}

/// The name that another is a slip away from: the same letters and digits, or a letter or two of a long name apart.
#[must_use]
pub fn near_miss<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    length(name)?;
    let wanted = bare(name);
    let distance = |candidate: &str| strsim::damerau_levenshtein(&wanted, &bare(candidate));
    let known = known.into_iter().filter(|candidate| length(candidate).is_some()).take(MOST_KNOWN);
    let near = known.map(|candidate| (distance(candidate), candidate));
    near.filter(|&(distance, _)| distance <= wanted.chars().count() / 6).min().map(|(_, candidate)| candidate)
}
