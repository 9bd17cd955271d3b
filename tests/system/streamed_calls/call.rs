//! One call at random: a few sentences, perhaps a booking, and faults of every kind.

use std::{sync::Arc, time::Duration};

use super::{
    dice::{CALL, Dice, SENTENCE, first_words, word},
    line::{Heard, Line},
    trace::{Note, Trace},
    world::World,
};
use crate::support::ACME;

const YES: [&str; 6] =
    ["Yes, that's right", "Yes, please", "Yes, book it", "Yes, that is right", "Yes", "Yes, that's all right"];

/// What may be booked at the end of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Agreed {
    /// The caller agreed to details that they may have heard.
    pub(super) may_be_booked: bool,
    /// The caller heard that it is booked.
    pub(super) heard_booked: bool,
}

/// How an interruption is reported.
#[derive(Debug)]
enum Report {
    /// Before the words.
    Before(String),
    /// After the words.
    After(String),
    Twice(String),
    /// Once the next answer is heard.
    Late(String),
    /// Never.
    Lost,
}

/// A call that goes on.
struct RandomCall<'a> {
    line: Line<'a>,
    dice: Dice,
    sentences: u64,
    agreed: Agreed,
}

/// Makes a call. Returns its id and what was agreed.
pub(super) async fn make(world: &World, trace: &Arc<Trace>, dice: Dice) -> (String, Agreed) {
    let number = format!("+1214{:07}", 5_550_000 + trace.number);
    let caller = world.app.caller(ACME).from(&number);
    let sid = caller.call_sid().to_owned();
    world.add(trace);
    let line = Line::ring(world, Arc::clone(trace), caller).await;
    let mut call = RandomCall { line, dice, sentences: 0, agreed: Agreed::default() };
    call.run().await;
    call.line.hang_up().await;
    (sid, call.agreed)
}

