//! Checks the account's contents: the counts of calls, the queues, and the data that outlives the stack.

use std::time::{Duration, Instant};

use aws_sdk_sqs::{
    Client,
    types::QueueAttributeName::{
        ApproximateNumberOfMessages, ApproximateNumberOfMessagesDelayed, ApproximateNumberOfMessagesNotVisible,
    },
};
use jiff::{Timestamp, ToSpan};
use local::demo::DemoCompany;
use store::Store;

use crate::Failure;

/// The queue's batching window is 5 s; a retry comes after the visibility timeout.
pub(crate) const LONGEST_COUNT: Duration = Duration::from_mins(2);
pub(crate) const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// The account's table, queues and user pools.
pub(crate) struct StoredData<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) sqs: Client,
    pub(crate) store: &'a Store,
}

/// The name at the end of a queue's URL.
fn name_of(queue: &str) -> &str {
    queue.rsplit('/').next().unwrap_or(queue)
}

impl StoredData<'_> {
    /// Waits until every queue of the account is empty and checks that exactly `expected` calls are counted. A message in one
    /// of the queues of dead letters is a failure.
    pub(crate) async fn counts_each_call_once(
        &self,
        companies: &[DemoCompany],
        expected: u64,
        dead_letters: &[String],
    ) -> Result<(), Failure> {
        let began = Instant::now();
        let queues = self.sqs.list_queues().send().await?.queue_urls.unwrap_or_default();
        // The stack's outputs name the emulator's host in another way.
        let dead_letters: Vec<_> = dead_letters.iter().map(|url| name_of(url)).collect();
        let is_of_dead_letters = |queue: &str| dead_letters.contains(&name_of(queue));
        if let Some(missing) = dead_letters.iter().find(|name| queues.iter().all(|queue| name_of(queue) != **name)) {
            return Err(format!("the account has no queue {missing}: {queues:?}").into());
        }
        loop {
            let counted = self.counted(companies).await?;
            let mut waiting = Vec::new();
            for queue in &queues {
                let messages = self.messages_in(queue).await?;
                if messages > 0 && is_of_dead_letters(queue) {
                    return Err(
                        format!("{messages} dead letters are in {queue}: {}", self.first_of(queue).await?).into()
                    );
                }
                if messages > 0 {
                    waiting.push(format!("{messages} in {queue}"));
                }
            }
            if waiting.is_empty() && counted == expected {
                return Ok(());
            }
            if counted > expected || began.elapsed() > LONGEST_COUNT {
                return Err(format!("{counted} of {expected} calls are counted; messages wait: {waiting:?}").into());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// The first message of a queue, with its attributes.
    async fn first_of(&self, queue: &str) -> Result<String, Failure> {
        let received = self.sqs.receive_message().queue_url(queue).message_attribute_names("All").send().await?;
        Ok(received.messages().first().map(|message| format!("{message:?}")).unwrap_or_default())
    }

    /// Checks that the table and the user pool outlived the stack.
    pub(crate) async fn keeps_data(&self, companies: &[DemoCompany], calls: u64, pool: &str) -> Result<(), Failure> {
        let counted = self.counted(companies).await?;
        if counted != calls {
            return Err(format!("{counted} of {calls} counted calls are in the table after the deletion").into());
        }
        if !self.has_user_pool(pool).await? {
            return Err(format!("the user pool {pool} was deleted with the stack").into());
        }
        if self.has_user_pool("us-east-1_Unknown0").await? {
            return Err("the emulator serves the keys of a user pool that never existed".into());
        }
        Ok(())
    }

    async fn counted(&self, companies: &[DemoCompany]) -> Result<u64, Failure> {
        let mut counted = 0;
        for company in companies {
            let route = self.store.get_number_route(&company.number).await?;
            let route = route.ok_or_else(|| format!("no company has the number of {}", company.config.company))?;
            let today = company.config.time_zone.to_datetime(Timestamp::now()).date();
            // The day may have changed since the first call.
            for day in [today.checked_sub(1.day())?, today] {
                counted += self.store.get_day_usage(&route.scope(), day).await?.map_or(0, |usage| usage.calls);
            }
        }
        Ok(counted)
    }

    /// The number of messages in a queue, including those that a function is handling and those that wait for their time.
    async fn messages_in(&self, queue: &str) -> Result<u64, Failure> {
        let names =
            [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed];
        let request = self.sqs.get_queue_attributes().queue_url(queue).set_attribute_names(Some(names.to_vec()));
        let attributes = request.send().await?.attributes.unwrap_or_default();
        let mut messages = 0;
        for name in names {
            let count = attributes.get(&name).ok_or_else(|| format!("{queue} has no attribute {name}"))?;
            messages += count.parse::<u64>()?;
        }
        Ok(messages)
    }

    async fn has_user_pool(&self, pool: &str) -> Result<bool, Failure> {
        let url = format!("{}/{pool}/.well-known/jwks.json", self.endpoint);
        Ok(platform::http_client().get(url).send().await?.status().is_success())
    }
}
