//! Parses a sentence: digits, names, addresses, wishes.

/// A sentence and its words in lower case.
pub(super) struct CallerSentence<'a> {
    text: &'a str,
    words: Vec<String>,
}

/// Words that name a day.
pub(super) const DAYS: [&str; 9] =
    ["today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const DIGITS: [(&str, char); 11] = [
    ("zero", '0'),
    ("oh", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
];
const STREET_ENDINGS: [&str; 26] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "way",
    "place",
    "pl",
    "circle",
    "cir",
    "trail",
    "parkway",
    "pkwy",
    "highway",
    "hwy",
    "terrace",
    "loop",
];
const PROBLEMS: [&str; 42] = [
    "furnace",
    "heat",
    "heater",
    "heating",
    "ac",
    "a/c",
    "air",
    "cooling",
    "cool",
    "cold",
    "hot",
    "warm",
    "thermostat",
    "unit",
    "system",
    "pump",
    "leak",
    "leaking",
    "noise",
    "broken",
    "broke",
    "dead",
    "working",
    "tune-up",
    "tuneup",
    "maintenance",
    "service",
    "repair",
    "fix",
    "install",
    "replace",
    "replacement",
    "estimate",
    "quote",
    "filter",
    "duct",
    "freezing",
    "conditioner",
    "conditioning",
    "compressor",
    "blowing",
    "boiler",
];

impl<'a> CallerSentence<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let words = text
            .to_lowercase()
            .replace('’', "'")
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-' | '/')))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Self { text, words }
    }

    /// "No message please".
    pub(super) fn refuses_a_message(&self) -> bool {
        self.has(&["no", "not", "don't", "never"]) && self.has(&["message", "mind", "thanks"])
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn has(&self, any: &[&str]) -> bool {
        self.words.iter().any(|word| any.contains(&word.as_str()))
    }

    /// Whether any of these phrases begins at a word: "tune" in "tune-up", and not "noon" in "afternoon".
    pub(super) fn says(&self, any: &[&str]) -> bool {
        let text = format!(" {}", self.words.join(" "));
        any.iter().any(|phrase| text.contains(&format!(" {phrase}")))
    }

    /// Whether any of these phrases stands between other words: "8" in "at 8 please", and not in "89 Cedar Court".
    pub(super) fn says_whole(&self, any: &[&str]) -> bool {
        let text = format!(" {} ", self.words.join(" "));
        any.iter().any(|phrase| text.contains(&format!(" {phrase} ")))
    }

    pub(super) fn word_count(&self) -> usize {
        self.words.len()
    }

    pub(super) fn is_question(&self) -> bool {
        let asks = ["what", "how", "do", "does", "are", "is", "when", "where", "which", "who", "why", "can", "could"];
        self.text.trim_end().ends_with('?') || self.words.first().is_some_and(|word| asks.contains(&word.as_str()))
    }

    pub(super) fn is_no(&self) -> bool {
        self.words.first().is_some_and(|word| ["no", "nope", "nah", "nothing", "wrong", "not"].contains(&word.as_str()))
    }

    pub(super) fn is_yes(&self) -> bool {
        let yes =
            ["yes", "yeah", "yep", "yup", "sure", "ok", "okay", "correct", "right", "please", "absolutely", "fine"];
        !self.is_no() && self.has(&yes)
    }

    pub(super) fn tells_a_problem(&self) -> bool {
        self.has(&PROBLEMS)
    }

    /// The groups of digits. Digits that are spoken one by one are joined.
    fn digit_runs(&self) -> Vec<(usize, String)> {
        let mut runs: Vec<(usize, String)> = Vec::new();
        let mut joins = false;
        for (at, word) in self.words.iter().enumerate() {
            let spoken = DIGITS.iter().find(|(name, _)| name == word).map(|(_, digit)| digit.to_string());
            let written = word.chars().all(|c| c.is_ascii_digit() || c == '-').then(|| word.replace('-', ""));
            let Some(digits) = spoken.clone().or(written).filter(|digits| !digits.is_empty()) else {
                joins = false;
                continue;
            };
            // Digits said one by one, and the groups of a telephone number, belong together.
            let short = spoken.is_some() || digits.len() <= 4;
            match runs.last_mut() {
                Some((_, run)) if joins && short => run.push_str(&digits),
                _ => runs.push((at, digits)),
            }
            joins = short;
        }
        runs
    }

    /// A ZIP code: five digits, but not those of a house.
    pub(super) fn zip(&self) -> Option<String> {
        let of_a_house =
            |at: usize| self.words.iter().skip(at + 1).take(4).any(|word| STREET_ENDINGS.contains(&word.as_str()));
        let runs = self.digit_runs();
        let mut zips = runs.into_iter().filter(|(at, run)| run.len() == 5 && !of_a_house(*at)).map(|(_, run)| run);
        zips.next_back()
    }

    /// A telephone number with its area code.
    pub(super) fn phone(&self) -> Option<String> {
        self.digit_runs()
            .into_iter()
            .map(|(_, run)| run)
            .find(|run| run.len() == 10 || (run.len() == 11 && run.starts_with('1')))
    }

    /// A name after "my name is" and the like.
    pub(super) fn introduced_name(&self) -> Option<String> {
        const INTRODUCTIONS: [&str; 8] =
            ["my name is ", "my name's ", "name is ", "this is ", "i'm ", "i am ", "it's for ", "under the name "];
        let lower = self.text.to_lowercase().replace('’', "'");
        // Lower case can change the length of a text. Then nothing is cut.
        if lower.len() != self.text.replace('’', "'").len() {
            return None;
        }
        let text = self.text.replace('’', "'");
        INTRODUCTIONS.iter().find_map(|introduction| {
            let after = text.get(lower.find(introduction)? + introduction.len()..)?;
            name_at_the_start_of(after, introduction.contains("name"))
        })
    }

    /// A name given as an answer: the whole of a short sentence.
    pub(super) fn answered_name(&self) -> Option<String> {
        let text = self.text.trim().trim_end_matches(['.', '!', ',']);
        let bare =
            strip_lead(text, &["it's", "it is", "that's", "that would be", "sure", "yes", "yeah", "um", "uh", ","]);
        let plain = bare
            .split_whitespace()
            .all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '.' | '&')));
        let short = (1..=4).contains(&bare.split_whitespace().count());
        let changes_the_day = self.has(&DAYS) || self.says(&["make it", "instead", "actually"]);
        (plain && short && !changes_the_day && !self.is_question()).then(|| capitalized(bare))
    }

    /// A street address: a number and the words to a "street" or the like, and a flat after it.
    pub(super) fn street(&self) -> Option<String> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let is_number = |word: &str| word.chars().next().is_some_and(|c| c.is_ascii_digit());
        (0..words.len()).filter(|&at| is_number(words[at])).find_map(|at| {
            let ending =
                words[at + 1..].iter().take(5).position(|word| STREET_ENDINGS.contains(&bare(word).as_str()))?;
            let mut last = at + 1 + ending;
            let flat = words
                .get(last + 1)
                .is_some_and(|word| ["apt", "apartment", "unit", "suite", "#"].contains(&bare(word).as_str()));
            if flat && words.get(last + 2).is_some() {
                last += 2;
            }
            Some(words[at..=last].join(" ").trim_end_matches(['.', ',', '?', '!']).to_owned())
        })
    }

    /// An address given as an answer: whatever follows the first number, or all of it.
    pub(super) fn answered_street(&self) -> Option<String> {
        let text = self.text.trim().trim_end_matches(['.', '!']);
        let lead = [
            "it's",
            "it is",
            "i live at",
            "i'm at",
            "my address is",
            "the address is",
            "address is",
            "at",
            "um",
            "uh",
            "no",
            ",",
        ];
        let text = strip_lead(text, &lead);
        let long_enough = text.split_whitespace().count() >= 2;
        self.street().or_else(|| (long_enough && !self.is_question()).then(|| text.to_owned()))
    }
}

