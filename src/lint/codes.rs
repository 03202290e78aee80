//! The pages of all codes: what each means, why it matters, an example that has it, and how to mend it.

/// The pages as one text; each begins with `## code`.
const PAGES: &str = include_str!("codes.md");

/// Every code, in the order of the pages.
pub fn all<'a>() -> impl Iterator<Item = &'a str> {
    sections().map(|(code, _)| -> &'a str { code })
}

/// The page of a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    sections().find(|(known, _)| *known == code).map(|(_, page)| page)
}

fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).map(|(code, page)| (code, page.trim()))
}
