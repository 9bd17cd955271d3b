//! The words around the days of a phrase, in English and Spanish, and in the word lists of further languages: what takes a day away, joins two days or corrects one,
//! and what changes nothing.
//!
//! A word that is in none of these lists and names no day makes a phrase unreadable, except in the reason that a caller
//! gives ("we have church"). The tables hold folded words with their contractions written out.

use std::sync::LazyLock;

use super::calendar::{longest, longest_listed};
use crate::language::phrases;

/// What words between days do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayMark {
    /// Changes nothing.
    Filler,
    /// Takes away the days that follow.
    Not,
    /// Takes away the days that follow from all days: what is said after them counts for the rest.
    AnyBut,
    /// Takes away the days before it.
    NotThese,
    /// Takes away the days that it stands beside.
    Unable,
    /// "no", which is any of the three, a correction or an answer.
    No,
    /// Keeps the days that it stands beside.
    Fine,
    But,
    Or,
    And,
    /// What was said before does not count.
    Correction,
    /// As [`DayMark::Correction`] between two days, and a filler elsewhere.
    SoftCorrection,
    /// All days that were not taken away.
    Rest,
    /// The same day of the week, a week later.
    NextOne,
    /// The day after the one before it.
    NextDay,
    /// The week after the one before it.
    NextWeek,
    /// Begins a reason.
    Reason,
    /// Begins a request: a reason before it is over.
    Request,
}

/// The longest mark at the start of `words`, and how many words it is.
pub(super) fn mark(words: &[&str]) -> Option<(DayMark, usize)> {
    let found = TABLES.iter().filter_map(|(mark, phrases)| Some((*mark, longest(words, phrases)?)));
    let listed = LISTED.iter().filter_map(|(mark, phrases)| Some((*mark, longest_listed(words, phrases)?)));
    found.chain(listed).reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// What the word lists of languages add to the tables.
static LISTED: LazyLock<Vec<(DayMark, Vec<&'static str>)>> = LazyLock::new(|| {
    let sections = [
        (DayMark::Filler, "filler"),
        (DayMark::Not, "not"),
        (DayMark::NotThese, "not_these"),
        (DayMark::Unable, "unable"),
        (DayMark::No, "no"),
        (DayMark::Fine, "fine"),
        (DayMark::But, "but"),
        (DayMark::Or, "or"),
        (DayMark::And, "and"),
        (DayMark::Correction, "correction"),
        (DayMark::Reason, "reason"),
        (DayMark::Request, "request"),
    ];
    sections.map(|(mark, name)| (mark, phrases(&format!("dates {name}")))).into()
});

/// Words that no reason contains: beside an unknown word they may change the day.
pub(super) const NEVER_IN_A_REASON: &str = "\
    hate, avoid, skip, dread, rather, instead, unless, except, until, till, bad, worst, impossible, full, closed, \
    cancel, change, move, different, same, other, another, next, last, previous, before, after, later, earlier, \
    sooner, than, past, not, never, neither, nor, hardly, wrong, since, ago, away, gone, busy, unavailable, week, \
    weeks, month, months, day, days, odio, evitar, peor, otro, otra, mismo, misma, antes, despues, hasta, desde, \
    nunca, tampoco, ni, menos, semana, semanas, mes, dia, dias, pasado, pasada, ocupado, ocupada";

const TABLES: &[(DayMark, &str)] = &[
    (DayMark::Not, NOT),
    (DayMark::AnyBut, ANY_BUT),
    (DayMark::Not, NOT_SPANISH),
    (DayMark::NotThese, NOT_THESE),
    (DayMark::Unable, UNABLE),
    (DayMark::No, "no"),
    (DayMark::Fine, FINE),
    (DayMark::But, BUT),
    (DayMark::Or, OR),
    (DayMark::And, AND),
    (DayMark::Correction, CORRECTION),
    (DayMark::SoftCorrection, SOFT),
    (DayMark::Rest, REST),
    (DayMark::NextOne, NEXT_ONE),
    (DayMark::NextDay, NEXT_DAY),
    (DayMark::NextWeek, NEXT_WEEK),
    (DayMark::Reason, REASON),
    (DayMark::Request, REQUEST),
    (DayMark::Filler, FILLER),
];

