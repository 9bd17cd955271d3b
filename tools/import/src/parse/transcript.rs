//! Reads transcripts: lines with the name of the speaker, JSON messages, or text without speakers.

use domain::conversation::{HistoryEntry, mask_numbers};

mod messages;

/// The most bytes of a transcript that are kept. An item of the table holds 400 KB.
const MOST_BYTES: usize = 200_000;

/// What was said in a call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadTranscript {
    /// The words in order, without card and social security numbers.
    pub entries: Vec<HistoryEntry>,
    /// The text does not say who speaks. All of it stands as the caller's words.
    pub has_no_speakers: bool,
    /// The end was too long and is left out.
    pub is_cut: bool,
}

const OF_AGENT: [&str; 12] = [
    "agent",
    "assistant",
    "ai",
    "bot",
    "nova",
    "system voice",
    "receptionist",
    "a",
    "virtual agent",
    "ai agent",
    "ai assistant",
    "model",
];
const OF_CALLER: [&str; 8] = ["caller", "user", "customer", "human", "client", "homeowner", "u", "c"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum NamedSpeaker {
    Agent,
    Caller,
}

fn speaker(name: &str) -> Option<NamedSpeaker> {
    let name = super::folded(name);
    if OF_AGENT.contains(&name.as_str()) {
        Some(NamedSpeaker::Agent)
    } else {
        OF_CALLER.contains(&name.as_str()).then_some(NamedSpeaker::Caller)
    }
}

/// Reads a transcript.
#[must_use]
pub fn read(text: &str) -> ReadTranscript {
    let turns = messages::read(text).or_else(|| of_lines(text));
    let has_no_speakers = turns.is_none();
    let turns = turns.unwrap_or_else(|| vec![(NamedSpeaker::Caller, text.to_owned())]);
    let (mut entries, mut bytes, mut is_cut) = (Vec::new(), 0, false);
    for (speaker, words) in turns {
        let words = domain::text::visible(words.trim()).into_owned();
        if words.is_empty() {
            continue;
        }
        let room = MOST_BYTES.saturating_sub(bytes);
        let kept = words.floor_char_boundary(room);
        is_cut |= kept < words.len();
        if kept == 0 {
            break;
        }
        bytes += kept;
        let words = words[..kept].to_owned();
        entries.push(match speaker {
            NamedSpeaker::Agent => HistoryEntry::agent_said(words),
            NamedSpeaker::Caller => HistoryEntry::CallerSaid { text: words },
        });
    }
    mask_numbers(&mut entries);
    ReadTranscript { has_no_speakers: has_no_speakers && !entries.is_empty(), entries, is_cut }
}

/// Lines such as `Caller: My heat is out`. A line without a speaker goes on with the one before.
fn of_lines(text: &str) -> Option<Vec<(NamedSpeaker, String)>> {
    let mut turns: Vec<(NamedSpeaker, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A time may stand before the speaker: `[00:12] Agent: …`.
        let spoken = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(line, |(_, rest)| rest);
        let named =
            spoken.split_once(':').and_then(|(name, words)| Some((speaker(name.trim_matches(['*', ' ']))?, words)));
        match (named, turns.last_mut()) {
            (Some((speaker, words)), _) => turns.push((speaker, words.trim().to_owned())),
            (None, Some((_, words))) => {
                words.push(' ');
                words.push_str(line);
            }
            (None, None) => return None,
        }
    }
    (!turns.is_empty()).then_some(turns)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(entries: &[HistoryEntry]) -> Vec<(bool, String)> {
        let shown = |entry: &HistoryEntry| match entry {
            HistoryEntry::AgentSaid { text, .. } => (true, text.clone()),
            HistoryEntry::CallerSaid { text } => (false, text.clone()),
            _ => (true, String::new()),
        };
        entries.iter().map(shown).collect()
    }

    #[test]
    fn lines_and_messages_name_their_speakers() {
        let lines = "Agent: Hello.\n[00:03] Caller: My heat is out:\nsince noon.\n\nAI: I'm sorry.";
        let json = r#"[{"role":"system","content":"Be kind."},{"role":"assistant","content":"Hello."},
            {"role":"user","content":"My heat is out: since noon."},{"role":"assistant","content":"I'm sorry."}]"#;
        let expected = [(true, "Hello."), (false, "My heat is out: since noon."), (true, "I'm sorry.")];
        let expected: Vec<_> = expected.into_iter().map(|(agent, words)| (agent, words.to_owned())).collect();
        for text in [lines, json] {
            let read = read(text);
            assert_eq!((shown(&read.entries), read.has_no_speakers), (expected.clone(), false));
        }
    }

    #[test]
    fn messages_of_every_usual_shape_are_read() {
        let expected: Vec<_> =
            [(true, "Hello."), (false, "No heat.")].map(|(agent, words)| (agent, words.to_owned())).into();
        for text in [
            r#"[{"role":"assistant","content":[{"type":"output_text","text":"Hello."}]},{"role":"user","content":[{"type":"input_text","text":"No heat."}]}]"#,
            r#"{"messages":[{"role":"ai","message":"Hello."},{"role":"human","message":"No heat."}]}"#,
            r#"{"id":7,"turns":[{"speaker":"Agent","text":"Hello."},{"speaker":"Caller","text":"No heat."}]}"#,
            r#"[{"assistant":"Hello.","user":"No heat."}]"#,
            r#"[{"assistant":"Hello."},{"user":"No heat."}]"#,
            r#"[["assistant","Hello."],["user","No heat."]]"#,
            r#"["Agent: Hello.","Caller: No heat."]"#,
            r#"{"transcript":"Agent: Hello.\nCaller: No heat."}"#,
            r#""[{\"role\":\"assistant\",\"content\":\"Hello.\"},{\"role\":\"user\",\"content\":\"No heat.\"}]""#,
            r#"[{'role': 'assistant', 'content': 'Hello.'}, {'role': 'user', 'content': "No heat.", 'tool_calls': None}]"#,
            "Agent: Hello.\r\nCALLER - ignored\r\nCaller: No heat.",
        ] {
            let read = read(text);
            let mut shown = shown(&read.entries);
            if text.contains("ignored") {
                shown[0].1 = "Hello.".to_owned();
            }
            assert_eq!((shown, read.has_no_speakers), (expected.clone(), false), "{text}");
        }
    }

    #[test]
    fn words_of_messages_without_a_known_speaker_are_not_lost() {
        for text in [
            r#"[{"role":"narrator","content":"No heat."}]"#,
            r#"[{"role":"user","content":{"odd":"No heat."}}]"#,
            r#"{"odd":"No heat."}"#,
        ] {
            let read = read(text);
            assert!(read.has_no_speakers && shown(&read.entries)[0].1.contains("No heat."), "{text}");
        }
        assert_eq!(read(r#"[{"role":"system","content":"Be kind."}]"#), ReadTranscript::default());
    }

    #[test]
    fn text_without_speakers_says_so_and_card_numbers_are_masked() {
        let read = read("The customer read 4111 1111 1111 1111 and hung up.");
        assert!(read.has_no_speakers && !read.is_cut);
        assert_eq!(shown(&read.entries)[0].1, "The customer read [card number] and hung up.");
    }

    #[test]
    fn end_of_a_transcript_that_no_item_holds_is_left_out() {
        let read = read(&"é".repeat(MOST_BYTES));
        assert!(read.is_cut && shown(&read.entries)[0].1.len() <= MOST_BYTES);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text: String) {
            let _ = read(&text);
        }
    }
}
