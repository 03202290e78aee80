//! The returns over which a change of a pack is tried: those that a person names, else those at hand that are judged by it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{self, Trouble};
use super::judged::{Wanted, read};
use super::shelf::Shelf;
use crate::diff::sides::{Over, Side};
use crate::diff::{self, causes::Difference};
use crate::document::record::list_of;
use crate::document::{self, Entry};
use crate::engine::compile::{Compiled, compile};
use crate::intake;
use crate::pack::Pack;
use crate::render::safe::safe;

/// How many returns are named that were left out.
const FEW: usize = 3;

/// Returns, read; and what is to be said of those that were not.
pub struct Returns {
    /// The returns.
    pub over: Vec<Over>,
    /// What was left out, and why.
    pub note: String,
}

/// Opens the returns that are named; those below the working directory whose agreement names the pack, where none is.
///
/// # Errors
/// When one that is named cannot be opened or read.
pub fn returns(named: &[PathBuf], folder: &Path, pack: &Pack, shelf: &mut Shelf) -> Result<Returns, Trouble> {
    let own = folder.display().to_string();
    let mut returns = Returns { over: Vec::new(), note: String::new() };
    if !named.is_empty() {
        for path in named.iter().flat_map(|path| files::returns_in(path)) {
            let opened = open(&path, &own, shelf)?;
            returns.over.push(opened.ok_or_else(|| cannot(&path))?);
        }
        return Ok(returns);
    }
    let mut of_others: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files::returns_at_hand(Path::new(".")) {
        match judged_by(&path, folder, pack, shelf) {
            By::None => {}
            By::Another(other) => of_others.entry(other).or_default().push(files::shown(&path)),
            By::This => match open(&path, &own, shelf) {
                Ok(Some(one)) => returns.over.push(one),
                _ => {
                    let _ = writeln!(returns.note, "plumb: left out: {}", safe(&cannot(&path)));
                }
            },
        }
    }
    for (other, paths) in of_others {
        let few = list_of(paths.iter().take(FEW).map(String::as_str));
        let more = paths.len().saturating_sub(FEW);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let why = format!("the agreement has {few}{more} judged by `{other}`, by its refreshes");
        let _ = writeln!(returns.note, "plumb: left out: {}", safe(&why));
    }
    Ok(returns)
}

fn cannot(path: &Path) -> String {
    let path = files::shown(path);
    format!("`{path}` cannot be judged; `plumb check {path}` says why")
}

fn open(path: &Path, pack: &str, shelf: &mut Shelf) -> Result<Option<Over>, Trouble> {
    let wanted = Wanted { path, agreement: None, pack: Some(pack) };
    Ok(read(wanted, shelf)?.ok().map(|read| read.over(files::shown(path))))
}

/// By which pack a return is judged.
enum By {
    /// The one that is asked about.
    This,
    /// Another that a refresh of the agreement names, which names the one that is asked about for earlier days or later ones.
    Another(String),
    /// The agreement does not name it.
    None,
}

/// Whether the agreement of a return names a pack for its period: its folder, or its name.
fn judged_by(path: &Path, folder: &Path, pack: &Pack, shelf: &mut Shelf) -> By {
    let Ok(opened) = files::open_return(path, None, &mut shelf.sources) else { return By::None };
    let Ok((Some(signed), _)) = shelf.agreement(&opened.agreement_file) else { return By::None };
    let is_it = |named: &str| {
        let is_bare = !named.contains(['/', '\\', '.']);
        (is_bare && named == pack.name) || files::is_same_file(&opened.agreement_folder.join(named), folder)
    };
    let is_named = |by: &Entry<String>| by.as_ref().is_ok_and(|by| is_it(&by.value));
    if !is_named(&signed.pack) && !signed.refreshes.iter().any(|refresh| is_named(&refresh.pack)) {
        return By::None;
    }
    match &intake::in_force(&signed, &document::read(&opened.head)).pack {
        Ok(by) if is_it(&by.value) => By::This,
        Ok(by) => By::Another(by.value.clone()),
        Err(_) => By::None,
    }
}

/// What differs between what two packs make of some returns. `compiled` is the first as compiled; the second differs from it in
/// values of thresholds only.
#[must_use]
pub fn moved(packs: [Pack; 2], compiled: &Arc<Compiled>, over: &[Over], shelf: &Shelf) -> Difference {
    let [before, after] = packs;
    let before = Side::new(before, Arc::clone(compiled), over, None, &shelf.sources);
    let after = Side::new(after, Arc::clone(compiled), over, Some(&before), &shelf.sources);
    diff::difference(&before, &after, over, &shelf.sources)
}

/// A pack as compiled, to be shared.
#[must_use]
pub fn compiled(pack: &Pack) -> Arc<Compiled> {
    Arc::new(compile(pack))
}
