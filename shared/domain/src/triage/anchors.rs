//! Anchors: words that belong to a danger and prove nothing by themselves. An utterance is about a danger only if it has an
//! anchor of the danger, so the classifier alone can never name one.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Hazard, Language, lexicon::Class, rules, utterance::Utterance};

/// The beginnings of words, separated by spaces; a full stop ends a whole word.
struct Anchors {
    hazard: Hazard,
    english: &'static str,
    spanish: &'static str,
}

const ANCHORS: [Anchors; 9] = [
    Anchors {
        hazard: Hazard::GasLeak,
        english: "gas propan sulf egg smell odor stink stank reek fume whiff hiss leak meter. mercap skunk methan valve. \
                  line. tank. whoosh rotten ligh. pilot match.",
        spanish: "gas. gas propan azufr huev podrid huel olor oler oli tufo apest pest fug escap valvul tuber mangu llave. \
                  medidor tanque. silb chifl",
    },
    Anchors {
        hazard: Hazard::CarbonMonoxide,
        english: "monox monx carbon co. co2. c. detector alarm chirp beep exhaust fume flue vent. venting chimney soot \
                  headache heads. head. dizz naus sick. vomit throw faint sleepy drows ppm poison red. pipe.",
        spanish: "monox carbon co. detector alarm pit chill bip escape. gases. chimene holl. hollin tiro. cabez mare naus \
                  vomit desmay suen intoxic envenen dolor",
    },
    Anchors {
        hazard: Hazard::Fire,
        english: "fire. fires. flame smok burn blaz singe scorch char. charr hot. haze ember ash explo blew. boom. melt",
        spanish: "fueg incend hum llam quem lumbre candel ard chamusc ceniz explo prend",
    },
    Anchors {
        hazard: Hazard::Medical,
        english: "conscious unconscious breath collaps faint seiz pass passed. wake. ambulance respons stroke. heart. chest. \
                  limp. blue. 911.",
        spanish: "conscient inconscient respir desmay convuls despiert ambulanci pecho corazon infart morad 911.",
    },
    Anchors {
        hazard: Hazard::Electrical,
        english: "spark shock zap buzz arc. arcing arced breaker panel. wire wiring outlet. melt glow hot. pop. popp \
                  popping electr crackl burn sizzl humm socket plug. fuse volt fried tingl",
        spanish: "chisp toque. toques. corriente cable derrit breaker. breakers. panel. fusible corto. cortocircuit \
                  electric enchuf zumb truen descarg caliente. quem rojo. switch.",
    },
    Anchors {
        hazard: Hazard::Refrigerant,
        english: "freon refriger coolant r22. r410 410. r410a. puron eye eyes. skin. hand. hands. face. spray chemical frost \
                  line. lineset. breath",
        spanish: "freon refriger gas. ojo ojos. piel. mano. manos. cara. roci quemadur quim respir",
    },
    Anchors {
        hazard: Hazard::Water,
        english: "water leak flood drip pour wet. ceiling soak gush puddl burst. spray drain. drench damp. pipe sprinkl \
                  rain swim carpet. drywall pan. overflow",
        spanish: "agua. gote gotea gotera inund chorr moj techo. tuber charc empap tubo. tir brot alfombra. encharc caye \
                  desbord reven",
    },
    Anchors {
        hazard: Hazard::NoHeat,
        english: "heat furnace furnice cold freez boiler warm. warmth radiator frost froze frozen chill shiver pilot. \
                  blanket thermostat degrees. coat. coats.",
        spanish: "calef calent calor. caldera boiler. fri hela hiel congel tembl cobij temperatura grados. estufa. horno. \
                  nieve. nevad abrig",
    },
    Anchors {
        hazard: Hazard::NoCooling,
        english: "ac. a. air. cool heat hot. hott degrees. sweat swelter oven sauna fan. fans. unit. temperature boiling \
                  melt overheat",
        spanish: "aire. clima. ac. enfri calor. caluros sud ventil minisplit grados. sofoc temperatura horno. sauna. hierv",
    },
];

/// A beginning, and for each hazard and language whether it is an anchor: a bit of [`bit`].
struct Beginning {
    letters: &'static str,
    is_whole_word: bool,
    anchor_of: u32,
}

/// The beginnings by their first letter.
static BEGINNINGS: LazyLock<BTreeMap<u8, Vec<Beginning>>> = LazyLock::new(|| {
    let mut beginnings: BTreeMap<u8, Vec<Beginning>> = BTreeMap::new();
    for (nth, Anchors { english, spanish, .. }) in ANCHORS.iter().enumerate() {
        for (language, listed) in [(Language::English, english), (Language::Spanish, spanish)] {
            for beginning in listed.split_ascii_whitespace() {
                let letters = beginning.trim_end_matches('.');
                let is_whole_word = letters.len() < beginning.len();
                let Some(first) = letters.bytes().next() else { continue };
                let anchor_of = bit(nth, language);
                beginnings.entry(first).or_default().push(Beginning { letters, is_whole_word, anchor_of });
            }
        }
    }
    beginnings
});

fn bit(nth_hazard: usize, language: Language) -> u32 {
    1 << (2 * nth_hazard + usize::from(language == Language::Spanish))
}

/// What a word is an anchor of, as bits.
fn anchor_of(word: &str) -> u32 {
    let Some(beginnings) = word.bytes().next().and_then(|first| BEGINNINGS.get(&first)) else { return 0 };
    let begins = |one: &&Beginning| {
        if one.is_whole_word { word == one.letters } else { word.starts_with(one.letters) }
    };
    beginnings.iter().filter(begins).fold(0, |bits, one| bits | one.anchor_of)
}

/// The hazards with an anchor, the one with the most anchors first, and the language of the utterance's anchors.
pub(super) fn find(utterance: &Utterance) -> Vec<(Hazard, Language)> {
    let words = utterance.words.iter().enumerate().map(|(at, word)| (at, anchor_of(word)));
    let counts = |(at, bits): &(usize, u32)| {
        *bits != 0
            && !is_neutral(*at, utterance)
            && !rules::is_of_another_thing(*at, utterance)
            && !rules::is_ruled_out(*at, utterance)
    };
    let anchors: Vec<u32> = words.filter(counts).map(|(_, bits)| bits).collect();
    let mut found: Vec<(Hazard, usize, Language)> = Vec::new();
    for (nth, Anchors { hazard, .. }) in ANCHORS.iter().enumerate() {
        let count = |language| anchors.iter().filter(|bits| **bits & bit(nth, language) != 0).count();
        let (english, spanish) = (count(Language::English), count(Language::Spanish));
        if english + spanish > 0 {
            let language = if spanish > english { Language::Spanish } else { Language::English };
            found.push((*hazard, english + spanish, language));
        }
    }
    found.sort_by_key(|(hazard, count, _)| (std::cmp::Reverse(*count), *hazard));
    found.into_iter().map(|(hazard, _, language)| (hazard, language)).collect()
}

/// Whether a word is part of a phrase that is known to be no danger: a car alarm, a gas bill.
fn is_neutral(word: usize, utterance: &Utterance) -> bool {
    utterance.mark_at(word).is_some_and(|mark| mark.is_only(Class::Neutral))
}
