//! Replies in pieces, as a stream brings them.

use domain::{
    conversation::{Context, speakable},
    id::CallSid,
    phone::{Caller, PhoneNumber},
    tenant::{TenantConfig, starter},
    text::Text,
    triage::Language,
};
use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;

use super::*;

/// Keeps the sentences.
#[derive(Default)]
struct Kept(Vec<String>);

impl SpeechSink for Kept {
    fn clause(&mut self, clause: &str) {
        self.0.push(clause.to_owned());
    }

    fn cut_off(&mut self, reply: &PartialReply<'_>) -> Option<String> {
        WholeReply.cut_off(reply)
    }
}

/// A company whose visits are free, and a call to it.
fn call() -> (TenantConfig, Conversation) {
    let company = Text::parse("Peak Heating").expect("a name");
    let config = starter(&company, &TimeZone::get("America/Denver").expect("bundled")).expect("valid");
    let sid = CallSid::parse("CA1").expect("an id");
    let called = PhoneNumber::parse("+13035550100").expect("a number");
    (config, Conversation::new(sid, Caller::Withheld, called, None, Timestamp::UNIX_EPOCH))
}

/// Has a listener with this sink listen.
fn listen<T>(sink: &mut dyn SpeechSink, then: impl FnOnce(&mut Listener<'_>) -> T) -> T {
    let (config, conversation) = call();
    let guard = conversation.guard(Context { config: &config, now: Timestamp::UNIX_EPOCH });
    then(&mut Listener::new(sink, guard))
}

fn hear(listener: &mut Listener<'_>, pieces: &[&str]) {
    for piece in pieces {
        listener.words(piece);
    }
}

/// The sentences handed over before the end of a reply in these pieces.
fn sentences(pieces: &[&str]) -> Vec<String> {
    let mut kept = Kept::default();
    listen(&mut kept, |listener| hear(listener, pieces));
    kept.0
}

/// The sentences handed over of a whole reply, cut by the server or not.
fn ended(pieces: &[&str], is_cut: bool) -> Vec<String> {
    let mut kept = Kept::default();
    listen(&mut kept, |listener| {
        hear(listener, pieces);
        listener.end(is_cut);
    });
    kept.0
}

fn whole(pieces: &[&str]) -> Option<String> {
    listen(&mut WholeReply, |listener| {
        hear(listener, pieces);
        listener.cut_off()
    })
}

#[test]
fn sentence_is_handed_over_once_a_space_follows_its_mark() {
    assert_eq!(sentences(&["We can come ", "today.", " Or"]), ["We can come today."]);
    assert!(sentences(&["We can come today."]).is_empty(), "a digit may follow");
    assert!(sentences(&["We can come today, or tomorrow, at 2:30"]).is_empty(), "no whole sentence yet");
    assert_eq!(sentences(&["Yes. We can come today. Or"]), ["Yes. We can come today."], "too short alone");
    assert_eq!(sentences(&["We have:\n- **Monday** morning\n- Tuesday"]), ["We have: Monday morning."]);
    assert_eq!(sentences(&["She said \"come today.\" Shall I"]), ["She said come today."]);
    assert!(sentences(&["We see Dr. Smith first"]).is_empty(), "an abbreviation");
}

#[test]
fn last_words_are_handed_over_at_the_end_or_before_tools() {
    let mut kept = Kept::default();
    listen(&mut kept, |listener| {
        listener.words("One moment, I look it up");
        listener.tools();
        listener.tools();
        listener.end(false);
    });
    assert_eq!(kept.0, ["One moment, I look it up"]);
}

#[test]
fn hidden_parts_never_leave() {
    let pieces =
        ["<thi", "nk>They want a visit. ", "So I ask. </thi", "nk>Which day suits you? ", "<tool_", "call>{\"a\": 1}"];
    assert_eq!(ended(&pieces, false), ["Which day suits you?"]);
}

#[test]
fn sentence_that_may_not_be_said_and_what_follows_it_stay() {
    assert_eq!(
        ended(&["I see, that is bad. It's the capacitor. ", "Shall I book a visit? "], false),
        ["I see, that is bad."]
    );
    let mut sink = Kept::default();
    let heard = listen(&mut sink, |listener| {
        listener.words("I see, that is bad. It is $500. ");
        (listener.heard(), listener.cut_off())
    });
    assert_eq!(heard, (Some("I see, that is bad.".to_owned()), Some("I see, that is bad.".to_owned())));
    let unheard = listen(&mut WholeReply, |listener| {
        listener.words("I see, that is bad. ");
        listener.heard()
    });
    assert_eq!(unheard, None, "the caller hears it at the end of the turn");
}

#[test]
fn long_reply_ends_at_a_sentence() {
    let reply = "This sentence is repeated until it is too long. ".repeat(40);
    let said = ended(&[&reply], false).join(" ");
    assert_eq!(said, speakable(&reply, Language::ENGLISH, Conversation::LONGEST_ANSWER));
    assert!(said.len() > 800 && said.ends_with("too long."));
}

#[test]
fn reply_that_the_server_cut_ends_at_its_last_whole_sentence() {
    assert_eq!(ended(&["We open early. On Satur"], true), ["We open early."]);
    assert_eq!(ended(&["On Satur"], true), [""; 0]);
}

#[test]
fn incomplete_reply_is_spoken_up_to_its_last_full_stop() {
    assert_eq!(whole(&["We can ", "come today. Would", " you"]).as_deref(), Some("We can come today."));
    assert_eq!(whole(&["We can come to"]), None);
    assert_eq!(whole(&["Hi. We can"]), None, "too short to be worth it");
    assert_eq!(whole(&["We open early. We open at 8."]).as_deref(), Some("We open early."), "minutes may follow");
    assert_eq!(whole(&["<think>They ask. "]), None);
    assert_eq!(whole(&[]), None);
}

#[test]
fn incomplete_reply_with_tools_is_not_spoken() {
    let said = listen(&mut WholeReply, |listener| {
        listener.words("Let me look that up. ");
        listener.tools();
        listener.cut_off()
    });
    assert_eq!(said, None);
}

proptest! {
    #[test]
    fn sentences_of_any_reply_joined_are_its_words(pieces in prop::collection::vec("[a-c0-9 ,.!?:\n]{0,12}", 0..12)) {
        let mut kept = Kept::default();
        listen(&mut kept, |listener| {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            hear(listener, &pieces);
            listener.end(false);
        });
        prop_assert_eq!(kept.0.join(" "), speakable(&pieces.concat(), Language::ENGLISH, usize::MAX));
    }
}
