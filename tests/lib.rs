//! Tests of the whole system; see `system.rs`.