const NOT: &str = "\
    not, not on, not for, just not, but not, so long as it is not, as long as it is not, provided it is not, you do \
    not work, you guys do not work, yall do not work, you are not open, you are closed, except, except for, except on, excluding, other than, besides, apart from, aside from, \
    minus, with the exception of, without, can not do, can not make it, can not make, can not do it, can not have \
    anyone, can not be there, could not do, do not want, do not want it, do not come, do not like, i can not do, \
    we can not do, i can not make it, i can not make, i do not want, never, never on, neither, nor, avoid, skip, \
    rather not, i would rather not, would rather not, prefer not, i would prefer not, i am not free, only not, \
    instead of, rather than, the only day i can not do is, the only day i \
    can not is";
const ANY_BUT: &str = "\
    anything but, any day but, any time but, every day but, all days but, all but, anytime but, anything except, \
    anything other than";
const NOT_SPANISH: &str = "\
    con tal que no sea, siempre que no sea, mientras no sea, con tal que no sea el, siempre que no sea el, mientras \
    no sea el, ustedes no trabajan, ustedes no abren, no trabajan, no abren, \
    que no sea en, que no sea el, que no caiga en, \
    menos, excepto, salvo, que no sea, que no sean, pero no, ni, no quiero, no me den, no me pongan, no vengan, \
    sin contar, fuera de, quitando, aparte de, tampoco, a excepcion de, con excepcion de, que no caiga, nunca, no \
    para, no sea, no en, no es, pero menos, que no, solo no, nada mas no, nomas no, evitar, prefiero que no sea, \
    prefiero que no, exceptuando, en vez de, en lugar de";
const NOT_THESE: &str = "\
    ya no, ya no puedo, \
    is the only day i can not do, is the only day i can not, does not suit me, is a bad day, is not convenient, will not do, can not work, no me viene bien, no me acomoda, no me va bien, no me va, no nos queda, no funciona, no sirve, no se puede, \
    does not work, do not work, will not work, is not good, are not good, is not going to work, is no good, are no \
    good, no good, not good, is bad, are bad, is out, are out, is impossible, is not great, not great, not \
    possible, is not possible, does not suit, does not work for me, will not work for me, is no good for me, is \
    bad for me, is not good for me, is off the table, would not work, is not an option, is not ideal, is a no go, \
    is a no, is terrible, no good for me, do not work for me, are not possible, no me queda, no me queda bien, no \
    me conviene, no me sirve, no me funciona, no nos sirve, esta mal";
const UNABLE: &str = "\
    i am never home, never home, i am not off, we are never home, i am always busy, i am swamped, i am slammed, i am out, we are out, i have plans, we have plans, i am working all day, i am stuck at work, nunca estoy, nunca estoy en casa, no voy a poder, tengo que trabajar, tengo trabajo, ando trabajando, estoy trabajando, \
    estoy fuera, estamos fuera, ando fuera, estoy de viaje, salgo de viaje, voy a estar fuera, no voy a poder, no voy a estar en casa, no podria, i will be out of town, i will be away, we will be away, i will be at work, i can not make it, i am tied up, i am traveling, we are traveling, \
    can not, i can not, we can not, i can not come, i am not available, i am not home, i am not here, i am not \
    around, not available, not home, i will not be home, i will not be here, i will not be there, we will not be \
    home, we will not be here, we are not home, nobody is home, no one is home, nobody will be home, no one will \
    be home, i am busy, we are busy, busy, i am booked, i am out of town, we are out of town, out of town, i am \
    gone, we are gone, i am away, we are away, i will be gone, we will be gone, i will be out of town, we will be \
    out of town, i work, we work, i am working, i have work, i have to work, i am at work, i have school, i am on \
    vacation, no puedo, no podemos, yo no puedo, no estoy, no estamos, no hay nadie, no voy a estar, no vamos a \
    estar, no estare, trabajo, trabajamos, estoy ocupado, estoy ocupada, no se puede";
