//! The JSON of a test call in the list.

use domain::id::TestCallId;
use jiff::Timestamp;
use serde::Serialize;
use store::TestCallEntry;
use utoipa::ToSchema;

/// A test call in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestCallSummary, example = json!({
    "test_call_id": "tst_9fd4", "version": 4, "by": "usr_dana", "by_voice": false, "begun_at": "2026-11-23T16:00:00Z",
}))]
pub(crate) struct TestCallRow {
    test_call_id: TestCallId,
    /// The version of the configuration.
    version: u32,
    /// Who began it, as the audit log names them.
    by: String,
    /// Whether it is spoken, from a browser.
    by_voice: bool,
    /// When it was begun.
    #[schema(value_type = String, format = DateTime)]
    begun_at: Timestamp,
}

impl From<TestCallEntry> for TestCallRow {
    fn from(TestCallEntry { test_call, version, by, by_voice, begun_at }: TestCallEntry) -> Self {
        Self { test_call_id: test_call, version, by, by_voice, begun_at }
    }
}
