//! Events from the caller: a call starts or ends, speech, silence, keys.

use super::{
    BargeIn, Context, Conversation, Effects, HistoryEntry, NextStep, Phase, Question, SideEffect, Speech, TurnEnd,
    agreement::{Agreement, Offer, Wish, agreement, says_nothing, wish},
    history::push_of_caller,
    phrases,
    proposal::Proposal,
};
use crate::{non_customer::NonCustomer, redaction::redacted_by_choice, tenant::TenantConfig};

/// Below this confidence the caller is asked to repeat, twice at most.
const LEAST_CONFIDENCE: f32 = 0.3;
/// The longest utterance that is kept. A minute of fast speech is about 1,200 characters.
const LONGEST_UTTERANCE: usize = 2_000;
/// The most keys of one answer that are kept. The longest that means anything is a telephone number.
const MOST_DIGITS: usize = 32;
/// After this many turns the agent is not helping, and a person takes over.
const MOST_TURNS: u64 = 80;

impl Conversation {
    pub(super) fn call_started(&mut self, context: Context<'_>) -> Effects {
        if self.is_blocked(context.config) {
            self.phase = Phase::Ended;
            return self.finish_turn("", TurnEnd::HangUp);
        }
        self.begin_in_first_language(context);
        self.recall(context);
        let (before, last) = phrases::greeting(self, context);
        for words in before {
            self.gather(words);
        }
        self.say_and_listen(last)
    }

    pub(super) fn caller_said(&mut self, speech: &Speech, context: Context<'_>) -> Effects {
        self.begin_turn();
        let text = speech.text.trim();
        // Triage comes first, however unclear or long the words: a caller in danger is not asked to repeat.
        let is_doubtful = speech.confidence.is_some_and(|confidence| confidence < LEAST_CONFIDENCE);
        if let Some(effects) = self.heed_danger(text, is_doubtful, context) {
            return effects;
        }
        if let Phase::AskingIfSafe(hazard) = self.phase
            && self.usage.turns <= MOST_TURNS
        {
            return self.evacuation_answered(hazard, text, is_doubtful, context);
        }
        if self.usage.turns <= MOST_TURNS
            && let Some(effects) = self.heed_language(text, context)
        {
            return effects;
        }
        if !text.chars().any(char::is_alphanumeric) || self.is_too_doubtful(is_doubtful) {
            return self.ask_to_repeat(context);
        }
        self.unclear.asked = 0;
        self.silences = 0;
        let heard_details = self.has_heard_details(context);
        self.note_caller_words(text, context.config);
        if self.usage.turns > MOST_TURNS {
            return self.hand_over(context);
        }
        if self.is_robocall(text) {
            return self.dismiss(NonCustomer::Robocall, context);
        }
        match std::mem::replace(&mut self.phase, Phase::Talking) {
            Phase::ReadingBack { proposal, unclear } => match proposal.judge(text, context.today()) {
                // A yes to details that were not heard agrees to nothing.
                Agreement::Yes if !heard_details => self.read_back(proposal, unclear, context),
                Agreement::Yes => self.carry_out(proposal, context),
                Agreement::Unclear if says_nothing(text) && !heard_details => {
                    self.read_back(proposal, unclear, context)
                }
                Agreement::Unclear if says_nothing(text) => self.ask_again(proposal, unclear, context),
                // The model continues: it answers the question, or proposes the change that the caller asks for. Whatever
                // it proposes is read back again.
                Agreement::No | Agreement::Unclear => Effects::only(NextStep::AskModel),
            },
            Phase::AskingToText(question) => self.text_question_answered(question, (text, heard_details), context),
            // The suspicion is settled, or was asked about often enough.
            Phase::AskingAbout(Question { interrupted: Some(proposal), .. }) => self.read_back(proposal, 0, context),
            Phase::OfferingPerson => match wish(text) {
                Some(Wish::Person) => self.connect_person_or_offer(context),
                Some(Wish::Message) => self.take_voicemail(&self.words_for_message(context).talk.voicemail),
                None if agreement(text, Offer::Person) == Agreement::Yes => self.connect_person_or_offer(context),
                None => Effects::only(NextStep::AskModel),
            },
            _ => Effects::only(NextStep::AskModel),
        }
    }

