//! Days beside each other: a week or a month that is said once counts for all of them.

use super::{DayMark, Statement};
use crate::dates::{
    calendar::{Days, monday_of},
    terms::{self, Kind, Term},
};

/// Whether a correction names its day as fully as what it corrects: "next Monday, no, Tuesday" may mean either Tuesday.
pub(super) fn same_week(corrected: &Statement, terms: &[(Option<DayMark>, Term)]) -> bool {
    let [(_, old)] = &corrected.terms[..] else { return false };
    let (Kind::Placed, Some(placed)) = (&old.kind, old.days.first()) else { return true };
    terms.iter().all(|(_, new)| match (&new.kind, new.days.first()) {
        (Kind::Weekday(_), Some(day)) => monday_of(*day) == monday_of(*placed),
        _ => true,
    })
}

/// Gives the days of "Tuesday or Wednesday next week" one week, and those of "the third or the fifth of January" one month.
///
/// "Thursday or Saturday", in the order of the week, lie in one week too.
pub(super) fn place(terms: &mut [(Option<DayMark>, Term)]) {
    for n in 0..terms.len() {
        let (placed, day) = match (&terms[n].1.kind, terms[n].1.days.first()) {
            (Kind::Placed, Some(&day)) if terms[n].1.days.len() == 1 => (true, day),
            (Kind::Dated, Some(&day)) if terms[n].1.days.len() == 1 => (false, day),
            _ => continue,
        };
        for (other, (_, term)) in terms.iter_mut().enumerate() {
            let earlier = other < n;
            let moved = match term.kind {
                Kind::Weekday(weekday) if placed => {
                    let (theirs, ours) = (weekday.to_monday_zero_offset(), day.weekday().to_monday_zero_offset());
                    let monday = monday_of(day);
                    let week: Days = monday.series(jiff::ToSpan::days(1)).take(7).collect();
                    (if earlier { theirs < ours } else { theirs > ours }).then(|| term.within(&week))
                }
                Kind::DayOfMonth(number) if !placed => {
                    let date =
                        terms::same_month(number, day).filter(|date| if earlier { *date < day } else { *date > day });
                    date.map(|date| term.within(&Days::from([date])))
                }
                _ => None,
            };
            if let Some(moved) = moved {
                *term = moved;
            }
        }
    }
    // "los lunes, miércoles y viernes": every one of them.
    if matches!(terms.first(), Some((_, term)) if matches!(term.kind, Kind::Filter)) {
        for (_, term) in terms.iter_mut().filter(|(_, term)| matches!(term.kind, Kind::Weekday(_))) {
            term.days.clone_from(&term.every);
            term.kind = Kind::Filter;
        }
    }
    for n in 1..terms.len() {
        let (Kind::Weekday(before), Kind::Weekday(weekday)) = (&terms[n - 1].1.kind, &terms[n].1.kind) else {
            continue;
        };
        let in_order = before.to_monday_zero_offset() < weekday.to_monday_zero_offset();
        let Some(&earlier) = terms[n - 1].1.days.first().filter(|_| in_order) else { continue };
        terms[n].1.days = terms[n].1.every.iter().copied().find(|day| *day >= earlier).into_iter().collect();
    }
}
