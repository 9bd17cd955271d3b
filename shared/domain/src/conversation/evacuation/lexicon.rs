//! The closed set of words in which a caller says that everyone is out, and the words of a retraction. Phrases are in lower
//! case, without accents and apostrophes, as [`plain_words`](crate::triage::language::plain_words) makes them.

use std::sync::LazyLock;

type Phrases = LazyLock<Vec<&'static str>>;

/// Phrases that commas separate, and those of each language's list of this name. English and Spanish share a list.
fn phrases(name: &str, list: &'static str) -> Vec<&'static str> {
    let shared = list.split(',').map(str::trim).filter(|phrase| !phrase.is_empty());
    shared.chain(crate::language::phrases(&format!("evacuation {name}"))).collect()
}

/// All, everyone, we. A count, a list of people and "I" are none.
pub(super) static SUBJECTS: Phrases = LazyLock::new(|| {
    phrases(
        "subjects",
        "everyone, everyones, everybody, everybodys, every one, every body, all of us, all of us are, the whole \
     family, the whole family is, the entire family, our whole family, my whole family, the whole household, the \
     whole house is, we, we all, we are, we are all, were, were all, weve, weve all, we have, we have all, i got \
     everyone, i got everybody, i have everyone, i have everybody, ive got everyone, ive got everybody, we got \
     everyone, we got everybody, we have everyone, we have everybody, got everyone, got everybody, i took \
     everyone, i brought everyone, we all are, todos, todas, todos nosotros, todo el mundo, toda la familia, la \
     familia entera, toda mi familia, la familia completa, estamos, estamos todos, todos estamos, ya estamos, ya \
     estamos todos, nosotros, nosotros ya, toda la gente, its all of us, its everyone, thats everyone, thats all of \
     us, they all, theyre all, they are all, theyve all, they have all, all of them, all of them are, the whole \
     familys, the whole gang, the whole crew, the entire household, the whole office, the whole class, all the kids \
     and us, andamos, ya andamos, andamos todos, estamos completos, estamos todos completos, toda mi gente, todos \
     los de la casa, we are all of us",
    )
});

/// Forms with subject and verb in one.
pub(super) static SUBJECTS_OUT: Phrases = LazyLock::new(|| {
    phrases(
        "subjects_out",
        "salimos, salimos todos, nos salimos, ya salimos, nos fuimos, ya nos fuimos, ya nos salimos, todos salimos, ya \
     todos salimos, evacuamos, ya evacuamos, we left, we all left, we evacuated, we all evacuated, we got out, we \
     all got out, we made it out, weve evacuated, we have evacuated, weve left, we have left, we just got out, we \
     just left, we already left, all out, all outside, desalojamos, ya desalojamos, all are out, we left the \
     house, we left the building, we left the apartment, we all left the house, we all left the building, we all \
     left the apartment, weve left the house, weve left the building, weve left the apartment, we have left the \
     house, we have left the building, we have left the apartment, weve all left the house, weve all left the \
     building, weve all left the apartment, saque a todos, ya saque a todos, los saque a todos, ya los saque a \
     todos, sacamos a todos, ya sacamos a todos, nos salimos todos, ya nos salimos todos, todos nos salimos, ya \
     salimos todos, salimos corriendo, ya evacuamos todos, we went outside, we all went outside, we ran out, we all \
     ran out, we ran outside, we all ran outside, we walked out, we all walked out, we cleared out, we all cleared \
     out, we got everyone out, we got everybody out, we already evacuated, we got ourselves out",
    )
});

/// Being out: the word itself, a verb in the past, or a place away from the building.
pub(super) static OUT_PHRASES: Phrases = LazyLock::new(|| {
    phrases(
        "out_phrases",
        "out, out front, out back, right out front, right outside, right across the street, outside, outdoors, out of \
     the house, out of the building, out of the apartment, out of our house, out of the home, out of there, out of \
     here, outside the house, outside of the house, outside the building, away from the house, away from the \
     building, far from the house, left, left already, got out, gotten out, made it out, evacuated, exited, on the \
     street, in the street, in our car, in the car, in my car, in the truck, in the van, in the driveway, on the \
     driveway, at the end of the driveway, on the lawn, on the front lawn, in the yard, in the front yard, in the \
     backyard, in the back yard, on the sidewalk, on the curb, at the curb, by the road, by the street, on the \
     road, across the street, across the road, down the street, down the block, up the street, at the corner, on \
     the corner, by the mailbox, at the mailbox, in the parking lot, on the grass, at the neighbors, at the \
     neighbors house, at our neighbors, at our neighbors house, at my neighbors, at my neighbors house, at a \
     neighbors, at a neighbors house, next door, with the neighbors, over at the neighbors, across the street at \
     the neighbors, afuera, fuera, fuera de la casa, afuera de la casa, fuera del edificio, afuera del edificio, \
     fuera del departamento, fuera del apartamento, lejos de la casa, hemos salido, en la calle, en la banqueta, en \
     la acera, en el carro, en el coche, en la troca, en la camioneta, en el auto, en el patio, en el patio de \
     adelante, en el patio de enfrente, en el jardin, en el estacionamiento, en el parqueadero, enfrente, al \
     frente, del otro lado de la calle, al otro lado de la calle, cruzando la calle, en la esquina, con la vecina, \
     con el vecino, con los vecinos, en casa de la vecina, en casa del vecino, en la casa de la vecina, en la casa \
     del vecino, con los vecinos de enfrente, left the house, left the building, left the apartment, left the home, \
     exited the building, ran outside, went outside, stepped outside, moved outside, walked outside, ran out, went \
     out, walked out, came outside, on the other side of the street, at the end of the street, at the end of the \
     block, in front of the house, across from the house, down the road, in the neighbors yard, in the neighbors \
     driveway, on the neighbors lawn, in the park, enfrente de la casa, en el parque, en la esquina de la calle, \
     en el jardin de enfrente, en el carro afuera, gone next door, gone outside, gone across the street, gone to \
     the neighbors, over next door, over at the neighbors house, out there, out in the street, out on the street, \
     out on the lawn, out in the yard, out on the sidewalk, out in the car, out in the driveway, out of the place, \
     out of the school, out of the store, out of the office, cleared out, en la casa de enfrente, en la casa de al \
     lado, con el vecino de enfrente, con la vecina de enfrente, aca afuera, aqui afuera, alla afuera, afuerita, en \
     la cochera de enfrente, en la yarda",
    )
});

/// Verbs that say who is out only beside all, everyone or we: "salieron" alone may be two of three.
pub(super) static OUT_VERBS: Phrases = LazyLock::new(|| {
    phrases(
        "out_verbs",
        "salieron, salio, han salido, ha salido, se salieron, se fueron, salieron de la casa, salio de la casa, \
     salieron del edificio, evacuaron, has left, came out, is gone, are gone, has left the building, has left the \
     house, have left the building, have left the house, has gotten out, has come out, has evacuated, have \
     evacuated, ran out",
    )
});

pub(super) static YES: Phrases = LazyLock::new(|| {
    phrases(
        "yes",
        "yes, yeah, yep, yup, yea, yes yes, yes yes yes, affirmative, absolutely, yes sir, yes maam, si, si si, sip, simon, claro que si, asi es",
    )
});

/// English verbs that complete a yes, and begin a question. A Spanish statement may begin with its verb.
pub(super) static VERBS: Phrases = LazyLock::new(|| phrases("verbs", "is, are, did, have, has, do, does"));

/// Words that change nothing.
pub(super) static FILLERS: Phrases = LazyLock::new(|| {
    phrases(
        "fillers",
        "um, uh, oh, well, okay, ok, sir, maam, mam, miss, now, right now, already, just, finally, safely, safe, and, \
     thank god, thank goodness, thank the lord, thank you, thanks, all, all of us, here, over here, with me, with \
     us, standing, sitting, waiting, together, all the way, front, fine, and safe, got, so, eh, este, pues, ya, \
     senorita, senor, senora, gracias, gracias a dios, aqui, ahora, ahora mismo, bien, a salvo, conmigo, parados, \
     juntos, y, estan, esta, han, ha, nos, oiga, dios mio, accounted for, de la casa, del edificio, del \
     departamento, a la calle, al patio, para afuera, pa afuera, they are, they have, they did, all clear, \
     including the dog, including the dogs, including the cat, including the cats, including the pets, including \
     the kids, including the baby, even the dog, even the dogs, even the cat, even the kids, even the pets, and the \
     doors shut, and the doors closed, and the door is shut, and the door is closed, and i shut the door, and we \
     shut the door, as soon as it went off, as soon as it started, as soon as i smelled it, as soon as we smelled \
     it, when it went off, a while ago, a minute ago, a few minutes ago, before i called, before we called, hasta \
     el perro, hasta los perros, hasta el gato, hasta los ninos, hasta el bebe, con todo y perro, con los ninos, \
     con las ninas, con la abuelita, con el abuelito, con la abuela, con el abuelo, con el bebe, con el perro, y \
     los ninos, y las ninas, y la abuelita, en cuanto sono, cuando sono, en cuanto olio, en cuanto olimos, hace \
     rato, hace ratito, hace un rato, hace un momento, hace un ratito",
    )
});

/// Words with which a retraction is none: the danger goes on, or the caller only supposes.
pub(super) static DOUBTS: Phrases = LazyLock::new(|| {
    phrases(
        "doubts",
        "still, worse, stronger, louder, spreading, again, coming back, came back, back on, keeps, inside, trapped, \
     stuck, not a false alarm, not false alarm, isnt a false alarm, isnt false alarm, wasnt a false alarm, no \
     false alarm, aint a false alarm, maybe, might, could be, could it, hope, hoping, if, what if, probably, i \
     think, i guess, dont know, not sure, wasnt the, wasnt my, wasnt just, isnt just, not just, not nothing, not \
     the stove, thought, unconscious, passed out, wont wake, cant breathe, exploded, explosion, blew up, caught \
     fire, on fire, sigue, siguen, todavia, aun, peor, mas fuerte, cada vez, otra vez, adentro, atrapado, atrapada, \
     no es falsa alarma, no es una falsa alarma, no fue falsa alarma, no era falsa alarma, no fue una falsa \
     alarma, no era la, no era el, no fue la, no fue el, tal vez, quiza, quizas, a lo mejor, puede ser, creo, \
     ojala, no se si, no se que, no se bien, pense, no respira, no despierta, exploto, se incendio, se esta \
     quemando, no es que, no era nada mas, bang, boom, loud, smell that, woke, just me, just us, only me, only us, \
     and me, ruido, estruendo, solo yo, solo soy yo, until now, till now, hasta ahora, hasta que",
    )
});

/// Beginnings of questions.
pub(super) static QUESTIONS: Phrases = LazyLock::new(|| {
    phrases(
        "questions",
        "is it, is this, was it, could, can, should, do, does, what, how, es, sera, puedo, puede, que pasa si",
    )
});

/// A caller has found something to switch off.
pub(super) static SOURCES: Phrases = LazyLock::new(|| {
    phrases(
        "sources",
        "burner, burner on, stove, oven, grill, toaster, candle, knob, iron, fireplace, hornilla, estufa, horno, \
     parrilla, asador, plancha, vela, perilla, comal, quemador",
    )
});

pub(super) static SWITCHED_OFF: Phrases = LazyLock::new(|| {
    phrases(
        "switched_off",
        "turned it off, turned off, shut it off, shut off, switched it off, its off now, its off, put it out, blew it \
     out, closed it, la cerre, lo cerre, la apague, lo apague, la cerramos, la apagamos, lo apagamos, esta \
     apagada, esta apagado, ya la cerre, apague, was left on, left on, forgot to turn off, se quedo prendida, se \
     quedo prendido, quedo abierta",
    )
});

/// The caller says what it was. A cause that is the company's own work follows it in no retraction.
pub(super) static FOUND_CAUSE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let found = phrases(
        "found_cause",
        "it was the, it was my, it was our, it was some, it was somebodys, it was someones, that was the, that \
         was my, it was a, it was an, its my neighbors, its the neighbors, it is my neighbors, it is the \
         neighbors, it was from, it was coming from, turns out, turned out, just the toast, era la, era el, era \
         mi, era que, era un, era una, eran los, eran las, fue la, fue el, fue que, fue mi, fue un, fue una, nada \
         mas era, nomas era, solo era, solamente era, era de, eran unos, era pura, nada mas fue, solo fue, \
         resulta que, resulto ser",
    );
    let openings =
        phrases("played_down", "was just, was only, its just, its only, is just, is only, thats just, thats only");
    let causes = phrases(
        "small_causes",
        "the, my, a, an, our, some, someone, somebody, his, her, their, toast, dust, steam, dinner, food, cooking, burnt, burned",
    );
    let played_down = openings.iter().flat_map(|opening| causes.iter().map(move |cause| format!("{opening} {cause}")));
    found.into_iter().map(str::to_owned).chain(played_down).collect()
});

