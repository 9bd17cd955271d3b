//! What works while a system runs, each by itself: the servers, the schedule, the queue's consumer. And in which order they
//! stop: what may still queue something before what empties the queue.

use axum::Router;
use tokio::{sync::watch, task::JoinHandle};

use super::functions::{self, Functions};
use localhost::Loopback;

use crate::{consumer::Consumer, schedule};

/// All of it. Dropping it stops everything at once; [`Work::finish`] lets what has begun finish.
#[derive(Debug)]
pub(super) struct Work {
    stopping: watch::Sender<bool>,
    emptying: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    office: Option<JoinHandle<std::io::Result<()>>>,
    schedule: JoinHandle<()>,
    consumer: JoinHandle<()>,
}

impl Work {
    /// Begins it. The office has an address of its own or, without one, the telephone's.
    pub(super) fn begin(
        functions: &Functions,
        telephone: Loopback,
        (elsewhere, office): (Option<Loopback>, Router),
        consumer: Consumer,
    ) -> Self {
        let (stopping, stopped) = watch::channel(false);
        let (emptying, emptied) = watch::channel(false);
        let mut server_stopped = stopped.clone();
        let stop = async move {
            let _ = server_stopped.wait_for(|stopping| *stopping).await;
        };
        let (server, office) = functions::serve((telephone, functions.telephone()), (elsewhere, office), stop);
        let schedule = tokio::spawn(schedule::run(functions.unfinished_calls.clone(), stopped));
        let consumer = tokio::spawn(consumer.run(emptied));
        Self { stopping, emptying, server, office, schedule, consumer }
    }

    /// Finishes what has begun: requests are answered, then the queue is emptied, since it does not outlive the process.
    pub(super) async fn finish(mut self) {
        let _ = self.stopping.send(true);
        let _ = (&mut self.server).await;
        let _ = (&mut self.schedule).await;
        let _ = self.emptying.send(true);
        let _ = (&mut self.consumer).await;
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.server.abort();
        self.schedule.abort();
        self.consumer.abort();
        if let Some(office) = &self.office {
            office.abort();
        }
    }
}
