//! Comparisons that cannot come out otherwise, branches that no way leads to, and rounded values that are compared.

use std::collections::BTreeSet;

use super::paths::{Asked, Places, Way, walk};
use super::reasons::written;
use crate::diagnostic::Diagnostic;
use crate::engine::compile::Compiled;
use crate::pack::Pack;
use crate::source::{SourceId, Sources, Span};

/// More questions than these are not shown as the reason of one finding.
const MOST_LABELS: usize = 3;

/// Everything that is to be said of the paths of rules. While a rule does not load, nothing is said of `lib/`: that rule
/// may call it in another way.
#[must_use]
pub fn check(pack: &Pack, compiled: &Compiled, sources: &Sources) -> Vec<Diagnostic> {
    let mut places = Places::default();
    for rule in &compiled.rules {
        walk(rule, &pack.thresholds, sources, &mut places);
    }
    let library: BTreeSet<SourceId> = pack.library.iter().map(|script| script.source.id()).collect();
    let is_whole = |span: Span| compiled.broken.is_empty() || !library.contains(&span.source());
    let mut found = Vec::new();
    for (&at, asked) in places.asked.iter().filter(|(at, asked)| is_whole(**at) && !asked.said) {
        found.extend(asked.always.map(|always| settled(pack, &places, at, asked, always, sources)));
    }
    for (&(at, way), dead) in places.ways.iter().filter(|((at, _), way)| is_whole(*at) && !way.taken) {
        let is_said = places.asked.range(..).any(|(inner, asked)| asked.always.is_some() && holds(at, *inner));
        if !is_said || dead.words.is_some() {
            found.push(never_taken(at, way, dead, sources));
        }
    }
    found.extend(places.rounded.iter().filter(|(at, _)| is_whole(**at)).map(|(&at, &by)| rounded(at, by, sources)));
    found
}

/// Whether a place holds another.
fn holds(outer: Span, inner: Span) -> bool {
    outer.source() == inner.source() && outer.start() <= inner.start() && inner.end() <= outer.end()
}

fn settled(pack: &Pack, places: &Places, at: Span, asked: &Asked, always: bool, sources: &Sources) -> Diagnostic {
    let (code, is, help) = if always {
        ("always-true", "always true", "leave the question out, or correct what it compares")
    } else {
        ("never-true", "never true", "remove it with what it leads to, or correct what it compares")
    };
    let name = written(at, sources);
    let Some(reason) = &asked.reason else { unreachable!("internal: what is settled has its reason") };
    let one_way = if asked.differs { "on one way here, " } else { "" };
    let headline = format!("{name} is {is}: {one_way}{}", reason.text);
    let mut diagnostic = Diagnostic::warning(code, headline).at(at, is);
    for before in reason.grounds.asked.iter().filter(|before| **before != at).take(MOST_LABELS) {
        diagnostic = diagnostic.at(*before, "asked before");
    }
    let ways = places.ways.range((at, 0)..=(at, 1)).filter(|(_, way)| !way.taken);
    for gives in ways.filter_map(|(_, way)| way.gives) {
        diagnostic = diagnostic.at(gives, "never reached");
    }
    for index in &reason.grounds.limits {
        let threshold = pack.thresholds.at(*index);
        let ends = threshold.bounds.iter().flat_map(|bounds| [&bounds.min, &bounds.max]).flatten();
        if let Some(span) = ends.map(|end| end.span).reduce(Span::to) {
            diagnostic = diagnostic.because(format!("the bounds of `{}`", threshold.name.value), span);
        }
    }
    diagnostic.help(help)
}

fn never_taken(at: Span, way: usize, dead: &Way, sources: &Sources) -> Diagnostic {
    let name = written(at, sources);
    let headline = match (&dead.words, way) {
        (Some(words), _) if dead.reason.is_some() => {
            let reason = dead.reason.as_ref().map(|reason| reason.text.as_str()).unwrap_or_default();
            format!("{reason}, so that what {words} leads to is never reached")
        }
        (Some(words), _) => format!("{name} is never {words} here, so that what it leads to is never reached"),
        (None, 0) => format!("{name} never holds here, so that what it leads to is never reached"),
        (None, _) => format!("{name} always holds here, so that what follows otherwise is never reached"),
    };
    let diagnostic = Diagnostic::warning("unreachable-branch", headline);
    let mut diagnostic = match dead.gives {
        Some(gives) => diagnostic.at(gives, "never reached"),
        None => diagnostic.at(at, "decided before"),
    };
    for before in dead.reason.iter().flat_map(|reason| &reason.grounds.asked) {
        diagnostic = diagnostic.at(*before, "asked before");
    }
    diagnostic.help(match &dead.words {
        Some(_) => "let another arm take the word, as `_ => …`, or correct what was asked before",
        None => "remove the branch, or correct what is asked",
    })
}

fn rounded(at: Span, by: Span, sources: &Sources) -> Diagnostic {
    let headline = format!("{} is rounded before it is compared", written(at, sources));
    let diagnostic = Diagnostic::warning("rounding-before-comparing", headline).at(at, "compared here");
    let diagnostic = if holds(at, by) { diagnostic } else { diagnostic.at(by, "rounded here") };
    diagnostic.help("compare the exact value, and round what is paid or shown")
}
