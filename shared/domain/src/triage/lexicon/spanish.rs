//! Spanish phrases, without accents. Words that English has too are listed there.

use super::{
    Class::{
        Burner, Burning, CarbonMonoxide, Chirping, CoDetector, CoolSource, Detector, Down, Eggs, Everyone, Fire, Flood,
        Freezing, Gas, GasAppliance, GasItself, GasPipe, HeatSource, Hiss, Leak, LeftOn, Negator, Neutral, NoCooling,
        NoHeat, Past, PastVerb, Pouring, Present, Service, Smell, Smoke, SmokeDetector, Smoker, Sounding, Sparks,
        Sweltering, Symptom, Transparent, Vulnerable, Water, WaterAppliance,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    // Gas
    (
        &[Smell],
        "huele, huelo, olemos, huelen, hueles, oler, oliendo, olor, olores, apesta, peste, hiede, tufo, ole, guele",
    ),
    (&[Smell, PastVerb], "olia, oliamos, olio"),
    (&[Gas], "el gas, del gas, azufre, propano, gas natural, gas propano"),
    (&[Eggs], "huevo, huevos, podrido, podridos"),
    (
        &[GasItself],
        "huevo podrido, huevos podridos, huevos podrido, olor a huevo, huele a huevo, huele a huevos, sale gas, \
         sale el gas, sale mucho gas, sale mucho olor a gas, tira gas, tirando gas, hay gas en, hay gas aqui",
    ),
    (
        &[Leak],
        "fuga, fugas, escape, escapando, se sale, saliendo, se escapa, tirando, fugando, se esta saliendo, \
         se esta escapando, se esta tirando",
    ),
    (&[Leak, PastVerb], "se escapo, se salio"),
    (
        &[GasPipe, Gas],
        "tuberia de gas, tubo de gas, linea de gas, medidor de gas, tanque de gas, valvula de gas, manguera de gas, llave del gas",
    ),
    (
        &[GasAppliance, HeatSource, Burner],
        "calefaccion de gas, calefaccion a gas, calenton de gas, horno de gas, caldera de gas",
    ),
    (
        &[GasAppliance],
        "estufa de gas, secadora de gas, compania de gas, compania del gas, recibo del gas, cuenta del gas",
    ),
    (&[GasAppliance, WaterAppliance], "calentador de gas, calentador de agua, boiler de gas"),
    (&[Hiss], "silbido, silba, silbando"),
    (&[LeftOn], "dejado, dejaron, deje, dejo, abierto, abierta, prendido"),
    // Carbon monoxide
    (&[CarbonMonoxide], "monoxido, monoxido de carbono, dioxido de carbono, intoxicacion, intoxicados, intoxicando"),
    (
        &[CoDetector],
        "detector de monoxido, detector de monoxido de carbono, detectores de monoxido, alarma de monoxido, \
         alarma de monoxido de carbono, alarma del monoxido, detector de carbono, alarma de carbono, \
         sensor de monoxido, detector de co, alarma de co, detector de gas, alarma de gas",
    ),
    (&[Detector], "alarma, detectores"),
    (&[SmokeDetector], "detector de humo, detectores de humo, alarma de humo, alarma de incendio, alarma de incendios"),
    (&[Neutral], "alarma de la casa, alarma del carro, alarma de seguridad"),
    (&[Sounding], "sonando, suena, se activo, se prendio, activada, se disparo, no para, no deja de sonar"),
    (&[Chirping], "pitando, pita, chillando, chilla, pitidos, pitido, bip"),
    (
        &[Symptom],
        "dolor de cabeza, dolores de cabeza, duele la cabeza, mareo, mareos, mareado, mareada, mareados, mareadas, \
         nauseas, vomito, vomitos, vomitando, vomitar, desmayo, se desmayo, desmayado, desmayada, desmayando, \
         inconsciente, confundido, confundida, con sueno, no despierta, nos sentimos mal, me siento mal, \
         se siente mal, se sienten mal",
    ),
    (
        &[Everyone],
        "todos, todas, nos duele, tenemos, estamos, los ninos, mis hijos, mi familia, toda la familia, mi esposa, mi esposo",
    ),
    // Fire and electricity
    (
        &[Fire],
        "fuego, incendio, incendiando, se incendio, en llamas, hay llamas, salen llamas, veo llamas, las llamas, \
         lumbre, se esta quemando la casa, exploto, explosion de gas",
    ),
    (&[Smoke], "humo, echando humo, sale humo, humeando, saliendo humo, hay humo"),
    (&[Smoker], "humo de cigarro"),
    (&[Burning], "quemado, quemada, quemandose, plastico quemado, cable quemado, cables quemados"),
    (
        &[Sparks],
        "chispa, chispas, chispeando, chisporrotea, se esta quemando, se quema, me dio toques, corto circuito, cortocircuito",
    ),
    // Water
    (&[Water], "agua"),
    (
        &[Pouring],
        "chorreando, a chorros, brotando, por todos lados, por todas partes, tirando mucha, saliendo mucha, cayendo",
    ),
    (&[Flood], "inundado, inundada, inundando, inundacion, se inundo, tubo roto, tuberia rota, revento, reventado"),
    // Comfort
    (
        &[NoHeat],
        "no hay calefaccion, sin calefaccion, no tengo calefaccion, no tenemos calefaccion, no calienta, \
         no sale aire caliente, no hay calor, sin calor",
    ),
    (
        &[NoCooling],
        "no enfria, no sale aire frio, no hay aire, sin aire, sin clima, no tenemos aire, no tengo aire, no sirve el aire, \
         no sirve el clima, no funciona el aire, no funciona el clima, saca aire caliente, sale aire caliente",
    ),
    (&[HeatSource, Burner], "calefaccion, calefactor, calenton, caldera, calentador, horno, generador, chimenea"),
    (&[CoolSource], "aire acondicionado, aire, clima, el ac, minisplit"),
    (
        &[Down],
        "no funciona, no sirve, no prende, no enciende, no arranca, no jala, se descompuso, se dano, se apago, se rompio, \
         descompuesto, descompuesta, danado, danada, no trabaja, dejo de funcionar, no quiere prender, se murio, apagada, \
         apagado, no esta funcionando, no esta sirviendo, no esta prendiendo",
    ),
    (
        &[Vulnerable],
        "bebe, bebes, bebita, bebito, recien nacido, recien nacida, anciano, anciana, ancianos, abuela, abuelo, abuelita, \
         abuelito, abuelos, persona mayor, personas mayores, embarazada, enfermo, enferma, enfermos, oxigeno, \
         discapacitado, discapacitada, silla de ruedas, asma, ninos chiquitos, ninos pequenos",
    ),
    (&[Freezing], "helando, congelando, congelados, bajo cero, congelada, muy helado, nieve, nevando"),
    (&[Sweltering], "insoportable, calorazo, horno aqui, golpe de calor, sofocante, ahogando de calor"),
    // Grammar
    (
        &[Negator],
        "sin, ni, nunca, tampoco, ningun, ninguna, ninguno, nadie, nada de, no hay, no es, no tengo, no tenemos, ya no",
    ),
    (
        &[Neutral],
        "no se, no se si, no estoy seguro, no estoy segura, no sabemos, no solo, no solamente, no puedo respirar, no se quita, no se va, no vaya",
    ),
    (
        &[Transparent],
        "un, una, el, la, los, las, de, del, nada, ningun tipo de, como, al, o, hay, tengo, tenemos ningun, ninguna fuga de, mucho, poco",
    ),
    (
        &[Past],
        "el ano pasado, ano pasado, el mes pasado, el invierno pasado, el verano pasado, hace anos, hace un ano, \
         hace dos anos, hace tres anos, hace meses, hace tiempo, hace mucho tiempo, hace mucho, antes, ya lo arreglaron, \
         ya la arreglaron, ya fue reparada, ya se arreglo, ya arreglaron",
    ),
    (&[PastVerb], "tuvimos, tuve, hubo, habia, tenia, tenian, estaba, fue, arreglaron, repararon, sono"),
    (
        &[Present],
        "ahora, ahorita, ahora mismo, ahorita mismo, todavia, otra vez, hoy, sigue, esta, estan, anoche, ayer, de nuevo, aun",
    ),
    (&[Service], "mantenimiento, revision, inspeccion, incluye, incluido, instalar, instalan, venden, revision anual"),
];
