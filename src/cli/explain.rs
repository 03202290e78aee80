//! `plumb explain`: a rule's page, the whole language of rules, or what was judged of a return.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::asked::Asked;
use super::book::{self, BookForm};
use super::files::{self, Trouble, Wins};
use super::{Answer, Exit, lint, trouble};
use crate::authoring::words;
use crate::document::Choice;
use crate::engine::compile::{Compiled, compile};
use crate::engine::table::{Field, Table, Ty, table};
use crate::engine::typed::Rule;
use crate::lint::codes;
use crate::pack::Pack;
use crate::pack::duties::held_by;
use crate::pack::edition::Part;
use crate::render::safe::safe;
use crate::render::terminal::Look;
use crate::source::Sources;

/// Explain a rule, a code, what was judged about a subject, or what a line of a return has a part in.
#[derive(Debug, Args)]
#[command(
    after_help = "Of a rule: what it checks, why, on whose authority, and the thresholds that it reads. Of a code, as not-a-number: what it means, why it matters and how to mend it. Of a subject, as RG1a, \
                        \"indicator ES1\" or bid:RG1: each verdict about it, with every cell and threshold that it rests on. Of a \
                        place, as bids.csv:2 or bids.csv:2:14: each verdict that the cells of the line have a part in."
)]
pub struct Explain {
    /// A rule, a code, a word that `plumb test` says, a subject, or a place as `FILE:LINE[:COLUMN]`; without one, all rules are
    /// listed.
    #[arg(value_name = "WHAT", conflicts_with = "api")]
    what: Option<String>,
    /// The return that was judged. Else the one that FILE belongs to, or that the current folder holds.
    #[arg(long, value_name = "RETURN")]
    of: Option<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// List everything that a rule can read, call and say.
    #[arg(long)]
    api: bool,
    /// List what the pack has to hold, and which rules hold it.
    #[arg(long, conflicts_with_all = ["what", "api"])]
    duties: bool,
    /// Write the rule book: every rule in full, with its thresholds and its fixtures as examples.
    #[arg(long, conflicts_with_all = ["what", "api", "duties", "of", "agreement"])]
    all: bool,
    /// The form of the rule book.
    #[arg(long, value_enum, requires = "all", default_value_t)]
    format: BookForm,
    /// Write the rule book into this folder, a page a rule, in place of an earlier one; else it is printed as one text.
    #[arg(long, requires = "all", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The day whose thresholds the rule book tells as in force; else today.
    #[arg(long, requires = "all", value_name = "DATE", value_parser = lint::date)]
    on: Option<Date>,
    /// The pack of rules: a folder, or one that is built in, by its name; without one, the pack at hand: that which the
    /// working directory is in, else the one under rules/, of several there the one that is shipped, else the one that is built
    /// in. What was judged of a return is told by the pack that its agreement names.
    #[arg(long, value_name = "DIR")]
    pack: Option<String>,
}

impl Explain {
    /// Runs the command.
    pub fn run(&self, _: Look) -> Answer {
        if self.api {
            return Answer { out: api(table()), err: String::new(), exit: Exit::Fine };
        }
        if !self.all && (self.out.is_some() || self.on.is_some()) {
            return trouble("--out and --on are for the rule book: `plumb explain --all`");
        }
        let answer = if self.all { self.book() } else { self.explain() };
        answer.unwrap_or_else(|text| trouble(&text))
    }

    fn book(&self) -> Result<Answer, Trouble> {
        book::run(book::Wanted { pack: &self.named()?, form: self.format, out: self.out.as_deref(), on: self.on })
    }

    /// The pack that is named, else the one at hand.
    fn named(&self) -> Result<String, Trouble> {
        self.pack.clone().map_or_else(files::pack_at_hand, Ok)
    }

    fn opened(&self, sources: &mut Sources) -> Result<Pack, Trouble> {
        let name = self.named()?;
        let (reading, _) = files::open_pack(&name, Path::new(""), Wins::Folder, sources)?;
        reading.pack.ok_or_else(|| format!("the pack `{name}` cannot be read; `plumb lint {name}` says why"))
    }

