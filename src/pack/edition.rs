//! Editions: a pack that extends another is small, as it holds only what differs.
//!
//! ```yaml
//! name: leicestershire-laa-2007
//! extends: ../leicestershire-laa      # a pack that is built in, or a path from this folder
//! removes:
//!   - { rule: pot-is-not-its-part, threshold: [pot_rate, pot_tolerance], because: the pot is not agreed anew }
//!   - { rule: refresh-is-not-agreed, because: it rejects from now on }
//! adds: [refresh-is-not-agreed, lib/bands]
//! ```
//!
//! - The scripts of the folder are listed under `adds`, so that one that was forgotten or lost is noticed. What takes the
//!   place of a script of the base stands in both lists: nothing is replaced by a name that two packs happen to share.
//! - What `thresholds.yaml` says of a threshold of the base is `values:` alone, and they follow the base's. A whole
//!   definition for each that moves would be longer and would say the days before anew; so an edition says what holds from
//!   its day on, and what a threshold is stands once. Who wants another threshold removes it and defines it whole. An edition
//!   that moves none needs no `thresholds.yaml`.
//! - Duties are the base's and its own. Every other key of `pack.yaml` stands in place of the base's.
//! - What is kept keeps its place: a report points into the base's files. An edition is a pack like any other once it is read.

use std::sync::Arc;

use super::thresholds::{self, Thresholds};
use super::{Head, Pack, PackFile, Script, advised, digest, read_upon, scripts};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::record::Record;
use crate::document::{Node, yaml};
use crate::source::Spanned;

/// How many packs may extend one another.
const MOST: usize = 32;

/// What a pack extends, as it was found.
#[derive(Debug)]
pub enum Base {
    /// Nothing.
    Nothing,
    /// A pack: its files, and what it extends in turn.
    Files(Vec<PackFile>, Box<Base>),
    /// A pack that is not there or cannot be opened: why.
    Lost(String),
    /// A pack that extends, by way of others or not, the one that extends it.
    Circle,
}

/// Finds what some files extend, what that extends, and so on. `open` gives the files of a pack by the name or the path by
/// which another pack, which lies at a place, extends it; and the place where they lie.
pub fn bases<P: PartialEq>(
    files: &[PackFile],
    place: P,
    mut open: impl FnMut(&str, &P) -> Result<(Vec<PackFile>, P), String>,
) -> Base {
    let (mut layers, mut places, mut end) = (Vec::new(), vec![place], Base::Nothing);
    let mut next = extends(files);
    while let (Some(named), Some(from)) = (&next, places.last()) {
        match open(named, from) {
            Err(why) => end = Base::Lost(why),
            Ok((_, place)) if places.contains(&place) => end = Base::Circle,
            Ok(_) if layers.len() == MOST => end = Base::Lost(format!("more than {MOST} packs extend one another")),
            Ok((files, place)) => {
                next = extends(&files);
                layers.push(files);
                places.push(place);
                continue;
            }
        }
        break;
    }
    layers.into_iter().rev().fold(end, |base, files| Base::Files(files, Box::new(base)))
}

/// What some files say that they extend.
fn extends(files: &[PackFile]) -> Option<String> {
    let about = files.iter().find(|file| file.path == "pack.yaml")?;
    yaml::read(&about.source).root.get("extends")?.text().map(str::to_owned)
}

/// What an edition takes away.
#[derive(Debug, Clone)]
pub struct Removal {
    /// What it is.
    pub part: Part,
    /// Its name.
    pub name: Spanned<String>,
    /// Why.
    pub because: String,
}

/// A part of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A rule.
    Rule,
    /// A threshold.
    Threshold,
    /// A script of `lib/`.
    Library,
}

impl Part {
    const ALL: [Part; 3] = [Part::Rule, Part::Threshold, Part::Library];

    /// The word for it, which is its key as well.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Part::Rule => "rule",
            Part::Threshold => "threshold",
            Part::Library => "lib",
        }
    }

    /// What it is, as the end of a sentence.
    fn said(self) -> &'static str {
        if self == Part::Library { "script in `lib/`" } else { self.word() }
    }

    /// What a name alone most likely is: thresholds have no hyphens.
    fn likely(name: &str) -> Part {
        if name.contains('_') { Part::Threshold } else { Part::Rule }
    }

    /// The name under which `adds` lists a script.
    fn listed(self, id: &str) -> String {
        if self == Part::Library { format!("lib/{id}") } else { id.to_owned() }
    }
}

/// What an edition lists.
#[derive(Debug, Default)]
pub(super) struct Delta {
    removes: Vec<Removal>,
    adds: Vec<Spanned<String>>,
}

