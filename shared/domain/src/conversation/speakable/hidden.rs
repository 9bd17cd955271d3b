//! The parts of a model's text that are not for the caller: reasoning, tool calls, code, markup of templates, invented turns of
//! the caller. Works on pieces of any length: text that may be the beginning of such a part is held back.

use super::{
    found::{MARKUP, at_line_start, bracket, tag, tag_name, word},
    markers::{SpecialToken, is_harmony_answer, is_reasoning_tag},
};

/// The longest name of a tag.
pub(super) const LONGEST_NAME: usize = 60;

/// What a piece adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextPart {
    /// Text for the caller.
    Text(String),
    /// All text before was reasoning: its closing tag has come without an opening one.
    Forget,
}

/// What is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mode {
    Text,
    /// Until the closing tag. With the number of tags of that name inside.
    Tag {
        name: String,
        depth: usize,
    },
    /// Until the token that ends it.
    Token(String),
    /// The header of a harmony message, until `<|message|>`.
    Header(String),
    /// Until the brackets are closed.
    Brackets {
        depth: usize,
        in_string: bool,
        escaped: bool,
    },
    /// Until these characters, in upper case or as they are.
    Until(&'static str),
    /// Until the line ends.
    Line,
    /// Until a line begins with the label of an answer.
    Label,
    /// To the end.
    Rest,
}

/// Separates the text for the caller.
#[derive(Debug, Clone)]
pub(super) struct Hidden {
    raw: String,
    mode: Mode,
    line_start: bool,
    /// A fence with plain text is open.
    in_fence: bool,
    /// The last character of the text is part of a word.
    in_word: bool,
}

/// What stands at a place of the text.
pub(super) enum HiddenMatch {
    /// More text is needed to know.
    Undecided,
    /// The next bytes are text.
    Text(usize),
    /// The next bytes are markup. Some markup separates words.
    Drop(usize, &'static str),
    /// The next bytes begin a part that is hidden.
    Enter(usize, Mode),
    /// Everything before was hidden.
    Forget(usize),
}

impl Hidden {
    pub(super) fn new() -> Self {
        Self { raw: String::new(), mode: Mode::Text, line_start: true, in_fence: false, in_word: false }
    }

    /// Adds a piece. `ended`: no more text comes.
    pub(super) fn push(&mut self, piece: &str, ended: bool) -> Vec<TextPart> {
        self.raw.push_str(piece);
        let raw = std::mem::take(&mut self.raw);
        let (mut at, mut parts, mut text) = (0, Vec::new(), String::new());
        while at < raw.len() {
            let rest = &raw[at..];
            if self.mode != Mode::Text {
                let Some(length) = self.skip(rest, ended) else { break };
                at += length;
                continue;
            }
            match self.found(rest, ended) {
                HiddenMatch::Undecided => break,
                HiddenMatch::Text(length) => {
                    self.note(&rest[..length]);
                    text.push_str(&rest[..length]);
                    at += length;
                }
                HiddenMatch::Drop(length, instead) => {
                    text.push_str(instead);
                    at += length;
                }
                HiddenMatch::Enter(length, mode) => {
                    self.mode = mode;
                    text.push(' ');
                    self.in_word = false;
                    at += length;
                }
                HiddenMatch::Forget(length) => {
                    text.clear();
                    parts.clear();
                    parts.push(TextPart::Forget);
                    (self.line_start, self.in_word) = (true, false);
                    at += length;
                }
            }
        }
        raw[at..].clone_into(&mut self.raw);
        if !text.is_empty() {
            parts.push(TextPart::Text(text));
        }
        parts
    }

    fn note(&mut self, text: &str) {
        for c in text.chars() {
            self.line_start = c == '\n' || (self.line_start && (c.is_whitespace() || MARKUP.contains(&c)));
            self.in_word = c.is_alphanumeric() || c == '_';
        }
    }

    fn found(&self, rest: &str, ended: bool) -> HiddenMatch {
        if self.line_start
            && let Some(found) = at_line_start(rest, ended)
        {
            return found;
        }
        let Some(first) = rest.chars().next() else { return HiddenMatch::Undecided };
        match first {
            '<' => tag(rest, ended),
            '{' => HiddenMatch::Enter(0, Mode::Brackets { depth: 0, in_string: false, escaped: false }),
            '[' => bracket(rest, ended),
            '`' => self.backticks(rest, ended),
            c if !self.in_word && (c.is_alphabetic() || c == '_') => word(rest, ended),
            c => HiddenMatch::Text(c.len_utf8()),
        }
    }

