//! Gas: its smells, pipes and sounds.

use super::super::{
    Class::{
        Burner, Eggs, Gas, GasAppliance, GasDetector, GasItself, GasPipe, HeatSource, Hiss, Leak, LeftOn, Neutral,
        OtherSmell, PastVerb, Rupture, Smell, WaterAppliance,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (&[GasAppliance, Burner], "estufa, estufas, la estufa, el horno"),
    (
        &[Smell],
        "aroma, fetido, fetidez, olorazo, hedor, percibo, percibimos, se percibe, apestosa, apestoso, huele, huelo, olemos, huelen, hueles, huela, oler, oliendo, olor, olores, olorcito, olorsito, olol, \
         apesta, apestan, apestando, apestoso, peste, pestilencia, hiede, jiede, hediendo, jediendo, hedor, \
         tufo, tufito, tufillo, ole, juele, vuele, emana, emanando, hediondo, hedionda, hediondez, hede, \
         huelo a, se huele, apestoso a",
    ),
    (&[Smell, PastVerb], "olia, oliamos, olian, olio, oli, olimos, apestaba"),
    (
        &[Gas],
        "el gas, el ga, del gas, la gas, al gas, azufre, sulfuro, propano, butano, gas natural, gas propano, \
         gas butano, gas de cocina, gasss, agas, agaz, degas, puro gas, mercaptano, gas mercaptano, ese gas, \
         este gas, tanto gas, un gas, gas metano, metano",
    ),
    (
        &[Eggs],
        "huevo, huevos, huevito, huevitos, zorrillo, zorrillos, mofeta, huevo podrido, huevos podridos, \
         huevo huero",
    ),
    (
        &[OtherSmell],
        "huevo frito, huevos fritos, huevos revueltos, huevos con, cartoncito de huevos, zorrillo muerto, \
         a comida, a pintura, a cloro, a limpio, a perfume, a pescado, a jabon, a humedad, a moho, a cafe, \
         a nuevo, a cigarro, a cigarrillo, a tabaco, a calcetin, a perro, a basura, a pan, a cebolla frita, \
         a incienso, a vela, a velas, a polvo, a rosas, a lavanda, a pollo, a carne, a carne asada, a barbacoa, \
         a ajo, a flores, a suavizante",
    ),
    (
        &[GasItself],
        "a huevo|huevos podrido|podridos, duele|suele|vuele|huelga|hule|buele|muele|abuele|vuelve|juele a gas, color|dolor|valor|calor|olora|ola|honor a gas, juega|fuego|fugada|fruta|fugaz|fuma|pufa de gas, nuevo|hueso|juevo|huebo|huevos podrido|podridos, huevo|huevos perdido|perdidos|partido|partidos, regando|riega|rego|derramando|brotando|corriendo gas, llego|llega|llegaba|llegando|pega|pego|sabe a gas, llena|lleno de puro gas, gotea|goteando|botando|escupiendo gas, chiflon de gas, marca gas, detecta gas, gas por todos|todas|todo, gas en toda|todo, olor a huevo|huevos, huele|huelen a huevo|huevos podrido|podridos|_, \
         sale|salen|saliendo|tira|tirando|bota|botando gas, sale|saliendo|escapa|escapando el|mucho|puro gas, \
         hay gas en|aqui|adentro|saliendo, gas saliendo|escapando|escapandose, \
         huele|olor|peste|tufo|oliendo|jiede|apesta|olol|ole|huela|hueles|olemos|huelo|uele|guele a ga|jas|as|has|gus|gast|cas|gras|gap|ges|jaz, \
         uele|ole|ele agas, lleno|llena|llenando|llenandose de gas, se lleno de gas, lleno la casa de gas, \
         siento|sentimos|senti|sentia|se+siente|se+siente+mucho el|mucho|un|_ gas, pierde|perdiendo gas, \
         rego el gas, se esta regando el gas, concentracion de gas, filtrando gas, solto todo el gas, \
         nos metio el gas, se mete el gas, se esta filtrando el gas, gas se esta filtrando, ayuda gas, \
         viene gas, puro gas, mucho gas, oliendo gas, huelo gas, olemos gas, fuga de as|ga, saliendo el ga",
    ),
    (
        &[Leak],
        "regando, regandose, se riega, se rego, soltando, botandose, tirandose, se nos sale, se le sale, emanacion, emanaciones, escapes, se esta filtrando, se filtra, filtrando, se esta metiendo, respirando, \
         inhalando, fuga, fugas, fuja, escape, escapando, escapa, escapandose, se sale, se salen, saliendo, \
         saliendose, se escapa, fugando, fugandose, fuga mucho, perdida de, se esta|ta saliendo, \
         se me esta saliendo|escapando, se esta|ta escapando, se esta|ta tirando|fugando, liqueo, liquea, \
         liqueando, leakeando, liquiando, likeo, leakea, impregnada, impregnado, burbujas, burbujea, burbujitas, \
         quedo floja, mal conectado, mal conectada, mal cerrada, mal cerrado, mal puesta, no sella, no aprieta, \
         gotea gas, sigue saliendo, no para de salir, no cierra, no se puede cerrar, no puedo cerrar, \
         no puedo cerrarlo, no se deja cerrar, no encuentro donde cerrar",
    ),
    (&[Leak, PastVerb], "se escapo, se salio, se fugo"),
    (
        &[GasPipe, Gas],
        "tuberia|linea|llave|valvula|caneria amarilla, tuberia|tuberias|tubo|linea|lineas|medidor|valvula|manguera|llave|llaves|perilla|cilindro|tambo|regulador|cano|caneria|bombona|conexion|pipa|tanque|manguerita|tubito de|del|de|el gas|propano, \
         tubo amarillo, manguera amarilla, garrafa, gas meter|meters, tanque estacionario, llave de paso del gas",
    ),
    (
        &[Rupture],
        "aflojo, aflojada, mordio, mordieron, se aflojo, le pego a, le pegaron, le di, le dimos, le dieron, pegaron, choque, tumbaron, arrollo, mal apretado, mal apretada, se pico, se despego, rompio, \
         se|me|nos|le rompio|quebro|zafo|solto|revento|partio|rajo|pico|perforo|desconecto|despego|desprendio, \
         se cayo el|la, rompieron, rompi, rompimos, rompe, roto, rota, rotos, rotas, quebro, quebrado, quebrada, \
         quebraron, rajo, rajado, rajada, partio, partido, partida, picaron, perforo, perforaron, golpeo, \
         golpeamos, choco, chocaron, le pego, le pegue, le dio, le di, tumbo, solto, suelto, suelta, zafo, \
         zafado, zafada, desconecto, desconectado, desconectada, flojo, floja, revento, reventado, reventada, \
         reventaron, trono, doblado, agujero, fisura, averiado, averiada, cortamos, agujerado, agujereo, pinche, \
         pincho, se salio de lugar, corto con la pala, cortaron con, arranco, arrancaron",
    ),
    (
        &[GasAppliance, HeatSource, Burner],
        "calefaccion|calenton|horno|caldera|calefactor|furnace|estufa|chimenea|heater de|a gas, calenton del gas",
    ),
    (
        &[GasAppliance],
        "secadora|boiler|asador|parrilla de|a gas, calefon, calefont, quemador, quemadores, hornilla, hornillas, \
         estufa",
    ),
    (
        &[Neutral],
        "recibo|cuenta|bill|bil|factura|cobro|pago|precio|compania|servicio|camion|camioneta|inspector|inspeccion|prueba|contador|consumo|certificado de|del|de+la gas, \
         el|la|una recibo|cuenta|compania de|del|de+la gas, echar|echando|echarle|ponerle gas, \
         metale gas, tiene|tengo|trae|con|hace gases, gases del|de+la bebe|nino|nina, gas del encendedor, el gas del encendedor|carro, gas o electrico|electrica|luz, el gas o la luz, \
         a gas o, de gas o, gas natural o, el gas lo cortaron, cortaron el gas, a mas gas, \
         pagar|pague|pago|pagamos el|la gas, compania del gas, los del gas, el del gas, gasolinera, a todo gas, \
         gas pimienta, gases lacrimogenos, gas de la risa, agua con gas, bebida con gas, refresco con gas, \
         tengo gases, pedo, fuga de cerebros, punto de fuga, escape room, dinero se escapa, se me escapo",
    ),
    (&[GasAppliance, WaterAppliance], "calentador de|a gas, calentador de agua, boiler de gas, calentador del agua"),
    (
        &[Hiss],
        "como serpiente|vibora|culebra, como globo|llanta, ruido de gas, escape de aire, psss, pssss, siseando, sonido de aire, se oye aire, se oye que sale, ruidito como, se escucha que sale, soplidito, como que sopla, silbar, chiflar, sisear, soplar, silbo, chiflo, aire saliendo, sale aire de, silbido, silbidos, silba, silbando, chifla, chiflando, chiflido, siseo, sisea, siseando, soplido, \
         sopla, soplando, ruido como+de|de|como aire, resopla, resoplando, soplando, sss, ssss, shhh, shh, \
         chsss, silbidito, chiflidito, chillidito de aire, ruido de escape, hace ssss, hace chis, \
         zumba como aire, pitido del tubo",
    ),
    (
        &[LeftOn],
        "deje|dejo|dejaron|dejamos|dejado|olvide|olvidamos|olvido|quedo|quedaron|esta|estaba|sigue|dejan abierto|abierta|abiertas|prendido|prendida|prendidas|encendido|encendida, \
         dejado, sin flama, sin lumbre, olvide|olvido|olvidamos cerrar|apagar, no se prendio, \
         no agarra la flama, apagada sin",
    ),
    (
        &[GasDetector],
        "detector de fugas, sensor de fugas, detector del propano, alarma de fugas, detector|detectores|alarma|sensor|aparato de|del gas|propano, detector de gas natural",
    ),
];
