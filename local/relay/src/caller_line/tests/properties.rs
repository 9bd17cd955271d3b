//! What holds for every course of a call.

use proptest::prelude::*;

use super::*;

/// Something that happens on a line.
#[derive(Debug, Clone)]
enum Happening {
    Text { words: String, is_last: bool, interruptible: bool, preemptible: bool },
    CallerSays(String),
    Key,
    Passes(u64),
    SocketLost,
    Reconnected,
    Malformed,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => ("[a-zé]{1,8}( [a-z]{1,8}){0,6}[.!] ?", any::<bool>(), prop::bool::weighted(0.8), prop::bool::weighted(0.3)).prop_map(
            |(words, is_last, interruptible, preemptible)| Happening::Text { words, is_last, interruptible, preemptible }
        ),
        3 => "[a-z]{1,6}( [a-z]{1,6}){0,4}".prop_map(Happening::CallerSays),
        1 => Just(Happening::Key),
        6 => (0_u64..3_000).prop_map(Happening::Passes),
        1 => Just(Happening::SocketLost),
        1 => Just(Happening::Reconnected),
        1 => Just(Happening::Malformed),
    ]
}

fn happen(line: &mut CallerLine, happening: &Happening) {
    match happening {
        Happening::Text { words, is_last, interruptible, preemptible } => line.received(
            &json!({"type": "text", "token": words, "last": is_last, "interruptible": interruptible, "preemptible": preemptible})
                .to_string(),
        ),
        Happening::CallerSays(words) => line.say(words),
        Happening::Key => line.press('5'),
        Happening::Passes(ms) => line.advance(line.now_ms() + ms),
        Happening::SocketLost => line.socket_lost(),
        Happening::Reconnected => line.reconnected(),
        Happening::Malformed => line.received("{}"),
    }
}

fn attributes() -> RelayAttributes {
    with(|attributes| {
        attributes.application_reconnect = true;
        attributes.dtmf_detection = true;
        attributes.speaker_events = true;
        attributes.tokens_played = true;
        attributes.partial_prompts = true;
    })
}

proptest! {
    /// Every word that is heard was sent, in its order, at the speed of the voice, and never two texts at once.
    #[test]
    fn what_is_heard_was_sent_and_takes_its_time(happenings in prop::collection::vec(happening(), 0..40)) {
        let mut line = line(attributes());
        for happening in &happenings {
            happen(&mut line, happening);
        }
        line.advance(line.now_ms() + 200_000);
        let texts: Vec<&String> = happenings
            .iter()
            .filter_map(|happening| if let Happening::Text { words, .. } = happening { Some(words) } else { None })
            .collect();
        let mut rest = texts.into_iter();
        let mut free_ms = 0;
        for (from, until, words, is_cut) in agent(&line) {
            prop_assert!(from >= free_ms && until >= from, "two texts at once");
            free_ms = until;
            let whole = rest.find(|text| if is_cut { text.starts_with(words) } else { *text == words });
            prop_assert!(whole.is_some(), "{words:?} was not sent, or not in this order");
            let characters = u64::try_from(words.chars().count()).expect("few");
            prop_assert!(characters * 1_000 / 15 <= until - from, "{words:?} in {} ms", until - from);
        }
        prop_assert!(line.is_quiet() || line.end().is_some());
    }

    /// An interruption reports the whole words that were heard of its talk cycle, and stops them.
    #[test]
    fn interruption_reports_what_was_heard(
        texts in prop::collection::vec("[a-z]{1,8}( [a-z]{1,8}){0,6}[.] ", 1..5),
        at in 0_u64..8_000,
    ) {
        let mut line = line(RelayAttributes::default());
        for (index, text) in texts.iter().enumerate() {
            line.received(&token(text, index + 1 == texts.len()));
        }
        line.advance(at);
        let spoke = line.agent_speaks();
        line.say("stop");
        let heard: String = agent(&line).iter().map(|said| said.2).collect();
        let all = texts.concat();
        prop_assert!(all.starts_with(&heard));
        let messages = sent(&mut line);
        prop_assert_eq!(spoke, messages.iter().any(|message| message["type"] == "interrupt"));
        if spoke {
            prop_assert_eq!(messages[0]["utteranceUntilInterrupt"].as_str(), Some(heard.trim_end()));
            prop_assert_eq!(messages[0]["durationUntilInterruptMs"].as_u64(), Some(at - 200));
            line.advance(60_000);
            prop_assert_eq!(agent(&line).iter().map(|said| said.2).collect::<String>(), heard, "it went on");
        }
    }

    /// The time of a word is when an interruption reports it.
    #[test]
    fn time_of_word_is_when_it_was_heard(
        texts in prop::collection::vec("[a-z]{1,8}( [a-z]{1,8}){0,6}[.] ", 1..5),
        words in 1_usize..20,
    ) {
        let mut line = line(RelayAttributes::default());
        for text in &texts {
            line.received(&token(text, false));
        }
        let Some(at) = line.time_of_word(words) else {
            prop_assert!(texts.concat().split_whitespace().count() < words);
            return Ok(());
        };
        line.advance(at);
        line.say("stop");
        let heard: String = agent(&line).iter().map(|said| said.2).collect();
        prop_assert_eq!(heard.split_whitespace().count(), words);
    }

    /// Speakers turn on and off in turn, and every prompt that ends is said once.
    #[test]
    fn speakers_alternate_and_each_prompt_comes_once(happenings in prop::collection::vec(happening(), 0..40)) {
        let mut line = line(RelayAttributes { replayed_events: 0, setup_after_reconnect: false, ..attributes() });
        let mut messages = Vec::new();
        for happening in &happenings {
            happen(&mut line, happening);
            messages.extend(sent(&mut line));
        }
        line.reconnected();
        line.advance(line.now_ms() + 200_000);
        messages.extend(sent(&mut line));
        for name in ["agentSpeaking", "clientSpeaking"] {
            let values: Vec<&str> = messages
                .iter()
                .filter(|message| message["name"] == name)
                .filter_map(|message| message["value"].as_str())
                .collect();
            let alternate = values.iter().enumerate().all(|(index, value)| *value == if index % 2 == 0 { "on" } else { "off" });
            prop_assert!(alternate, "{name}: {values:?}");
        }
        let prompts = messages.iter().filter(|message| message["type"] == "prompt" && message["last"] == true).count();
        let reported = line
            .heard()
            .iter()
            .filter(|event| matches!(event.kind, HeardKind::Caller { is_reported: true, .. }))
            .count();
        prop_assert_eq!(prompts, reported);
    }

    /// No text of an application breaks the line, and what was valid is not answered by an error.
    #[test]
    fn any_text_is_taken(texts in prop::collection::vec(any::<String>(), 0..20)) {
        let mut line = line(RelayAttributes::default());
        for text in &texts {
            line.received(text);
        }
        line.advance(10_000);
        prop_assert!(agent(&line).is_empty());
        prop_assert_eq!(line.end().is_some(), texts.len() >= 10);
    }
}