    /// A fence hides code, and shows plain text.
    fn backticks(&self, rest: &str, ended: bool) -> HiddenMatch {
        if !rest.starts_with("```") {
            return if rest.len() < 3 && rest.bytes().all(|b| b == b'`') && !ended {
                HiddenMatch::Undecided
            } else {
                HiddenMatch::Text(1)
            };
        }
        if self.in_fence {
            return HiddenMatch::Drop(3, " ");
        }
        let inside = &rest[3..];
        let info = inside.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+'));
        let content = info.trim_start();
        if content.is_empty() && !ended {
            return HiddenMatch::Undecided;
        }
        let language = &inside[..inside.len() - info.len()];
        let is_plain =
            !info.starts_with('\n') || matches!(language, "" | "text" | "txt" | "markdown" | "md" | "plaintext");
        if is_plain && !content.starts_with(['{', '[', '<']) {
            // What stands beside the backticks is a word of the text, unless a line of its own.
            let length = if info.starts_with('\n') { rest.len() - info.len() } else { 3 };
            return HiddenMatch::Drop(length, "\n");
        }
        HiddenMatch::Enter(3, Mode::Until("```"))
    }

    /// The bytes of a hidden part that are skipped. Nothing if more text is needed.
    fn skip(&mut self, rest: &str, ended: bool) -> Option<usize> {
        match &mut self.mode {
            Mode::Text => Some(0),
            Mode::Rest => Some(rest.len()),
            Mode::Line => Some(match rest.find('\n') {
                Some(end) => {
                    (self.mode, self.line_start) = (Mode::Text, true);
                    end + 1
                }
                None => rest.len(),
            }),
            Mode::Label => match at_line_start(rest, ended) {
                Some(HiddenMatch::Undecided) => None,
                Some(HiddenMatch::Drop(length, _)) => {
                    (self.mode, self.line_start) = (Mode::Text, true);
                    Some(length)
                }
                _ => Some(rest.find('\n').map_or(rest.len(), |end| end + 1)),
            }
            .filter(|length| ended || rest[..*length].ends_with('\n') || self.mode == Mode::Text),
            Mode::Until(end) => match rest.find(*end) {
                Some(at) => {
                    let length = at + end.len();
                    self.mode = Mode::Text;
                    Some(length)
                }
                None if ended => Some(rest.len()),
                // The end may be split between two pieces.
                None => {
                    let kept = rest.floor_char_boundary(rest.len().saturating_sub(end.len()));
                    (kept > 0).then_some(kept)
                }
            },
            Mode::Brackets { depth, in_string, escaped } => {
                for (at, c) in rest.char_indices() {
                    match c {
                        _ if *escaped => *escaped = false,
                        '\\' if *in_string => *escaped = true,
                        '"' => *in_string = !*in_string,
                        '{' | '[' | '(' if !*in_string => *depth += 1,
                        '}' | ']' | ')' if !*in_string => {
                            *depth = depth.saturating_sub(1);
                            if *depth == 0 {
                                self.mode = Mode::Text;
                                return Some(at + 1);
                            }
                        }
                        _ => {}
                    }
                }
                Some(rest.len())
            }
            Mode::Tag { .. } | Mode::Token(_) | Mode::Header(_) => self.skip_to_marker(rest, ended),
        }
    }

    /// Skips to the next tag or token, and over it.
    fn skip_to_marker(&mut self, rest: &str, ended: bool) -> Option<usize> {
        let start = rest.find('<').unwrap_or(rest.len());
        if start > 0 {
            if let Mode::Header(header) = &mut self.mode {
                header.push_str(&rest[..start]);
            }
            return Some(start);
        }
        let Some(end) = rest.find('>') else {
            return (ended || rest.len() > LONGEST_NAME).then_some(1);
        };
        let marker = &rest[..=end];
        let token = SpecialToken::parse(marker);
        let next = match (&self.mode, token) {
            (Mode::Tag { name, depth }, _) => {
                let closing = marker.starts_with("</");
                let named = tag_name(marker).map(|(name, _)| name);
                let same = named
                    .as_deref()
                    .is_some_and(|other| other == name || (is_reasoning_tag(other) && is_reasoning_tag(name)));
                match (same, closing, *depth) {
                    (true, true, 0) => Some(Mode::Text),
                    (true, true, depth) => Some(Mode::Tag { name: name.clone(), depth: depth - 1 }),
                    (true, false, depth) => Some(Mode::Tag { name: name.clone(), depth: depth + 1 }),
                    (false, ..) => None,
                }
            }
            (Mode::Token(base), Some(token)) if token.ends(base) => Some(token.mode_after()),
            (Mode::Token(_), Some(token)) if token.begins_message() => Some(Mode::Header(String::new())),
            (Mode::Header(header), Some(SpecialToken::Message)) => {
                Some(if is_harmony_answer(header) { Mode::Text } else { Mode::Token(String::new()) })
            }
            (Mode::Header(_), Some(SpecialToken::Channel)) => Some(Mode::Header(String::new())),
            _ => None,
        };
        match next {
            Some(mode) => {
                self.mode = mode;
                self.line_start |= self.mode == Mode::Text;
                Some(marker.len())
            }
            // The end of another tag says nothing: "<" may follow inside it.
            None => Some(1),
        }
    }
}

impl SpecialToken {
    fn mode_after(&self) -> Mode {
        if self.begins_message() { Mode::Header(String::new()) } else { Mode::Text }
    }
}
