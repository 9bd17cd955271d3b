//! The words of the texts, in English and Spanish.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::CustomerTextKind;
use crate::{booking::Appointment, phone::PhoneNumber, slot::Slot, spoken, triage::Language};

/// Who sends a text.
#[derive(Debug, Clone, Copy)]
pub struct TextSender<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The number to call.
    pub number: &'a PhoneNumber,
}

impl CustomerTextKind {
    /// The text.
    #[must_use]
    pub fn words(
        self,
        language: Language,
        TextSender { company, number }: TextSender<'_>,
        visit: &Appointment,
        (now, zone): (Timestamp, &TimeZone),
    ) -> String {
        let (slot, today) = (&visit.visit.slot, zone.to_datetime(now).date());
        match language {
            Language::English => {
                let slot = spoken::slot(slot, today, language);
                let replies = "Reply C to confirm, R to ask for another time, STOP to get no more texts.";
                match self {
                    Self::Booked => format!("{company}: your visit is {slot}. {replies}"),
                    Self::Moved => format!("{company}: your visit is now {slot}. {replies}"),
                    Self::Reminder => format!("{company}: a reminder of your visit {slot}. {replies}"),
                    Self::Cancelled => format!(
                        "{company}: your visit {slot} is cancelled. Call us at {number} for another one. Reply STOP to get no more texts."
                    ),
                }
            }
            Language::Spanish => {
                let slot = spanish_slot(slot, today);
                let replies =
                    "Responda C para confirmar, R para pedir otro horario, STOP para no recibir más mensajes.";
                match self {
                    Self::Booked => format!("{company}: su visita es {slot}. {replies}"),
                    Self::Moved => format!("{company}: su visita ahora es {slot}. {replies}"),
                    Self::Reminder => format!("{company}: le recordamos su visita, {slot}. {replies}"),
                    Self::Cancelled => format!(
                        "{company}: se canceló su visita, {slot}. Llámenos al {number} si quiere otra. Responda STOP para no recibir más \
                         mensajes."
                    ),
                }
            }
        }
    }
}

/// The text to a caller who hung up before anything was agreed.
#[must_use]
pub fn text_back_words(language: Language, TextSender { company, number }: TextSender<'_>) -> String {
    match language {
        Language::English => format!(
            "{company}: you called us and we could not finish. Call us at {number}, or reply here and we will get back to you. Reply STOP to \
             get no more texts."
        ),
        Language::Spanish => format!(
            "{company}: nos llamó y no pudimos terminar. Llámenos al {number}, o responda aquí y nos comunicamos con usted. Responda STOP para \
             no recibir más mensajes."
        ),
    }
}

const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// `mañana, martes 24 de noviembre, entre las 8 AM y las 12 PM`, `el viernes 27 de noviembre, entre la 1 PM y las 5 PM`.
fn spanish_slot(slot: &Slot, today: Date) -> String {
    let day = slot.id.date;
    let nearness = match today.duration_until(day).as_hours() / 24 {
        0 => "hoy, ",
        1 => "mañana, ",
        _ => "el ",
    };
    let weekday = WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    let hour = |time: Time| {
        let article = if time.hour() % 12 == 1 { "la" } else { "las" };
        let format = if time.minute() == 0 { "%-I %p" } else { "%-I:%M %p" };
        format!("{article} {}", time.strftime(format))
    };
    format!("{nearness}{weekday} {} de {month}, entre {} y {}", day.day(), hour(slot.starts), hour(slot.ends))
}
