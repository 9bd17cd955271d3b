//! Fire, smoke and electricity, and where they come from.

use super::super::{
    Class::{
        BurnerFlame, Burning, Crackle, ElectricPart, Emitting, Fire, Flames, Melting, Neutral, OtherSmell, Overheated,
        Part, PastVerb, Shock, Smoke, Smoker, Sparks,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Fire],
        "quemazon, tenemos|tengo llamas, esta|estan|siguen|sigue saliendo|saliendole llamas, arder, empezo a quemarse|incendiarse, ya se quemo la, agarrando lumbre|fuego, fuego, fuegos, fue goen, incendio, incendios, incendiando, incendiandose, se incendia, se incendio, \
         en llamas, hay|salen|saliendo|veo|vi|ven|ve llamas|flamas, las llamas, \
         agarro|agarra|agarrando|cogio|coge fuego|lumbre|candela|flama, prendida|prendido en fuego|llamas, \
         se prendio en|con fuego|llamas|candela, bola de fuego, se esta|ta quemando, se estan quemando, \
         esta quemandose, se quema, se queman, quemandose, esta ardiendo, sigue ardiendo, arde, ardiendo en, \
         exploto, explotado, explosion de gas, se esta achicharrando, achicharrando, esta que mando, \
         se esta que mando, se prendio la cortina|pared|alfombra|casa, prendio y quemo, se prendio por dentro, \
         calenton|furnace se prendio en llamas, trono y se prendio, quemo la alfombra|pared|cortina, \
         la cortina|pared se prendio",
    ),
    (
        &[Flames],
        "llamas grandes|altas|por|saliendo|del|en|hasta, con|echando|echa|saca|tira|salen|ver llamas, llamarada, \
         llamaradas, flama, flamas, flamazo, flamazos, una llama, llama grande|afuera|alta|saliendo, \
         la llama se|sale|grande, lumbre, lumbres, lumbrita, lumbritas, candela, candelas, candelita, \
         candelitas, llamita, llamitas, brasas",
    ),
    (
        &[BurnerFlame],
        "piloto, el piloto, flama|llama|lumbre|candela del|de piloto, flama|llama azul|amarilla|naranja, \
         llama esta azul, flamita azul, flama esta azul, azul, azules, azulita, azulito, amarilla, amarillas, \
         naranja, anaranjada, encendido de chispa, quemadores azules, flama del quemador",
    ),
    (
        &[Smoke],
        "humo, humito, umo, humareda, humadera, humacera, humarada, humazo, humeando, humea, humeante, ahumando, \
         ahumado, ahumada, neblina con olor, \
         echa|echando|echan|saca|sacando|bota|botando|tira|tirando|sale|salen|saliendo humo",
    ),
    (
        &[Smoker],
        "humo de|del|de+la|de+los cigarro|cigarrillo|vape|asador|barbacoa|vecino|vecinos|incienso|carne|tabaco|comal|cigarros|cocina|parrilla|comida, \
         color humo, barbacoa, queme el pan, fume, fumo, fuma, fuman, fumar, ahumar carne, carne ahumada, \
         salmon ahumado, maquina de humo",
    ),
    (
        &[Burning],
        "a corto, a corto circuito, a transformador, a motor, a plastico derretido, a quemadura, a chamuscado, a cable electrico, a llanta, a llanta quemada, electricidad quemada, a papel quemado, a carbon, quemado, quemada, quemados, quemadas, quemao, chamuscado, chamuscada, chamusquina, tostado, \
         carbonizado, a plastico, \
         a plastico|cable|cables|hule|goma|aceite|madera|pelo|motor|electrico|cartucho quemado|quemada|quemados, \
         a hule, a goma quemada, aquemado, a que se quemo, quemandose algo, se quemo, quemo, a \
         a electrico, a electricidad, ozono, achicharrado",
    ),
    (
        &[OtherSmell],
        "se me quemo|quemaron|queman|quema la|el|las|los|una comida|frijoles|tortilla|tortillas|arroz|pan|cena|sopa|carne|cafe|pastel|pollo|lengua, \
         se me estan quemando los|las|el, comida quemada, pan tostado, pan quemado, tortilla quemada, \
         frijoles quemados, arroz quemado, cafe tostado, cafe quemado, tostadora, dulce quemado, azucar quemada, \
         se me quemo la comida, carne asada",
    ),
    (
        &[Sparks],
        "centella, centellas, centellea, centelleando, rayitos, luz azul, luces azules, lucecita azul, lucecitas azules, arcos, hace arco, haciendo arco, arqueando, lumbrazo, chisporretea, chisporreteo, cuetes, relampagueo, relampagueando, cable|cables|alambre|alambres pelon|pelones|expuestos|descubiertos|vivos, se quemo|quemaron el|los|la cable|cables|enchufe|clavija|contacto|fusible|fusibles, flashazo, flashazos, fogonazo, destellos, destello, cables|cable en el suelo|piso, cables|cable tirado|tirados|caido|caidos, cable roto, cables rotos, resplandor, chispa, chispas, chipa, chipas, chispita, relampaguitos, relampagos, cable vivo, cable suelto, \
         cable de luz, cable con corriente, cables sueltos, chispean, chispeando, chispea, chispeo, chispazo, \
         chispazos, chispitas, chispita, chispasos, chispaso, chisporrotea, chisporroteando, chisporroteo, \
         chistas, sparkeando, sparkea, corto circuito, cortocircuito, hizo|hace|haciendo un|_ corto, \
         hay|hubo un corto, se hizo un corto, sacando luz, lucecitas, arco electrico, fogonazo, fogonazos, \
         relampaguea, truena y zumba, tronando, zumba y truena, cables pelados, alambres pelados, cable pelado",
    ),
    (
        &[Shock],
        "senti|siento|sintio|sentimos|recibio|recibi un|una|_ toque|toques|toquecito|toquecitos|descarga|shock|choque, toquecito, toquecitos, descargas, descarga, shockeo, shocks, me shockeo, me tiro la corriente, mano dormida, brazo dormido, garrotazo, trancazo de corriente, choquecito, me dejo el brazo dormido, me dejo la mano dormida, pego un toque, pega un toque, toques, pega|tira|avienta|tiene|trae|hace|suelta toques|corriente, me jalo la corriente, me agarro la luz, me entumio la mano, energizado, energizada, entumio el brazo, un calambre, calambres electricos, sacudida, dio una sacudida, se siente electricidad|corriente|la+corriente, siento electricidad, pasa electricidad, de corriente, da la corriente, siento corriente, siento la corriente, cosquillas, nos da corriente, da cosquilleo, me|le|nos|les|te dio|da|dan|dieron|esta|estan|dando un|una|_ toques|toque|corriente|shock|choque|descarga|corrientazo|calambre|calambrazo, \
         me|le|nos esta dando toques|corriente, da|dan|dando toques|corriente, dio toques, corrientazo, \
         corrientazos, calambrazo, calambrazos, toque bien fuerte, toque electrico, choque electrico, \
         descarga electrica, una descarga, me|se|lo electrocute|electrocuto, electrocutado, electrocutando, \
         electrocute, electrocuto, me|lo|la|le agarro|pego|avento|pateo|patea la corriente|electricidad, \
         me patea la corriente, cogio la corriente, sacudio la corriente, electrificada, electrificado, \
         a toques, me paso corriente, paso corriente, con corriente, dando una corriente, \
         me|lo|la|le pego|dio luz|la+luz, pencazo, fuetazo, chicotazo, latigazo, me sacudio, me avento, \
         lo avento, la avento, me tumbo la corriente, me brinco la corriente, hormiguea la mano, hormigueo, \
         cosquilleo, la corriente, me patea, me dio corriente, pegado a la corriente, quedo pegado, \
         patada la|de corriente, le paso corriente, pasando corriente, pasa corriente, quedo con corriente, \
         dio la corriente",
    ),
    (
        &[Crackle],
        "truena, truenan, tronando, tronidos, tronido, zumba, zumban, zumbando, zumbido, cruje, crujen, \
         crujiendo, crepita, crepitando, chisporreo, frie, frien, friendo, chis chis, brinca y truena, \
         brincotea, hace bzzz, ronronea, parpadea y, se prende y apaga, hace tac tac, petardea, petardos",
    ),
    (
        &[Melting],
        "ennegrecido, ennegrecida, ennegrecidos, haciendo agua, hizo agua del calor, se esta haciendo agua, amarillento, amarillenta, poniendo amarilla|amarillo, chamuscado, chamuscada, tostado, se ve rojo|roja, rojos, al rojo vivo, hecho brasa, esta|quedo|puso|toda|todo negro|negra|negros|negras, quemado y, prendidito rojo, derretido, derretida, derretio, redritio, derritio, fundiendo, rojo brillando, prendido rojo, \
         pelados y rojos, pegado y rojo, esta rojo, escurriendo del calor, derretidos, derretidas, derritio, \
         derriten, derritieron, derritiendo, derritiendose, derrite, al rojo, al rojo vivo, rojo vivo, \
         poniendo roja|rojo, se puso rojo|roja, incandescente, ampollando, \
         se fundio el|la cable|cables|plastico, plastico derritiendo, gotea plastico, goteando plastico, \
         tiznado, tiznada, marcas negras, mancha negra, se doblo del calor, inflado, hinchado, \
         poniendo cafe|negra|negro, se puso negra|negro, deritiendo, ritiendo, echando lumbre",
    ),
    (
        &[Overheated],
        "calentando, se calienta, se esta calentando, esta calentando, se pone|puso|siente bien|muy|super|_ caliente, no se aguanta, como plancha|comal|brasa|sarten|lumbre|carbon, quemante, calentisimo, esta que hierve, que hierve, se calento, se sobrecalienta, quema, quemo los dedos, te quema, caliente, calientes, calientisimo, calientisima, muy|bien|tan|super|re|demasiado caliente|calientes, \
         hirviendo, hierve, ardiendo, arde de caliente, esta que arde, esta que quema, bien recaliente, \
         se calienta tanto, quema la mano, que quema, quema al tocarlo|tocarla, quemando la mano, \
         se calienta mucho|demasiado, recaliente, sobrecalentado, sobrecalentando, quema cuando lo|la toco, \
         me quemo la mano, no se puede|puedo tocar, al vivo",
    ),
    (
        &[ElectricPart, Part],
        "caja, cajita, la caja, la cajita, caja de afuera, caja del aire, placa del interruptor, tapa del interruptor|breaker|panel|contacto|apagador, lamina, carcasa, gabinete, resistencia, el elemento, bobina, plaquita, el aparato de ventana, enchufe de la pared, la clavija, el cordon, brekes, brequera, breiquers, caja de|los tacos, los tacos, flipon, flipones, cuchilla, cuchillas, \
         pastilla, pastillas, centro de carga, llave termica, base del medidor, mufa, acometida, regleta, \
         multicontacto, alargador, alargue, socket, soquet, soquete, receptaculo, dimmer, balastra, tarjeta electronica, \
         tablilla, placa electronica, terminal, terminales, bornera, cableado, alambrado, resistencia, \
         receptaculos, el apagador, tomas, contactos, enchufito, cablecito, los contactos, breiker, brecker, \
         cordon, cordon del, conector, relay, el toma, elemento, medidor electrico, la caja del aire, gabinete, \
         panel breaker, breque, breques, braker, brekers, panel electrico|de luz, panel de la luz, \
         panel de|del breakers, tablero, tablero electrico, caja electrica, \
         caja de|del luz|breakers|breaker|fusibles|breques|electricidad, caja de la luz, \
         caja de los breakers|fusibles|breques, cajetin, enchufe, enchufes, tomacorriente, tomacorrientes, \
         toma corriente, contacto de la pared, el contacto, contacto del, clavija, cable, alambre, \
         alambres, fusible, fusibles, suiche, swich, interruptor, apagador, disyuntor, termica, \
         transformador, instalacion electrica, la luz electrica, medidor de luz, el motor, \
         pared del breaker, electricidad",
    ),
    (
        &[Neutral],
        "echa|echan|echaba|echo|sacando chispas porque|con|de+coraje, echa|echan|echaba|echo|sacando|echando chispas por la|el|su|lo cuenta|precio|factura|recibo|cobro|que, chispeando|chispas de limpio|alegria, esposo|esposa|suegra|jefe|mama|papa|marido|mujer|hermana|hija echa|echando chispas|humo|lumbre, panel solar|solares, paneles solares, cable tv, compania de cable, television por cable, \
         servicio de cable, cable de internet",
    ),
    (
        &[Part],
        "compresor, unidad, unidades, maquina, equipo, abanico, ventilador, ducto, ductos, ducteria, \
         rejilla, rejillas, pared, paredes, atico, sotano, termostato, filtro, consola, consol, radiador, \
         pasillo, cuarto, recamara, sala, cocina, alfombra, techo, puerta del, aparato, condensador, \
         intercambiador, la tapa, tapita, ventanita, por abajo, por enfrente, por debajo, por detras",
    ),
    (
        &[Emitting],
        "llenando, se esta llenando, se llena, se llenan, empezo a salir|echar|sacar|botar, empieza a salir, va a, prendio en, sale, salen, saliendo de|del|por, salia, sale de|del|por, sacando, saca, sacan, saco, echa, echan, \
         echando, echar, bota, botan, botando, tira, tiran, avienta, avientan, aventando, suelta, sueltan, \
         soltando, escupe, escupiendo, viene de|del, viniendo de|del, brinca, brincan, brincando, hay, veo, \
         vemos, se ve, se ven, se le ve|ven, le sale|salen, \
         esta|estan|ta|siguen|sigue saliendo|botando|tirando|echando|sacando|soltando|aventando, entra, \
         entrando, se mete, lleno de, llena de, se lleno de, salio, salieron, se metio, llenando de, \
         se esta llenando de",
    ),
    (
        &[Neutral],
        "que echa|echo|echan|echaba|echando chispas|humo|lumbre|fuego, \
         anda|ando|andan|andaba|estoy|viene echando chispas|humo|lumbre, echando chispas porque, \
         jugar|jugando|juego con fuego, juegos artificiales, fuegos artificiales, a fuego lento, \
         apagando|apagar fuegos, alto el fuego, prueba de fuego, donde hubo fuego, entre dos fuegos, \
         lleva la lumbre, me dicen el chispas, ah chispas, chispas se, puro humo, ardiendo troya, \
         tronando cohetes, de piloto, chispa electrica, resistente al fuego, al fuego a, le bajo al fuego, \
         ya apague la lumbre, lumbre electrica, lumbre en la chimenea, humo de los incendios, \
         incendios forestales, los incendios, de incendios, toques la ropa|alfombra, \
         me da toques la ropa|alfombra, la estatica me da toques, saca chispas en la ropa, me exploto el precio, \
         exploded este, bill exploded, explosion de sabor, extractor de humo, campana|campanas de|para humo, \
         danos por humo, mi carro echa humo, carro echa humo, arma de fuego, armas de fuego, manos al fuego, \
         manos en el fuego, me quemo las pestanas, quemando las pestanas, cosa esta que arde, \
         esta que arde la cosa|en, negocio esta que arde, que quema el precio, precio esta que quema, \
         puerta contra fuego, contra fuego, rociadores, se quemo el foco|bombillo, se me quemo el foco, \
         esta que arde con, dieron esta que quema, quemar grasa|calorias, \
         quemar cartucho|cartuchos, echele|echale|echarle lumbre|candela|ganas|lena, \
         vender|vendieron|vende humo, cortina de humo, hacerse humo, se hizo humo, senal de humo, \
         es+pura|es+una|bien chispa, la chispa de, es chispa, salieron chispas entre, bloqueador solar, \
         quema mucho el sol, sol quema, venta de fuego, explotar si, voy a explotar, exploto de risa, \
         exploto el negocio, cuerpo de bomberos, estacion de bomberos, seguro contra|de incendio|incendios, \
         contra incendios, escalera de incendios, hidrante, camion de bomberos, se me prendio el foco, \
         fuego de campamento, noche de fuego, lumbre del comal, como agua, quemaduras de sol, me quemo el sol, \
         pasta de chispas, chispas de chocolate, galletas con chispas",
    ),
    (&[Fire, PastVerb], "hubo fuego, hubo un incendio"),
    (&[Fire, Burning], "algo se esta quemando, algo se quema, algo quemandose, que algo se esta quemando"),
];
