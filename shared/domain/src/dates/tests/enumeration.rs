//! Phrases made from parts, against a plain enumeration of days: each part says of every day whether it is meant.
//!
//! The evaluator knows no sets and no grammar. It walks from day to day, so that it shares no mistake with the module.

use jiff::civil::Weekday;
use proptest::prelude::*;

use super::*;

const DAYS_LOOKED_AT: i32 = 60;
const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SPANISH: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const COUNTS: [(&str, &str); 6] =
    [("one", "un"), ("two", "dos"), ("three", "tres"), ("four", "cuatro"), ("five", "cinco"), ("six", "seis")];
const SPANISH_DAYS: [&str; 31] = [
    "primero",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
    "treinta",
    "treinta y uno",
];

/// One named day.
#[derive(Debug, Clone, Copy)]
enum Name {
    Today,
    Tomorrow,
    DayAfterTomorrow,
    Weekday(usize),
    NextWeekWeekday(usize),
    /// So many days from today, from 2 on.
    InDays(usize),
    WeekFromWeekday(usize),
    DayOfMonth(i8),
}

impl Name {
    fn english(self) -> String {
        match self {
            Self::Today => "today".to_owned(),
            Self::Tomorrow => "tomorrow".to_owned(),
            Self::DayAfterTomorrow => "the day after tomorrow".to_owned(),
            Self::Weekday(day) => ENGLISH[day].to_owned(),
            Self::NextWeekWeekday(day) => format!("{} next week", ENGLISH[day]),
            Self::InDays(days) => format!("{} days from now", COUNTS[days - 1].0),
            Self::WeekFromWeekday(day) => format!("a week from {}", ENGLISH[day]),
            Self::DayOfMonth(day) => format!("the {day}{}", ordinal_suffix(day)),
        }
    }

    fn spanish(self) -> String {
        match self {
            Self::Today => "hoy".to_owned(),
            Self::Tomorrow => "mañana".to_owned(),
            Self::DayAfterTomorrow => "pasado mañana".to_owned(),
            Self::Weekday(day) => format!("el {}", SPANISH[day]),
            Self::NextWeekWeekday(day) => format!("el {} de la próxima semana", SPANISH[day]),
            Self::InDays(days) => format!("en {} días", COUNTS[days - 1].1),
            Self::WeekFromWeekday(day) => format!("del {} en ocho", SPANISH[day]),
            Self::DayOfMonth(day) => format!("el {}", SPANISH_DAYS[usize::try_from(day).expect("small") - 1]),
        }
    }

    /// The day itself, found by walking.
    fn day(self, today: Date) -> Date {
        let walk = |fits: &dyn Fn(Date) -> bool| {
            let mut day = today;
            while !fits(day) {
                day = day.tomorrow().expect("in range");
            }
            day
        };
        let step = |mut day: Date, days: usize| {
            for _ in 0..days {
                day = day.tomorrow().expect("in range");
            }
            day
        };
        match self {
            Self::Today => today,
            Self::Tomorrow => step(today, 1),
            Self::DayAfterTomorrow => step(today, 2),
            Self::Weekday(day) => walk(&|date| date.weekday() == weekday(day)),
            Self::NextWeekWeekday(day) => {
                let monday = step(today, 1);
                let mut monday = monday;
                while monday.weekday() != Weekday::Monday {
                    monday = monday.tomorrow().expect("in range");
                }
                step(monday, day)
            }
            Self::InDays(days) => step(today, days),
            Self::WeekFromWeekday(day) => step(walk(&|date| date.weekday() == weekday(day)), 7),
            Self::DayOfMonth(day) => walk(&|date| date.day() == day),
        }
    }
}

fn weekday(index: usize) -> Weekday {
    Weekday::from_monday_zero_offset(i8::try_from(index).expect("small")).expect("a weekday")
}

