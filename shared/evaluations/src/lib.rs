//! Scenarios: calls with the final state that must hold after them, the judgement of a call, and the statistics of many.
//!
//! Pure: it runs no call and reads no file. `local` runs scenarios on the telephone; `docs/evaluations.md` describes the format.

pub mod comparison;
pub mod judgement;
pub mod junit;
pub mod outcome;
pub mod recording;
pub mod report;
pub mod scenario;
pub mod statistics;
pub mod table;