    fn explain(&self) -> Result<Answer, Trouble> {
        let mut sources = Sources::new();
        let opened = self.opened(&mut sources);
        // Of a return a subject is asked, which may be called by such a word.
        let word = |what: &str| words::page(what).filter(|_| self.of.is_none());
        let code = self.what.as_deref().and_then(|what| codes::page(what).or_else(|| word(what)));
        let fine = |out: &str| Ok(Answer { out: safe_lines(out), err: String::new(), exit: Exit::Fine });
        let pack = match (opened, code) {
            (Ok(pack), _) => pack,
            (Err(_), Some(page)) => return fine(page),
            // What was judged of a return is told without the pack at hand.
            (Err(_), None) if self.of.is_some() && self.pack.is_none() => return fine(&self.asked(&[])?.answer()?),
            (Err(why), None) => return Err(why),
        };
        if self.duties {
            return fine(&duties(&pack));
        }
        let compiled = compile(&pack);
        let Some(what) = &self.what else { return fine(&list(&pack, &compiled)) };
        let rules: Vec<&str> = pack.rules.iter().map(|script| script.id.as_str()).collect();
        let asked = self.asked(&rules)?;
        if let Some(rule) = compiled.rules.iter().find(|rule| *rule.id == **what) {
            return fine(&(page(rule, &pack, &sources) + asked.verdicts_of(what)?.as_str()));
        }
        if compiled.broken.contains(what) {
            return Err(format!("the rule `{what}` does not load; `plumb lint` of the pack says why"));
        }
        match (code, removed(&pack, what)) {
            (Some(page), _) => fine(&format!("{what}\n\n{page}")),
            (None, Some(told)) => fine(&told),
            (None, None) => fine(&asked.answer()?),
        }
    }

    fn asked<'a>(&'a self, rules: &'a [&'a str]) -> Result<Asked<'a>, Trouble> {
        Ok(Asked {
            what: self.what.as_deref().ok_or("say what is to be explained")?,
            of: self.of.as_deref(),
            agreement: self.agreement.as_deref(),
            pack: self.pack.as_deref(),
            rules,
        })
    }
}

/// That a pack, or one that it extends, takes a rule away from what it extends, and where the rule is told in full.
fn removed(pack: &Pack, rule: &str) -> Option<String> {
    let base = pack.base.as_deref()?;
    let Some(removal) = pack.removed.iter().find(|it| it.part == Part::Rule && it.name.value == rule) else {
        return removed(base, rule);
    };
    let at = base.written[0].name();
    let at = at.strip_suffix("/pack.yaml").unwrap_or(at);
    Some(format!(
        "{rule}\n\n`{}` extends `{}`, and removes this rule of it: {}\n`plumb explain {rule} --pack {at}` tells what it says there.\n",
        pack.name, base.name, removal.because
    ))
}

/// A text whose lines are safe for a terminal.
fn safe_lines(text: &str) -> String {
    text.lines().flat_map(|line| [safe(line), "\n".to_owned()]).collect()
}

/// Every rule in a line, in the order in which they run.
fn list(pack: &Pack, compiled: &Compiled) -> String {
    let mut out = format!("{}: {}\n\n", pack.name, pack.about);
    let width = compiled.rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in &compiled.rules {
        let title = rule.page.iter().find_map(|line| line.trim().strip_prefix("# ")).unwrap_or_default();
        let head = format!("{}({})", rule.kind.word(), rule.subject);
        let advisory = if pack.advises(&rule.id).is_some() { " (advisory: it rejects nothing)" } else { "" };
        let _ = writeln!(out, "  {:<width$}  {head:<24} {title}{advisory}", rule.id);
    }
    for id in &compiled.broken {
        let _ = writeln!(out, "  {id:<width$}  does not load");
    }
    if let Some(base) = &pack.base {
        let _ = writeln!(out, "\nIt extends {}, and removes of it", base.name);
        for removal in &pack.removed {
            let _ = writeln!(out, "  {} {}: {}", removal.part.word(), removal.name.value, removal.because);
        }
    }
    out.push_str("\n`plumb explain RULE` tells one in full; `plumb explain --api` what rules are written with.\n");
    out
}

/// What the pack has to hold, each with the rules that hold it.
fn duties(pack: &Pack) -> String {
    let mut out = format!("What {} has to hold, and which rules hold it\n", pack.name);
    for duty in &pack.duties {
        let _ = writeln!(out, "\n{}: {}", duty.id.value, duty.what);
        for script in &pack.rules {
            if held_by(&script.source).iter().any(|held| held.value == duty.id.value) {
                let _ = writeln!(out, "  {}", script.id);
            }
        }
        if let Some(by) = &duty.by {
            let _ = writeln!(out, "  {by}");
        }
    }
    if pack.duties.is_empty() {
        out.push_str("\nIts pack.yaml lists no duties.\n");
    }
    out
}

