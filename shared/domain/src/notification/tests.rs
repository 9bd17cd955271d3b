//! The words of each notification, and who gets it when.

use jiff::{Timestamp, civil::time, tz::TimeZone};

use super::*;
use crate::{
    access::Role,
    booking::{
        Appointment, AppointmentStatus, BookedBy, BookingRequest, CallerIdentity, CallerMessage, DangerReport,
        Emergency, MessageBody, Origin, VisitAnswer, VisitLog, Voicemail,
    },
    id::{CallSid, RecordingSid},
    phone::PhoneNumber,
    redaction::MaskedText,
    slot::Slot,
    tenant::{JobTypeId, QuestionId, Zip, tests::acme},
    text::Text,
    triage::Hazard,
};

const HOSTILE: &str = "</td><script>alert(1)</script>\r\nBcc: all@evil.example \"'&";

fn text<const MAX: usize>(words: &str) -> Text<MAX> {
    Text::parse(words).expect("a text")
}

fn number() -> PhoneNumber {
    PhoneNumber::parse("+12145550142").expect("a number")
}

fn call() -> CallSid {
    CallSid::parse("CA1").expect("an id")
}

fn slot(id: &str) -> Slot {
    Slot { id: id.parse().expect("a slot"), starts: time(8, 0, 0, 0), ends: time(12, 0, 0, 0) }
}

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

fn visit() -> Appointment {
    let booked_by = Some(BookedBy { number: Some(number()), identity: CallerIdentity::Claimed });
    Appointment {
        id: AppointmentId::of_call(&call(), 0),
        origin: Origin::Call { call: call(), booked_by },
        visit: BookingRequest {
            slot: slot("2026-11-24_morning"),
            job_type: JobTypeId::parse("repair").expect("an id"),
            name: text("Dana Smith"),
            callback: number(),
            street: text("12 Oak Street, Apt 3 & 4"),
            city: Some(text("Dallas")),
            zip: Zip::parse("75201").expect("a ZIP code"),
            problem: text("The furnace is dead; my card is 4111 1111 1111 1111"),
            access_notes: Some(text("Gate code 1234, beware of the dog")),
            answers: Vec::new(),
        },
        status: AppointmentStatus::Booked,
        booked_at: at("2026-11-23T16:01:05Z"),
        log: VisitLog::default(),
    }
}

fn message(body: MessageBody, urgent: bool) -> CallerMessage {
    CallerMessage {
        id: MessageId::of_call(&call(), 0),
        call: Some(call()),
        name: Some(text("Dana Smith")),
        callback: Some(number()),
        body,
        urgent,
        left_at: at("2026-11-24T03:30:00Z"),
    }
}

fn emergency() -> Emergency {
    Emergency {
        id: EmergencyId::of_call(&call(), 0),
        call: call(),
        hazard: Hazard::GasLeak,
        callback: Some(number()),
        heard_at: at("2026-11-23T16:01:05Z"),
        day: None,
        report: DangerReport {
            heard: Some(text("I smell gas in the basement")),
            name: Some(text("Dana Smith")),
            place: Some(text("12 Oak Street, 75201")),
        },
    }
}

fn email(notice: Notice<'_>) -> Email {
    notice.email(Company { config: &acme() })
}

fn shown(notice: Notice<'_>) -> String {
    let Email { subject, text, html } = email(notice);
    format!("{subject}\n\n{text}\n{html}")
}

fn visit_everywhere(words: &str) -> Appointment {
    let mut visit = visit();
    visit.visit.name = text(words);
    visit.visit.street = text(words);
    visit.visit.city = Some(Text::cut_or(words, '-'));
    visit.visit.problem = text(words);
    visit.visit.access_notes = Some(text(words));
    visit.visit.answers = vec![answer("gate", words, Some(words))];
    visit
}

fn answer(id: &str, label: &str, answer: Option<&str>) -> VisitAnswer {
    VisitAnswer::new(QuestionId::parse(id).expect("an id"), Text::cut_or(label, '-'), answer.and_then(Text::cut))
}

