//! Generated sentences of dangers by their parts: every thing with every predicate and every place; and sentences with the same
//! parts that are denied, past, supposed or about something else.

use super::{families::list_of, *};

fn list(name: &str) -> Vec<&'static str> {
    list_of(include_str!("things.txt"), name)
}

/// The sentences of a frame: every combination of the lists that its `{slots}` name.
fn sentences(frame: &str) -> Vec<String> {
    let Some((before, rest)) = frame.split_once('{') else { return vec![frame.to_owned()] };
    let Some((slot, after)) = rest.split_once('}') else { return vec![frame.to_owned()] };
    let endings = sentences(after);
    let with = |filling: &&str| endings.iter().map(|ending| format!("{before}{filling}{ending}")).collect::<Vec<_>>();
    list(slot).iter().flat_map(with).collect()
}

#[test]
fn danger_of_a_thing_is_an_emergency() {
    for (hazard, frame) in [
        (Hazard::Fire, "i'd like to report that our {units} {seems} {burning}"),
        (Hazard::Fire, "the {units} is {burning} i think"),
        (Hazard::Fire, "{igniter} {caught} {burnable}"),
        (Hazard::GasLeak, "{hitters} {hit} {lines} and {hisses}"),
        (Hazard::GasLeak, "{hitters} {hit} {lines}"),
        (Hazard::CarbonMonoxide, "{professionals} {reports} {poisons}"),
        (Hazard::Electrical, "{panels} {sizzles}"),
        (Hazard::Electrical, "{touching}"),
        (Hazard::Medical, "{heavy} {lands} {victims}"),
        (Hazard::Water, "{pipes} {bursts} {where}"),
        (Hazard::Water, "{deep}"),
        (Hazard::Fire, "{spanish_units} {spanish_burning}"),
        (Hazard::Electrical, "{spanish_panels} {spanish_sizzles}"),
        (Hazard::CarbonMonoxide, "{spanish_professionals} {spanish_reports} {spanish_poisons}"),
        (Hazard::Medical, "se le cayó {spanish_heavy} encima a {spanish_victims}"),
    ] {
        let all = sentences(frame);
        let missed: Vec<&String> = all.iter().filter(|sentence| !heard(sentence, hazard)).take(10).collect();
        assert!(missed.is_empty(), "{frame}: {missed:?} of {}", all.len());
    }
}

#[test]
fn same_parts_without_a_danger_are_no_emergency() {
    let frames = list("quiet_frames");
    let generated = frames.into_iter().flat_map(sentences);
    let all = generated.chain(list("quiet").into_iter().map(str::to_owned));
    let alarms: Vec<String> = all.filter(|sentence| is_emergency(sentence)).take(10).collect();
    assert!(alarms.is_empty(), "{alarms:?}");
}
