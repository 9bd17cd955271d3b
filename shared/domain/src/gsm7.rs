//! The alphabet of text messages. A text in it has 160 characters in a segment; any other character makes that 70, and each segment costs.

use std::borrow::Cow;

/// The characters beside ASCII letters and digits. Source: 3GPP TS 23.038, the default alphabet and its extension.
const OTHERS: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€";

fn is_in_alphabet(c: char) -> bool {
    c.is_ascii_alphanumeric() || OTHERS.contains(c)
}

/// What stands for a character outside the alphabet without a change of meaning. Spanish is read without accents.
fn replacement(c: char) -> Option<&'static str> {
    Some(match c {
        'á' | 'â' | 'ã' => "a",
        'Á' | 'À' | 'Â' | 'Ã' => "A",
        'ç' => "c",
        'ê' | 'ë' => "e",
        'È' | 'Ê' | 'Ë' => "E",
        'í' | 'î' | 'ï' => "i",
        'Í' | 'Ì' | 'Î' | 'Ï' => "I",
        'ó' | 'ô' | 'õ' => "o",
        'Ó' | 'Ò' | 'Ô' | 'Õ' => "O",
        'ú' | 'û' => "u",
        'Ú' | 'Ù' | 'Û' => "U",
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => "'",
        '“' | '”' | '„' | '″' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '•' => "-",
        '…' => "...",
        '\t' | '\u{a0}' | '\u{2009}' | '\u{202f}' => " ",
        _ => return None,
    })
}

/// The text in the alphabet of text messages. A text with a character that nothing stands for stays as it is: it has the other alphabet
/// anyway.
///
/// ```
/// use domain::gsm7::folded;
///
/// assert_eq!(folded("Su visita es el sábado – “Peña’s”"), "Su visita es el sabado - \"Peña's\"");
/// assert_eq!(folded("sábado 🙂"), "sábado 🙂");
/// ```
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_in_alphabet) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match replacement(c) {
            _ if is_in_alphabet(c) => folded.push(c),
            Some(replacement) => folded.push_str(replacement),
            None => return Cow::Borrowed(text),
        }
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_in_the_alphabet_and_what_they_replace_is_not() {
        for c in '\0'..='\u{ffff}' {
            if let Some(replacement) = replacement(c) {
                assert!(!is_in_alphabet(c) && replacement.chars().all(is_in_alphabet), "{c}");
            }
        }
    }
}
