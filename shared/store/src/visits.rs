//! Which visits of a range of days the office looks for.

use domain::{dates::DateRange, slot::WindowId, text::Text};
use platform::boxed;

use super::{CustomerScope, Page, Store, StoreError, VisitEntry, directory::fold, key, page::Range};

/// What the office looks for. Without a part, every visit matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// The arrival window.
    pub window: Option<WindowId>,
    /// Words of the name or the address, or digits of the number. Every word must be found.
    pub search: Option<Text<80>>,
}

impl VisitFilter {
    fn matcher(&self) -> impl Fn(&VisitEntry) -> bool {
        let words = self.search.as_ref().map(|search| {
            let folded = fold(search);
            folded.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        });
        move |entry| {
            let in_window = self.window.as_ref().is_none_or(|window| entry.slot.id.window == *window);
            in_window && words.as_ref().is_none_or(|words| has_words(entry, words))
        }
    }
}

/// Whether each word begins a word of the name or the address, or is a part of the number. No word matches nothing.
fn has_words(entry: &VisitEntry, words: &[String]) -> bool {
    let text = fold(&format!("{} {} {}", entry.name, entry.street, entry.zip));
    let number = entry.callback.to_string();
    let found = |word: &String| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && number.contains(word.as_str()))
            || text.split(' ').any(|of_text| of_text.starts_with(word.as_str()))
    };
    !words.is_empty() && words.iter().all(found)
}

impl Store {
    /// Lists the visits of these days that match, by day, time and appointment, including cancelled and moved ones. A page may
    /// be short, or even empty, and have a next one.
    #[must_use]
    #[boxed]
    pub async fn find_visits(
        &self,
        customers: &CustomerScope,
        days: DateRange,
        filter: &VisitFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<VisitEntry>, StoreError> {
        if *filter == VisitFilter::default() {
            return self.list_visits(customers, days, after, limit).await;
        }
        let scope = customers.tenant_scope();
        let range = Range::in_order(scope.tenant().as_str(), key::VISIT_ENTRY)
            .between(days.first().to_string(), days.last().to_string());
        self.within(scope).page_where(&range, after, limit, filter.matcher()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> VisitEntry {
        let entry = serde_json::json!({
            "appointment": "apt_1", "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"},
            "job_type": "repair", "name": "José Peña", "callback": "+12145550142", "street": "12 Oak Street",
            "zip": "75201", "status": "booked",
        });
        serde_json::from_value(entry).expect("an entry")
    }

    #[test]
    fn visit_is_found_by_name_number_or_address() {
        let found = |search: &str| {
            let filter = VisitFilter { window: None, search: Text::parse(search).ok() };
            filter.matcher()(&entry())
        };
        for search in ["jose", "PEÑ", "12 oak", "75201", "(214) 555-0142", "0142", "+1 214 555 0142", "peña oak"] {
            assert!(found(search), "{search}");
        }
        for search in ["dana", "ose", "13 oak", "0143", "jose elm", "…"] {
            assert!(!found(search), "{search}");
        }
    }

    #[test]
    fn visit_of_another_window_does_not_match() {
        for (window, matches) in [("morning", true), ("afternoon", false)] {
            let filter = VisitFilter { window: WindowId::parse(window).ok(), search: None };
            assert_eq!(filter.matcher()(&entry()), matches);
        }
    }
}