impl Delta {
    /// Reads what `pack.yaml` lists. One that extends nothing has no lists.
    pub(super) fn read(record: &mut Record, is_edition: bool) -> Self {
        let given = ["removes", "adds"].map(|key| (key, record.node(key)));
        for (key, node) in given.iter().filter_map(|(key, node)| Some((key, (*node)?))).filter(|_| !is_edition) {
            let headline = format!("`{key}` says what differs from another pack, and this one extends none");
            let problem = Diagnostic::error("edition-without-base", headline).at(node.span, "differs from what?");
            record.problems().push(problem.help("name the pack that it extends, `extends: …`, or leave the list out"));
        }
        let removals = record.list("removes").iter().flat_map(|node| removal(node, record.problems())).collect();
        Delta { removes: removals, adds: record.texts("adds") }
    }
}

/// One entry of `removes`: one thing or several, and why.
fn removal(node: &Node, problems: &mut Vec<Diagnostic>) -> Vec<Removal> {
    if let Some(name) = node.text() {
        let part = Part::likely(name);
        let headline = format!("`{name}` is removed, and nothing says why");
        let help = format!("write {{ {}: {name}, because: … }}", part.word());
        problems.push(Diagnostic::error("removed-without-reason", headline).at(node.span, "").help(help));
        return vec![Removal { part, name: Spanned::new(name.to_owned(), node.span), because: String::new() }];
    }
    let Some(mut record) = Record::open(node, "a removal", problems) else { return Vec::new() };
    let names = Part::ALL.map(|part| (part, record.texts(part.word())));
    let because = record.text("because").map(|because| because.value);
    let first = names.iter().find_map(|(_, names)| names.first());
    match (&because, first) {
        (_, None) => {
            let headline = "a removal names neither a rule nor a threshold nor a script of `lib/`";
            let problem = Diagnostic::error("field-missing", headline).at(node.span, "");
            record.problems().push(problem.help("write { rule: …, because: … }"));
        }
        (Err(_), Some(first)) => {
            let headline = format!("`{}` is removed, and nothing says why", first.value);
            let problem = Diagnostic::error("removed-without-reason", headline).at(first.span, "");
            record.problems().push(problem.help("add `because: …`"));
        }
        _ => {}
    }
    record.close();
    let because = because.unwrap_or_default();
    let of = |(part, names): (Part, Vec<Spanned<String>>)| {
        let because = because.clone();
        names.into_iter().map(move |name| Removal { part, name, because: because.clone() })
    };
    names.into_iter().flat_map(of).collect()
}

/// An edition out of what its `pack.yaml` says, its files and its base; none when the base cannot be read.
pub(super) fn edition(
    head: Head,
    extends: &Spanned<String>,
    files: &[PackFile],
    base: Base,
    problems: &mut Vec<Diagnostic>,
) -> Option<Pack> {
    let base = opened(extends, base, problems)?;
    let Delta { mut removes, adds } = head.delta;
    for removal in &mut removes {
        problems.extend(settled(removal, &base));
    }
    let mut added = Added { adds: &adds, removes: &removes, problems };
    let rules = added.scripts(Part::Rule, &base.rules, scripts(files, |path| (!path.contains('/')).then_some(path)));
    let library = added.scripts(Part::Library, &base.library, scripts(files, |path| path.strip_prefix("lib/")));
    let kept = base.thresholds.without(|name| is_removed(&removes, Part::Threshold, name));
    let limits = files.iter().find(|file| file.path == "thresholds.yaml");
    let thresholds: Thresholds = match limits {
        Some(limits) => thresholds::read_upon(&limits.source, kept, problems)?,
        None => kept,
    };
    let mut duties: Vec<_> = base.duties.clone();
    duties.retain(|duty| head.duties.iter().all(|own| own.id.value != duty.id.value));
    duties.extend(head.duties);
    let inherited =
        || base.advisory.iter().filter(|it| !is_removed(&removes, Part::Rule, &it.value)).cloned().collect();
    let advisory = head.advisory.map_or_else(inherited, |listed| advised(listed, &rules, problems));
    Some(Pack {
        name: head.name,
        about: head.about,
        fixtures: head.fixtures,
        snapshots: head.snapshots,
        duties,
        written: [&files[head.at].source, limits.map_or(&base.written[1], |limits| &limits.source)].map(Arc::clone),
        rules,
        library,
        thresholds,
        advisory,
        removed: removes,
        digest: digest(files, &base.digest),
        base: Some(Arc::new(base)),
    })
}

/// The base, read; or why there is none, said where it is named.
fn opened(extends: &Spanned<String>, base: Base, problems: &mut Vec<Diagnostic>) -> Option<Pack> {
    let lost = |why: &str| {
        let headline = format!("the pack extends `{}`, and {why}", extends.value);
        let problem = Diagnostic::error("base-unreadable", headline).at(extends.span, "this pack");
        problem.help("name a pack that is built in, or its folder by the path from this one's")
    };
    match base {
        Base::Files(files, under) => {
            let reading = read_upon(files, *under);
            // What has no place in the base is wrong with what is named here.
            let placed = |problem: Diagnostic| {
                if problem.labels.is_empty() { problem.at(extends.span, "this pack") } else { problem }
            };
            problems.extend(reading.diagnostics.into_iter().map(placed));
            return reading.pack;
        }
        Base::Lost(why) => problems.push(lost(&why)),
        Base::Nothing => problems.push(lost("only this pack's own files were opened")),
        Base::Circle => {
            let headline = format!("the pack extends `{}`, and that extends this one", extends.value);
            let problem = Diagnostic::error("editions-in-a-circle", headline).at(extends.span, "leads back");
            problems.push(problem.help("extend a pack that does not rest on this one"));
        }
    }
    None
}

