use super::*;

fn found(text: &str) -> RiskFactors {
    find(&Utterance::new(text))
}

#[test]
fn number_is_read_in_digits_and_words_with_the_place_after_it() {
    for (text, expected) in [
        ("x x 84 years", Some((84, 3))),
        ("x x zero degrees", Some((0, 3))),
        ("x x nineteen degrees", Some((19, 3))),
        ("x x twenty degrees", Some((20, 3))),
        ("x x thirty four degrees", Some((34, 4))),
        ("x x ninety nine degrees", Some((99, 4))),
        ("x x hundred degrees", Some((100, 3))),
        ("x x cien grados", Some((100, 3))),
        ("x x veinte grados", Some((20, 3))),
        ("x x noventa grados", Some((90, 3))),
        ("x x some degrees", None),
    ] {
        assert_eq!(number(&Utterance::new(text), 2), expected, "{text}");
    }
}

#[test]
fn temperature_is_dangerous_from_its_limit_on() {
    for (text, freezing, sweltering) in [
        ("it is 56 degrees in here", false, false),
        ("it is 55 degrees in here", true, false),
        ("it is fifty degrees, no, 45 degrees in here", true, false),
        ("it is ten below outside", true, false),
        ("it is 87 degrees in here", false, false),
        ("it is 88 degrees in here", false, true),
        ("it is ninety degrees, no, 95 degrees in here", false, true),
        ("estamos a noventa grados", false, true),
        ("we have 40 vents below the floor", false, false),
    ] {
        let factors = found(text);
        assert_eq!((factors.freezing, factors.sweltering), (freezing, sweltering), "{text}");
    }
}

#[test]
fn person_is_at_risk_by_age() {
    for (text, vulnerable) in [
        ("she is 84 years old", true),
        ("she is 65 years old", true),
        ("she is 64 years old", false),
        ("he is thirty years old", false),
        ("he is 40 years old", false),
        ("he is 3 years old", true),
        ("he is 4 years old", false),
        ("my dear father is seventy years old", true),
        ("my dear father is sixty five years old", true),
        ("she is 84 years old and he is 90 years old", true),
        ("mi vecino tiene 84 años", true),
        ("vivo aqui hace 84 años", false),
        ("my furnace is 70 years old", false),
        ("my furnace is two years old", false),
        ("she is 84 years old and she says that the furnace stopped", true),
        ("we bought it 70 years ago", false),
    ] {
        assert_eq!(found(text).vulnerable, vulnerable, "{text}");
    }
}
