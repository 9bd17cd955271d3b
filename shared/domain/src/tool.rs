//! The tools a model may call: a closed set, each with typed arguments.
//!
//! A model's arguments are hostile input. Here they become a [`Tool`] or an error that the model can act on. [`ToolScope`]
//! checks what depends on the conversation: the offered slots and the caller's appointments.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    booking::BookingRequest,
    dates::{self, DayRequest, DaySet, PartOfDay},
    dictation::{Refusal, address, digits, is_placeholder, name},
    id::AppointmentId,
    non_customer::NonCustomer,
    phone::PhoneNumber,
    slot::{Slot, SlotId},
    tenant::{JobTypeId, NOT_KNOWN, TenantConfig, Zip},
    text::Text,
    triage::{Hazard, Language},
};

mod answers;
mod spec;

pub(crate) use spec::NAMES;
pub use spec::{ToolSpec, definitions};

/// A valid tool call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Reads the free arrival windows.
    CheckAvailability {
        /// The days asked about.
        days: DaySet,
        /// The part of the day asked about.
        part: PartOfDay,
        /// Where, if the caller has said it; within the service area.
        zip: Option<Zip>,
    },
    /// Books a visit. The caller hears it read back first.
    BookAppointment(BookingRequest),
    /// Moves a visit of this caller to another slot.
    Reschedule {
        /// The visit.
        appointment: AppointmentId,
        /// The new slot.
        slot: Slot,
    },
    /// Cancels a visit of this caller.
    Cancel {
        /// The visit.
        appointment: AppointmentId,
    },
    /// Reads the customer record and the appointments of the caller's number. The conversation compares the details
    /// that the model passes on with what the caller said.
    LookUpCustomer,
    /// Takes a message for the company.
    TakeMessage {
        /// The caller's name.
        name: Option<Text<80>>,
        /// The number to call back; by default the caller's.
        callback: Option<PhoneNumber>,
        /// The message.
        message: Text<1000>,
        /// Whether it cannot wait.
        urgent: bool,
    },
    /// Reports a danger. It adds to the dangers that triage heard and removes none.
    ReportEmergency {
        /// The kind of danger.
        hazard: Hazard,
        /// How sure it is.
        level: ReportLevel,
    },
    /// Connects the caller to a person.
    TransferToPerson,
    /// Reports that the caller is not a customer. The call ends, or a message is taken, by the company's policy.
    NotACustomer(NonCustomer),
    /// Ends the call.
    EndCall {
        /// The last words.
        goodbye: Option<Text<300>>,
    },
}

/// Why a tool call is refused, in words for the model. The model may repeat them to the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// There is no such tool.
    #[error("there is no such tool; use one of the tools you were given")]
    Unknown,
    /// The arguments do not have the tool's shape.
    #[error("the arguments do not fit the tool: {0}")]
    Malformed(String),
    /// An argument is invalid.
    #[error("{field}: {problem}")]
    Argument {
        /// The argument.
        field: &'static str,
        /// The problem.
        problem: String,
    },
    /// An answer to one of the company's questions is missing or wrong.
    #[error("answers.{id}: {problem}")]
    Answer {
        /// The question.
        id: String,
        /// The problem, with the words to ask the question.
        problem: String,
    },
    /// The company does not serve the place. Contains its answer to callers from elsewhere.
    #[error("outside the service area; tell the caller: {0}")]
    OutOfArea(String),
    /// The slot was not offered in this call.
    #[error("slot_id: not one that was offered in this call; call check_availability and offer one of its slots")]
    SlotNotOffered,
    /// The appointment is not known to be this caller's.
    #[error("appointment_id: not one of this caller's; call look_up_customer first")]
    NotTheirs,
}

/// What the tools of a conversation may use.
#[derive(Debug, Clone, Copy)]
pub struct ToolScope<'a> {
    /// The company's configuration.
    pub config: &'a TenantConfig,
    /// The company's date today.
    pub today: Date,
    /// The language of the call.
    pub language: Language,
    /// The caller's number.
    pub caller: Option<&'a PhoneNumber>,
    /// The slots offered in this call.
    pub offered: &'a [Slot],
    /// The caller's appointments, once they are looked up.
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
    answers: Option<Map<String, Value>>,
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

