//! What holds for any text.

use jiff::civil::Time;
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// Words of the trade and of hours, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "Mon",
        "M-F",
        "Friday",
        "-",
        "–",
        "to",
        "8",
        "8:30",
        "5pm",
        "17:00",
        "24/7",
        "24 hours",
        "closed",
        "\n",
        "\n\n",
        ",",
        "|",
        "weekdays",
        "daily",
        "noon",
        "midnight",
        "a day",
        "7 days a week",
        "emergency",
        "summer",
        "Thanksgiving",
        "75201",
        "75201-75299",
        "TX 75201",
        "service area:",
        "we serve",
        "Dallas",
        "St. Paul",
        "and",
        "$89",
        "$",
        "$9,999,999,999.99",
        "tune-up",
        "AC repair",
        "off",
        "© 2026",
        "(214) 555-0142",
        "fax",
        "é",
        "\u{200b}",
        "🔥",
        ".",
        "by appointment",
        "$79.95*",
        "Sa",
        "12am",
        "25:00",
        "8.30",
        "0800",
    ];
    vec(select(words.to_vec()), 0..40).prop_map(|words| words.join(" "))
}

fn assert_sound(found: &CompanyProposals, text: &str) {
    let flat = |text: &str| Text::<1_000_000>::parse(text).map(|text| text.to_string()).unwrap_or_default();
    let text = flat(text);
    let quotes = found.hours.iter().map(|week| &week.quote).chain(found.areas.iter().map(|list| &list.quote));
    let quotes = quotes.chain(found.unclear.iter().map(|part| &part.quote)).chain(found.emergency_service.as_ref());
    for quote in quotes {
        let words = quote.as_str().trim_end_matches('…');
        assert!(text.contains(words), "{words:?} is not in {text:?}");
    }
    for service in &found.services {
        for fee in [service.value.fee, service.value.after_hours_fee].into_iter().flatten() {
            let dollars = (fee.get() / 1_000_000).to_string();
            assert!(service.quote.as_str().replace(',', "").contains(&dollars), "{dollars} is not in the quote");
        }
    }
    for zip in found.areas.iter().flat_map(|list| &list.value.zips) {
        assert!(zip.to_string().len() == 5);
    }
}

/// How a week may be written: the forms of days, of times and of what joins them.
fn written_time(time: Time, style: usize) -> String {
    let hour = if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 };
    let half = if time.hour() < 12 { "am" } else { "pm" };
    match style {
        0 => format!("{hour}:{:02} {}", time.minute(), half.to_uppercase()),
        1 if time.minute() == 0 => format!("{hour}{half}"),
        1 => format!("{hour}:{:02}{half}", time.minute()),
        2 => format!("{hour}:{:02} {}.m.", time.minute(), &half[..1]),
        _ => format!("{:02}:{:02}", time.hour(), time.minute()),
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text: String) {
        assert_sound(&read(&text), &text);
    }

    #[test]
    fn words_in_any_order_are_quoted_as_they_stand(text in soup()) {
        assert_sound(&read(&text), &text);
    }

    #[test]
    fn structured_data_of_any_form_is_read_without_a_panic(text: String, soup in soup()) {
        for script in [text.clone(), format!("{{\"telephone\":{soup:?},\"openingHours\":[{soup:?}],\"areaServed\":{soup:?}}}")] {
            let page = SourcePage { structured: vec![script], ..SourcePage::default() };
            let _ = CompanyProposals::read(&[page]);
        }
    }

    #[test]
    fn answer_of_a_model_is_read_without_a_panic(answer: String, text in soup()) {
        let pages = [SourcePage { text, ..SourcePage::default() }];
        prop_assert!(!CompanyProposals::read(&pages).add_model_answer(&answer, &pages));
    }

    #[test]
    fn week_in_every_style_is_read_back(
        (first, length) in (0_usize..7, 1_usize..7),
        (opens, hours) in (5_i8..11, 4_i8..12),
        quarter in select(vec![0_i8, 15, 30, 45]),
        (style, dash, names) in (0_usize..4, select(vec![" - ", "–", " to ", "-", " through "]), 0_usize..3),
        closed in any::<bool>(),
    ) {
        let opens_at = Time::constant(opens, quarter, 0, 0);
        let closes_at = Time::constant(opens + hours, 0, 0, 0);
        let last = (first + length - 1) % 7;
        let name = |day: usize| match names {
            0 => Day::ALL[day].name().to_owned(),
            1 => Day::ALL[day].name()[..3].to_owned(),
            _ => Day::ALL[day].name()[..3].to_uppercase(),
        };
        let days = if length == 1 { name(first) } else { format!("{}{dash}{}", name(first), name(last)) };
        let times = format!("{}{dash}{}", written_time(opens_at, style), written_time(closes_at, style));
        let rest = if closed { format!("; {} closed", name((last + 1) % 7)) } else { String::new() };
        let text = format!("Our hours: {days}: {times}{rest}");
        let week: std::collections::BTreeMap<_, _> =
            (0..length).map(|nth| (Day::ALL[(first + nth) % 7], vec![Span::new(opens_at, closes_at)])).collect();
        let found = read(&text);
        prop_assert_eq!(found.hours.first().map(|week| written(&week.value)), WeeklyHours::new(week).ok().map(|week| written(&week)), "{}", text);
    }

    #[test]
    fn list_of_zip_codes_is_read_back(codes in vec(501_u32..99_951, 3..20), separator in select(vec![", ", " ", "\n", "; ", " | "])) {
        let mut codes: Vec<String> = codes.into_iter().map(|code| format!("{code:05}")).collect();
        codes.sort();
        codes.dedup();
        let found = read(&format!("ZIP codes we serve:{}{}", if separator == "\n" { "\n" } else { " " }, codes.join(separator)));
        let zips: Vec<String> = found.areas.iter().flat_map(|list| list.value.zips.clone()).map(String::from).collect();
        prop_assert_eq!(zips, codes);
    }
}
