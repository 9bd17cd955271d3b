//! The queries of calls: of their list, and the conditions that other queries share with it.

use api::{PageQuery, PageSize, Problem, ProblemKind};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use store::CallFilter;
use utoipa::IntoParams;

/// Declares the query of a list of calls: its own parameters, and the conditions on calls, all of which must hold. Parameters
/// that are flattened into another struct are read as text, so each struct has all of them.
macro_rules! query_of_calls {
    ($(#[$attribute:meta])* struct $name:ident { $($own:tt)* }) => {
        $(#[$attribute])*
        pub(crate) struct $name {
            $($own)*
            /// The day on which the call arrived, in the company's time zone. Not together with `from` and `to`.
            #[param(value_type = Option<String>, format = Date, example = "2026-11-23")]
            day: Option<jiff::civil::Date>,
            /// The first day on which the call arrived.
            #[param(value_type = Option<String>, format = Date, example = "2026-11-16")]
            from: Option<jiff::civil::Date>,
            /// The last day on which the call arrived.
            #[param(value_type = Option<String>, format = Date, example = "2026-11-22")]
            to: Option<jiff::civil::Date>,
            /// What came of the call.
            #[param(example = "booked")]
            outcome: Option<domain::call_facts::Outcome>,
            /// The caller's number. Write its `+` as `%2B`.
            #[param(example = "+12145550142")]
            caller: Option<domain::phone::PhoneNumber>,
            /// A kind of visit that the caller asked to book, moved or cancelled.
            #[param(example = "repair")]
            job_type: Option<domain::tenant::JobTypeId>,
            /// Whether the office was closed when the call arrived.
            #[param(example = true)]
            after_hours: Option<bool>,
            /// `true` for the calls in test mode, and only them. They are not shown otherwise.
            #[param(example = false)]
            test: Option<bool>,
            /// Whether the call is spam.
            #[param(example = false)]
            spam: Option<bool>,
            /// The language of the caller.
            #[param(example = "spanish")]
            language: Option<domain::triage::Language>,
        }

        impl $name {
            /// The conditions on calls.
            pub(crate) fn conditions(&self) -> $crate::wire::call_query::CallConditions {
                $crate::wire::call_query::CallConditions {
                    days: (self.day, self.from, self.to),
                    filter: store::CallFilter {
                        arrived: None,
                        outcome: self.outcome,
                        caller: self.caller.clone(),
                        job_type: self.job_type.clone(),
                        after_hours: self.after_hours,
                        spam: self.spam,
                        language: self.language,
                        test: self.test.unwrap_or(false),
                    },
                }
            }
        }
    };
}
pub(crate) use query_of_calls;

query_of_calls! {
    /// Which calls are listed. All conditions must hold.
    #[derive(Debug, Default, Deserialize, IntoParams)]
    #[serde(deny_unknown_fields)]
    #[into_params(parameter_in = Query)]
    struct CallsQuery {
        /// `next_cursor` of the page before, which had the same conditions. The first page if missing.
        #[param(example = "bmFtZQ")]
        cursor: Option<String>,
        /// The most items of the page: 1 to 100, 25 if missing.
        #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
        limit: Option<PageSize>,
    }
}

impl CallsQuery {
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    pub(crate) fn limit(&self) -> usize {
        PageQuery { cursor: None, limit: self.limit }.limit()
    }
}

/// The conditions of a query.
#[derive(Debug)]
pub(crate) struct CallConditions {
    /// `day`, `from` and `to`.
    pub(crate) days: (Option<Date>, Option<Date>, Option<Date>),
    /// All others.
    pub(crate) filter: CallFilter,
}

impl CallConditions {
    /// Whether they name days, which are days of the company's time zone.
    pub(crate) fn name_days(&self) -> bool {
        let (day, from, to) = self.days;
        day.or(from).or(to).is_some()
    }

    /// The filter.
    ///
    /// # Errors
    /// `malformed` if the days are contradictory.
    pub(crate) fn filter(self, zone: &TimeZone) -> Result<CallFilter, Problem> {
        Ok(CallFilter { arrived: self.arrived(zone)?, ..self.filter })
    }

    fn arrived(&self, zone: &TimeZone) -> Result<Option<(Timestamp, Timestamp)>, Problem> {
        let malformed = |detail: &str| Problem::new(ProblemKind::Malformed).with_detail(detail);
        let (first, last) = match self.days {
            (None, None, None) => return Ok(None),
            (Some(day), None, None) => (day, day),
            (Some(_), _, _) => return Err(malformed("`day` cannot be combined with `from` and `to`")),
            (None, from, to) => (from.unwrap_or(FIRST_DAY), to.unwrap_or(LAST_DAY)),
        };
        if first > last {
            return Err(malformed("`from` is after `to`"));
        }
        if first < FIRST_DAY || last > LAST_DAY {
            return Err(malformed("no call arrives on such a day"));
        }
        let begins = |day: Date| zone.to_timestamp(day.into());
        let range = last.tomorrow().and_then(|after| Ok((begins(first)?, begins(after)?)));
        range.map(Some).map_err(|_| malformed("no call arrives on such a day"))
    }
}

/// The days that are asked for lie between these.
const FIRST_DAY: Date = jiff::civil::date(2000, 1, 1);
const LAST_DAY: Date = jiff::civil::date(2999, 12, 31);

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The instants between which the calls of a query arrived, as text; an error for contradictory days.
    fn arrived(query: &CallsQuery) -> Result<Option<(String, String)>, ProblemKind> {
        let zone = TimeZone::get("America/Denver").expect("a zone");
        let filter = query.conditions().filter(&zone).map_err(|_| ProblemKind::Malformed)?;
        Ok(filter.arrived.map(|(from, until)| (from.to_string(), until.to_string())))
    }

    #[test]
    fn day_is_one_of_the_time_zone_of_the_company() {
        let day = |day| CallsQuery { day: Some(day), ..CallsQuery::default() };
        let range = |from: &str, until: &str| Ok(Some((from.to_owned(), until.to_owned())));
        assert_eq!(arrived(&CallsQuery::default()), Ok(None));
        assert_eq!(arrived(&day(date(2026, 11, 23))), range("2026-11-23T07:00:00Z", "2026-11-24T07:00:00Z"));
        assert_eq!(
            arrived(&day(date(2026, 11, 1))),
            range("2026-11-01T06:00:00Z", "2026-11-02T07:00:00Z"),
            "a day of 25 hours"
        );
    }

    #[test]
    fn contradictory_days_are_refused() {
        let [earlier, later] = [Some(date(2026, 11, 22)), Some(date(2026, 11, 23))];
        let days = |day, from, to| CallsQuery { day, from, to, ..CallsQuery::default() };
        assert!(arrived(&days(None, earlier, later)).is_ok_and(|range| range.is_some()));
        assert!(arrived(&days(None, later, None)).is_ok_and(|range| range.is_some()));
        assert_eq!(arrived(&days(None, later, earlier)), Err(ProblemKind::Malformed));
        assert_eq!(arrived(&days(later, earlier, None)), Err(ProblemKind::Malformed));
        assert_eq!(arrived(&days(Some(date(1, 1, 1)), None, None)), Err(ProblemKind::Malformed));
        assert_eq!(arrived(&days(None, None, Some(date(9999, 12, 31)))), Err(ProblemKind::Malformed));
    }
}
