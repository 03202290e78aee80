//! A rule's page, taken apart: its title, what it says, and what it says of authority, known misses and duties.

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The line after `#`.
    pub title: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// On whose authority.
    pub authority: Option<String>,
    /// What the rule is known not to see.
    pub misses: Option<String>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A list, item by item.
    List(Vec<String>),
}

/// What lines that go on belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Nothing,
    Block,
    Authority,
    Misses,
    Holds,
}

/// Takes a page apart. Which duties it names is told elsewhere ([`crate::pack::duties::held_by`]).
///
/// ```
/// use plumbline::authoring::page::{Block, page};
/// let lines = [" # A title", "", " What it", " checks.", " Authority: a paper.", " Known misses: none."];
/// let page = page(&lines.map(str::to_owned));
/// assert_eq!(page.title, "A title");
/// assert_eq!(page.blocks, [Block::Text("What it checks.".to_owned())]);
/// assert_eq!(page.authority.as_deref(), Some("a paper."));
/// ```
#[must_use]
pub fn page(lines: &[String]) -> Page {
    let (mut page, mut at) = (Page::default(), In::Nothing);
    for line in lines.iter().map(|line| line.trim()) {
        if let Some(title) = line.strip_prefix("# ").filter(|_| page.title.is_empty()) {
            (page.title, at) = (title.trim().to_owned(), In::Nothing);
        } else if line.is_empty() {
            at = In::Nothing;
        } else if let Some(rest) = line.strip_prefix("Authority:") {
            (page.authority, at) = (Some(rest.trim().to_owned()), In::Authority);
        } else if let Some(rest) = line.strip_prefix("Known misses:") {
            (page.misses, at) = (Some(rest.trim().to_owned()), In::Misses);
        } else if line.starts_with("Holds:") {
            at = In::Holds;
        } else {
            at = more(&mut page, at, line);
        }
    }
    page
}

/// Takes in a line that goes on with what stands before it, or begins a block.
fn more(page: &mut Page, at: In, line: &str) -> In {
    let item = line.strip_prefix("- ");
    match (at, page.blocks.last_mut()) {
        (In::Authority, _) => join(page.authority.get_or_insert_default(), line),
        (In::Misses, _) => join(page.misses.get_or_insert_default(), line),
        (In::Holds, _) => {}
        (In::Block, Some(Block::List(items))) => match (item, items.last_mut()) {
            (None, Some(last)) => join(last, line),
            _ => items.push(item.unwrap_or(line).trim().to_owned()),
        },
        (In::Block, Some(Block::Text(text))) if item.is_none() => join(text, line),
        _ => {
            let block = item.map_or_else(|| Block::Text(line.to_owned()), |it| Block::List(vec![it.trim().to_owned()]));
            page.blocks.push(block);
            return In::Block;
        }
    }
    at
}

fn join(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}
