//! Reads one text: a file, or the standard input, and no more of it than a text may have.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::Trouble;
use crate::document::encoding::{Or, decode};
use crate::source::{Source, Sources};

const MB: u64 = 1024 * 1024;

/// The most bytes a file may have: many times what a return has, and little enough to be read at once.
const MOST_BYTES: u64 = 16 * MB;

/// Reads one text.
///
/// # Errors
/// When it is not there, is too large, or is no text.
pub fn read(path: &Path, sources: &mut Sources) -> Result<Arc<Source>, Trouble> {
    read_as(path, Or::Utf16, sources)
}

/// The same, of a file that may be in other encodings. Only what is a file on the disk is opened: a pipe waits for ever for
/// who writes to it, and a device has no end.
pub fn read_as(path: &Path, or: Or, sources: &mut Sources) -> Result<Arc<Source>, Trouble> {
    let shown = shown(path);
    let about = fs::metadata(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(_) if error.kind() != io::ErrorKind::PermissionDenied => {
            format!("cannot open `{shown}`: it is a link, and where it leads there is no file")
        }
        _ => format!("cannot open `{shown}`: {}", plain(&error)),
    })?;
    if about.is_dir() {
        return Err(format!("`{shown}` is a folder, and a file is wanted"));
    }
    if !about.is_file() {
        return Err(format!("`{shown}` is a pipe or a device, and a file is wanted"));
    }
    let cannot_read = |error| format!("cannot read `{shown}`: {}", plain(&error));
    let bytes = File::open(path).and_then(at_most).map_err(cannot_read)?;
    let bytes = bytes.ok_or_else(|| {
        let cure = if or == Or::Windows { "; split it, or leave out what is not of the period" } else { "" };
        format!("{}{cure}", too_large(&shown))
    })?;
    add(&shown, bytes, or, sources)
}

/// Reads what is written to the program.
pub fn read_standard_input(sources: &mut Sources) -> Result<Arc<Source>, Trouble> {
    let bytes = at_most(io::stdin()).map_err(|error| format!("cannot read the standard input: {}", plain(&error)))?;
    add("<stdin>", bytes.ok_or_else(|| too_large("<stdin>"))?, Or::Utf16, sources)
}

/// Whether something bears a name, be it a link that leads nowhere.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A path as a person reads it: with `/`, and without a leading `./`.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// Why something cannot be opened, in words.
pub fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not allowed".to_owned(),
        _ => error.to_string(),
    }
}

/// All bytes; none when they are more than a text may have.
fn at_most(from: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MOST_BYTES).then_some(bytes))
}

fn too_large(shown: &str) -> Trouble {
    format!("`{shown}` has more than {} MB, and no larger text is read", MOST_BYTES / MB)
}

/// Takes in the bytes of a text under the name that a person knows it by.
pub fn add(shown: &str, bytes: Vec<u8>, or: Or, sources: &mut Sources) -> Result<Arc<Source>, Trouble> {
    let decoded = decode(bytes, or).map_err(|why| format!("`{shown}` {why}"))?;
    Ok(sources.add_read_as(shown, decoded.text, decoded.read_as))
}
