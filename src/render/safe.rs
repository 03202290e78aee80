//! Text from a file, made safe to print: nothing in it can move a cursor, colour a screen or hide itself.
//!
//! Knows nothing of terminals, files or problems; only of characters.

/// The same text with each harmful or invisible character replaced by one visible character.
///
/// Characters keep their number and order, so a column in the one is the same column in the other.
#[must_use]
pub fn safe(text: &str) -> String {
    text.chars().map(safe_char).collect()
}

/// The character that stands for another: itself, unless it is harmful or invisible.
///
/// Controls become their pictures (`␛` for escape), a tab a space, and whatever else is invisible `�`.
#[must_use]
pub fn safe_char(character: char) -> char {
    match character {
        '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '␡',
        hidden if hidden.is_control() || is_invisible(hidden) => char::REPLACEMENT_CHARACTER,
        visible => visible,
    }
}

/// Whether a character takes no room, turns the direction of writing, or breaks a line. Such characters are why two
/// values can look alike and differ, so they are shown. Combining marks are seen, on their letter, and stay.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}'                      // soft hyphen
        | '\u{34f}'                   // grapheme joiner
        | '\u{61c}'                   // direction mark
        | '\u{115f}'..='\u{1160}'     // fillers
        | '\u{17b4}'..='\u{17b5}'     // vowels without a shape
        | '\u{180b}'..='\u{180f}'     // variation selectors, vowel separator
        | '\u{200b}'..='\u{200f}'     // zero-width space and joiners, direction marks
        | '\u{2028}'..='\u{202e}'     // line and paragraph separators, direction overrides
        | '\u{2060}'..='\u{206f}'     // word joiner, invisible operators, direction isolates
        | '\u{3164}'                  // filler
        | '\u{fe00}'..='\u{fe0f}'     // variation selectors
        | '\u{feff}'                  // byte order mark
        | '\u{ffa0}'                  // filler
        | '\u{fff0}'..='\u{fffb}'     // interlinear annotation
        | '\u{1bca0}'..='\u{1bca3}'   // shorthand format controls
        | '\u{1d173}'..='\u{1d17a}'   // musical format controls
        | '\u{e0000}'..='\u{e0fff}'   // tags, variation selectors
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_visible_text_alone() {
        let text = "£1,234.50 – café, cafe\u{301}, 予算 `RG1`";
        assert_eq!(safe(text), text);
    }

    #[test]
    fn shows_escape_sequences_instead_of_obeying_them() {
        assert_eq!(safe("\x1b[31mred\x1b]8;;http://x\x07"), "␛[31mred␛]8;;http://x␇");
    }

    #[test]
    fn shows_controls_as_pictures_and_a_tab_as_a_space() {
        assert_eq!(safe("a\0b\tc\r\nd\x7fe\u{9b}f"), "a␀b c␍␊d␡e�f");
    }

    #[test]
    fn shows_what_hides_or_turns_text() {
        assert_eq!(safe("RG\u{200b}1 \u{202e}abc\u{202c} \u{2066}x\u{2069}\u{2028}\u{feff}"), "RG�1 �abc� �x���");
    }

    #[test]
    fn keeps_one_character_for_one() {
        for character in '\0'..=char::MAX {
            let shown = safe_char(character);
            assert!(!shown.is_control() && !is_invisible(shown), "{character:?} becomes {shown:?}");
            assert_eq!(safe_char(shown), shown, "{character:?}");
        }
    }
}
