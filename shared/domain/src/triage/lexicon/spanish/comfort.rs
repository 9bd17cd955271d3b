//! Heating and cooling that fail.

use super::super::{
    Class::{Burner, CoolSource, Down, Freezing, HeatSource, Neutral, NoCooling, NoHeat, Sweltering, Thing},
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[NoHeat],
        "parece|como una|un|_ hielera|congelador|refrigerador|nevera|hielo|refri|iglu, no hay|tengo|tenemos|tiene|tienen|tuvimos|tengo|ha|habido|agarra|da|sale|llega calefaccion|calenton|heater|heat|calefactor|furnace|calor|calentador|caldera|boiler, \
         no ha habido calefaccion|heat, no tengo|tenemos|hay|tiene|tienen nada+de|ni+tantita|ni+poquita|ninguna calefaccion|calor, \
         sin calefaccion|calenton|heater|heat|calefactor|furnace|calor|caldera|boiler|calentador, \
         sin la calefaccion, quedamos|quede|quedo|quedaron sin calefaccion|heat|heater, \
         no tenemos ni calefaccion, ni calefaccion ni, no calienta, no calientan, no me calienta, \
         ya no calienta, nada calienta, no esta calentando, no calentaba, no sale aire|_ caliente|calientito, \
         sale aire|puro frio|fria|helado, sale puro aire frio, sale el aire frio, \
         echa|echando|tira|tirando|saca|sacando|avienta|bota|botando puro|aire|_ frio, no hace|da|sube calor, \
         no sube la temperatura, no levanta temperatura, no hay|tenemos|tengo jit|nada+de+calor, \
         no tenemo calefaccion, no ai calefaccion, no echa|hecha caliente|calor, sin calefa, \
         se acabo la calefaccion, \
         casa|apartamento|traila|cuarto esta fria|frio|helada|congelada|congelado|helado|heladisima, \
         hace mucho|_ frio adentro|aqui, hace frio en la casa, mucho frio adentro|en la casa, frio en la casa, \
         se fue el calor|heat, se fue la calefaccion",
    ),
    (
        &[NoCooling],
        "no enfria, no enfrian, no me enfria, ya no enfria, no esta enfriando, no enfriaba, nada enfria, \
         no en fria, no esta cooling, no sale aire|_ frio|fresco, \
         no hay|tengo|tenemos|tiene|tienen|ha|agarra|sirve|sale|da|jala aire|clima|ac|air|minisplit, \
         no hay aire acondicionado, no tengo|tenemos|hay aire acondicionado, sin aire|clima|ac|minisplit, \
         sin aire acondicionado, sin a c, no esta frio, \
         no sirve|funciona|jala|prende|anda|trabaja|enciende|quiere el aire|clima|ac|minisplit|abanico, \
         saca|sale|sacando|saliendo|tira|tirando|echa|echando|bota|botando|avienta|sopla aire|puro|_ caliente|calor, \
         saliendo puro aire caliente, saca puro aire caliente, nomas avienta aire caliente, \
         se fue el aire|clima|ac, quedamos|quede|quedo|quedaron sin aire|clima|ac, no baja de|la, no refresca, \
         ni un aire, tira caliente, se murio|dano|descompuso|chingo|jodio|rompio el aire|clima|ac|minisplit",
    ),
    (
        &[HeatSource, Burner],
        "calefaccion, calefactor, calefactores, calenton, calentones, caldera, calentador, calentadores, \
         calentadorcito, horno, generador, estufa de calefaccion, calefaccion central, boiler de vapor, calefa, \
         hiter, jiter, boila, caldero, furnas, furnes, fornes, fornas, jiter, heater de pared, el heater, \
         el furnace, el boiler, la heater, bolier",
    ),
    (&[HeatSource], "bomba de calor, radiadores, piso radiante, el heat, la heat"),
    (
        &[CoolSource],
        "eisi, ei si, aigre, aire acondicionado, aire condicionado, aire central, aire, haire, clima, el ac, \
         minisplit, minisplits, split, aires, climas, refrigeracion, el cooler, la ac, evaporativo, enfriador, \
         acondicionado, mi ac",
    ),
    (
        &[Down],
        "no me|nos|le|se|_ funciona|sirve|prende|enciende|arranca|jala|trabaja|anda|camina|agarra|quiso|quiere, \
         no funcionan, no sirven, no prenden, no quiere prender|arrancar|encender|funcionar|jalar|trabajar, \
         no quiso prender|arrancar|encender, \
         ya no funciona|sirve|prende|enciende|arranca|jala|trabaja|anda|quiere, \
         no esta|estan funcionando|sirviendo|prendiendo|trabajando|jalando|bueno|andando, \
         no ha funcionado|prendido|servido, no funcionaba, no lo|la puedo prender, \
         no puedo|podemos|puede prender|encender|arrancar, no sabe prenderlo, \
         se descompuso|dano|apago|rompio|murio|fue|jodio|chingo|frego|estropeo|averio|trabo|fundio|paro, \
         se me|nos|le|les descompuso|dano|apago|rompio|murio|fue|jodio|chingo|frego|estropeo|averio, \
         no prende nada, no echa nada, no vuelve a prender, se tiro a morir, dueno no arregla, \
         landlord no arregla, se apago solo, murio, se murio, no ta subiendo|prendiendo|jalando|enfriando, \
         descompuesto, descompuesta, danado, danada, dano, averiado, averiada, esta malo|mala, ta malo|mala, \
         malo, mala, apagada, apagado, dejo de funcionar|trabajar|servir|jalar|prender|calentar|enfriar, \
         no da mas, dejo de dar, se apaga, se apaga sola|solo, no da calor|aire|frio|nada, no hace nada, \
         no responde nada, muerto, muerta, no enciende, en blanco, valio, petateo, se petateo, tronado, tronada, \
         trono, fallando, fallo, falla, esta fallando, no turning on, no working",
    ),
    (
        &[Freezing],
        "hace mucho|tanto frio, hielo adentro|dentro, hielo en la|el|las taza|lavabo|excusado|bano|ventanas|ventana, se hizo hielo, se ve el vaho, se nos ve el vaho, helando, nos estamos helando|congelando, congelando, congelandonos, congelados, congelado, congelada, \
         congeladas, bajo|abajo+de cero, \
         a|hace|hay menos uno|dos|tres|cinco|diez|quince|veinte|treinta|5|10|20|15, va a helar, elando, \
         freezear, tubos ya se congelaron, hielo por dentro, tienen frio, tiene frio, llorando de frio, \
         del frio, de frio, frio que hace, frio barbaro, un frio del diablo, envuelto|envuelta|envueltos en, \
         se congela mi, se congelo el agua, congelo el agua, muy helado, helados, helada, heladisimo, nieve, \
         nevando, nevada, nevo, tormenta de nieve, tormenta, tiritando, titiritando, temblando, tiembla, \
         tiemblan, temblando de frio, muriendo de frio, morimos de frio, muero|muere|mueren de frio, mucho frio, \
         muchisimo frio, tanto frio, un frio, frio horrible|terrible|tremendo, frio que pela, pelando de frio, \
         se ve el aliento, se nos ve el aliento, vemos el aliento, vapor de la boca, tubos congelados, \
         tuberias congeladas, se congelaron los, se congelo la|el, se van a congelar, hielo adentro, \
         hielo en las ventanas, manos heladas, manos frias, pies helados, labios morados de frio, hipotermia, \
         engarrotado, engarrotada, entumido, entumida, entumidos, con cobijas, con chamarra, con abrigo, \
         escarcha, frente frio, polar, grados bajo, friolera, tieso de frio, carambanos",
    ),
    (
        &[Sweltering],
        "insoportable, calorazo, caloron, \
         calor|calorazo insoportable|horrible|terrible|infernal|tremendo|extremo|del demonio|de madre, \
         horno aqui, como un|_ horno|sauna|infierno, un horno, un sauna, un infierno, golpe de calor, sofocante, \
         sofocado, sofocada, sofocados, sofocadas, sofocando, sofocamos, sofoca, \
         ahogando|ahoga|ahogamos|asando|asamos|derritiendo|muriendo|morimos|muero|muere|muriendonos de|del calor, \
         asandonos, nos estamos asando|cocinando|derritiendo|sofocando|ahogando|muriendo, hirviendo de calor, \
         mucho calor, muchisimo calor, tanto calor, este calor, demasiado calor, un calor, ola de calor, \
         sudando, sudando a chorros, empapados de sudor, empapado en sudor, no se aguanta el calor, \
         no aguanto el calor, no aguantamos, no puede dormir del calor, deshidratado, deshidratada, sarpullido, \
         mareado del calor, mareada del calor, desmaya del calor, todo rojo, toda roja, \
         esta|estan roja|rojo|rojas|rojos, muy caliente, mala del calor, malo del calor, por el calor, \
         del calor, alerta de calor, rojita, agotamiento por calor, caloraso, calor que hace adentro, \
         calor adentro",
    ),
    (
        &[Thing],
        "casa tiene, edificio tiene, furnace tiene, unidad tiene, equipo, la casa, el edificio, la unidad, \
         garantia, experiencia, negocio, el techo tiene, cliente, clientes, aqui hace",
    ),
    (
        &[Neutral],
        "color|calor de hogar, calor humano, calor en texas, no hay problema, no hay prisa, calorcito rico, \
         aire libre, al aire, aire fresco, mal aire, el clima esta|va, clima de|en, que frio hace|esta, \
         que calor hace|esta, se me fue el avion, me quede frio|fria|helado|helada, helado de, heladeria, \
         corazon helado, funciona bien, funcionando bien, trabaja bien, enfria bien, calienta bien, \
         todo funciona, no hay ningun problema, enfriando perfecto, frio en las manos, \
         se congelo el|la sistema|pantalla|computadora|pagina, congela sabroso",
    ),
];
