//! HTML entities, and the look-alikes that some models write in their markers.

/// The longest entity that is read, without `&` and `;`.
const LONGEST: usize = 10;

/// Replaces entities in text that arrives in pieces.
#[derive(Debug, Clone, Default)]
pub(super) struct Entities {
    /// What may be the beginning of an entity.
    held: String,
}

impl Entities {
    /// Adds what is known of a piece to `out`.
    pub(super) fn push(&mut self, piece: &str, out: &mut String) {
        for c in piece.chars().map(plain) {
            if self.held.is_empty() {
                if c == '&' {
                    self.held.push(c);
                } else {
                    out.push(c);
                }
                continue;
            }
            match c {
                ';' => match decoded(&self.held[1..]) {
                    // "&amp;lt;" is an entity once more.
                    Some('&') => self.held.truncate(1),
                    Some(decoded) => {
                        out.push(plain(decoded));
                        self.held.clear();
                    }
                    None => {
                        self.end(out);
                        out.push(c);
                    }
                },
                '#' | '0'..='9' | 'a'..='z' | 'A'..='Z' if self.held.len() <= LONGEST => self.held.push(c),
                '&' => {
                    self.end(out);
                    self.held.push(c);
                }
                _ => {
                    self.end(out);
                    out.push(c);
                }
            }
        }
    }

    /// Adds what was held back.
    pub(super) fn end(&mut self, out: &mut String) {
        out.push_str(&self.held);
        self.held.clear();
    }
}

/// Kimi writes `◁think▷`, and other models `<｜tool▁calls▁begin｜>`.
fn plain(c: char) -> char {
    match c {
        '◁' => '<',
        '▷' => '>',
        '｜' => '|',
        '▁' => '_',
        c => c,
    }
}

fn decoded(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" | "ldquo" | "rdquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "deg" => '°',
        "bull" | "middot" => '•',
        "cent" => '¢',
        "iexcl" => '¡',
        "iquest" => '¿',
        "aacute" => 'á',
        "eacute" => 'é',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "ntilde" => 'ñ',
        _ => return None,
    })
}
