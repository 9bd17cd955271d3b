//! Water that pours.

use super::super::{
    Class::{Flood, GasItself, Neutral, OtherFluid, Pouring, Water, WaterAppliance, WaterPipe},
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Water],
        "agua, aguas, aguita, a gua, el agua, hagua, awa, aguacero adentro, goteando, gotea, gotera, goteras, \
         goteo",
    ),
    (
        &[Pouring],
        "chorrito, brotando, brota, por todos lados, por todas partes, por doquier, \
         por toda la casa|cocina|sala, \
         por todo el|la piso|casa|cuarto|pasillo|closet|sotano|cocina|apartamento|departamento|suelo|basement, \
         en todo el piso|suelo|cuarto|sotano, todo el piso, \
         tirando|saliendo|sale|botando|sacando mucha|muchisima|bastante, cayendo, cae, caen, cayo el, \
         bajando por, bajando de|del, corriendo por, corriendo, corre por, del|al techo, \
         por|en el|los techo|techos|plafon|cielo|ceiling, cielo raso, plafon, \
         por la|las pared|paredes|lampara|lamparas|escaleras|escalera|luz, por el foco|piso|suelo, a presion, \
         a baldes, a cantaros, a mares, a cubetadas, a borbotones, \
         como cascada|rio|regadera|llave|fuente|lluvia, hasta los|el tobillos|rodillas|cuarto|pasillo, \
         me llega a los, llego a la|los|las, a lo loco, no para de salir|caer, no deja de salir|caer, \
         nadando en, se esta metiendo, se nos|me esta metiendo, hasta la|las rodilla|rodillas|sala, traspasando, \
         llenando el, ya va por, cerca de los cables|enchufes, metio el, entrando al|a, empapado, empapada, \
         empapados, empapando, empapo, pulgadas de, sigue subiendo, salpicando, aventando, escupiendo, mojando, \
         mojo el, se mojo, banando, se tiro, se esta yendo, al apartamento|departamento|piso de abajo, \
         vecino de abajo, hacia la electricidad, a los enchufes, llenando cubetas, llene cubetas, cubetas, \
         toallas, tumbando el techo",
    ),
    (
        &[Flood, Pouring],
        "chorreando, chorrea, chorreo, chorrean, chorros, a|en|los chorros, achorros, chorro, un|el|al chorro, \
         desbordo, se desbordo, desbordando, desborda, rebosando, reboso, rebalsando, rebalso, cascada, \
         una cascada, derramando, derramo, mojo|mojando todo|toda|la, \
         sigue|siguen|esta saliendo|cayendo|botando|tirando agua|muchisima+agua, saliendo agua del|por, \
         agua del techo, cae|cayendo|cayo|sale|bajando|entrando del|por|al el|_ techo|plafon|cielo, \
         gotea|goteando del|por el|_ techo, empapada y, mojo el piso, esta empapado|empapada, no da abasto, \
         no damos abasto, techo de abajo, se paso al techo, me esta tumbando el techo, como|una|tipo regadera",
    ),
    (
        &[Flood],
        "todo|toda|todos|todas esta|estan|_ mojado|mojada|mojados, se esta viniendo|vino|viene el agua, el agua se esta viniendo, agua por debajo, sale disparada, no doy abasto, no nos damos abasto, trapeando, sacando agua, un charco, charco, charcos, se hizo un charco, alberca en|adentro, piscina en, agua por donde, se nos vino el, agua corre por, el agua corre, agua a borbollones, agua sin parar, agua y no para, sale y sale agua, agua y agua, goteando|gotea el|la techo|plafon, lloviendo por mi|el|la|todo, esta lloviendo adentro|dentro|en+la|en+mi, panza llena de agua, goteando|gotea|gotera mucho|bastante|duro|fuerte|demasiado|feo, agua a lo bestia|loco, llenando la casa|sala|cuarto de agua, lleno|llena de agua, agua hasta el|la|los|las, agua al tobillo, hasta el tobillo, sale|salen|saliendo|tira|tirando|bota|botando|saca|sacando|cae|cayendo|echando|echa|aventando|hay|con|entra|entrando mucha|muchisima|bastante|demasiada|tanta agua, \
         mucha|muchisima agua en|por|saliendo|cayendo, no para el agua, parar el agua, agua no para, vaciando, \
         se esta vaciando, un rio lo que, tengo|hay|es un rio en|lo, mana agua, toda el agua, inundado, \
         inundada, inundados, inundando, inundandose, inunda, inundan, inundacion, inundo, se inundo, \
         se me inundo|inunda, anegado, anegada, anego, encharcado, encharcada, encharco, encharcando, \
         charco enorme|grande, charcote, laguna, rio de agua, hecho una piscina|alberca|laguna, \
         lloviendo adentro|dentro, llueve adentro|dentro, lluvia adentro, techo se cayo|cae, \
         se esta|ta cayendo el|un techo|plafon|pedazo, se cayo un pedazo de|del, \
         se esta viniendo el techo|plafon, se abombo, abombado, abombo el, panzon de agua, inflando de agua, \
         se esta doblando el techo, techo chorrea, techo goteando, tubo|cano|radiador|boiler roto|reventado, \
         tuberia|manguera|caneria|llave rota|reventada, \
         se|se+me|se+nos|_ revento|reventaron|rajo|partio|trono|exploto un|el|la|una|los tubo|tuberia|tuberias|cano|caneria|manguera|boiler|tanque|calentador|caldera|radiador|pipe|tubos, \
         se rompio un|el|la|una tubo|tuberia|cano|caneria|manguera|tanque|pipe|valvula, tubos reventados, \
         tubo|tuberia|boiler|tanque|calentador se revento|rompio|exploto|rajo|partio, \
         reventado el tubo|tanque|boiler, ino dando",
    ),
    (
        &[WaterPipe],
        "linea, la linea, conexion, union, codo, rosca, valvula, medidor, tubo, tubos, tuberia, tuberias, cano, caneria, canerias, manguera, llave de paso, tanque, \
         humidificador, tubo de cobre, tuberia del agua, tubo de agua, tubo del agua, tanque del agua, \
         linea de|del agua, flotador, bandeja, charola",
    ),
    (
        &[WaterAppliance],
        "tanque de agua caliente, lavadora, lavaplatos, excusado, inodoro, regadera, fregadero, lavabo",
    ),
    (
        &[OtherFluid],
        "fuga de anticongelante, fuga de agua|aire|aceite, fugas de agua|aire, leak de agua|freon, \
         liqueo de agua|freon",
    ),
    (
        &[Neutral],
        "agua caliente no, no hay agua|agua caliente, no sale agua, no tengo agua, \
         echarle|echar|echale|echele agua, agua potable, agua fria, \
         recibo|cuenta|bill|compania|departamento|ablandador|bomba|filtro|botella|garrafon|servicio del|de agua, \
         consume mucha agua, agua de la manguera, no se inundo, se inundo la de, el desfogue, \
         agua hasta el cuello, vaso de agua, balde de agua fria, como agua y, agua mineral, agua bendita, \
         agua dulce, agua blanda, se me hace agua la boca, claro como el agua, pescado en el agua, \
         zona de inundacion|inundaciones, zona inundable, seguro de|contra inundacion|inundaciones, \
         cubre inundaciones, prevenir inundaciones, calle se inundo, se inundo la calle, \
         agua de|del lluvia|pozo|alberca|piscina|mar, calentador de alberca, a cantaros ayer, llovio a cantaros, \
         llueve a cantaros",
    ),
    (&[GasItself], "fuga de gas y agua"),
];
