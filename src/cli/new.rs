//! `plumb new`: a pack or a rule to begin with, which loads, passes lint, and whose fixtures pass.

mod copy;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::files::bench::{self, Bench, KeptIn};
use super::files::{self, Trouble, Wins, fresh, is_there};
use super::{Answer, Exit, trouble};
use crate::authoring::scaffold::{self, FIRST_RULE, NewRule, Text};
use crate::authoring::snapshot;
use crate::authoring::testing::{Came, alone, test};
use crate::document::Choice;
use crate::engine::compile::compile;
use crate::engine::table::table;
use crate::pack::builtin;
use crate::render::tested::said;
use crate::source::{Sources, Spanned};
use crate::verdict::Kind;

/// Begin a pack, or a rule in one: files that load and pass their own lint and tests, to be edited.
#[derive(Debug, Args)]
#[command(after_help = "Nothing is ever overwritten. Exit codes: 0 it is written; 2 it is not, and why is said.")]
pub struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Pack(NewPack),
    Rule(RuleToBe),
}

/// Begin a pack: its two YAML files, one rule, fixtures with snapshots, and a CHANGELOG; or a copy of another.
#[derive(Debug, Args)]
struct NewPack {
    /// Its name, or the path of its folder, whose last part is the name: small letters, digits and hyphens.
    #[arg(value_name = "NAME|DIR")]
    name: PathBuf,
    /// Begin with a copy of this pack, a folder, or one that is built in, by its name: its rules and thresholds, and within the
    /// new folder its fixtures and their snapshots. Of its pack.yaml only the name and the paths differ.
    #[arg(long, value_name = "PACK")]
    from: Option<String>,
}

/// Begin a rule: its script, a fixture for each outcome, and their snapshots.
#[derive(Debug, Args)]
#[command(
    after_help = "The rule is an example that loads and passes; `plumb explain --api` lists what rules can read and say."
)]
struct RuleToBe {
    /// Its id, which names its file: small letters, digits and hyphens.
    #[arg(value_name = "ID")]
    id: String,
    /// What it decides.
    #[arg(long, value_name = "KIND", default_value = "check", value_parser = kinds())]
    kind: String,
    /// What it is about.
    #[arg(long, value_name = "SUBJECT", value_parser = subjects())]
    subject: String,
    /// The folder of the pack; without one, the pack at hand: that which the working directory is in, else the one under rules/,
    /// of several there the one that is shipped.
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::WORDS)
}

fn subjects() -> PossibleValuesParser {
    PossibleValuesParser::new(table().subjects().map(|(subject, _)| subject.name))
}

impl New {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        let written = match &self.what {
            What::Pack(pack) => pack.write(),
            What::Rule(rule) => rule.write(),
        };
        written.map_or_else(|text| trouble(&text), |out| Answer { out, err: String::new(), exit: Exit::Fine })
    }
}

impl NewPack {
    fn write(&self) -> Result<String, Trouble> {
        let folder = self.name.as_path();
        let name = folder.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            format!("`{}` ends in no name; write the name of the new pack, or a path that ends in it", folder.display())
        })?;
        let is_taken = |name: &str| {
            let is_built_in = builtin::names().any(|known| known == name);
            let is_there = is_there(&folder.with_file_name(name));
            let there =
                || format!("`{}` is there already, and nothing is overwritten", folder.with_file_name(name).display());
            let built_in = || format!("`{name}` is the name of a pack that is built in, and would be taken for it");
            is_built_in.then(built_in).or_else(|| is_there.then(there))
        };
        if let Some(why) = scaffold::refused(name, "pack", is_taken) {
            return Err(why);
        }
        if let Some(from) = &self.from {
            return copy::write(from, name, folder);
        }
        let files = scaffold::pack(name);
        fresh::folder(folder, &files, |folder| {
            let snapshots = snapshots(&bench::open(folder)?, FIRST_RULE)?;
            fresh::fill(&folder.join("snapshots").join(FIRST_RULE), &snapshots).map_err(|error| error.to_string())
        })?;
        let shown = folder.display();
        let mut out = format!("wrote {shown}\n");
        for Text { path, .. } in files.iter().filter(|file| !file.path.contains('/')) {
            let _ = writeln!(out, "  {path}");
        }
        let fixtures = files.len() - 4;
        let _ = writeln!(
            out,
            "  fixtures/{FIRST_RULE}: {fixtures} fixtures, with their snapshots in snapshots/{FIRST_RULE}\n"
        );
        let _ =
            writeln!(out, "next: say in {shown}/pack.yaml what the pack is for, edit the rule and its threshold; then");
        let _ = writeln!(
            out,
            "  plumb test {shown}\n  plumb lint {shown}\n  plumb new rule ID --subject bid --pack {shown}"
        );
        Ok(out)
    }
}

/// Where the files of a new rule go.
struct Places {
    /// The pack's folder.
    pack: PathBuf,
    script: PathBuf,
    fixtures: PathBuf,
    snapshots: PathBuf,
    /// The `pack.yaml` of an edition, which lists its scripts: as it is, and as it is to be.
    list: Option<[String; 2]>,
}