/// How sure the model is of a danger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportLevel {
    /// It is a danger; also if the model does not say.
    #[default]
    Emergency,
    /// One question should settle it.
    Suspect,
}

#[derive(Deserialize)]
struct ReportEmergencyArguments {
    hazard: Hazard,
    #[serde(default)]
    level: ReportLevel,
}

#[derive(Deserialize)]
struct NotACustomerArguments {
    kind: NonCustomer,
}

#[derive(Deserialize)]
struct EndCallArguments {
    goodbye: Option<String>,
}

/// What the agent asks for if the address is missing.
const ADDRESS: &str = "the address with its house number and street";

impl Tool {
    /// Parses a tool call; `arguments` is JSON text as the model wrote it.
    ///
    /// ```
    /// use domain::{
    ///     dates::{DateRange, PartOfDay},
    ///     tenant::starter,
    ///     text::Text,
    ///     tool::{ToolScope, Tool, ToolError},
    ///     triage::Language,
    /// };
    /// use jiff::{civil::date, tz::TimeZone};
    ///
    /// let config = starter(&Text::parse("Peak Heating")?, &TimeZone::get("America/Denver")?)?;
    /// let (today, language) = (date(2026, 11, 23), Language::ENGLISH);
    /// let scope = ToolScope { config: &config, today, language, caller: None, offered: &[], appointments: &[] };
    ///
    /// let tool = Tool::parse("check_availability", r#"{"when": "tomorrow morning"}"#, scope)?;
    /// let days = DateRange::day(date(2026, 11, 24)).into();
    /// assert_eq!(tool, Tool::CheckAvailability { days, part: PartOfDay::Morning, zip: None });
    /// let cancel = Tool::parse("cancel", r#"{"appointment_id": "apt_of_another_caller"}"#, scope);
    /// assert_eq!(cancel, Err(ToolError::NotTheirs));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(name: &str, arguments: &str, scope: ToolScope<'_>) -> Result<Self, ToolError> {
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
                let ReportEmergencyArguments { hazard, level } = read(arguments)?;
                Ok(Self::ReportEmergency { hazard, level })
            }
            "transfer_to_person" => Ok(Self::TransferToPerson),
            "not_a_customer" => {
                let NotACustomerArguments { kind } = read(arguments)?;
                Ok(Self::NotACustomer(kind))
            }
            "end_call" => {
                let arguments: EndCallArguments = read(arguments)?;
                Ok(Self::EndCall { goodbye: arguments.goodbye.as_deref().and_then(Text::cut) })
            }
            _ => Err(ToolError::Unknown),
        }
    }
}

/// Parses arguments. Some servers send an empty text for no arguments.
fn read<'a, T: Deserialize<'a>>(arguments: &'a str) -> Result<T, ToolError> {
    let arguments = if arguments.trim().is_empty() { "{}" } else { arguments };
    serde_json::from_str(arguments).map_err(|error| ToolError::Malformed(error.to_string()))
}

fn argument<T>(field: &'static str, result: Result<T, impl std::fmt::Display>) -> Result<T, ToolError> {
    result.map_err(|problem| ToolError::Argument { field, problem: problem.to_string() })
}

/// An optional argument. Models write "", "null" or "none" where the schema says null.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| {
        !text.is_empty() && !["null", "none", "n/a", "unknown"].iter().any(|word| text.eq_ignore_ascii_case(word))
    })
}

/// An optional argument in the caller's words. A placeholder counts as missing.
fn said(text: Option<&str>) -> Option<&str> {
    given(text).filter(|text| !is_placeholder(text))
}

