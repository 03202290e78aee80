//! What a text of the rule book is made of.

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of a level, which links can lead to.
    Heading(usize, Option<Target>, Vec<Bit>),
    /// A paragraph.
    Text(Vec<Bit>),
    /// A list.
    List(Vec<Vec<Bit>>),
    /// A table: what it is of, its headers, its rows.
    Table(Vec<Bit>, Vec<&'static str>, Vec<Vec<Vec<Bit>>>),
    /// A text as it stands in a file.
    Code(String),
}

/// A run of letters of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bit {
    /// As it stands.
    Plain(String),
    /// Of a script, a file, a command.
    Code(String),
    /// Stressed.
    Strong(String),
    /// That leads elsewhere.
    Link(Target, String),
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The beginning.
    Contents,
    /// A rule.
    Rule(String),
    /// A threshold.
    Threshold(String),
    /// A duty.
    Duty(String),
}

impl Target {
    /// The name of its place in a text, of letters, digits, `-` and `_`.
    #[must_use]
    pub fn id(&self) -> String {
        let (what, name) = match self {
            Target::Contents => return "contents".to_owned(),
            Target::Rule(id) => ("rule", id),
            Target::Threshold(name) => ("threshold", name),
            Target::Duty(id) => ("duty", id),
        };
        let name: String = name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect();
        format!("{what}-{name}")
    }
}

/// A plain run.
pub fn plain(text: impl Into<String>) -> Bit {
    Bit::Plain(text.into())
}

/// A run of a script or a file.
pub fn code(text: impl Into<String>) -> Bit {
    Bit::Code(text.into())
}

/// A stressed run.
pub fn strong(text: impl Into<String>) -> Bit {
    Bit::Strong(text.into())
}

/// What a person wrote: what stands in backticks is code, what stands in asterisks is stressed.
///
/// A mark without its fellow is a mark.
pub fn written(text: &str) -> Vec<Bit> {
    let mut bits = Vec::new();
    let mut rest = text;
    while let Some((at, mark)) = rest.char_indices().find(|(_, c)| matches!(c, '`' | '*')) {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        let inside = behind.find(mark).map(|end| &behind[..end]);
        let is_stress =
            |inside: &&str| mark == '`' || !(inside.is_empty() || inside.contains(' ') && inside.trim() != *inside);
        match inside.filter(is_stress) {
            Some(inside) => {
                bits.push(plain(before));
                bits.push(if mark == '`' { code(inside) } else { strong(inside) });
                rest = &behind[inside.len() + 1..];
            }
            None => {
                bits.push(plain(&rest[..=at]));
                rest = behind;
            }
        }
    }
    bits.push(plain(rest));
    bits.retain(|bit| *bit != plain(""));
    bits
}