pub(super) fn is_removed(removes: &[Removal], part: Part, name: &str) -> bool {
    removes.iter().any(|removal| removal.part == part && removal.name.value == name)
}

/// That a base does not have what is taken away; what was probably meant is then taken away in its stead.
fn settled(removal: &mut Removal, base: &Pack) -> Option<Diagnostic> {
    let known: Vec<&str> = match removal.part {
        Part::Rule => base.rules.iter().map(|script| script.id.as_str()).collect(),
        Part::Library => base.library.iter().map(|script| script.id.as_str()).collect(),
        Part::Threshold => base.thresholds.iter().map(|threshold| threshold.name.value.as_str()).collect(),
    };
    let (name, what) = (&removal.name, removal.part.said());
    if known.contains(&name.value.as_str()) {
        return None;
    }
    let headline = format!("`{}` is removed, and `{}` has no such {what}", name.value, base.name);
    let problem = Diagnostic::error("removed-not-there", headline).at(name.span, "not there");
    let near = nearest(&name.value, known).map(str::to_owned);
    let problem = problem.help(
        near.as_ref().map_or_else(|| "take it out of the list".to_owned(), |near| format!("did you mean `{near}`?")),
    );
    if let Some(near) = near {
        removal.name.value = near;
    }
    Some(problem)
}

/// The scripts that an edition lists, being put beside those of its base.
struct Added<'a> {
    adds: &'a [Spanned<String>],
    removes: &'a [Removal],
    problems: &'a mut Vec<Diagnostic>,
}

impl Added<'_> {
    /// Those of the base that are kept, and the edition's own; in the order of their ids.
    fn scripts(&mut self, part: Part, base: &[Script], own: Vec<Script>) -> Vec<Script> {
        let is_kept = |script: &&Script| !is_removed(self.removes, part, &script.id);
        let mut all: Vec<Script> = base.iter().filter(is_kept).cloned().collect();
        let meant = self.not_there(part, &own);
        for script in own {
            let listed = self.adds.iter().find(|it| it.value == part.listed(&script.id));
            match (listed, all.iter().position(|known| known.id == script.id)) {
                (None, _) if meant.contains(&script.id) => {}
                (None, _) => self.problems.push(unlisted(&script, part)),
                (Some(listed), Some(at)) => {
                    self.problems.push(in_both(listed, &all[at], part));
                    all[at] = script;
                }
                (Some(_), None) => all.push(script),
            }
        }
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    }

    /// Says which scripts are listed and not there; gives those that were probably meant.
    fn not_there(&mut self, part: Part, own: &[Script]) -> Vec<String> {
        let mut meant = Vec::new();
        let is_of_part = |name: &&Spanned<String>| name.value.starts_with("lib/") == (part == Part::Library);
        let names: Vec<String> = own.iter().map(|script| part.listed(&script.id)).collect();
        let unlisted = || names.iter().filter(|name| self.adds.iter().all(|it| it.value != **name));
        for name in self.adds.iter().filter(is_of_part).filter(|name| !names.contains(&name.value)) {
            let headline = format!("`{}` is added, and the pack has no such script", name.value);
            let bare = name.value.strip_suffix(".rhai").unwrap_or(&name.value);
            let near = nearest(bare, unlisted().map(String::as_str));
            meant.extend(near.map(|near| near.strip_prefix("lib/").unwrap_or(near).to_owned()));
            let help = near.map_or_else(
                || format!("put {bare}.rhai into the pack's folder, or take it out of the list"),
                |near| format!("did you mean `{near}`?"),
            );
            let problem = Diagnostic::error("added-not-there", headline).at(name.span, "no such script");
            self.problems.push(problem.help(help));
        }
        meant
    }
}

fn unlisted(script: &Script, part: Part) -> Diagnostic {
    let name = part.listed(&script.id);
    let headline = format!("the edition holds a script `{name}` and does not list it");
    Diagnostic::error("script-unlisted", headline)
        .at(script.source.whole().before(), "it is not used")
        .help(format!("list `{name}` under `adds` of pack.yaml, or take the file away"))
}

fn in_both(listed: &Spanned<String>, known: &Script, part: Part) -> Diagnostic {
    let headline = format!("`{}` is added, and the pack that is extended has one as well", listed.value);
    let help = format!("to replace it, list it under `removes`: {{ {}: {}, because: … }}", part.word(), known.id);
    Diagnostic::error("added-not-removed", headline)
        .at(listed.span, "added")
        .at(known.source.whole().before(), "there already")
        .help(help)
}
