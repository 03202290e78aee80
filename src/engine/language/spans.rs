//! The tokens of a script with exact byte spans, and which bracket closes which.
//!
//! rhai's tree keeps points only: the span of a node is made from the tokens it begins and ends with.

use std::collections::HashMap;

use rhai::{Engine, LexError, Position, Token};

use crate::source::{Source, Span};

/// A token and where it stands.
#[derive(Debug, Clone)]
pub struct Lexeme {
    /// The token, as rhai lexes it.
    pub token: Token,
    /// Its bytes.
    pub span: Span,
}

/// The tokens of a script.
#[derive(Debug)]
pub struct Tokens<'a> {
    /// The script.
    pub source: &'a Source,
    /// The tokens in order, comments left out.
    pub list: Vec<Lexeme>,
    /// The `//!` lines in order, without their mark.
    pub page: Vec<String>,
    /// The comments in order.
    pub comments: Vec<Span>,
    /// Where the text stops making sense as tokens: a text or a comment that is not closed. What follows is not lexed.
    pub broken_off: Option<Span>,
    mates: HashMap<usize, usize>,
    places: Places,
}

impl<'a> Tokens<'a> {
    /// Lexes a script.
    #[must_use]
    pub fn lex(engine: &Engine, source: &'a Source) -> Self {
        let places = Places::new(source.text());
        let texts = [source.text().replacen('\u{feff}', " ", 1)];
        let (mut stream, control) = engine.lex(&texts);
        stream.state.include_comments = true;
        let mut tokens = Tokens {
            source,
            list: vec![],
            page: vec![],
            comments: vec![],
            broken_off: None,
            mates: HashMap::new(),
            places,
        };
        let mut open = Brackets::default();
        let mut end = 0;
        while let Some((token, position)) = stream.next() {
            if token == Token::EOF {
                break;
            }
            let start = tokens.places.byte(position).unwrap_or(end).max(end);
            end = tokens.places.after(stream.pos).max(start);
            if let Token::Comment(text) = &token {
                if text.starts_with("/*") && !text.ends_with("*/") {
                    tokens.broken_off = Some(source.span(start, (start + 2).min(end)));
                    break;
                }
                tokens.comments.push(source.span(start, end));
                tokens.page.extend(text.strip_prefix("//!").map(|line| line.trim_end().to_owned()));
                continue;
            }
            if is_open_text(&token) {
                tokens.broken_off = Some(source.span(start, end));
                break;
            }
            open.take(&token, tokens.list.len(), &mut tokens.mates);
            if open.template_goes_on {
                control.borrow_mut().is_within_text = true;
            }
            tokens.list.push(Lexeme { token, span: source.span(start, end) });
        }
        tokens
    }

    /// The index of the token that stands at a position of rhai's.
    #[must_use]
    pub fn at(&self, position: Position) -> Option<usize> {
        let byte = self.places.byte(position)?;
        let index = self.list.partition_point(|lexeme| lexeme.span.start() < byte);
        (self.list.get(index)?.span.start() == byte).then_some(index)
    }

    /// The byte of a position of rhai's.
    #[must_use]
    pub fn byte(&self, position: Position) -> Option<usize> {
        self.places.byte(position)
    }

    /// The bracket that closes the one at an index, or opens it.
    #[must_use]
    pub fn mate(&self, index: usize) -> Option<usize> {
        self.mates.get(&index).copied()
    }

    /// The span from one token to another, widened until every bracket in it has its mate in it.
    #[must_use]
    pub fn between(&self, first: usize, last: usize) -> Span {
        let (first, last) = self.balanced(first, last);
        self.list[first].span.to(self.list[last].span)
    }

    /// The tokens of a span, widened until every bracket among them has its mate among them.
    #[must_use]
    pub fn balanced(&self, mut first: usize, mut last: usize) -> (usize, usize) {
        let mut at = first;
        while at <= last {
            if let Some(mate) = self.mate(at).filter(|mate| !(first..=last).contains(mate)) {
                (first, last) = (first.min(mate), last.max(mate));
                at = first;
            } else {
                at += 1;
            }
        }
        (first, last)
    }

    /// The first token that begins at or behind a byte.
    #[must_use]
    pub fn from_byte(&self, byte: usize) -> usize {
        self.list.partition_point(|lexeme| lexeme.span.start() < byte)
    }
}

/// Whether a text, or a single character, is not closed: what follows would be lexed as its opposite.
fn is_open_text(token: &Token) -> bool {
    let Token::LexError(error) = token else { return false };
    matches!(**error, LexError::UnterminatedString | LexError::MalformedChar(_) | LexError::MalformedEscapeSequence(_))
}

/// The brackets that are open while lexing. A template's backtick counts as one: it closes where its text ends.
#[derive(Default)]
struct Brackets {
    open: Vec<(usize, Opened)>,
    template_goes_on: bool,
}

#[derive(PartialEq)]
enum Opened {
    Bracket,
    Template,
    Hole,
}

impl Brackets {
    fn take(&mut self, token: &Token, index: usize, mates: &mut HashMap<usize, usize>) {
        self.template_goes_on = false;
        let in_template = matches!(self.open.last(), Some((_, Opened::Template)));
        match token {
            Token::InterpolatedString(_) if !in_template => self.open.push((index, Opened::Template)),
            Token::LeftBrace if in_template => self.open.push((index, Opened::Hole)),
            Token::LeftParen | Token::LeftBracket | Token::LeftBrace | Token::MapStart => {
                self.open.push((index, Opened::Bracket));
            }
            Token::RightParen | Token::RightBracket | Token::RightBrace => {
                if let Some((opening, kind)) = self.open.pop_if(|(_, kind)| *kind != Opened::Template) {
                    mates.extend([(opening, index), (index, opening)]);
                    self.template_goes_on = kind == Opened::Hole;
                }
            }
            Token::StringConstant(_) if in_template => {
                if let Some((opening, _)) = self.open.pop() {
                    mates.extend([(opening, index), (index, opening)]);
                }
            }
            _ => {}
        }
    }
}

/// Turns rhai's line and character column into bytes.
#[derive(Debug)]
struct Places {
    lines: Vec<Vec<usize>>,
    end: usize,
}

impl Places {
    fn new(text: &str) -> Self {
        let mut lines: Vec<Vec<usize>> = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.len();
            lines.push(line.char_indices().map(|(at, _)| start + at).chain([end]).collect());
            start = end;
        }
        if text.is_empty() || text.ends_with('\n') {
            lines.push(vec![start]);
        }
        Places { lines, end: text.len() }
    }

    fn byte(&self, position: Position) -> Option<usize> {
        let (line, column) = (position.line()?, position.position()?);
        Some(self.lines.get(line - 1)?.get(column - 1).copied().unwrap_or(self.end))
    }

    /// The byte behind the character that the stream stands on; a stream at the start of a line stands behind its break.
    fn after(&self, position: Position) -> usize {
        let line = position.line().unwrap_or(1);
        let column = position.position().unwrap_or(0);
        self.lines.get(line - 1).and_then(|line| line.get(column)).copied().unwrap_or(self.end)
    }
}
