//! The condition of a change: the header `If-Match`. Source: RFC 9110, 13.1.1 and 8.8.3.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::{Problem, ProblemKind};

/// The versions that a change may be based on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: any version.
    Any,
    /// The listed versions. A tag that no version of ours has is left out, and so is a weak one.
    Versions(Vec<u64>),
}

impl IfMatch {
    /// The current version, if the change may be based on it.
    pub fn matched(&self, current: u64) -> Result<u64, Problem> {
        match self {
            Self::Versions(versions) if !versions.contains(&current) => Err(Problem::new(ProblemKind::VersionMismatch)),
            _ => Ok(current),
        }
    }

    /// Parses the header. Several lines are one list. `None` if it is not a list of entity tags.
    fn parse(headers: &HeaderMap) -> Option<Self> {
        let lines: Vec<&str> =
            headers.get_all(header::IF_MATCH).iter().map(|line| line.to_str().ok()).collect::<Option<_>>()?;
        let list = lines.join(",");
        if list.trim_matches(BLANK) == "*" { Some(Self::Any) } else { versions(&list).map(Self::Versions) }
    }
}

const BLANK: [char; 2] = [' ', '\t'];

/// Parses a list of entity tags, such as `"3", W/"4"`. A tag may contain a comma.
fn versions(list: &str) -> Option<Vec<u64>> {
    let (mut versions, mut tags, mut rest) = (Vec::new(), 0, list);
    loop {
        // A recipient ignores empty elements (RFC 9110, 5.6.1).
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return (tags > 0).then_some(versions);
        }
        let (is_weak, quoted) = rest.strip_prefix("W/").map_or((false, rest), |strong| (true, strong));
        let (tag, after) = quoted.strip_prefix('"')?.split_once('"')?;
        if !tag.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        tags += 1;
        // `If-Match` compares strongly, and a version has one form: no sign, no leading zero.
        versions.extend(tag.parse::<u64>().ok().filter(|version| !is_weak && version.to_string() == tag));
        rest = after.trim_start_matches(BLANK);
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Err(Problem::new(ProblemKind::VersionRequired));
        }
        Self::parse(&parts.headers).ok_or_else(|| {
            Problem::new(ProblemKind::Malformed)
                .with_detail("If-Match is * or a list of entity tags in quotes, such as \"12\"")
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn parsed(lines: &[&str]) -> Option<IfMatch> {
        let lines = lines.iter().map(|line| (header::IF_MATCH, HeaderValue::from_str(line).expect("a value")));
        IfMatch::parse(&lines.fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        }))
    }

    #[test]
    fn if_match_is_any_version_or_a_list_of_entity_tags() {
        assert_eq!(parsed(&["*"]), Some(IfMatch::Any));
        assert_eq!(parsed(&[" * "]), Some(IfMatch::Any));
        for (lines, versions) in [
            (&["\"7\""][..], &[7][..]),
            (&["\"3\", \"4\",\t\"5\""], &[3, 4, 5]),
            (&["\"3\"", "\"4\""], &[3, 4]),
            (&[", \"3\" ,,"], &[3]),
            (&["\"a,b\", \"3\""], &[3]),
            (&["W/\"3\", \"4\""], &[4]),
            (&["\"\"", "\"+3\"", "\"03\"", "\"one\"", "\"99999999999999999999\""], &[]),
        ] {
            assert_eq!(parsed(lines), Some(IfMatch::Versions(versions.to_vec())), "{lines:?}");
        }
    }

    #[test]
    fn if_match_that_is_no_list_of_entity_tags_is_malformed() {
        for wrong in [
            "",
            ",",
            "7",
            "\"7",
            "7\"",
            "'7'",
            "\"3\" \"4\"",
            "\"3\"\"4\"",
            "*, \"3\"",
            "\"3\", *",
            "w/\"3\"",
            "\"a b\"",
        ] {
            assert_eq!(parsed(&[wrong]), None, "{wrong}");
        }
        assert_eq!(parsed(&["*", "*"]), None);
    }
}
