//! Proposals for a company's configuration, read out of its website or of a text that its owner pastes: hours, places, services, name
//! and telephone number, each with the words that it comes from.
//!
//! A proposal is data to review and changes nothing. What stands in a text may be anything, so only what the text says is proposed,
//! and what is not certain is listed as unclear. It does not know how a website is fetched, nor how a model is asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    hours::{Day, WeeklyHours},
    money::MicroUsd,
    phone::PhoneNumber,
    tenant::ZipArea,
    text::{Text, visible},
    triage::Language,
};

mod area;
mod contact;
mod hours;
pub mod model;
mod services;
mod structured;

/// The most weeks that are proposed: a text may have hours of several offices or seasons.
const MOST_WEEKS: usize = 3;
const MOST_LISTS: usize = 8;
const MOST_SERVICES: usize = 20;
const MOST_UNCLEAR: usize = 12;

/// A page, or a text that was pasted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourcePage {
    /// Its text, with a line for each block.
    pub text: String,
    /// Its title.
    pub title: Option<String>,
    /// The name that it gives its website, `og:site_name`.
    pub site_name: Option<String>,
    /// What it says in JSON-LD, as the page has it.
    pub structured: Vec<String>,
}

/// The words that a proposal comes from: at most 300 characters on one line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, max_length = 300))]
#[serde(transparent)]
pub struct Quote(Text<300>);

impl Quote {
    fn of(text: &str, start: usize, end: usize) -> Self {
        Self(Text::cut_or(text.get(start..end).unwrap_or_default(), '…'))
    }

    fn whole(text: &str) -> Self {
        Self::of(text, 0, text.len())
    }

    /// Both quotes. `None` if they do not fit into one.
    fn and(&self, other: &Self) -> Option<Self> {
        if self == other {
            return Some(self.clone());
        }
        Text::parse(&format!("{} … {}", self.as_str(), other.as_str())).ok().map(Self)
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows the length only: the text is a company's.
impl fmt::Debug for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quote({} bytes)", self.0.len())
    }
}

/// Where a proposal comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProposalOrigin {
    /// The page says it for machines, in JSON-LD.
    Structured,
    /// The words of the text.
    Words,
    /// A model found it in the words of the text.
    Model,
}

/// A value with the words that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted<T> {
    /// The value.
    pub value: T,
    /// The words.
    pub quote: Quote,
    /// Where they stand.
    pub origin: ProposalOrigin,
}

impl<T> Quoted<T> {
    fn new((value, quote): (T, Quote), origin: ProposalOrigin) -> Self {
        Self { value, quote, origin }
    }
}

/// Places that a company serves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServedPlaces {
    /// The ZIP codes.
    pub zips: Vec<ZipArea>,
    /// The cities.
    pub cities: Vec<Text<60>>,
}

impl ServedPlaces {
    fn is_empty(&self) -> bool {
        self.zips.is_empty() && self.cities.is_empty()
    }

    /// Leaves out what another list has.
    fn without(mut self, other: &Self) -> Self {
        self.zips.retain(|zip| !other.zips.contains(zip));
        self.cities.retain(|city| !other.cities.contains(city));
        self
    }
}

/// A service that a company offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedService {
    /// Its name.
    pub name: Text<80>,
    /// How long such a visit usually takes; the text does not say it.
    pub duration_minutes: u16,
    /// The fee, if the text states it.
    pub fee: Option<MicroUsd>,
    /// The fee outside opening hours, if the text states it.
    pub after_hours_fee: Option<MicroUsd>,
}

/// Why a part of a text is not proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnclearCode {
    /// Hours that can be read in two ways, or that overlap.
    Hours,
    /// Days on which visits are by appointment only.
    ByAppointment,
    /// Hours of a holiday.
    Holiday,
    /// Hours of a season.
    Season,
    /// Hours of another department, such as the showroom.
    Department,
    /// A fee that differs from the one that is proposed.
    Fee,
}

/// A part of a text that a person must read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearPart {
    /// Why it is not proposed.
    pub code: UnclearCode,
    /// The words.
    pub quote: Quote,
}

/// What is proposed for a company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanyProposals {
    /// The company's name.
    pub name: Option<Quoted<Text<80>>>,
    /// Its telephone number.
    pub phone: Option<Quoted<PhoneNumber>>,
    /// The languages that it says it speaks.
    pub languages: Vec<Quoted<Language>>,
    /// The hours of the office, the surest first. More than one if the text has several.
    pub hours: Vec<Quoted<WeeklyHours>>,
    /// Where it says that it helps outside these hours.
    pub emergency_service: Option<Quote>,
    /// The places that it serves, list by list.
    pub areas: Vec<Quoted<ServedPlaces>>,
    /// Its services.
    pub services: Vec<Quoted<ProposedService>>,
    /// What was not understood.
    pub unclear: Vec<UnclearPart>,
}

impl CompanyProposals {
    /// Reads the proposals out of pages, the most telling first.
    ///
    /// ```
    /// use domain::proposals::{CompanyProposals, SourcePage};
    ///
    /// let text = "Open Mon-Fri 8-5, Sat 9-1. Service area: Dallas, Plano and Irving. AC tune-up $89".to_owned();
    /// let found = CompanyProposals::read(&[SourcePage { text, ..SourcePage::default() }]);
    /// assert_eq!(found.hours[0].quote.as_str(), "Mon-Fri 8-5, Sat 9-1");
    /// assert_eq!(found.services[0].value.fee.map(|fee| fee.to_string()).as_deref(), Some("$89"));
    /// ```
    #[must_use]
    pub fn read(pages: &[SourcePage]) -> Self {
        let mut found = Self::default();
        for page in pages {
            found.read_structured(page);
        }
        for page in pages {
            let page = SourcePage { text: visible(&page.text).into_owned(), ..page.clone() };
            found.read_words(&page);
        }
        found.tidy();
        found
    }

