//! People at risk.

use super::super::{
    Class::{Neutral, Person, Vulnerable},
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Vulnerable],
        "nacieron hace un|dos|tres|poco, labor de parto, contracciones, da a luz, traqueotomia, lesion cerebral, educacion especial, hogar|asilo|casa de veteranos|ancianos|reposo, maternidad, recien operado|operada, para aliviarme, de la presion, tanque de oxigeno, malito de los, de los pulmones, por aliviarme|aliviarse, semana para aliviarme, bebe, bebes, bebita, bebito, bebitos, bebo, beba, nene de meses, recien nacido, recien nacida, \
         recien nacidos, reciennacido, nacio ayer|hoy|apenas|hace, prematuro, prematura, prematuros, \
         sietemesino, incubadora, acaba de nacer, acabo de parir, cesarea, nacio el, nino de dias, nina de dias, \
         tiene dias, la mas chiquita|chiquito, el mas chiquito, envejecientes, envejeciente, \
         personas discapacitadas, crisis, para respirar, depende de, no se puede levantar, enfermando, catarro, \
         resfriado, gripa, flojito, flojita, prematuros, gemelos de, mellizos, cuates de, creatura, criatura, \
         criaturas, infante, infantes, lactante, bebe de brazos, nino de brazos, de brazos, dando pecho, \
         los|las|mis|unos|_ ninos|ninas|nenes|hijos|hijas|kids|chamacos|chiquillos|bebes chiquitos|pequenos|chicos|chiquititos|pequenitos, \
         nino|nene|hijo chiquito|pequeno, nina|nena|hija chiquita|pequena, guarderia, \
         de|tiene meses de nacido|nacida, meses de nacido, meses de nacida, dias de nacido|nacida, anciano, \
         anciana, ancianos, ancianas, ancianita, ancianito, ancianitos, abuela, abuelo, abuelita, abuelito, \
         abuelos, abuelitos, abue, viejito, viejita, viejitos, viejitas, mi vieja tiene, bisabuela, bisabuelo, \
         persona|personas mayor|mayores|grande|grandes, \
         un|una|el|la|los|las|_ senor|senora|senores mayor|grande|mayores|grandes, \
         ya|es|son|muy grande|grandes|mayor|mayores, son mayores, es mayor, ya mayores, ya es mayor, \
         ya son mayores, adulto|adultos mayor|mayores, tercera edad, de edad avanzada, muy grande de edad, \
         asilo, asilo de ancianos, hogar de ancianos, casa de reposo, residencia de ancianos, hospicio, \
         casa de cuidado, centro de cuidado, embarazada, embarazo, encinta, prenada, en estado, \
         meses de embarazo, para aliviarse, va a dar a luz, a punto de parir, esta esperando bebe, \
         recien parida, recien aliviada, cuarentena de parto, enfermo, enferma, enfermos, enfermas, enfermito, \
         enfermita, enfermitos, malito, malita, delicado, delicada, delicado|delicada de salud, convaleciente, \
         recien operado|operada, recien operaron, lo|la|me acaban de operar, cirugia, operado, operada, \
         operaron, salio|salir|sali|saliendo del hospital, oxigeno, concentrador, tanque de oxigeno, \
         ventilador pulmonar, respirador, nebulizador, maquina de respirar|oxigeno|dialisis, dialisis, quimio, \
         quimioterapia, leucemia, tumor, radiaciones, trasplante, trasplantado, trasplantada, vih, lupus, \
         discapacitado, discapacitada, discapacitados, discapacidad, incapacitado, incapacitada, \
         silla de ruedas, andadera, en cama, postrado, postrada, encamado, encamada, cuadriplejico, paraplejico, \
         paralitico, paralitica, paralisis, paralisis cerebral, no puede caminar|moverse|levantarse, asma, \
         asmatico, asmatica, epoc, enfisema, pulmonia, neumonia, bronquitis, fibrosis, \
         enfermo|enferma del|de corazon|pulmon|pulmones|rinones, \
         problema|problemas|enfermedad|mal|padece|padecimiento|sufre del|de|cardiacos|cardiaco|respiratorios corazon|pulmon|pulmones|rinones|_, \
         es del corazon, del corazon, cardiaco, cardiaca, marcapasos, insuficiencia, presion alta, alta presion, \
         hipertenso, hipertensa, diabetico, diabetica, diabetes, insulina, epilepsia, epileptico, epileptica, \
         convulsiona, alzheimer, alzhaimer, demencia, parkinson, esclerosis, derrame, embolia, autista, autismo, \
         sindrome de down, necesidades especiales, terapia intensiva, paciente, pacientes, inmunodeprimido, \
         defensas bajas, anemia, artritis, fiebre, calentura, con gripa, neumonico, mi hijo enfermito, \
         home de ancianos, casa hogar, adulto con discapacidad",
    ),
    (
        &[Person],
        "mama, papa, mami, papi, madre, padre, esposo, esposa, mujer, marido, senora, senor, hijo, hija, nino, \
         nina, ninos, ninas, nene, nena, nenes, chamaco, chamaca, chavo, chava, chavito, cipote, cipotillo, \
         chamo, hermano, hermana, hermanito, hermanita, tio, tia, primo, prima, sobrino, sobrina, suegro, \
         suegra, suegros, cunado, cunada, nuera, yerno, nieto, nieta, nietos, nietecito, vecino, vecina, novio, \
         novia, amigo, amiga, mamacita, mamita, papacito, inquilino, inquilina, companero, muchacho, muchacha, \
         trabajador, empleado, empleados, cliente, clienta, persona, personas, alguien, \
         mis hijos|papas|padres|suegros|nietos|tios, mija, mijo, mi viejo, mi vieja, mi jefa, mi jefe, mi ma, \
         mi pa, hombre, joven, baby, familia, gente, esposito, gemelitos, gemelas",
    ),
    (
        &[Person, Vulnerable],
        "bebe, bebes, bebita, bebito, abuela, abuelo, abuelita, abuelito, abuelos, abuelitos, nana, nona, nono, \
         viejita, viejito, viejitos, anciano, anciana, gemelitos, gemelas de, panza de, bebecito, ninito, \
         ninita, bebe de un mes",
    ),
    (
        &[Neutral],
        "baby shower, cuarto de|del bebe, cuna de bebe, ropa de bebe, fiebre por, volada de fiebre, \
         paciente conmigo, sea paciente, soy paciente, descuento para mayores, perro viejito, carro viejito, \
         gato viejito, la caldera ya esta viejita, esta viejito el, esta viejita la, \
         ya esta viejito|viejita|viejo, boiler viejito, enfermo de los nervios, hospital de perros",
    ),
];
