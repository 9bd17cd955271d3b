//! The corpus of dictated names, numbers and addresses: the field, the verdict, the words, and the value of what is valid.

use proptest::prelude::*;

use super::{Refusal, address, is_placeholder, name};
use crate::{phone::PhoneNumber, text::Text};

const FIELDS: &str = include_str!("tests/corpus/fields.tsv");

/// The verdict on dictated words, and their value.
fn read(field: &str, text: &str) -> (&'static str, String) {
    let of = |read: Result<String, Refusal>| match read {
        Ok(value) => ("valid", value),
        Err(Refusal::Invalid) => ("invalid", String::new()),
        Err(Refusal::Placeholder) => ("placeholder", String::new()),
    };
    match field {
        "name" => of(name::read(text).map(String::from)),
        "address" => of(address::read(text).map(String::from)),
        _ if is_placeholder(text) => ("placeholder", String::new()),
        _ => of(PhoneNumber::parse_spoken(text).map(String::from).map_err(|_| Refusal::Invalid)),
    }
}

#[test]
fn corpus_field_is_read_as_its_value() {
    let mut wrong = Vec::new();
    let (mut fields, mut refused) = (0, 0);
    for line in FIELDS.lines() {
        let [field, verdict, text, value, language] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        fields += 1;
        if verdict == "valid" && read(field, text).0 != "valid" {
            refused += 1;
        }
        if read(field, text) != (verdict, value.to_owned()) {
            wrong.push(format!("{language} {field} {text}: {:?}, not {verdict} {value}", read(field, text)));
        }
    }
    let figures = format!("{fields} fields, {} misread, {refused} refused", wrong.len() - refused);
    assert_eq!(figures, "385 fields, 0 misread, 1 refused", "{}", wrong.join("\n"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = (name::read(&text), address::read(&text), PhoneNumber::parse_spoken(&text), is_placeholder(&text));
    }

    #[test]
    fn read_value_is_read_as_itself(index in 0usize..500) {
        let lines: Vec<Vec<&str>> = FIELDS.lines().map(|line| line.split('\t').collect()).filter(|line: &Vec<&str>| line[1] == "valid" && read(line[0], line[2]).0 == "valid").collect();
        let line = &lines[index % lines.len()];
        prop_assert_eq!(read(line[0], line[3]), ("valid", line[3].to_owned()));
    }

    #[test]
    fn house_number_in_words_is_read_as_its_digits(number in 100u32..9999) {
        let said: String = number.to_string().chars().map(|digit| match digit {
            '0' => "oh ", '1' => "one ", '2' => "two ", '3' => "three ", '4' => "four ", '5' => "five ", '6' => "six ", '7' => "seven ", '8' => "eight ", _ => "nine ",
        }).collect();
        let expected: Text<160> = Text::parse(&format!("{number} Elm Street")).expect("short");
        prop_assert_eq!(address::read(&format!("{said}elm street")), Ok(expected));
    }
}

/// A name is not spelled into itself, in any order of the parts.
#[test]
fn name_that_is_spelled_after_it_is_said_is_read_once() {
    for (first, last) in [("john", "smith"), ("maria", "lopez"), ("dale", "earl")] {
        let spelled = |word: &str| word.chars().map(|letter| letter.to_string()).collect::<Vec<_>>().join(" ");
        let expected: Text<80> = name::read(&format!("{first} {last}")).expect("a name");
        for said in [
            format!("{first} {last} {}", spelled(first)),
            format!("{first} {last} {}", spelled(last)),
            format!("{first} {last} {} {}", spelled(first), spelled(last)),
            format!("{first} {} {last} {}", spelled(first), spelled(last)),
            format!("{first} {last} that's {}", spelled(last)),
        ] {
            assert_eq!(name::read(&said), Ok(expected.clone()), "{said}");
        }
    }
}

#[test]
fn word_for_a_person_is_no_name() {
    for word in ["Guest", "guest", "the guest", "Mama", "my mom", "Mami", "Papa", "honey", "mi mamá", "abuelita"] {
        assert_eq!(name::read(word), Err(Refusal::Placeholder), "{word}");
    }
    for known in ["Edgar Guest", "Mama Cass Elliot", "Dale Guest"] {
        assert!(name::read(known).is_ok(), "{known}");
    }
}
