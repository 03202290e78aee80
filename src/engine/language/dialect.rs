//! What a rule may not be written with, and what to write instead. Tested on the tokens, before anything is parsed, so
//! that the message is about the construct and not about what it breaks.

use rhai::{LexError, Token};

use super::spans::{Lexeme, Tokens};
use crate::diagnostic::Diagnostic;

/// The code of everything outside the dialect.
pub const OUTSIDE: &str = "outside-dialect";

/// The code of a number that stands in a rule.
const LITERAL: &str = "literal-not-a-threshold";

const MANY: &str = "what runs over many things is a field or method of the subject: see `plumb explain --api`";

/// Every construct outside the dialect, each said once, in the order of the script.
#[must_use]
pub fn check(tokens: &Tokens<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut at = 0;
    while at < tokens.list.len() {
        let refused = refused_token(tokens, at).or_else(|| refused_literal(tokens, at));
        at = match refused {
            None => at + 1,
            Some(refused) => {
                problems.push(refused.diagnostic(&tokens.list[at]));
                refused.through + 1
            }
        };
    }
    if let Some(open) = tokens.broken_off {
        let what = if tokens.source.slice(open).starts_with("/*") { "comment" } else { "text" };
        let diagnostic =
            Diagnostic::error("script-syntax", format!("a {what} is opened and not closed, or not well written"));
        problems.push(diagnostic.at(open, "from here").help(format!("close the {what}")));
    }
    problems
}

struct Refused {
    code: &'static str,
    headline: String,
    help: String,
    /// The last token that belongs to it: nothing more is said up to there.
    through: usize,
}

impl Refused {
    fn diagnostic(&self, lexeme: &Lexeme) -> Diagnostic {
        Diagnostic::error(self.code, &self.headline).at(lexeme.span, "not in the rules' dialect").help(&self.help)
    }
}

fn refused_token(tokens: &Tokens<'_>, at: usize) -> Option<Refused> {
    let refuse = |headline: &str, help: &str, through| {
        Some(Refused { code: OUTSIDE, headline: headline.to_owned(), help: help.to_owned(), through })
    };
    let here = |headline: &str, help: &str| refuse(headline, help, at);
    let bracket = tokens.mate(at).filter(|&mate| mate > at).unwrap_or(at);
    match &tokens.list[at].token {
        Token::For | Token::While | Token::Loop => refuse("a rule has no loops", MANY, block_after(tokens, at)),
        Token::Do => refuse("a rule has no loops", MANY, block_after(tokens, at) + 1),
        Token::Until | Token::Break | Token::Continue => here("a rule has no loops", MANY),
        Token::In | Token::NotIn => here("a rule has no `in`", MANY),
        Token::LeftBracket | Token::QuestionBracket => refuse("a rule has no lists and no indexing", MANY, bracket),
        Token::MapStart => refuse("a rule has no maps", MANY, bracket),
        Token::Elvis => here("a rule has no `?.`", "ask with `present(x)`, or give another value with `x ?? y`"),
        Token::Pipe if !in_arm(tokens, at) => refuse("a rule has no closures", MANY, closure(tokens, at)),
        Token::Throw => here("a rule does not throw", "end the rule with a verdict: `error(…)`, `not_applicable(…)`"),
        Token::Try => refuse(
            "a rule catches nothing",
            "what is missing ends the rule as undecided by itself",
            block_after(tokens, at) + 1,
        ),
        Token::Const => refuse(
            "a rule has no constants of its own",
            "put the number in thresholds.yaml and read `limits`",
            statement_end(tokens, at),
        ),
        Token::Import | Token::Export | Token::As | Token::Private | Token::DoubleColon => refuse(
            "a rule has no modules",
            "what is wanted twice is a function in `lib/`; every rule can call it by its name",
            statement_end(tokens, at),
        ),
        Token::Modulo | Token::PowerOf | Token::LeftShift | Token::RightShift | Token::XOr | Token::Ampersand => {
            here("a rule calculates with + - * / only", "anything else is a function: see `plumb explain --api`")
        }
        Token::Equals if !names_a_let(tokens, at) => {
            here("a rule assigns nothing", "to compare, write `==`; to name a value, write `let`")
        }
        token if token.is_op_assignment() => here("a rule assigns nothing", "give the new value a name with `let`"),
        Token::ExclusiveRange | Token::InclusiveRange => here("a rule has no ranges", "compare with < <= > >= and &&"),
        Token::Fn if !tokens.at_top(at) => here("a function stands inside another", "move it to the end of the file"),
        Token::CharConstant(_) => here("a rule has no single characters", "write a text in double quotes"),
        Token::Let if tokens.at_top(at) => {
            here("a value stands outside a function", "move it into the rule, or into thresholds.yaml")
        }
        Token::Reserved(word) | Token::Custom(word) => here(
            &format!("`{word}` is a word that rules cannot use"),
            "choose another name; `plumb explain --api` lists what there is",
        ),
        _ => None,
    }
}

