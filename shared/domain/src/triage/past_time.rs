//! Phrases that set a danger in the past or make it a mere supposition, and that no list can hold: "in 2019", "when we lived
//! in Ohio", "hace como tres inviernos", "si se saliera el gas".
//!
//! This grammar is of English and Spanish. Other languages list their phrases as `[Past]` and `[Hypothetical]` in `triage.txt`; what
//! they do not list happens now.

use super::{
    lexicon::Class,
    numbers::number_at,
    utterance::{ends_clause, ends_sentence},
};
use crate::numerals;

/// A phrase at the beginning of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PastPhrase {
    pub(super) class: Class,
    /// How many words it takes.
    pub(super) words: usize,
}

/// The phrase that `words` begin with.
pub(super) fn phrase_at(words: &[String]) -> Option<PastPhrase> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let past = |words| PastPhrase { class: Class::Past, words };
    let supposition = || PastPhrase { class: Class::Hypothetical, words: 1 };
    in_english(&word, words)
        .or_else(|| in_spanish(&word, words))
        .map(past)
        .or_else(|| (is_supposition(words) || is_if_ever(words)).then(supposition))
}

fn in_english<'a>(word: &impl Fn(usize) -> &'a str, words: &[String]) -> Option<usize> {
    match word(0) {
        // "In 2019", "in twenty nineteen", "in the eighties".
        "in" | "during" | "from" | "since" => {
            let the = usize::from(word(1) == "the");
            if the == 1 && is_decade(word(2)) {
                return Some(3);
            }
            (the == 0).then(|| year_at(words.get(1..)?)).flatten().map(|year| 1 + year)
        }
        "when" => {
            let subject = matches!(word(1), "i" | "we" | "he" | "she" | "they" | "my" | "our");
            let verb = if matches!(word(1), "my" | "our") { 3 } else { 2 };
            let lived = matches!(
                word(verb),
                "lived"
                    | "rented"
                    | "owned"
                    | "worked"
                    | "grew"
                    | "stayed"
                    | "bought"
                    | "built"
                    | "sold"
                    | "managed"
                    | "ran"
            );
            let was = matches!(word(verb), "was" | "were")
                && matches!(
                    word(verb + 1),
                    "living" | "renting" | "working" | "kids" | "in" | "at" | "growing" | "young" | "younger"
                );
            (subject && (lived || was)).then_some(verb + 1 + usize::from(was))
        }
        // "We had a leak one winter"; not "a one year old".
        "one" | "that" => {
            let season = matches!(word(1), "year" | "winter" | "summer" | "spring" | "fall" | "christmas" | "season");
            (season && !matches!(word(2), "old" | "ago" | "is")).then_some(2)
        }
        "my" | "our" | "his" | "her" | "their"
            if matches!(word(1), "last" | "first" | "old" | "previous" | "former") =>
        {
            is_home(word(2)).then_some(3)
        }
        "previous" | "former" => matches!(
            word(1),
            "owner" | "owners" | "tenant" | "tenants" | "landlord" | "company" | "place" | "house" | "home"
        )
        .then_some(2),
        _ => None,
    }
}

fn in_spanish<'a>(word: &impl Fn(usize) -> &'a str, words: &[String]) -> Option<usize> {
    match word(0) {
        // "Hace como tres inviernos", "hará unos cinco años".
        "hace" | "hara" | "hacia" => {
            let mut at = 1;
            while at < 4
                && matches!(word(at), "como" | "unos" | "unas" | "ya" | "mas" | "casi" | "de" | "alrededor" | "menos")
            {
                at += 1;
            }
            let number = words.get(at..).and_then(number_at).map(|number| number.words);
            let quantity = match word(at) {
                "un" | "una" | "varios" | "varias" | "muchos" | "muchas" | "par" | "algunos" => Some(1),
                _ => number,
            };
            at += quantity.unwrap_or_default();
            if word(at) == "par" {
                at += 1;
            }
            if word(at) == "de" {
                at += 1;
            }
            matches!(
                word(at),
                "ano"
                    | "anos"
                    | "mes"
                    | "meses"
                    | "invierno"
                    | "inviernos"
                    | "verano"
                    | "veranos"
                    | "navidades"
                    | "temporadas"
            )
            .then_some(at + 1)
        }
        "cuando" => {
            let at = 1 + usize::from(matches!(word(1), "yo" | "nosotros" | "mi" | "mis"));
            matches!(
                word(at),
                "vivia"
                    | "viviamos"
                    | "vivian"
                    | "rentaba"
                    | "rentabamos"
                    | "trabajaba"
                    | "trabajabamos"
                    | "estudiaba"
                    | "teniamos"
                    | "era"
                    | "eramos"
                    | "compre"
                    | "compramos"
                    | "andaba"
                    | "andabamos"
            )
            .then_some(at + 1)
        }
        // "En 2019", "en el dos mil diecinueve", "en los noventa".
        "en" | "desde" | "del" => {
            let article = usize::from(matches!(word(1), "el" | "los"));
            if word(1) == "los"
                && matches!(word(2), "sesenta" | "setenta" | "ochenta" | "noventa" | "60" | "70" | "80" | "90")
            {
                return Some(3);
            }
            if matches!(word(1), "mi" | "la" | "el" | "nuestra" | "nuestro" | "mis" | "su")
                && matches!(word(2), "otra" | "otro" | "antigua" | "antiguo" | "vieja" | "viejo" | "anterior")
                && is_home(word(3))
            {
                return Some(4);
            }
            words.get(1 + article..).and_then(year_at).map(|year| 1 + article + year)
        }
        "casa" | "apartamento" | "departamento" | "depa" | "dueno" | "duena" | "inquilino" | "inquilina"
        | "compania" | "trabajo" => matches!(word(1), "anterior" | "pasado" | "pasada").then_some(2),
        _ => None,
    }
}

