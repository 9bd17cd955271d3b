//! What stands at a place of a model's text: a tag, a token of a template, the call of a function, a label of a line, or plain text.

use super::{
    hidden::{HiddenMatch, LONGEST_NAME, Mode},
    markers::{
        Label, SpecialToken, is_call_name, is_reasoning_tag, is_tool_tag, label, labels_begin_with, tags_begin_with,
    },
};

/// The longest tag or token that is waited for.
const LONGEST_TAG: usize = 300;
/// Markup that may stand before a label.
pub(super) const MARKUP: [char; 4] = ['*', '_', '#', '>'];

/// A label at the beginning of a line: of the speaker, of reasoning, or of the caller.
pub(super) fn at_line_start(rest: &str, ended: bool) -> Option<HiddenMatch> {
    let skipped = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || MARKUP.contains(&c)).len();
    let words = &rest[skipped..];
    let end = words.find(|c: char| !c.is_alphabetic() && c != ' ').unwrap_or(words.len());
    let name = words[..end].trim_end().to_lowercase();
    let after = words[end..].trim_start_matches(['*', '_']);
    if after.is_empty() {
        // An asterisk after the name may belong to it.
        let may_be_label = !ended && (words.is_empty() || labels_begin_with(&name));
        return may_be_label.then_some(HiddenMatch::Undecided);
    }
    let after_colon = after.strip_prefix(':')?;
    let length = rest.len() - after_colon.trim_start_matches(['*', '_']).len();
    Some(match label(&name)? {
        Label::Answer => HiddenMatch::Drop(length, ""),
        Label::Thought => HiddenMatch::Enter(length, Mode::Label),
        Label::Caller => HiddenMatch::Enter(length, Mode::Rest),
    })
}

/// JSON, a token in brackets, or a link.
pub(super) fn bracket(rest: &str, ended: bool) -> HiddenMatch {
    let inside = rest[1..].trim_start();
    if inside.starts_with('{') {
        return HiddenMatch::Enter(0, Mode::Brackets { depth: 0, in_string: false, escaped: false });
    }
    let name = inside.split(']').next().unwrap_or_default();
    let is_token =
        |name: &str| name.len() >= 4 && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b == b'/');
    if !inside.contains(']') {
        let may_be_token = name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b == b'/') && name.len() < 24;
        return if may_be_token && !ended { HiddenMatch::Undecided } else { HiddenMatch::Text(1) };
    }
    let length = rest.find(']').map_or(1, |end| end + 1);
    match name {
        "THINK" => HiddenMatch::Enter(length, Mode::Until("[/THINK]")),
        "/THINK" => HiddenMatch::Forget(length),
        "TOOL_CALLS" | "TOOL_CALL" | "TOOL_RESULTS" | "ARGS" | "TOOL_CONTENT" => HiddenMatch::Enter(length, Mode::Rest),
        name if is_token(name) && name.contains('_') => HiddenMatch::Drop(length, " "),
        "INST" | "/INST" => HiddenMatch::Drop(length, " "),
        _ => HiddenMatch::Text(1),
    }
}

/// A word, or the name of a function that is called.
pub(super) fn word(rest: &str, ended: bool) -> HiddenMatch {
    let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches('.');
    let is_call = is_call_name(name);
    let after = rest[end..].trim_start();
    if after.is_empty() && !ended && (end == rest.len() || is_call) {
        return HiddenMatch::Undecided;
    }
    // "Cancel (or move)" is a sentence.
    let is_plain_word = !name.contains(['_', '.']);
    let called = is_call && !is_plain_word && after.starts_with(['(', '{']);
    let snake_call = rest[end..].starts_with('(') && (is_call || name.contains('_'));
    let brackets = Mode::Brackets { depth: 0, in_string: false, escaped: false };
    if called || snake_call {
        HiddenMatch::Enter(rest.len() - after.len(), brackets)
    } else if ["functions.", "default_api."].iter().any(|space| name.starts_with(space)) {
        HiddenMatch::Drop(end, " ")
    } else {
        HiddenMatch::Text(end.max(1))
    }
}

