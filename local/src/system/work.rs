//! The tasks of a running system: the servers, the schedule and the consumers of the queues. The consumers stop last, because
//! the others may still send messages.

use axum::Router;
use tokio::{sync::watch, task::JoinHandle};

use super::functions::{self, Functions};
use localhost::Loopback;

use crate::{consumer::Consumer, schedule};

/// The running tasks. Dropping them stops everything at once; [`RunningTasks::finish`] finishes running work first.
#[derive(Debug)]
pub(super) struct RunningTasks {
    stopping: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    admin_server: Option<JoinHandle<std::io::Result<()>>>,
    schedule: JoinHandle<()>,
    /// Each with its signal to empty its queue and stop; a sender to a queue before its receiver.
    consumers: Vec<(watch::Sender<bool>, JoinHandle<()>)>,
}

impl RunningTasks {
    /// Starts the tasks. The administration has an address of its own or shares the webhooks' address.
    pub(super) fn begin(
        functions: &Functions,
        telephone: Loopback,
        (administration, admin_router): (Option<Loopback>, Router),
        consumers: [Consumer; 4],
    ) -> Self {
        let (stopping, stopped) = watch::channel(false);
        let mut server_stopped = stopped.clone();
        let stop = async move {
            let _ = server_stopped.wait_for(|stopping| *stopping).await;
        };
        let (server, admin_server) =
            functions::serve((telephone, functions.telephone()), (administration, admin_router), stop);
        let schedule = tokio::spawn(schedule::run(functions.clone(), stopped));
        let consumers = consumers.into_iter().map(|consumer| {
            let (emptying, emptied) = watch::channel(false);
            (emptying, tokio::spawn(consumer.run(emptied)))
        });
        Self { stopping, server, admin_server, schedule, consumers: consumers.collect() }
    }

    /// Answers open requests, then empties the queues.
    pub(super) async fn finish(mut self) {
        let _ = self.stopping.send(true);
        let _ = (&mut self.server).await;
        let _ = (&mut self.schedule).await;
        for (emptying, consumer) in &mut self.consumers {
            let _ = emptying.send(true);
            let _ = consumer.await;
        }
    }
}

impl Drop for RunningTasks {
    fn drop(&mut self) {
        self.server.abort();
        self.schedule.abort();
        for (_, consumer) in &self.consumers {
            consumer.abort();
        }
        if let Some(admin_server) = &self.admin_server {
            admin_server.abort();
        }
    }
}
