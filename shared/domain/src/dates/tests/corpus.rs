//! Phrases as recognisers write them, with the days that a person reads in them.
//!
//! Each line of `days.tsv` holds the language, the phrase, its days among the 21 days from 2026-11-27 (or `unreadable`,
//! or `beyond` for days after those), and the part of the day.

use jiff::civil::date;

use super::*;

const PHRASES: &str = include_str!("corpus/days.tsv");

/// The days of a phrase and the part of the day, in the notation of the file.
fn read(phrase: &str) -> (String, &'static str) {
    let today = date(2026, 11, 27);
    let Some(request) = resolve(phrase, today) else { return ("unreadable".to_owned(), "none") };
    let days: Vec<String> =
        request.days.days().filter(|day| *day <= date(2026, 12, 17)).map(|day| day.to_string()).collect();
    let part = match request.part {
        PartOfDay::Morning => "morning",
        PartOfDay::Afternoon => "afternoon",
        PartOfDay::Evening => "evening",
        PartOfDay::Any => "none",
    };
    (if days.is_empty() { "beyond".to_owned() } else { days.join(",") }, part)
}

#[test]
fn corpus_phrase_is_read_as_its_days() {
    let mut wrong = Vec::new();
    let (mut phrases, mut unreadable) = (0, 0);
    for line in PHRASES.lines() {
        let [language, phrase, days, part] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        phrases += 1;
        let (read_days, read_part) = read(phrase);
        if read_days == "unreadable" && days != "unreadable" {
            unreadable += 1;
        }
        if (read_days.as_str(), read_part) != (days, part) {
            wrong.push(format!("{language} {phrase}: {read_days} {read_part}, not {days} {part}"));
        }
    }
    let figures = format!("{phrases} phrases, {} misread, {unreadable} not understood", wrong.len() - unreadable);
    assert_eq!(figures, "400 phrases, 0 misread, 9 not understood", "{}", wrong.join("\n"));
}

#[test]
fn unknown_word_makes_a_corpus_phrase_unreadable() {
    for line in PHRASES.lines() {
        let phrase = line.split('\t').nth(1).expect("a phrase");
        for unknown in [format!("bork {phrase}"), format!("unless {phrase}")] {
            assert_eq!(read(&unknown).0, "unreadable", "{unknown}");
        }
    }
}
