use super::*;

fn found(text: &str) -> RiskFactors {
    find(&Utterance::new(text))
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

#[test]
fn number_is_a_temperature_by_the_words_beside_it() {
    for (text, cold, hot) in [
        ("it's forty two in here", true, false),
        ("thermostat says 46", true, false),
        ("it's ninety six upstairs", false, true),
        ("keep it at fifty in the house", false, false),
        ("fifty dollars in the house", false, false),
        ("ninety eight outside seventy inside", false, false),
    ] {
        let factors = found(text);
        assert_eq!((factors.cold_indoors, factors.hot_indoors), (cold, hot), "{text}");
    }
    for text in ["minus eighteen", "it's in the single digits", "it's eleven outside"] {
        assert!(found(text).freezing, "{text}");
    }
}

#[test]
fn number_is_an_age_beside_a_person() {
    for (text, vulnerable) in [
        ("a four day old", true),
        ("my eighty nine year old", true),
        ("she's ninety", true),
        ("my dad is 88 and alone", true),
        ("it's ninety", false),
        ("the unit is two weeks old", false),
    ] {
        assert_eq!(found(text).vulnerable, vulnerable, "{text}");
    }
}

/// Every word of money beside every pair of prices that could be temperatures, in both languages.
#[test]
fn price_is_no_temperature() {
    let frames = [
        "my bill says service fee {} but the lady told me {}",
        "the invoice is for {} and you quoted me {}",
        "i paid {} last time and the special was {}",
        "they charged me {} it says {} on the coupon",
        "la factura dice {} y me cobraron {}",
        "el precio era {} y dice {} en el recibo",
    ];
    for frame in frames {
        for (first, second) in
            [("ninety nine", "eighty nine"), ("99", "119"), ("forty nine", "fifty"), ("noventa y nueve", "cien")]
        {
            let text = frame.replacen("{}", first, 1).replacen("{}", second, 1);
            let factors = found(&text);
            assert!(!factors.freezing && !factors.sweltering, "{text}");
        }
    }
}

#[test]
fn temperature_beside_a_bill_is_one() {
    for text in [
        "i pay my bills and it's ninety nine degrees",
        "the bill is high and it's ninety six in here",
        "pagué la factura y estamos a noventa y ocho grados",
    ] {
        assert!(found(text).sweltering, "{text}");
    }
}

/// Every organ beside every condition, in both languages and orders.
#[test]
fn illness_of_an_organ_is_a_risk() {
    for organ in ["heart", "kidney", "lung", "liver", "brain", "hip"] {
        for condition in ["surgery", "bypass", "transplant", "failure", "operation", "disease", "attack"] {
            let text = format!("my husband had a {organ} {condition} three weeks ago");
            assert!(found(&text).vulnerable, "{text}");
        }
    }
    for organ in ["del corazón", "del riñón", "de la cadera", "del pulmón"] {
        for condition in ["lo operaron", "tuvo una cirugía", "le hicieron un trasplante", "está enfermo"] {
            let text = format!("a mi papá {condition} {organ}");
            assert!(found(&text).vulnerable, "{text}");
        }
    }
    for text in [
        "the heart of the system",
        "a back door",
        "my neck of the woods",
        "the valve on the heater",
        "in the back of the house",
    ] {
        assert!(!found(text).vulnerable, "{text}");
    }
}
