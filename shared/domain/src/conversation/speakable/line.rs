//! One clause of a model's text in words for speech: lists, tables, links, signs, emoji.
//!
//! What carries over from clause to clause is in [`LineState`], so that a text in pieces gives the same words as the whole.

use super::{numbers, tokens};
use crate::triage::Language;

/// The directions that models write for an actor.
const DIRECTIONS: &[&str] = &[
    "smile",
    "smiles",
    "smiling",
    "laugh",
    "laughs",
    "laughing",
    "chuckle",
    "chuckles",
    "chuckling",
    "sigh",
    "sighs",
    "sighing",
    "pause",
    "pauses",
    "pausing",
    "nod",
    "nods",
    "nodding",
    "typing",
    "types",
    "type",
    "checking",
    "checks",
    "check",
    "clears",
    "breathes",
    "breath",
    "silence",
    "beat",
    "warmly",
    "cheerfully",
    "softly",
    "gently",
    "whispers",
    "waits",
    "waiting",
    "keyboard",
    "thinking",
    "thinks",
    "looks",
    "looking",
    "listens",
    "listening",
    "inaudible",
    "music",
    "sonrie",
    "sonríe",
    "sonriendo",
    "risa",
    "risas",
    "rie",
    "ríe",
    "suspira",
    "suspiro",
    "pausa",
    "teclea",
    "tecleando",
    "asiente",
    "revisa",
    "revisando",
    "silencio",
    "espera",
    "esperando",
    "susurra",
];
/// A longer direction is a sentence.
const LONGEST_DIRECTION: usize = 60;

/// What a clause needs to know of the clauses before it.
#[derive(Debug, Clone)]
pub(super) struct LineState {
    pub(super) language: Language,
    /// The next character is the first of its line.
    line_start: bool,
    /// The number that the next item of a numbered list has.
    next_item: u32,
    /// The line ends an item, a heading or a row, which is a sentence of its own.
    is_item: bool,
    /// A quotation is open.
    quoted: bool,
}

impl LineState {
    pub(super) fn new(language: Language) -> Self {
        Self { language, line_start: true, next_item: 1, is_item: false, quoted: false }
    }

    /// The words of a clause; empty if it has none.
    pub(super) fn clean(&mut self, clause: &str) -> String {
        let mut spoken = String::with_capacity(clause.len());
        let mut lines = clause.split('\n').peekable();
        while let Some(line) = lines.next() {
            self.line(line, &mut spoken);
            if lines.peek().is_some() {
                let ends_in_letter = spoken.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '%' | ','));
                if std::mem::take(&mut self.is_item) && ends_in_letter {
                    spoken.truncate(spoken.trim_end_matches(',').len());
                    // "1." at the start of a line would be the number of an item.
                    let is_number = spoken.bytes().all(|byte| byte.is_ascii_digit());
                    spoken.push(if is_number { ',' } else { '.' });
                }
                self.line_start = true;
            }
        }
        if spoken.chars().any(char::is_alphanumeric) { spoken } else { String::new() }
    }

    fn line(&mut self, line: &str, spoken: &mut String) {
        let mut line = line;
        if self.line_start && !line.trim().is_empty() {
            self.line_start = false;
            line = self.without_bullet(line.trim_start());
        }
        let line = without_directions(&without_links(line));
        let line = line.replace('|', " , ");
        let words: Vec<&str> =
            line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
        for (nth, word) in words.iter().enumerate() {
            let before = nth.checked_sub(1).and_then(|before| words.get(before)).copied();
            let dash = numbers::is_range_dash(before, word, words.get(nth + 1).copied());
            let word = if dash { String::from(&self.language.words().signs.to) } else { self.word(word) };
            append(spoken, &word);
        }
    }

    fn word(&mut self, word: &str) -> String {
        let word = tokens::word(word, self.language);
        let mut out = String::with_capacity(word.len());
        for c in word.chars() {
            match c {
                '"' if !self.quoted && out.ends_with(|c: char| c.is_ascii_digit()) => {
                    out.push(' ');
                    out.push_str(&self.language.words().signs.inches);
                }
                '"' => self.quoted = !self.quoted,
                '“' | '«' => self.quoted = true,
                '”' | '»' => self.quoted = false,
                '„' => {}
                c => out.push(c),
            }
        }
        out
    }

    /// The line without the sign of a heading, a quotation or an item. The number of an item goes too, if it counts.
    fn without_bullet<'a>(&mut self, line: &'a str) -> &'a str {
        if line.starts_with('|') {
            self.is_item = true;
            return line;
        }
        let mut rest = line;
        loop {
            let next = rest.trim_start();
            let heading = next.trim_start_matches(['#', '>']);
            let stripped = match next.chars().next() {
                Some('#' | '>') if heading.is_empty() || heading.starts_with(char::is_whitespace) => heading,
                Some(bullet @ ('-' | '*' | '+' | '•' | '–' | '—' | '▪' | '◦' | '‣' | '·')) => {
                    let after = &next[bullet.len_utf8()..];
                    if !after.starts_with(char::is_whitespace) {
                        break;
                    }
                    after
                }
                _ => break,
            };
            self.is_item = true;
            rest = stripped;
        }
        self.without_number(rest.trim_start())
    }

    fn without_number<'a>(&mut self, line: &'a str) -> &'a str {
        let start = line.trim_start_matches(['*', '_']);
        let digits = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: Option<u32> = start[..digits].parse().ok().filter(|number| *number < 100);
        let Some(number) = number.filter(|number| *number == 1 || *number == self.next_item) else { return line };
        let after = start[digits..].trim_start_matches(['*', '_']);
        let Some(after) = after.strip_prefix(['.', ')']).map(|after| after.trim_start_matches(['*', '_'])) else {
            return line;
        };
        if !after.starts_with(char::is_whitespace) {
            return line;
        }
        self.is_item = true;
        self.next_item = number + 1;
        after.trim_start()
    }
}

