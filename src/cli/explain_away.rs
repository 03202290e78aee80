//! `plumb explain-away`: writes down why a finding is accepted.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::files::{self, Trouble};
use super::judged::{Came, Judged, Wanted, judged};
use super::shelf::Shelf;
use super::today::today;
use super::{Answer, Exit, trouble};
use crate::authoring::explanation::{Written, append, replace};
use crate::diagnostic::Severity;
use crate::document::scalar;
use crate::explain::is_meant;
use crate::intake;
use crate::judge::is_about;
use crate::model::explanation::Explanation;
use crate::render::safe::safe;
use crate::source::{Source, Sources};
use crate::verdict::Judgement;

/// Write down why a finding is accepted: it is still said, and no longer rejects the return.
#[derive(Debug, Args)]
#[command(
    after_help = "It is written to the nearest explanations.yaml: in the return's folder or a folder above it, up to the agreement's; \
                        where there is none, one begins in the return's folder. It holds as long as the figures that the rule read \
                        stay what they are.\n\n\
                        Exit codes: 0 it is written; 2 it is not, and why is said."
)]
pub struct ExplainAway {
    /// The finding: the rule and the subject as RULE:SUBJECT, or RULE where it has only one.
    #[arg(value_name = "FINDING")]
    finding: String,
    /// The return that it is found in.
    #[arg(long, value_name = "RETURN")]
    of: PathBuf,
    /// Why it is accepted.
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// Who accepts it.
    #[arg(long, value_name = "BODY")]
    by: Option<String>,
    /// When it was accepted, as 2006-09-30; else today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<Date>,
    /// The last day on which it holds.
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
    /// The explanations.yaml to write to, where it is not the nearest.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// The pack of rules: a folder, or one that is built in, by its name. Else the one that the agreement names.
    #[arg(long, value_name = "DIR")]
    pack: Option<String>,
}

fn date(text: &str) -> Result<Date, String> {
    scalar::date(text).ok_or_else(|| "write it as year, month and day: 2006-04-01".to_owned())
}

