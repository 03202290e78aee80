//! What `plumb explain` says of a return that was judged: about a subject, or about a line of a file.

use std::path::{Path, PathBuf};

use super::files::{self, Trouble};
use super::judged::{Came, Judged, Wanted, judged};
use super::shelf::Shelf;
use crate::diagnostic::nearest;
use crate::document::record::list_of;
use crate::explain::line;
use crate::explain::{meant, subjects};
use crate::lint::codes;
use crate::render::explain as text;
use crate::render::report::PackFrom;
use crate::source::Source;
use crate::verdict::Judgement;

/// How many names a message lists.
const FEW: usize = 12;

/// What is asked, and of which return.
pub struct Asked<'a> {
    /// A subject, or `FILE:LINE[:COLUMN]`.
    pub what: &'a str,
    /// The return, where it is named.
    pub of: Option<&'a Path>,
    /// The agreement, where it is named.
    pub agreement: Option<&'a Path>,
    /// The pack, where it is named.
    pub pack: Option<&'a str>,
    /// The rules that `what` could have been.
    pub rules: &'a [&'a str],
}

/// A place as a person writes it.
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: Option<usize>,
}

impl<'a> Place<'a> {
    /// Reads `FILE:LINE` or `FILE:LINE:COLUMN`.
    fn read(text: &'a str) -> Option<Self> {
        let (before, last) = text.rsplit_once(':')?;
        let last: usize = last.parse().ok()?;
        let inner = before.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
        let (file, line, column) = match inner {
            Some((file, line)) => (file, line, Some(last)),
            None => (before, last, None),
        };
        (!file.is_empty()).then_some(Place { file, line, column })
    }
}

