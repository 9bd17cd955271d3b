//! Words for speech recognition to expect: what callers say in each kind of danger, and after the alarm.

use super::{Hazard, Language};

/// Words and phrases that callers in danger say, of all kinds. Speech recognition that expects them mishears them less.
pub fn hints(language: Language) -> impl Iterator<Item = &'static str> {
    let of = match language {
        Language::English => english,
        Language::Spanish => spanish,
    };
    let answers: &[&str] = match language {
        Language::English => &["everyone is out", "we're all outside", "not everyone is out", "false alarm"],
        Language::Spanish => &["ya salimos todos", "estamos afuera", "no han salido todos", "falsa alarma"],
    };
    Hazard::ALL.into_iter().flat_map(of).chain(answers).copied()
}

fn english(hazard: Hazard) -> &'static [&'static str] {
    match hazard {
        Hazard::GasLeak => &["smell gas", "gas leak", "rotten eggs", "sulfur", "propane", "hissing"],
        Hazard::CarbonMonoxide => &["carbon monoxide", "CO alarm", "CO detector", "going off", "headache", "dizzy"],
        Hazard::Fire => &["smoke", "fire", "flames", "burning", "smoke alarm"],
        Hazard::Medical => &["unconscious", "passed out", "won't wake up", "can't breathe", "oxygen"],
        Hazard::Electrical => &["sparks", "sparking", "burning smell", "breaker", "got shocked", "melted"],
        Hazard::Refrigerant => &["refrigerant", "freon", "sprayed in my eyes", "on my skin"],
        Hazard::Water => &["flooding", "pouring water", "leaking", "through the ceiling", "burst pipe"],
        Hazard::NoHeat => &["no heat", "freezing", "furnace is out", "newborn", "elderly"],
        Hazard::NoCooling => &["no air", "no cooling", "AC is out", "heat stroke", "ninety degrees"],
    }
}

fn spanish(hazard: Hazard) -> &'static [&'static str] {
    match hazard {
        Hazard::GasLeak => &["huele a gas", "fuga de gas", "huevo podrido", "azufre", "propano", "silbido"],
        Hazard::CarbonMonoxide => &["monóxido de carbono", "alarma de monóxido", "detector", "sonando", "mareados"],
        Hazard::Fire => &["humo", "fuego", "llamas", "se quema", "incendio"],
        Hazard::Medical => &["inconsciente", "se desmayó", "no despierta", "no puede respirar", "oxígeno"],
        Hazard::Electrical => &["chispas", "huele a quemado", "me dio un toque", "interruptor", "derretido"],
        Hazard::Refrigerant => &["refrigerante", "freón", "en los ojos", "en la piel"],
        Hazard::Water => &["se está inundando", "sale mucha agua", "gotera", "por el techo", "se reventó el tubo"],
        Hazard::NoHeat => &["sin calefacción", "hace mucho frío", "recién nacido", "persona mayor"],
        Hazard::NoCooling => &["sin aire", "no enfría", "mucho calor", "noventa grados"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_hints_that_twilio_accepts() {
        for language in [Language::English, Language::Spanish] {
            for of in [english, spanish] {
                assert!(Hazard::ALL.into_iter().all(|hazard| of(hazard).len() >= 4));
            }
            let all: Vec<_> = hints(language).collect();
            assert!(all.len() <= 100 && all.iter().all(|hint| hint.len() <= 100 && !hint.contains(',')), "{all:?}");
        }
    }
}
