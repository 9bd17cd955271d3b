//! The log lines that a test's functions write, as the functions write them in AWS.

use std::{
    io,
    sync::{Arc, Mutex, Once, PoisonError},
};

use platform::trace::{TraceHeader, TraceSource};
use serde_json::Value;
use tracing::{level_filters::LevelFilter, subscriber::DefaultGuard};
use tracing_subscriber::{filter::Targets, fmt::MakeWriter, layer::SubscriberExt as _};

/// Enables every log line of the process, which is written nowhere.
///
/// `tracing` remembers for each line of code whether any subscriber wants it. A line that runs for the first time just as another
/// thread begins to capture can be remembered as unwanted, and is never captured. With this subscriber, each is wanted.
pub(crate) fn enable_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(LevelFilter::INFO))
            .expect("the first global subscriber");
    });
}

/// Captures the log of this thread until it is dropped. A test's system runs on the test's thread.
pub(crate) struct CapturedLog {
    written: Written,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl CapturedLog {
    pub(crate) fn start() -> Self {
        Self::of_trace(None)
    }

    /// The same for an invocation with this trace.
    pub(crate) fn of_trace(trace: Option<TraceHeader>) -> Self {
        let written = Written::default();
        let log = platform::telemetry::json_log(
            Targets::new().with_default(tracing::Level::INFO),
            TraceSource::fixed(trace),
            written.clone(),
        );
        Self { written, _guard: tracing::subscriber::set_default(log) }
    }

    /// The same for an invocation with any trace.
    pub(crate) fn of_a_trace() -> Self {
        Self::of_trace(TraceHeader::parse("Root=1-5759e988-bd862e3fe1be46a994272793"))
    }

    /// The lines since the start, or since the last call.
    pub(crate) fn take(&self) -> Vec<Value> {
        let bytes = std::mem::take(&mut *self.written.0.lock().unwrap_or_else(PoisonError::into_inner));
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
