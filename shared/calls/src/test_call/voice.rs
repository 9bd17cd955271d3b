//! Test calls by voice, from a browser through Twilio. They are stored before they ring, and each webhook takes one step.

use std::{sync::Arc, time::Instant};

use domain::{conversation::Event, id::TestCallId};
use jiff::SignedDuration;
use platform::boxed;
use store::{Reply, TestCallItem};

use super::{LoadedTestCall, TestCallError, TestCallService, TestedCompany};
use crate::{agent::Agent, engine::TurnEvent};

/// How long after it was stored a test call by voice can ring.
const RINGS_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// The reply to a step of a test call by voice.
#[derive(Debug)]
pub struct VoiceTestTurn {
    /// The number of the step; 0 is the greeting.
    pub step: usize,
    /// The words, and what follows them.
    pub reply: Reply,
    /// The agent that says them.
    pub agent: Arc<Agent>,
}

impl TestCallService {
    /// Takes a step of a test call by voice. A step that was taken before gets the same reply. A call that is not stored, or was
    /// stored too long ago to ring, is [`TestCallError::Missing`].
    #[must_use]
    #[boxed]
    pub async fn voice_turn<'a>(
        &'a self,
        company: TestedCompany<'a>,
        test_call: &'a TestCallId,
        (step, event): (usize, TurnEvent),
    ) -> Result<VoiceTestTurn, TestCallError> {
        let began = Instant::now();
        let item = self.voice_call(company, test_call).await?;
        let agent = self.agent(company, item.record.config_version).await?;
        let next = item.record.next_step();
        if step == 0 && self.clock.now().duration_since(item.record.conversation.started_at()) > RINGS_WITHIN {
            return Err(TestCallError::Missing);
        }
        let reply = match item.record.replies.get(step) {
            Some(taken) => taken.clone(),
            None if step > next => return Err(TestCallError::Overtaken),
            None if step == 0 => Box::pin(self.take(company, (item, began), Event::CallStarted.into())).await?.0.reply,
            None => Box::pin(self.turn(company, LoadedTestCall { item, began }, event)).await?.reply,
        };
        Ok(VoiceTestTurn { step, reply, agent })
    }

    /// Ends a test call by voice whose caller has hung up. Nothing is changed if it has ended or never rang.
    #[must_use]
    #[boxed]
    pub async fn end_voice_call<'a>(
        &'a self,
        company: TestedCompany<'a>,
        test_call: &'a TestCallId,
    ) -> Result<(), TestCallError> {
        let began = Instant::now();
        let item = self.voice_call(company, test_call).await?;
        if item.record.next_step() > 0 && !item.record.conversation.has_ended() {
            let ended = Event::CallEnded { seconds: 0 }.into();
            Box::pin(self.turn(company, LoadedTestCall { item, began }, ended)).await?;
        }
        Ok(())
    }

    /// A test call that books nothing and knows no customer, as those by voice are.
    async fn voice_call(
        &self,
        company: TestedCompany<'_>,
        test_call: &TestCallId,
    ) -> Result<TestCallItem, TestCallError> {
        let found = self.store.get_test_call(company.scope, test_call).await?;
        found.filter(|item| !item.books && !item.reads_customers).ok_or(TestCallError::Missing)
    }
}
