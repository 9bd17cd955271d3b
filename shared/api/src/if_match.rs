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
    /// The versions with the listed tags. A weak tag is left out, because `If-Match` compares strongly.
    Versions(Vec<String>),
}

impl IfMatch {
    /// The current version, if the change may be based on it.
    pub fn matched(&self, current: u64) -> Result<u64, Problem> {
        self.matched_tag(&current.to_string()).map(|()| current)
    }

    /// Checks that the change may be based on the version with this tag.
    pub fn matched_tag(&self, current: &str) -> Result<(), Problem> {
        match self {
            Self::Versions(tags) if !tags.iter().any(|tag| tag == current) => {
                Err(Problem::new(ProblemKind::VersionMismatch))
            }
            _ => Ok(()),
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
fn versions(list: &str) -> Option<Vec<String>> {
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
        versions.extend((!is_weak).then(|| tag.to_owned()));
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
            (&["\"7\""][..], &["7"][..]),
            (&["\"3\", \"4\",\t\"5\""], &["3", "4", "5"]),
            (&["\"3\"", "\"4.2\""], &["3", "4.2"]),
            (&[", \"3\" ,,"], &["3"]),
            (&["\"a,b\", \"3\""], &["a,b", "3"]),
            (&["W/\"3\", \"4\""], &["4"]),
            (&["\"\""], &[""]),
        ] {
            let versions = versions.iter().map(|&tag| tag.to_owned()).collect();
            assert_eq!(parsed(lines), Some(IfMatch::Versions(versions)), "{lines:?}");
        }
    }

    #[test]
    fn change_is_based_on_a_version_with_exactly_its_tag() {
        let if_match = parsed(&["\"3\", \"4.2\""]).expect("a list");
        assert_eq!(if_match.matched(3).ok(), Some(3));
        assert!(if_match.matched_tag("4.2").is_ok());
        assert!(if_match.matched(4).is_err() && if_match.matched_tag("4.1").is_err());
        for other in ["\"+3\"", "\"03\"", "\"3.0\"", "W/\"3\""] {
            assert!(parsed(&[other]).expect("a list").matched(3).is_err(), "{other}");
        }
        assert!(IfMatch::Any.matched_tag("4.2").is_ok());
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
