//! A line of a file as it is shown: made safe, and when it is too long only the surroundings of what matters in it.
//!
//! Knows nothing of labels, sources or frames; only of one line and the bytes in it that must be seen.

use std::ops::Range;

use crate::render::safe::safe_char;

/// What stands for the characters that were left out.
const ELLIPSIS: char = '…';

/// However narrow the screen, this many characters stay on each side of one that must be seen.
const LEAST: usize = 3;

/// One line of a file, without its end, as it is shown.
#[derive(Debug)]
pub struct Row<'a> {
    line: &'a str,
    text: String,
    pieces: Vec<Piece>,
}

/// A run of bytes that is shown, and the byte of the shown text where it begins.
#[derive(Debug)]
struct Piece {
    bytes: Range<usize>,
    shown_at: usize,
}

impl<'a> Row<'a> {
    /// Shows a line in `width` characters, with what lies around the characters that begin at `seen`. Only if they are too
    /// many is it wider.
    pub fn new(line: &'a str, seen: &[usize], width: usize) -> Self {
        let (mut text, mut pieces) = (String::new(), Vec::new());
        let mut done = 0;
        for bytes in widest(line, seen, width) {
            if bytes.start > done {
                text.push(ELLIPSIS);
            }
            done = bytes.end;
            let shown_at = text.len();
            text.extend(line[bytes.clone()].chars().map(safe_char));
            pieces.push(Piece { bytes, shown_at });
        }
        if done < line.len() {
            text.push(ELLIPSIS);
        }
        Row { line, text, pieces }
    }

    /// The line as it is shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where in the shown text a byte of the line went: one that begins or ends a character that had to be seen.
    pub fn place(&self, byte: usize) -> usize {
        let piece = self.pieces.iter().find(|piece| (piece.bytes.start..=piece.bytes.end).contains(&byte));
        let Piece { bytes, shown_at } = piece.expect("internal: a byte that must be seen is not shown");
        shown_at + self.line[bytes.start..byte].chars().map(|c| safe_char(c).len_utf8()).sum::<usize>()
    }
}

/// The pieces with as much around each character of `seen` as `width` allows.
fn widest(line: &str, seen: &[usize], width: usize) -> Vec<Range<usize>> {
    let (mut fits, mut too_wide) = (LEAST, width.max(LEAST) + 1);
    while fits + 1 < too_wide {
        let radius = usize::midpoint(fits, too_wide);
        if shown_width(line, &around(line, seen, radius)) <= width { fits = radius } else { too_wide = radius }
    }
    around(line, seen, fits)
}

/// The pieces with `radius` characters on both sides of each character of `seen`; from the line's start if there is none.
fn around(line: &str, seen: &[usize], radius: usize) -> Vec<Range<usize>> {
    let seen = if seen.is_empty() { &[0] } else { seen };
    let mut pieces: Vec<Range<usize>> =
        seen.iter().map(|&at| back(line, at, radius)..forward(line, at, radius + 1)).collect();
    pieces.sort_unstable_by_key(|piece| piece.start);
    pieces.dedup_by(|next, piece| {
        let joins = next.start <= piece.end || is_short(&line[piece.end..next.start]);
        if joins {
            piece.end = piece.end.max(next.end);
        }
        joins
    });
    pieces
}

/// How many characters the pieces take, with an ellipsis wherever something was left out.
fn shown_width(line: &str, pieces: &[Range<usize>]) -> usize {
    let starts = pieces.iter().map(|piece| piece.start).chain([line.len()]);
    let ends = [0].into_iter().chain(pieces.iter().map(|piece| piece.end));
    let gaps = starts.zip(ends).filter(|(start, end)| start > end).count();
    gaps + pieces.iter().map(|piece| line[piece.clone()].chars().count()).sum::<usize>()
}

/// Whether an ellipsis would take as much room as what it stands for.
fn is_short(gap: &str) -> bool {
    gap.chars().nth(1).is_none()
}

/// The byte that is `count` characters before another.
fn back(line: &str, byte: usize, count: usize) -> usize {
    line[..byte].char_indices().rev().take(count).last().map_or(byte, |(at, _)| at)
}

/// The byte that is `count` characters after another.
fn forward(line: &str, byte: usize, count: usize) -> usize {
    line[byte..].char_indices().nth(count).map_or(line.len(), |(at, _)| byte + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

    fn shown(line: &str, seen: &[usize], width: usize) -> String {
        Row::new(line, seen, width).text().to_owned()
    }

    #[test]
    fn shows_all_that_fits() {
        assert_eq!(shown(LINE, &[7], 36), LINE);
        assert_eq!(shown(LINE, &[], 36), LINE);
        assert_eq!(shown("", &[0], 36), "");
        assert_eq!(shown("", &[0], 0), "");
    }

    #[test]
    fn cuts_at_the_end_at_the_start_and_on_both_sides() {
        assert_eq!(shown(LINE, &[], 12), "0123456789a…");
        assert_eq!(shown(LINE, &[2], 12), "0123456789a…");
        assert_eq!(shown(LINE, &[35], 12), "…pqrstuvwxyz");
        assert_eq!(shown(LINE, &[36], 12), "…pqrstuvwxyz");
        assert_eq!(shown(LINE, &[18], 12), "…efghijklm…");
    }

    #[test]
    fn cuts_between_what_must_be_seen() {
        assert_eq!(shown(LINE, &[0, 35], 20), "012345678…rstuvwxyz");
        assert_eq!(shown(LINE, &[5, 30], 12), "…2345678…rstuvwx…");
    }

    #[test]
    fn joins_pieces_that_an_ellipsis_would_not_make_shorter() {
        assert_eq!(around("abcdefghij", &[0, 9], 3), [0..4, 6..10]);
        assert_eq!(around("abcdefghi", &[0, 8], 3).len(), 1);
    }

    #[test]
    fn finds_places_behind_a_cut_and_behind_characters_that_grew() {
        let line = "££\x1b,012345678901234567890123456789,££\x1b!";
        let row = Row::new(line, &[5, line.len() - 1], 16);
        assert_eq!(row.text(), "££␛,01234…9,££␛!");
        assert_eq!(&row.text()[row.place(5)..row.place(6)], ",");
        assert_eq!(&row.text()[row.place(line.len() - 1)..row.place(line.len())], "!");
    }
}