/// A dictated argument; `what` is what to ask the caller for.
fn dictated<T>(field: &'static str, read: Result<T, Refusal>, what: &str) -> Result<T, ToolError> {
    read.map_err(|refusal| {
        let problem = match refusal {
            Refusal::Placeholder => format!("a placeholder, not the caller's words; ask the caller for {what}"),
            Refusal::Invalid => format!("not {what}; ask the caller for it"),
        };
        ToolError::Argument { field, problem }
    })
}

impl ToolScope<'_> {
    fn check_availability(&self, arguments: &CheckAvailabilityArguments) -> Result<Tool, ToolError> {
        let zip = given(arguments.zip.as_deref()).map(|zip| self.zip_in_area(zip)).transpose()?;
        let when = given(arguments.when.as_deref()).unwrap_or("soonest");
        let DayRequest { days, part } = dates::resolve(when, self.today).ok_or_else(|| ToolError::Argument {
            field: "when",
            problem:
                "not understood for certain. Ask the caller which day suits them, and pass on only their words for \
                      it, such as tomorrow, next Tuesday, any day but Friday, after the tenth, November 24 or soonest"
                    .to_owned(),
        })?;
        // The caller's own words count more than the model's reading of them.
        let part = Some(part).filter(|part| *part != PartOfDay::Any).or(arguments.part_of_day).unwrap_or_default();
        Ok(Tool::CheckAvailability { days, part, zip })
    }

    fn book_appointment(&self, arguments: &BookAppointmentArguments) -> Result<Tool, ToolError> {
        let zip = self.zip_in_area(&arguments.zip)?;
        let job_type = argument("job_type", JobTypeId::parse(&arguments.job_type))?;
        if self.config.job_type(&job_type).is_none() {
            return Err(ToolError::Argument { field: "job_type", problem: "not one of the job types".to_owned() });
        }
        let callback = self.callback(arguments.callback_number.as_deref())?.ok_or_else(|| ToolError::Argument {
            field: "callback_number",
            problem: "the caller's number is withheld or cannot be called back; ask for one".to_owned(),
        })?;
        let slot = self.offered_slot(&arguments.slot_id)?;
        let access_notes = arguments.access_notes.as_deref();
        let answers = self.answers(&job_type, arguments.answers.as_ref(), access_notes)?;
        Ok(Tool::BookAppointment(BookingRequest {
            slot,
            job_type,
            name: dictated("name", name::read(&arguments.name), "their full name")?,
            callback,
            street: dictated("street_address", address::read(&arguments.street_address), ADDRESS)?,
            city: said(arguments.city.as_deref()).and_then(Text::cut),
            zip,
            problem: argument("problem", Text::cut(&arguments.problem).ok_or("must not be empty"))?,
            access_notes: given(access_notes).filter(|notes| *notes != NOT_KNOWN).and_then(Text::cut),
            answers,
        }))
    }

    fn take_message(&self, arguments: &TakeMessageArguments) -> Result<Tool, ToolError> {
        Ok(Tool::TakeMessage {
            name: arguments.name.as_deref().and_then(|name| name::read(name).ok()),
            callback: self.callback(arguments.callback_number.as_deref())?,
            message: argument("message", Text::cut(&arguments.message).ok_or("must not be empty"))?,
            urgent: arguments.urgent,
        })
    }

    fn zip_in_area(&self, zip: &str) -> Result<Zip, ToolError> {
        let zip = argument("zip", Zip::parse(&digits::written_out(zip)))?;
        if self.config.service_area.covers(&zip) {
            Ok(zip)
        } else {
            Err(ToolError::OutOfArea(self.config.service_area.out_of_area_answer.to_string()))
        }
    }

    fn callback(&self, number: Option<&str>) -> Result<Option<PhoneNumber>, ToolError> {
        match said(number) {
            Some(number) => PhoneNumber::parse_spoken(number).map(Some).map_err(|_| ToolError::Argument {
                field: "callback_number",
                problem: "not a telephone number that can exist; ask for it again, area code first".to_owned(),
            }),
            None => Ok(self.caller.filter(|caller| caller.can_exist()).cloned()),
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
