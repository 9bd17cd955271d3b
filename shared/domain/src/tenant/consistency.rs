//! The checks across the fields of a configuration, and the bounds of its numbers and lists.

use std::collections::BTreeSet;

use super::{TenantConfig, TenantFields};
use crate::{
    hours::Day,
    phone::{DialingRules, PhoneNumber},
    reading::FieldProblem,
};

impl TenantFields {
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &str, message: &str| {
            if !holds {
                problems.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
            }
        };
        check(self.time_zone.iana_name().is_some(), "/time_zone", "name a zone such as America/Chicago");
        check((1..=30).contains(&self.job_types.len()), "/job_types", "list 1 to 30 job types");
        let mut ids = BTreeSet::new();
        for (i, job_type) in self.job_types.iter().enumerate() {
            let field = |name: &str| format!("/job_types/{i}/{name}");
            check(ids.insert(&job_type.id), &field("id"), "two job types have the same id");
            let minutes = job_type.duration_minutes;
            check((15..=720).contains(&minutes), &field("duration_minutes"), "a visit takes 15 to 720 minutes");
            let percent = job_type.member_discount_percent;
            check(percent <= 100, &field("member_discount_percent"), "a discount is 0 to 100 percent");
        }
        check((5..=60).contains(&self.on_call.ring_seconds), "/on_call/ring_seconds", "ring for 5 to 60 seconds");
        check(self.on_call.people.len() <= 10, "/on_call/people", "list at most 10 people");
        check(self.service_area.zips.len() <= 500, "/service_area/zips", "list at most 500 ZIP areas");
        check(self.service_area.cities.len() <= 200, "/service_area/cities", "list at most 200 cities");
        check(self.locations.len() <= 20, "/locations", "list at most 20 offices");
        for (i, location) in self.locations.iter().enumerate() {
            check(location.cities.len() <= 50, &format!("/locations/{i}/cities"), "list at most 50 cities");
        }
        check(self.faq.len() <= 50, "/faq", "answer at most 50 questions");
        check(self.never_say.len() <= 50, "/never_say", "list at most 50 subjects");
        check(self.blocked_callers.len() <= 1000, "/blocked_callers", "block at most 1000 numbers");
        check(self.languages.len() <= 9, "/languages", "list at most 9 languages");
        self.language_problems(&mut problems);
        self.question_problems(&self.languages_spoken().collect::<Vec<_>>(), &mut problems);
        self.window_problems(&mut problems);
        problems
    }

    /// Reports windows that are never offered in an ordinary week, and days on which a window is not offered.
    fn window_problems(&self, problems: &mut Vec<FieldProblem>) {
        let weekly = self.hours.weekly();
        for (i, window) in self.arrival_windows.windows().iter().enumerate() {
            let (starts, ends) = (window.starts(), window.ends());
            let field = format!("/arrival_windows/windows/{i}");
            if !Day::ALL.into_iter().any(|day| weekly.open_throughout(day, starts, ends)) {
                let message = "lies outside the opening hours of every day, in whole or in part, and is never offered";
                problems.push(FieldProblem { field, message: message.to_owned() });
                continue;
            }
            let closed = window.days().iter().filter(|day| !weekly.open_throughout(**day, starts, ends));
            let closed: Vec<&str> = closed.map(|day| day.name()).collect();
            if !closed.is_empty() {
                let message = format!(
                    "the company is not open for the whole window on {}, so the window is not offered then",
                    closed.join(", ")
                );
                problems.push(FieldProblem { field: format!("{field}/days"), message });
            }
        }
    }
}

impl TenantConfig {
    /// The numbers that calls are transferred to, each with its place as a JSON Pointer.
    pub fn dialed_numbers(&self) -> impl Iterator<Item = (String, &PhoneNumber)> {
        let forwarding = self.forwarding_number.iter().map(|number| ("/forwarding_number".to_owned(), number));
        let people = self.on_call.people.iter().enumerate();
        let on_call = people.map(|(i, person)| (format!("/on_call/people/{i}/number"), &person.number));
        forwarding.chain(on_call)
    }

    /// Reports configured numbers that the front desk itself answers: `answered`.
    #[must_use]
    pub fn problems_with_numbers(&self, answered: &BTreeSet<PhoneNumber>) -> Vec<FieldProblem> {
        let message = "is a number that this front desk answers: a call forwarded to it would come back here";
        let called = self.dialed_numbers().filter(|(_, number)| answered.contains(number));
        called.map(|(field, _)| FieldProblem { field, message: message.to_owned() }).collect()
    }

    /// Reports configured numbers that the company's rules do not let the front desk dial.
    #[must_use]
    pub fn problems_with_dialing(&self, rules: &DialingRules) -> Vec<FieldProblem> {
        let refused = self.dialed_numbers().filter_map(|(field, number)| Some((field, rules.check(number).err()?)));
        refused.map(|(field, error)| FieldProblem { field, message: error.to_string() }).collect()
    }
}
