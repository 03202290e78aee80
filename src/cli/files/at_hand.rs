//! The pack that is meant where none is named: one rule for every command that asks about a pack.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::SHIPPED;
use super::{Trouble, entries, holds_pack, shown};
use crate::document::record::list_of;

/// The pack at hand, by the name that it is opened under: that which the working directory is in, else the one under `rules/`,
/// of several there the one that is shipped, else the one that is built in.
///
/// # Errors
/// When there are several under `rules/`, and none of them is shipped.
pub fn pack_at_hand() -> Result<String, Trouble> {
    Ok(at_hand()?.map_or_else(|| SHIPPED.to_owned(), |folder| shown(&folder)))
}

/// The folder of the pack at hand, for what needs one: what is built in has none.
///
/// # Errors
/// When there is none, or it cannot be told which.
pub fn folder_at_hand() -> Result<PathBuf, Trouble> {
    let how = "name its folder, the one with its pack.yaml, or go there";
    at_hand()?.ok_or_else(|| {
        format!("no pack is named, and the working directory is in none and has none under rules/; {how}")
    })
}

fn at_hand() -> Result<Option<PathBuf>, Trouble> {
    let here = fs::canonicalize(".").unwrap_or_default();
    if let Some(up) = here.ancestors().position(holds_pack) {
        let folder = if up == 0 { PathBuf::from(".") } else { Path::new("..").components().cycle().take(up).collect() };
        return Ok(Some(folder));
    }
    let rules = Path::new("rules");
    let mut packs = if rules.is_dir() { entries(rules)? } else { Vec::new() };
    packs.retain(|folder| holds_pack(folder));
    if let Some(shipped) = packs.iter().find(|folder| folder.ends_with(SHIPPED)) {
        return Ok(Some(shipped.clone()));
    }
    match packs.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only.clone())),
        several => {
            let names = several.iter().map(|folder| shown(folder)).collect::<Vec<_>>();
            Err(format!("no pack is named, and there are {}; name one", list_of(names.iter().map(String::as_str))))
        }
    }
}