/// What a company repairs: a cause of this kind is not harmless.
pub(super) static CAUSES_OF_OURS: Phrases = LazyLock::new(|| {
    phrases(
        "causes_of_ours",
        "furnace, boiler, heater, gas, line, pipe, unit, hvac, panel, outlet, wiring, wires, meter, valve, compressor, \
     wall, calentador, caldera, calefaccion, tuberia, tubo, tanque, medidor, valvula, cables, unidad, pared, fuga",
    )
});

/// The caller takes the alarm back.
pub(super) static RETRACTIONS: Phrases = LazyLock::new(|| {
    phrases(
        "retractions",
        "false alarm, never mind, nevermind, forget it, forget about it, forget i called, its nothing, it is nothing, \
     it was nothing, was nothing, i was wrong, my mistake, i made a mistake, i was mistaken, my bad, everythings \
     fine, everything is fine, everythings okay, everything is okay, everythings ok, everything is ok, everythings \
     good, all good now, its all good, were good now, smells gone, smell is gone, smell went away, smell has gone, \
     its gone now, it went away, we found it, found the source, found what it was, figured it out, figured out \
     what, no emergency, not an emergency, no longer an emergency, scratch that, disregard, dont need anyone, dont \
     need you anymore, cancel that, cancel the emergency, ignore that, i burned, i burnt, we burned, we burnt, \
     just burned, burned the toast, its not gas, it isnt gas, it wasnt gas, wasnt a fire, its not a fire, there is \
     no fire, alarms off now, it was a mistake, by mistake, falsa alarma, no es nada, no era nada, no fue nada, \
     olvidelo, olvidalo, olvidese, olvideselo, no se preocupe, me equivoque, nos equivocamos, no era gas, no es \
     gas, no era fuego, no era humo, ya se quito, ya se fue el olor, ya no huele, ya paso todo, todo esta bien, ya \
     todo esta bien, ya encontre, ya encontramos, ya vi que, ya supe que, ya vimos que, dejaron una hornilla, se me \
     quemo, se me quemaron, se nos quemo, se quemo la comida, cancele, ya no hace falta, no hace falta, no es \
     emergencia, ya no es emergencia, fue un error, fue error mio, dejelo asi, no pasa nada, no paso nada, left \
     the stove on, left a burner on, left the burner on, left the oven on, low battery, pila baja, bateria baja, \
     me confundi, nos confundimos, i overreacted, we overreacted, nothings wrong, nothing is wrong, haga de cuenta \
     que no dije nada, como si no hubiera dicho nada, no dije nada, exagere",
    )
});

/// An answer that ends with one of these is not finished.
pub(super) static UNFINISHED: Phrases =
    LazyLock::new(|| phrases("unfinished", "um, uh, eh, este, pues, well, so, and, y, oh"));