const FINE: &str = "\
    is my day off, are my days off, is my only day off, open, possible, look, looks, available, my day off is, my days off are, i am only home, i am only available, \
    i am only free, i am only off, i will be home, i will be there, i will be around, i will be here, we will be home, we will be here, we will be there, i can be home, i can be there, \
    i should be home, somebody will be home, someone will be home, somebody is home, someone is home, i am home all day, is wide open, is all right with me, is easier, are easier, would be easier, would be easiest, would be preferable, \
    estoy todo el dia en casa, siempre estoy en casa, estoy siempre en casa, is free for me, \
    mi dia libre es, es mi dia libre, voy a estar en casa, voy a estar, vamos a estar en casa, vamos a estar, estare en casa, estare, estaremos en casa, si estoy, si estamos, hay alguien en casa, \
    puedo yo, yo puedo, si podemos, nos viene bien, nos conviene, me parece, me parece perfecto, seria perfecto, esta bueno, mejor para mi, \
    me quedan bien, me quedan, me sirven, me convienen, funcionan, sirven, estan bien, me funcionan, \
    is alright, would be alright, is all right, would be all right, alright, all right, will be good, will be alright, is the only day i can do, is the only day that works, is the only day, i can only do, we can only do, looks good, is good too, would suit me, will suit, me parece bien, me viene bien, nos queda bien, si me queda, si puedo el, me queda perfecto, esta perfecto, me acomoda, tambien puedo, \
    works, work, works for me, work for me, works best, work best, works better, work better, works great, works \
    fine, is fine, are fine, is good, are good, is okay, is ok, are okay, are ok, is great, are great, is best, \
    are best, is better, are better, is perfect, is easiest, is possible, is open, is free, would be good, would \
    be fine, would be great, would be best, would be better, would be nice, would be perfect, would be ideal, \
    would be okay, will be fine, will work, will do, would work, would work best, may work, might work, could \
    work, can work, should work, fine, good, okay, ok, great, perfect, best, better, i am off, i am free, i am \
    home, i am available, i am around, we are home, we are free, i am off work, i can do, i could do, we can do, i \
    can, sounds good, suits me, suits us, is good for me, is fine with me, is fine for me, is best for me, is \
    ideal, esta bien, si, me queda bien, me queda mejor, me sirve, me conviene, me conviene mas, me funciona, nos \
    sirve, descanso, estoy libre, tengo libre, puedo, si puedo, podemos, estoy en casa, estoy disponible, seria \
    bueno, seria mejor, seria ideal, seria perfecto, perfecto, bien, si se puede, estaria bien";
const BUT: &str = "\
    but, pero, sino, however, sino que, but maybe, pero si";
const OR: &str = "\
    or, o, u, or maybe, or else, or even, or possibly, if not, if not then, otherwise, or otherwise, if you can \
    not, if you can not then, if that does not work, if that does not work then, if that is full, if that is full \
    then, and if not, and if not then, failing that, else, or if not, or if you can not, if it does not work, if \
    it is full, if there is nothing, second choice, second choice is, backup, as a backup, si no, y si no, de lo \
    contrario, o si no, o bien, si no se puede, si no puede, si no pueden, y si no se puede, si no hay, o quizas";
const AND: &str = "\
    and, y, e, and also, also, plus, tambien, as well as, y tambien, and maybe, then, and then, entonces, either \
    or";
