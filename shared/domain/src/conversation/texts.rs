//! The question whether the company may text the caller about their visit, and its answer.
//!
//! It follows a visit that was booked or moved. It is asked once in a call, and only about the number that the call comes from: a number
//! that the caller dictates may belong to another person. So that no caller can make the company text a stranger, the number must be
//! proven too: attested by the carrier, or known by a detail of the customer on file.

use super::{
    BargeIn, Context, Conversation, Effects, NextStep, Phase, Purpose, Running, ToolAction, ToolOutcome, ToolRound,
    ToolRun, TurnEnd,
    agreement::{Agreement, Offer, agreement, says_nothing},
    phrases,
};
use crate::text_consent::{TextConsent, TextOffer, TextPermission};

/// The id of the run that reads whether the caller may be asked.
const PERMISSION: &str = "text_permission";
/// The id of the run that stores the consent.
const CONSENT: &str = "text_consent";

/// The question whether the company may text the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuestion {
    /// The question, as the agent said it.
    pub wording: String,
    /// Whether it was said a second time, because the caller had not answered it.
    pub repeated: bool,
}

impl Conversation {
    /// The run that reads whether this caller may be asked, if the company texts its callers and the number is theirs.
    pub(super) fn read_text_permission(&mut self, context: Context<'_>) -> Option<ToolRun> {
        let may_ask = context.config.texts.confirmations
            && self.progress.texts == TextOffer::Unasked
            && self.emergency.is_none()
            && self.is_identified();
        let number = self.caller.number().filter(|number| may_ask && number.can_exist())?.clone();
        self.turn.running.push(Running { id: PERMISSION.to_owned(), purpose: Purpose::TextPermission });
        Some(ToolRun { id: PERMISSION.to_owned(), tool: ToolAction::ReadTextPermission(number) })
    }

    /// Notes whether the caller may be asked. If it cannot be read, they are not asked.
    pub(super) fn text_permission_read(&mut self, outcome: &ToolOutcome) {
        self.turn.round.texts = match outcome {
            ToolOutcome::TextPermission(permission) => *permission,
            _ => TextPermission::Refused,
        };
    }

    /// Confirms that a visit stands, and says or asks what becomes of texts about it.
    pub(super) fn confirm_visit(&mut self, words: String, permission: TextPermission) -> Effects {
        match permission {
            TextPermission::Unasked => {
                self.gather(words);
                self.progress.texts = TextOffer::Asked;
                let wording = String::from(&self.words().talk.text_question);
                self.ask_to_text(TextQuestion { wording, repeated: false })
            }
            TextPermission::Agreed => {
                self.gather(words);
                self.gather(&self.words().talk.text_follows);
                self.say_and_listen(&self.words().talk.anything_else)
            }
            TextPermission::Refused => self.say_and_listen(format!("{words} {}", &*self.words().talk.anything_else)),
        }
    }

    /// Asks the question. The caller hears all of it before they can answer.
    pub(super) fn ask_to_text(&mut self, question: TextQuestion) -> Effects {
        let wording = question.wording.clone();
        self.phase = Phase::AskingToText(question);
        self.finish_turn(wording, TurnEnd::Listen(BargeIn::KeysOnly))
    }

    /// Acts on the answer. Everything but a yes is left to the model, and nothing is texted. A yes to a question that was not heard is
    /// asked for again.
    pub(super) fn text_question_answered(
        &mut self,
        question: TextQuestion,
        (answer, heard_details): (&str, bool),
        context: Context<'_>,
    ) -> Effects {
        match agreement(answer, Offer::Texts) {
            Agreement::Yes if !heard_details => self.ask_to_text(question),
            Agreement::Yes => self.agree_to_texts(question, context),
            Agreement::Unclear if says_nothing(answer) && !question.repeated => {
                self.ask_to_text(TextQuestion { repeated: true, ..question })
            }
            Agreement::No | Agreement::Unclear => Effects::only(NextStep::AskModel),
        }
    }

    /// Stores what the caller agreed to.
    pub(super) fn agree_to_texts(&mut self, question: TextQuestion, context: Context<'_>) -> Effects {
        let Some(number) = self.caller.number().cloned() else { return Effects::only(NextStep::AskModel) };
        let language = phrases::language_of_text_question(&question.wording);
        let consent = TextConsent { wording: question.wording, turn: self.usage.turns, at: context.now, language };
        let tool = ToolAction::StoreTextConsent { number, consent: Box::new(consent.clone()) };
        self.turn.running.push(Running { id: CONSENT.to_owned(), purpose: Purpose::TextConsent(consent) });
        Effects::only(NextStep::RunTools(ToolRound::one(ToolRun { id: CONSENT.to_owned(), tool })))
    }

    /// Says whether texts follow. Without a stored consent, none do.
    pub(super) fn text_consent_stored(&mut self, consent: TextConsent, outcome: &ToolOutcome) -> Effects {
        if *outcome == ToolOutcome::TextConsentStored {
            self.progress.texts = TextOffer::Agreed(consent);
            self.gather(&self.words().talk.text_agreed);
        } else {
            self.gather(&self.words().talk.text_not_agreed);
        }
        self.say_and_listen(&self.words().talk.anything_else)
    }
}
