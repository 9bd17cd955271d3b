//! The tools a model may call: a closed set, each with typed arguments.
//!
//! A model's arguments are hostile input. They become a [`Tool`] here or are refused with words the model can act on;
//! what only a conversation knows (which slots it offered, who is calling) is checked by [`Scope`].

use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    booking::BookingRequest,
    dates::{self, DateRange, PartOfDay},
    id::AppointmentId,
    phone::PhoneNumber,
    slot::{Slot, SlotId},
    tenant::{JobTypeId, TenantConfig, Zip},
    text::Text,
    triage::Hazard,
};

mod definition;

pub use definition::{ToolDefinition, definitions};

/// A tool call that makes sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Which arrival windows are free.
    CheckAvailability {
        /// The days asked about.
        days: DateRange,
        /// The part of the day asked about.
        part: PartOfDay,
    },
    /// A visit, complete; it is read back before it is booked.
    BookAppointment(BookingRequest),
    /// Moves a visit of this caller to another slot.
    Reschedule {
        /// The visit.
        appointment: AppointmentId,
        /// Where to.
        slot: Slot,
    },
    /// Calls off a visit of this caller.
    Cancel {
        /// The visit.
        appointment: AppointmentId,
    },
    /// What is known about the caller's number.
    LookUpCustomer,
    /// Words for the company.
    TakeMessage {
        /// Who says so.
        name: Option<Text<80>>,
        /// Where they are reached; the caller's number if not said.
        callback: Option<PhoneNumber>,
        /// What they say.
        message: Text<1000>,
        /// Whether it cannot wait.
        urgent: bool,
    },
    /// A danger the model noticed. It adds to what triage heard and never takes anything back.
    ReportEmergency {
        /// Which danger.
        hazard: Hazard,
    },
    /// The caller wants a person.
    TransferToPerson,
    /// The conversation is over.
    EndCall {
        /// The last words.
        goodbye: Option<Text<300>>,
    },
}

/// Why a tool call was refused, in words for the model; safe to be repeated to the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// There is no such tool.
    #[error("there is no such tool; use one of the tools you were given")]
    Unknown,
    /// The arguments do not have the tool's shape.
    #[error("the arguments do not fit the tool: {0}")]
    Malformed(String),
    /// One argument makes no sense.
    #[error("{field}: {problem}")]
    Argument {
        /// Which one.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The company does not go there; what its callers from elsewhere are told.
    #[error("outside the service area; tell the caller: {0}")]
    OutOfArea(String),
    /// The slot was not offered in this call.
    #[error("slot_id: not one that was offered in this call; call check_availability and offer one of its slots")]
    SlotNotOffered,
    /// Not an appointment this caller is known to have.
    #[error("appointment_id: not one of this caller's; call look_up_customer first")]
    NotTheirs,
}

/// What a conversation lets its model's tools touch.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The company's configuration.
    pub config: &'a TenantConfig,
    /// The company's date today.
    pub today: Date,
    /// The number the caller calls from.
    pub caller: Option<&'a PhoneNumber>,
    /// The slots offered in this call.
    pub offered: &'a [Slot],
    /// The caller's appointments, once they were looked up.
    pub appointments: &'a [AppointmentId],
}

#[derive(Deserialize)]
struct CheckAvailabilityArguments {
    zip: Option<String>,
    when: Option<String>,
    part_of_day: Option<PartOfDay>,
}

#[derive(Deserialize)]
struct BookAppointmentArguments {
    slot_id: String,
    job_type: String,
    name: String,
    callback_number: Option<String>,
    street_address: String,
    city: Option<String>,
    zip: String,
    problem: String,
    access_notes: Option<String>,
}

#[derive(Deserialize)]
struct RescheduleArguments {
    appointment_id: String,
    slot_id: String,
}

#[derive(Deserialize)]
struct CancelArguments {
    appointment_id: String,
}

#[derive(Deserialize)]
struct TakeMessageArguments {
    name: Option<String>,
    callback_number: Option<String>,
    message: String,
    #[serde(default)]
    urgent: bool,
}

#[derive(Deserialize)]
struct ReportEmergencyArguments {
    hazard: Hazard,
}

#[derive(Deserialize)]
struct EndCallArguments {
    goodbye: Option<String>,
}

impl Tool {
    /// Reads a model's tool call; `arguments` is the JSON text it wrote.
    pub fn parse(name: &str, arguments: &str, scope: Scope<'_>) -> Result<Self, ToolError> {
        match name {
            "check_availability" => scope.check_availability(&read(arguments)?),
            "book_appointment" => scope.book_appointment(&read(arguments)?),
            "reschedule" => {
                let arguments: RescheduleArguments = read(arguments)?;
                let appointment = scope.appointment(&arguments.appointment_id)?;
                Ok(Self::Reschedule { appointment, slot: scope.offered_slot(&arguments.slot_id)? })
            }
            "cancel" => {
                let arguments: CancelArguments = read(arguments)?;
                Ok(Self::Cancel { appointment: scope.appointment(&arguments.appointment_id)? })
            }
            "look_up_customer" => Ok(Self::LookUpCustomer),
            "take_message" => scope.take_message(&read(arguments)?),
            "report_emergency" => {
                Ok(Self::ReportEmergency { hazard: read::<ReportEmergencyArguments>(arguments)?.hazard })
            }
            "transfer_to_person" => Ok(Self::TransferToPerson),
            "end_call" => {
                let arguments: EndCallArguments = read(arguments)?;
                Ok(Self::EndCall { goodbye: arguments.goodbye.as_deref().and_then(Text::cut) })
            }
            _ => Err(ToolError::Unknown),
        }
    }
}

