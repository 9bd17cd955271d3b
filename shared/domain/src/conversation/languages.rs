//! The language of the call: the company's first at its start, then the caller's, as soon as they ask for it, press its key or speak
//! it for a whole utterance. Dangers are heard, and answered, in every language.

use super::{
    Context, Conversation, Effects, HistoryEntry, NextStep, Phase, Question, TextQuestion, TurnEnd, effect::BargeIn,
    phrases,
};
use crate::{
    language::{Request, Translation, request},
    triage::{self, Language},
};

impl Conversation {
    /// The language of the call.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The agent's fixed sentences in the language of the call.
    pub(super) fn words(&self) -> &'static Translation {
        self.language.words()
    }

    /// The language of everything that is said about a danger: that of the caller's latest words, whether or not the company speaks it.
    pub(super) fn language_of_danger(&self) -> Language {
        self.findings.language()
    }

    /// The sentences for a caller who leaves a message, in their own language even if the company does not speak it.
    pub(super) fn words_for_message(&self, context: Context<'_>) -> &'static Translation {
        let heard = self.findings.language();
        if context.config.speaks(heard) { self.words() } else { heard.words() }
    }

    /// A call begins in the company's first language.
    pub(super) fn begin_in_first_language(&mut self, context: Context<'_>) {
        self.switch_to(context.config.first_language());
    }

    fn switch_to(&mut self, language: Language) {
        self.language = language;
        self.findings.language = language;
    }

    /// Notes the language of the caller's words, and switches to it. Effects only if the words hold nothing else, or if the company does
    /// not speak the language.
    pub(super) fn heed_language(&mut self, text: &str, context: Context<'_>) -> Option<Effects> {
        let asked = request(text);
        let language = asked.map(|asked| asked.language).or_else(|| triage::wholly_in(text));
        let language = language.filter(|language| *language != self.language)?;
        if !context.config.speaks(language) {
            return self.decline_language(language, text, context);
        }
        self.switch_to(language);
        let Some(Request { alone: true, .. }) = asked else { return None };
        let is_first = !self.caller_has_spoken();
        self.unclear.asked = 0;
        self.silences = 0;
        self.note_caller_words(text, context.config);
        Some(self.go_on_in_language(is_first, context))
    }

    /// A danger was heard in a language that the company speaks: the call goes on in it.
    pub(super) fn follow_language_of_danger(&mut self, context: Context<'_>) {
        let heard = self.findings.language();
        if context.config.speaks(heard) {
            self.language = heard;
        }
    }

    /// The caller pressed the key that the greeting offers for a language.
    pub(super) fn language_chosen(&mut self, digits: &str, context: Context<'_>) -> Option<Effects> {
        if self.phase != Phase::Talking || self.caller_has_spoken() {
            return None;
        }
        let (_, language) = context.config.offered_languages().find(|(key, _)| key == digits)?;
        self.switch_to(language);
        Some(self.go_on_in_language(true, context))
    }

    fn caller_has_spoken(&self) -> bool {
        self.history.iter().any(|entry| matches!(entry, HistoryEntry::CallerSaid { .. }))
    }

    /// Says in the new language what the caller was asked. At the start of the call: the company's greeting with its disclosures.
    fn go_on_in_language(&mut self, is_first: bool, context: Context<'_>) -> Effects {
        let words = self.words();
        match std::mem::replace(&mut self.phase, Phase::Talking) {
            Phase::ReadingBack { proposal, unclear } => {
                self.gather(&words.switching.switched);
                self.read_back(proposal, unclear, context)
            }
            Phase::AskingAbout(Question { interrupted: Some(proposal), .. }) => {
                self.gather(&words.switching.switched);
                self.read_back(proposal, 0, context)
            }
            Phase::AskingToText(question) => {
                self.gather(&words.switching.switched);
                self.ask_to_text(TextQuestion { wording: String::from(&words.talk.text_question), ..question })
            }
            Phase::OfferingPerson => {
                self.gather(&words.switching.switched);
                self.offer_person(context)
            }
            _ if is_first => {
                let greeting = phrases::greeting_after_switch(self, context);
                self.say_and_listen(greeting)
            }
            _ => {
                // The model asks its question again, in the new language.
                self.gather(&words.switching.switched);
                Effects::only(NextStep::AskModel)
            }
        }
    }

    /// The company does not speak the caller's language: says so in it, once, and offers a message.
    fn decline_language(&mut self, language: Language, text: &str, context: Context<'_>) -> Option<Effects> {
        let spoken = phrases::languages_of(context.config, language);
        let words = language.words().switching.not_spoken.with(&spoken);
        let said_before = self.history.iter().any(|entry| entry.heard().is_some_and(|(said, _)| said == words));
        if said_before || !matches!(self.phase, Phase::Talking | Phase::OfferingPerson) {
            return None;
        }
        self.unclear.asked = 0;
        self.silences = 0;
        self.findings.language = language;
        self.note_caller_words(text, context.config);
        self.phase = Phase::OfferingPerson;
        Some(self.finish_turn(words, TurnEnd::Listen(BargeIn::SpeechAndKeys)))
    }
}
