use super::{changes::check_merge, *};
use crate::Conflict;

fn item(number: &str) -> CustomerItem {
    CustomerItem::empty(&PhoneNumber::parse(number).expect("a number"))
}

fn record(first: CustomerItem, others: Vec<CustomerItem>) -> CustomerRecord {
    CustomerRecord { first, others }
}

fn someone() -> Handled {
    Handled { by: "usr_a".to_owned(), at: jiff::Timestamp::UNIX_EPOCH }
}

#[test]
fn mark_of_any_number_counts_for_all_and_do_not_call_comes_first() {
    let free = item("+12145550142");
    let blocked = CustomerItem { blocked: Some(someone()), ..item("+12145550143") };
    let asked = CustomerItem { do_not_call: Some(someone()), ..item("+12145550144") };
    assert_eq!(record(free.clone(), vec![]).rule(), ContactRule::Allowed);
    assert_eq!(record(free.clone(), vec![blocked.clone()]).rule(), ContactRule::Blocked);
    assert_eq!(record(free, vec![blocked, asked]).rule(), ContactRule::DoNotCall);
    assert!(ContactRule::Allowed.allows() && !ContactRule::DoNotCall.allows() && !ContactRule::Blocked.allows());
}

#[test]
fn numbers_are_merged_once_and_only_if_both_or_none_is_blocked() {
    let (a, b) = (item("+12145550142"), item("+12145550143"));
    assert_eq!(check_merge(&record(a.clone(), vec![]), &record(b.clone(), vec![])), Ok(()));
    let merged = record(b.clone(), vec![item("+12145550144")]);
    assert_eq!(check_merge(&record(a.clone(), vec![]), &merged), Err(Conflict::MergedAlready));
    let blocked = record(CustomerItem { blocked: Some(someone()), ..b.clone() }, vec![]);
    assert_eq!(check_merge(&record(a.clone(), vec![]), &blocked), Err(Conflict::OneIsBlocked));
    let many = (0..4).map(|nth| item(&format!("+1214555015{nth}"))).collect();
    let full = Conflict::TooManyMerged(MOST_NUMBERS_OF_A_CUSTOMER);
    assert_eq!(check_merge(&record(a, many), &record(b, vec![])), Err(full));
}

#[test]
fn record_of_an_earlier_release_is_read() {
    let stored = serde_json::json!({
        "number": "+12145550142", "name": "Dana Smith", "street": "12 Oak Street", "zip": "75201",
        "appointments": ["apt_1"],
    });
    let item: CustomerItem = serde_json::from_value(stored).expect("a record");
    assert_eq!(item.customer().map(|customer| customer.name.to_string()).as_deref(), Some("Dana Smith"));
    assert_eq!(record(item, vec![]).version(), 1);
}
