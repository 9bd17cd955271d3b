//! Names as callers give them: "it's Bob Jenkins", "Smith, s m i t h", "me llamo Guadalupe".

use std::sync::LazyLock;

use super::{Refusal, begins, capitalized, is_placeholder, longest, written_words};
use crate::{
    language::phrases,
    numerals::{fold, teen, tens, unit},
    text::Text,
};

const TITLES: &str = "mr, mrs, ms, miss, mister, missus, mizz, doctor, dr, sir, maam, ma'am, madam, prof, professor, officer, sergeant, sgt, captain, lieutenant, deputy, detective, reverend, rev, pastor, \
    senor, senora, senorita, sr, sra, srta, don, dona, licenciado, licenciada";
/// Words before a name.
const LEAD_INS: &str = "that would be, that'd be, that'll be, the customer's name is, customer's name is, caller's name is, it's for, for, my mother, my mom, my father, my dad, my husband, \
    my wife, my son, my daughter, mi esposo, mi esposa, mi mama, mi papa, mi madre, mi padre, mi hijo, mi hija, es para, para, uh, um, er, yeah, yes, yep, sure, ok, okay, oh, well, hi, hello, hey, so, it's, its, it is, this is, my name is, my name's, \
    my names, my full name is, the name is, the name's, the names, name's, name is, i'm, im, i am, you can put down, put down, put me down as, you can put, put, put it under, \
    it would be under, it'd be under, it's under, it will be under, under, it should be under, call me, you can call me, they call me, the first name is, \
    first name is, first name, last name is, last name, the last name is, my last name is, apellido, el apellido es, my husband's name, my wife's name, my husbands name, my wifes name, under my husband's name, under my wife's name, \
    si, bueno, pues, este, eh, me llamo, soy, yo soy, mi nombre es, mi nombre completo es, el nombre es, a nombre de, esta a nombre de, es, \
    habla, le habla, habla con, pongale, ponga, pongalo a nombre de, aqui, la senora, la senorita, el senor, la doctora, el doctor, se llama, nombre, a mi nombre";
/// Words inside a name's spelling or explanation; what follows them is no name.
const EXPLANATIONS: &str = "spelled, spelt, that's, thats, that is, but, because, with, just, like, con, como, as in, is my, no space, no spaces, one word, two words, all one word, and yes, y si, at your service, a sus ordenes, a la orden, \
    para servirle, para servirles, a su servicio, deletreado, se escribe, and my, and it's";
/// Words in the middle after which the name begins anew.
const ANEW: &str = "se llama, pero es, actually, my real name is, i'm, im, i am, my name is, my name's, it's, soy, me llamo, mi nombre es, i mean, no wait, sorry, digo, perdon";
/// Words that are in no name: the text is a sentence, an address or an answer.
const NO_NAME: &str = "huh, mhm, hm, hmm, mm, aja, eh, ah, much, cost, costs, cuanto, cuanta, cuantos, cuesta, cuestan, cobran, cual, cuales, precio, \
    she, he, her, him, yo, ella, nosotros, rather, say, decir, prefiero, dar, department, either, or, o, what, why, how, who, when, where, which, you, your, need, needs, is, are, was, were, am, been, broken, furnace, heater, heat, heating, \
    cooling, air, conditioner, ac, unit, thermostat, leak, leaking, street, avenue, road, drive, boulevard, lane, hold, on, wait, yes, yeah, no, nope, okay, ok, \
    sure, please, thanks, thank, hello, hi, hey, the, it, this, that, want, wants, have, has, can't, cannot, don't, not, my, me, i, we, they, appointment, \
    address, phone, telephone, number, zip, code, fix, repair, come, tomorrow, today, morning, afternoon, moment, minute, um, uh, because, if, and, or, \
    que, quien, como, cuando, donde, quiere, quieren, saber, necesito, necesita, quiero, si, esta, estoy, esto, calefaccion, aire, calle, gracias, favor, \
    momento, mande, bienvenido, welcome, lady, husband, wife, landlord, renter, told, espere, espereme, numero, direccion, manana, hoy, para, pero, porque, tengo, hay, por, no";
/// Who the caller is to the household: "I'm their nanny, Ingrid".
const ROLES: &str = "nanny, sitter, babysitter, neighbor, neighbour, tenant, renter, landlord, manager, caretaker, caregiver, nurse, aide, \
    assistant, secretary, superintendent, roommate, boyfriend, girlfriend, partner, aunt, uncle, grandmother, grandma, grandfather, \
    grandpa, cousin, friend, realtor, housekeeper, mother, mom, father, dad, husband, wife, son, daughter, brother, sister, ninera, \
    vecino, vecina, inquilino, inquilina, dueno, duena, encargado, encargada, esposo, esposa, hijo, hija, hermano, hermana, amigo, amiga";
const BEFORE_ROLES: &str = "my, his, her, their, the, a, an, mi, su, el, la, un, una";
/// Parts of names that stay in lower case.
const PARTICLES: &str = "de, la, las, los, del, y, von, van, der, den, da, di, du, dos";
const MOST_WORDS: usize = 6;

