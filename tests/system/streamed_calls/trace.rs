//! What happened in a call, in one order: at the caller's, at the gateway and at the model.

use std::{
    fmt,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;
use websocket_api::PostFault;

use super::dice::Dice;

/// A request to the model.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    /// The word of its answer.
    pub(super) word: String,
    /// Whether it is answered by words, not by tools.
    pub(super) speaks: bool,
    /// The words of the sentences in the caller's last message.
    pub(super) sentences: Vec<String>,
    /// The roles and texts of the history.
    pub(super) history: Vec<(String, String)>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub(super) enum Note {
    /// The caller's side sent a message, or nothing was sent because the socket is lost.
    Sent(u32, Value),
    /// The caller's side lost its socket, with what was on its way.
    Lost,
    /// The caller's side did something else.
    Did(String),
    /// A message began to be handled.
    Began(u64, String),
    Ended(u64),
    Killed(u64),
    /// The function posted a message.
    Posted(Value, Option<PostFault>),
    Asked(Ask),
    /// A message that is no message of the function arrived.
    ErrorFrame(String),
    /// The agent was cut off after these words, all the words that had arrived being the others.
    Cut {
        heard: String,
        arrived: String,
    },
    /// All of this was heard.
    Heard(String),
    /// A fault that the caller noticed.
    Fault(String),
}

/// The trace of a call.
pub(super) struct Trace {
    pub(super) number: u64,
    began: Instant,
    notes: Mutex<Vec<(u128, Note)>>,
    running: AtomicUsize,
    last: Mutex<Instant>,
    /// The process of the next prompt or interruption is killed after it was polled so often.
    pub(super) kill: Mutex<Option<usize>>,
    /// The faults of its posts and the delays of its messages.
    pub(super) dice: Mutex<Dice>,
    /// How long its messages are delayed at most.
    pub(super) jitter: Duration,
    /// How many posts in a hundred are refused with 429, and with 410.
    pub(super) refused: (u64, u64),
    /// Whether a connection was gone.
    pub(super) was_gone: AtomicBool,
    /// Whether the caller's side has yet to notice it.
    pub(super) is_gone: AtomicBool,
}

impl Trace {
    pub(super) fn new(number: u64, mut dice: Dice) -> Self {
        let jitter = Duration::from_millis(if dice.chance(50) { 0 } else { dice.below(60) });
        let refused = if dice.chance(60) { (0, 0) } else { (dice.below(15), dice.below(4)) };
        Self {
            number,
            began: Instant::now(),
            notes: Mutex::default(),
            running: AtomicUsize::new(0),
            last: Mutex::new(Instant::now()),
            kill: Mutex::default(),
            dice: Mutex::new(dice),
            jitter,
            refused,
            was_gone: AtomicBool::new(false),
            is_gone: AtomicBool::new(false),
        }
    }

    pub(super) fn note(&self, note: Note) {
        match note {
            Note::Began(..) => _ = self.running.fetch_add(1, Ordering::SeqCst),
            Note::Ended(_) | Note::Killed(_) => _ = self.running.fetch_sub(1, Ordering::SeqCst),
            _ => {}
        }
        *self.last.lock().expect("unpoisoned") = Instant::now();
        self.notes.lock().expect("unpoisoned").push((self.began.elapsed().as_millis(), note));
    }

    pub(super) fn fault(&self, text: impl Into<String>) {
        self.note(Note::Fault(text.into()));
    }

    /// Whether nothing runs, and nothing happened for a time.
    pub(super) fn is_quiet(&self, time: Duration) -> bool {
        self.running.load(Ordering::SeqCst) == 0 && self.last.lock().expect("unpoisoned").elapsed() > time
    }

    /// Whether a message with these words was handled.
    pub(super) fn has_handled(&self, words: &str) -> bool {
        let notes = self.notes.lock().expect("unpoisoned");
        let notes = || notes.iter().map(|(_, note)| note);
        notes().any(|note| match note {
            Note::Began(id, what) if what.contains(words) => {
                notes().any(|note| matches!(note, Note::Ended(ended) | Note::Killed(ended) if ended == id))
            }
            _ => false,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.notes.lock().expect("unpoisoned").len()
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        self.notes.lock().expect("unpoisoned").iter().map(|(_, note)| note.clone()).collect()
    }

    /// Whether a process was killed, a post refused or a message lost since then.
    pub(super) fn was_disturbed_since(&self, from: usize) -> bool {
        let notes = self.notes.lock().expect("unpoisoned");
        let since = || notes.iter().skip(from).map(|(_, note)| note);
        since().any(|note| matches!(note, Note::Killed(_) | Note::Lost | Note::Posted(_, Some(_))))
            || !since().any(|note| matches!(note, Note::Began(_, what) if what.contains("voicePrompt")))
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, note) in self.notes.lock().expect("unpoisoned").iter() {
            write!(f, "{at:>6} ")?;
            match note {
                Note::Sent(socket, message) => writeln!(f, "caller #{socket} > {message}")?,
                Note::Lost => writeln!(f, "caller: loses the socket")?,
                Note::Did(what) => writeln!(f, "caller: {what}")?,
                Note::Began(id, what) => writeln!(f, "    [{id} began {what}")?,
                Note::Ended(id) => writeln!(f, "    {id}] ended")?,
                Note::Killed(id) => writeln!(f, "    {id}] KILLED")?,
                Note::Posted(message, fault) => {
                    let fault = fault.map(|fault| format!(" REFUSED {fault:?}")).unwrap_or_default();
                    writeln!(f, "        < {} last={}{fault}", message["token"], message["last"])?;
                    if message["type"] != "text" {
                        writeln!(f, "          {message}")?;
                    }
                }
                Note::Asked(ask) => {
                    writeln!(f, "        model: {} for {:?}, speaks: {}", ask.word, ask.sentences, ask.speaks)?;
                    for (role, text) in &ask.history {
                        writeln!(f, "               {role}: {}", text.chars().take(160).collect::<String>())?;
                    }
                }
                Note::ErrorFrame(text) => writeln!(f, "ERROR FRAME {text}")?,
                Note::Cut { heard, arrived } => writeln!(f, "caller heard only {heard:?} of {arrived:?}")?,
                Note::Heard(text) => writeln!(f, "caller heard {text:?}")?,
                Note::Fault(text) => writeln!(f, "FAULT {text}")?,
            }
        }
        Ok(())
    }
}
