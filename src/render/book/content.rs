//! What stands in the rule book, block by block.

use std::collections::BTreeSet;

use super::blocks::{Bit, Block, Target, code, plain, strong, written};
use crate::authoring::book::{Book, Chapter, Example};
use crate::authoring::page;
use crate::document::Choice;
use crate::number::Exact;
use crate::pack::thresholds::{Dated, Limit, Threshold};
use crate::render::judgement::{outcome, quoted};
use crate::source::{Sources, Spanned};
use crate::verdict::{Judgement, Kind, Outcome};

/// What the book is called.
pub fn title(book: &Book<'_>) -> String {
    format!("The rules of {}", book.pack.name)
}

fn heading(level: usize, text: &str) -> Block {
    Block::Heading(level, None, vec![plain(text)])
}

/// A link to a rule.
fn rule(id: &str) -> Bit {
    Bit::Link(Target::Rule(id.to_owned()), id.to_owned())
}

/// A way back to the contents.
pub fn back(book: &Book<'_>) -> Block {
    Block::Text(vec![Bit::Link(Target::Contents, title(book))])
}

/// The title and the lists: by kind, by threshold, by duty.
pub fn contents(book: &Book<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(1, Some(Target::Contents), vec![plain(title(book))])];
    if !book.pack.about.is_empty() {
        blocks.push(Block::Text(written(&book.pack.about)));
    }
    if let Some(base) = &book.pack.base {
        let removed: Vec<String> =
            book.pack.removed.iter().map(|it| format!("{} ({})", it.name.value, it.because)).collect();
        let removed =
            if removed.is_empty() { String::new() } else { format!(" It takes away {}.", removed.join("; ")) };
        blocks.push(Block::Text(vec![plain(format!("An edition of {}.{removed}", base.name))]));
    }
    let some = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let thresholds = some(book.pack.thresholds.iter().count(), "threshold");
    let count = format!("{} and {thresholds}", some(book.chapters.len(), "rule"));
    let day = book.on.map(|day| format!("; the values in force are those of {day}")).unwrap_or_default();
    blocks.push(Block::Text(vec![plain(format!("{count}, digest {}{day}.", book.pack.digest))]));
    if !book.broken.is_empty() {
        let text = format!("These rules do not load, and are left out: {}.", book.broken.join(", "));
        blocks.push(Block::Text(vec![strong(text)]));
    }
    blocks.extend(by_kind(book));
    blocks.extend(by_threshold(book));
    blocks.extend(by_duty(book));
    blocks
}

fn by_kind(book: &Book<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(2, "Rules by kind, in the order in which they run")];
    for kind in Kind::WORDS.iter().filter_map(|word| Kind::from_word(word)) {
        let of_kind = book.chapters.iter().filter(|chapter| chapter.rule.kind == kind);
        let row = |chapter: &Chapter<'_>| {
            let about = chapter.rule.subject.replace('_', " ");
            vec![vec![rule(&chapter.rule.id)], vec![plain(about)], written(&chapter.page.title)]
        };
        let rows: Vec<_> = of_kind.map(row).collect();
        if !rows.is_empty() {
            blocks.push(heading(3, &capital(&kind.word().replace('_', " "))));
            blocks.push(Block::Table(Vec::new(), vec!["Rule", "About each", "What it says"], rows));
        }
    }
    blocks
}

fn by_threshold(book: &Book<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(2, "Thresholds")];
    for (index, threshold) in book.pack.thresholds.iter().enumerate() {
        let readers = book.chapters.iter().filter(|chapter| chapter.rule.limits.contains(&index));
        let readers = listed(readers.map(|chapter| rule(&chapter.rule.id)));
        let value = match book.on.map(|day| threshold.on(day)) {
            Some(None) => "nothing".to_owned(),
            Some(Some(dated)) => threshold.show(&dated.value.value).to_string(),
            None => String::new(),
        };
        let value = vec![plain(value)];
        let target = Target::Threshold(threshold.name.value.clone());
        blocks.push(Block::Heading(3, Some(target), vec![code(&threshold.name.value)]));
        blocks.push(Block::Text(written(&threshold.about)));
        let readers = if readers.is_empty() { vec![plain("no rule")] } else { readers };
        let in_force = [vec![plain("In force: ")], value, vec![plain(". Read by ")], readers, vec![plain(".")]];
        blocks.push(Block::Text(in_force.concat()));
    }
    if blocks.len() == 1 { Vec::new() } else { blocks }
}