    fn read_structured(&mut self, page: &SourcePage) {
        for data in structured::read(&page.structured) {
            let origin = ProposalOrigin::Structured;
            self.name = self.name.take().or_else(|| data.name.map(|name| Quoted::new(name, origin)));
            self.phone = self.phone.take().or_else(|| data.phone.map(|phone| Quoted::new(phone, origin)));
            self.hours.extend(data.hours.into_iter().map(|week| Quoted::new(week, origin)));
            self.areas.extend(data.areas.into_iter().map(|places| Quoted::new(places, origin)));
            self.add_services(services::read(&data.services), origin);
        }
    }

    fn read_words(&mut self, page: &SourcePage) {
        let origin = ProposalOrigin::Words;
        let text = &page.text;
        let hours = hours::read(text);
        self.hours.extend(hours.weeks.into_iter().map(|week| Quoted::new(week, origin)));
        self.emergency_service = self.emergency_service.take().or(hours.emergency);
        self.unclear.extend(hours.unclear);
        self.areas.extend(area::read(text).into_iter().map(|places| Quoted::new(places, origin)));
        self.add_services(services::read(text), origin);
        self.name = self.name.take().or_else(|| contact::name(page).map(|name| Quoted::new(name, origin)));
        self.phone = self.phone.take().or_else(|| contact::phone(text).map(|phone| Quoted::new(phone, origin)));
        for language in contact::languages(text) {
            if !self.languages.iter().any(|known| known.value == language.0) {
                self.languages.push(Quoted::new(language, origin));
            }
        }
    }

    fn add_services(&mut self, found: Vec<(ProposedService, Quote)>, origin: ProposalOrigin) {
        for (service, quote) in found {
            let Some(known) = self.services.iter_mut().find(|known| known.value.name == service.name) else {
                self.services.push(Quoted { value: service, quote, origin });
                continue;
            };
            let differs =
                |known: Option<MicroUsd>, other: Option<MicroUsd>| known.zip(other).is_some_and(|(a, b)| a != b);
            let ProposedService { fee, after_hours_fee, .. } = service;
            if differs(known.value.fee, fee) || differs(known.value.after_hours_fee, after_hours_fee) {
                self.unclear.push(UnclearPart { code: UnclearCode::Fee, quote });
            } else if (known.value.fee.is_none() && fee.is_some())
                || (known.value.after_hours_fee.is_none() && after_hours_fee.is_some())
            {
                // The words of both fees, if they stand apart.
                let has_fee = known.value.fee.is_some() || known.value.after_hours_fee.is_some();
                let Some(both) = (if has_fee { known.quote.and(&quote) } else { Some(quote.clone()) }) else {
                    self.unclear.push(UnclearPart { code: UnclearCode::Fee, quote });
                    continue;
                };
                known.value.fee = known.value.fee.or(fee);
                known.value.after_hours_fee = known.value.after_hours_fee.or(after_hours_fee);
                (known.quote, known.origin) = (both, origin);
            }
        }
    }

    /// Leaves out what is said twice, and bounds each list.
    fn tidy(&mut self) {
        let mut weeks: Vec<Quoted<WeeklyHours>> = Vec::new();
        for week in std::mem::take(&mut self.hours) {
            if !weeks.iter().any(|known| known.value == week.value) {
                weeks.push(week);
            }
        }
        // A footer often has fewer days than the page about hours.
        weeks
            .sort_by_key(|week| (week.origin != ProposalOrigin::Structured, std::cmp::Reverse(open_days(&week.value))));
        weeks.truncate(MOST_WEEKS);
        self.hours = weeks;
        let mut areas: Vec<Quoted<ServedPlaces>> = Vec::new();
        for list in std::mem::take(&mut self.areas) {
            let value = areas.iter().fold(list.value, |left, known| left.without(&known.value));
            if !value.is_empty() && areas.len() < MOST_LISTS {
                areas.push(Quoted { value, ..list });
            }
        }
        self.areas = areas;
        self.services.truncate(MOST_SERVICES);
        let mut unclear: Vec<UnclearPart> = Vec::new();
        for part in std::mem::take(&mut self.unclear) {
            if !unclear.contains(&part) && unclear.len() < MOST_UNCLEAR {
                unclear.push(part);
            }
        }
        self.unclear = unclear;
    }

    /// Whether a model may find what the code did not.
    #[must_use]
    pub fn lacks_anything(&self) -> bool {
        self.hours.is_empty() || self.areas.is_empty() || self.services.is_empty()
    }

    /// Whether nothing at all is proposed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { name, phone, languages, hours, areas, services, .. } = self;
        name.is_none() && phone.is_none() && [languages.len(), hours.len(), areas.len(), services.len()] == [0; 4]
    }
}

fn open_days(week: &WeeklyHours) -> usize {
    Day::ALL.into_iter().filter(|day| !week.on(*day).is_empty()).count()
}

#[cfg(test)]
mod tests;