impl ExplainAway {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        self.explain().unwrap_or_else(|text| trouble(&text))
    }

    fn explain(&self) -> Result<Answer, Trouble> {
        if self.because.trim().is_empty() {
            return Err("say with `--because TEXT` why the finding is accepted".to_owned());
        }
        if self.by.as_ref().is_some_and(|body| body.trim().is_empty()) {
            return Err("say with `--by BODY` who accepts the finding, or leave it out".to_owned());
        }
        let wanted = Wanted { path: &self.of, agreement: self.agreement.as_deref(), pack: self.pack.as_deref() };
        let of = self.of.display();
        let Came::Judged(judged) = judged(wanted, &mut Shelf::default())? else {
            return Err(format!("`{of}` cannot be judged; `plumb check {of}` says why"));
        };
        let finding = self.finding(&judged)?;
        if let Some(explained) = &finding.explained {
            let at = judged.sources.locate(explained.span);
            return Err(format!("`{}` about `{}` is explained already: {at}", finding.rule, finding.subject.name));
        }
        let (file, stale) = self.place(&judged, finding)?;
        let written = self.written(&judged, finding, &file)?;
        let mut sources = Sources::new();
        let source = if files::is_there(&file) {
            files::read(&file, &mut sources)?
        } else {
            sources.add("explanations.yaml", "")
        };
        if let Some(encoding) = source.read_as() {
            return Err(format!("`{}` is {encoding}; save it as UTF-8, in which it is written", file.display()));
        }
        let (before, found) = intake::explanations(&source);
        if found.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(format!("`{}` cannot be read; `plumb check {of}` says why", file.display()));
        }
        let (text, count) = match stale {
            Some(at) => (replace(&source, before[at].span, &written), before.len()),
            None => (append(&source, &written), before.len() + 1),
        };
        let refused =
            || format!("`{}` is not laid out as a list of one field a line; write it in by hand", file.display());
        files::replace(&file, &text.ok_or_else(refused)?, |source| {
            let at = stale.unwrap_or(before.len());
            if reads_back(source, &written, at, count) { Ok(()) } else { Err(refused()) }
        })?;
        let (rule, name) = (&finding.rule, safe(&finding.subject.name));
        let (file, value) = (safe(&file.display().to_string()), safe(&written.value));
        let out = format!("{file}: `{rule}` about `{name}` is explained for {value}\n");
        Ok(Answer { out, err: self.ended(&judged), exit: Exit::Fine })
    }

    /// That what was written explains nothing, where it holds to a day before the return's last.
    fn ended(&self, judged: &Judged) -> String {
        let end = judged.report.period.end();
        self.until.filter(|until| *until < end).map_or_else(String::new, |until| {
            format!("plumb: it holds until {until}, and the return runs to {end}, so that the finding still counts\n")
        })
    }

    /// The finding that is meant.
    fn finding<'a>(&self, judged: &'a Judged) -> Result<&'a Judgement, Trouble> {
        let all: Vec<&Judgement> = judged.report.judged().filter(|it| it.is_finding()).collect();
        let (rule, subject) = match self.finding.split_once(':') {
            Some((rule, subject)) => (rule.trim(), Some(subject.trim())),
            None => (self.finding.trim(), None),
        };
        let is_it = |it: &&&Judgement| *it.rule == *rule && subject.is_none_or(|name| is_meant(&it.subject, name));
        let meant: Vec<&Judgement> = all.iter().filter(is_it).copied().collect();
        let list = |findings: &[&Judgement]| -> String {
            let name = |it: &&Judgement| format!("`{}:{}`", it.rule, it.subject.name);
            findings.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        match meant.as_slice() {
            [one] => Ok(one),
            [] if is_misread(judged, rule) => {
                Err(format!("`{rule}` is of a text that could not be read, and that cannot be explained: correct it"))
            }
            [] if all.is_empty() => Err(format!("no rule finds anything in `{}`", self.of.display())),
            [] => Err(format!("there is no finding `{}`; the findings are {}", self.finding, list(&all))),
            several => Err(format!("`{}` means several findings; name one of {}", self.finding, list(several))),
        }
    }

    /// The file to write to; and which of its explanations is of this finding and no longer holds.
    fn place(&self, judged: &Judged, finding: &Judgement) -> Result<(PathBuf, Option<usize>), Trouble> {
        let files = match &self.file {
            None => judged.explained_in.clone(),
            Some(file) => {
                let known = judged.explained_in.iter().find(|known| is_same(known, file)).ok_or_else(|| {
                    let known: Vec<String> =
                        judged.explained_in.iter().map(|it| format!("`{}`", it.display())).collect();
                    let read = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                    format!("`{}` is not read for this return; what is read is {read}", file.display())
                })?;
                vec![known.clone()]
            }
        };
        let there: Vec<&PathBuf> = files.iter().filter(|file| files::is_there(file)).collect();
        for file in &there {
            let source = files::read(file, &mut Sources::new())?;
            let of_file = intake::explanations(&source).0;
            if let Some(at) = of_file.iter().position(|it| is_for(it, judged, finding)) {
                return Ok(((*file).clone(), Some(at)));
            }
        }
        let first = there.first().copied().or(files.first()).cloned();
        first.map(|file| (file, None)).ok_or_else(|| "a return on the standard input has no explanations".to_owned())
    }

    /// What is to be written.
    fn written(&self, judged: &Judged, finding: &Judgement, file: &Path) -> Result<Written, Trouble> {
        // Beside the head of a return there is one return; elsewhere there may be others.
        let is_folder = self.of.is_dir() || files::is_head(&self.of);
        let is_own = is_folder && judged.explained_in.first().is_some_and(|own| own == file);
        let name = &finding.subject.name;
        let alike = judged.report.judged().filter(|it| it.rule == finding.rule && it.subject.is_called(name));
        let needs_what = alike.filter(|it| it.subject.what != finding.subject.what).count() > 0;
        let when = self.date.or_else(today).ok_or("the clock of this machine is wrong; give `--date DATE`")?;
        Ok(Written {
            rule: finding.rule.to_string(),
            subject: name.clone(),
            what: needs_what.then(|| finding.subject.what.to_owned()),
            value: finding.value(),
            why: self.because.trim().to_owned(),
            body: self.by.as_ref().map(|body| body.trim().to_owned()).filter(|body| !body.is_empty()),
            date: Some(when),
            until: self.until,
            period: (!is_own && self.until.is_none()).then(|| judged.report.period.to_string()),
        })
    }
}

/// Whether a code is that of a problem of reading, and of no rule.
fn is_misread(judged: &Judged, code: &str) -> bool {
    let is_rule = judged.report.judged().any(|judgement| *judgement.rule == *code);
    !is_rule && judged.report.findings.iter().any(|finding| finding.code == code)
}

/// Whether an explanation is for a finding of this return, whatever its figures were.
fn is_for(explanation: &Explanation, judged: &Judged, finding: &Judgement) -> bool {
    is_about(explanation, finding)
        && explanation.period.as_ref().is_none_or(|period| period.value == judged.report.period)
}

/// Whether two paths name one file, which need not be there.
fn is_same(one: &Path, other: &Path) -> bool {
    let folder = |path: &Path| match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    one.file_name() == other.file_name() && files::is_same_file(&folder(one), &folder(other))
}

/// Whether what was written is read back as what was meant, and nothing else is lost.
fn reads_back(source: &Source, written: &Written, at: usize, count: usize) -> bool {
    let (all, found) = intake::explanations(source);
    let Some(one) = all.get(at).filter(|_| found.is_empty() && all.len() == count) else { return false };
    one.rule.value == written.rule
        && one.value.value == written.value.trim()
        && one.why.value == written.why
        && one.body.as_ref().map(|body| &body.value) == written.body.as_ref()
        && one.date.as_ref().map(|date| date.value) == written.date
        && one.until.as_ref().map(|until| until.value) == written.until
}
