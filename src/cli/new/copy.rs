//! `plumb new pack NAME --from PACK`: a pack of one's own, with the fixtures and snapshots of that which it is a copy of.

use std::fmt::Write;
use std::path::Path;

use crate::authoring::scaffold::{Text, copied};
use crate::authoring::snapshot;
use crate::authoring::testing::{Came, built_in};
use crate::cli::files::{self, Trouble, Wins, bench, fresh};
use crate::cli::test::rows;
use crate::engine::compile::compile;
use crate::pack::{Pack, Script};
use crate::render::report::PackFrom;
use crate::render::safe::safe;
use crate::source::Sources;

/// Writes the copy, and says so.
///
/// # Errors
/// When there is no such pack, it cannot be read, or the copy cannot be written; then nothing is.
pub fn write(from: &str, name: &str, folder: &Path) -> Result<String, Trouble> {
    let mut sources = Sources::new();
    let (reading, place) = files::open_pack(from, Path::new(""), Wins::Folder, &mut sources)?;
    let pack = reading.pack.ok_or_else(|| format!("the pack `{from}` cannot be read; `plumb lint {from}` says why"))?;
    let is_built_in = matches!(place, PackFrom::BuiltIn);
    let extends = if is_built_in { in_the_binary(&pack) } else { on_the_disk(&pack, from, folder) };
    let mut texts = copied::files(&pack, name, extends.as_deref())?;
    let fixtures = match &pack.fixtures {
        None => Vec::new(),
        Some(_) if is_built_in => built_in(&pack.name, &mut sources),
        Some(_) => bench::open(Path::new(from))?.fixtures,
    };
    texts.extend(fixtures.iter().flat_map(copied::tests));
    fresh::folder(folder, &texts, |copy| match fixtures.as_slice() {
        [] => Ok(()),
        _ if is_built_in => accept(copy),
        _ => bench::open(copy).map(|_| ()),
    })?;
    let is_own = |script: &&Script| pack.is_own(script.source.whole());
    let (rules, shown) = (pack.rules.iter().filter(is_own).count(), safe(&files::shown(folder)));
    let mut out = format!("wrote {shown}, a copy of {}\n", safe(from));
    let _ =
        writeln!(out, "  rules: {rules}; fixtures: {}, with snapshots of what the rules say of them\n", fixtures.len());
    let _ = writeln!(out, "next: say in {shown}/pack.yaml what it is for, move a threshold or edit a rule; then");
    let _ = writeln!(out, "  plumb test {shown}\n  plumb diff {} {shown} --over RETURN", safe(from));
    Ok(out)
}

/// What a copy of one that is built in extends: the same, by its name.
fn in_the_binary(pack: &Pack) -> Option<String> {
    pack.base.as_ref().map(|base| base.name.clone())
}

/// What a copy of a folder extends: the same folder, by the way from the copy; none where that is none, or is built in.
fn on_the_disk(pack: &Pack, from: &str, folder: &Path) -> Option<String> {
    let base = files::in_full(Path::new(from)).join(copied::extends(pack)?);
    let in_full = |path: &Path| files::folded(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    files::holds_pack(&base).then(|| copied::way(&in_full(folder), &files::folded(&base)))
}

/// Writes what the rules of one that is built in say of its fixtures as what was accepted: so they were released.
fn accept(copy: &Path) -> Result<(), Trouble> {
    let bench = bench::open(copy)?;
    let pack = bench.pack()?;
    let rows = rows(&bench, pack, &compile(pack), |_| true);
    let texts = rows.iter().filter(|row| row.tested.came == Came::New).map(|row| {
        let fixture = &row.fixture;
        let text = snapshot::written(None, fixture.source.name(), &row.said);
        Text { path: format!("{}/{}.snap", fixture.rule, fixture.name), text }
    });
    fresh::fill(&copy.join("snapshots"), &texts.collect::<Vec<_>>()).map_err(|error| error.to_string())
}
