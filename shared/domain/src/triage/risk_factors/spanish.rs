//! Temperatures and ages as Spanish speakers say them, mostly without a unit: "estamos a noventa y cinco adentro", "mi
//! mamá de noventa".

use super::super::{
    lexicon::Class,
    rules::is_among,
    utterance::{Utterance, ends_sentence},
};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountedThing {
    /// Degrees in the building.
    Indoors,
    /// Degrees outdoors.
    Outdoors,
    /// Degrees, perhaps in the building.
    Degrees,
    /// The age of a person, in years.
    Years,
    /// The age of a baby.
    Baby,
}

/// The words around a temperature that count.
const NEAR: usize = 7;
const ROOMS: &[&str] = &[
    "adentro",
    "dentro",
    "aqui",
    "casa",
    "cuarto",
    "sala",
    "recamara",
    "habitacion",
    "traila",
    "trailer",
    "apartamento",
    "departamento",
    "salon",
    "termostato",
    "termometro",
    "edificio",
    "cocina",
    "inside",
    "house",
    "tienda",
    "oficina",
];
/// Words that are no part of an address.
const INSIDE: &[&str] = &["adentro", "dentro", "termostato", "termometro", "inside"];
const OUTDOORS: &[&str] = &["afuera", "fuera", "outside", "calle"];
/// Words that make a bare number degrees.
const CLIMATE: [Class; 7] = [
    Class::NoHeat,
    Class::NoCooling,
    Class::Freezing,
    Class::Sweltering,
    Class::Down,
    Class::HeatSource,
    Class::CoolSource,
];

/// What the number counts that takes the words from `at` to before `next`.
pub(super) fn counted(utterance: &Utterance, value: u32, at: usize, next: usize) -> Option<CountedThing> {
    let vague =
        utterance.word(next) == "y" && matches!(utterance.word(next + 1), "tantos" | "tantas" | "pico" | "algo");
    let next = if vague { next + 2 } else { next };
    match utterance.word(next) {
        "grado" | "grados" | "gradas" | "fahrenheit" | "farenheit" => temperature(utterance, at, next),
        "anos" | "anitos" | "ano" | "anito" => is_of_a_person(utterance, at).then_some(CountedThing::Years),
        "mes" | "meses" | "mesecitos" | "semana" | "semanas" | "dia" | "dias" => {
            let is_age = matches!(utterance.before(at), "de" | "tiene" | "con") && value <= 30;
            (is_age && has_person(utterance, at)).then_some(CountedThing::Baby)
        }
        word if is_unit(word) => None,
        _ => bare(utterance, value, at, next),
    }
}

/// A number without a unit.
fn bare(utterance: &Utterance, value: u32, at: usize, next: usize) -> Option<CountedThing> {
    let cue = utterance.before(start_of_number(utterance, at)).to_owned();
    let of_a_person = matches!(cue.as_str(), "tiene" | "tienen" | "de" | "cumplio" | "cumple" | "tengo" | "con")
        && (65..=110).contains(&value)
        && (cue == "tiene" || cue == "tienen" || cue == "de" || cue == "cumplio" || cue == "cumple")
        && has_person(utterance, at);
    if of_a_person {
        return Some(CountedThing::Years);
    }
    let is_cue = matches!(
        cue.as_str(),
        "a" | "en" | "marca" | "dice" | "marcando" | "hace" | "hay" | "esta" | "de" | "tenemos" | "tengo" | "pasamos"
    );
    let near = at.saturating_sub(NEAR)..next + NEAR;
    let opens_or_ends = at == 0 || next == utterance.words.len() || matches!(utterance.word(next), "y" | "no" | "sin");
    let in_a_climate = utterance.marks_in(&near).any(|mark| CLIMATE.iter().any(|class| mark.is(*class)));
    let in_a_room = is_near(utterance, at, next, ROOMS).is_some();
    let is_likely = in_a_room || (in_a_climate && matches!(cue.as_str(), "a" | "marca" | "dice" | "en"));
    let is_possible = (is_cue || (opens_or_ends && is_near(utterance, at, next, INSIDE).is_some()))
        && is_likely
        && (20..=125).contains(&value);
    is_possible.then(|| temperature(utterance, at, next)).flatten()
}

fn temperature(utterance: &Utterance, at: usize, next: usize) -> Option<CountedThing> {
    const SET: &[&str] =
        &["puesto", "puse", "pongo", "quiere", "quiero", "programado", "ponerlo", "ajustado", "lo", "ponlo"];
    let before = at.saturating_sub(3)..at;
    if utterance.words[before].iter().any(|word| SET.contains(&word.as_str())) {
        return None;
    }
    let (room, outdoors) = (is_near(utterance, at, next, ROOMS), is_near(utterance, at, next, OUTDOORS));
    let of_home = matches!(utterance.before(start_of_number(utterance, at)), "a" | "en")
        && utterance.words[at.saturating_sub(4)..at].iter().any(|word| word == "estamos");
    Some(match (room, outdoors) {
        (Some(room), Some(outdoors)) if outdoors < room => CountedThing::Outdoors,
        (None, Some(_)) => CountedThing::Outdoors,
        (Some(_), _) => CountedThing::Indoors,
        (None, None) if of_home => CountedThing::Indoors,
        (None, None) => CountedThing::Degrees,
    })
}

