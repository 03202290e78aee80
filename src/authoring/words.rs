//! The pages of the words that a run of a pack's fixtures says: what each means, and what to do.

/// The pages as one text; each begins with `## word`.
const PAGES: &str = include_str!("words.md");

/// The page of a word, which may be written with hyphens.
#[must_use]
pub fn page(word: &str) -> Option<&'static str> {
    let sections = PAGES.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
    let word = word.replace('-', " ");
    sections.into_iter().find(|(known, _)| *known == word).map(|(_, page)| page.trim())
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::authoring::testing::NOT_AS_BEFORE;

    #[test]
    fn each_word_that_is_said_of_a_fixture_has_its_page() {
        for word in NOT_AS_BEFORE.iter().chain(&["as before", "left over", "left-over"]) {
            assert!(page(word).is_some_and(|page| page.contains("\n\n")), "{word}");
        }
        assert_eq!(page("lost"), None);
    }
}
