//! The part of a file that a request asks for with `Range`, as RFC 9110 describes it (section 14).

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AskedRange {
    /// The whole file. Also for several parts, other units and what is no range: a server may ignore them.
    All,
    /// The bytes of this range, which is not empty and within the file.
    Part(Range<usize>),
    /// A part that begins after the file's end.
    Beyond,
}

/// What a request asks for of a file with this many bytes.
pub(crate) fn asked(headers: &HeaderMap, length: usize) -> AskedRange {
    // The files have no validator that `If-Range` could name.
    if headers.contains_key(header::IF_RANGE) {
        return AskedRange::All;
    }
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    range.and_then(|range| part_of(range, length)).unwrap_or(AskedRange::All)
}

/// `None` if the header is not one range of bytes.
fn part_of(range: &str, length: usize) -> Option<AskedRange> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    let part = match (first, last) {
        (Some(first), Some(last)) if last < first => return None,
        (Some(first), last) => first..last.map_or(length, |last| last.saturating_add(1)).min(length),
        // The last bytes, as many as it says.
        (None, Some(count)) => length.saturating_sub(count)..length,
        (None, None) => return None,
    };
    Some(if part.is_empty() { AskedRange::Beyond } else { AskedRange::Part(part) })
}

/// A number of digits alone, or nothing. `None` for other text.
#[expect(clippy::option_option, reason = "a missing number and a wrong one differ")]
fn number(text: &str) -> Option<Option<usize>> {
    if text.is_empty() {
        return Some(None);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number that does not fit lies beyond every file.
    Some(Some(text.parse().unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn range_is_part_whole_or_beyond_the_file() {
        for (range, expected) in [
            ("bytes=0-", AskedRange::Part(0..100)),
            ("bytes=0-1", AskedRange::Part(0..2)),
            ("bytes=99-99", AskedRange::Part(99..100)),
            ("bytes=50-4000", AskedRange::Part(50..100)),
            ("bytes=50-99999999999999999999999", AskedRange::Part(50..100)),
            ("bytes=-10", AskedRange::Part(90..100)),
            ("bytes=-4000", AskedRange::Part(0..100)),
            ("bytes=100-", AskedRange::Beyond),
            ("bytes=99999999999999999999999-", AskedRange::Beyond),
            ("bytes=-0", AskedRange::Beyond),
            ("bytes=5-4", AskedRange::All),
            ("bytes=0-1,4-5", AskedRange::All),
            ("bytes=-", AskedRange::All),
            ("bytes=+1-2", AskedRange::All),
            ("items=0-1", AskedRange::All),
            ("", AskedRange::All),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(range));
            assert_eq!(asked(&headers, 100), expected, "{range}");
            headers.insert(header::IF_RANGE, HeaderValue::from_static("\"v1\""));
            assert_eq!(asked(&headers, 100), AskedRange::All, "{range} if the file is v1");
        }
        assert_eq!(asked(&HeaderMap::new(), 100), AskedRange::All);
    }
}
