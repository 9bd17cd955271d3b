//! Reads a whole phrase: which days are wanted, which are not, and which were corrected.
//!
//! Every word belongs to a day, a part of the day, a mark, a filler or a reason. A word that does not, or a sense that is
//! in doubt, makes the phrase unreadable.

mod neighbours;
mod wanted;

use super::{
    DayRequest, DaySet,
    calendar::{Calendar, monday_of},
    clock::{self, Mention},
    lexicon::{self, DayMark, NEVER_IN_A_REASON},
    terms::{self, Kind, Term},
};

/// A piece of a phrase, with fillers left out.
#[derive(Debug, Clone)]
enum Item {
    Days(Term),
    Mark(DayMark),
    /// A reason with words of its own.
    Reason,
}

/// Days that a phrase wants or rules out.
#[derive(Debug, Clone)]
struct Statement {
    negative: bool,
    /// "no Tuesday" rules Tuesday out only if another day is wanted; alone it may be an answer.
    doubtful: bool,
    /// All days that nothing else rules out.
    rest: bool,
    joint: Option<DayMark>,
    terms: Vec<(Option<DayMark>, Term)>,
}

/// The phrase's days and part of the day; `None` if a word or the sense is unclear.
pub(super) fn read(words: &[&str], calendar: Calendar) -> Option<DayRequest> {
    if words.windows(2).any(|pair| matches!(pair, ["not" | "no", "only" | "solo" | "solamente"])) {
        return None;
    }
    let mut reader = Reader { calendar, mentions: Vec::new(), items: Vec::new(), spanish: lexicon::is_spanish(words) };
    reader.items_of(words)?;
    let statements = reader.statements()?;
    let part = clock::part_of(&reader.mentions);
    let words_name_a_part = reader.mentions.iter().any(|mention| matches!(mention, Mention::Part(_)));
    if statements.is_empty() {
        // "in the morning" asks for any morning; a clock time alone asks for nothing yet.
        return words_name_a_part.then(|| DaySet::new(calendar.all())).flatten().map(|days| DayRequest { days, part });
    }
    let days = wanted::days(statements, calendar)?;
    Some(DayRequest { days: DaySet::new(days)?, part })
}

struct Reader {
    calendar: Calendar,
    mentions: Vec<Mention>,
    items: Vec<Item>,
    spanish: bool,
}

impl Reader {
    /// Splits the words into items; `None` at the first word that has no role.
    fn items_of(&mut self, words: &[&str]) -> Option<()> {
        let mut at = 0;
        while at < words.len() {
            let rest = &words[at..];
            // "Today's Friday, so the day after tomorrow": the day that it is, is not a wish.
            if let ["today" | "hoy", "is" | "es", day, ..] = rest
                && let Some(day) = super::tokens::weekday(day)
            {
                (day == self.calendar.today.weekday()).then_some(())?;
                at += 3;
                continue;
            }
            let days = terms::term(rest, self.calendar);
            let mention = clock::mention(rest);
            let mark = lexicon::mark(rest);
            let length = |used: Option<usize>| used.unwrap_or(0);
            let (in_days, in_mention, in_mark) =
                (length(days.as_ref().map(|d| d.1)), length(mention.map(|m| m.1)), length(mark.map(|m| m.1)));
            if in_days > 0 && in_days >= in_mention && in_days >= in_mark {
                let (term, used) = days?;
                self.mentions.extend(clock::part_in_term(rest).map(Mention::Part));
                self.items.push(Item::Days(term));
                at += used;
            } else if in_mention > 0 && in_mention >= in_mark {
                let (mention, used) = mention?;
                self.mentions.push(mention);
                at += used;
            } else {
                let (mark, used) = mark?;
                at += used;
                let repeats = |items: &[Item]| matches!(items.last(), Some(Item::Mark(DayMark::Unable)));
                match mark {
                    DayMark::Filler => {}
                    // "I can't, I work": the second gives the reason of the first.
                    DayMark::Unable if repeats(&self.items) => {}
                    DayMark::Reason => at += self.reason(&words[at..]),
                    DayMark::But
                        if words[..at].iter().any(|word| is_universal(word))
                            && terms::term(&words[at..], self.calendar).is_some() =>
                    {
                        self.items.push(Item::Mark(DayMark::AnyBut));
                    }
                    // Between "not" and its day nothing else stands: "not sure, Tuesday maybe" rules out no day.
                    DayMark::Not | DayMark::AnyBut if terms::term(&words[at..], self.calendar).is_none() => {
                        return None;
                    }
                    DayMark::Correction | DayMark::SoftCorrection => {
                        self.items.push(Item::Mark(mark));
                        self.forget_parts(&words[at..]);
                    }
                    DayMark::NextOne | DayMark::NextDay | DayMark::NextWeek => {
                        let term = self.another(mark)?;
                        self.items.push(Item::Days(term));
                    }
                    other => self.items.push(Item::Mark(other)),
                }
            }
        }
        Some(())
    }

