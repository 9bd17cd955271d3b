//! The JSON of proposals. Its values have the forms that the configuration has.

use domain::{
    hours::WeeklyHours,
    money::MicroUsd,
    phone::PhoneNumber,
    proposals::{
        CompanyProposals, ProposalOrigin, ProposedService, Quote, Quoted, ServedPlaces, UnclearCode, UnclearPart,
    },
    tenant::ZipArea,
    text::Text,
    triage::Language,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What to read: exactly one of the fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProposalSource, example = json!({"text": "Open Mon-Fri 8-5. Service area: Dallas and Plano. AC tune-up $89"}))]
pub(crate) struct SourceBody {
    /// The address of the company's website, with or without `https://`.
    pub(super) website: Option<String>,
    /// A text about the company; at most 50,000 characters.
    pub(super) text: Option<String>,
}

/// What is proposed. Lists are empty, and fields missing, where nothing was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposals, example = json!({
    "languages": [], "hours": [{
        "value": {"sat": [{"opens": "09:00", "closes": "13:00"}]}, "quote": "Sat 9-1", "origin": "words",
    }],
    "areas": [{"zips": ["75201"], "cities": ["Dallas"], "quote": "Dallas 75201", "origin": "words"}],
    "services": [{
        "name": "AC tune-up", "duration_minutes": 60, "fee_micro_usd": 89_000_000, "quote": "AC tune-up $89",
        "origin": "words",
    }],
    "unclear": [], "pages": [], "model": "not_needed",
}))]
pub(crate) struct ProposalsView {
    /// The company's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<ProposedNameView>,
    /// Its telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<PhoneView>,
    /// The languages that it says it speaks.
    languages: Vec<LanguageView>,
    /// The hours of the office, the surest first. More than one if the text has several.
    hours: Vec<HoursView>,
    /// Where the text says that the company helps outside these hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency_service: Option<Quote>,
    /// The places that it serves, list by list.
    areas: Vec<AreaView>,
    /// Its kinds of visits.
    services: Vec<ServiceView>,
    /// What must be read by a person.
    unclear: Vec<UnclearView>,
    /// The addresses of the pages that were read; empty for a text.
    pages: Vec<String>,
    /// Whether the model was asked.
    model: ModelPart,
}

/// Whether the model was asked for what the code did not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelPart {
    /// It was asked, and answered.
    Asked,
    /// The code found hours, places and services, or there is no text to read.
    NotNeeded,
    /// Neither the company nor the platform has a key for the model, or it cannot be read at the moment.
    NoCredentials,
    /// The company's budget, or that of all trials, is spent.
    BudgetSpent,
    /// It did not answer in time, or not in the form that was asked for.
    Failed,
}

/// A proposed name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposedName)]
pub(crate) struct ProposedNameView {
    #[schema(value_type = String)]
    value: Text<80>,
    quote: Quote,
    origin: ProposalOrigin,
}

/// A proposed telephone number.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposedPhone)]
pub(crate) struct PhoneView {
    value: PhoneNumber,
    quote: Quote,
    origin: ProposalOrigin,
}

/// A language that the company says it speaks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposedLanguage)]
pub(crate) struct LanguageView {
    value: Language,
    quote: Quote,
    origin: ProposalOrigin,
}

/// A proposed week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposedHours)]
pub(crate) struct HoursView {
    /// As `hours.weekly` of the configuration.
    value: WeeklyHours,
    quote: Quote,
    origin: ProposalOrigin,
}

/// Proposed places, as in `service_area` of the configuration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposedArea)]
pub(crate) struct AreaView {
    zips: Vec<ZipArea>,
    #[schema(value_type = Vec<String>)]
    cities: Vec<Text<60>>,
    quote: Quote,
    origin: ProposalOrigin,
}

/// A proposed kind of visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposedService)]
pub(crate) struct ServiceView {
    #[schema(value_type = String)]
    name: Text<80>,
    /// How long such a visit usually takes; the text does not say it.
    duration_minutes: u16,
    /// The fee, if the text states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fee_micro_usd: Option<MicroUsd>,
    /// The fee outside opening hours, if the text states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    after_hours_fee_micro_usd: Option<MicroUsd>,
    quote: Quote,
    origin: ProposalOrigin,
}

/// A part of the text that a person must read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnclearPart)]
pub(crate) struct UnclearView {
    code: UnclearCode,
    quote: Quote,
}

impl ProposalsView {
    pub(super) fn new(found: CompanyProposals, pages: Vec<String>, model: ModelPart) -> Self {
        let CompanyProposals { name, phone, languages, hours, emergency_service, areas, services, unclear } = found;
        let unclear = unclear.into_iter().map(|UnclearPart { code, quote }| UnclearView { code, quote });
        Self {
            name: name.map(|Quoted { value, quote, origin }| ProposedNameView { value, quote, origin }),
            phone: phone.map(|Quoted { value, quote, origin }| PhoneView { value, quote, origin }),
            languages: languages
                .into_iter()
                .map(|Quoted { value, quote, origin }| LanguageView { value, quote, origin })
                .collect(),
            hours: hours
                .into_iter()
                .map(|Quoted { value, quote, origin }| HoursView { value, quote, origin })
                .collect(),
            emergency_service,
            areas: areas.into_iter().map(AreaView::from).collect(),
            services: services.into_iter().map(ServiceView::from).collect(),
            unclear: unclear.collect(),
            pages,
            model,
        }
    }
}

impl From<Quoted<ServedPlaces>> for AreaView {
    fn from(Quoted { value, quote, origin }: Quoted<ServedPlaces>) -> Self {
        let ServedPlaces { zips, cities } = value;
        Self { zips, cities, quote, origin }
    }
}

impl From<Quoted<ProposedService>> for ServiceView {
    fn from(Quoted { value, quote, origin }: Quoted<ProposedService>) -> Self {
        let ProposedService { name, duration_minutes, fee, after_hours_fee } = value;
        Self { name, duration_minutes, fee_micro_usd: fee, after_hours_fee_micro_usd: after_hours_fee, quote, origin }
    }
}