fn is_home(word: &str) -> bool {
    matches!(
        word,
        "place"
            | "house"
            | "home"
            | "apartment"
            | "condo"
            | "townhouse"
            | "trailer"
            | "rental"
            | "job"
            | "office"
            | "landlord"
            | "building"
            | "casa"
            | "apartamento"
            | "departamento"
            | "depa"
            | "trabajo"
            | "negocio"
            | "local"
            | "traila"
    )
}

fn is_decade(word: &str) -> bool {
    matches!(
        word,
        "fifties"
            | "sixties"
            | "seventies"
            | "eighties"
            | "nineties"
            | "50s"
            | "60s"
            | "70s"
            | "80s"
            | "90s"
            | "1970s"
            | "1980s"
            | "1990s"
    )
}

/// How many words a year takes: "2019", "twenty nineteen", "nineteen eighty two", "two thousand eight", "dos mil diez".
fn year_at(words: &[String]) -> Option<usize> {
    const YEARS: std::ops::RangeInclusive<u32> = 1950..=2049;
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if word(0).parse::<u32>().is_ok_and(|year| YEARS.contains(&year)) {
        return Some(1);
    }
    let rest = |at: usize| words.get(at..).and_then(number_at).filter(|number| number.value < 100);
    match (word(0), word(1)) {
        ("two", "thousand") => Some(2 + rest(2).map_or(0, |number| number.words)),
        ("dos", "mil") => Some(2 + rest(2).map_or(0, |number| number.words)),
        ("twenty" | "nineteen", second) => {
            let is_second = numerals::teen(second).is_some() || numerals::tens(second).is_some();
            let second = rest(1).filter(|number| is_second && number.value >= 10)?;
            // "In twenty ten minutes".
            (!matches!(word(1 + second.words), "minutes" | "degrees" | "percent")).then_some(1 + second.words)
        }
        _ => None,
    }
}

/// "If a CO alarm ever went off".
fn is_if_ever(words: &[String]) -> bool {
    const REACH: usize = 7;
    words.first().is_some_and(|word| word == "if")
        && words.iter().skip(1).take(REACH).take_while(|word| !ends_sentence(word)).any(|word| word == "ever")
}

/// "Si se saliera el gas": a past subjunctive after "si", other than a polite request.
fn is_supposition(words: &[String]) -> bool {
    const REACH: usize = 8;
    const REQUESTS: [&str; 8] = ["pud", "quis", "vini", "mand", "hici", "fuera", "dier", "llam"];
    const ENDINGS: [&str; 8] = ["iera", "ieran", "ieramos", "iese", "iesen", "ara", "aran", "aramos"];
    const NOUNS: [&str; 20] = [
        "para",
        "cara",
        "clara",
        "rara",
        "camara",
        "lampara",
        "manguera",
        "primera",
        "carretera",
        "nevera",
        "escalera",
        "cualquiera",
        "siquiera",
        "madera",
        "tijera",
        "afuera",
        "fuera",
        "quiera",
        "espera",
        "manera",
    ];
    words.first().is_some_and(|word| word == "si")
        && words.iter().skip(1).take(REACH).take_while(|word| !ends_sentence(word) && !ends_clause(word)).any(|word| {
            ENDINGS.iter().any(|ending| word.ends_with(ending))
                && !NOUNS.contains(&word.as_str())
                && !REQUESTS.iter().any(|request| word.starts_with(request))
        })
}

#[cfg(test)]
mod tests {
    use super::{Class, phrase_at};

    fn read(text: &str) -> Option<(Class, usize)> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        phrase_at(&words).map(|phrase| (phrase.class, phrase.words))
    }

    #[test]
    fn time_in_the_past_is_read_in_its_many_forms() {
        for (text, words) in [
            ("in 2019 we had", 2),
            ("in twenty nineteen", 3),
            ("in twenty twenty two", 4),
            ("in nineteen eighty five", 4),
            ("in the eighties", 3),
            ("when we lived in ohio", 3),
            ("when my parents owned it", 4),
            ("one winter we", 2),
            ("my last apartment", 3),
            ("hace como dos inviernos", 4),
            ("hara cinco anos", 3),
            ("hace un par de anos", 5),
            ("cuando viviamos en", 2),
            ("en el dos mil diecinueve", 5),
            ("en mi otro apartamento", 4),
        ] {
            assert_eq!(read(text), Some((Class::Past, words)), "{text}");
        }
    }

    #[test]
    fn time_of_now_is_not_read_as_past() {
        for text in [
            "in twenty minutes",
            "in here",
            "one year old",
            "hace dos horas",
            "hace un rato",
            "when i got home",
            "when i turned it on",
            "en la casa",
            "in the basement",
            "my last filter",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn supposition_is_no_polite_request() {
        assert_eq!(read("si se quedara sin calefaccion"), Some((Class::Hypothetical, 1)));
        assert_eq!(read("si hubiera una fuga"), Some((Class::Hypothetical, 1)));
        assert_eq!(read("if a co alarm ever went off"), Some((Class::Hypothetical, 1)));
        assert_eq!(read("if the alarm is going off"), None);
        assert_eq!(read("si pudieran mandar a alguien"), None);
        assert_eq!(read("si hay humo en la escalera"), None);
    }
}
