//! Reads telephone numbers.

use domain::phone::PhoneNumber;

/// What a text is as a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadNumber {
    /// A number, and the extension if it has one.
    Number {
        /// The number in E.164.
        number: PhoneNumber,
        /// The extension.
        extension: Option<String>,
    },
    /// The caller withheld their number.
    Withheld,
    /// No number that can exist.
    Unreadable,
}

/// What systems write in place of a withheld number.
const WITHHELD: [&str; 13] = [
    "anonymous",
    "unknown",
    "restricted",
    "private",
    "blocked",
    "unavailable",
    "withheld",
    "no caller id",
    "n/a",
    "unknown caller",
    "private number",
    "sip:anonymous@anonymous.invalid",
    "none",
];

/// What people write beside a number, and the schemes of addresses.
const LABELS: [&str; 13] =
    ["tel:", "sip:", "sips:", "whatsapp:", "cell", "mobile", "home", "work", "office", "phone", "main", "tel", "ph"];

/// Reads a number as a database or a person wrote it. Ten digits are a North American number.
#[must_use]
pub fn read(text: &str) -> ReadNumber {
    let text = text.trim();
    let folded = text.to_lowercase();
    if WITHHELD.contains(&folded.as_str()) {
        return ReadNumber::Withheld;
    }
    let plain = folded.trim_matches(['"', '\'', '`', ' ']);
    let plain =
        LABELS.iter().find_map(|label| plain.strip_prefix(label)).unwrap_or(plain).trim_start_matches([':', ' ']);
    // A caller by SIP: `sip:+12145550142@carrier.example;transport=udp`.
    let plain = plain.split_once('@').map_or(plain, |(number, _)| number);
    let plain = LABELS.iter().find_map(|label| plain.strip_suffix(label)).unwrap_or(plain);
    let plain = LABELS.iter().find_map(|label| plain.strip_suffix(&format!("({label})"))).unwrap_or(plain).trim_end();
    // What a data frame makes of a column of numbers with gaps.
    let plain = plain.strip_suffix(".0").unwrap_or(plain);
    let (plain, extension) = split_extension(plain);
    let Some(number) = number(plain) else { return ReadNumber::Unreadable };
    if number.stands_for_withheld() { ReadNumber::Withheld } else { ReadNumber::Number { number, extension } }
}

fn number(text: &str) -> Option<PhoneNumber> {
    let is_written =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()-./\u{a0}\u{2010}\u{2011}\u{2013}".contains(c);
    if !text.chars().all(is_written) || text.matches('+').count() > usize::from(text.trim_start().starts_with('+')) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = if text.trim_start().starts_with('+') {
        digits
    } else if let Some(number) = digits.strip_prefix("011").or_else(|| digits.strip_prefix("00")) {
        number.to_owned()
    } else if digits.len() == 11 && digits.starts_with('1') {
        digits
    } else if digits.len() == 10 {
        format!("1{digits}")
    } else {
        return None;
    };
    let number = PhoneNumber::parse(&format!("+{international}")).ok()?;
    (number.can_exist() || number.stands_for_withheld()).then_some(number)
}

fn split_extension(text: &str) -> (&str, Option<String>) {
    for mark in ["extension", "ext.", "ext", "x", "#"] {
        if let Some((number, extension)) = text.split_once(mark) {
            let extension = extension.trim_matches(|c: char| c.is_whitespace() || c == ':' || c == '.');
            let number = number.trim_end_matches([',', ';', ' ']);
            if !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_digit()) {
                return (number, Some(extension.to_owned()));
            }
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(text: &str) -> Option<String> {
        match read(text) {
            ReadNumber::Number { number, .. } => Some(number.to_string()),
            ReadNumber::Withheld | ReadNumber::Unreadable => None,
        }
    }

    #[test]
    fn numbers_are_read_as_people_and_databases_write_them() {
        for text in [
            "+12145550142",
            "2145550142",
            "12145550142",
            "(214) 555-0142",
            "214.555.0142",
            "+1 (214) 555-0142",
            "0012145550142",
            "2145550142.0",
            "tel:+1-214-555-0142",
            "214\u{2011}555\u{2011}0142",
            "(214) 555-0142 (cell)",
            "cell: 214-555-0142",
            "214-555-0142 home",
            "\"214-555-0142\"",
            "'2145550142",
            "sip:+12145550142@carrier.example;transport=udp",
            "214-555-0142, ext. 12",
        ] {
            assert_eq!(e164(text).as_deref(), Some("+12145550142"), "{text}");
        }
        assert_eq!(e164("+442079460018").as_deref(), Some("+442079460018"));
        assert_eq!(
            read("214-555-0142 ext. 17"),
            ReadNumber::Number {
                number: PhoneNumber::parse("+12145550142").expect("a number"),
                extension: Some("17".to_owned())
            }
        );
    }

    #[test]
    fn text_that_is_no_number_is_never_guessed() {
        for text in ["5550142", "214555014", "call Bob", "1112223333", "2145550142 or 2145550143", "+1+2145550142", "0"]
        {
            assert_eq!(read(text), ReadNumber::Unreadable, "{text}");
        }
        for text in ["Anonymous", "RESTRICTED", "+266696687", "n/a"] {
            assert_eq!(read(text), ReadNumber::Withheld, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_number_is_read_in_every_notation(area in 200_u32..1000, exchange in 200_u32..1000, line in 0_u32..10_000) {
            prop_assume!(area % 100 != 11);
            let expected = Some(format!("+1{area}{exchange}{line:04}"));
            prop_assert_eq!(e164(&format!("({area}) {exchange}-{line:04}")), expected.clone());
            prop_assert_eq!(e164(&format!("1{area}{exchange}{line:04}")), expected.clone());
            prop_assert_eq!(e164(&format!("{area}{exchange}{line:04}.0")), expected);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text: String) {
            if let ReadNumber::Number { number, .. } = read(&text) {
                prop_assert!(number.can_exist());
            }
        }
    }
}