impl RandomCall<'_> {
    async fn run(&mut self) {
        let mut report = self.interrupt_greeting();
        let turns = self.dice.between(2, 5);
        let booking = if self.dice.chance(35) { self.dice.between(0, turns - 1) } else { turns };
        for turn in 0..turns {
            if self.line.is_over {
                return;
            }
            if turn == booking {
                self.book(report.take()).await;
            } else {
                let words = self.sentence("I have a question about the part");
                self.say(&words, report.take(), true).await;
            }
            report = self.cut_off();
            if let Some(Report::Before(heard)) = &report
                && self.dice.chance(10)
            {
                let heard = heard.clone();
                report = None;
                self.interrupt_only(&heard).await;
            }
        }
        if self.line.is_over {
            return;
        }
        // The last turn shows what is known.
        let words = self.sentence("One more question about the part");
        self.say(&words, report, false).await;
    }

    /// A sentence that occurs nowhere else.
    fn sentence(&mut self, beginning: &str) -> String {
        self.sentences += 1;
        let call = self.line.trace.number;
        format!("{beginning} {} for the unit {}", word(SENTENCE, call * 100 + self.sentences), word(CALL, call))
    }

    fn interrupt_greeting(&mut self) -> Option<Report> {
        if !self.dice.chance(15) {
            return None;
        }
        let greeting = self.line.greeting();
        let heard = first_words(&greeting, self.dice.between(1, 8));
        self.line.trace.note(Note::Did(format!("heard of the greeting: {heard}")));
        Some(Report::Before(heard))
    }

    /// Perhaps cuts off what the agent says.
    fn cut_off(&mut self) -> Option<Report> {
        let words = self.line.arrived().split_whitespace().count();
        if !self.line.is_streamed() || words == 0 || self.line.has_ended() && !self.dice.chance(55) {
            return None;
        }
        // One word may begin other answers too.
        let heard = self.line.cut_off(self.dice.between(2.min(words), words));
        Some(match self.dice.below(100) {
            0..50 => Report::Before(heard),
            50..75 => Report::After(heard),
            75..88 => Report::Twice(heard),
            88..94 => Report::Late(heard),
            _ => Report::Lost,
        })
    }

    /// Interrupts and says nothing.
    async fn interrupt_only(&mut self, heard: &str) {
        self.line.interrupt(heard).await;
        self.line.settle().await;
        let (trace, sid) = (Arc::clone(&self.line.trace), self.line.caller.call_sid().to_owned());
        self.line.world.look_again(&trace, &sid).await;
        match self.line.listen(None).await {
            Heard::Nothing => trace.fault("dead air after an interruption without words"),
            Heard::Lost => self.line.reconnect(true, 1).await,
            Heard::Ended => self.line.follow().await,
            Heard::All | Heard::Enough => {}
        }
    }

    /// Says something and listens to the answer, or to a part of it.
    async fn say(&mut self, words: &str, report: Option<Report>, with_faults: bool) {
        let began = self.line.trace.len();
        self.line.speaks();
        if !self.line.is_streamed() {
            return self.line.say(words).await;
        }
        if with_faults && self.dice.chance(12) {
            *self.line.trace.kill.lock().expect("unpoisoned") = Some(self.dice.between(1, 90));
        }
        self.send(words, report).await;
        if with_faults {
            self.disturb().await;
        }
        let enough = (with_faults && self.dice.chance(40)).then(|| self.dice.between(2, 24));
        *self.line.trace.kill.lock().expect("unpoisoned") = None;
        self.hear(enough, began).await;
    }

    /// Sends words, and reports an interruption before or after them.
    async fn send(&mut self, words: &str, report: Option<Report>) {
        match report {
            None | Some(Report::Lost) => self.line.prompt(words).await,
            Some(Report::Late(heard)) => {
                self.line.prompt(words).await;
                if self.line.listen(Some(2)).await == Heard::Lost {
                    self.line.reconnect(true, 1).await;
                }
                self.line.interrupt(&heard).await;
            }
            Some(Report::Before(heard)) => {
                self.line.interrupt(&heard).await;
                self.pause(40).await;
                self.line.prompt(words).await;
            }
            Some(Report::After(heard)) => {
                self.line.prompt(words).await;
                self.pause(40).await;
                self.line.interrupt(&heard).await;
            }
            Some(Report::Twice(heard)) => {
                self.line.interrupt(&heard).await;
                self.line.repeat().await;
                self.pause(40).await;
                self.line.prompt(words).await;
            }
        }
    }

    /// The network's delay.
    async fn pause(&mut self, up_to: u64) {
        if self.dice.chance(60) {
            tokio::time::sleep(Duration::from_millis(self.dice.below(up_to))).await;
        }
    }

    /// Repeats, loses and reconnects.
    async fn disturb(&mut self) {
        if self.dice.chance(15) {
            self.pause(80).await;
            self.line.repeat().await;
        }
        if self.dice.chance(10) {
            self.pause(150).await;
            let (with_setup, replayed) = (self.dice.chance(70), self.dice.between(0, 3));
            self.line.reconnect(with_setup, replayed).await;
        }
        if self.dice.chance(4) {
            self.pause(200).await;
            self.line.lose().await;
        }
    }

    /// Listens until there is an answer; after a disturbance with the help of the message that looks again, and of another word.
    async fn hear(&mut self, enough: Option<usize>, began: usize) -> Heard {
        for attempt in 0..8 {
            if self.line.is_over || !self.line.is_streamed() {
                return Heard::Ended;
            }
            match self.line.listen(enough).await {
                Heard::Nothing => {
                    let is_disturbed = self.line.trace.was_disturbed_since(began);
                    if attempt == 0 && !is_disturbed {
                        self.line.trace.fault("dead air without a disturbance");
                    }
                    self.help(attempt).await;
                }
                Heard::Lost => self.line.reconnect(true, 1).await,
                Heard::Ended => self.line.follow().await,
                heard => return heard,
            }
        }
        self.line.trace.fault("the call does not go on");
        self.line.is_over = true;
        Heard::Nothing
    }

    /// What helps a call in which nothing comes.
    async fn help(&mut self, attempt: usize) {
        // What was spoken before is no part of what follows.
        self.line.speaks();
        match attempt {
            0 | 1 => {
                self.line.trace.note(Note::Did("waits for the look after a lost process".to_owned()));
                let (trace, sid) = (Arc::clone(&self.line.trace), self.line.caller.call_sid().to_owned());
                self.line.world.look_again(&trace, &sid).await;
            }
            _ => {
                let words = self.sentence("Hello, do you hear me, the part is");
                self.line.prompt(&words).await;
            }
        }
    }

    /// Books a visit: agrees to what is read back, heard whole or not.
    async fn book(&mut self, report: Option<Report>) {
        let words = self.sentence("Please book a tune-up for Dana Smith, 12 Oak Street, 75201, tomorrow morning");
        self.say(&words, report, true).await;
        for (attempt, yes) in YES.into_iter().enumerate() {
            if self.line.is_over || self.agreed.heard_booked {
                return;
            }
            if !self.line.is_streamed() {
                return self.book_without_socket().await;
            }
            let began = self.line.trace.len();
            let _ = self.hear(None, began).await;
            let arrived = self.line.arrived().to_owned();
            if arrived.contains("You're booked") {
                self.agreed.heard_booked = true;
                return;
            }
            if !arrived.contains("Let me read") {
                let words =
                    self.sentence("Please book a tune-up for Dana Smith, 12 Oak Street, 75201, tomorrow morning");
                self.say(&words, None, attempt < 2).await;
                continue;
            }
            let report = if attempt < 3 && self.dice.chance(50) {
                // Half of the words have not all details.
                let words = arrived.split_whitespace().count();
                Some(Report::Before(self.line.cut_off(self.dice.between(4, words / 2))))
            } else {
                self.agreed.may_be_booked = true;
                None
            };
            let report = match report {
                Some(Report::Before(heard)) if self.dice.chance(60) => {
                    // The interruption is noted before the answer comes.
                    self.line.interrupt(&heard).await;
                    while self.line.is_open() && !self.line.trace.has_handled(&heard) {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                    self.line.settle().await;
                    None
                }
                // Both are on their way at once.
                Some(Report::Before(heard)) => {
                    self.agreed.may_be_booked = true;
                    Some(if self.dice.chance(50) { Report::After(heard) } else { Report::Before(heard) })
                }
                report => report,
            };
            // Not the same words again: they could be a copy.
            self.say(yes, report, attempt < 3).await;
        }
    }

    async fn book_without_socket(&mut self) {
        for _ in 0..3 {
            let heard = self.line.twiml.said();
            if self.line.is_over || heard.contains("You're booked") {
                self.agreed.heard_booked |= heard.contains("You're booked");
                return;
            }
            if heard.contains("Let me read") {
                self.agreed.may_be_booked = true;
                self.line.say("Yes, that's right").await;
            } else {
                let words =
                    self.sentence("Please book a tune-up for Dana Smith, 12 Oak Street, 75201, tomorrow morning");
                self.line.say(&words).await;
            }
        }
    }
}
