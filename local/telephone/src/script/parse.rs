//! Parses a [`Script`]; its module describes the format.

use std::collections::VecDeque;

use super::super::call_setup::StirVerstat;
use super::super::party::{CallerAction, PickUp};
use super::super::transcript::Ending;
use super::{Expectation, ExpectedEntries, Script, Step, UNCLEAR};

/// Why a text is not a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected {expected}")]
pub struct ScriptError {
    line: usize,
    expected: &'static str,
}

const KEYWORDS: &str = "`company:`, `from:`, `attestation:`, `answers:`, `caller:`, `unclear:`, `interrupt after 7 words:`, `key:`, `silence`, `hang up`, `expect:`, \
    `expect not:`, `expect end:`, `expect dialed:`, `expect booked:`, `expect message:` or `expect emergency:`";

const INTERRUPT: &str = "interrupt after ";

impl Script {
    /// Parses a script. An error names the line.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut script = Self {
            company: None,
            from: "+12145550142".to_owned(),
            attestation: StirVerstat::default(),
            answers: Vec::new(),
            steps: VecDeque::new(),
            expectations: Vec::new(),
        };
        for (index, line) in text.lines().enumerate() {
            let content = line.trim();
            if !content.is_empty() && !content.starts_with('#') {
                script.add(index + 1, content).map_err(|expected| ScriptError { line: index + 1, expected })?;
            }
        }
        Ok(script)
    }

    /// The error says what was expected.
    fn add(&mut self, line: usize, content: &str) -> Result<(), &'static str> {
        let (keyword, rest) = match content.split_once(':') {
            Some((keyword, rest)) => (keyword.trim(), rest.trim()),
            None => (content, ""),
        };
        let step = match keyword {
            "company" => {
                self.company = Some(words(rest)?);
                return Ok(());
            }
            "from" => {
                self.from = words(rest)?;
                return Ok(());
            }
            "attestation" => {
                self.attestation =
                    rest.parse().map_err(|_| "`A`, `B`, `C`, `failed` or `none` after `attestation:`")?;
                return Ok(());
            }
            "answers" => {
                self.answers.push(answer(rest)?);
                return Ok(());
            }
            "expect" => Step::Expect(words(rest)?),
            "expect not" => Step::ExpectNot(words(rest)?),
            "caller" => Step::Act(CallerAction::Say(words(rest)?)),
            "unclear" => Step::Act(CallerAction::SayUnclear(words(rest)?, UNCLEAR)),
            "key" => Step::Act(CallerAction::Key(keys(rest)?)),
            interrupt if interrupt.starts_with(INTERRUPT) => {
                let count = interrupt.strip_prefix(INTERRUPT).and_then(|count| count.split_once(' '));
                let count = count.filter(|(_, unit)| matches!(*unit, "word" | "words"));
                let after_words = count.and_then(|(count, _)| count.parse().ok());
                let after_words = after_words.ok_or("`interrupt after 7 words:`")?;
                Step::Act(CallerAction::Interrupt { after_words, words: words(rest)? })
            }
            "silence" if rest.is_empty() => Step::Act(CallerAction::Silence),
            "hang up" if rest.is_empty() => Step::Act(CallerAction::HangUp),
            other => {
                let expectation = expectation(other, rest)?;
                self.expectations.push((line, expectation));
                return Ok(());
            }
        };
        self.steps.push_back((line, step));
        Ok(())
    }
}

fn expectation(keyword: &str, rest: &str) -> Result<Expectation, &'static str> {
    Ok(match keyword {
        "expect end" => Expectation::End(match rest {
            "agent" => Ending::Agent,
            "caller" => Ending::Caller,
            "dropped" => Ending::Dropped,
            _ => return Err("`agent`, `caller` or `dropped` after `expect end:`"),
        }),
        "expect dialed" if rest == "nobody" => Expectation::Dialed(None),
        "expect dialed" => Expectation::Dialed(Some(number(rest)?)),
        "expect booked" => Expectation::Booked(wanted(rest)?),
        "expect message" => Expectation::Message(wanted(rest)?),
        "expect emergency" => Expectation::Emergency(wanted(rest)?),
        _ => return Err(KEYWORDS),
    })
}

fn words(rest: &str) -> Result<String, &'static str> {
    if rest.is_empty() { Err("words after the colon") } else { Ok(rest.to_owned()) }
}

fn wanted(rest: &str) -> Result<ExpectedEntries, &'static str> {
    match rest.parse() {
        Ok(count) => Ok(ExpectedEntries::Count(count)),
        Err(_) if rest.is_empty() => Err("a count or words after the colon"),
        Err(_) => Ok(ExpectedEntries::Words(rest.to_owned())),
    }
}

fn keys(rest: &str) -> Result<String, &'static str> {
    let on_keypad = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    if !rest.is_empty() && rest.chars().all(on_keypad) {
        Ok(rest.to_owned())
    } else {
        Err("digits, `*` or `#` after `key:`")
    }
}

fn answer(rest: &str) -> Result<(String, PickUp), &'static str> {
    let (who, what) = rest.split_once(char::is_whitespace).ok_or("a number and what happens there")?;
    let pick_up = match what.trim() {
        "accepts" => PickUp::Accepts,
        "declines" => PickUp::Declines,
        "busy" => PickUp::Busy,
        "no-answer" => PickUp::NoAnswer,
        _ => return Err("`accepts`, `declines`, `busy` or `no-answer` after the number"),
    };
    Ok((number(who)?, pick_up))
}

fn number(text: &str) -> Result<String, &'static str> {
    match domain::phone::PhoneNumber::parse(text) {
        Ok(number) => Ok(number.into()),
        Err(_) => Err("a number such as +12145550188"),
    }
}