fn ordinal_suffix(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// A phrase made of names.
#[derive(Debug, Clone)]
enum Phrase {
    One(Name),
    AnyBut(usize),
    Cannot(usize),
    After(Name),
    Before(Name),
    OrLater(Name),
    NoLaterThan(Name),
    NotBefore(Name),
    Instead(Name, Name),
    Corrected(Name, Name),
    EveryOne(usize),
    Workdays,
    NextWeekBut(usize),
    AfterAndBefore(usize, usize),
    NotTodayOrTomorrow,
}

impl Phrase {
    fn english(&self) -> Vec<String> {
        match self {
            Self::One(name) => {
                vec![name.english(), format!("uh {} please", name.english()), format!("how about {}?", name.english())]
            }
            Self::AnyBut(day) => {
                let day = ENGLISH[*day];
                vec![
                    format!("any day but {day}"),
                    format!("anything except {day}"),
                    format!("any day other than {day}"),
                ]
            }
            Self::Cannot(day) => {
                let day = ENGLISH[*day];
                vec![
                    format!("I can't do {day}"),
                    format!("{day} doesn't work"),
                    format!("not {day}"),
                    format!("I'm busy {day}"),
                ]
            }
            Self::After(name) => {
                vec![format!("after {}", name.english()), format!("any time after {}", name.english())]
            }
            Self::Before(name) => vec![format!("before {}", name.english())],
            Self::OrLater(name) => vec![
                format!("{} or later", name.english()),
                format!("starting {}", name.english()),
                format!("on or after {}", name.english()),
            ],
            Self::NoLaterThan(name) => {
                vec![format!("no later than {}", name.english()), format!("by {}", name.english())]
            }
            Self::NotBefore(name) => {
                vec![format!("not before {}", name.english()), format!("not until {}", name.english())]
            }
            Self::Instead(no, yes) => vec![
                format!("{} instead of {}", yes.english(), no.english()),
                format!("not {}, {}", no.english(), yes.english()),
            ],
            Self::Corrected(old, new) => vec![
                format!("{} no wait {}", old.english(), new.english()),
                format!("{} I mean {}", old.english(), new.english()),
                format!("{} scratch that {}", old.english(), new.english()),
            ],
            Self::EveryOne(day) => {
                vec![format!("{}s", ENGLISH[*day]), format!("any {}", ENGLISH[*day]), format!("on a {}", ENGLISH[*day])]
            }
            Self::Workdays => {
                vec!["any weekday".to_owned(), "Monday through Friday".to_owned(), "weekdays only".to_owned()]
            }
            Self::NextWeekBut(day) => vec![
                format!("next week but not {}", ENGLISH[*day]),
                format!("any day next week except {}", ENGLISH[*day]),
            ],
            Self::AfterAndBefore(first, last) => {
                vec![format!("after {} and before {} next week", ENGLISH[*first], ENGLISH[*last])]
            }
            Self::NotTodayOrTomorrow => {
                vec!["not today or tomorrow".to_owned(), "any day but today and tomorrow".to_owned()]
            }
        }
    }

    fn spanish(&self) -> Vec<String> {
        let plural = |day: usize| format!("los {}{}", SPANISH[day], if day > 4 { "s" } else { "" });
        let contracted = |name: &Name| format!("de {}", name.spanish()).replace("de el ", "del ");
        match self {
            Self::One(name) => vec![name.spanish(), format!("{} por favor", name.spanish())],
            Self::AnyBut(day) => vec![
                format!("cualquier día menos el {}", SPANISH[*day]),
                format!("todos los días excepto {}", plural(*day)),
            ],
            Self::Cannot(day) => vec![
                format!("el {} no puedo", SPANISH[*day]),
                format!("{} no", plural(*day)),
                format!("no puedo {}", plural(*day)),
            ],
            Self::After(name) => vec![format!("después {}", contracted(name))],
            Self::Before(name) => vec![format!("antes {}", contracted(name))],
            Self::OrLater(name) => {
                vec![format!("{} o después", name.spanish()), format!("a partir {}", contracted(name))]
            }
            Self::NoLaterThan(name) => vec![format!("a más tardar {}", name.spanish())],
            Self::NotBefore(name) => vec![format!("no antes {}", contracted(name))],
            Self::Instead(no, yes) => vec![format!("no {} sino {}", no.spanish(), yes.spanish())],
            Self::Corrected(old, new) => vec![
                format!("{} digo {}", old.spanish(), new.spanish()),
                format!("{} no espere {}", old.spanish(), new.spanish()),
            ],
            Self::EveryOne(day) => vec![plural(*day), format!("solo {}", plural(*day))],
            Self::Workdays => vec!["entre semana".to_owned(), "de lunes a viernes".to_owned()],
            Self::NextWeekBut(day) => vec![
                format!("la próxima semana menos el {}", SPANISH[*day]),
                format!("la semana que viene pero no el {}", SPANISH[*day]),
            ],
            Self::AfterAndBefore(first, last) => {
                vec![format!("después del {} y antes del {} de la próxima semana", SPANISH[*first], SPANISH[*last])]
            }
            Self::NotTodayOrTomorrow => vec!["cualquier día menos hoy y mañana".to_owned()],
        }
    }

    /// Whether the phrase means the day.
    fn means(&self, date: Date, today: Date) -> bool {
        let next_week = |date: Date| {
            let monday = Name::NextWeekWeekday(0).day(today);
            date >= monday && date <= Name::NextWeekWeekday(6).day(today)
        };
        match self {
            Self::AnyBut(day) | Self::Cannot(day) => date.weekday() != weekday(*day),
            Self::After(name) => date > name.day(today),
            // "Before Friday" said on a Friday is before the next one.
            Self::Before(Name::Weekday(day)) if today.weekday() == weekday(*day) => {
                date < Name::WeekFromWeekday(*day).day(today)
            }
            Self::Before(name) => date < name.day(today),
            Self::OrLater(name) | Self::NotBefore(name) => date >= name.day(today),
            Self::NoLaterThan(name) => date <= name.day(today),
            Self::One(name) | Self::Instead(_, name) | Self::Corrected(_, name) => date == name.day(today),
            Self::EveryOne(day) => date.weekday() == weekday(*day),
            Self::Workdays => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
            Self::NextWeekBut(day) => next_week(date) && date.weekday() != weekday(*day),
            Self::AfterAndBefore(first, last) => {
                date > Name::Weekday(*first).day(today) && date < Name::NextWeekWeekday(*last).day(today)
            }
            Self::NotTodayOrTomorrow => date > Name::Tomorrow.day(today),
        }
    }
}

fn any_name() -> impl Strategy<Value = Name> {
    prop_oneof![
        Just(Name::Today),
        Just(Name::Tomorrow),
        Just(Name::DayAfterTomorrow),
        (0..7_usize).prop_map(Name::Weekday),
        (0..7_usize).prop_map(Name::NextWeekWeekday),
        (2..=6_usize).prop_map(Name::InDays),
        (0..7_usize).prop_map(Name::WeekFromWeekday),
        (1..=28_i8).prop_map(Name::DayOfMonth),
    ]
}

fn any_phrase_of_names() -> impl Strategy<Value = Phrase> {
    let day = || 0..7_usize;
    prop_oneof![
        any_name().prop_map(Phrase::One),
        day().prop_map(Phrase::AnyBut),
        day().prop_map(Phrase::Cannot),
        any_name().prop_map(Phrase::After),
        any_name().prop_map(Phrase::Before),
        any_name().prop_map(Phrase::OrLater),
        any_name().prop_map(Phrase::NoLaterThan),
        any_name().prop_map(Phrase::NotBefore),
        (any_name(), any_name()).prop_map(|(no, yes)| Phrase::Instead(no, yes)),
        (any_name(), any_name()).prop_map(|(old, new)| Phrase::Corrected(old, new)),
        day().prop_map(Phrase::EveryOne),
        Just(Phrase::Workdays),
        day().prop_map(Phrase::NextWeekBut),
        (day(), day()).prop_map(|(first, last)| Phrase::AfterAndBefore(first, last)),
        Just(Phrase::NotTodayOrTomorrow),
    ]
}

/// Phrases that are read as they are meant, or not at all: some of their combinations contradict themselves.
fn may_be_unreadable(phrase: &Phrase) -> bool {
    matches!(phrase, Phrase::Instead(..) | Phrase::Corrected(..) | Phrase::Before(_) | Phrase::AfterAndBefore(..))
}

/// "Not Thursday, the 7th" where the 7th is a Thursday rules out one day, and wants none. "Not a week from Friday, the
/// 3rd" does too.
fn contradicts_itself(phrase: &Phrase, today: Date) -> bool {
    let Phrase::Instead(no, yes) = phrase else { return false };
    match no {
        Name::Weekday(day) | Name::NextWeekWeekday(day) | Name::WeekFromWeekday(day) => {
            yes.day(today).weekday() == weekday(*day)
        }
        Name::Today | Name::Tomorrow | Name::DayAfterTomorrow | Name::InDays(_) | Name::DayOfMonth(_) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn phrase_means_the_days_that_an_enumeration_finds(phrase in any_phrase_of_names(), ahead in 0..2000_i32) {
        let today = jiff::civil::date(2024, 1, 1).saturating_add(ahead.days());
        prop_assume!(!contradicts_itself(&phrase, today));
        let meant: Vec<Date> = (0..=DAYS_LOOKED_AT).map(|days| today.saturating_add(days.days())).filter(|day| phrase.means(*day, today)).collect();
        for text in phrase.english().into_iter().chain(phrase.spanish()) {
            let Some(request) = resolve(&text, today) else {
                prop_assert!(may_be_unreadable(&phrase), "{text:?} on {today}, a {:?}, is unreadable", today.weekday());
                continue;
            };
            let last = today.saturating_add(DAYS_LOOKED_AT.days());
            let read: Vec<Date> = request.days.days().filter(|day| *day <= last).collect();
            prop_assert_eq!(&read, &meant, "{:?} on {}, a {:?}", text, today, today.weekday());
        }
    }
}