/// A rule's page, and what it rests on.
fn page(rule: &Rule, pack: &Pack, sources: &Sources) -> String {
    let mut out = String::new();
    for line in &rule.page {
        let _ = writeln!(out, "{}", line.strip_prefix(' ').unwrap_or(line));
    }
    let _ = writeln!(out, "\nIt is a rule of kind {} about each {}.", rule.kind.word(), rule.subject.replace('_', " "));
    let _ = writeln!(out, "Its script: {}", sources.locate(rule.at));
    if let Some(says) = pack.advises(&rule.id) {
        let _ =
            writeln!(out, "It is advisory: what it finds is reported, and rejects nothing ({}).", sources.locate(says));
    }
    if rule.limits.is_empty() {
        out.push_str("It reads no threshold.\n");
    }
    for threshold in rule.limits.iter().map(|&index| pack.thresholds.at(index)) {
        let _ = writeln!(out, "\nthreshold {}: {}", threshold.name.value, threshold.about);
        for dated in &threshold.values {
            let to = dated.to.as_ref().map(|to| format!(" to {}", to.value)).unwrap_or_default();
            let (value, from) = (threshold.show(&dated.value.value), dated.from.value);
            let _ = writeln!(out, "  {value} from {from}{to}, by authority of: {}", dated.authority);
            let _ = writeln!(out, "  {}", sources.locate(dated.value.span));
        }
        if let Some(due) = &threshold.review_by {
            let _ = writeln!(out, "  to be reviewed by {}", due.value);
        }
        if let Some(why) = &threshold.locked {
            let _ = writeln!(out, "  locked: {}", why.value);
        }
    }
    out
}

/// Everything that a rule can read, call and say.
fn api(table: &Table) -> String {
    let mut out = String::from(
        "What rules are written with. A rule is a function that bears the name of a kind and whose first parameter is a\n\
         subject: `fn check(bid, limits) { … }`. A value marked ? may be absent: ask `present(x)`, or write `x ?? y`.\n",
    );
    out.push_str("\nKinds, in the order in which they run, and the words that end a rule of each\n");
    for kind in crate::verdict::Kind::WORDS {
        let words: Vec<String> = table
            .endings
            .iter()
            .filter(|ending| ending.kinds.iter().any(|k| k.word() == *kind))
            .map(|ending| call(ending.name, ending.params))
            .collect();
        let _ = writeln!(out, "  {kind:<14} {}", words.join(", "));
    }
    out.push_str("  Each takes `.at(field, text)`, any number of times, and `.help(text)`.\n");
    for object in &table.objects {
        let title = if object.subject.is_some() { "Subject" } else { "Part" };
        let _ = writeln!(out, "\n{title} `{}`: {}", object.name, object.about);
        for field in &object.fields {
            let _ = writeln!(out, "  {:<34} {}", signature(field), field.about);
            let _ = writeln!(out, "  {:<34}   {}", "", field.ty);
        }
    }
    out.push_str("\nFunctions\n");
    for function in &table.functions {
        let _ = writeln!(out, "  {:<34} {}", call(function.name, function.params), function.about);
    }
    let _ = writeln!(out, "  {:<34} Whether an optional value is given.", "present(x)");
    out.push_str("\nEndings\n");
    for ending in &table.endings {
        let _ = writeln!(out, "  {:<34} {}", call(ending.name, ending.params), ending.about);
    }
    out.push_str("\nNumbers that are put on a verdict; one marked ? may be absent, and then nothing is told\n");
    for telling in &table.tellings {
        let mark = if telling.optional { "?" } else { "" };
        let name = format!(".{}", call(telling.tells.word(), std::slice::from_ref(&telling.takes)));
        let _ = writeln!(out, "  {:<34} {}", format!("{name}{mark}"), telling.about);
        if telling.kinds.len() < crate::verdict::Kind::WORDS.len() {
            let kinds: Vec<&str> = telling.kinds.iter().map(|kind| kind.word()).collect();
            let _ = writeln!(out, "  {:<34}   on the verdict of a {}", "", kinds.join(" or a "));
        }
    }
    out.push_str(
        "\nThresholds are read as `limits.name`, from the pack's thresholds.yaml, at the subject's own date; as\n\
         `limits.on(date).name` at another. Dates take `- + < <= > >= == !=`: a date less a date is days.\n",
    );
    out
}

fn signature(field: &Field) -> String {
    let mark = if field.optional { "?" } else { "" };
    if field.params.is_empty() {
        format!("{}{mark}", field.name)
    } else {
        format!("{}{mark}", call(field.name, &field.params))
    }
}

fn call(name: &str, params: &[Ty]) -> String {
    let params: Vec<String> = params
        .iter()
        .map(|param| match param {
            Ty::Set(_) => "some words".to_owned(),
            Ty::Word(_) => "a word".to_owned(),
            Ty::AnyNumber | Ty::Alike => "a number".to_owned(),
            other => other.to_string(),
        })
        .collect();
    format!("{name}({})", params.join(", "))
}
