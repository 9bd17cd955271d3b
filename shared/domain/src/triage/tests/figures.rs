//! Recall and false alarms on the test part of the corpus, by kind and language. docs/safety.md holds the table.

use super::*;

/// How many examples there are, and how many of them are an emergency, and at least suspect.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: usize,
    emergency: usize,
    suspect: usize,
}

impl Count {
    fn add(&mut self, judged: &Judged) {
        self.all += 1;
        self.emergency += usize::from(judged.is_emergency);
        self.suspect += usize::from(judged.is_suspect);
    }

    /// In thousandths.
    fn shares(self) -> (usize, usize) {
        (self.emergency * 1000 / self.all.max(1), self.suspect * 1000 / self.all.max(1))
    }
}

/// By level and kind; a look-alike has no kind.
fn figures(test_part: &[Judged]) -> BTreeMap<(Level, &'static str), Count> {
    let mut figures: BTreeMap<(Level, &'static str), Count> = BTreeMap::new();
    for judged in test_part {
        let kind = judged.example.hazard.map_or("none", Hazard::name);
        for kind in [kind, "all"] {
            figures.entry((judged.example.level, kind)).or_default().add(judged);
        }
    }
    figures
}

#[expect(clippy::print_stdout, reason = "the table is for docs/safety.md")]
fn print(language: &str, figures: &BTreeMap<(Level, &'static str), Count>) {
    println!("| {language} | utterances | emergency | at least suspect |\n|---|---|---|---|");
    for ((level, kind), count) in figures {
        let (emergency, suspect) = count.shares();
        let tenths = |share: usize| format!("{}.{} %", share / 10, share % 10);
        println!("| {level:?}, {kind} | {} | {} | {} |", count.all, tenths(emergency), tenths(suspect));
    }
}

/// Holds the figures of a language to what was measured, in thousandths: emergencies found, emergencies at least suspect,
/// look-alikes that are an emergency, look-alikes that are suspect.
fn assert_figures(language: &str, test_part: &[Judged], measured: [usize; 4]) {
    let figures = figures(test_part);
    print(language, &figures);
    let [found, suspected, alarms, suspicions] = measured;
    let emergencies = figures[&(Level::Emergency, "all")].shares();
    assert!(emergencies.0 >= found && emergencies.1 >= suspected, "{language}: {emergencies:?}");
    let look_alikes = figures[&(Level::None, "all")].shares();
    assert!(look_alikes.0 <= alarms && look_alikes.1 <= suspicions, "{language}: {look_alikes:?}");
}

#[test]
fn english_figures_are_as_measured() {
    assert_figures("English", &ENGLISH, [954, 995, 7, 72]);
}

#[test]
fn spanish_figures_are_as_measured() {
    assert_figures("Spanish", &SPANISH, [958, 997, 17, 101]);
}
