//! What of a pack its fixtures exercise: the endings of each rule, the ways of each choice, and the edges of each threshold
//! that a rule compares with.
//!
//! A script of `lib/` is counted over all rules that call it. An edge is exercised when a comparison of a rule, over one of
//! its fixtures, turns within a step of the threshold's own scale: *at* the value when both sides are the same, *below* when
//! it would come out otherwise with the threshold a step lower, *above* with the threshold a step higher.
//!
//! ```text
//!  rule over a fixture ─watch─▶ Seen ─┐
//!  rule as typed ──────flow, Tree─────┴─▶ Script: so many of so many, and where the gaps are
//! ```

mod flow;
mod watch;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::nudge::nudges;
use crate::engine::typed::{Expr, ExprKind, Rule};
use crate::engine::walk::{each, ways};
use crate::pack::Pack;
use crate::source::{Source, SourceId, Span};
use flow::compared;
pub use watch::{Seen, seen};

/// How far a compared value lies from a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// A step below it, or less.
    Below,
    /// At it.
    At,
    /// A step above it, or less.
    Above,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// How many are exercised.
    pub of: usize,
    /// How many there are.
    pub all: usize,
}

impl Part {
    fn count(&mut self, is_exercised: bool) {
        self.all += 1;
        self.of += usize::from(is_exercised);
    }
}

/// Something that no fixture exercises.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Where in the script.
    pub at: Span,
    /// What is not done there.
    pub text: String,
}

/// A script, and what of it is exercised.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its name: a rule's id, or `lib/` and a file's stem.
    pub name: String,
    /// Its text.
    pub source: Arc<Source>,
    /// How many fixtures were run of it; of a script of `lib/`, of the rules that call it.
    pub fixtures: usize,
    /// The verdicts that it can end with.
    pub endings: Part,
    /// The ways of its choices.
    pub branches: Part,
    /// The edges of the thresholds that it reads to compare with them.
    pub edges: Part,
    /// What is not exercised, in the order of the text; nothing of a choice that is never come to.
    pub gaps: Vec<Gap>,
    /// How many fixtures come through each line, from 0, on which something is worked out.
    pub lines: BTreeMap<usize, usize>,
}

/// Adds up what fixtures exercise: of each rule, each of its fixtures.
#[must_use]
pub fn coverage(pack: &Pack, rules: &[(&Rule, Vec<Seen>)]) -> Vec<Script> {
    let own = pack.rules.iter().filter_map(|it| {
        let rule = rules.iter().position(|(rule, _)| *rule.id == *it.id)?;
        of_script(it.id.clone(), &it.source, pack, &rules[rule..=rule])
    });
    let library = pack.library.iter().filter_map(|it| of_script(format!("lib/{}", it.id), &it.source, pack, rules));
    own.chain(library).collect()
}

/// A script; none of one that no rule that ran has a part in.
fn of_script(name: String, source: &Arc<Source>, pack: &Pack, rules: &[(&Rule, Vec<Seen>)]) -> Option<Script> {
    let mut tree = Tree::new(source.id());
    let mut fixtures: Vec<&Seen> = Vec::new();
    let mut edges: BTreeMap<usize, (Span, HashSet<(usize, Point)>)> = BTreeMap::new();
    for (rule, seen) in rules {
        if !tree.add(rule) {
            continue;
        }
        fixtures.extend(seen);
        for index in compared(rule) {
            let Some(at) = read_at(rule, index, source.id()) else { continue };
            let met =
                seen.iter().flat_map(|seen| &seen.edges).filter(|edge| edge.0 == index).map(|edge| (edge.1, edge.2));
            edges.entry(index).or_insert((at, HashSet::new())).1.extend(met);
        }
    }
    if tree.is_empty() {
        return None;
    }
    let mut script = Script {
        name,
        source: Arc::clone(source),
        fixtures: fixtures.len(),
        endings: Part::default(),
        branches: Part::default(),
        edges: Part::default(),
        gaps: Vec::new(),
        lines: tree.lines(source, &fixtures),
    };
    tree.count(&fixtures, &mut script);
    for (index, (at, met)) in edges {
        count_edges(pack, index, at, &met, &mut script);
    }
    script.gaps.sort();
    Some(script)
}

/// Where a rule reads a threshold first in a script.
fn read_at(rule: &Rule, index: usize, script: SourceId) -> Option<Span> {
    let mut found: Option<Span> = None;
    each(&rule.body, &mut |expr| {
        let reads = matches!(expr.kind, ExprKind::Limit(at) | ExprKind::LimitOn(at, _) if at == index);
        if reads && expr.span.source() == script {
            found = Some(found.map_or(expr.span, |first| first.min(expr.span)));
        }
    });
    found
}

