use super::*;

fn drafted(text: &str, locations: &[BTreeMap<&'static str, String>]) -> Drafted {
    let zone = TimeZone::get("America/Denver").expect("bundled");
    draft(&variables(text), locations, (&Text::parse("default").expect("a name"), &zone)).expect("valid")
}

#[test]
fn every_value_has_an_origin_and_secrets_have_none_of_their_text() {
    let env = "COMPANY_NAME=\"Peak Heating\"\nTIMEZONE=America/Chicago\nTRANSFER_NUMBER=(214) 555-0142\nOPENING_HOUR=7\n\
               CLOSING_HOUR=18\nOPENAI_API_KEY=sk-secret\nEMERGENCY_PHONE=+12145550171\nDEBUG=true\nSERVICE_ZIPS=75201,752";
    let Drafted { config, origins } = drafted(env, &[]);
    assert_eq!((&*config.company, config.time_zone.iana_name()), ("Peak Heating", Some("America/Chicago")));
    assert_eq!(config.forwarding_number.as_ref().map(domain::phone::PhoneNumber::as_str), Some("+12145550142"));
    assert_eq!(config.on_call.people.len(), 1);
    let of = |field: &str| origins.iter().find(|origin| origin.field == field).expect("an origin").origin.clone();
    assert_eq!([of("/company"), of("/hours"), of("/voice")], [".env COMPANY_NAME", ".env CLOSING_HOUR", "default"]);
    let fields = serde_json::to_value(TenantFields::from(config)).expect("JSON");
    assert_eq!(fields["hours"]["weekly"]["mon"], json!([{"opens": "07:00", "closes": "18:00"}]));
    for field in fields.as_object().expect("fields").keys() {
        assert!(origins.iter().any(|origin| origin.field == format!("/{field}")), "{field}");
    }
    assert!(!serde_json::to_string(&origins).expect("JSON").contains("sk-secret"));
    assert!(origins.iter().any(|origin| origin.origin == ".env DEBUG" && origin.remark == "not understood"));
}

#[test]
fn value_that_the_configuration_does_not_accept_is_replaced_and_said() {
    let long = format!("GREETING={}\nTRANSFER_NUMBER=call Bob\nVOICE=shouting", "x".repeat(500));
    let Drafted { config, origins } = drafted(&long, &[]);
    assert_eq!(&*config.greeting, "Thank you for calling default.");
    let greeting = origins.iter().find(|origin| origin.field == "/greeting").expect("an origin");
    assert!(greeting.remark.contains("400 characters"), "{}", greeting.remark);
    assert!(origins.iter().any(|origin| origin.origin == ".env TRANSFER_NUMBER" && origin.field.is_empty()));
}

#[test]
fn usual_variables_of_a_company_are_read() {
    let env = "BUSINESS_HOURS=\"Mon-Fri 8:00-17:00; Sat 9:00-13:00\"\nDIAGNOSTIC_FEE=$89.00\nSERVICE_AREAS=Newark, Jersey City, 07103\n\
               MAX_APPOINTMENTS_PER_WINDOW=3\n";
    let Drafted { config, origins } = drafted(env, &[]);
    let fields = serde_json::to_value(TenantFields::from(config)).expect("JSON");
    assert_eq!(fields["hours"]["weekly"]["sat"], json!([{"opens": "09:00", "closes": "13:00"}]));
    assert_eq!(fields["job_types"][0]["fee_micro_usd"], json!(89_000_000));
    assert_eq!(fields["service_area"]["cities"], json!(["Newark", "Jersey City"]));
    assert_eq!(fields["service_area"]["zips"], json!(["07103"]));
    assert_eq!(fields["arrival_windows"]["windows"][0]["capacity"], json!(3));
    assert!(origins.iter().all(|origin| origin.remark != "not understood"), "{origins:?}");
    for wrong in ["DIAGNOSTIC_FEE=about 90", "BUSINESS_HOURS=always", "MAX_APPOINTMENTS_PER_WINDOW=0"] {
        let Drafted { origins, .. } = drafted(wrong, &[]);
        assert!(origins.iter().any(|origin| origin.remark.contains("no value of")), "{wrong}");
    }
}

#[test]
fn hours_and_zone_of_the_only_office_are_those_of_the_company() {
    let office = [
        ("name", "Downtown"),
        ("address", "1 Main St"),
        ("opens", "9"),
        ("closes", "17:30"),
        ("time_zone", "America/New_York"),
    ];
    let office: BTreeMap<_, _> = office.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
    let Drafted { config, .. } = drafted("", &[office]);
    assert_eq!((config.time_zone.iana_name(), config.locations.len()), (Some("America/New_York"), 1));
}