/// An empty argument text stands for no arguments, as some servers send it.
fn read<'a, T: Deserialize<'a>>(arguments: &'a str) -> Result<T, ToolError> {
    let arguments = if arguments.trim().is_empty() { "{}" } else { arguments };
    serde_json::from_str(arguments).map_err(|error| ToolError::Malformed(error.to_string()))
}

fn argument<T>(field: &'static str, result: Result<T, impl std::fmt::Display>) -> Result<T, ToolError> {
    result.map_err(|problem| ToolError::Argument { field, problem: problem.to_string() })
}

/// Models write "", "null" or "none" where a schema says null.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| {
        !text.is_empty() && !["null", "none", "n/a", "unknown"].iter().any(|word| text.eq_ignore_ascii_case(word))
    })
}

impl Scope<'_> {
    fn check_availability(&self, arguments: &CheckAvailabilityArguments) -> Result<Tool, ToolError> {
        if let Some(zip) = given(arguments.zip.as_deref()) {
            self.zip_in_area(zip)?;
        }
        let when = given(arguments.when.as_deref()).unwrap_or("soonest");
        let days = dates::resolve(when, self.today).ok_or_else(|| ToolError::Argument {
            field: "when",
            problem: "not a day; use words such as tomorrow, next Tuesday, November 24 or soonest".to_owned(),
        })?;
        let part = arguments.part_of_day.unwrap_or_else(|| PartOfDay::heard_in(when));
        Ok(Tool::CheckAvailability { days, part })
    }

    fn book_appointment(&self, arguments: &BookAppointmentArguments) -> Result<Tool, ToolError> {
        let zip = self.zip_in_area(&arguments.zip)?;
        let job_type = argument("job_type", JobTypeId::parse(&arguments.job_type))?;
        if self.config.job_type(&job_type).is_none() {
            return Err(ToolError::Argument { field: "job_type", problem: "not one of the job types".to_owned() });
        }
        let callback = self.callback(arguments.callback_number.as_deref())?.ok_or_else(|| ToolError::Argument {
            field: "callback_number",
            problem: "the caller's number is withheld; ask for one".to_owned(),
        })?;
        Ok(Tool::BookAppointment(BookingRequest {
            slot: self.offered_slot(&arguments.slot_id)?,
            job_type,
            name: argument("name", Text::parse(&arguments.name))?,
            callback,
            street: argument("street_address", Text::parse(&arguments.street_address))?,
            city: given(arguments.city.as_deref()).and_then(Text::cut),
            zip,
            problem: argument("problem", Text::cut(&arguments.problem).ok_or("must not be empty"))?,
            access_notes: given(arguments.access_notes.as_deref()).and_then(Text::cut),
        }))
    }

    fn take_message(&self, arguments: &TakeMessageArguments) -> Result<Tool, ToolError> {
        Ok(Tool::TakeMessage {
            name: given(arguments.name.as_deref()).and_then(Text::cut),
            callback: self.callback(arguments.callback_number.as_deref())?,
            message: argument("message", Text::cut(&arguments.message).ok_or("must not be empty"))?,
            urgent: arguments.urgent,
        })
    }

    fn zip_in_area(&self, zip: &str) -> Result<Zip, ToolError> {
        let zip = argument("zip", Zip::parse(zip))?;
        if self.config.service_area.covers(&zip) {
            Ok(zip)
        } else {
            Err(ToolError::OutOfArea(self.config.service_area.out_of_area_answer.to_string()))
        }
    }

    fn callback(&self, said: Option<&str>) -> Result<Option<PhoneNumber>, ToolError> {
        match given(said) {
            Some(said) => argument("callback_number", PhoneNumber::parse_spoken(said)).map(Some),
            None => Ok(self.caller.cloned()),
        }
    }

    fn offered_slot(&self, id: &str) -> Result<Slot, ToolError> {
        let id = id.trim().parse::<SlotId>().map_err(|_| ToolError::SlotNotOffered)?;
        self.offered.iter().find(|slot| slot.id == id).cloned().ok_or(ToolError::SlotNotOffered)
    }

    fn appointment(&self, id: &str) -> Result<AppointmentId, ToolError> {
        let id = AppointmentId::parse(id.trim()).map_err(|_| ToolError::NotTheirs)?;
        if self.appointments.contains(&id) { Ok(id) } else { Err(ToolError::NotTheirs) }
    }
}

#[cfg(test)]
mod tests;