/// The name of a tag without its namespace, in lower case, and the bytes up to its end.
pub(super) fn tag_name(tag: &str) -> Option<(String, usize)> {
    let inside = tag.strip_prefix('<')?;
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    // `<|DSML|invoke name="…">`
    let inside = match inside.strip_prefix('|') {
        Some(marked) => marked.split_once('|').filter(|(mark, _)| !mark.contains('>')).map(|(_, name)| name)?,
        None => inside,
    };
    let end =
        inside.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':' | '-')).unwrap_or(inside.len());
    let name = inside[..end].rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    (!name.is_empty()).then_some((name, tag.len() - inside.len() + end))
}

/// A tag, a token, or a sign.
pub(super) fn tag(rest: &str, ended: bool) -> HiddenMatch {
    let wait = |found: HiddenMatch| if ended || rest.len() > LONGEST_TAG { found } else { HiddenMatch::Undecided };
    let inside = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    let Some(first) = inside.chars().next() else { return wait(HiddenMatch::Drop(rest.len(), "")) };
    if !(first.is_ascii_alphabetic() || matches!(first, '|' | '!')) {
        return HiddenMatch::Text(1);
    }
    if "<!--".starts_with(rest) || rest.starts_with("<!--") {
        return if rest.len() < 4 { wait(HiddenMatch::Text(1)) } else { HiddenMatch::Enter(4, Mode::Until("-->")) };
    }
    if let Some(waits) = is_address(inside) {
        // An address in angle brackets.
        return if waits { wait(HiddenMatch::Text(1)) } else { HiddenMatch::Drop(1, "") };
    }
    let closed = rest.find('>').map(|end| &rest[..=end]).filter(|tag| tag.matches('<').count() == 1);
    if let Some(token) = closed.and_then(SpecialToken::parse) {
        let length = closed.map_or(1, str::len);
        return match token {
            SpecialToken::Channel | SpecialToken::Start => HiddenMatch::Enter(length, Mode::Header(String::new())),
            SpecialToken::Line => HiddenMatch::Enter(length, Mode::Line),
            SpecialToken::Rest => HiddenMatch::Enter(length, Mode::Rest),
            SpecialToken::Begin(base) => HiddenMatch::Enter(length, Mode::Token(base)),
            SpecialToken::End(kind) if is_reasoning_tag(&kind) => HiddenMatch::Forget(length),
            SpecialToken::Message | SpecialToken::End(_) | SpecialToken::Other => HiddenMatch::Drop(length, " "),
        };
    }
    let Some((name, length)) = tag_name(rest) else {
        return match closed {
            Some(tag) => HiddenMatch::Drop(tag.len(), ""),
            None => wait(HiddenMatch::Text(1)),
        };
    };
    let after = &rest[length..];
    if after.is_empty() && !ended {
        return if rest.len() > LONGEST_NAME { HiddenMatch::Text(1) } else { HiddenMatch::Undecided };
    }
    if after.starts_with(['@', '.']) {
        return HiddenMatch::Drop(1, "");
    }
    let closing = rest.starts_with("</");
    match (closing, closed) {
        (false, _) if is_reasoning_tag(&name) || is_tool_tag(&name) => {
            HiddenMatch::Enter(length, Mode::Tag { name, depth: 0 })
        }
        (true, Some(tag)) if is_reasoning_tag(&name) => HiddenMatch::Forget(tag.len()),
        (_, Some(tag)) => HiddenMatch::Drop(tag.len(), separator(&name)),
        (_, None) if ended && after.is_empty() && tags_begin_with(&name) => HiddenMatch::Drop(rest.len(), ""),
        (_, None) if after.contains('<') => HiddenMatch::Text(1),
        (_, None) => wait(HiddenMatch::Text(1)),
    }
}

/// Whether an address follows: `Some(true)` if more text is needed to know.
pub(super) fn is_address(inside: &str) -> Option<bool> {
    let begins = ["http://", "https://", "mailto:"].iter().find(|scheme| {
        let length = scheme.len().min(inside.len());
        inside.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(&scheme[..length]))
    })?;
    Some(inside.len() < begins.len())
}

/// What a tag of HTML leaves in its place.
pub(super) fn separator(name: &str) -> &'static str {
    match name {
        "br" | "p" | "li" | "ul" | "ol" | "div" | "tr" | "h1" | "h2" | "h3" | "h4" => "\n",
        "td" | "th" | "break" | "hr" => " ",
        _ => "",
    }
}
