//! The part of a file that a request asks for with `Range`, as RFC 9110 describes it (section 14).

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The whole file. Also for several parts, other units and what is no range: a server may ignore them.
    All,
    /// The bytes of this range, which is not empty and within the file.
    Part(Range<usize>),
    /// A part that begins after the file's end.
    Beyond,
}

/// What a request asks for of a file with this many bytes.
pub(crate) fn asked(headers: &HeaderMap, length: usize) -> Asked {
    // The files have no validator that `If-Range` could name.
    if headers.contains_key(header::IF_RANGE) {
        return Asked::All;
    }
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    range.and_then(|range| part_of(range, length)).unwrap_or(Asked::All)
}

/// `None` if the header is not one range of bytes.
fn part_of(range: &str, length: usize) -> Option<Asked> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    let part = match (first, last) {
        (Some(first), Some(last)) if last < first => return None,
        (Some(first), last) => first..last.map_or(length, |last| last.saturating_add(1)).min(length),
        // The last bytes, as many as it says.
        (None, Some(count)) => length.saturating_sub(count)..length,
        (None, None) => return None,
    };
    Some(if part.is_empty() { Asked::Beyond } else { Asked::Part(part) })
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
            ("bytes=0-", Asked::Part(0..100)),
            ("bytes=0-1", Asked::Part(0..2)),
            ("bytes=99-99", Asked::Part(99..100)),
            ("bytes=50-4000", Asked::Part(50..100)),
            ("bytes=50-99999999999999999999999", Asked::Part(50..100)),
            ("bytes=-10", Asked::Part(90..100)),
            ("bytes=-4000", Asked::Part(0..100)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=5-4", Asked::All),
            ("bytes=0-1,4-5", Asked::All),
            ("bytes=-", Asked::All),
            ("bytes=+1-2", Asked::All),
            ("items=0-1", Asked::All),
            ("", Asked::All),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(range));
            assert_eq!(asked(&headers, 100), expected, "{range}");
            headers.insert(header::IF_RANGE, HeaderValue::from_static("\"v1\""));
            assert_eq!(asked(&headers, 100), Asked::All, "{range} if the file is v1");
        }
        assert_eq!(asked(&HeaderMap::new(), 100), Asked::All);
    }
}