#[test]
fn answers_to_the_companys_questions_are_named() {
    let mut visit = visit();
    visit.visit.answers = vec![answer("fuel", "Fuel", Some("oil")), answer("warranty", "Under warranty", None)];
    let text = email(Notice::Booking(&visit)).text;
    assert!(text.contains("Fuel: oil") && text.contains("Under warranty: not known"), "{text}");
}

#[test]
fn booking_equals_the_snapshot() {
    insta::assert_snapshot!(shown(Notice::Booking(&visit())));
}

#[test]
fn change_equals_the_snapshot() {
    insta::assert_snapshot!(shown(Notice::Change(&visit(), &slot("2026-11-23_morning"))));
}

#[test]
fn cancellation_equals_the_snapshot() {
    insta::assert_snapshot!(shown(Notice::Cancellation(&visit(), Some(&text("Sold the house").into()))));
}

#[test]
fn message_equals_the_snapshot() {
    let body = MessageBody::Words(text("Please call about the quote"));
    insta::assert_snapshot!(shown(Notice::Message(&message(body, true))));
}

#[test]
fn voicemail_equals_the_snapshot() {
    let recording = RecordingSid::parse("RE1").expect("an id");
    let body = Voicemail { recording, url: "https://api.twilio.com/RE1".to_owned(), duration_seconds: 12 };
    insta::assert_snapshot!(shown(Notice::Message(&message(MessageBody::Voicemail(body), false))));
}

#[test]
fn emergency_equals_the_snapshot() {
    insta::assert_snapshot!(shown(Notice::Emergency(&emergency(), None)));
}

#[test]
fn digest_equals_the_snapshot() {
    let figures = DigestFigures {
        calls: 12,
        bookings: 1,
        emergencies: 0,
        messages: 3,
        open_messages: 2,
        more_open_messages: false,
    };
    insta::assert_snapshot!(shown(Notice::Digest("2026-11-23".parse().expect("a day"), figures)));
}

#[test]
fn change_of_dialed_numbers_equals_the_snapshot() {
    let numbers = |number: &str| vec![("/forwarding_number".to_owned(), number.to_owned())];
    let notice = AccountNotice {
        change: AccountChange::DialedNumbers { removed: numbers("…88"), added: numbers("…93") },
        by: "Lee Wong (lee@acme.example)".to_owned(),
        at: at("2026-11-23T16:01:05Z"),
    };
    insta::assert_snapshot!(shown(Notice::Account(&notice)));
}

#[test]
fn launch_equals_the_snapshot() {
    let launched = |number: Option<&str>| AccountNotice {
        change: AccountChange::Launched {
            number: number.map(|number| PhoneNumber::parse(number).expect("a number")),
            dashboard: "https://desk.example".to_owned(),
        },
        by: "Lee Wong (lee@acme.example)".to_owned(),
        at: at("2026-11-23T16:01:05Z"),
    };
    insta::assert_snapshot!(shown(Notice::Account(&launched(Some("+12145550100")))));
    let without = Notice::Account(&launched(None)).email(Company { config: &acme() }).text;
    assert!(without.contains("Connect a number") && !without.contains("Forward your line"), "{without}");
}

#[test]
fn owner_cannot_choose_to_hear_nothing_of_the_account() {
    let mut nothing = Preferences::default();
    for kind in NotificationKind::ALL {
        nothing.channels.insert(kind, Channel::None);
        let expected = if kind == NotificationKind::Account { Channel::Email } else { Channel::None };
        assert_eq!(nothing.channel(Role::Owner, kind), expected);
        assert_eq!(nothing.channel(Role::Manager, kind), Channel::None);
    }
    nothing.channels.insert(NotificationKind::Account, Channel::Text);
    assert_eq!(nothing.channel(Role::Owner, NotificationKind::Account), Channel::Text);
}

