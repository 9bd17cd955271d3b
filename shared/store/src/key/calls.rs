//! The keys of calls.

use domain::id::CallSid;

use super::{CALL, Key, TenantScope};

impl Key {
    /// The first step has the key under which version 0.1.0 stored the whole call.
    pub(in super::super) fn call_step(scope: &TenantScope, call: &CallSid, step: usize) -> Self {
        Self::of(scope, if step == 0 { format!("{CALL}{call}") } else { format!("{CALL}{call}#{step:04}") })
    }

    pub(in super::super) fn live_call(scope: &TenantScope, call: &CallSid) -> Self {
        Self::of(scope, format!("live#{call}"))
    }
}