/// Counts the edges of a threshold that its bounds leave.
fn count_edges(pack: &Pack, index: usize, at: Span, met: &HashSet<(usize, Point)>, script: &mut Script) {
    let threshold = pack.thresholds.at(index);
    let Some(value) = threshold.values.last().map(|dated| &dated.value.value) else { return };
    let mut open: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let points: BTreeSet<(usize, Point)> = nudges(threshold, value)
        .into_iter()
        .flat_map(|(nudge, _)| {
            [Point::At, if nudge.up { Point::Above } else { Point::Below }].map(|it| (nudge.cut, it))
        })
        .collect();
    for (cut, point) in points {
        script.edges.count(met.contains(&(cut, point)));
        if !met.contains(&(cut, point)) {
            let words = match point {
                Point::Below => "a step below",
                Point::At => "at it",
                Point::Above => "a step above",
            };
            open.entry(cut).or_default().push(words);
        }
    }
    for (cut, points) in open {
        let which = if super::nudge::places(value) > 1 { format!(", cut point {}", cut + 1) } else { String::new() };
        let text = format!("{}, {}{which}: never {}", threshold.name.value, threshold.show(value), points.join(", "));
        script.gaps.push(Gap { at, text });
    }
}

/// What there is to exercise in a script.
struct Tree<'r> {
    script: SourceId,
    /// Each choice once, with the ways that it has in any rule.
    choices: BTreeMap<Span, (&'r Expr, usize)>,
    endings: BTreeSet<Span>,
    nodes: BTreeSet<Span>,
}

impl<'r> Tree<'r> {
    fn new(script: SourceId) -> Self {
        Tree { script, choices: BTreeMap::new(), endings: BTreeSet::new(), nodes: BTreeSet::new() }
    }

    fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Adds what a rule has in the script; tells whether that is anything.
    fn add(&mut self, rule: &'r Rule) -> bool {
        let mut has_part = false;
        each(&rule.body, &mut |expr: &'r Expr| {
            if expr.span.source() != self.script || matches!(expr.kind, ExprKind::Shared(_)) {
                return;
            }
            has_part = true;
            self.nodes.insert(expr.span);
            if matches!(expr.kind, ExprKind::End(..)) {
                self.endings.insert(expr.span);
            }
            if ways(expr) > 0 && !is_told_by_its_condition(expr) {
                let known = self.choices.entry(expr.span).or_insert((expr, 0));
                known.1 = known.1.max(ways(expr));
            }
        });
        has_part
    }

    /// How many fixtures come through each line on which something is worked out.
    fn lines(&self, source: &Source, fixtures: &[&Seen]) -> BTreeMap<usize, usize> {
        let line = |span: Span| source.line_column(span.start()).line - 1;
        let mut by_line: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
        for &node in &self.nodes {
            by_line.entry(line(node)).or_default().push(node);
        }
        let through =
            |nodes: &[Span]| fixtures.iter().filter(|seen| nodes.iter().any(|node| seen.met.contains(node))).count();
        by_line.iter().map(|(line, nodes)| (*line, through(nodes))).collect()
    }

    fn count(&self, fixtures: &[&Seen], script: &mut Script) {
        let is_any = |test: &dyn Fn(&Seen) -> bool| fixtures.iter().any(|seen| test(seen));
        for ending in &self.endings {
            let is_reached = is_any(&|seen| seen.ended.contains(ending));
            script.endings.count(is_reached);
            if !is_reached && is_any(&|seen| seen.met.contains(ending)) {
                script.gaps.push(Gap { at: *ending, text: "never comes to an end here".to_owned() });
            }
        }
        for (&at, &(choice, all)) in &self.choices {
            let is_met = is_any(&|seen| seen.met.contains(&at));
            for way in 0..all {
                let is_taken = is_any(&|seen| seen.went.contains(&(at, way)));
                script.branches.count(is_taken);
                if is_met && !is_taken {
                    script.gaps.push(untaken(choice, way));
                }
            }
        }
    }
}

/// Whether the ways of an `if` are those of its condition: `&&` and `||` tell more.
fn is_told_by_its_condition(choice: &Expr) -> bool {
    fn is_linked(condition: &Expr) -> bool {
        match &condition.kind {
            ExprKind::All(_) | ExprKind::Any(_) => true,
            ExprKind::Not(inner) => is_linked(inner),
            _ => false,
        }
    }
    matches!(&choice.kind, ExprKind::If(condition, ..) if is_linked(condition))
}

/// What is said of a way that no fixture takes.
fn untaken(choice: &Expr, way: usize) -> Gap {
    let gap = |at: Span, text: &str| Gap { at, text: text.to_owned() };
    match &choice.kind {
        ExprKind::If(condition, ..) if way == 0 => gap(condition.span, "never holds"),
        ExprKind::If(condition, ..) => gap(condition.span, "always holds"),
        ExprKind::Switch(_, arms) => gap(arms[way].1.span, "never comes here"),
        ExprKind::All(parts) => parts.get(way).map_or_else(
            || gap(choice.span, "never holds as a whole"),
            |part| gap(part.span, "never what makes it fail"),
        ),
        ExprKind::Any(parts) => parts.get(way).map_or_else(
            || gap(choice.span, "always holds, one way or the other"),
            |part| gap(part.span, "never what makes it hold"),
        ),
        ExprKind::Otherwise(parts) => parts.get(way).map_or_else(
            || gap(choice.span, "never absent altogether"),
            |part| gap(part.span, if way == 0 { "never given" } else { "never taken in its stead" }),
        ),
        _ => gap(choice.span, "never taken"),
    }
}
