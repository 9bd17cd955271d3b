//! The places of each window, for the office's calendar.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{ArrivalWindows, Slot, Taken};
use crate::{dates::DateRange, hours::OpeningHours};

/// The places of a window on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotPlaces {
    /// The window and the day.
    pub slot: Slot,
    /// How many visits fit.
    pub capacity: u32,
    /// How many visits are booked. A company that lowers its capacity may have more than fit.
    pub booked: u32,
    /// Whether the agent offers the window: it has a place left, and the day and the time fit the booking rules.
    pub bookable: bool,
}

impl SlotPlaces {
    /// How many more visits fit.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.capacity.saturating_sub(self.booked)
    }
}

impl ArrivalWindows {
    /// The places on these days, in order of time: of windows in which the company works, and of others that have visits.
    #[must_use]
    pub fn places(
        &self,
        days: DateRange,
        taken: &Taken,
        hours: &OpeningHours,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Vec<SlotPlaces> {
        let today = zone.to_datetime(now).date();
        let bookable = today..=self.last_day(today);
        let cutoff = SignedDuration::from_mins(self.cutoff_minutes.into());
        let mut windows: Vec<_> = self.windows.iter().collect();
        windows.sort_by_key(|window| (window.starts(), window.ends(), window.id()));
        let slots = days.days().flat_map(|date| windows.iter().map(move |window| (*window, window.on(date))));
        let places = slots.filter_map(|(window, slot)| {
            let date = slot.id.date;
            let works = window.works_on(date) && hours.open_throughout(date, window.starts(), window.ends());
            let (capacity, booked) = (window.capacity(), taken.get(&slot.id).copied().unwrap_or(0));
            let in_time = bookable.contains(&date) && slot.starts_at(zone).duration_since(now) >= cutoff;
            let bookable = works && in_time && booked < capacity;
            (works || booked > 0).then_some(SlotPlaces { slot, capacity, booked, bookable })
        });
        places.collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        dates::PartOfDay,
        slot::{SlotId, SlotQuery},
        tenant::tests::acme,
    };

    fn now() -> Timestamp {
        "2026-11-23T16:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn full_window_has_no_place_left_and_a_closed_day_with_a_visit_is_shown() {
        let config = acme();
        let days = DateRange::new(date(2026, 11, 22), date(2026, 11, 24)).expect("days");
        let id = |text: &str| text.parse::<SlotId>().expect("a slot");
        let capacity = config.arrival_windows.windows()[0].capacity();
        let window = config.arrival_windows.windows()[0].id();
        let (full, closed) = (id(&format!("2026-11-24_{window}")), id(&format!("2026-11-22_{window}")));
        let taken = Taken::from([(full.clone(), capacity), (closed.clone(), 1)]);
        let places = config.arrival_windows.places(days, &taken, &config.hours, &config.time_zone, now());
        let of = |id: &SlotId| places.iter().find(|places| places.slot.id == *id).expect("shown");
        assert_eq!((of(&full).left(), of(&full).bookable), (0, false));
        assert_eq!((of(&closed).booked, of(&closed).bookable), (1, false));
    }

    proptest! {
        #[test]
        fn bookable_places_are_the_openings(start in 0_i64..20, length in 0_i64..20, full in 0_usize..40, hour in 0_i64..24) {
            let config = acme();
            let now = now() + jiff::SignedDuration::from_hours(hour);
            let first = date(2026, 11, 20) + jiff::Span::new().days(start);
            let days = DateRange::new(first, first + jiff::Span::new().days(length)).expect("days");
            let windows = &config.arrival_windows;
            let all = windows.places(days, &Taken::new(), &config.hours, &config.time_zone, now);
            let taken: Taken = all.iter().skip(full).step_by(3).map(|p| (p.slot.id.clone(), p.capacity)).collect();
            let places = windows.places(days, &taken, &config.hours, &config.time_zone, now);
            let query = SlotQuery { days: days.into(), part: PartOfDay::Any, limit: usize::MAX };
            let openings = windows.openings(&query, &taken, &config.hours, &config.time_zone, now);
            let bookable: Vec<_> = places.into_iter().filter(|p| p.bookable).map(|p| p.slot).collect();
            prop_assert_eq!(bookable, openings);
        }
    }
}
