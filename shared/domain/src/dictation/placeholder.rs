//! Words that stand for something that was not said.

use super::words;
use crate::numerals::fold;

/// Words that refer to what is known or say that nothing is.
const REFERENCES: &str = "one's, unknown, null, none, nil, undefined, unspecified, unavailable, unnamed, provided, given, supplied, \
    stated, specified, mentioned, available, applicable, customer, customers, caller, callers, client, user, homeowner, owner, \
    resident, occupant, tenant, somebody, someone, alguien, know, sure, remember, anonymous, test, testing, tbd, determined, pending, same, file, record, before, usual, always, already, \
    first, second, third, one, last, time, calling, call, previous, earlier, above, current, registered, default, placeholder, \
    example, sample, blank, empty, nobody, dunno, ask, later, confirm, confirmed, private, withheld, hidden, caller's, customer's, \
    desconocido, desconocida, cliente, clienta, usuario, dueno, propietario, anonimo, mismo, misma, siempre, aplica, nadie, \
    ninguno, ninguna, nulo, tengo, tienen, tiene, ya, registrado, registrada, archivo, anterior, antes, pendiente, disponible, \
    proporcionado, proporcionada, dado, llamo, llamando, ahi, vez, otra, sistema, system, screen, unlisted, \
    shows, pantalla, aparece, sale, billing, facturacion, especificado, especificada, indicado, indicada, primero, primera, ultimo, \
    ultima, inquilino, inquilina, residente, sabe, saben, idk, refused, refuses, declined, whatever, \
    redacted, emergency, help, nothing, guest, guests, visitor, huesped, invitado, invitada, mama, mami, mom, mommy, momma, papa, papi, \
    dad, daddy, grandma, grandpa, abuela, abuelo, abuelita, abuelito, honey, sweetie, mijo, mija";
/// Words that may stand beside them.
const AROUND: &str = "new, nuevo, nueva, up, whatever, whichever, callback, where, came, went, who, quien, fine, okay, ok, works, esta, bien, the, a, an, i, i'm, im, am, i've, it, it's, its, is, was, as, on, to, be, not, no, yet, my, our, me, you, your, \
    you've, you're, have, has, had, got, do, don't, dont, told, place, that, that's, this, of, in, from, at, for, with, by, we, they, and, or, will, can, use, just, \
    put, name, names, number, numbers, address, phone, telephone, street, cell, information, info, data, \
    el, la, lo, los, las, un, una, de, del, es, este, esta, ese, esa, sin, que, ustedes, usted, yo, se, le, les, en, con, a, al, mi, su, y, o, desde, \
    nombre, numero, direccion, telefono, calle, dato, datos, usan, uso, donde";
/// What a form asks for: "the address" is none.
const NOUNS: &str =
    "name, names, number, numbers, address, phone, telephone, information, nombre, numero, direccion, telefono, datos";
/// Names that are used where a name is missing.
const WHOLE: &str = "n/a, n.a., na, n a, john doe, jane doe, john smith doe, fulano, fulano de tal, fulana de tal, juan perez perez, \
    xxx, xx, asdf, foo bar, foo, no name, sin nombre, you have it, you've got it, ya lo tiene, ya lo tienen, my house, my home, mi casa, no se, no lo se, quien sabe, x, me, it's me, myself, ?, -, --, ...";

fn lists(list: &str, word: &str) -> bool {
    list.split(", ").any(|listed| listed == word)
}

/// Whether a text stands for something that was not said, such as "unknown", "N/A", "the first one", "el de siempre".
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let tidy = fold(text.trim());
    if lists(WHOLE, &tidy) || lists(WHOLE, &tidy.replace(' ', "")) {
        return true;
    }
    let words = words(text);
    let refers = |word: &String| lists(REFERENCES, word);
    !words.is_empty()
        && words.iter().all(|word| refers(word) || lists(AROUND, word))
        && words.iter().any(|word| refers(word) || lists(NOUNS, word))
}