fn by_duty(book: &Book<'_>) -> Vec<Block> {
    let mut rows = Vec::new();
    for duty in &book.pack.duties {
        let holders = book.chapters.iter().filter(|chapter| chapter.holds.contains(&duty.id.value));
        let mut holders = listed(holders.map(|chapter| rule(&chapter.rule.id)));
        if let Some(by) = &duty.by {
            holders.extend((!holders.is_empty()).then(|| plain("; ")));
            holders.extend(written(by));
        }
        rows.push(vec![vec![plain(&duty.id.value)], written(&duty.what), holders]);
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let head = vec!["Duty", "What it is", "Held by"];
    vec![heading(2, "What the pack has to hold"), Block::Table(Vec::new(), head, rows)]
}

/// Things in a line, with commas.
fn listed(bits: impl Iterator<Item = Bit>) -> Vec<Bit> {
    let mut all = Vec::new();
    for bit in bits {
        all.extend((!all.is_empty()).then(|| plain(", ")));
        all.push(bit);
    }
    all
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A rule in full.
pub fn chapter(book: &Book<'_>, chapter: &Chapter<'_>, level: usize, sources: &Sources) -> Vec<Block> {
    let Chapter { rule, page, holds, examples } = chapter;
    let title = if page.title.is_empty() { &*rule.id } else { &page.title };
    let mut blocks = vec![Block::Heading(level, Some(Target::Rule(rule.id.to_string())), written(title))];
    let (kind, subject) = (rule.kind.word().replace('_', " "), rule.subject.replace('_', " "));
    let article = if kind.starts_with(['a', 'o']) { "an" } else { "a" };
    let advisory = match book.pack.advises(&rule.id) {
        Some(_) => " It is advisory: what it finds is reported, and rejects nothing.",
        None => "",
    };
    blocks.push(Block::Text(vec![code(&*rule.id), plain(format!(": {article} {kind} of each {subject}.{advisory}"))]));
    blocks.extend(page.blocks.iter().map(|block| match block {
        page::Block::Text(text) => Block::Text(written(text)),
        page::Block::List(items) => Block::List(items.iter().map(|item| written(item)).collect()),
    }));
    let said = |what: &str, text: &str| Block::Text([vec![strong(what), plain(" ")], written(text)].concat());
    blocks.push(said("Authority:", page.authority.as_deref().unwrap_or("the page does not say.")));
    blocks.extend(page.misses.as_ref().map(|misses| said("Known misses:", misses)));
    if !holds.is_empty() {
        let what = |id: &String| {
            let duty = book.pack.duties.iter().find(|duty| duty.id.value == *id);
            duty.map_or_else(|| id.clone(), |duty| format!("{id} ({})", duty.what))
        };
        let held: Vec<String> = holds.iter().map(what).collect();
        blocks.push(said("Holds:", &format!("{}.", held.join("; "))));
    }
    for &index in &rule.limits {
        blocks.extend(threshold(book, book.pack.thresholds.at(index)));
    }
    if !examples.is_empty() {
        blocks.push(heading(level + 1, "Examples"));
        blocks.extend(shown(examples, level + 2, sources));
    }
    blocks
}

/// A threshold with all its values.
fn threshold(book: &Book<'_>, threshold: &Threshold) -> Vec<Block> {
    let target = Target::Threshold(threshold.name.value.clone());
    let name = Bit::Link(target, threshold.name.value.clone());
    let caption = [vec![plain("Threshold "), name, plain(": ")], written(&threshold.about)].concat();
    let in_force = book.on.and_then(|day| threshold.on(day)).map(|dated| dated.value.span);
    let row = |dated: &Dated| {
        let value = threshold.show(&dated.value.value).to_string();
        let is_in_force = in_force == Some(dated.value.span);
        let mark = if is_in_force && threshold.values.len() > 1 { ", in force" } else { "" };
        let to = dated.to.as_ref().map(|to| to.value.to_string()).unwrap_or_default();
        let dates = [dated.from.value.to_string(), to];
        let [from, to] = dates.map(|day| vec![plain(day)]);
        vec![vec![plain(value + mark)], from, to, written(&dated.authority)]
    };
    let rows = threshold.values.iter().map(row).collect();
    let mut blocks = vec![Block::Table(caption, vec!["Value", "From", "To", "Authority"], rows)];
    let mut notes = Vec::new();
    if let Some(bounds) = &threshold.bounds {
        let shown = |bound: &Option<Spanned<Exact>>| {
            let limit = Limit::Number(bound.as_ref()?.value.clone());
            Some(threshold.show(&limit).to_string())
        };
        notes.push(match (shown(&bounds.min), shown(&bounds.max)) {
            (Some(min), Some(max)) => format!("It lies between {min} and {max}."),
            (Some(min), None) => format!("It is at least {min}."),
            (None, Some(max)) => format!("It is at most {max}."),
            (None, None) => String::new(),
        });
    }
    if !threshold.of.is_empty() {
        notes.push(format!("Its words: {}.", threshold.of.join(", ")));
    }
    notes.extend(threshold.review_by.as_ref().map(|day| format!("To be reviewed by {}.", day.value)));
    notes.extend(threshold.locked.as_ref().map(|why| format!("Locked: {}.", why.value.trim_end_matches('.'))));
    notes.retain(|note| !note.is_empty());
    if !notes.is_empty() {
        blocks.push(Block::Text(written(&notes.join(" "))));
    }
    blocks
}

/// The first example of each outcome in full, the others in a line each.
fn shown(examples: &[Example], level: usize, sources: &Sources) -> Vec<Block> {
    let (mut blocks, mut others, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for example in examples {
        let word = example.judgements.first().map(|judgement| crate::authoring::fixture::word(&judgement.outcome));
        if seen.insert(word) {
            blocks.push(heading(level, &in_words(&example.name)));
            blocks.extend((!example.about.is_empty()).then(|| Block::Text(written(&example.about))));
            blocks.push(Block::Code(example.input.clone()));
            blocks.extend(example.judgements.iter().map(|judgement| says(judgement, sources)));
        } else {
            let said: Vec<String> = example.judgements.iter().map(|it| outcome(&it.outcome)).collect();
            let about = if example.about.is_empty() { String::new() } else { format!(" {}", example.about) };
            let name = strong(in_words(&example.name));
            let rest = written(&format!(".{about} The rule says: {}.", said.join("; ")));
            others.push([vec![name], rest].concat());
        }
    }
    if !others.is_empty() {
        blocks.push(heading(level, "Others"));
        blocks.push(Block::List(others));
    }
    blocks
}

/// `fails_a_penny_less` is `Fails: a penny less`.
fn in_words(name: &str) -> String {
    let outcomes = ["not_applicable", "not_available"];
    let long = outcomes.iter().find(|word| name.starts_with(*word)).map(|word| name.split_at(word.len()));
    let (outcome, rest) = long.or_else(|| name.split_once('_')).unwrap_or((name, ""));
    let (outcome, rest) = (capital(&outcome.replace('_', " ")), rest.trim_start_matches('_').replace('_', " "));
    if rest.is_empty() { outcome } else { format!("{outcome}: {rest}") }
}

/// What a rule says of an example: its verdict, where it points, what to do.
fn says(judgement: &Judgement, sources: &Sources) -> Block {
    let said = outcome(&judgement.outcome);
    let (word, why) = said.split_at(said.find(", ").unwrap_or(said.len()));
    let what = plain(format!("Of the {} ", judgement.subject.what.replace('_', " ")));
    let of = vec![what, code(&judgement.subject.name), plain(" the rule says: "), strong(word)];
    let mut lines = vec![[of, written(why), vec![plain(".")]].concat()];
    if let Outcome::Undecided(wants) = &judgement.outcome {
        lines.extend(wants.iter().map(|want| vec![plain(format!("Missing: {} {}.", want.what, want.why.words()))]));
    }
    for label in judgement.labels.iter().filter(|label| !label.text.is_empty()) {
        let at = quoted(label.span, sources);
        let place = if at.is_empty() { plain("where nothing stands") } else { code(at.trim_matches(['«', '»'])) };
        lines.push([vec![plain("At "), place, plain(": ")], written(&label.text), vec![plain(".")]].concat());
    }
    lines.extend(judgement.help.as_ref().map(|help| [vec![plain("Help: ")], written(help), vec![plain(".")]].concat()));
    if lines.len() == 1 { Block::Text(lines.remove(0)) } else { Block::List(lines) }
}
