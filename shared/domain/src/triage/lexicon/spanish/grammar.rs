//! Denial, time, doubt, and what is no danger: services, questions, names and idioms.

use super::super::{
    Class::{Hypothetical, Named, Negator, Neutral, Past, PastVerb, Present, Question, Service, Transparent},
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Negator],
        "sin, ni, nunca, jamas, tampoco, ningun, ninguna, ninguno, nadie, nada de|que|se|huele|suena|sale|gotea, \
         no ta|sta|tan|estan, no tiene, no tienen, nadie se, no hubo ni|_, no hay, no es, no tengo, no tenemos, \
         ya no, no hay|he|hemos ningun|ninguna, no era, no fue, no eran, no hemos, no he, no me, no nos, no ha, \
         no esta, no estan, no habia, no hubo, no salio, no era ningun|ninguna, en vez de, no veo, no oigo, \
         no huelo, no siento, no escucho, no se ve|oye|escucha|siente|huele|nota|mira, no detecto",
    ),
    (
        &[Neutral],
        "ya no se puede, ya no puedo, ya no podemos, ya no aguanto, ya no aguantamos, antes de agendar|colgar|nada|hacer|empezar|eso|todo, antes de la cita, no se si|de|que|donde|como|quien|por, no estoy seguro|segura, no sabemos, no se que|donde|como, \
         no se bien, no solo, no solamente, no nada mas, nada mas, nomas, no mas, solo que, \
         no se quita|quitan|va, no vaya, no es normal|broma|mentira, no se me quita, no me hace caso, \
         no me contesta, no me contestan, no se aguanta, no aguanto, no aguantamos, no se preocupe, no me diga, \
         no entiendo, no le entiendo, no contestan, no contesta, no hablo, no vienen, no viene, no me deja, \
         no llega, no llegan, no se puede, no se apaga, no puedo, no podemos, no quiero, no encuentro, no mas, \
         sin duda, sin embargo, sin querer, ni modo, ni siquiera, no es por alarmar, no se me, nunca habia, \
         no hay nadie, no hay quien, nadie contesta, no es que, no es nada mas, no es poquito, ni quiero, \
         no te miento, no tengo idea, no tengo donde, no se mira bien, no se baja, no se les, no se te, \
         no hay luz, no se",
    ),
    (
        &[Transparent],
        "un, una, el, la, los, las, de, del, nada, ningun tipo de, como, al, o, hay, tengo, tenemos ningun, \
         mucho, poco, unas, unos, ninguna clase de, mas, algun, alguna, rastro, rastros, sena, \
         senas, por, que, ver, aqui, en, sale, salen, nos, se, hemos, tenido, visto, olido, sentido, notado, escuchado, \
         oido, habido, saliendo",
    ),
    (
        &[Past],
        "fue por el|la|una|un carne|comida|tocino|pan|vapor|ducha|regadera|polvo|pila|bateria, fue porque, fue el|la vapor|comida|pila|bateria|sarten, se activo por, el|la ano|mes|invierno|verano|semana|vez|navidad|temporada|primavera pasado|pasada, ano pasado, \
         mes pasado, invierno pasado, verano pasado, \
         hace un|dos|tres|cuatro|cinco|seis|varios|muchos|unos|ya ano|anos|mes|meses|tiempo, hace anos, \
         hace meses, hace tiempo, hace mucho tiempo, hace mucho, antes, antes de|del, \
         ya lo|la|los|las arreglaron|repararon|cambiaron|apago|apague|arreglo|arregle|reparo|compuso|resolvieron|revisaron, \
         ya fue|quedo|quedaron|esta|estan reparada|reparado|arreglado|arreglada|resuelto|bien|todo, \
         ya se arreglo|soluciono|compuso|fue|quito, ya arreglaron, ya repararon, ya me arreglaron, \
         ya nos arreglaron, me arreglaron, nos arreglaron, lo arreglaron, la arreglaron, lo repararon, \
         la reparo, lo reparo, quedo arreglado|bien|perfecto|listo, antier, anteayer, \
         cuando viviamos|vivia|era|eramos, una vez, en otra casa, en la otra casa, \
         en mi otra|antigua casa, en la casa anterior|vieja|pasada, ya paso|pasaron, ya se callo|apago|paro, \
         ya paro, ya se paro, ya no, hace un|dos|tres|cuatro|varios|muchos veranos|inviernos, ya lo apagamos, \
         pense|crei que olia|era|habia|venia|salia, se arreglo, ya no huele|sale|gotea|suena|pita, \
         a mi prima|primo|cunada|cunado|tia|tio|vecina|vecino le paso, mi prima|primo|vecina|vecino|tia|tio|amiga|amigo|cunada|cunado tuvo, se le quemo a, \
         en mi pais|pueblo|rancho, en las noticias, en la tele|television, falsa alarma, era falsa alarma, \
         resulto ser, resulto que era, era la pila|bateria, fue la pila|bateria, \
         era la comida|regadera|polvo|vapor, en mexico, \
         en enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre, \
         de chiquito|chiquita|nino|nina, la otra compania, cuando paso, en su momento, en aquel entonces, \
         el huracan, en una pelicula, en la pelicula",
    ),
    (
        &[PastVerb],
        "tuvimos, tuve, hubo, habia, tenia, tenian, estaba, fue, arreglaron, repararon, tuvo, tuvieron, era, \
         eran, paso, reparo, reparamos, cambiaron, arreglo, pusieron, puso, instalaron, estuvo",
    ),
    (
        &[Present],
        "ahora, ahorita, ahora mismo, ahorita mismo, todavia, otra vez, hoy, sigue, siguen, esta, estan, \
         estamos, anoche, ayer, de nuevo, aun, en este momento, desde anoche|ayer|hoy|hace|antier|anteayer|antes|el, de repente, \
         de pronto, acaba de, acabo de, acaban de, recien, cada vez, hace rato, hace un rato, urge, urgente, ta, \
         tan, empezo a, ya mismo, al rato no, ya mero, orita, aorita, oritita, esta manana, esta noche, \
         esta tarde",
    ),
    (
        &[Hypothetical],
        "que hago|hacemos|hace si, que debo|tengo+que|hay+que hacer si, que hago|hacemos cuando, como se|sabe|sabemos si, revisan|revisa|checan si hay, en caso de|que, en el caso de, por si, por si acaso|las, si algun|un dia|invierno, si alguna vez, \
         si llega|llegara|llegase|llegan a, si hubiera|hubiese|hubo|tuviera, que pasa si, que pasaria si, \
         que hacer si, que hay que hacer si, que se hace si, que debo hacer si, como se si, como sabria si, \
         como saber si, como sabe uno si, como evito, como evitar, para evitar, para prevenir, para que no, \
         asegurarme de que, quiero asegurarme, que no haya, no vaya a, que se hace cuando, puede haber, \
         podria haber, pudiera haber, cuando haya, es peligroso que|si, me da miedo que, tengo miedo de que, \
         algun dia, imaginese|imaginate|imagine|digamos|supongamos|pongamos que",
    ),
    (
        &[Service],
        "mantenimiento, revision, inspeccion, incluye, incluyen, incluido, instalar, instalan, instalen, \
         instalacion, instalo, venden, vende, vendo, revision anual, comprar, compre, compro, comprando, \
         garantia, certificado, permiso, permisos, checar si, revisar si, revisan, revisen, detectan, prueba de, \
         hacer una prueba, hagan una prueba, convertir, conversion, cambiar de, pasar a, instale, quiero poner, \
         quiero cambiar, quiero instalar, presupuesto, estimado, limpieza, limpian, chequeo, checkup, rutina, \
         anual, descuento, oferta, promocion, plan, contrato, financiamiento, garantizan, seguro, aseguranza, \
         reembolso, modelo, que marca, la marca, de repuesto, repuesto",
    ),
    (
        &[Question],
        "me|nos podrian|pueden|puede|podria poner|instalar, arreglan, hacen, ponen, trabajan con, trabajan en, puede un|una, pueden, como sabria, \
         cuanto cuesta|cuestan|cobran|sale|vale|salen|me|es|cuestan|por|gas, a cuanto, cada cuanto, cada cuando, \
         cotizacion, cotizar, hay cargo, me recomienda, me recomiendan, que me recomienda, es verdad, es cierto, \
         ustedes arreglan|reparan|hacen|trabajan|venden|instalan|manejan|cargan|rellenan, reparan, atienden, \
         dan servicio, tienen servicio, ofrecen, manejan, cual es la diferencia, que diferencia, que significa, \
         que quiere decir, conviene, vale la pena, es mejor, es normal que, es bueno, es malo, es peligroso, \
         cubre, cubren, para que sirve, cuantos, cuantas, me sale|saldria mas|muy barato|caro, \
         sale mas|muy barato|caro, sale caro|cara|barato, precio, precios, tarifa, pregunta",
    ),
    (
        &[Named],
        "se llama, me llamo, me dicen, le dicen, mi nombre, a nombre de, calle, la calle, avenida, colonia, \
         barrio, residencial, iglesia, restaurante, apellido, apellidos, negocio, fraccionamiento, email, \
         correo, arroba, gmail, la direccion, mi direccion, vivo en|por|cerca, en la esquina, a la vuelta, \
         frente a|al, enfrente de|del, al lado de|del, cerca de|del, esquina con, se escribe, \
         con zeta|ese|be|uve, deletreo, apellido es, llaman, me apellido, soy, boulevard, lane, street, drive, \
         hill, vista del, canada del, villas del, rancho, complejo, barberia, ministerio, heladeria, el bar, \
         equipo se llama, perro se llama, perra se llama, gato se llama, taqueria, tienda de, pizzeria, \
         panaderia, salon, bar, club, banda, grupo, pelicula, trabajo en|de|para, hospital, clinica, escuela, \
         parque, plaza, carretera, autopista, codigo postal, ciudad de, pueblo, me mude a",
    ),
];