fn refused_literal(tokens: &Tokens<'_>, at: usize) -> Option<Refused> {
    let lexeme = &tokens.list[at];
    let text = tokens.source.slice(lexeme.span);
    let refuse =
        |code, headline: String, help: &str| Some(Refused { code, headline, help: help.to_owned(), through: at });
    match &lexeme.token {
        Token::LexError(error) => match &**error {
            LexError::MalformedNumber(_) if text.len() > 28 => refuse(
                LITERAL,
                format!(
                    "the number has {} digits, and 28 are the most",
                    text.bytes().filter(u8::is_ascii_digit).count()
                ),
                "a number lives in thresholds.yaml, where the report can show it",
            ),
            error => refuse(OUTSIDE, plain(&error.to_string()), "see the README for how a rule is written"),
        },
        Token::DecimalConstant(_) | Token::IntegerConstant(_)
            if !matches!(text.trim_start_matches('-'), "0" | "1" | "100") =>
        {
            refuse(
                LITERAL,
                format!("the number {text} stands in a rule"),
                "put it in thresholds.yaml and read it: `limits.its_name`",
            )
        }
        _ => None,
    }
}

/// The end of the block that begins behind a token; the token itself when there is none.
fn block_after(tokens: &Tokens<'_>, at: usize) -> usize {
    let opening = (at..tokens.list.len()).find(|&i| tokens.list[i].token == Token::LeftBrace);
    opening.and_then(|opening| tokens.mate(opening)).unwrap_or(at)
}

/// The semicolon that ends a statement; the token itself when there is none.
fn statement_end(tokens: &Tokens<'_>, at: usize) -> usize {
    (at..tokens.list.len()).find(|&i| tokens.list[i].token == Token::SemiColon).unwrap_or(at)
}

/// The second bar of a closure's parameters.
fn closure(tokens: &Tokens<'_>, at: usize) -> usize {
    (at + 1..tokens.list.len()).find(|&i| tokens.list[i].token == Token::Pipe).unwrap_or(at)
}

/// Whether a bar stands between the words of a `switch` arm.
fn in_arm(tokens: &Tokens<'_>, at: usize) -> bool {
    let literal =
        |token: &Token| matches!(token, Token::StringConstant(_) | Token::DecimalConstant(_) | Token::Underscore);
    at > 0 && literal(&tokens.list[at - 1].token) && tokens.list.get(at + 1).is_some_and(|next| literal(&next.token))
}

/// Whether a `=` belongs to a `let`.
fn names_a_let(tokens: &Tokens<'_>, at: usize) -> bool {
    at >= 2 && tokens.list[at - 2].token == Token::Let
}

/// rhai's message without the place it repeats, in our style: `Expecting ')' …` becomes `expecting `)` …`.
#[must_use]
pub fn plain(message: &str) -> String {
    let message = message.split(" (line ").next().unwrap_or(message).trim_end_matches('.').replace('\'', "`");
    let mut letters = message.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
