//! Tests of the texts about one visit, from its booking to its day.

use jiff::{SignedDuration, civil::time};
use serde_json::json;

use super::*;
use crate::{
    booking::{Origin, VisitChange},
    gsm7::folded,
    id::AppointmentId,
    phone::PhoneNumber,
    slot::Slot,
    triage::Language,
};

fn zone() -> TimeZone {
    TimeZone::get("America/Chicago").expect("a zone")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn call(nth: u8) -> CallSid {
    CallSid::parse(&format!("CA{nth}")).expect("an id")
}

fn slot(day: &str) -> Slot {
    Slot { id: format!("{day}_morning").parse().expect("an id"), starts: time(8, 0, 0, 0), ends: time(13, 0, 0, 0) }
}

/// A visit on Friday, booked on Monday morning by call 1.
fn visit() -> Appointment {
    let visit = serde_json::from_value(json!({
        "slot": slot("2026-11-27"), "job_type": "repair", "name": "Dana", "callback": "+12145550142",
        "street": "12 Oak Street", "zip": "75201", "problem": "No heat",
    }));
    let origin = Origin::Call { call: call(1), booked_by: None };
    let id = AppointmentId::of_call(&call(1), 0);
    Appointment::booked(id, origin, visit.expect("a visit"), at("2026-11-23T16:00:00Z"))
}

fn changed(mut visit: Appointment, by: ChangedBy, when: &str, to: Option<&str>) -> Appointment {
    let change = if let Some(day) = to {
        let from = std::mem::replace(&mut visit.visit.slot, slot(day));
        VisitEvent::Moved { from, notify_customer: false }
    } else {
        visit.status = AppointmentStatus::Cancelled;
        VisitEvent::Cancelled { reason: None, notify_customer: false }
    };
    visit.log.record(VisitChange { at: at(when), by, change });
    visit
}

#[test]
fn text_says_what_a_call_did_that_lasts() {
    let by = |nth| ChangedBy::Call(call(nth));
    let later = "2026-11-23T16:05:00Z";
    let booked = Some((CustomerTextKind::Booked, at("2026-11-23T16:00:00Z")));
    assert_eq!(CustomerTextKind::of_call(&visit(), &call(1)), booked);
    let moved = changed(visit(), by(1), later, Some("2026-11-26"));
    assert_eq!(CustomerTextKind::of_call(&moved, &call(1)), booked, "the text says where it is now");
    assert_eq!(CustomerTextKind::of_call(&changed(moved, by(1), later, None), &call(1)), None);
    let moved = changed(visit(), by(2), later, Some("2026-11-26"));
    assert_eq!(CustomerTextKind::of_call(&moved, &call(2)), Some((CustomerTextKind::Moved, at(later))));
    let cancelled = changed(visit(), by(2), later, None);
    assert_eq!(CustomerTextKind::of_call(&cancelled, &call(2)), Some((CustomerTextKind::Cancelled, at(later))));
    assert_eq!(CustomerTextKind::of_call(&cancelled, &call(3)), None);
}

#[test]
fn reminder_is_due_at_ten_on_the_day_before_unless_the_visit_is_younger() {
    let office = || ChangedBy::Office("usr_dana".to_owned());
    assert_eq!(reminder_due_at(&visit(), &zone()), Some(at("2026-11-26T16:00:00Z")));
    for (when, due) in [
        ("2026-11-25T05:59:00Z", Some("2026-11-25T16:00:00Z")),
        // Wednesday by the company's clock, the day before.
        ("2026-11-25T06:00:00Z", None),
    ] {
        let moved = changed(visit(), office(), when, Some("2026-11-26"));
        assert_eq!(reminder_due_at(&moved, &zone()), due.map(at), "{when}");
    }
    // The clocks are set back on November 1.
    let mut before = visit();
    before.visit.slot = slot("2026-11-02");
    before.booked_at = at("2026-10-20T16:00:00Z");
    assert_eq!(reminder_due_at(&before, &zone()), Some(at("2026-11-01T16:00:00Z")));
}

#[test]
fn reminder_holds_on_the_day_before_from_eight_to_eight_while_the_visit_stands() {
    let zone = &zone();
    let holds = |visit: &Appointment, now: &str| CustomerTextKind::Reminder.holds(visit, (at(now), zone));
    let noon = "2026-11-26T18:00:00Z";
    for (now, expected) in [
        ("2026-11-26T13:59:59Z", false),
        ("2026-11-26T14:00:00Z", true),
        ("2026-11-27T01:59:59Z", true),
        ("2026-11-27T02:00:00Z", false),
        ("2026-11-25T18:00:00Z", false),
        ("2026-11-27T18:00:00Z", false),
    ] {
        assert_eq!(holds(&visit(), now), expected, "{now}");
    }
    let office = || ChangedBy::Office("usr_dana".to_owned());
    assert!(!holds(&changed(visit(), office(), noon, None), noon));
    assert!(!holds(&changed(visit(), office(), noon, Some("2026-11-28")), noon));
    assert!(!CustomerTextKind::Booked.holds(&visit(), (at("2026-11-28T18:00:00Z"), zone)), "its day is over");
    assert!(!CustomerTextKind::Cancelled.holds(&visit(), (at(noon), zone)));
}

#[test]
fn texting_hours_begin_at_eight_and_end_at_eight_in_the_evening() {
    for (from, next) in [
        ("2026-11-23T13:59:59Z", "2026-11-23T14:00:00Z"),
        ("2026-11-23T14:00:00Z", "2026-11-23T14:00:00Z"),
        ("2026-11-24T01:59:59Z", "2026-11-24T01:59:59Z"),
        ("2026-11-24T02:00:00Z", "2026-11-24T14:00:00Z"),
        ("2026-11-24T07:00:00Z", "2026-11-24T14:00:00Z"),
    ] {
        assert_eq!(next_texting_hour(at(from), &zone()), at(next), "{from}");
    }
}

#[test]
fn texts_are_link_free_in_both_languages_and_short() {
    let number = PhoneNumber::parse("+12145550100").expect("a number");
    let sender = TextSender { company: "Acme Heating & Air", number: &number };
    let now = (at("2026-11-23T16:00:00Z") + SignedDuration::from_hours(72), zone());
    let mut lines = Vec::new();
    for language in [Language::ENGLISH, Language::SPANISH] {
        for kind in
            [CustomerTextKind::Booked, CustomerTextKind::Moved, CustomerTextKind::Cancelled, CustomerTextKind::Reminder]
        {
            let words = kind.words(language, sender, &visit(), (now.0, &now.1));
            let sent = folded(&words).into_owned();
            assert!(sent.chars().count() <= 2 * 153 && !sent.contains("http") && !sent.contains("www"), "{sent}");
            assert_eq!(folded(&format!("{sent}á")), format!("{sent}a"), "all of it is in the alphabet of texts");
            lines.push(sent);
        }
        lines.push(folded(&text_back_words(language, sender)).into_owned());
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    Acme Heating & Air: your visit is tomorrow, Friday, November 27, between 8 AM and 1 PM. Reply C to confirm, R to ask for another time, STOP to get no more texts.
    Acme Heating & Air: your visit is now tomorrow, Friday, November 27, between 8 AM and 1 PM. Reply C to confirm, R to ask for another time, STOP to get no more texts.
    Acme Heating & Air: your visit tomorrow, Friday, November 27, between 8 AM and 1 PM is cancelled. Call us at +12145550100 for another one. Reply STOP to get no more texts.
    Acme Heating & Air: a reminder of your visit tomorrow, Friday, November 27, between 8 AM and 1 PM. Reply C to confirm, R to ask for another time, STOP to get no more texts.
    Acme Heating & Air: you called us and we could not finish. Call us at +12145550100, or reply here and we will get back to you. Reply STOP to get no more texts.
    Acme Heating & Air: su visita es mañana, viernes 27 de noviembre, entre las 8 AM y la 1 PM. Responda C para confirmar, R para pedir otro horario, STOP para no recibir mas mensajes.
    Acme Heating & Air: su visita ahora es mañana, viernes 27 de noviembre, entre las 8 AM y la 1 PM. Responda C para confirmar, R para pedir otro horario, STOP para no recibir mas mensajes.
    Acme Heating & Air: se cancelo su visita, mañana, viernes 27 de noviembre, entre las 8 AM y la 1 PM. Llamenos al +12145550100 si quiere otra. Responda STOP para no recibir mas mensajes.
    Acme Heating & Air: le recordamos su visita, mañana, viernes 27 de noviembre, entre las 8 AM y la 1 PM. Responda C para confirmar, R para pedir otro horario, STOP para no recibir mas mensajes.
    Acme Heating & Air: nos llamo y no pudimos terminar. Llamenos al +12145550100, o responda aqui y nos comunicamos con usted. Responda STOP para no recibir mas mensajes.
    ");
}
