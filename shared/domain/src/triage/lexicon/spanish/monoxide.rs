//! Carbon monoxide: detectors, exhaust and symptoms.

use super::super::{
    Class::{
        Backdraft, Body, CarbonMonoxide, Chirping, CoDetector, Collapse, Detector, Everyone, Flue, Fumes, Indoors,
        Neutral, OutdoorBurner, PastVerb, Refrigerant, SmokeDetector, Sounding, Symptom,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[CarbonMonoxide],
        "cuatro pitidos|bips|pitos|beeps|pitazos|veces, pita cuatro, suena cuatro veces, cuatro veces y, mono sido, monocito, monolito, modoxido, mono xido, monoxigeno, gas del escape, gases del escape|carro|combustion, monoxido, monosido, monocido, monoxio, monoxidos, monoxido de|del carbono, dioxido de carbono, \
         carbonmonoxide, mono oxido, mi noxido, mono oxido de car bono, carbono, carbon mono oxido, \
         carbo monoxido, monosai, monoxai, gas de monoxido, partes por millon, gas que no se huele, envenenando, \
         envenenamiento, envenenados, intoxicacion, intoxicados, intoxicado, intoxicada, intoxicando, \
         se intoxico, nos intoxicamos",
    ),
    (
        &[CoDetector],
        "director de monoxido, la arma de|del monoxido, la larma de|del monoxido, detector de mono, detector|detectores|alarma|alarmas|sensor|aparato|aparatito|medidor|cosa|caja|maquina|pantalla|pantallita|la|el|lo de|del monoxido|monoxio|monosido|carbono|co, \
         detector|detectores|alarma|sensor|la|el|los de|del monoxido|dioxido de|del carbono, \
         detector|alarma de|del c o, detector|alarma|sensor de|del carbon monoxide|monoxido",
    ),
    (&[CoDetector, Chirping, Sounding], "cuatro pitidos, cuatro bips, pita cuatro veces"),
    (
        &[Detector],
        "alarma, alarmas, detectores, el aparatito, la alarmita, el detectorcito, las alarmas, \
         alarma del pasillo, aparato de la pared, cosa en la pared, cosa del techo",
    ),
    (
        &[SmokeDetector],
        "detector|detectores|alarma|alarmas|sensor|la|el de|del|contra humo|humos|incendio|incendios|fuego",
    ),
    (
        &[Neutral],
        "alarma de|del|de+la|de+mi|de+su casa|carro|auto|seguridad|coche|troca|camioneta|celular|telefono|ladrones|robo|puerta|reloj|trabajo|vecino, \
         la alarma de|del|de+la|de+mi casa|carro|auto|coche|celular|puerta|reloj|seguridad|troca, \
         alarma antirrobo, codigo de la alarma, la alarma a las, alarma para la cita, alarma del microondas, \
         alarma en el celular",
    ),
    (
        &[Sounding],
        "sonando, suena, suenan, sonar, se activo, se activaron, se prendio, activada, activado, activa, \
         se disparo, se dispararon, no para, no paran, no deja|para de sonar|pitar|gritar|chillar, no se calla, \
         no se callan, suene y suene, grita, gritando, gritar, en alarma, en rojo, luz roja, letras rojas, \
         foco rojo, dice co, dice carbon, dice monoxido, dice peligro, dice danger, dice evacuar, dice salgan, \
         numero alto, numeros altos, nivel alto, niveles altos, subio a, aullando, aulla, retumbando, \
         reventando los oidos, escandalo, alborotado, alborotada, pegando de gritos, prendida, encendida, \
         encendido, tocando, activando, disparando, dispara, reclamando, dice evacuar|evacue|evacuate|evacuen, \
         marca, marcando, marco alto, esta loco|loca, como loca|loco, volvio a sonar|prenderse, vuelve a sonar, \
         sin parar, va subiendo, salto, jodiendo, dando lata, esta alto, alerta, alertando, beepeando, de beepear",
    ),
    (&[Sounding, PastVerb], "sono, sonaron, sonaba"),
    (
        &[Chirping],
        "piando, pitazos, pitillo, pitadera, pitazon, chifle y chifle, pip, pip pip, bip bip, pitando, pita, \
         pitan, pito, chillando, chilla, chillan, pitidos, pitido, bip, bips, pite y pite, chirriando, bipeando, \
         pitazo, pitazos, piando, hace pip",
    ),
    (
        &[Symptom],
        "suenera, desguanzado, desguanzada, desguanzados, desganado, pesadez, ganas de dormir, quedando dormida, se me va la onda, siento que me voy, estrellitas, sudor frio, se me nubla la vista, nublada la vista, vista nublada, incoherencias, torpe, temblorosos, mareito, se me baja la presion, se siente rara|raro, se sienten raros, no coordino, me falta el aire, nos falta el aire, cuesta trabajo respirar, me pesa el cuerpo, no se siente|sienten bien, no me siento|sentia bien, no nos sentimos bien, ya no se siente bien, se siente|sienten bien mal, dolor|dolores|dolol de|en la cabeza, dolor|dolores de cabeza, \
         duele|duelen|duela|doliendo mucho|_ la|las cabeza|cabezas, duele bien feo la cabeza, mareo, mareos, \
         mareado, mareada, mareados, mareadas, mareamos, mareando, me|se|nos maree|mareo|marea|marean|mareas, \
         mariado, mariada, nauseas, vomito, vomitos, vomitando, vomitar, vomita, vomitaron, vomite, \
         ganas de vomitar, ganas de devolver, devolviendo el estomago, basca, asco, estomago revuelto, \
         mal del estomago, con sueno, mucho sueno, tanto sueno, sueno raro, da sueno, tenemos sueno, \
         muy dormidos|dormido|dormida, como dormidos|dormido|dormida, adormilado|adormilada|adormilados, \
         modorra, sonoliento|sonolienta|sonolientos, debil, debiles, sin fuerzas, decaido, decaida, decaidos, \
         atontado, atontada, atontados, aturdido, aturdida, aturdidos, confundido, confundida, confundidos, \
         confundidas, hablando raro, hablan raro, no coordina, palido, palida, palidos, \
         nos sentimos muy|bien|todos|_ mal|descompuestos|malitos|raros|enfermos|maluquitos, \
         me siento muy|bien|_ mal|rara|raro, se siente|sienten muy|bien|_ mal, nos estamos sintiendo mal, \
         seguimos sintiendo mal, seguimos mal, maluquito, maluquitos, maluco, malucos, descompuestos, \
         arden los ojos, arde la garganta, ardor en los ojos, garganta ardiendo, tosiendo, tos, como borracho, \
         como borrachos, cabeza reventando, cabeza que me explota, zumban los oidos, zumba la cabeza, \
         cabeza pesada, marearon, lloran los ojos, amanecio muerto, amanecieron muertos, gato se murio, \
         pajaro muerto, perros estan tirados, perro esta tirado, como drogado, como drogada, vista borrosa, \
         veo borroso, veo doble, ve doble, debilidad, cansancio raro, sin fuerza, piernas flojas, \
         estalla la cabeza, revienta la cabeza, punzadas en la cabeza, \
         la cabeza me|nos|le va|quiere|estalla|revienta|duele|pesa|da, cabeza bien pesada, \
         nos quedamos dormidos, nos estamos durmiendo, quedando dormidos, quedando dormido|dormida, \
         no me puedo parar, no nos podemos parar|levantar|mantener, borrachos, zonzo, zonza, zonzos, apendejado, \
         apendejados, grogui, asqueado, asqueada, arrojando, deponiendo, devolviendo, devolvio, malestar, \
         indispuestos, indispuesto, indispuesta, se puso|pusieron mal, cayo|caimos|cayeron enfermos|mal, \
         amanecimos|amanecieron|amaneci|amanecio mal|enfermos|malos|asi, falta el aire, taquicardia, \
         palpitaciones",
    ),
    (
        &[Symptom, Collapse],
        "desmayo, se desmayo, desmayado, desmayada, desmayados, desmayando, desmayandose, desmayaron, \
         se desmaya, me desmaye, inconsciente, inconscientes, no despierta, no despiertan, \
         no se despierta|despiertan, no se quiere|quieren|puede despertar|parar, \
         no la|lo|los|las puedo|podemos despertar, no puedo despertar a|al|bien, no podemos despertar, \
         perdio el conocimiento|sentido, se desvanecio, desvanecido, desvanecida, se desplomo, esta ida, \
         esta ido, como ida, como ido, labios morados, labios azules, morado, morada, esta azul, se puso azul, \
         se puso morado|morada",
    ),
    (
        &[Collapse],
        "se fue de lado, y no contesta|responde|reacciona|habla|despierta|respira|se+mueve, aprieta el pecho, sangre de la|su cabeza, se me|le atoro, atorado en la garganta, le sale sangre, no puedo resp, le dio algo, ojos abiertos y no, no me|nos contesta mi, no contesta mi, esta dando|dio un|una ataque|infarto|derrame|embolia|convulsion|paro, siento|encuentro pulso, no le siento pulso, se puso palido|palida|azul|mal|frio|fria y|se, se corto muy|bien|feo, se corto la, se golpeo la cabeza, en el piso y no, no se levanta, se trago algo, ataque a mi, le dio un ataque, no respira, no esta respirando, no puede respirar, no puedo respirar, no respiran, no reacciona, \
         no reaccionan, no responde, no responden, no me responde|contesta, no contesta y esta, no se mueve, \
         sin moverse, no puede hablar, no tiene pulso, no le encuentro|siento el|la pulso|respiracion, \
         ya no respira|responde|reacciona|despierta|se+mueve, dejo de respirar|moverse|responder, \
         no abre los ojos, se privo, no vuelve en si, cayo redondo|redonda, boqueando, se nos|me muere, \
         se me|nos esta muriendo, se va a morir, cara chueca, se le cayo la mitad, se corto los|un dedos|dedo, \
         corto los dedos, metio los dedos, no llora, esta flojito|flojita, respirador sin corriente, \
         maquina de respirar, se acaba el oxigeno, acabando el tanque, acabando el oxigeno, un derrame, \
         hombre tirado, esta tirado, se desmayo, morado del frio, le cayo agua hirviendo, \
         agua hirviendo le cayo, boca a boca, res pirar, no puedo res pirar, convulsionando, convulsion, \
         convulsiones, convulsiona, convulsiono, le dio un ataque|infarto|derrame|yeyo|patatus|paro|soponcio, \
         infarto, paro cardiaco, ataque al|del corazon, derrame cerebral, dolor de|en el pecho, \
         duele mucho|_ el pecho, me aprieta el pecho, ambulancia, paramedicos, se esta ahogando, se ahoga, \
         me ahogo, me estoy ahogando, se atraganto, atragantado, le falta|cuesta el|_ aire|respirar, \
         falta la respiracion, no le entra aire, le cuesta respirar, sangrando, sangra mucho, mucha sangre, \
         desangrando, tirado|tirada en el piso|suelo, esta en el piso|suelo, se cayo del techo, \
         se cayo de la escalera, espuma de|por la boca, se esta muriendo, se muere mi, golpe de calor, \
         asfixiandose, se esta asfixiando, ataque epileptico, reaccion alergica, choque anafilactico, \
         se abrio la cabeza, golpe en la cabeza, se pego en la cabeza, perdio el habla, media cara, paralizado, \
         paralizada, se quebro la|el pierna|brazo|cadera, se nos va, se nos fue, sin pulso, \
         no tiene respiracion, quemaduras graves, se quemo la cara|mano|manos|piel, le exploto en la cara, \
         se corto la mano|pierna|un, se corto con, ojos en blanco, tieso, tiesa, echando espuma, \
         emergencia medica, dolor fuerte en el pecho, opresion en el pecho, brazo dormido, se cayo y no, \
         no se puede mover, se paro el corazon, \
         necesito|necesitamos|manden|mande|llame|llamen una|la|_ ambulancia, presion en el pecho, dejo de sudar, \
         no wakes up",
    ),
    (
        &[Neutral],
        "de|el|al|mucho|ve|un vapor, vapor de|del, humo de la regadera, vapor de la, cero ppm, \
         cero partes por millon, salio cero, marca cero, dice cero, me da gases, me ahogo en, \
         por poco me da un infarto, infarto con el, se me muere la|el, telefono se me esta muriendo, \
         casi me desmayo, me desmayo de hambre, desmayo de hambre, me muero de, se muere de risa, \
         me ahogo en un vaso, me ahogan los pagos, me da un infarto cuando, casi me da un infarto, \
         nos|me dio el patatus, dolor de cabeza con el|la|los|las, un dolor de cabeza este|esta|el|la, dolor de cabeza por el|tanto|la|los ruido|papeleo|trafico|ninos|precio|bill|recibo, \
         clase de primeros auxilios, me duele la cabeza de tanto, quebradero de cabeza",
    ),
    (
        &[Everyone],
        "las dos, cada uno, toda la gente, clientes, alumnos, estudiantes, residentes, companeros, los roommates, los perros, el perro, el gato, los gatos, mascotas, los de la casa, la familia, los viejitos, los de arriba, varios, somos, estamos todos, mis roommates, mis companeros, todos, todas, todo el mundo, to el mundo, los ninos, los nenes, los bebes, los chamacos, los chavos, \
         los chavitos, los cipotes, los muchachos, los pelaos, los plebes, los chamos, los kids, mis hijos, \
         mis hijas, mis ninos, mis nenes, mi familia, toda la familia, mi esposa y|y yo, mi esposo y|y yo, \
         mi mujer y, mi marido y, y yo tambien, los dos, los tres, los cuatro, los cinco, mis papas, \
         mi mama y mi, mis empleados, mis chamos, yo tambien, nosotros, nos sentimos, se nos quita, \
         afuera se nos|me pasa|quita, cuando salimos, hasta el perro, el perro y, mi esposa, mi esposo",
    ),
    (
        &[Symptom, Everyone],
        "mareados, mareadas, mareaditos, dormidos todos, adormilados, atontados, confundidos, aturdidos, descompuestos, maluquitos, debiles, indispuestos, sonolientos, palidos, borrachos, nos mareamos, nos sentimos mal|enfermos|raros|debiles, se sienten mal|debiles|mareados, nos asfixiamos, nos ahogamos, intoxicandonos, nos|les duele|duelen|zumba|arde mucho|bien|_ la|las cabeza|cabezas, \
         nos|les dio|da|entra un|mucho|_ mareo|vomito|nausea|nauseas|sueno, \
         se|nos|se+me|se+nos marearon|mareamos, nos lloran|arden los ojos, todos mareados, como drogados, \
         nos mareamos, nos estamos mareando",
    ),
    (
        &[Flue],
        "tubo plateado|galvanizado|blanco|de+lamina|de+aluminio|de+pvc, respiradero, respiradero del, tubo que saca, tubo que va, chimenea del boiler|furnace|calentador|calenton, ventilacion del|de, ducto de escape, tubo de salida, tubo|ducto|cano|salida|chimenea|vent de|del|para escape|humo|humos|chimenea|furnace|boiler|calentador|calenton|caldera|calefaccion|gases|ventilacion, \
         tubo del escape, tubo de la chimenea|caldera|calefaccion, tubo que va al|pal techo, \
         salida del gas quemado, salida del escape, chimenea, ventila, mofle, tiro de la chimenea, \
         escape del furnace|calentador|calenton|boiler, escape de la caldera|calefaccion",
    ),
    (
        &[Fumes],
        "los gases, el exhaust, gas quemado, humo de carro|escape, olor a escape, a escape, escape de carro, \
         el escape esta, huele a escape|exhaust, monoxidando, hollin negro, quemado de carro, \
         humo del calentador|calenton|boiler|furnace, humo de la caldera|calefaccion",
    ),
    (
        &[Backdraft],
        "colgando, caido, caida, separado, separada, desprendido, desprendida, despegado, despegada, se abrio, se destapo, se salio, se partio, se quebro, se rompio, se viene para, se viene adentro, para adentro, nieve, lleno de, se regresa, se regresan, regresando, se esta|estan regresando, se mete|meten, se esta|estan metiendo, \
         para|pa adentro|dentro, se queda|quedan adentro, se queda|quedan en el|la, no sale bien, \
         saliendo para adentro, adentro de la casa, entrando a|al|en la|_, vapor al closet, tapado, tapada, \
         tapo, tapo el|la, bloqueado, bloqueada, se cayo, se zafo, se solto, se desconecto, se desprendio, \
         se despego, nido, tumbo, quitaron, se meten, entrando a la|al, obstruido, obstruida, obstruyo, roto, \
         rota, picado, picada, oxidado, oxidada, con hoyos, lleno de nieve, enterrado, aplastado, aplastada, \
         doblado, suelto, suelta, desconectado, desconectada, zafado, se separo, desacoplado, no jala, no tira, \
         se lleno de nieve, echando todo, al atico, no tiene salida",
    ),
    (
        &[OutdoorBurner],
        "carro se quedo prendido, carro quedo prendido, carro prendido, troca quedo prendida, camioneta prendida, motor prendido, estufon, fogata, anafre, comal de carbon, calentador de propano, calentador de keroseno, kerosene, queroseno, generador, planta de luz, planta electrica, asador, anafre, carbon, parrilla, bracero, brasero, lena, \
         carro prendido, el carro, troca prendida, carro encendido, hibachi, con carbon, horno abierto, \
         horno de gas abierto, horno de la estufa, hornillas prendidas, estufa de campamento, \
         calentador de propano",
    ),
    (
        &[Indoors],
        "la|en+la cochera, cochera, marquesina, bodega, toda la casa, dentro del|de, adentro, dentro, aqui adentro, \
         en la|el sala|cocina|sotano|cuarto|garaje|garage|basement|recamara|casa|closet|pasillo|lavanderia|comedor|bano, \
         para calentarnos|calentar, calentarnos, calentandonos, garaje",
    ),
    (
        &[Refrigerant],
        "fuga de freon|refrigerante|gas+refrigerante, leak de freon, freon leak, el|un|ese|_ gas|liquido del|de|ese+del aire|minisplit|clima|ac|refrigerador|split|cooler, \
         el|un|ese|_ gas|liquido del aire acondicionado, el freon, refrigerante, frion, freeon, frigon, \
         refrigerante, re frigerante, gas refrigerante, amoniaco, liquido frio, liquido ese, \
         lo que salio del tubo|aire, linea del aire|freezer, tubo del aire|minisplit, manguera del aire, \
         gas ese del, gas dulce, quimico del aire, a quimico, liquido refrigerante",
    ),
    (
        &[Body],
        "me quemo la mano, le quemo la mano, nos quemo, se me hizo una, se le pego la mano, me salpico, le salpico, me cayo|brinco|salto|entro, ojo, ojos, los ojos, en los ojos, la cara, en la cara, en la mano|pierna|boca, el ojo, los dedos, \
         la piel, quemadura, me queme, tomo un|el, trago, chupo, oliendo, inhalando, respiramos, respirar, \
         respiro, el pie, cara, mano, manos, piel, brazo, brazos, dedo, dedos, pierna, piernas, boca, respire, \
         respiro, respirando, inhale, inhalo, aspire, me quemo la, le quemo, me quemo el|los, me arde, le arde, \
         nos arde, nos arden, me bano, salpico, me pelo, garganta, me mareo, tosemos, ampolla, ampollas, \
         no siento los|las|la|el dedos|manos|mano|dedo|pies|lengua|boca, no los siento, no la siento",
    ),
];
