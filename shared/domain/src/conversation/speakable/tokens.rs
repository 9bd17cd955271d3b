//! Single words of a model's text in words for speech.

use super::numbers;
use crate::triage::Language;

/// Faces made of signs.
const FACES: [&str; 14] = [":)", ":-)", ";)", ";-)", ":D", ":-D", ":(", ":-(", ":P", ":-P", "=)", "<3", "xD", "^_^"];

/// The words for one word. May be empty, or several.
pub(super) fn word(word: &str, language: Language) -> String {
    if FACES.contains(&word.trim_end_matches(['.', '!', ','])) {
        return word.chars().rev().take_while(|c| matches!(c, '.' | '!' | ',')).collect();
    }
    let words = &language.words().signs;
    let plain = plain(word, language);
    let end_of = |word: &str| word.trim_end_matches(['.', ',', '!', '?', ';', ':']).len();
    for word in [word, &plain] {
        let (core, end) = word.split_at(end_of(word));
        if let Some(sign) = sign(core, language) {
            return format!("{sign}{end}");
        }
    }
    if let Some(rest) = word.strip_prefix("w/").filter(|rest| rest.len() > 1) {
        return format!("{} {}", &*words.with, self::word(rest, language));
    }
    if let Some(address) = address(word, language) {
        return address;
    }
    numbers::spoken(&plain, language)
}

/// The word for a sign that stands alone.
fn sign(word: &str, language: Language) -> Option<&'static str> {
    let words = &language.words().signs;
    Some(match word.to_lowercase().as_str() {
        "&" => &words.and,
        "w/" => &words.with,
        "w/o" => &words.without,
        "b/c" => &words.because,
        "@" => &words.at,
        "=" => &words.is,
        "+" => &words.plus,
        "<" => &words.less_than,
        ">" => &words.more_than,
        "->" | "=>" | "→" | "--" | "•" | "·" => return Some(","),
        _ => return None,
    })
}

/// The word without emoji and markup.
fn plain(word: &str, language: Language) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    let words = &language.words().signs;
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    while let Some(c) = letters.next() {
        match c {
            '*' | '×' if digit(out.chars().last()) && digit(letters.peek().copied()) => {
                out.extend([" ", &*words.by, " "]);
            }
            '_' if out.ends_with(char::is_alphanumeric) && letters.peek().is_some_and(|c| c.is_alphanumeric()) => {
                out.push(' ');
            }
            '~' if digit(letters.peek().copied()) || letters.peek() == Some(&'$') => {
                out.extend([&*words.about, " "]);
            }
            '≈' => out.extend([&*words.about, " "]),
            '<' if digit(letters.peek().copied()) || letters.peek() == Some(&'$') => {
                out.extend([&*words.less_than, " "]);
            }
            '>' if digit(letters.peek().copied()) || letters.peek() == Some(&'$') => {
                out.extend([&*words.more_than, " "]);
            }
            '℉' => out.extend([" ", &*words.fahrenheit]),
            '℃' => out.extend([" ", &*words.celsius]),
            '‑' | '‐' => out.push('-'),
            '*' | '_' | '`' | '~' | '\\' | '^' | '<' | '>' | '{' | '}' => {}
            // "&" inside a word: AT&T.
            c if is_silent(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Emoji and what joins them, arrows, dingbats, and characters without a shape.
fn is_silent(c: char) -> bool {
    matches!(c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{25ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{20e3}' | '\u{e0000}'..='\u{e007f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{ffff}' | '\u{ad}' | '®' | '©' | '™' | '•' | '\u{300c}' | '\u{300d}'
        | '\u{f0000}'..='\u{10ffff}')
        || c.is_control()
}

/// An address of the web or of a mailbox in words.
fn address(word: &str, language: Language) -> Option<String> {
    let start = word.trim_start_matches(['(', '<', '"', '“', '*', '_', '`']);
    let core = start.trim_end_matches(['.', ',', '!', '?', ')', '>', '"', '”', ';', ':', '*', '_', '`']);
    let end: String = start[core.len()..].chars().filter(|c| matches!(c, '.' | ',' | '!' | '?' | ';' | ':')).collect();
    let is_host = |host: &str| {
        host.contains('.')
            && !host.starts_with('.')
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
    };
    let words = &language.words().signs;
    let dotted = |host: &str| host.replace('.', &format!(" {} ", &*words.dot));
    let lower = core.to_lowercase();
    let core = core.get(if lower.starts_with("mailto:") { 7 } else { 0 }..)?;
    if let Some((name, host)) = core.split_once('@')
        && !name.is_empty()
        && is_host(host)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
    {
        let name = dotted(name).replace('_', &format!(" {} ", &*words.underscore));
        return Some(format!("{name} {} {}{end}", &*words.at_host, dotted(host)));
    }
    let has_scheme = lower.starts_with("https://") || lower.starts_with("http://");
    if !has_scheme && !lower.starts_with("www.") {
        return None;
    }
    let bare = core.split_once("://").map_or(core, |(_, bare)| bare);
    let bare = bare.strip_prefix("www.").or_else(|| bare.strip_prefix("WWW.")).unwrap_or(bare);
    let (host, path) = bare.split_once(['/', '?', '#']).unwrap_or((bare, ""));
    if !is_host(host) {
        return None;
    }
    // A short path can be said; anything longer cannot.
    let is_word = !path.is_empty() && path.len() <= 20 && path.chars().all(|c| c.is_alphanumeric() || c == '-');
    let path = if is_word { format!(" {} {path}", &*words.slash) } else { String::new() };
    Some(format!("{}{path}{end}", dotted(host)))
}
