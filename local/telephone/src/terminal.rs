//! A person at a terminal: reads what the agent says, types what the caller says.
//!
//! A terminal allows line editing (rustyline). Other input is read line by line, and the end of input hangs up.

use std::io::{self, BufRead, BufReader, IsTerminal, Write};

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use tokio::{sync::mpsc::UnboundedReceiver, task::JoinHandle};

use super::party::{CallerAction, Listens, MessageEnd, Party, PickUp, VoicemailAction};
use super::transcript::{Heard, printable};

const HELP: &str = "Type what the caller says. An empty line is silence; Ctrl-D hangs up. In a streamed call, a line typed while the agent speaks interrupts it.
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
    /// The line that another thread reads. It outlives the question that it was read for if the call goes on meanwhile.
    reading: Option<JoinHandle<(Keyboard, Option<String>)>>,
    screen: Box<dyn Write + Send>,
    /// Whether to print the input, because no terminal shows it.
    echo: bool,
    /// Whether a person types, and hears the agent meanwhile.
    is_live: bool,
}

impl Terminal {
    /// Standard input and output, with line editing when both are a terminal.
    #[must_use]
    pub fn on_stdio() -> Self {
        let editor = (io::stdin().is_terminal() && io::stdout().is_terminal()).then(DefaultEditor::new);
        match editor {
            Some(Ok(editor)) => {
                Self { is_live: true, echo: false, ..Self::with(Keyboard::Editor(Box::new(editor)), io::stdout()) }
            }
            _ => Self::over(BufReader::new(io::stdin()), io::stdout()),
        }
    }

    /// Any input and output, without line editing.
    #[must_use]
    pub fn over(input: impl BufRead + Send + 'static, output: impl Write + Send + 'static) -> Self {
        Self::with(Keyboard::Plain(Box::new(input)), output)
    }

    fn with(keyboard: Keyboard, output: impl Write + Send + 'static) -> Self {
        Self { keyboard: Some(keyboard), reading: None, screen: Box::new(output), echo: true, is_live: false }
    }

    /// Reading blocks, so it happens off the runtime's threads. Nothing is lost if the question is given up: the line answers the next one.
    async fn ask(&mut self, prompt: &str) -> Option<String> {
        if let Some(mut keyboard) = self.keyboard.take() {
            let prompt = prompt.to_owned();
            self.reading = Some(tokio::task::spawn_blocking(move || {
                let line = keyboard.line(&prompt);
                (keyboard, line)
            }));
        }
        let (keyboard, line) = self.reading.as_mut()?.await.ok()?;
        self.reading = None;
        self.keyboard = Some(keyboard);
        if self.echo {
            self.show(&format!("{prompt}{}", printable(line.as_deref().unwrap_or("[end of input]"))));
        }
        line
    }

    /// What a line asks for. `None` if it is answered here.
    fn action(&mut self, line: Option<String>, listens: Listens) -> Option<CallerAction> {
        let Some(line) = line else { return Some(CallerAction::HangUp) };
        match command(&line) {
            // Digits need no command if the application takes keys only.
            TerminalCommand::Act(CallerAction::Say(keys)) if !listens.speech && on_keypad(&keys) => {
                Some(CallerAction::Key(keys))
            }
            TerminalCommand::Act(action) => Some(action),
            TerminalCommand::Help => {
                self.show(HELP);
                None
            }
        }
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

impl Listens {
    fn prompt(self) -> &'static str {
        if self.speech { "you> " } else { "keys> " }
    }
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

    fn is_live(&self) -> bool {
        self.is_live
    }

    async fn respond(&mut self, listens: Listens) -> CallerAction {
        loop {
            let line = self.ask(listens.prompt()).await;
            if let Some(action) = self.action(line, listens) {
                return action;
            }
        }
    }

    async fn respond_beside(&mut self, listens: Listens, heard: &mut UnboundedReceiver<Heard>) -> CallerAction {
        loop {
            tokio::select! {
                Some(event) = heard.recv() => self.notice(&event),
                line = self.ask(listens.prompt()) => {
                    if let Some(action) = self.action(line, listens) {
                        return action;
                    }
                }
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
    async fn line_is_typed_while_the_agent_speaks() {
        let mut terminal = Terminal::over("stop\n".as_bytes(), io::sink());
        let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
        sender.send(Heard::Said("We can come".into())).expect("open");
        let listens = Listens { speech: true, keys: true };
        assert_eq!(terminal.respond_beside(listens, &mut heard).await, CallerAction::Say("stop".into()));
    }

    #[tokio::test]
    async fn question_that_is_given_up_loses_no_line() {
        let mut terminal = Terminal::over("first\nsecond\n".as_bytes(), io::sink());
        let listens = Listens { speech: true, keys: true };
        // Polled once, then dropped.
        let _ = futures_util::FutureExt::now_or_never(terminal.respond(listens));
        assert_eq!(terminal.respond(listens).await, CallerAction::Say("first".into()));
        assert_eq!(terminal.respond(listens).await, CallerAction::Say("second".into()));
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
