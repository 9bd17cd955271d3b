//! Reads transcripts that are JSON, or what Python prints of the same lists: messages with a role, in every shape that chat APIs and
//! their users store.

use serde_json::Value;

use super::{NamedSpeaker, of_lines, speaker};

/// The words of a speaker.
type SpokenTurn = (NamedSpeaker, String);

/// The names of the list in an object, of the speaker, and of the words.
const LISTS: [&str; 9] =
    ["messages", "turns", "transcript", "conversation", "entries", "utterances", "segments", "dialogue", "history"];
const SPEAKERS: [&str; 8] = ["role", "speaker", "from", "type", "who", "participant", "author", "sender"];
const WORDS: [&str; 6] = ["content", "text", "message", "words", "utterance", "transcript"];
/// What the model was told, or did, is no part of the call.
const UNSPOKEN: [&str; 5] = ["system", "tool", "function", "developer", "tool_call"];

/// The turns; `None` if the text is no list of messages, or has words of an unknown speaker.
pub(super) fn read(text: &str) -> Option<Vec<SpokenTurn>> {
    let text = text.trim();
    let value = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&of_python(text)?).ok())?;
    of_value(&value)
}

fn of_value(value: &Value) -> Option<Vec<SpokenTurn>> {
    match value {
        // A list, stored as text within text.
        Value::String(text) => read(text).or_else(|| of_lines(text)),
        Value::Array(messages) if !messages.is_empty() && messages.iter().all(Value::is_string) => {
            let lines: Vec<&str> = messages.iter().filter_map(Value::as_str).collect();
            of_lines(&lines.join("\n"))
        }
        Value::Array(messages) => {
            let turns: Option<Vec<Vec<SpokenTurn>>> = messages.iter().map(of_message).collect();
            turns.map(|turns| turns.into_iter().flatten().collect())
        }
        Value::Object(fields) => LISTS.iter().find_map(|name| of_value(fields.get(*name)?)),
        _ => None,
    }
}

/// The turns of a message: none if it was not spoken; `None` if its words would be lost.
fn of_message(message: &Value) -> Option<Vec<SpokenTurn>> {
    if let Value::Array(pair) = message {
        let [Value::String(role), words] = pair.as_slice() else { return None };
        return Some(vec![(speaker(role)?, words_of(words)?)]);
    }
    let fields = message.as_object()?;
    if let Some(role) = SPEAKERS.iter().find_map(|name| fields.get(*name)?.as_str()) {
        if UNSPOKEN.contains(&role) {
            return Some(Vec::new());
        }
        let words = WORDS.iter().find_map(|name| fields.get(*name)).unwrap_or(&Value::Null);
        return Some(vec![(speaker(role)?, words_of(words)?)]);
    }
    // `{"assistant": "…", "user": "…"}`
    let turns: Vec<SpokenTurn> =
        fields.iter().filter_map(|(name, words)| Some((speaker(name)?, words_of(words)?))).collect();
    (!turns.is_empty()).then_some(turns)
}

/// The text of words, or of their parts.
fn words_of(words: &Value) -> Option<String> {
    match words {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(words_of).collect();
            parts.map(|parts| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
        }
        Value::Object(fields) => WORDS.iter().chain(&["value"]).find_map(|name| words_of(fields.get(*name)?)),
        Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The JSON of a list that Python printed: `[{'role': 'user', 'content': "It's cold", 'name': None}]`.
fn of_python(text: &str) -> Option<String> {
    if !(text.starts_with("[{'") || text.starts_with("{'") || text.starts_with("['") || text.starts_with("[('")) {
        return None;
    }
    let (mut json, mut rest) = (String::new(), text.chars().peekable());
    while let Some(c) = rest.next() {
        match c {
            '\'' | '"' => {
                let mut inside = String::new();
                loop {
                    match rest.next()? {
                        '\\' => match rest.next()? {
                            'n' => inside.push('\n'),
                            't' => inside.push('\t'),
                            'r' => inside.push('\r'),
                            other => inside.push(other),
                        },
                        end if end == c => break,
                        other => inside.push(other),
                    }
                }
                json.push_str(&serde_json::to_string(&inside).ok()?);
            }
            '(' => json.push('['),
            ')' => json.push(']'),
            letter if letter.is_ascii_alphabetic() => {
                let mut word = letter.to_string();
                while let Some(letter) = rest.next_if(char::is_ascii_alphabetic) {
                    word.push(letter);
                }
                json.push_str(match word.as_str() {
                    "None" => "null",
                    "True" => "true",
                    "False" => "false",
                    _ => return None,
                });
            }
            other => json.push(other),
        }
    }
    Some(json)
}
