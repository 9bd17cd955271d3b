//! The days that the statements of a phrase leave: what is wanted together, without what is ruled out.

use super::{DayMark, Statement};
use crate::dates::{
    calendar::{Calendar, Days},
    terms::{Kind, Side, Term},
};

/// The days that the statements leave; `None` if they contradict each other.
pub(super) fn days(statements: Vec<Statement>, calendar: Calendar) -> Option<Days> {
    if statements.iter().flat_map(|statement| &statement.terms).any(|(_, term)| term.days.is_empty()) {
        return None;
    }
    let (negative, positive): (Vec<_>, Vec<_>) = statements.into_iter().partition(|statement| statement.negative);
    if negative.iter().any(|statement| statement.doubtful) && positive.is_empty() {
        return None;
    }
    if positive.iter().any(|statement| statement.rest) && negative.is_empty() {
        return None;
    }
    let against = negative.iter().flat_map(|statement| &statement.terms);
    let ruled_out: Days = against.flat_map(|(_, term)| term.ruled_out(calendar)).collect();
    let left = |days: &Days| -> Days { days.difference(&ruled_out).copied().collect() };
    let mut positive = positive.into_iter();
    let Some(first) = positive.next() else {
        return Some(left(&calendar.all())).filter(|_| !ruled_out.is_empty());
    };
    let mut wanted = WantedDays::of(&first)?;
    for statement in positive {
        wanted = wanted.join(WantedDays::of(&statement)?, statement.joint, calendar)?;
    }
    let days = left(&wanted.days);
    Some(days)
}

/// The days wanted so far.
struct WantedDays {
    days: Days,
    every: Days,
    kind: Kind,
}

impl WantedDays {
    fn of(statement: &Statement) -> Option<Self> {
        let ((_, first), rest) = statement.terms.split_first()?;
        let mut wanted = Self { days: first.days.clone(), every: first.every.clone(), kind: first.kind.clone() };
        for (joint, term) in rest {
            let bounded = matches!(term.kind, Kind::Bound(..)) || matches!(wanted.kind, Kind::Bound(..));
            if bounded && *joint == Some(DayMark::And) {
                wanted.days.retain(|day| term.days.contains(day));
            } else {
                wanted.days.extend(&term.days);
            }
            wanted.every.clone_from(&wanted.days);
            if !matches!((&wanted.kind, &term.kind), (Kind::Filter, Kind::Filter)) {
                wanted.kind = Kind::Exact;
            }
        }
        Some(wanted)
    }

    fn fitting(&self) -> &Days {
        if matches!(self.kind, Kind::Scope) { &self.days } else { &self.every }
    }

    /// The days that two statements want together; `None` if they contradict each other.
    fn join(self, other: Self, joint: Option<DayMark>, calendar: Calendar) -> Option<Self> {
        let is_filter = |kind: &Kind| matches!(kind, Kind::Filter | Kind::Bound(..));
        let days = match (&self.kind, &other.kind) {
            // "next week after Wednesday": the Wednesday of that week.
            (Kind::Scope, Kind::Bound(side, anchor)) | (Kind::Bound(side, anchor), Kind::Scope) => {
                let scope = if matches!(self.kind, Kind::Scope) { &self.days } else { &other.days };
                let anchor =
                    if matches!(anchor.kind, Kind::Weekday(_)) { anchor.within(scope) } else { (**anchor).clone() };
                beside(*side, &anchor, scope, calendar)
            }
            _ if joint == Some(DayMark::Or) || matches!(other.kind, Kind::Another) => {
                self.days.union(&other.days).copied().collect()
            }
            (Kind::Weekday(_), filter) | (filter, Kind::Weekday(_)) if is_filter(filter) => {
                let named = if is_filter(&self.kind) { &other } else { &self };
                let filter = if is_filter(&self.kind) { &self } else { &other };
                let fitting: Days = named.every.intersection(&filter.days).copied().collect();
                fitting.into_iter().take(1).collect()
            }
            (ours, theirs) if is_filter(ours) || is_filter(theirs) => both(self.fitting(), other.fitting()),
            (Kind::Weekday(_), Kind::Weekday(_)) | (Kind::DayOfMonth(_), Kind::DayOfMonth(_)) => {
                self.days.union(&other.days).copied().collect()
            }
            _ if joint.is_some() => self.days.union(&other.days).copied().collect(),
            (Kind::Scope, _) => both(&self.days, &other.every),
            (_, Kind::Scope) => both(&self.every, &other.days),
            _ => both(&self.days, &other.days),
        };
        let kind = match (self.kind, other.kind) {
            (Kind::Filter, kind) | (kind, Kind::Filter) => kind,
            _ => Kind::Exact,
        };
        (!days.is_empty()).then(|| Self { every: days.clone(), days, kind })
    }
}

fn both(a: &Days, b: &Days) -> Days {
    a.intersection(b).copied().collect()
}

fn beside(side: Side, anchor: &Term, scope: &Days, calendar: Calendar) -> Days {
    both(scope, &Term::bound(side, anchor.clone(), calendar).days)
}
