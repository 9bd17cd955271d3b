//! A person at a terminal: reads what the agent says, types what the caller says.
//!
//! A terminal allows line editing (rustyline). Other input is read line by line, and the end of input hangs up.

use std::io::{self, BufRead, BufReader, IsTerminal, Write};

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

use super::party::{CallerAction, Listens, MessageEnd, Party, PickUp, VoicemailAction};
use super::transcript::{Heard, printable};

const HELP: &str = "Type what the caller says. An empty line is silence; Ctrl-D hangs up.
  /key 123#      press keys
  /unclear words speak so that it is barely understood
  /silence       say nothing
  /hangup        hang up";
/// The recognition confidence of `/unclear`.
const UNCLEAR: f32 = 0.21;

/// Where lines come from.
enum Keyboard {
    Editor(Box<DefaultEditor>),
    Plain(Box<dyn BufRead + Send>),
}

impl Keyboard {
    /// The next line without its line end. `None` at the end of input or after a read error.
    fn line(&mut self, prompt: &str) -> Option<String> {
        match self {
            Self::Editor(editor) => match editor.readline(prompt) {
                Ok(line) => {
                    // A failure only affects the arrow keys.
                    let _ = editor.add_history_entry(&line);
                    Some(line)
                }
                Err(ReadlineError::Signal(_)) => Some(String::new()),
                Err(_) => None,
            },
            Self::Plain(input) => {
                let mut line = String::new();
                let read = input.read_line(&mut line).ok()?;
                (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
            }
        }
    }
}

/// The caller at a terminal, who also decides for the dialed persons.
pub struct Terminal {
    /// `None` while another thread reads a line.
    keyboard: Option<Keyboard>,
    screen: Box<dyn Write + Send>,
    /// Whether to print the input, because no terminal shows it.
    echo: bool,
}

impl Terminal {
    /// Standard input and output, with line editing when both are a terminal.
    #[must_use]
    pub fn on_stdio() -> Self {
        let editor = (io::stdin().is_terminal() && io::stdout().is_terminal()).then(DefaultEditor::new);
        match editor {
            Some(Ok(editor)) => {
                Self { keyboard: Some(Keyboard::Editor(Box::new(editor))), screen: Box::new(io::stdout()), echo: false }
            }
            _ => Self::over(BufReader::new(io::stdin()), io::stdout()),
        }
    }

    /// Any input and output, without line editing.
    #[must_use]
    pub fn over(input: impl BufRead + Send + 'static, output: impl Write + Send + 'static) -> Self {
        Self { keyboard: Some(Keyboard::Plain(Box::new(input))), screen: Box::new(output), echo: true }
    }

    /// Reading blocks, so it happens off the runtime's threads.
    async fn ask(&mut self, prompt: &str) -> Option<String> {
        let mut keyboard = self.keyboard.take()?;
        let prompt_there = prompt.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            let line = keyboard.line(&prompt_there);
            (keyboard, line)
        });
        let (keyboard, line) = read.await.ok()?;
        self.keyboard = Some(keyboard);
        if self.echo {
            self.show(&format!("{prompt}{}", printable(line.as_deref().unwrap_or("[end of input]"))));
        }
        line
    }

    /// A closed output does not end the call.
    fn show(&mut self, text: &str) {
        let _ = writeln!(self.screen, "{text}").and_then(|()| self.screen.flush());
    }
}

/// A parsed line.
#[derive(Debug, PartialEq)]
enum TerminalCommand {
    Act(CallerAction),
    Help,
}

fn command(line: &str) -> TerminalCommand {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    TerminalCommand::Act(match name {
        "" | "/silence" => CallerAction::Silence,
        "/hangup" => CallerAction::HangUp,
        "/key" if on_keypad(rest.trim()) => CallerAction::Key(rest.trim().to_owned()),
        "/unclear" if !rest.trim().is_empty() => CallerAction::SayUnclear(rest.trim().to_owned(), UNCLEAR),
        _ if name.starts_with('/') => return TerminalCommand::Help,
        _ => CallerAction::Say(line.to_owned()),
    })
}