/// Adds a word. Signs that lost their words go with them.
fn append(spoken: &mut String, word: &str) {
    let is_mark = |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '…');
    for word in
        word.split(' ').filter(|word| !word.is_empty() && !matches!(*word, "()" | "[]" | "''" | "-" | "–" | "--"))
    {
        if word == "—" && spoken.ends_with(char::is_alphanumeric) {
            spoken.push_str(" —");
            continue;
        }
        let is_unit =
            matches!(word.trim_end_matches(is_mark), "%" | "°") && spoken.ends_with(|c: char| c.is_ascii_digit());
        if !word.contains(char::is_alphanumeric) && !is_unit {
            // Signs have no words, wherever they stand. A mark joins the word before it, unless that has one.
            let mark = word.chars().find(|c| is_mark(*c));
            if let Some(mark) = mark.filter(|_| spoken.ends_with(|c: char| c.is_alphanumeric() || c == ')' || c == '%'))
            {
                spoken.push(mark);
            }
            continue;
        }
        if !spoken.is_empty() {
            spoken.push(' ');
        }
        spoken.push_str(word);
    }
}

/// Links without their addresses: `[text](https://…)` is `text`. A footnote or a direction in brackets goes.
fn without_links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('[') {
        let (before, bracket) = rest.split_at(start);
        let Some(end) = bracket.find(']') else { break };
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        let text = &bracket[1..end];
        let footnote = !text.is_empty() && text.trim_start_matches('^').bytes().all(|b| b.is_ascii_digit());
        if !footnote && !is_direction(text) {
            out.push_str(text);
        }
        rest = &bracket[end + 1..];
        if let Some(address) = rest.strip_prefix('(').and_then(|rest| rest.find(')')) {
            rest = &rest[address + 2..];
        } else if !footnote && let Some(reference) = rest.strip_prefix('[').and_then(|rest| rest.find(']')) {
            rest = &rest[reference + 2..];
        }
    }
    out.push_str(rest);
    out.replace(['[', ']'], " ")
}

/// The line without `*smiles*` and `(laughs)`.
fn without_directions(line: &str) -> String {
    let mut out = line.to_owned();
    for (open, close) in [('*', '*'), ('(', ')'), ('_', '_')] {
        let mut from = 0;
        while let Some(start) = out[from..].find(open).map(|at| at + from) {
            let Some(length) = out[start + 1..].find(close) else { break };
            let end = start + 1 + length;
            if is_direction(&out[start + 1..end]) {
                out.replace_range(start..=end, " ");
                from = start;
            } else {
                from = start + 1;
            }
        }
    }
    out
}

fn is_direction(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let first = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // "Check" and "type" begin sentences too: a direction has no address and no number.
    text.len() <= LONGEST_DIRECTION
        && DIRECTIONS.contains(&first)
        && !text.contains(|c: char| c.is_ascii_digit())
        && !["you", "your", "us", "we", "please", "usted", "su"]
            .iter()
            .any(|word| text.split(' ').any(|said| said == *word))
}
