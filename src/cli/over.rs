//! The returns over which a change of a pack is tried: those that a person names, else those at hand that are judged by it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{self, Trouble};
use super::judged::{ReadReturn, Wanted, read};
use super::shelf::Shelf;
use crate::diff::sides::{Over, Side};
use crate::diff::{self, causes::Difference};
use crate::engine::compile::{Compiled, compile};
use crate::pack::Pack;
use crate::render::safe::safe;

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
    let at_hand = files::returns_at_hand(Path::new("."));
    for path in &at_hand {
        if !is_judged_by(path, folder, pack, shelf) {
            continue;
        }
        match open(path, &own, shelf) {
            Ok(Some(one)) => returns.over.push(one),
            _ => {
                let _ = writeln!(returns.note, "plumb: left out: {}", safe(&cannot(path)));
            }
        }
    }
    Ok(returns)
}

fn cannot(path: &Path) -> String {
    let path = files::shown(path);
    format!("`{path}` cannot be judged; `plumb check {path}` says why")
}

fn open(path: &Path, pack: &str, shelf: &mut Shelf) -> Result<Option<Over>, Trouble> {
    let wanted = Wanted { path, agreement: None, pack: Some(pack) };
    Ok(read(wanted, shelf)?.ok().map(|read| over(files::shown(path), *read)))
}

/// A return as it was read.
fn over(name: String, read: ReadReturn) -> Over {
    let ReadReturn { agreement, submission, earlier, explanations, diagnostics, .. } = read;
    Over { name, agreement, submission, earlier, explanations, diagnostics }
}

/// Whether the agreement of a return names a pack: its folder, or its name.
fn is_judged_by(path: &Path, folder: &Path, pack: &Pack, shelf: &mut Shelf) -> bool {
    let Ok(opened) = files::open_return(path, None, &mut shelf.sources) else { return false };
    let Ok((Some(agreement), _)) = shelf.agreement(&opened.agreement_file) else { return false };
    let Ok(named) = &agreement.pack else { return false };
    let is_bare = !named.value.contains(['/', '\\', '.']);
    (is_bare && named.value == pack.name) || files::is_same_file(&opened.agreement_folder.join(&named.value), folder)
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