    /// "the next one", "the day after", "the week after": counted from the days named last.
    fn another(&self, mark: DayMark) -> Option<Term> {
        let mut named = self.items.iter().rev().filter_map(|item| match item {
            Item::Days(term) => Some(term),
            _ => None,
        });
        match mark {
            DayMark::NextOne => named
                .find(|term| matches!(term.kind, Kind::Weekday(_) | Kind::Placed) && term.days.len() == 1)
                .map(|term| term.another(7)),
            DayMark::NextDay => named.next().filter(|term| term.days.len() == 1).map(|term| term.another(1)),
            _ => {
                let term = named.next().filter(|term| matches!(term.kind, Kind::Scope))?;
                let first = monday_of(*term.days.first()?);
                Some(Term::week_of(first.saturating_add(jiff::ToSpan::days(7)), self.calendar))
            }
        }
    }

    /// A correction that names a part of the day replaces the part said before.
    fn forget_parts(&mut self, rest: &[&str]) {
        if (0..rest.len())
            .any(|at| clock::mention(&rest[at..]).is_some_and(|(mention, _)| matches!(mention, Mention::Part(_))))
        {
            self.mentions.clear();
        }
    }

    /// Passes over the words of a reason; how many they are.
    fn reason(&mut self, words: &[&str]) -> usize {
        let mut at = 0;
        while at < words.len() {
            let rest = &words[at..];
            let unknown = |rest: &[&str]| {
                rest.first().is_some_and(|word| !NEVER_IN_A_REASON.split(", ").any(|never| never == *word))
                    && terms::term(rest, self.calendar).is_none()
                    && clock::mention(rest).is_none()
                    && lexicon::mark(rest).is_none()
            };
            let passed = match lexicon::mark(rest) {
                _ if rest[0] == "so" => 0,
                _ if unknown(rest) => 1,
                Some((DayMark::Filler | DayMark::Reason | DayMark::Fine, 1))
                    if terms::term(rest, self.calendar).is_none() && clock::mention(rest).is_none() =>
                {
                    1
                }
                // "my furnace is out"
                Some((DayMark::NotThese, used)) if at > 0 => used,
                Some((DayMark::No | DayMark::And | DayMark::Or, 1)) if unknown(&rest[1..]) => 2,
                _ => 0,
            };
            if passed == 0 {
                break;
            }
            at += passed;
        }
        // "My heat is out so Tuesday please": what follows "so" is the request.
        if words.get(at) == Some(&"so") {
            return at + 1;
        }
        if at > 0 {
            self.items.push(Item::Reason);
        }
        at
    }

    fn days_at(&self, at: usize) -> Option<&Term> {
        match self.items.get(at) {
            Some(Item::Days(term)) => Some(term),
            _ => None,
        }
    }

    fn mark_at(&self, at: usize) -> Option<DayMark> {
        match self.items.get(at) {
            Some(Item::Mark(mark)) => Some(*mark),
            _ => None,
        }
    }

    /// The terms that "or" and "and" join, from `at` on, and where they end; "Monday, Wednesday or Friday" is a list too.
    fn chain(&self, mut at: usize) -> (Vec<(Option<DayMark>, Term)>, usize) {
        let mut terms = Vec::new();
        let mut joint = None;
        while let Some(term) = self.days_at(at) {
            terms.push((joint, term.clone()));
            at += 1;
            joint = self.mark_at(at).filter(|mark| matches!(mark, DayMark::Or | DayMark::And));
            if joint.is_some() && self.days_at(at + 1).is_some() {
                at += 1;
            } else if joint.is_some() || !self.is_list(at - 1) {
                break;
            } else {
                joint = Some(DayMark::Or);
            }
        }
        neighbours::place(&mut terms);
        (terms, at)
    }

    /// Whether days of one kind follow each other from `at` on, the last of them after "or" or "and".
    fn is_list(&self, at: usize) -> bool {
        let Some(first) = self.days_at(at) else { return false };
        let is_weekdays = |term: &Term| match term.kind {
            Kind::Weekday(_) => true,
            Kind::Filter => term.days.iter().zip(term.days.iter().skip(1)).all(|(a, b)| a.weekday() == b.weekday()),
            _ => false,
        };
        let alike = |at| {
            self.days_at(at).is_some_and(|term| {
                (is_weekdays(term) && is_weekdays(first))
                    || matches!((&term.kind, &first.kind), (Kind::DayOfMonth(_), Kind::DayOfMonth(_)))
            })
        };
        let end = at + (at..self.items.len()).take_while(|at| alike(*at)).count();
        end > at + 1 && matches!(self.mark_at(end), Some(DayMark::Or | DayMark::And)) && alike(end + 1)
    }

