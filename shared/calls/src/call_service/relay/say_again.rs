//! An answer of which nothing could be sent is said again to a caller who waits for it.

use store::{CallRecord, LiveCall};

use super::{
    super::{CallService, CallServiceError},
    RelayCall, RelayTurn,
    speaker::RelaySpeaker,
};
use crate::engine::Work;

impl CallService {
    /// Says the latest answer again, of which nothing could be sent.
    pub(super) async fn say_again(
        &self,
        relay: RelayCall<'_>,
        record: &CallRecord,
        live: &LiveCall,
    ) -> Result<RelayTurn, CallServiceError> {
        let generation = live.generation;
        let Some(reply) = record.replies.last() else { return Ok(RelayTurn::Overtaken) };
        let (scope, said) = (&relay.tenant_number.scope, reply.say.join(" "));
        let (answered, now) = ((generation, live), self.clock.now());
        if !self.store.note_answer(scope, relay.call, answered, (&said, now)).await? {
            return Ok(RelayTurn::Overtaken);
        }
        let mut speaker = RelaySpeaker::new(self, relay, generation, live.connection.clone());
        let leaving = speaker.finish(&reply.say, reply.language, record.conversation.emergency().is_none());
        tokio::join!(relay.port.listen_after(relay, generation, said.chars().count()), leaving);
        Ok(RelayTurn::Listening { first_words: None, work: Work::default() })
    }
}
