//! The subjects that a company never talks about, in its own words, and whether a sentence is about one.

/// Words that name no subject.
const STOP: [&str; 68] = [
    "a",
    "an",
    "the",
    "of",
    "or",
    "and",
    "any",
    "all",
    "our",
    "your",
    "their",
    "his",
    "her",
    "about",
    "for",
    "to",
    "in",
    "on",
    "with",
    "is",
    "are",
    "be",
    "that",
    "which",
    "what",
    "who",
    "how",
    "not",
    "no",
    "never",
    "say",
    "talk",
    "mention",
    "discuss",
    "anything",
    "other",
    "s",
    "it",
    "its",
    "they",
    "we",
    "us",
    "from",
    "by",
    "as",
    "at",
    "do",
    "does",
    "before",
    "after",
    "has",
    "have",
    "de",
    "la",
    "el",
    "los",
    "las",
    "un",
    "una",
    "y",
    "o",
    "del",
    "en",
    "sobre",
    "que",
    "nuestros",
    "nuestro",
    "cualquier",
];

/// Words that mean the same for this purpose. The first one stands for all.
const SAME: [&[&str]; 12] = [
    &[
        "price", "prices", "pricing", "cost", "costs", "fee", "fees", "charge", "charges", "rate", "rates", "quote",
        "quotes", "dollars", "bucks", "precio", "precios", "costo", "costos", "cuesta", "cuestan", "tarifa", "tarifas",
        "dolares", "cobramos",
    ],
    &[
        "repair",
        "repairs",
        "repairing",
        "fix",
        "fixes",
        "fixing",
        "reparacion",
        "reparaciones",
        "reparar",
        "arreglo",
        "arreglos",
    ],
    &["new", "nuevo", "nueva", "nuevos", "nuevas", "replacement"],
    &["system", "systems", "unit", "units", "equipment", "sistema", "sistemas", "equipo", "equipos"],
    &["competitor", "competitors", "competition", "competidor", "competidores", "competencia"],
    &["warranty", "warranties", "guarantee", "guarantees", "guaranteed", "garantia", "garantias"],
    &["discount", "discounts", "descuento", "descuentos"],
    &["lawsuit", "lawsuits", "sue", "suing", "demanda", "demandas"],
    &["politics", "political", "politica", "politics"],
    &["employee", "employees", "staff", "personnel", "empleado", "empleados"],
    &["review", "reviews", "resena", "resenas"],
    &["install", "installation", "installations", "installing", "instalacion", "instalaciones", "instalar"],
];

/// What says that the agent does not talk about something.
const REFUSES: [&str; 24] = [
    "quoted",
    "site",
    "cant",
    "cannot",
    "dont",
    "wont",
    "unable",
    "not",
    "isnt",
    "sorry",
    "apologize",
    "no",
    "lo",
    "siento",
    "disculpe",
    "technician",
    "office",
    "someone",
    "manager",
    "tecnico",
    "oficina",
    "alguien",
    "message",
    "mensaje",
];

/// One subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SilentSubject {
    /// Its words, without those that name nothing.
    words: Vec<String>,
    /// Names and quoted words: one of them is enough.
    names: Vec<String>,
}

impl SilentSubject {
    /// It is about prices.
    pub(super) fn is_about_prices(&self) -> bool {
        self.words.iter().any(|word| word == SAME[0][0])
    }

    /// Whether a sentence with these words, and with an amount of dollars or not, is about it.
    pub(super) fn is_in(&self, words: &[String], has_amount: bool) -> bool {
        if self.names.iter().any(|name| words.contains(name)) {
            return true;
        }
        let said: Vec<&str> = words.iter().map(|word| canonical(word)).collect();
        let matches = |word: &&String| said.contains(&word.as_str()) || (has_amount && *word == SAME[0][0]);
        let found = self.words.iter().filter(matches).count();
        let needed = if self.words.len() <= 2 { self.words.len() } else { (self.words.len() * 2).div_ceil(3) };
        !self.words.is_empty() && found >= needed
    }
}

/// The subjects in a company's words for them: "prices of repairs or of new systems" are two.
pub(super) fn subjects(text: &str) -> Vec<SilentSubject> {
    let head = text.split(" of ").next().unwrap_or_default();
    let alternatives = text.split([',', ';']).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" o "));
    let alternatives = alternatives.flat_map(|part| part.split(" such as ")).flat_map(|part| part.split(" like "));
    alternatives
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| if part.starts_with("of ") { format!("{head} {part}") } else { part.to_owned() })
        .map(|part| subject(&part))
        .filter(|subject| !subject.words.is_empty() || !subject.names.is_empty())
        .collect()
}

fn subject(text: &str) -> SilentSubject {
    let quoted = text.split(['"', '“', '”']).skip(1).step_by(2).flat_map(super::words::words);
    let capitals =
        text.split_whitespace().skip(1).filter(|word| word.starts_with(char::is_uppercase) && word.len() > 2);
    let names = quoted.chain(capitals.flat_map(super::words::words)).filter(|word| is_content(word)).collect();
    let words = super::words::words(text);
    SilentSubject {
        words: words.iter().filter(|word| is_content(word)).map(|word| canonical(word).to_owned()).collect(),
        names,
    }
}

fn is_content(word: &str) -> bool {
    word != "," && !STOP.contains(&word)
}

/// The word that stands for all that mean the same; a plural is its singular.
fn canonical(word: &str) -> &str {
    if let Some(same) = SAME.iter().find(|same| same.contains(&word)) {
        return same[0];
    }
    match word.strip_suffix("es").filter(|stem| stem.len() > 4 && stem.ends_with(['s', 'x', 'h', 'z'])) {
        Some(stem) => stem,
        None => word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s')).unwrap_or(word),
    }
}

/// Whether the sentence says that the agent does not talk about it.
pub(super) fn refuses(words: &[String]) -> bool {
    words.iter().any(|word| REFUSES.contains(&word.as_str()))
}
