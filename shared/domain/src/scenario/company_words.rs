//! The company's own words, which the agent says or repeats: no setting may tell a caller that they are safe.

use super::{ScenarioFinding, ScenarioFindingCode};
use crate::{
    conversation::assures_safety,
    tenant::{Faq, TenantConfig},
    triage,
};

/// The places of the configuration whose words assure a caller of safety.
pub(super) fn assurances(config: &TenantConfig) -> Vec<ScenarioFinding> {
    let mut spoken = vec![
        ("/greeting".to_owned(), &*config.greeting),
        ("/personality".to_owned(), &*config.personality),
        ("/service_area/out_of_area_answer".to_owned(), &*config.service_area.out_of_area_answer),
    ];
    spoken
        .extend(config.after_hours_greeting.as_ref().map(|greeting| ("/after_hours_greeting".to_owned(), &**greeting)));
    for (nth, language) in config.languages.iter().enumerate() {
        let own = [("greeting", &language.greeting), ("after_hours_greeting", &language.after_hours_greeting)];
        let own = own.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
        spoken.extend(own.map(|(name, text)| (format!("/languages/{nth}/{name}"), &**text)));
    }
    // "The filter is safe for pets" is an answer; "a smell of gas is safe until morning" is none.
    let names_danger = |faq: &Faq| triage::names_danger(&faq.question) || triage::names_danger(&faq.answer);
    let about_danger = config.faq.iter().enumerate().filter(|(_, faq)| names_danger(faq));
    spoken.extend(about_danger.map(|(nth, faq)| (format!("/faq/{nth}/answer"), &*faq.answer)));
    let assures = spoken.into_iter().filter(|(_, words)| assures_safety(words));
    assures.map(|(place, _)| ScenarioFinding::new(ScenarioFindingCode::AssuresSafety, String::new(), place)).collect()
}