fn on_keypad(keys: &str) -> bool {
    !keys.is_empty() && keys.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'))
}

impl Party for Terminal {
    fn notice(&mut self, event: &Heard) {
        match event {
            // The screen already shows the typed words, and a caller sees no requests.
            Heard::Caller(_) | Heard::Keyed(_) | Heard::Silence | Heard::Recorded(_) | Heard::Requested { .. } => {}
            other => self.show(&other.to_string()),
        }
    }

    async fn respond(&mut self, listens: Listens) -> CallerAction {
        let prompt = if listens.speech { "you> " } else { "keys> " };
        loop {
            let Some(line) = self.ask(prompt).await else { return CallerAction::HangUp };
            match command(&line) {
                // Digits need no command if the application takes keys only.
                TerminalCommand::Act(CallerAction::Say(keys)) if !listens.speech && on_keypad(&keys) => {
                    return CallerAction::Key(keys);
                }
                TerminalCommand::Act(action) => return action,
                TerminalCommand::Help => self.show(HELP),
            }
        }
    }

    async fn leave_message(&mut self) -> VoicemailAction {
        loop {
            let Some(line) = self.ask("record> ").await else { return VoicemailAction::HungUp };
            match command(&line) {
                TerminalCommand::Act(CallerAction::Key(keys)) => {
                    let end = keys.chars().next().map_or(MessageEnd::Silence, MessageEnd::Key);
                    return VoicemailAction::Left { words: String::new(), end };
                }
                TerminalCommand::Act(action) => return VoicemailAction::of(action, false),
                TerminalCommand::Help => self.show(HELP),
            }
        }
    }

    async fn pick_up(&mut self, number: &str) -> PickUp {
        let prompt = format!("[rings {}] answer? (a)ccept (d)ecline (b)usy (n)o answer: ", printable(number));
        match self.ask(&prompt).await.as_deref().map(str::trim) {
            Some("a" | "accept") => PickUp::Accepts,
            Some("d" | "decline") => PickUp::Declines,
            Some("b" | "busy") => PickUp::Busy,
            _ => PickUp::NoAnswer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_without_slash_is_speech() {
        let act = |line| match command(line) {
            TerminalCommand::Act(action) => action,
            TerminalCommand::Help => panic!("{line:?} is no action"),
        };
        assert_eq!(act("no heat "), CallerAction::Say("no heat".into()));
        assert_eq!(act(""), CallerAction::Silence);
        assert_eq!(act("/key 12#"), CallerAction::Key("12#".into()));
        assert_eq!(act("/unclear mumble mumble"), CallerAction::SayUnclear("mumble mumble".into(), UNCLEAR));
        assert_eq!(act("/hangup"), CallerAction::HangUp);
        for unknown in ["/key", "/key abc", "/transfer", "/"] {
            assert_eq!(command(unknown), TerminalCommand::Help, "{unknown:?}");
        }
    }

    #[tokio::test]
    async fn end_of_input_hangs_up() {
        let mut terminal = Terminal::over("hello\n/help\n".as_bytes(), io::sink());
        let listens = Listens { speech: true, keys: true };
        assert_eq!(terminal.respond(listens).await, CallerAction::Say("hello".into()));
        assert_eq!(terminal.respond(listens).await, CallerAction::HangUp);
        assert_eq!(terminal.leave_message().await, VoicemailAction::HungUp);
        assert_eq!(terminal.pick_up("+12145550188").await, PickUp::NoAnswer);
    }

    #[tokio::test]
    async fn terminal_decides_whether_dialed_number_answers() {
        let mut terminal = Terminal::over("a\nd\nb\n\n".as_bytes(), io::sink());
        for expected in [PickUp::Accepts, PickUp::Declines, PickUp::Busy, PickUp::NoAnswer] {
            assert_eq!(terminal.pick_up("+12145550188").await, expected);
        }
    }

    proptest! {
        #[test]
        fn any_line_parses_without_panic(line: String) {
            let _ = command(&line);
        }
    }
}
