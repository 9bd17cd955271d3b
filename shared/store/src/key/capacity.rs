//! The sort keys of the places in slots.

use domain::{dates::DateRange, slot::SlotId};

pub(super) const CAPACITY: &str = "capacity#";

/// The first and last sort key of the slots on these days. `~` sorts after every character of a window's id.
pub(crate) fn capacity_between(days: DateRange) -> (String, String) {
    (format!("{CAPACITY}{}", days.first()), format!("{CAPACITY}{}~", days.last()))
}

/// The slot of a capacity item. `None` for any other item.
pub(crate) fn slot_of_capacity(sort: &str) -> Option<SlotId> {
    sort.strip_prefix(CAPACITY).and_then(|slot| slot.parse().ok())
}
