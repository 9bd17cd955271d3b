//! What a model may not say, checked sentence by sentence before it is spoken: a subject that the company never talks about, a price
//! that is in no configuration, a diagnosis, a promise of arrival, an assurance of safety, and a booking or another change that was
//! not made.
//!
//! The phrases are in `guard/patterns.txt`, English and Spanish. What is right in one call is wrong in another: [`Guard`] reads the
//! company's configuration, what was done in this call, what tools returned and what the caller said. What follows a catch is not
//! known here.

mod amounts;
mod patterns;
mod safe;
mod subjects;
mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub(super) use self::safe::safe_words;
use self::{
    amounts::{Amount, amounts},
    words::{is_question, parts, words},
};
use super::{Context, Conversation, HistoryEntry, Phase, speakable};
use crate::{money::MicroUsd, tenant::TenantConfig, triage::Language};

/// The longest sentence that is recorded, in characters.
const LONGEST_RECORD: usize = 240;

/// The most sentences of a call that are recorded: the state of a call is written at every step. The last one is replaced after that.
const MOST_RECORDED: usize = 10;

/// What a sentence is that may not be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CatchKind {
    /// It says that something or someone is safe.
    Safety,
    /// It says that something is booked, moved, cancelled or passed on, and it is not.
    Booking,
    /// It promises when someone arrives.
    Arrival,
    /// It says what is wrong with the equipment.
    Diagnosis,
    /// It names a price that is in no configuration.
    Price,
    /// It is about a subject that the company never talks about.
    NeverSay,
}

impl CatchKind {
    /// Every kind, in the order in which they are looked for.
    pub const ALL: [Self; 6] =
        [Self::Safety, Self::Booking, Self::Arrival, Self::Diagnosis, Self::Price, Self::NeverSay];
}

/// A sentence of a model that was not spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtSentence {
    /// What it is.
    pub kind: CatchKind,
    /// Its words, with every digit and number word masked.
    pub sentence: String,
    /// The turn of the call, counted from 1.
    pub turn: u64,
    /// The caller heard other words of the model instead; if not, a fixed sentence.
    pub rephrased: bool,
}

/// What was done, which a sentence may say.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Done {
    /// A visit was booked in this call, or is on file.
    visit: bool,
    /// Free times were offered, or a change was read back.
    times: bool,
    moved: bool,
    cancelled: bool,
    message: bool,
}

/// Checks what a model says in a call.
#[derive(Debug, Clone, Copy)]
pub struct Guard<'a> {
    config: &'a TenantConfig,
    language: Language,
    history: &'a [HistoryEntry],
    done: Done,
}

/// A text that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<'a> {
    /// The sentences before the first that may not be said.
    pub passed: &'a str,
    /// What that one is, and its words.
    pub caught: Option<(CatchKind, &'a str)>,
}

impl Conversation {
    /// The sentences of the model that were not spoken.
    #[must_use]
    pub fn caught(&self) -> &[CaughtSentence] {
        &self.progress.caught
    }

    /// What the model reads before it answers again, if its last answer of this turn was not spoken.
    #[must_use]
    pub fn correction(&self) -> Option<String> {
        let caught =
            self.progress.caught.last().filter(|caught| caught.turn == self.usage.turns && !caught.rephrased)?;
        let heard = self.turn.say.join(" ");
        let heard = if heard.is_empty() {
            "The caller heard nothing of it.".to_owned()
        } else {
            format!("The caller has heard only this of it: \"{heard}\" Go on from there and do not repeat it.")
        };
        Some(format!(
            "# Correction\nYour last answer was not spoken, because it {} {heard} Answer the caller's last words again, in the \
             caller's language, and do not mention this correction.",
            safe::advice(caught.kind)
        ))
    }

    /// Notes a sentence of the model that is not spoken.
    pub(super) fn note_caught(&mut self, kind: CatchKind, sentence: &str) {
        self.caught_now = self.caught_now.saturating_add(1);
        let caught = CaughtSentence::new(kind, sentence, self.usage.turns);
        if self.progress.caught.len() >= MOST_RECORDED {
            self.progress.caught.pop();
        }
        self.progress.caught.push(caught);
    }

    /// Whether a sentence of this turn was caught before.
    pub(super) fn was_caught(&self) -> bool {
        self.progress.caught.last().is_some_and(|caught| caught.turn == self.usage.turns)
    }

    /// Notes that the caller hears other words of the model instead of what was caught in this turn.
    pub(super) fn note_rephrased(&mut self) {
        let turn = self.usage.turns;
        for caught in self.progress.caught.iter_mut().rev().take_while(|caught| caught.turn == turn) {
            caught.rephrased = true;
        }
    }