/// What the word lists of languages add.
struct ListedWords {
    titles: Vec<&'static str>,
    lead_ins: Vec<&'static str>,
    no_name: Vec<&'static str>,
}

static LISTED: LazyLock<ListedWords> = LazyLock::new(|| ListedWords {
    titles: phrases("names titles"),
    lead_ins: phrases("names lead_ins"),
    no_name: phrases("names no_name"),
});

fn lists(list: &str, word: &str) -> bool {
    list.split(", ").any(|listed| listed == word)
}

fn is_title(word: &str) -> bool {
    let folded = fold(word);
    let word = folded.trim_end_matches('.');
    lists(TITLES, word) || LISTED.titles.contains(&word)
}

/// A caller's name in the form that is stored, without title and spelling; a title alone is no name.
///
/// ```
/// use domain::dictation::{Refusal, name};
///
/// assert_eq!(name::read("uh it's patrick o'brien").as_deref(), Ok("Patrick O'Brien"));
/// assert_eq!(name::read("Mrs."), Err(Refusal::Invalid));
/// assert_eq!(name::read("the first one"), Err(Refusal::Placeholder));
/// ```
pub fn read(text: &str) -> Result<Text<80>, Refusal> {
    if is_placeholder(text) {
        return Err(Refusal::Placeholder);
    }
    let mut written = written_words(text);
    begin_anew(&mut written);
    strip_lead_ins(&mut written);
    if is_placeholder(&written.join(" ")) {
        return Err(Refusal::Placeholder);
    }
    first_name_first(&mut written);
    last_name_first(&mut written);
    drop_articles(&mut written);
    said_twice(&mut written);
    spelled_after_an_explanation(&mut written);
    cut_explanation(&mut written);
    drop_spelling(&mut written);
    written.retain(|word| {
        !matches!(fold(word).as_str(), "last" | "surname" | "apellido" | "name" | "nombre" | "here" | "speaking")
    });
    let spelled: String;
    if written.len() > 2 && written.iter().all(|word| word.chars().count() == 1) {
        spelled = written.concat();
        written = vec![&spelled];
    }
    if written.is_empty() || written.len() > MOST_WORDS {
        return Err(Refusal::Invalid);
    }
    let in_a_name = |word: &&str| {
        let folded = fold(word);
        !lists(NO_NAME, &folded)
            && !LISTED.no_name.contains(&folded.as_str())
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
            && word.chars().any(char::is_alphabetic)
    };
    let number = |word: &&&str| {
        let folded = fold(word);
        unit(&folded).or_else(|| teen(&folded)).or_else(|| tens(&folded)).is_some()
    };
    if !written.iter().all(in_a_name) || written.iter().filter(number).count() > 1 {
        return Err(Refusal::Invalid);
    }
    let last = written.len() - 1;
    let cased = written.iter().enumerate().map(|(n, word)| match fold(word).as_str() {
        "junior" | "jr" if n > 0 => "Jr".to_owned(),
        "senior" if n > 0 => "Sr".to_owned(),
        "third" if n > 1 => "III".to_owned(),
        "second" if n > 1 => "II".to_owned(),
        particle if *word == particle && n > 0 && n < last && lists(PARTICLES, particle) => (*word).to_owned(),
        _ => capitalized(word),
    });
    Text::parse(&cased.collect::<Vec<_>>().join(" ")).map_err(|_| Refusal::Invalid)
}

/// The name to greet a caller with; `None` if the name begins with a title or an initial.
#[must_use]
pub fn first_name(name: &str) -> Option<&str> {
    let first = name.split(' ').next()?;
    let greets = first.chars().count() > 1 && first.chars().all(char::is_alphabetic) && !is_title(first);
    greets.then_some(first)
}

/// "April May June is my sister, I'm April Summers": the name begins after the last of such words.
fn begin_anew(written: &mut Vec<&str>) {
    let words: Vec<String> = written.iter().map(|word| fold(word)).collect();
    let starts = (1..words.len()).rev().find_map(|at| Some(at + longest(&words[at..], ANEW)?));
    if let Some(start) = starts.filter(|start| *start < words.len() && !is_explanation(&words[*start..])) {
        written.drain(..start);
    }
}

fn is_explanation(words: &[String]) -> bool {
    longest(words, EXPLANATIONS).is_some()
}

fn strip_lead_ins(written: &mut Vec<&str>) {
    loop {
        let words: Vec<String> = written.iter().map(|word| fold(word)).collect();
        let title = words.first().filter(|word| is_title(word)).map(|_| 1);
        let role = match &words[..] {
            [before, role, ..] if lists(BEFORE_ROLES, before) && lists(ROLES, role) => Some(2),
            _ => None,
        };
        let listed = LISTED.lead_ins.iter().filter_map(|phrase| begins(&words, phrase)).max();
        let Some(used) = longest(&words, LEAD_INS).max(listed).max(title).max(role) else { return };
        written.drain(..used);
    }
}

