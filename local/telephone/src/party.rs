//! The people on the call: the caller and the persons who are dialed.

use std::collections::VecDeque;
use std::future::Future;

use tokio::sync::mpsc::UnboundedReceiver;

use super::transcript::Heard;

/// What the application is listening for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listens {
    /// Speech is recognised.
    pub speech: bool,
    /// Keys are taken.
    pub keys: bool,
}

/// What the caller does when the application listens.
#[derive(Debug, Clone, PartialEq)]
pub enum CallerAction {
    /// Speaks, and is understood well.
    Say(String),
    /// Speaks, and is understood with this confidence, from 0 to 1.
    SayUnclear(String, f32),
    /// Speaks while the agent does, once the agent has said so many words of the reply. Where the agent cannot be interrupted, the caller
    /// speaks after the reply.
    Interrupt {
        /// How many words the agent has said.
        after_words: usize,
        /// What the caller says.
        words: String,
    },
    /// Presses keys: digits, `*` and `#`.
    Key(String),
    /// Does nothing until the application stops waiting.
    Silence,
    /// Ends the call.
    HangUp,
    /// Not decided yet: the call pauses, and [`Call::run`](super::Call::run) returns.
    Wait,
}

/// What the caller does after the beep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoicemailAction {
    /// Says nothing: the recording is empty.
    Nothing,
    /// Leaves a message.
    Left {
        /// What is said.
        words: String,
        /// How the recording ends.
        end: MessageEnd,
    },
    /// Ends the call without a word.
    HungUp,
    /// Not decided yet, as [`CallerAction::Wait`].
    Wait,
}

/// How a recording ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageEnd {
    /// The caller stops speaking.
    Silence,
    /// The caller presses this key.
    Key(char),
    /// The caller hangs up.
    HangUp,
}

/// What happens when a number is dialed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickUp {
    /// Answers, and presses 1 when asked whether to take the call.
    Accepts,
    /// Answers, and hangs up when asked whether to take the call.
    Declines,
    /// Is on another call.
    Busy,
    /// Lets it ring.
    NoAnswer,
}

/// Decides what the people on the call do.
pub trait Party: Send {
    /// Receives each event of the call as it happens.
    fn notice(&mut self, _event: &Heard) {}

    /// What the caller does now that the application listens.
    fn respond(&mut self, listens: Listens) -> impl Future<Output = CallerAction> + Send;

    /// The words with which the caller interrupts the reply that comes next, and after how many words of it.
    fn interruption(&mut self) -> Option<(usize, String)> {
        None
    }

    /// Whether the party is a person: then speech takes its time, and the person can speak meanwhile.
    fn is_live(&self) -> bool {
        false
    }

    /// As [`respond`](Self::respond), while the agent speaks: what is heard meanwhile comes from `heard`, and was not noticed before.
    fn respond_beside(
        &mut self,
        listens: Listens,
        _heard: &mut UnboundedReceiver<Heard>,
    ) -> impl Future<Output = CallerAction> + Send {
        self.respond(listens)
    }

    /// What the caller says after the beep.
    fn leave_message(&mut self) -> impl Future<Output = VoicemailAction> + Send;

    /// What happens when `number` is dialed. Called once for each dialed number.
    fn pick_up(&mut self, number: &str) -> impl Future<Output = PickUp> + Send;
}

/// A caller with a fixed sequence of actions, who then [waits](CallerAction::Wait).
#[derive(Debug, Clone, Default)]
pub struct Steps {
    actions: VecDeque<CallerAction>,
    answers: Vec<(String, PickUp)>,
}

impl Steps {
    /// Does these actions in order.
    #[must_use]
    pub fn new(actions: impl IntoIterator<Item = CallerAction>) -> Self {
        Self { actions: actions.into_iter().collect(), answers: Vec::new() }
    }

    /// Sets what happens when `number` is dialed. All other numbers stay unanswered.
    #[must_use]
    pub fn with_answer(mut self, number: &str, pick_up: PickUp) -> Self {
        self.answers.push((number.to_owned(), pick_up));
        self
    }
}

impl Party for Steps {
    async fn respond(&mut self, _listens: Listens) -> CallerAction {
        self.actions.pop_front().unwrap_or(CallerAction::Wait)
    }

    fn interruption(&mut self) -> Option<(usize, String)> {
        let next = self.actions.pop_front_if(|action| matches!(action, CallerAction::Interrupt { .. }))?;
        let CallerAction::Interrupt { after_words, words } = next else { return None };
        Some((after_words, words))
    }

    async fn leave_message(&mut self) -> VoicemailAction {
        let Some(action) = self.actions.pop_front() else { return VoicemailAction::Wait };
        let hangs_up = self.actions.front() == Some(&CallerAction::HangUp);
        VoicemailAction::of(action, hangs_up)
    }

    async fn pick_up(&mut self, number: &str) -> PickUp {
        answer_at(&self.answers, number)
    }
}

impl VoicemailAction {
    /// What an action means after the beep; `then_hangs_up` when the caller's next one is to hang up.
    #[must_use]
    pub fn of(action: CallerAction, then_hangs_up: bool) -> Self {
        let end = if then_hangs_up { MessageEnd::HangUp } else { MessageEnd::Silence };
        match action {
            CallerAction::Say(words) | CallerAction::SayUnclear(words, _) | CallerAction::Interrupt { words, .. } => {
                if words.trim().is_empty() {
                    Self::Nothing
                } else {
                    Self::Left { words, end }
                }
            }
            CallerAction::Key(keys) => keys
                .chars()
                .next()
                .map_or(Self::Nothing, |key| Self::Left { words: String::new(), end: MessageEnd::Key(key) }),
            CallerAction::Silence => Self::Nothing,
            CallerAction::HangUp => Self::HungUp,
            CallerAction::Wait => Self::Wait,
        }
    }
}

/// The first rule for `number`. Without a rule the number stays unanswered.
pub(super) fn answer_at(answers: &[(String, PickUp)], number: &str) -> PickUp {
    answers.iter().find(|(n, _)| n == number).map_or(PickUp::NoAnswer, |(_, pick_up)| *pick_up)
}