    /// Notes what the caller said, masked, and cut to a length that can be stored and sent to a model.
    pub(super) fn note_caller_words(&mut self, text: &str, config: &TenantConfig) {
        // A number that is cut would not be known as one.
        let text = redacted_by_choice(text, &config.mask_also).chars().take(LONGEST_UTTERANCE).collect();
        self.completed.extend(push_of_caller(&mut self.history, HistoryEntry::CallerSaid { text }));
    }

    /// The answer to what was read back was neither a yes nor anything else to act on: asks once what to change, then
    /// reads it back again, then leaves it to the model.
    fn ask_again(&mut self, proposal: Proposal, unclear: u8, context: Context<'_>) -> Effects {
        match unclear {
            0 => {
                self.phase = Phase::ReadingBack { proposal, unclear: 1 };
                self.say_and_listen(&self.words().read_back.what_to_change)
            }
            1 => self.read_back(proposal, 2, context),
            _ => Effects::only(NextStep::AskModel),
        }
    }

    /// Says the point of what was read back, for a caller who has heard all of it and stays silent.
    pub(super) fn read_back_briefly(&mut self, proposal: Proposal, unclear: u8, context: Context<'_>) -> Effects {
        let words = phrases::read_back_briefly(&proposal, self.language(), context);
        self.phase = Phase::ReadingBack { proposal, unclear };
        self.finish_turn(words, TurnEnd::Listen(BargeIn::KeysOnly))
    }

    /// Reads a change back. The caller cannot interrupt it by speaking.
    pub(super) fn read_back(&mut self, proposal: Proposal, unclear: u8, context: Context<'_>) -> Effects {
        let words = phrases::read_back(&proposal, &self.caller, self.language(), context);
        self.phase = Phase::ReadingBack { proposal, unclear };
        self.finish_turn(words, TurnEnd::Listen(BargeIn::KeysOnly))
    }

    fn is_too_doubtful(&mut self, is_doubtful: bool) -> bool {
        let doubtful = is_doubtful && !self.unclear.ignored;
        if doubtful && self.unclear.asked >= 2 {
            // After two repeats it is better to act on doubtful words than to ask again.
            self.unclear.ignored = true;
            return false;
        }
        doubtful
    }

    pub(super) fn key_pressed(&mut self, digits: &str, context: Context<'_>) -> Effects {
        self.begin_turn();
        self.silences = 0;
        let heard_details = self.has_heard_details(context);
        let keyed = digits.chars().take(MOST_DIGITS).collect();
        self.completed.extend(push_of_caller(&mut self.history, HistoryEntry::CallerKeyed { digits: keyed }));
        if self.usage.turns > MOST_TURNS {
            return self.hand_over(context);
        }
        if let Some(effects) = self.language_chosen(digits, context) {
            return effects;
        }
        match (std::mem::replace(&mut self.phase, Phase::Talking), digits) {
            (Phase::AskingIfSafe(hazard), "0") => match self.ring_again(hazard, context) {
                Some(effects) => effects,
                None => self.warn(hazard, context),
            },
            (Phase::AskingIfSafe(hazard), _) => self.remind_of_danger(hazard, context),
            (Phase::ReadingBack { proposal, unclear }, "1") if !heard_details => {
                self.read_back(proposal, unclear, context)
            }
            (Phase::ReadingBack { proposal, .. }, "1") => self.carry_out(proposal, context),
            (Phase::AskingToText(question), "1") if !heard_details => self.ask_to_text(question),
            (Phase::AskingToText(question), "1") => self.agree_to_texts(question, context),
            (Phase::OfferingPerson, "2") => self.take_voicemail(&self.words_for_message(context).talk.voicemail),
            (Phase::OfferingPerson, "1") | (_, "0") => self.connect_person_or_offer(context),
            _ => Effects::only(NextStep::AskModel),
        }
    }

    /// Ends the call. A later end only counts if it is longer.
    pub(super) fn call_ended(&mut self, seconds: u32, context: Context<'_>) -> Effects {
        self.note_end();
        self.phase = Phase::Ended;
        let seconds = self.possible_seconds(seconds, context.now);
        self.usage.call_seconds = self.usage.call_seconds.max(u64::from(seconds));
        Effects {
            say: Vec::new(),
            side_effects: vec![SideEffect::Ended { usage: self.usage, facts: Box::new(self.facts(context.config)) }],
            next: NextStep::EndTurn(TurnEnd::HangUp),
        }
    }
}