/// "Last name is Park, first name is Ji Woo".
fn first_name_first(written: &mut Vec<&str>) {
    let words: Vec<String> = written.iter().map(|word| fold(word)).collect();
    let label = |at: usize| longest(&words[at..], "first name is, first name's, first name, mi nombre es, nombre");
    let Some(at) = (1..words.len()).find(|at| label(*at).is_some()) else { return };
    let begins = at + label(at).unwrap_or(0);
    let mut ordered = written[begins..].to_vec();
    // "Cash as in Johnny, my first name's Cash": what was explained is said again.
    if !(0..at).any(|at| is_explanation(&words[at..])) {
        ordered.extend(&written[..at]);
    }
    *written = ordered;
}

/// "José, but it's spelled with a Z, José Gómez": the full name at the end counts. "Guest, Edgar Guest" too.
fn said_twice(written: &mut Vec<&str>) {
    let Some(first) = written.first().map(|word| fold(word)) else { return };
    // "Skip, Skip Lundquist"
    if written.len() > 2 && first.chars().count() > 1 && fold(written[1]) == first {
        written.remove(0);
    }
    let Some(again) = written.iter().rposition(|word| fold(word) == first).filter(|again| *again > 1) else { return };
    let after: Vec<String> = written[again + 1..].iter().map(|word| fold(word)).collect();
    if !after.is_empty() && !is_explanation(&after) {
        written.drain(..again);
    } else if again == 2 {
        written.drain(..1);
    }
}

/// "Test is my last name, Charlie Test": the full name at the end counts.
fn last_name_first(written: &mut Vec<&str>) {
    let words: Vec<String> = written.iter().map(|word| fold(word)).collect();
    let named = words.len() > 5 && longest(&words[1..], "is my last name, is the last name, es mi apellido").is_some();
    if named && words.first() == words.last() {
        written.drain(..words.len() - 2);
    }
}

/// "William the third": without its article.
fn drop_articles(written: &mut Vec<&str>) {
    for at in (0..written.len().saturating_sub(1)).rev() {
        if fold(written[at]) == "the" && matches!(fold(written[at + 1]).as_str(), "third" | "second") {
            written.remove(at);
        }
    }
}

/// "Bee, like the insect, Bea b e a Arthurs": a word that is spelled after an explanation begins the name. "Nevaeh, heaven
/// backwards, n e v a e h Pruitt": the letters of the first word end one.
fn spelled_after_an_explanation(written: &mut Vec<&str>) {
    let words: Vec<String> = written.iter().map(|word| fold(word)).collect();
    let is_letter = |word: &&String| word.chars().count() == 1;
    let letters_at = (2..words.len()).find(|at| is_letter(&&words[*at]));
    if let Some(at) = letters_at {
        let letters: String = words[at..].iter().take_while(is_letter).cloned().collect();
        let end = at + letters.chars().count();
        // "John Smith, j o h n": what stands between is the rest of the name.
        let is_name = end == words.len() && !(1..at).any(|at| is_explanation(&words[at..]) || words[at] == "backwards");
        if letters.len() > 2 && letters == words[0] {
            written.drain(if is_name { at } else { 1 }..end);
            return;
        }
    }
    let Some(explained) = (1..words.len()).find(|at| is_explanation(&words[*at..])) else { return };
    let spelled = (explained + 1..words.len()).find(|at| {
        let letters: String = words[at + 1..].iter().take_while(is_letter).cloned().collect();
        letters.len() > 1 && letters == words[*at]
    });
    if let Some(at) = spelled {
        written.drain(..at);
    }
}

fn cut_explanation(written: &mut Vec<&str>) {
    let words: Vec<String> = written.iter().map(|word| fold(word)).collect();
    if let Some(at) = (1..words.len()).find(|at| is_explanation(&words[*at..])) {
        written.truncate(at);
    }
}

/// "Smith s m i t h": letters that spell the word before them go.
fn drop_spelling(written: &mut Vec<&str>) {
    let is_letter = |word: &&str| word.chars().count() == 1;
    let letters = written.iter().rev().take_while(|word| is_letter(word)).count();
    if letters > 1 && letters < written.len() {
        written.truncate(written.len() - letters);
    }
    // "smith s m i t h robert"
    let mut at = 0;
    while at + 1 < written.len() {
        let spelled: String =
            written[at + 1..].iter().take_while(|word| is_letter(word)).map(|word| fold(word)).collect();
        if spelled.len() > 1 && spelled == fold(written[at]) {
            let letters = spelled.chars().count();
            written.drain(at + 1..=at + letters);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_alone_is_no_first_name() {
        assert_eq!(first_name("Maria Gonzalez"), Some("Maria"));
        for name in ["Mrs. Smith", "Mrs Smith", "mrs", "Señora Ruiz", "Dr", "R. Smith", "R Smith", ""] {
            assert_eq!(first_name(name), None, "{name}");
        }
    }
}
