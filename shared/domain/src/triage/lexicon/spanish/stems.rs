//! Beginnings of words, for words that no phrase lists: all forms of "inundar", "chispear" and the like.

use super::super::{
    Class::{
        Burning, CarbonMonoxide, Collapse, Down, Fire, Flames, Flood, Freezing, Gas, Leak, Melting, Pouring, Rupture,
        Shock, Smell, Smoke, Sparks, Sweltering, Symptom, Vulnerable,
    },
    Meaning,
};

pub(in super::super) const STEMS: &[Meaning] = &[
    (&[Smell], "apest, hediond, jediond, olorc, olorz, pestil, tufit, tufaz"),
    (&[Leak], "fuguit, fugand, fugad, escapand, liquea, liquian, leakea, likea"),
    (&[Gas], "propan, butan, azufr, metano"),
    (
        &[Rupture],
        "rompie, rompid, quebr, rajad, agujer, perfor, zafad, zafand, desconect, desprend, despeg, reventa, fisur, troza, tronch",
    ),
    (&[CarbonMonoxide], "monox, monosid, monocid, intoxic, envenen"),
    (
        &[Symptom],
        "marea, mareo, maread, vomit, nausea, adormil, adormec, aturd, atont, sonolient, somnolient, desorient, tambal, guacar, \
         trasboc, basque, ataranta, jaquec, migran, palidez, palpita, escalofri, confundid, asfixi",
    ),
    (&[Symptom, Collapse], "desmay, desvanec, desplom, inconscient"),
    (
        &[Collapse],
        "convuls, convulc, agoniz, atragant, asfixiando, infartad, sangrand, desangr, moribund, ambulanc, paramedic",
    ),
    (&[Fire], "incendi, ensendi, llamarad, achicharr, quemandos"),
    (&[Flames], "flamaz, lumbrit, lumbrad, candelit, fogon"),
    (&[Smoke], "humar, humead, humear, humer, humac, humaz, ahumand, umar"),
    (&[Burning], "chamusc, carboniz, tatemad, tatemand, requemad, socarr"),
    (&[Sparks], "chisp, sparkea, cortocirc"),
    (&[Shock], "electrocut, electrific, energiz, corrientaz, calambr"),
    (&[Melting], "ennegr, derrit, derret, redrit"),
    (&[Flood, Pouring], "chorre, desbord, rebos, rebals, derram, borbot"),
    (&[Flood], "inund, anega, aneg, encharc"),
    (&[Pouring], "empap, salpic, brotand"),
    (&[Freezing], "congeland, congelad, congela, tirit, titirit, escarch, nevand, hipoterm, entumi, engarrot"),
    (&[Sweltering], "sofoc, sofok, insoport, deshidrat, bochorn, acalorad, ahogandonos"),
    (&[Down], "descompu, descompon, averia, estrope, malogr, jodid, chingad, fregad, danad"),
    (
        &[Vulnerable],
        "embaraz, discapac, asmatic, diabet, cardiac, prematur, ancian, viejit, abuel, oxigen, convalec, postrad, paralit, epilep, \
         alzh, alzei, demenc, hospitaliz, quimio, dialis, minusval, invalid, incapac, oncolog, bebec, bebit, enfermit",
    ),
];