const CORRECTION: &str = "\
    o mejor, o mejor dicho, or better, or better yet, \
    or actually, no better, better yet, ah no, uy no, no no no, rather, \
    no wait, wait no, wait, oh wait, no i mean, i mean, i meant, scratch that, strike that, forget that, make \
    that, make it, no make it, no make that, or rather, correction, no no, no actually, actually no, no sorry, \
    sorry no, sorry i mean, sorry i meant, no hold on, hold on, hang on, change that to, no let us do, no let us \
    say, actually make it, actually make that, wait no i mean, no wait i mean, oh no, oops, whoops, i take that \
    back, let me change that to, no wait make it, wait make it, sorry make it, sorry make that, or no, wait \
    actually, no wait actually, excuse me, digo, no digo, quise decir, quiero decir, mejor dicho, o sea, espere, \
    espera, no espere, no espera, no perdon, perdon no, mas bien, no mejor, perdon digo, corrijo, ay no";
const SOFT: &str = "\
    sorry, actually, perdon, mejor, bueno, disculpe, well actually, come to think of it, on second thought, \
    pensandolo bien, instead";
const REST: &str = "\
    any other day, any other time, the other days, the rest, the rest of the days, all other days, all the other \
    days, all the others, los demas dias, los demas, cualquier otro dia, los otros dias, otro dia, el resto, any \
    other days, another day, some other day, a different day";
const NEXT_ONE: &str = "\
    el que viene, el que entra, el que le sigue, \
    the next one, the one after, the one after that, the following one, el otro, el siguiente, el que sigue, el de \
    la otra semana, the one after next";
const NEXT_DAY: &str = "\
    the day after, the day after that, the next day, the following day, day after, el dia siguiente, al dia \
    siguiente, el dia despues, un dia despues, the day following";
const NEXT_WEEK: &str = "la otra, la que entra, la que viene, la que le sigue, the week after, the week after that, the following week, la semana siguiente, la que sigue";
const REASON: &str = "\
    because, cause, cuz, since, i have, i have got, we have, we have got, we got, i got, there is, there are, my, \
    our, i am, we are, it is, it has been, they have, they are, he is, she is, i will be, the kids, i, we, so, \
    that way, with, no heat, no ac, no air, no hot water, in case, tengo, tenemos, porque, es que, mi, mis, hay, \
    hace, estoy, estamos, esta, ya que, como, sin, no tengo, no tenemos, no hay, nos, asi, por el, por los, vivo, \
    hago, voy";
const REQUEST: &str = "\
    it has to be, it needs to be, it must be, it would have to be, has to be, needs to be, it should be, tiene que \
    ser, tendria que ser, debe ser, \
    how is, how does, how are, can you squeeze me in, squeeze me in, fit me in, can you fit me in, get somebody out, get someone out, get somebody, get someone, out here, out, get here, send somebody out, send someone out, have someone come out, have somebody come out, \
    pueden mandar a alguien, puede mandar a alguien, me pueden mandar a alguien, manden a alguien, que me manden a alguien, puede pasar, pueden pasar, pasen, pase, me pueden atender, como ve, como esta, hay algo, hay algo para, habra lugar, tendran algo, tendra algo, hay lugar, hay espacio, a ver si, \
    could we do, can we do, could we make it, can we make it, can i get, could i get, can i do, can i have, could i have, does, is there anything on, let us shoot for, shoot for, i am thinking, thinking, i was thinking, i was hoping for, hoping for, aim for, let us plan on, i am looking for, looking for, i am looking at, sign me up for, put me in for, pencil me in for, digame si hay, me puede dar, me da, deme, me puede poner, pueden el, puede ser, que sea, agendeme, me gustaria que fuera, busco, estoy buscando, \
    to come, to come out, to come by, to schedule, to book, to get someone out, to have someone out, come by, que \
    venga alguien, que vengan, que venga, can you, could you, can you come, could you come, can you come out, \
    could you come out, can someone, could someone, can somebody, could somebody, can someone come, could someone \
    come, can someone come out, could someone come out, can somebody come, can somebody come out, can you do, \
    could you do, can you make it, could you make it, can you send someone, could you send someone, can you get \
    here, can you get someone out, can you guys come, can y all come, come, come out, send someone, send somebody, \
    is there anything, do you have anything, do you have something, do you have, have anything, got anything, \
    anything available, have you got anything, what about, how about, would like, i would like, i want, i need, we \
    need, we would like, i would prefer, i prefer, let us do, let us say, let us go with, let us try, put me down \
    for, put me down, book me for, book me, book it for, schedule me for, schedule it for, schedule it, i will \
    take, we will take, give me, is it possible, would it be possible, are you free, are you available, are you \
    open, when do you have, puede venir, pueden venir, puede, pueden, quiero, quisiera, quisiera que vinieran, me \
    gustaria, necesito, que tal, tiene, tienen, tiene algo, tienen algo, habra algo, podria, podrian, podria ser, \
    podrian venir, pongame, apunteme, prefiero, preferiria, vengan, venga";
