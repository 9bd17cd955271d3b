//! The front desk of an HVAC company: its configuration, its calendar, its safety rules and its conversation.
//!
//! Pure: nothing here reads a clock, an environment variable, a file or a socket, and nothing is random. `now` is an
//! argument. It does not know the wire formats of Twilio, OpenAI and AWS; other crates translate.

pub mod access;
pub mod attestation;
pub mod booking;
pub mod budget;
pub mod call_facts;
pub mod conversation;
pub mod customer_text;
pub mod dates;
pub mod day_counts;
pub mod dictation;
pub mod escalation;
pub mod first_days;
pub mod first_sound;
pub mod gsm7;
pub mod hours;
pub mod icalendar;
pub mod id;
pub mod language;
pub mod money;
pub mod non_customer;
pub mod notification;
mod numerals;

pub mod on_file;
pub mod phone;
pub mod preview;
pub mod prompt;
pub mod proposals;
pub mod reading;
pub mod recording_pause;
pub mod redaction;
pub mod retention;
pub mod scenario;
mod schema;
pub mod slot;
pub mod spoken;
pub mod spreadsheet;
pub mod summary;
pub mod tenant;
pub mod text;
pub mod text_consent;
pub mod texting;
pub mod tool;
pub mod triage;
pub mod usage;
pub mod voice;
pub mod webhook;