fn bare(word: &str) -> String {
    word.to_lowercase().trim_matches(|c: char| !(c.is_alphanumeric() || c == '#')).to_owned()
}

fn strip_lead<'a>(text: &'a str, leads: &[&str]) -> &'a str {
    let mut rest = text.trim();
    while let Some(shorter) = leads.iter().find_map(|lead| {
        let after =
            rest.get(..lead.len()).filter(|start| start.eq_ignore_ascii_case(lead)).map(|_| &rest[lead.len()..])?;
        after.starts_with([' ', ',']).then(|| after.trim_start_matches([' ', ',']))
    }) {
        rest = shorter;
    }
    rest
}

/// Up to three words. After "I'm" only capitalised words count, because "I'm" rarely introduces a name.
fn name_at_the_start_of(text: &str, introduced_as_name: bool) -> Option<String> {
    const NO_NAMES: [&str; 22] = [
        "calling", "at", "in", "the", "a", "an", "not", "so", "having", "here", "and", "on", "from", "just", "looking",
        "my", "your", "about", "for", "freezing", "with", "good",
    ];
    let mut name = Vec::new();
    for word in text.split_whitespace().take(3) {
        let clean = word.trim_matches(|c: char| !c.is_alphabetic());
        let looks_like_one = clean.chars().next().is_some_and(char::is_uppercase) || introduced_as_name;
        if clean.is_empty() || !looks_like_one || NO_NAMES.contains(&clean.to_lowercase().as_str()) {
            break;
        }
        name.push(clean);
        if word.ends_with([',', '.', '!', '?', ';']) {
            break;
        }
    }
    (!name.is_empty()).then(|| capitalized(&name.join(" ")))
}

fn capitalized(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    name.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}