const FILLER: &str = "\
    yo, mas tardecito, tardecito, after church, after mass, despues de misa, \
    you can get here, you can come, you can get someone here, you can make it, yall can, you all can, yall have, yall have got, you have available, you have got open, somebody available, someone available, all day long, that i can, for you guys, for yall, on my end, at the moment, y en todo caso, nada mas que, si me hace el favor, si me hace favor, si no es molestia, si no hay problema, \
    either day, both days, whichever is sooner, whichever is first, whichever comes first, whichever is sooner for you, around there, that day, if that is open, at all, right, alrighty, cool, then please, al menos, mas o menos, de preferencia, preferentemente, si es posible, si es que se puede, si tienen, si hay, si hay lugar, si hay espacio, si tienen lugar, si tienen algo, gracias senorita, senorita, oiga, mire, fijese, joven, ok, dale, claro, hola, eh este, \
    all day, todo el dia, the day, el dia, ya tarde, tarde, mas tarde, ya noche, any time of day, or whatever, no \
    antes, not before that, not before then, not sooner, or something, or something like that, o algo asi, please, \
    uh, um, er, erm, hmm, mm, ah, oh, eh, like, well, so, yeah, yep, yes, sure, thanks, thank you, thank you so \
    much, hi, hello, hey, maybe, perhaps, probably, possibly, preferably, ideally, hopefully, definitely, just, \
    only, the, on, for, for me, for us, it, is, be, that, would, would be, will, it would be, i guess, i think, i \
    suppose, i believe, i would say, if possible, if at all possible, if you can, if you could, if you do not \
    mind, if that works, if that works for you, if that is okay, if that is ok, if that is possible, if it is \
    possible, if you have it, if you have anything, if you have something, if available, if there is anything, if \
    there is something, if it is available, if it is open, sometime, some time, sometimes, at some point, either, \
    both, at your earliest convenience, you have, you have got, you are available, you have available, you have \
    open, you can, you can do, you guys have, you guys can, that you have, y all have, y all can, somebody, \
    someone, good morning, good afternoon, good evening, let us see, let me see, let me think, you know, late, \
    really, or so, at the latest, whatever works, 24/7, date, time, sir, maam, again, too, available, appointment, \
    slot, opening, openings, preferred, a visit, an appointment, an appointment for, por favor, este, pues, eh \
    pues, gracias, el, la, los, las, en, para, para el, seria, que sea, sea, nada mas, nomas, solo, solamente, \
    unicamente, tal vez, quizas, quiza, a lo mejor, creo, creo que, yo creo que, digamos, a ver, buenos dias, \
    buenas tardes";

/// Whether a phrase about days is in Spanish.
pub(super) fn is_spanish(words: &[&str]) -> bool {
    let spanish = |word: &&str| {
        matches!(
            *word,
            "el" | "los"
                | "las"
                | "del"
                | "que"
                | "hoy"
                | "manana"
                | "ocho"
                | "puedo"
                | "si"
                | "semana"
                | "para"
                | "dia"
        ) || (super::tokens::weekday(word).is_some()
            && (word.ends_with("es") || word.contains("sabado") || word.contains("domingo")))
    };
    words.iter().any(spanish)
}
