//! `plumb explain --all`: the rule book of a pack, on the standard output or as files in a folder.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use super::files::{self, Trouble, Wins, bench, fresh};
use super::{Answer, Exit, today};
use crate::authoring::book::book;
use crate::authoring::testing::{Fixture, built_in};
use crate::engine::compile::compile;
use crate::pack::Pack;
use crate::render::book::{self as written, Form};
use crate::render::report::PackFrom;
use crate::source::Sources;

/// What the book is to be.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The pack: a folder, or one that is built in.
    pub pack: &'a str,
    /// The form.
    pub form: BookForm,
    /// The folder that it is written to; else the standard output.
    pub out: Option<&'a Path>,
    /// The day whose values are in force; else today.
    pub on: Option<Date>,
}

/// A form of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum BookForm {
    /// As Markdown.
    #[default]
    Markdown,
    /// As HTML that needs no other file and no script.
    Html,
}

impl From<BookForm> for Form {
    fn from(form: BookForm) -> Self {
        match form {
            BookForm::Markdown => Form::Markdown,
            BookForm::Html => Form::Html,
        }
    }
}

/// The pack and its fixtures, where they are at hand.
struct Opened {
    pack: Pack,
    fixtures: Vec<Fixture>,
    sources: Sources,
}

/// Writes the book.
///
/// # Errors
/// When the pack cannot be read, or the folder not be written.
pub fn run(wanted: Wanted<'_>) -> Result<Answer, Trouble> {
    let Opened { pack, fixtures, sources } = open(wanted.pack)?;
    let compiled = compile(&pack);
    let book = book(&pack, &compiled, &fixtures, wanted.on.or_else(today::today), &sources);
    let form = Form::from(wanted.form);
    let out = match wanted.out {
        None => written::whole(&book, form, &sources),
        Some(folder) => {
            let pages = written::pages(&book, form, &sources);
            let count = pages.len();
            fresh::again(folder, &form.index(), written::MARK, &pages)?;
            format!("wrote {count} pages; begin with {}\n", folder.join(form.index()).display())
        }
    };
    let broken = if compiled.broken.is_empty() {
        ""
    } else {
        "plumb: rules that do not load are left out; `plumb lint` says why\n"
    };
    let exit = if compiled.broken.is_empty() { Exit::Fine } else { Exit::BrokenRule };
    Ok(Answer { out, err: broken.to_owned(), exit })
}

fn open(name: &str) -> Result<Opened, Trouble> {
    let mut sources = Sources::new();
    let (reading, from) = files::open_pack(name, Path::new(""), Wins::Folder, &mut sources)?;
    let unread = || format!("the pack `{name}` cannot be read; `plumb lint {name}` says why");
    let pack = reading.pack.ok_or_else(unread)?;
    if matches!(from, PackFrom::BuiltIn) {
        return Ok(Opened { fixtures: built_in(&pack.name, &mut sources), pack, sources });
    }
    if pack.fixtures.is_none() {
        return Ok(Opened { pack, fixtures: Vec::new(), sources });
    }
    let bench = bench::open(&PathBuf::from(name))?;
    let pack = bench.reading.pack.ok_or_else(unread)?;
    Ok(Opened { pack, fixtures: bench.fixtures, sources: bench.sources })
}
