//! The safety words: what a caller in danger hears first. No setting and no model changes them.

use super::{Hazard, Language};

/// The safety words for a danger.
///
/// Gas and carbon monoxide: leave first, call from outside, and touch nothing that sparks. Source: advice of gas
/// utilities and of the US Consumer Product Safety Commission.
#[must_use]
pub fn safety_words(hazard: Hazard, language: Language) -> &'static str {
    match language {
        Language::English => english(hazard),
        Language::Spanish => spanish(hazard),
    }
}

fn english(hazard: Hazard) -> &'static str {
    match hazard {
        Hazard::GasLeak => {
            "This could be a gas leak. Please leave the building right now, with everyone in it. Don't touch any light \
             switches, and don't light anything. Once you are outside and well away, call your gas company or 911."
        }
        Hazard::CarbonMonoxide => {
            "This could be carbon monoxide. Please get everyone outside into fresh air right now, then call 911. Don't \
             go back in until they say it is safe."
        }
        Hazard::Fire => {
            "Please get everyone out of the building right now, then call 911 from outside. Don't go back in for anything."
        }
        Hazard::Electrical => {
            "Please don't touch the equipment. If you can reach the breaker safely, switch it off there. If you see smoke \
             or flames, leave and call 911."
        }
        Hazard::Medical => {
            "Please hang up and call 911 right now. If you smell gas or an alarm is sounding, get everyone outside first."
        }
        Hazard::Refrigerant => {
            "Please get everyone away from it and into fresh air, and open the windows if you can. If it touched skin or eyes, \
             rinse with lukewarm water and don't rub. If anyone has trouble breathing, call 911."
        }
        Hazard::Water => {
            "If you can do it safely, switch the system off and close the main water valve. Keep away from water near \
             anything electrical."
        }
        Hazard::NoHeat => {
            "Let's make sure everyone is safe. Please keep the people at risk in one warm room with blankets, and don't use \
             an oven or a grill for heat. If anyone feels unwell, call 911."
        }
        Hazard::NoCooling => {
            "Let's make sure everyone is safe. Please move the people at risk somewhere cool, and have them drink water. If \
             anyone is confused, faint or stops sweating, call 911."
        }
    }
}

fn spanish(hazard: Hazard) -> &'static str {
    match hazard {
        Hazard::GasLeak => {
            "Puede ser una fuga de gas. Salga del edificio ahora mismo con todos los demás. No toque los interruptores de \
             luz ni encienda nada. Ya afuera y lejos, llame a la compañía de gas o al 911."
        }
        Hazard::CarbonMonoxide => {
            "Puede ser monóxido de carbono. Salgan todos al aire libre ahora mismo y llamen al 911. No vuelvan a entrar \
             hasta que les digan que es seguro."
        }
        Hazard::Fire => {
            "Salgan todos del edificio ahora mismo y llamen al 911 desde afuera. No vuelvan a entrar por nada."
        }
        Hazard::Electrical => {
            "No toque el equipo. Si puede llegar al interruptor principal sin peligro, apáguelo ahí. Si ve humo o llamas, \
             salga y llame al 911."
        }
        Hazard::Medical => {
            "Cuelgue y llame al 911 ahora mismo. Si huele a gas o suena una alarma, primero saque a todos afuera."
        }
        Hazard::Refrigerant => {
            "Aléjense todos y salgan al aire libre, y abra las ventanas si puede. Si tocó la piel o los ojos, enjuague con agua \
             tibia y no frote. Si a alguien le cuesta respirar, llame al 911."
        }
        Hazard::Water => {
            "Si puede hacerlo sin peligro, apague el sistema y cierre la llave principal del agua. No se acerque al agua \
             que esté cerca de algo eléctrico."
        }
        Hazard::NoHeat => {
            "Queremos que todos estén seguros. Mantenga a las personas en riesgo juntas en un cuarto con cobijas y no use el \
             horno ni el asador para calentarse. Si alguien se siente mal, llame al 911."
        }
        Hazard::NoCooling => {
            "Queremos que todos estén seguros. Lleve a las personas en riesgo a un lugar fresco y que tomen agua. Si alguien \
             está confundido o se desmaya, llame al 911."
        }
    }
}
