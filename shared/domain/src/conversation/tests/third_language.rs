//! A third language, French for Canada, which is data only: what it says, and what its callers mean.

use jiff::civil::{date, time};

use crate::{
    conversation::{
        agreement::{Agreement, Offer, agreement},
        evacuation::{Evacuation, evacuation},
    },
    dates,
    money::MicroUsd,
    slot::Slot,
    spoken,
    triage::{
        FixedAnswer, Hazard, Language, Suspicion, assess, hints, judge_answer, language_of, safety_words, wholly_in,
    },
};

#[test]
fn dangers_are_heard_in_the_third_language_and_answered_in_it() {
    for (said, hazard) in [
        ("ça sent le gaz dans le sous-sol", Hazard::GasLeak),
        ("Bonjour, je pense que j'ai une fuite de gaz", Hazard::GasLeak),
        ("ça sent les œufs pourris près de la fournaise", Hazard::GasLeak),
        ("mon avertisseur de monoxyde de carbone sonne", Hazard::CarbonMonoxide),
        ("il y a de la fumée qui sort de la fournaise", Hazard::Fire),
        ("la fournaise est en feu", Hazard::Fire),
        ("il y a des étincelles dans le panneau électrique", Hazard::Electrical),
        ("l'eau coule à travers le plafond", Hazard::Water),
        ("ma fournaise est en panne et j'ai un nouveau-né", Hazard::NoHeat),
    ] {
        let found = assess(said);
        assert_eq!(found.emergency(), Some(hazard), "{said}: {found:?}");
        assert_eq!(found.language(), Language::FRENCH, "{said}");
        assert_eq!(language_of(safety_words(hazard, found.language())), Some(Language::FRENCH), "{hazard:?}");
    }
}

#[test]
fn what_is_denied_or_past_is_no_emergency_in_the_third_language() {
    for said in [
        "non, ça ne sent pas le gaz",
        "il n'y a pas de fumée",
        "l'an dernier on a eu une fuite de gaz",
        "je voudrais une visite demain matin",
        "ma facture de la compagnie de gaz est trop élevée",
    ] {
        assert_eq!(assess(said).emergency(), None, "{said}");
    }
}

#[test]
fn what_only_hints_at_a_danger_is_asked_about_in_the_third_language() {
    let found = assess("vendez-vous des détecteurs de monoxyde");
    assert!(found.emergency().is_some() || found.suspicion().is_some(), "{found:?}");
    let answered = |words| judge_answer(Suspicion::Danger, "une odeur bizarre près de la fournaise", words);
    assert!(matches!(answered("Oui."), FixedAnswer::Danger(_)));
    assert!(matches!(answered("Non, rien de ça."), FixedAnswer::Settled(_)));
}

#[test]
fn everyone_is_out_in_the_third_language() {
    for (said, meaning) in [
        ("Oui, tout le monde est dehors.", Evacuation::Out),
        ("on est tous sortis", Evacuation::Out),
        ("Oui.", Evacuation::Out),
        ("pas tout le monde", Evacuation::NotOut),
        ("mon mari est encore à l'intérieur", Evacuation::NotOut),
        ("c'est une fausse alarme", Evacuation::Retraction),
    ] {
        assert_eq!(evacuation(said), meaning, "{said}");
    }
}

#[test]
fn third_language_is_recognized_and_its_neighbours_stay_what_they_are() {
    for french in
        ["bonjour, ma fournaise est en panne", "je voudrais un rendez-vous demain", "oui, c'est pour ma maison"]
    {
        assert_eq!(
            (language_of(french), wholly_in(french)),
            (Some(Language::FRENCH), Some(Language::FRENCH)),
            "{french}"
        );
    }
    for (other, language) in [
        ("I'm at 12 La Salle Street in Des Moines", Language::ENGLISH),
        ("necesito una cita para mañana", Language::SPANISH),
        ("no quiero que venga nadie, le llamo yo", Language::SPANISH),
    ] {
        assert_eq!(language_of(other), Some(language), "{other}");
    }
    assert!(hints(Language::FRENCH).any(|hint| hint == "ça sent le gaz"));
}

#[test]
fn days_times_and_prices_are_said_in_the_third_language() {
    let slot =
        Slot { id: "2026-12-01_morning".parse().expect("a slot"), starts: time(8, 0, 0, 0), ends: time(13, 0, 0, 0) };
    let today = date(2026, 11, 29);
    let said = spoken::slot(&slot, today, Language::FRENCH);
    assert_eq!(said, "le mardi premier décembre, entre 8 heures du matin et 1 heure de l'après-midi");
    assert_eq!(spoken::price(MicroUsd::new(89_500_000), Language::FRENCH), "89 dollars et 50 cents");
    assert_eq!(spoken::date(date(2026, 11, 30), today, Language::FRENCH), "demain, lundi 30 novembre");
}

#[test]
fn yes_and_no_are_heard_in_the_third_language() {
    for yes in [
        "Oui.",
        "oui c'est bien",
        "d'accord, merci beaucoup",
        "Oui, s'il vous plaît, réservez",
        "ça me convient",
        "parfait",
    ] {
        assert_eq!(agreement(yes, Offer::Visit), Agreement::Yes, "{yes}");
    }
    for no in ["Non merci.", "ça ne marche pas pour moi", "non, laissez tomber", "non, c'est trop cher"] {
        assert_ne!(agreement(no, Offer::Visit), Agreement::Yes, "{no}");
    }
}

#[test]
fn days_are_heard_in_the_third_language() {
    let today = date(2026, 11, 23);
    for (said, day) in [("demain matin", 24), ("mercredi", 25), ("vendredi après-midi", 27), ("pas mardi, jeudi", 26)]
    {
        let asked = dates::resolve(said, today).unwrap_or_else(|| panic!("{said} is read"));
        assert!(format!("{asked:?}").contains(&format!("2026-11-{day}")), "{said}: {asked:?}");
    }
}

#[test]
fn numbers_are_heard_in_the_third_language() {
    for (said, digits) in [("soixante et onze", "71"), ("quatre vingt dix neuf", "99"), ("vingt et un", "21")] {
        assert_eq!(crate::dictation::digits::written_out(said), digits, "{said}");
    }
}

#[test]
fn names_are_read_without_the_words_before_them_in_the_third_language() {
    assert_eq!(crate::dictation::name::read("Je m'appelle Chantal Gagnon").as_deref(), Ok("Chantal Gagnon"));
    assert_eq!(crate::dictation::name::read("bonjour merci"), Err(crate::dictation::Refusal::Invalid));
}

#[test]
fn texts_and_recordings_are_read_in_the_third_language() {
    use crate::texting::{TextMeaning, meaning};
    for (text, read) in [
        ("Arrêt", TextMeaning::Stop),
        ("svp ne m'écrivez plus", TextMeaning::Stop),
        ("Je confirme, merci", TextMeaning::Confirm),
        ("une autre heure svp", TextMeaning::AnotherTime),
        ("Est-ce que vous arrêtez à midi?", TextMeaning::Words),
    ] {
        assert_eq!(meaning(text, None), read, "{text}");
    }
    assert!(crate::non_customer::is_recording("Bonjour, ceci est un message enregistré."));
    assert!(!crate::non_customer::is_recording("ceci est un message enregistré de votre système d'alarme"));
}
