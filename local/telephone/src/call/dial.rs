//! `<Dial>`: dials persons, runs the whisper on their leg, and reports the result.

use super::super::party::{Party, PickUp};
use super::super::transcript::Heard;
use super::super::twiml::{Dial, Gather, Link, Number, Prompt, Verb};
use super::leg::{Leg, end_of_call, now};
use super::{Call, Params, params};

/// How long two persons talk once they are connected.
const CONVERSATION_S: u64 = 60;

/// The result of dialing one number.
struct Rung {
    sid: String,
    status: &'static str,
    bridged: bool,
}

impl Call {
    pub(super) async fn dial<P: Party>(&mut self, dial: Dial, party: &mut P) {
        let mut best: Option<Rung> = None;
        // All numbers ring at once. They are asked in document order; the first to accept stops the others.
        for number in &dial.numbers {
            let rung = self.ring(&dial, number, party).await;
            let done = rung.bridged;
            if best.as_ref().is_none_or(|best| rank(rung.status) >= rank(best.status)) {
                best = Some(rung);
            }
            if done {
                break;
            }
        }
        let answered = best.as_ref().is_some_and(|rung| rung.status == "completed");
        if !answered {
            self.seconds += dial.timeout_s;
        }
        let result = self.result_of(&dial, best);
        if let Some(action) = &dial.action {
            self.follow(action, result, party).await;
        }
    }

    fn result_of(&mut self, dial: &Dial, best: Option<Rung>) -> Params {
        let Some(rung) = best else {
            return params(&[("DialCallStatus", "failed"), ("DialBridged", "false")]);
        };
        let mut result = params(&[
            ("DialCallStatus", rung.status),
            ("DialCallSid", &rung.sid),
            ("DialBridged", if rung.bridged { "true" } else { "false" }),
        ]);
        if rung.status == "completed" {
            let seconds = if rung.bridged { CONVERSATION_S } else { 0 };
            result.push(("DialCallDuration".to_owned(), seconds.to_string()));
        }
        if rung.bridged {
            self.seconds += CONVERSATION_S;
            if dial.record {
                let sid = self.sids.next("RE");
                result.push(("RecordingUrl".to_owned(), self.recording_url(&sid)));
                self.defer_recording(&dial.recording, &sid, "DialVerb", (&now(), CONVERSATION_S));
            }
        }
        result
    }

    async fn ring<P: Party>(&mut self, dial: &Dial, number: &Number, party: &mut P) -> Rung {
        let sid = self.sids.next("CA");
        let mut leg = self.leg.outbound(sid.clone(), &number.number, dial.caller_id.as_deref());
        if !number.number.contains(|c: char| c.is_ascii_digit()) {
            return Rung { sid, status: "failed", bridged: false };
        }
        for (event, status) in [("initiated", "initiated"), ("ringing", "ringing")] {
            leg.set_status(status);
            self.progress(number, &leg, event, party).await;
        }
        let pick_up = party.pick_up(&number.number).await;
        self.note(Heard::Rang { number: number.number.clone(), pick_up }, party);
        let (status, bridged) = match pick_up {
            PickUp::Busy => ("busy", false),
            PickUp::NoAnswer => ("no-answer", false),
            PickUp::Accepts | PickUp::Declines => {
                leg.set_status("in-progress");
                self.progress(number, &leg, "answered", party).await;
                // Not confirmed on a live account: a leg that was answered but never connected is reported as
                // `completed` here, the harder case, so that an application has to look at `DialBridged`.
                ("completed", self.whisper(&leg, number, pick_up, party).await)
            }
        };
        leg.set_status(status);
        self.progress(number, &leg, "completed", party).await;
        Rung { sid, status, bridged }
    }

    async fn progress<P: Party>(&mut self, number: &Number, leg: &Leg, event: &str, party: &mut P) {
        if let Some(link) = number.status.wants(event) {
            let mut report = leg.params();
            report.extend(end_of_call(0));
            self.send_callback(link, report, party).await;
        }
    }

    /// Runs the whisper on the called person's leg. Returns whether the person is connected at its end.
    async fn whisper<P: Party>(&mut self, leg: &Leg, number: &Number, pick_up: PickUp, party: &mut P) -> bool {
        let Some(link) = &number.whisper else { return pick_up == PickUp::Accepts };
        let callers_document = self.document.clone();
        let connected = self.screen(leg, link.clone(), pick_up, party).await;
        self.document = callers_document;
        connected
    }

    async fn screen<P: Party>(&mut self, leg: &Leg, first: Link, pick_up: PickUp, party: &mut P) -> bool {
        let mut next = Some((first, Params::new()));
        while let Some((link, extra)) = next.take() {
            let verbs = match self.fetch(leg.params(), &link, extra, party).await {
                Ok((document, verbs)) => {
                    self.document = document;
                    verbs
                }
                Err(failure) => {
                    self.report(&failure, party);
                    return false;
                }
            };
            for verb in verbs {
                match verb {
                    Verb::Prompt(prompt) => self.play_privately(prompt, party),
                    Verb::Gather(Gather { prompts, action, keys, .. }) => {
                        for prompt in prompts {
                            self.play_privately(prompt, party);
                        }
                        if pick_up == PickUp::Declines {
                            return false;
                        }
                        // A person who presses no key stays on the call, and the next verb decides.
                        if keys {
                            next = Some((action, params(&[("Digits", "1"), ("msg", "Gather End")])));
                            break;
                        }
                    }
                    Verb::Redirect(link) => {
                        next = Some((link, Params::new()));
                        break;
                    }
                    Verb::StartRecording(_) => {}
                    // Twilio does not allow the last ones on the called person's leg.
                    Verb::Hangup | Verb::Reject { .. } | Verb::Dial(_) | Verb::Record(_) | Verb::Connect(_) => {
                        return false;
                    }
                }
            }
        }
        pick_up == PickUp::Accepts
    }

    fn play_privately<P: Party>(&mut self, prompt: Prompt, party: &mut P) {
        if let Prompt::Say(words) = prompt {
            self.note(Heard::Whispered(words), party);
        }
    }
}

/// What Twilio reports when the numbers differ: the status of the leg that came furthest.
fn rank(status: &str) -> u8 {
    match status {
        "completed" => 3,
        "no-answer" => 2,
        "busy" => 1,
        _ => 0,
    }
}