#[test]
fn text_message_is_short_and_has_no_typographic_marks() {
    let mut visit = visit();
    assert_eq!(
        Notice::Booking(&visit).text_message(Company { config: &acme() }),
        "Acme Heating & Air: New visit: Tuesday, November 24, between 8 AM and noon, Dana Smith\n\
         When: Tuesday, November 24, between 8 AM and noon\nWho: Dana Smith\nPhone: (214) 555-0142\n\
         Where: 12 Oak Street, Apt 3 & 4, Dallas 75201\nJob: Heating or cooling repair\n\
         Problem: The furnace is dead; my card is [card number]"
    );
    visit.visit.name = text("“Dana” O\u{2019}Hara \u{2014} Smith");
    let message = Notice::Booking(&visit).text_message(Company { config: &acme() });
    assert!(message.contains("\"Dana\" O'Hara - Smith") && message.chars().count() < 400, "{message}");
}

#[test]
fn digest_is_due_at_8_of_the_next_day_in_the_company_s_zone() {
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    for (day, due) in [("2026-11-23", "2026-11-24T14:00:00Z"), ("2026-10-31", "2026-11-01T14:00:00Z")] {
        assert_eq!(digest_due_at(day.parse().expect("a day"), &zone), at(due));
    }
}

#[test]
fn hostile_words_break_out_of_nothing() {
    let mut words = message(MessageBody::Words(text(HOSTILE)), false);
    words.name = Some(text(HOSTILE));
    let mut danger = emergency();
    danger.report = DangerReport { heard: Some(text(HOSTILE)), name: Some(text(HOSTILE)), place: Some(text(HOSTILE)) };
    let visit = visit_everywhere(HOSTILE);
    let reason = MaskedText::from(text(HOSTILE));
    let notices = [
        Notice::Booking(&visit),
        Notice::Change(&visit, &visit.visit.slot),
        Notice::Cancellation(&visit, Some(&reason)),
        Notice::Message(&words),
        Notice::Emergency(&danger, None),
    ];
    for notice in notices {
        let Email { subject, text, html } = email(notice);
        assert!(!subject.contains(['\r', '\n']) && subject.chars().count() <= 150, "{subject:?}");
        assert!(!text.contains("\nBcc:") && !text.contains('\r'), "{text}");
        assert!(!html.contains("<script") && !html.contains("alert(1)<"), "{html}");
        // The only quotes are those of our own attributes.
        for value in html.split("href=\"").skip(1) {
            let (link, _) = value.split_once('"').expect("an end");
            assert!(
                link.starts_with("tel:+") || link.starts_with("https://www.google.com/maps/search/?api=1&amp;query=")
            );
            assert!(!link.contains(['<', '>', ' ', '\'']), "{link}");
        }
    }
}

#[test]
fn numbers_of_cards_and_social_security_are_masked_everywhere() {
    for (words, digits) in [("4111 1111 1111 1111", "1111"), ("my social is 123 45 6789", "6789")] {
        let visit = visit_everywhere(words);
        let mut left = message(MessageBody::Words(text(words)), false);
        left.name = Some(text(words));
        left.callback = None;
        let mut danger = emergency();
        danger.report = DangerReport { heard: Some(text(words)), name: Some(text(words)), place: Some(text(words)) };
        let reason = MaskedText::from(text(words));
        let notices =
            [Notice::Cancellation(&visit, Some(&reason)), Notice::Message(&left), Notice::Emergency(&danger, None)];
        for notice in notices {
            assert!(!shown(notice).contains(digits), "{}", shown(notice));
        }
    }
}

#[test]
fn time_is_that_of_the_company() {
    // 03:30 of the next day in UTC.
    let text = email(Notice::Message(&message(MessageBody::Words(text("Hi")), false))).text;
    assert!(text.contains("Left: Monday, November 23, 9:30 PM\n"), "{text}");
}

