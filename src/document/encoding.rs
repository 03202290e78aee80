//! Makes text of the bytes of a file: UTF-8, UTF-16, and for tables what spreadsheets save beside these.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text, and how it was read where it was not plain UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// The encoding by its name; none for UTF-8.
    pub read_as: Option<&'static str>,
}

/// What a file may be beside UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Or {
    /// UTF-16, as its first bytes say.
    Utf16,
    /// UTF-16, or Windows-1252: in a table every byte is a character there, so that nothing is lost.
    Windows,
}

/// Beginnings of files that are no texts, and what they are.
const KNOWN: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "a workbook or another packed file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an older kind"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
];

/// The text of some bytes.
///
/// ```
/// use plumbline::document::encoding::{Or, decode};
/// let decoded = decode(b"\xa35".to_vec(), Or::Windows).unwrap();
/// assert_eq!((decoded.text.as_str(), decoded.read_as), ("£5", Some("Windows-1252")));
/// assert!(decode(b"\xa35".to_vec(), Or::Utf16).is_err());
/// ```
///
/// # Errors
/// What it is instead, as the end of a sentence that begins with the file's name.
pub fn decode(bytes: Vec<u8>, or: Or) -> Result<Decoded, String> {
    if let Some((_, what)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(format!("is {what}, and a text is wanted; save the sheet as CSV UTF-8"));
    }
    if let Some(utf16) = utf16(&bytes) {
        let (text, _, broken) = utf16.decode(&bytes);
        return if broken {
            Err("looks like UTF-16 and is not; save it as UTF-8".to_owned())
        } else {
            Ok(Decoded { text: text.into_owned(), read_as: Some("UTF-16") })
        };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, read_as: None }),
        Err(error) if or == Or::Windows && !error.as_bytes().contains(&0) => {
            let (text, _, _) = WINDOWS_1252.decode(error.as_bytes());
            Ok(Decoded { text: text.into_owned(), read_as: Some("Windows-1252") })
        }
        Err(error) => {
            let read = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = read.split(|&byte| byte == b'\n').count();
            Err(format!("is not UTF-8: line {line} has a byte that is part of no character; save it as UTF-8"))
        }
    }
}

/// UTF-16, by its mark, or where every other byte of the beginning is nought.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => {
            let beginning = &bytes[..bytes.len().min(1024) & !1];
            let noughts = |from: usize| beginning.iter().skip(from).step_by(2).all(|&byte| byte == 0);
            let others = |from: usize| beginning.iter().skip(from).step_by(2).all(|&byte| byte != 0);
            match beginning.len() >= 4 {
                true if noughts(1) && others(0) => Some(UTF_16LE),
                true if noughts(0) && others(1) => Some(UTF_16BE),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str, mark: bool) -> Vec<u8> {
        let mark = mark.then_some([0xff, 0xfe]).into_iter().flatten();
        mark.chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }

    #[test]
    fn utf16_is_known_by_its_mark_or_its_noughts() {
        for bytes in [utf16le("block,£\n", true), utf16le("block,amount\nA,5\n", false)] {
            let decoded = decode(bytes, Or::Utf16).expect("a text");
            assert!(decoded.text.starts_with("block,") && decoded.read_as == Some("UTF-16"), "{decoded:?}");
        }
        let big: Vec<u8> = "block,5".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(big, Or::Utf16).map(|it| it.text), Ok("block,5".to_owned()));
    }

    #[test]
    fn what_is_no_text_is_called_what_it_is() {
        assert!(decode(b"PK\x03\x04....".to_vec(), Or::Windows).is_err_and(|why| why.starts_with("is a workbook")));
        assert!(decode(b"%PDF-1.7".to_vec(), Or::Windows).is_err_and(|why| why.starts_with("is a PDF")));
        assert!(decode(b"a\n\xa3".to_vec(), Or::Utf16).is_err_and(|why| why.contains("line 2")));
        assert!(decode(b"\x00\x01\x02\xff".to_vec(), Or::Windows).is_err());
        assert_eq!(decode(Vec::new(), Or::Windows).map(|it| it.text), Ok(String::new()));
    }
}
