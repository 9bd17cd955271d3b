//! The encoding of a page. Source: WHATWG, HTML, "Determining the character encoding".

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes of a page may declare its encoding.
const DECLARATION: usize = 1_024;

/// The text of a page. A byte order mark counts first, then the header, then the page's own declaration. A page without any is UTF-8 if
/// its bytes are, else Windows-1252, which is the encoding of the Latin web. Bytes that are wrong become U+FFFD.
pub(crate) fn decode(bytes: &[u8], content_type: &str) -> String {
    let declared = label(content_type).or_else(|| {
        let start = bytes.get(..DECLARATION.min(bytes.len())).unwrap_or_default();
        let found = label(&String::from_utf8_lossy(start));
        // A page whose declaration can be read as ASCII is not UTF-16.
        found.map(|encoding| if [UTF_16BE, UTF_16LE].contains(&encoding) { UTF_8 } else { encoding })
    });
    let usual = if std::str::from_utf8(bytes).is_ok_or_cut() { UTF_8 } else { WINDOWS_1252 };
    let (text, _, _) = declared.unwrap_or(usual).decode(bytes);
    text.into_owned()
}

/// The encoding that a `charset=` names.
fn label(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let name: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    Encoding::for_label(name.as_bytes())
}

/// Whether bytes are UTF-8, or were cut within their last character.
trait Utf8 {
    fn is_ok_or_cut(&self) -> bool;
}

impl Utf8 for Result<&str, std::str::Utf8Error> {
    fn is_ok_or_cut(&self) -> bool {
        self.as_ref().err().is_none_or(|error| error.error_len().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_is_that_of_the_mark_the_header_or_the_page() {
        for (bytes, content_type, text) in [
            (b"ma\xf1ana".as_slice(), "text/html; charset=iso-8859-1", "ma\u{f1}ana"),
            (b"ma\xc3\xb1ana", "text/html", "ma\u{f1}ana"),
            (b"8\x965, ma\xf1ana", "text/html", "8\u{2013}5, ma\u{f1}ana"),
            (b"ma\xc3\xb1ana", "text/html; charset=\"UTF-8\"", "ma\u{f1}ana"),
            (b"<meta charset=windows-1251>\xcf", "text/html", "<meta charset=windows-1251>\u{41f}"),
            (b"<meta charset='utf-16'>a", "text/html", "<meta charset='utf-16'>a"),
            (b"\xff\xfea\x00b\x00", "text/html; charset=utf-8", "ab"),
            (b"\xef\xbb\xbfab", "text/html; charset=windows-1252", "ab"),
            (b"\x88\xf9", "text/html; charset=big5", "\u{fffd}"),
            (b"ab\xc3", "text/html", "ab\u{fffd}"),
            (b"ab", "text/html; charset=klingon", "ab"),
            (b"", "", ""),
        ] {
            assert_eq!(decode(bytes, content_type), text, "{content_type}");
        }
    }
}
