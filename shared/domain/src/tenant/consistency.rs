//! What can only be checked across the fields of a configuration, and the bounds of its numbers and lists.

use std::collections::BTreeSet;

use super::{FieldProblem, TenantFields};
use crate::hours::Day;

impl TenantFields {
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &str, message: &str| {
            if !holds {
                problems.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
            }
        };
        check(self.time_zone.iana_name().is_some(), "time_zone", "name a zone such as America/Chicago");
        check((1..=30).contains(&self.job_types.len()), "job_types", "list 1 to 30 job types");
        let ids: BTreeSet<_> = self.job_types.iter().map(|job_type| &job_type.id).collect();
        check(ids.len() == self.job_types.len(), "job_types", "two job types have the same id");
        for (i, job_type) in self.job_types.iter().enumerate() {
            let minutes = job_type.duration_minutes;
            check(
                (15..=720).contains(&minutes),
                &format!("job_types[{i}].duration_minutes"),
                "a visit takes 15 to 720 minutes",
            );
            check(
                job_type.member_discount_percent <= 100,
                &format!("job_types[{i}].member_discount_percent"),
                "a discount is 0 to 100 percent",
            );
        }
        for (i, window) in self.arrival_windows.windows().iter().enumerate() {
            let open = Day::ALL.into_iter().flat_map(|day| self.hours.weekly().on(day)).any(|span| {
                let overnight = span.closes() <= span.opens();
                span.opens() <= window.starts() && (overnight || span.closes() >= window.ends())
            });
            check(
                open,
                &format!("arrival_windows.windows[{i}]"),
                "lies outside the opening hours of every day, so that it would never be offered",
            );
        }
        check((5..=60).contains(&self.on_call.ring_seconds), "on_call.ring_seconds", "ring for 5 to 60 seconds");
        check(self.on_call.people.len() <= 10, "on_call.people", "list at most 10 people");
        check(self.service_area.zips.len() <= 500, "service_area.zips", "list at most 500 ZIP areas");
        check(self.service_area.cities.len() <= 200, "service_area.cities", "list at most 200 cities");
        check(self.locations.len() <= 20, "locations", "list at most 20 offices");
        for (i, location) in self.locations.iter().enumerate() {
            check(location.cities.len() <= 50, &format!("locations[{i}].cities"), "list at most 50 cities");
        }
        check(self.faq.len() <= 50, "faq", "answer at most 50 questions");
        check(self.never_say.len() <= 50, "never_say", "list at most 50 subjects");
        check(self.blocked_callers.len() <= 1000, "blocked_callers", "block at most 1000 numbers");
        problems
    }
}