    /// The guard for what the model says next.
    #[must_use]
    pub fn guard<'a>(&'a self, context: Context<'a>) -> Guard<'a> {
        let progress = &self.progress;
        let done = Done {
            visit: !self.booked.is_empty() || !self.appointments.is_empty(),
            times: !self.offered.is_empty() || matches!(self.phase, Phase::ReadingBack { .. }),
            moved: !progress.moved.is_empty(),
            cancelled: !progress.cancelled.is_empty(),
            message: progress.message_left,
        };
        Guard { config: context.config, language: self.language(), history: &self.history, done }
    }
}

/// Whether a text says that something or someone is safe.
#[must_use]
pub fn assures_safety(text: &str) -> bool {
    speakable::sentences(text).into_iter().any(|sentence| !is_question(sentence) && says("safety", &words(sentence)))
}

impl Guard<'_> {
    /// The caller's language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Checks a text of one line.
    #[must_use]
    pub fn check<'t>(&self, text: &'t str) -> Checked<'t> {
        for sentence in speakable::sentences(text) {
            if let Some(kind) = self.caught(sentence) {
                let start = sentence.as_ptr() as usize - text.as_ptr() as usize;
                return Checked { passed: text[..start].trim_end(), caught: Some((kind, sentence)) };
            }
        }
        Checked { passed: text, caught: None }
    }

    /// What a sentence is, if it may not be said.
    fn caught(&self, sentence: &str) -> Option<CatchKind> {
        let words = words(sentence);
        let asks = is_question(sentence);
        CatchKind::ALL.into_iter().find(|kind| match kind {
            CatchKind::Safety => !asks && says("safety", &words) && !self.is_configured(&words),
            CatchKind::Booking => !asks && self.claims_a_change(&words),
            CatchKind::Arrival => !asks && self.promises_arrival(&words) && !self.is_configured(&words),
            CatchKind::Diagnosis => !asks && says("diagnosis", &words) && !self.is_configured(&words),
            CatchKind::Price => self.names_a_price(&words, asks),
            CatchKind::NeverSay => self.is_never_said(&words, asks),
        })
    }

    fn claims_a_change(&self, words: &[String]) -> bool {
        let Done { visit, moved, cancelled, message, .. } = self.done;
        let parts = parts(words);
        [("booked", visit), ("moved", moved), ("cancelled", cancelled), ("passed", message)]
            .into_iter()
            .any(|(kind, done)| !done && patterns::says(kind, "booking", &parts, words))
            // "All set" is right after any change.
            && !(is_all_set(words) && (visit || moved || cancelled || message))
    }

    fn promises_arrival(&self, words: &[String]) -> bool {
        let parts = parts(words);
        patterns::says("arrival", "arrival", &parts, words)
            || (!self.done.visit && !self.done.times && patterns::says("window", "window", &parts, words))
    }

    fn names_a_price(&self, words: &[String], asks: bool) -> bool {
        let named = amounts(words);
        let is_free = says("free", words);
        if named.is_empty() && !is_free {
            return false;
        }
        let prices = Prices::of(self.config, self.history);
        if is_free && !prices.has_free {
            return !self.is_configured(words);
        }
        let of_caller = if asks || speaks_of_caller(words) { of_caller(self.history) } else { BTreeSet::new() };
        named.iter().any(|amount| !prices.has(amount) && !amount.cents.iter().any(|cents| of_caller.contains(cents)))
    }

    fn is_never_said(&self, words: &[String], asks: bool) -> bool {
        if self.config.never_say.is_empty() {
            return false;
        }
        let named = amounts(words);
        let is_in = |subject: &subjects::SilentSubject| {
            // Every amount that comes here is configured, and a configured price may be said.
            (named.is_empty() || !subject.is_about_prices()) && subject.is_in(words, !named.is_empty())
        };
        let about =
            self.config.never_say.iter().flat_map(|text| subjects::subjects(text)).any(|subject| is_in(&subject));
        about && !asks && !subjects::refuses(words) && !self.is_configured(words)
    }

    /// Whether the company's own answers say the same: the sentence, or most of its words, is in one of them.
    fn is_configured(&self, words: &[String]) -> bool {
        let content: BTreeSet<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| word.len() > 3 || word.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        texts(self.config).any(|text| {
            let known = self::words(text);
            if known.windows(words.len().max(1)).any(|part| part == words) {
                return true;
            }
            if content.len() < 3 {
                return false;
            }
            let found = content.iter().filter(|word| known.iter().any(|known| known == **word)).count();
            found * 4 >= content.len() * 3
        })
    }
}

fn says(kind: &'static str, words: &[String]) -> bool {
    patterns::says(kind, kind, &parts(words), words)
}

