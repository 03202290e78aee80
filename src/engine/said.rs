//! Conditions as a person would say them: each as a true statement, whichever way it came out.

use super::syntax::{Arithmetic, Comparison};
use super::table::{Does, Ty, table};
use super::typed::{Expr, ExprKind};

/// Two numbers as they compared: `achieved (59.8%) is less than reward_floor (60%)`.
pub fn comparison(op: Comparison, holds: bool, one: (&Expr, &str), other: (&Expr, &str)) -> String {
    let is = match (op, holds) {
        _ if matches!(one.0.ty, Ty::Date) => days_apart(op, holds),
        (Comparison::Less, true) | (Comparison::AtLeast, false) => "is less than",
        (Comparison::AtMost, true) | (Comparison::More, false) => "is at most",
        (Comparison::More, true) | (Comparison::AtMost, false) => "is more than",
        (Comparison::AtLeast, true) | (Comparison::Less, false) => "is at least",
        (Comparison::Same, true) | (Comparison::Different, false) => "is",
        (Comparison::Same, false) | (Comparison::Different, true) => "is not",
    };
    format!("{} {is} {}", valued(one), valued(other))
}

/// How two dates compared.
fn days_apart(op: Comparison, holds: bool) -> &'static str {
    match (op, holds) {
        (Comparison::Less, true) | (Comparison::AtLeast, false) => "lies before",
        (Comparison::AtMost, true) | (Comparison::More, false) => "does not lie after",
        (Comparison::More, true) | (Comparison::AtMost, false) => "lies after",
        (Comparison::AtLeast, true) | (Comparison::Less, false) => "does not lie before",
        (Comparison::Same, true) | (Comparison::Different, false) => "is",
        (Comparison::Same, false) | (Comparison::Different, true) => "is not",
    }
}

/// Two texts, words or flags as they compared.
pub fn sameness(same: bool, one: (&Expr, &str), other: (&Expr, &str)) -> String {
    let other = match &other.0.kind {
        ExprKind::Text(word) => quoted(word),
        ExprKind::Flag(flag) => yes_or_no(*flag).to_owned(),
        _ => valued(other),
    };
    if same {
        return format!("{} is {other}", name(one.0));
    }
    format!("{} is not {other}", valued((one.0, &one.1.replace('_', " "))))
}

/// Whether an optional value is there.
pub fn presence(value: &Expr, is_there: bool) -> String {
    format!("{} is {}given", name(value), if is_there { "" } else { "not " })
}

/// What yes or no a value is.
pub fn flag(value: &Expr, flag: bool) -> String {
    format!("{} is {}", name(value), yes_or_no(flag))
}

/// Which word a switch went by.
pub fn word(on: &Expr, word: &str) -> String {
    format!("{} is {}", name(on), quoted(word))
}

/// Whether what decided a value was said when it was made.
pub fn says_why(value: &Expr) -> bool {
    matches!(value.kind, ExprKind::Apply(Does::BandOf, _))
}

/// Which band a number lies in: `achieved (0.7) is at least 0.6 and below 0.95: amber`.
pub fn band(number: (&Expr, &str), (least, below): (Option<String>, Option<String>), word: &str) -> String {
    let least = least.map(|least| format!("at least {least}"));
    let ends: Vec<String> = least.into_iter().chain(below.map(|below| format!("below {below}"))).collect();
    let is = if ends.is_empty() { "is anything".to_owned() } else { format!("is {}", ends.join(" and ")) };
    format!("{} {is}: {}", valued(number), word.replace('_', " "))
}

/// A word of a list; one of several words stands in quotes.
fn quoted(word: &str) -> String {
    let plain = word.replace('_', " ");
    if plain == word { plain } else { format!("\"{plain}\"") }
}

/// A flag in words.
pub fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// A value's name with what it is; a literal is what it is.
fn valued((value, shown): (&Expr, &str)) -> String {
    match &value.kind {
        ExprKind::Number(_) => shown.to_owned(),
        _ => format!("{} ({shown})", name(value)),
    }
}

/// What a person calls a value: its name in the script, or how it is made.
fn name(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Number(number) => number.shown(0, ","),
        ExprKind::Local(_, name) => name.replace('_', " "),
        ExprKind::Negative(of) => format!("−{}", inner(of)),
        ExprKind::Arithmetic(op, one, other) => {
            let sign = match op {
                Arithmetic::Add => "+",
                Arithmetic::Subtract => "−",
                Arithmetic::Multiply => "×",
                Arithmetic::Divide => "÷",
            };
            format!("{} {sign} {}", inner(one), inner(other))
        }
        ExprKind::Apply(does, args) => {
            let args: Vec<String> = args.iter().map(name).collect();
            format!("{}({})", function(*does), args.join(", "))
        }
        ExprKind::LimitOn(_, day) => {
            format!("{} on {}", value.path.as_deref().map(of_path).unwrap_or_default(), name(day))
        }
        ExprKind::Let(_, _, then) => name(then),
        ExprKind::If(..) | ExprKind::Switch(..) | ExprKind::Otherwise(_) | ExprKind::Shared(_) => {
            "the value".to_owned()
        }
        _ => value.path.as_deref().map_or_else(|| "it".to_owned(), of_path),
    }
}

fn inner(value: &Expr) -> String {
    let name = name(value);
    if matches!(value.kind, ExprKind::Arithmetic(..)) { format!("({name})") } else { name }
}

/// A path without its subject: `cells.known part`; a threshold keeps its name, by which it can be changed.
fn of_path(path: &str) -> String {
    if let Some(threshold) = path.strip_prefix("limits.") {
        return threshold.to_owned();
    }
    let field = path.split_once('.').map_or(path, |(_, field)| field);
    // What a method takes is a threshold, and keeps its name.
    match field.split_once('(') {
        Some((before, taken)) => format!("{}({taken}", before.replace('_', " ")).replace("limits.", ""),
        None => field.replace('_', " "),
    }
}

fn function(does: Does) -> &'static str {
    table().functions.iter().find(|function| function.does == does).map_or("", |function| function.name)
}