impl Asked<'_> {
    /// The answer.
    ///
    /// # Errors
    /// When there is no such thing, or no return to ask about it.
    pub fn answer(&self) -> Result<String, Trouble> {
        match Place::read(self.what).filter(|place| is_a_file(place.file)) {
            Some(place) => self.line(&place),
            None => match self.what.split_once(':').filter(|(file, _)| Path::new(file).is_file()) {
                Some((file, _)) => Err(format!(
                    "`{}` is no place; write `{file}:LINE` or `{file}:LINE:COLUMN`, each counted from 1",
                    self.what
                )),
                None => self.subject(),
            },
        }
    }

    /// The verdicts of a rule about the return, a line each; nothing when no return is named.
    ///
    /// # Errors
    /// When the return cannot be judged.
    pub fn verdicts_of(&self, rule: &str) -> Result<String, Trouble> {
        let Some(of) = self.of else { return Ok(String::new()) };
        let judged = self.judged(of)?;
        let its = judged.report.judged().filter(|judgement| *judgement.rule == *rule);
        let lines: String =
            its.flat_map(|judgement| ["  ".to_owned(), text::in_a_line(judgement), "\n".to_owned()]).collect();
        Ok(format!("\nIts verdicts about {}:\n{lines}", judged.report.title))
    }

    fn judged(&self, path: &Path) -> Result<Box<Judged>, Trouble> {
        match judged(Wanted { path, agreement: self.agreement, pack: self.pack }, &mut Shelf::default())? {
            Came::Judged(judged) => Ok(judged),
            Came::NotJudged(..) => Err(format!("`{0}` cannot be judged; `plumb check {0}` says why", path.display())),
        }
    }

    fn line(&self, place: &Place) -> Result<String, Trouble> {
        let of = match self.of {
            Some(of) => of.to_owned(),
            None if !Path::new(place.file).is_file() => return Err(format!("there is no file `{}`", place.file)),
            None => files::return_of(Path::new(place.file)).ok_or_else(|| {
                format!("`{}` belongs to no one return; name the return with `--of RETURN`", place.file)
            })?,
        };
        let judged = self.judged(&of)?;
        let Judged { report, pack, sources, .. } = &*judged;
        let source = sources.iter().find(|source| is_named(source, place.file)).ok_or_else(|| {
            let read = list_of(sources.iter().map(|source| source.name()).filter(|name| !is_script(name)));
            format!("`{}` was not read when `{}` was judged; what was read is {read}", place.file, of.display())
        })?;
        let span = line::span_of(source, place.line).ok_or_else(|| {
            format!("`{}` has no line {}; its last is {}", source.name(), place.line, source.line_starts().len())
        })?;
        let width = source.slice(span).chars().count();
        if let Some(column) = place.column.filter(|column| !(1..=width + 1).contains(column)) {
            let name = source.name();
            return Err(format!("line {} of `{name}` has no column {column}; it has {width}", place.line));
        }
        Ok(text::line(&line::line(report, pack, source, span), source, place.column, sources))
    }

    fn subject(&self) -> Result<String, Trouble> {
        let here = PathBuf::from(".");
        let of = match self.of {
            Some(of) => of,
            None if files::holds_return(&here) => &here,
            None => {
                let near = self.near_rule().map(|near| format!("; did you mean `{near}`?"));
                let near = near.unwrap_or_else(|| format!("; the rules are {}", list_of(self.rules.iter().copied())));
                let how = "(to ask what was judged of a subject or a line of a return, add `--of RETURN`)";
                return Err(format!("there is no rule and no code `{}`{near} {how}", self.what));
            }
        };
        let judged = self.judged(of)?;
        let Judged { report, pack, sources, .. } = &*judged;
        let meant = meant(report, self.what);
        if meant.is_empty() {
            return Err(self.unknown(&judged));
        }
        let is_meant = |judgement: &Judgement| meant.iter().any(|subject| **subject == judgement.subject);
        let margins = judged.margins(is_meant);
        let texts: Vec<String> = meant.iter().map(|one| text::subject(one, report, pack, &margins, sources)).collect();
        Ok(texts.join("\n"))
    }

    /// The rule or the code that was probably meant.
    fn near_rule(&self) -> Option<&str> {
        nearest(self.what, self.rules.iter().copied().chain(codes::all()))
    }

    /// That nothing bears a name, and what does.
    fn unknown(&self, judged: &Judged) -> Trouble {
        if judged.compiled.rules.iter().any(|rule| *rule.id == *self.what) {
            let pack = match &judged.from {
                PackFrom::BuiltIn => &judged.pack.name,
                PackFrom::Folder(folder) => folder,
            };
            let title = &judged.report.title;
            return format!("`{}` is a rule of the pack by which {title} is judged; add `--pack {pack}`", self.what);
        }
        let subjects = subjects(&judged.report);
        let names: Vec<&str> = subjects
            .iter()
            .flat_map(|subject| subject.also.iter().chain([&subject.name]))
            .map(String::as_str)
            .collect();
        let near = nearest(self.what, names.iter().copied().chain(self.rules.iter().copied()).chain(codes::all()));
        let more = if names.len() > FEW { " and others" } else { "" };
        let listed = || format!("it was judged about {}{more}", list_of(names.iter().copied().take(FEW)));
        let help = near.map_or_else(listed, |near| format!("did you mean `{near}`?"));
        let how = "name a rule, a subject as `RG1` or `bid:RG1`, a place as `FILE:LINE`, or a code";
        format!("there is no rule, no code and no subject `{}` in {}; {help} ({how})", self.what, judged.report.title)
    }
}

/// Whether a text that could be a place names a file rather than a kind of subject, as in `bid:1`.
fn is_a_file(file: &str) -> bool {
    file.contains(['.', '/', '\\', '<']) || Path::new(file).is_file()
}

/// Whether a file is a script of the pack, of which there are many.
fn is_script(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "rhai")
}

/// Whether a person means a source by a name: the same path, the same file, or its last parts.
fn is_named(source: &Source, file: &str) -> bool {
    let plain = |name: &str| name.replace('\\', "/").trim_start_matches("./").to_owned();
    let (own, file) = (plain(source.name()), plain(file));
    own == file || own.ends_with(&format!("/{file}")) || files::is_same_file(Path::new(&own), Path::new(&file))
}