fn is_all_set(words: &[String]) -> bool {
    words.windows(2).any(|pair| matches!((pair[0].as_str(), pair[1].as_str()), ("all" | "good", "set")))
}

/// The sentence speaks of an amount that the caller named: "you were quoted", "usted pagó".
fn speaks_of_caller(words: &[String]) -> bool {
    const OF_CALLER: [&str; 16] = [
        "said",
        "mentioned",
        "told",
        "quoted",
        "paid",
        "budget",
        "were",
        "spent",
        "asked",
        "dijo",
        "menciono",
        "pago",
        "cotizaron",
        "presupuesto",
        "dijeron",
        "pregunto",
    ];
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(&["you", "your", "youve", "usted", "le", "su", "they"]) && has(&OF_CALLER)
}

/// The company's own words.
fn texts(config: &TenantConfig) -> impl Iterator<Item = &str> {
    let answers = config.faq.iter().flat_map(|faq| [&*faq.question, &*faq.answer]);
    let jobs = config.job_types.iter().map(|job| &*job.name);
    let offices = config.locations.iter().flat_map(|office| [&*office.name, &*office.address]);
    let greetings =
        [Some(&config.greeting), config.after_hours_greeting.as_ref()].into_iter().flatten().map(|text| &**text);
    answers
        .chain(jobs)
        .chain(offices)
        .chain(greetings)
        .chain([&*config.personality, &*config.service_area.out_of_area_answer])
}

/// The prices that the agent may name.
struct Prices {
    cents: BTreeSet<u64>,
    has_free: bool,
}

impl Prices {
    fn of(config: &TenantConfig, history: &[HistoryEntry]) -> Self {
        let mut cents = BTreeSet::new();
        let mut add = |price: MicroUsd| {
            let exact = price.get() / 10_000;
            // Callers hear whole dollars: $75.65 is about 76.
            cents.extend([exact, exact / 100 * 100, exact.div_ceil(100) * 100]);
        };
        let mut has_free = false;
        for job in &config.job_types {
            for fee in [Some(job.fee_micro_usd), job.after_hours_fee_micro_usd].into_iter().flatten() {
                let for_members = fee.less_percent(job.member_discount_percent);
                for price in [fee, for_members, MicroUsd::new(fee.get() - for_members.get())] {
                    add(price);
                }
                has_free |= for_members == MicroUsd::ZERO;
            }
        }
        for text in texts(config).chain(tool_results(history)) {
            let words = words(text);
            cents.extend(amounts(&words).into_iter().flat_map(|amount| amount.cents));
            has_free |= says("free", &words);
        }
        Self { cents, has_free }
    }

    fn has(&self, amount: &Amount) -> bool {
        amount.cents.iter().any(|cents| self.cents.contains(cents) || (*cents == 0 && self.has_free))
    }
}

fn tool_results(history: &[HistoryEntry]) -> impl Iterator<Item = &str> {
    history.iter().filter_map(|entry| match entry {
        HistoryEntry::ToolReturned { content, .. } => Some(content.as_str()),
        _ => None,
    })
}

fn of_caller(history: &[HistoryEntry]) -> BTreeSet<u64> {
    let said = history.iter().filter_map(HistoryEntry::of_caller);
    let amounts = said.flat_map(|text| {
        let words = words(text);
        // A caller says "three hundred" without the dollars.
        let with_currency: Vec<String> = words.iter().cloned().chain(["dollars".to_owned()]).collect();
        amounts(&words).into_iter().chain(amounts(&with_currency))
    });
    amounts.flat_map(|amount| amount.cents).collect()
}

impl CaughtSentence {
    /// The record of a sentence, without its numbers.
    pub(super) fn new(kind: CatchKind, sentence: &str, turn: u64) -> Self {
        let masked = sentence.split(' ').map(masked_word).collect::<Vec<_>>().join(" ");
        Self { kind, sentence: masked.chars().take(LONGEST_RECORD).collect(), turn, rephrased: false }
    }
}

fn masked_word(word: &str) -> String {
    let is_number = words::words(word).iter().any(|part| {
        crate::numerals::below_hundred(&[part]).is_some()
            || crate::numerals::hundreds(part).is_some()
            || matches!(part.as_str(), "hundred" | "thousand" | "mil" | "grand")
    });
    if is_number && !matches!(word.to_lowercase().as_str(), "one" | "un" | "una" | "uno") {
        return word.chars().filter(|c| !c.is_alphanumeric() && !matches!(c, '-' | '\'')).fold(
            "###".to_owned(),
            |mut all, c| {
                all.push(c);
                all
            },
        );
    }
    word.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

#[cfg(test)]
mod tests;