    fn statements(&self) -> Option<Vec<Statement>> {
        let mut statements: Vec<Statement> = Vec::new();
        let (mut at, mut joint, mut corrects) = (0, None, None::<Statement>);
        while at < self.items.len() {
            let start = at;
            let (mut negative, mut doubtful, mut of_all) = (false, false, false);
            match &self.items[at] {
                Item::Days(_) => {}
                Item::Reason if self.days_at(at + 1).is_some() => return None,
                Item::Reason => {
                    at += 1;
                    continue;
                }
                Item::Mark(mark) => {
                    at += 1;
                    let next_days = self.days_at(at).is_some();
                    match mark {
                        DayMark::And | DayMark::Or | DayMark::But => {
                            joint = Some(*mark);
                            continue;
                        }
                        DayMark::Not | DayMark::AnyBut | DayMark::Unable if next_days => {
                            let all = start.checked_sub(1).and_then(|before| self.days_at(before));
                            of_all =
                                *mark == DayMark::AnyBut || all.is_some_and(|term| matches!(term.kind, Kind::Filter));
                            negative = true;
                        }
                        DayMark::No if next_days => (negative, doubtful) = (true, true),
                        DayMark::Correction | DayMark::SoftCorrection => {
                            let soft = |at: usize| self.mark_at(at) == Some(DayMark::SoftCorrection);
                            // "Monday, well, better Tuesday": one correction in two words.
                            let before = (0..start).rev().find(|at| !soft(*at));
                            let after = (at..self.items.len()).find(|at| !soft(*at)).unwrap_or(at);
                            let said = before.is_some_and(|before| {
                                self.days_at(before).is_some() || self.mark_at(before) == Some(DayMark::Fine)
                            });
                            let replaced = self.days_at(after).is_some()
                                || matches!(self.mark_at(after), Some(DayMark::Not | DayMark::No | DayMark::Request));
                            let negative = statements.last().is_some_and(|last| last.negative);
                            match (mark, statements.is_empty()) {
                                (_, true) => {}
                                (DayMark::Correction, _) if !replaced => return None,
                                // "not Monday, better Tuesday" corrects nothing.
                                (DayMark::SoftCorrection, _) if negative || !said || !replaced => {}
                                // "not Monday, I mean Tuesday" may want Tuesday or rule it out.
                                _ if negative => return None,
                                _ => corrects = Some(statements.pop().filter(|last| last.terms.len() == 1)?),
                            }
                            continue;
                        }
                        DayMark::Rest => {
                            statements.push(Statement {
                                negative: false,
                                doubtful: false,
                                rest: true,
                                joint: joint.take(),
                                terms: vec![(None, Term::all(self.calendar))],
                            });
                            continue;
                        }
                        DayMark::Not | DayMark::AnyBut | DayMark::NotThese | DayMark::Unable => {
                            return None;
                        }
                        _ => continue,
                    }
                }
            }
            // "not Monday, Tuesday or Wednesday" may rule out one day or three.
            if negative && self.is_list(at) {
                return None;
            }
            let (terms, after) = self.chain(at);
            at = after;
            match self.after_days(&terms, at)? {
                After::Nothing => {}
                After::Fine => {
                    at += 1;
                    // "no, Tuesday is fine"
                    if doubtful {
                        negative = false;
                    } else if negative && !of_all {
                        return None;
                    }
                }
                // "not Tuesday, no, Wednesday" may want Wednesday or rule it out.
                After::RuledOut | After::Corrected if negative => return None,
                After::RuledOut => {
                    negative = true;
                    at += 1;
                }
                After::Corrected => {
                    at += 1;
                    corrects = Some(Statement { negative, doubtful, rest: false, joint, terms });
                    continue;
                }
            }
            if corrects.take().is_some_and(|corrected| !neighbours::same_week(&corrected, &terms)) {
                return None;
            }
            let doubtful = doubtful && negative && !terms.iter().all(|(_, term)| matches!(term.kind, Kind::Filter));
            statements.push(Statement { negative, doubtful, rest: false, joint: joint.take(), terms });
        }
        if corrects.is_some() {
            return None;
        }
        Some(statements)
    }

    /// What the words right after days say of them; `None` if it is in doubt.
    fn after_days(&self, terms: &[(Option<DayMark>, Term)], at: usize) -> Option<After> {
        let then_days = self.days_at(at + 1).is_some();
        let then_another = self.days_at(at + 1).is_some_and(|term| matches!(term.kind, Kind::Another));
        let then_fine = then_days && self.mark_at(self.chain(at + 1).1) == Some(DayMark::Fine);
        match self.mark_at(at) {
            Some(DayMark::Fine) => Some(After::Fine),
            Some(DayMark::NotThese) => Some(After::RuledOut),
            // "weekends only, I work during the week"
            Some(DayMark::Unable) if then_days && terms.iter().all(|(_, term)| term.is_filter()) => {
                Some(After::Nothing)
            }
            Some(DayMark::Unable | DayMark::No) if !then_days || then_fine || then_another => Some(After::RuledOut),
            Some(DayMark::No) if !self.spanish => Some(After::Corrected),
            Some(DayMark::Unable | DayMark::No) => None,
            _ => Some(After::Nothing),
        }
    }
}

/// What the words right after days say of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Fine,
    RuledOut,
    Corrected,
}

fn is_universal(word: &str) -> bool {
    matches!(word, "any" | "anything" | "anytime" | "every" | "all" | "everyday" | "whenever")
}
