use domain::{booking::AppointmentStatus, call_facts::Outcome, tenant::starter, text::Text};
use proptest::prelude::*;

use super::*;

fn target() -> Target {
    let zone = TimeZone::get("America/Chicago").expect("bundled");
    Target {
        tenant: TenantId::parse("ten_default").expect("an id"),
        import: ImportName::parse("legacy").expect("a name"),
        config: starter(&Text::parse("Peak").expect("a name"), &zone).expect("valid"),
        config_version: 1,
    }
}

fn row(number: usize, values: &[(&str, &str)]) -> Row {
    Row::new(number, values.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())))
}

fn made(tables: &Tables, mapping: &str) -> Records {
    make(tables, &Mapping::parse(mapping).expect("a mapping"), &target()).expect("made")
}

fn visits(rows: Vec<Row>) -> Tables {
    Tables::from([("appointments".to_owned(), rows)])
}

/// The only visit.
fn visit(tables: &Tables, mapping: &str) -> domain::booking::Appointment {
    let made = made(tables, mapping).made;
    match made.as_slice() {
        [Made { record: ImportedRecord::Visit(visit), .. }] => (**visit).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn visit_stands_in_the_window_of_its_local_time_and_keeps_what_has_no_field() {
    let row = row(
        1,
        &[
            ("id", "7"),
            ("start_time", "2026-11-24 08:30:00"),
            ("phone", "(214) 555-0142 x7"),
            ("customer_name", "Dana Smith"),
            ("status", "Confirmed"),
            ("mood", "cheerful"),
        ],
    );
    let visit = visit(&visits(vec![row]), "");
    assert_eq!(
        (visit.visit.slot.id.to_string(), visit.status),
        ("2026-11-24_morning".to_owned(), AppointmentStatus::Booked)
    );
    assert_eq!((visit.visit.callback.as_str(), &*visit.visit.street), ("+12145550142", "Address not recorded"));
    let note = String::from(visit.log.note.expect("a note"));
    assert_eq!(
        note,
        "Time in the earlier system: Nov 24, 2026, 8:30 AM. Status in the earlier system: Confirmed. Extension: 7. mood: cheerful"
    );
    assert_eq!(visit.booked_at.to_string(), "2026-11-24T14:30:00Z");
}

#[test]
fn visit_of_a_location_stands_at_its_time_in_the_company_zone() {
    let location = row(1, &[("id", "2"), ("code", "elp"), ("timezone", "America/Denver")]);
    let visit_of = |code: &str| {
        row(1, &[("id", "1"), ("scheduled_at", "2026-11-24T11:30"), ("phone", "2145550142"), ("location_id", code)])
    };
    for code in ["2", "elp"] {
        let mut tables = visits(vec![visit_of(code)]);
        tables.insert("locations".to_owned(), vec![location.clone()]);
        // 11:30 in El Paso is 12:30 in Dallas.
        assert_eq!(visit(&tables, "").visit.slot.id.to_string(), "2026-11-24_afternoon");
    }
}

#[test]
fn visit_outside_every_window_is_kept_noted_or_refused_by_choice() {
    let tables = visits(vec![row(1, &[("id", "1"), ("scheduled_at", "2026-11-24T19:10"), ("phone", "2145550142")])]);
    let kept = visit(&tables, "").visit.slot;
    assert_eq!(
        (kept.id.to_string(), kept.starts.to_string()),
        ("2026-11-24_imported-1910".to_owned(), "19:10:00".to_owned())
    );
    let noted = made(&tables, "options.outside_windows = \"note\"");
    assert!(matches!(noted.made.as_slice(), [Made { record: ImportedRecord::Note(_), .. }]));
    let refused = made(&tables, "options.outside_windows = \"refuse\"");
    assert_eq!((refused.made.len(), refused.report.tables[&Table::Appointments].rejected), (0, 1));
}

#[test]
fn time_that_the_clock_has_twice_is_a_choice() {
    let tables = visits(vec![row(1, &[("id", "1"), ("scheduled_at", "2026-11-01 01:30"), ("phone", "2145550142")])]);
    assert!(matches!(made(&tables, "").made.as_slice(), [Made { record: ImportedRecord::Note(_), .. }]));
    for (choice, expected) in [("earlier", "2026-11-01T06:30:00Z"), ("later", "2026-11-01T07:30:00Z")] {
        let made = made(&tables, &format!("options.unclear_times = \"{choice}\""));
        let entry =
            made.report.entries.iter().find(|entry| entry.kind == RowFate::Listed && entry.reason.contains("twice"));
        assert_eq!(entry.and_then(|entry| entry.after.clone()).as_deref(), Some(expected));
    }
}

#[test]
fn call_has_the_outcome_of_what_other_tables_say_about_it() {
    let call = |key: &str, sid: &str, status: &str| {
        row(
            1,
            &[
                ("id", key),
                ("call_sid", sid),
                ("from_number", "2145550142"),
                ("started_at", "2026-11-20T15:00:00Z"),
                ("status", status),
            ],
        )
    };
    let tables = Tables::from([
        (
            "call_logs".to_owned(),
            vec![call("1", "CA1", "completed"), call("2", "CA2", "completed"), call("3", "CA3", "no-answer")],
        ),
        (
            "appointments".to_owned(),
            vec![row(1, &[("id", "1"), ("call_sid", "CA2"), ("date", "2026-11-24"), ("time", "2:30 PM")])],
        ),
        (
            "emergency_logs".to_owned(),
            vec![row(1, &[("id", "1"), ("call_sid", "CA1"), ("emergency_type", "gas_leak"), ("was_transferred", "t")])],
        ),
    ]);
    let made = made(&tables, "").made;
    let calls: Vec<_> = made
        .iter()
        .filter_map(|made| match &made.record {
            ImportedRecord::Call(call) => Some(call.finished.facts.as_ref().expect("facts")),
            _ => None,
        })
        .collect();
    let outcomes: Vec<_> = calls.iter().map(|facts| facts.outcome).collect();
    assert_eq!(outcomes, [Outcome::Emergency, Outcome::Booked, Outcome::Abandoned]);
    assert_eq!(calls[0].transfers.reached, 1);
    let booked = made.iter().find_map(|made| match &made.record {
        ImportedRecord::Visit(visit) => Some(visit),
        _ => None,
    });
    let booked = booked.expect("a visit");
    // The row has no number: the one of its call counts.
    assert_eq!((booked.visit.callback.as_str(), booked.origin.call().is_some()), ("+12145550142", true));
    assert_eq!(calls[1].booked, std::slice::from_ref(&booked.id));
}

#[test]
fn contradicting_and_unknown_status_are_listed() {
    let with = |status: &str, cancelled: &str| {
        visits(vec![row(
            1,
            &[
                ("id", "1"),
                ("scheduled_at", "2026-11-24T09:00"),
                ("phone", "2145550142"),
                ("status", status),
                ("is_cancelled", cancelled),
            ],
        )])
    };
    assert_eq!(visit(&with("scheduled", "1"), "").status, AppointmentStatus::Cancelled);
    assert_eq!(visit(&with("CANCELED", "0"), "").status, AppointmentStatus::Cancelled);
    assert_eq!(visit(&with("re-sched", "false"), "").status, AppointmentStatus::Booked);
    assert_eq!(
        visit(&with("re-sched", "no"), "words.visit_status.\"re sched\" = \"cancelled\"").status,
        AppointmentStatus::Cancelled
    );
    let noted = made(&with("re-sched", "0"), "options.unknown_status = \"note\"");
    assert_eq!(noted.report.tables[&Table::Appointments].noted, 1);
}

/// Text as it may stand in a column.
fn mess() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("2026-11-24 09:00".to_owned()),
        Just("2026-11-01 01:30:00".to_owned()),
        Just("(214) 555-0142".to_owned()),
        Just("cancelled".to_owned()),
        Just("1".to_owned()),
        Just("CA1".to_owned()),
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn every_row_becomes_a_record_or_a_note_or_is_rejected(
        rows in prop::collection::vec(prop::collection::vec(mess(), 9), 0..12),
    ) {
        const COLUMNS: [&str; 9] =
            ["id", "scheduled_at", "started_at", "phone", "status", "is_cancelled", "call_sid", "emergency_type", "transcript"];
        let rows = rows.iter().enumerate();
        let rows: Vec<Row> = rows.map(|(nth, values)| Row::new(nth + 1, COLUMNS.map(str::to_owned).into_iter().zip(values.clone()))).collect();
        let tables = ["appointments", "call_logs", "emergency_logs"].map(|table| (table.to_owned(), rows.clone()));
        let made = made(&tables.into(), "");
        for (table, report) in &made.report.tables {
            prop_assert_eq!(report.read, report.mapped + report.noted + report.rejected, "{}", table);
        }
        let ids: BTreeSet<&str> = made.made.iter().map(|made| made.record.id()).collect();
        prop_assert_eq!(ids.len(), made.made.len());
        let accounted: usize = made.report.tables.values().map(|report| report.mapped + report.noted).sum();
        prop_assert_eq!(accounted, made.made.len());
    }
}
