//! The rule book as Markdown or as HTML: one text, or a page a rule and one of contents.
//!
//! What stands in it is put together once, as blocks (`blocks.rs`, `content.rs`); each form only writes them down.

mod blocks;
mod content;
mod html;
mod markdown;

use blocks::{Block, Target};

use crate::authoring::book::Book;
use crate::source::Sources;

/// A form of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// HTML, without scripts.
    Html,
}

impl Form {
    /// The ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Form::Markdown => "md",
            Form::Html => "html",
        }
    }

    /// What the page of contents is called.
    #[must_use]
    pub fn index(self) -> String {
        format!("index.{}", self.ending())
    }

    fn written(self, title: &str, blocks: &[Block], links: Links) -> String {
        match self {
            Form::Markdown => markdown::written(blocks, links),
            Form::Html => html::written(title, blocks, links),
        }
    }
}

/// Where links lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    /// All is in one text.
    Within,
    /// Each rule has a file with this ending, and all else is in that of contents.
    Files(&'static str),
}

impl Links {
    /// The address of something.
    fn to(self, target: &Target) -> String {
        match (self, target) {
            (Links::Within, target) => format!("#{}", target.id()),
            // Behind a word, so that no rule's page bears the name of the contents.
            (Links::Files(ending), Target::Rule(id)) => format!("rule-{id}.{ending}"),
            (Links::Files(ending), Target::Contents) => format!("index.{ending}"),
            (Links::Files(ending), target) => format!("index.{ending}#{}", target.id()),
        }
    }
}

/// The mark in each page by which a folder is known to hold a rule book and nothing else.
pub const MARK: &str = "<!-- a rule book, written by plumb explain --all -->";

/// The whole book as one text.
#[must_use]
pub fn whole(book: &Book<'_>, form: Form, sources: &Sources) -> String {
    let mut blocks = content::contents(book);
    blocks.extend(book.chapters.iter().flat_map(|chapter| content::chapter(book, chapter, 2, sources)));
    form.written(&content::title(book), &blocks, Links::Within)
}

/// The book as files: the page of contents first, then a page a rule; each with its name.
#[must_use]
pub fn pages(book: &Book<'_>, form: Form, sources: &Sources) -> Vec<(String, String)> {
    let links = Links::Files(form.ending());
    let contents = form.written(&content::title(book), &content::contents(book), links);
    let page = |chapter| {
        let mut blocks = vec![content::back(book)];
        blocks.extend(content::chapter(book, chapter, 1, sources));
        blocks.push(content::back(book));
        (links.to(&Target::Rule(chapter.rule.id.to_string())), form.written(&chapter.page.title, &blocks, links))
    };
    let pages = std::iter::once((form.index(), contents)).chain(book.chapters.iter().map(page));
    pages.map(|(name, text)| (name, format!("{text}{MARK}\n"))).collect()
}