#[test]
fn owner_and_manager_hear_by_e_mail_and_others_choose() {
    let nothing = Preferences::default();
    for kind in NotificationKind::ALL {
        let (digest, account) = (kind == NotificationKind::Digest, kind == NotificationKind::Account);
        assert_eq!(nothing.channel(Role::Owner, kind), Channel::Email);
        assert_eq!(nothing.channel(Role::Manager, kind), if digest { Channel::None } else { Channel::Email });
        assert_eq!(nothing.channel(Role::Dispatcher, kind), Channel::None);
        let mut all = Preferences::default();
        all.channels.insert(kind, Channel::Email);
        // A dispatcher does not read the audit log.
        assert_eq!(all.channel(Role::Dispatcher, kind), if account { Channel::None } else { Channel::Email });
        // A viewer reads neither customers nor calls.
        assert_eq!(all.channel(Role::Viewer, kind), if digest { Channel::Email } else { Channel::None });
    }
}

fn quiet(from: i8, until: i8) -> Preferences {
    let quiet_hours = QuietHours::new(time(from, 0, 0, 0), time(until, 0, 0, 0)).expect("hours");
    Preferences { quiet_hours: Some(quiet_hours), ..Preferences::default() }
}

#[test]
fn quiet_hours_hold_everything_but_an_emergency() {
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    let night = quiet(21, 7);
    for (now, due) in [
        ("2026-11-24T02:59:59Z", "2026-11-24T02:59:59Z"),
        ("2026-11-24T03:00:00Z", "2026-11-24T13:00:00Z"),
        ("2026-11-24T12:59:59Z", "2026-11-24T13:00:00Z"),
        ("2026-11-24T13:00:00Z", "2026-11-24T13:00:00Z"),
    ] {
        for kind in NotificationKind::ALL {
            let expected = if kind == NotificationKind::Emergency { now } else { due };
            assert_eq!(night.due_at(kind, at(now), &zone), at(expected), "{now} {kind:?}");
        }
    }
    let noon = quiet(12, 13);
    assert_eq!(noon.due_at(NotificationKind::Booking, at("2026-11-23T18:30:00Z"), &zone), at("2026-11-23T19:00:00Z"));
    assert_eq!(noon.due_at(NotificationKind::Booking, at("2026-11-23T19:00:00Z"), &zone), at("2026-11-23T19:00:00Z"));
}

#[test]
fn quiet_hours_end_when_the_clock_changes() {
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    // 02:30 does not exist on 8 March 2026, and exists twice on 1 November: nothing is held for ever, nor due in the past.
    for now in ["2026-03-08T07:30:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:40:00Z", "2026-11-01T07:10:00Z"] {
        let hours = QuietHours::new(time(22, 0, 0, 0), time(1, 30, 0, 0)).expect("hours");
        let late = QuietHours::new(time(22, 0, 0, 0), time(2, 30, 0, 0)).expect("hours");
        for quiet_hours in [hours, late] {
            let preferences = Preferences { quiet_hours: Some(quiet_hours), ..Preferences::default() };
            let due = preferences.due_at(NotificationKind::Booking, at(now), &zone);
            assert!(due >= at(now) && due.duration_since(at(now)).as_hours() < 4, "{now}: {due}");
        }
    }
}

#[test]
fn quiet_hours_without_length_are_refused() {
    assert_eq!(QuietHours::new(time(8, 0, 0, 0), time(8, 0, 0, 0)), Err(QuietHoursError));
}

#[test]
fn preferences_are_stored_by_the_names_of_kinds() {
    let mut preferences = quiet(21, 7);
    preferences.channels.insert(NotificationKind::Booking, Channel::Text);
    preferences.mobile = Some(number());
    let stored = serde_json::to_value(&preferences).expect("JSON");
    let expected = serde_json::json!({
        "channels": {"booking": "text"}, "quiet_hours": {"from": "21:00", "until": "07:00"}, "mobile": "+12145550142",
    });
    assert_eq!(stored, expected);
    assert_eq!(serde_json::from_value::<Preferences>(stored).expect("preferences"), preferences);
    assert_eq!(serde_json::from_str::<Preferences>("{}").expect("preferences"), Preferences::default());
    let malformed = serde_json::json!({"quiet_hours": {"from": "08:00", "until": "08:00"}});
    assert!(serde_json::from_value::<Preferences>(malformed).is_err());
}