impl RuleToBe {
    fn write(&self) -> Result<String, Trouble> {
        let places = self.places(&self.pack.clone().map_or_else(files::folder_at_hand, Ok)?)?;
        let head = places.pack.join("pack.yaml");
        let kind = Kind::from_word(&self.kind).ok_or("internal: a kind that is none")?;
        let rule = scaffold::rule(&self.id, kind, &self.subject).ok_or("internal: a subject without an example")?;
        let mut written = Vec::new();
        if let Err(why) = self.put(&places, &rule, &mut written) {
            written.into_iter().for_each(fresh::remove);
            if let Some([before, _]) = &places.list {
                files::replace(&head, before, |_| Ok(()))?;
            }
            return Err(why);
        }
        let fixtures: Vec<&str> = rule.fixtures.iter().map(|fixture| fixture.path.trim_end_matches(".yaml")).collect();
        let pack = files::shown(&places.pack);
        let mut out = format!("wrote {}\n", files::shown(&places.script));
        if places.list.is_some() {
            let _ = writeln!(out, "  listed under `adds` of {}", files::shown(&head));
        }
        let _ = writeln!(out, "  fixtures in {}: {}", files::shown(&places.fixtures), fixtures.join(", "));
        let _ = writeln!(out, "  what the rule says of them in {}\n", files::shown(&places.snapshots));
        let _ = writeln!(out, "next: edit the rule and its fixtures; then");
        let _ = writeln!(out, "  plumb test {pack} --filter {}\n  plumb lint {pack}", self.id);
        Ok(out)
    }

    /// Where its files go; or why there cannot be such a rule.
    fn places(&self, folder: &Path) -> Result<Places, Trouble> {
        if !is_there(&folder.join("pack.yaml")) {
            return Err(format!(
                "`{}` holds no pack.yaml; name the folder of the pack with `--pack DIR`",
                folder.display()
            ));
        }
        let named = folder.display();
        let (reading, _) = files::open_pack(&format!("{named}/"), Path::new(""), Wins::Folder, &mut Sources::new())?;
        let unread = || format!("the pack `{named}` cannot be read; `plumb lint {named}` says why");
        let pack = &reading.pack.ok_or_else(unread)?;
        let Some(Spanned { value: fixtures, .. }) = &pack.fixtures else {
            return Err(format!("the pack `{named}` names no fixtures: write `fixtures: fixtures` into its pack.yaml"));
        };
        let own = files::in_full(folder);
        KeptIn::of(&own, "fixtures", fixtures).may_write()?;
        KeptIn::of(&own, "snapshots", &pack.snapshots).may_write()?;
        let places = |id: &str| Places {
            pack: folder.to_owned(),
            script: files::folded(&folder.join(format!("{id}.rhai"))),
            fixtures: files::folded(&folder.join(fixtures).join(id)),
            snapshots: files::folded(&folder.join(&pack.snapshots).join(id)),
            list: None,
        };
        let is_taken = |id: &str| {
            let Places { script, fixtures, snapshots, .. } = places(id);
            let left = [script, fixtures, snapshots].into_iter().find(|path| is_there(path));
            scaffold::taken(pack, id).or_else(|| {
                left.map(|path| format!("`{}` is there already, and nothing is overwritten", path.display()))
            })
        };
        if let Some(why) = scaffold::refused(&self.id, "rule", is_taken) {
            return Err(why);
        }
        let kind = Kind::from_word(&self.kind).ok_or("internal: a kind that is none")?;
        let rules = compile(pack).rules;
        let rules: Vec<_> = rules.iter().map(|rule| (rule.id.to_string(), rule.kind, rule.subject)).collect();
        if let Some(why) = scaffold::rival(kind, &self.subject, &rules) {
            return Err(why);
        }
        let list = pack.base.as_ref().map(|_| {
            let listed = scaffold::listed(&pack.written[0], &self.id);
            let why = || format!("`adds` of `{named}/pack.yaml` is no list; make it one");
            Ok::<_, Trouble>([pack.written[0].text().to_owned(), listed.ok_or_else(why)?])
        });
        Ok(Places { list: list.transpose()?, ..places(&self.id) })
    }

    /// Writes the rule's files; `written` are those that are there when something goes wrong.
    fn put<'p>(&self, places: &'p Places, rule: &NewRule, written: &mut Vec<&'p Path>) -> Result<(), Trouble> {
        fresh::folder(&places.fixtures, &rule.fixtures, |_| Ok(()))?;
        written.push(&places.fixtures);
        fresh::file(&places.script, &rule.script.text)?;
        written.push(&places.script);
        if let Some([_, listed]) = &places.list {
            files::replace(&places.pack.join("pack.yaml"), listed, |_| Ok(()))?;
        }
        let snapshots = snapshots(&bench::open(&places.pack)?, &self.id)?;
        fresh::folder(&places.snapshots, &snapshots, |_| Ok(()))
    }
}

/// What a new rule says of its fixtures, as snapshots; or that it does not come to what their names say.
fn snapshots(bench: &Bench, rule: &str) -> Result<Vec<Text>, Trouble> {
    let pack = bench.pack()?;
    let alone = alone(&compile(pack), rule);
    let snapshot = |fixture| {
        let tested = test(fixture, pack, &alone, &bench.sources);
        if tested.came != Came::AsNamed {
            let (name, came) = (&fixture.name, tested.came.word());
            return Err(format!(
                "beside this pack's other rules the example comes out otherwise ({name}: {came}); write the rule by hand"
            ));
        }
        let said = said(fixture, &tested, &bench.sources);
        let text = snapshot::written(None, fixture.source.name(), &said);
        Ok(Text { path: format!("{}.snap", fixture.name), text })
    };
    bench.fixtures.iter().filter(|fixture| fixture.rule == rule).map(snapshot).collect()
}
