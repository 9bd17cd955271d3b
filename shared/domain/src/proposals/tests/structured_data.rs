//! JSON-LD, as the builders of websites write it.

use super::*;

fn read_scripts(scripts: &[&str]) -> CompanyProposals {
    let structured = scripts.iter().map(|script| (*script).to_owned()).collect();
    CompanyProposals::read(&[SourcePage { structured, ..SourcePage::default() }])
}

#[test]
fn business_with_opening_hours_and_areas_is_read() {
    let found = read_scripts(&[r#"{
        "@context": "https://schema.org", "@type": "HVACBusiness", "name": "Acme Heating &amp; Air", "telephone": "+1-214-555-0142",
        "openingHours": ["Mo-Fr 08:00-17:00", "Sa 09:00-13:00"],
        "address": {"postalCode": "75201"},
        "areaServed": [{"@type": "City", "name": "Dallas, TX"}, "Plano", {"@type": "PostalAddress", "postalCode": "75024"}],
        "hasOfferCatalog": {"itemListElement": [{"@type": "Offer", "price": "89", "itemOffered": {"@type": "Service", "name": "AC tune-up"}}]}
    }"#]);
    assert_eq!(shown(&found, "hours"), "mon-fri 08:00-17:00; sat 09:00-13:00");
    assert_eq!(shown(&found, "phone"), "+12145550142");
    assert_eq!((shown(&found, "cities"), shown(&found, "zips")), ("Dallas; Plano".to_owned(), "75024".to_owned()));
    assert_eq!(shown(&found, "services"), "Seasonal tune-up $89");
    assert!(found.hours.iter().all(|week| week.origin == ProposalOrigin::Structured));
}

#[test]
fn specification_of_hours_is_read_and_its_holidays_are_left_out() {
    let found = read_scripts(&[
        r#"{"@graph": [{"@type": "WebPage", "name": "Home"}, {"@type": "LocalBusiness", "name": "Peak Air",
        "openingHoursSpecification": [
            {"dayOfWeek": ["https://schema.org/Monday", "Tuesday"], "opens": "07:30", "closes": "18:00:00"},
            {"dayOfWeek": {"name": "Wednesday"}, "opens": "00:00", "closes": "23:59"},
            {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"},
            {"dayOfWeek": "Thursday", "opens": "10:00", "closes": "12:00", "validFrom": "2026-11-26", "validThrough": "2026-11-26"}
        ]}]}"#,
    ]);
    assert_eq!(shown(&found, "hours"), "mon-tue 07:30-18:00; wed 00:00-00:00");
    assert_eq!(shown(&found, "name"), "Peak Air");
}

#[test]
fn script_that_is_broken_or_hostile_says_nothing() {
    let deep = "[".repeat(10_000);
    let strange = r#"{"telephone": {"a": 1}, "openingHours": 7, "openingHoursSpecification": [null, {"dayOfWeek": "Mo"}], "areaServed": [[]]}"#;
    assert_eq!(read_scripts(&["", "{", &deep, strange, "null"]), CompanyProposals::default());
}

#[test]
fn words_add_what_the_data_lacks_and_do_not_replace_it() {
    let structured = vec![r#"{"telephone": "2145550142", "openingHours": "Mo-Fr 08:00-17:00"}"#.to_owned()];
    let text = "Mon-Sat 9am-6pm\nCall (303) 555-0188\nService area: Denver, Aurora".to_owned();
    let found = CompanyProposals::read(&[SourcePage { text, structured, ..SourcePage::default() }]);
    let weeks: Vec<String> = found.hours.iter().map(|week| written(&week.value)).collect();
    assert_eq!(weeks, ["mon-fri 08:00-17:00", "mon-sat 09:00-18:00"], "both are shown, that of the data first");
    assert_eq!(
        (shown(&found, "phone"), shown(&found, "cities")),
        ("+12145550142".to_owned(), "Denver; Aurora".to_owned())
    );
}