/// How far the nearest of these words is.
fn is_near(utterance: &Utterance, at: usize, next: usize, places: &[&str]) -> Option<usize> {
    let turns = |word: &str| matches!(word, "pero" | "but") || ends_sentence(word);
    let before = utterance.words[at.saturating_sub(NEAR)..at].iter().rev().take_while(|word| !turns(word));
    let after = utterance.words[next.min(utterance.words.len())..].iter().take(NEAR).take_while(|word| !turns(word));
    let is_place = |word: &String| places.contains(&word.as_str());
    let (before, after) = (before.clone().position(is_place), after.clone().position(is_place));
    before.into_iter().chain(after).min()
}

/// The place of the first word of a number with "como", "casi" or "los" before it.
fn start_of_number(utterance: &Utterance, mut at: usize) -> usize {
    while matches!(utterance.before(at), "como" | "casi" | "los" | "unos" | "ya" | "mas") {
        at -= 1;
    }
    at
}

fn is_of_a_person(utterance: &Utterance, at: usize) -> bool {
    let near = at.saturating_sub(5)..at;
    let of_a_thing = utterance
        .marks_in(&near)
        .any(|mark| [Class::Thing, Class::HeatSource, Class::CoolSource].iter().any(|class| mark.is(*class)));
    let cue = utterance.before(start_of_number(utterance, at));
    match cue {
        "tengo" | "cumplio" | "cumpli" | "cumple" => true,
        "hace" | "desde" | "por" | "cada" => false,
        "tiene" | "de" => !of_a_thing,
        _ => has_person(utterance, at) && !of_a_thing,
    }
}

fn has_person(utterance: &Utterance, at: usize) -> bool {
    const PERSONS: &str =
        "suegros suegro suegra padres papas abuelos viejitos tios tias vecinos inquilinos senores senor senora";
    let near = at.saturating_sub(NEAR)..at + NEAR;
    utterance.marks_in(&near).any(|mark| mark.is(Class::Person) || mark.is(Class::Vulnerable))
        || near.into_iter().any(|at| is_among(PERSONS, utterance.word(at)))
}

/// Units of other things than warmth and age.
fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "dolares",
        "pesos",
        "amperes",
        "amps",
        "amperios",
        "toneladas",
        "tonelada",
        "ton",
        "galones",
        "btu",
        "btus",
        "mil",
        "por",
        "minutos",
        "minuto",
        "horas",
        "hora",
        "pies",
        "pulgadas",
        "personas",
        "hijos",
        "ninos",
        "empleados",
        "street",
        "avenue",
        "calle",
        "west",
        "east",
        "north",
        "south",
        "unidades",
        "apartamentos",
        "cuartos",
        "recamaras",
        "volts",
        "voltios",
        "watts",
        "ppm",
        "partes",
        "veces",
        "pitidos",
        "cuadras",
        "millas",
        "punto",
        "dolar",
        "oeste",
        "norte",
        "sur",
        "este",
        "pm",
        "am",
        "de",
    ];
    UNITS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{CountedThing, counted};
    use crate::triage::{numbers::number_at, utterance::Utterance};

    /// What the first number of a text counts.
    fn first(text: &str) -> Option<CountedThing> {
        let utterance = Utterance::new(text);
        let (at, number) =
            (0..utterance.words.len()).find_map(|at| Some((at, number_at(&utterance.words[at..])?))).unwrap();
        counted(&utterance, number.value, at, at + number.words)
    }

    #[test]
    fn number_counts_degrees_or_years_by_the_words_around_it() {
        for (text, expected) in [
            ("estamos a noventa y cinco adentro", Some(CountedThing::Indoors)),
            ("la casa está a cuarenta grados", Some(CountedThing::Indoors)),
            ("el termostato marca cuarenta y ocho", Some(CountedThing::Indoors)),
            ("afuera está a veinte grados pero adentro estamos bien", Some(CountedThing::Outdoors)),
            ("mi mamá de noventa y dos años", Some(CountedThing::Years)),
            ("la señora tiene ochenta y siete", Some(CountedThing::Years)),
            ("una niña de quince días", Some(CountedThing::Baby)),
            ("la caldera tiene setenta años", None),
            ("vivo en la casa treinta y dos", None),
            ("lo tengo en setenta", None),
            ("me cobraron noventa dólares", None),
        ] {
            assert_eq!(first(text), expected, "{text}");
        }
    }
}
