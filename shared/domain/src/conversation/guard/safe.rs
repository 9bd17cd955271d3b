//! What the caller hears when the model says twice what it may not say, and what the model reads before its second attempt.

use super::CatchKind;
use crate::triage::Language;

/// A fixed sentence that keeps the call going.
pub(in super::super) fn safe_words(kind: CatchKind, language: Language) -> String {
    let words = &language.words().unsaid;
    String::from(match kind {
        CatchKind::Safety => &words.safety,
        CatchKind::Booking => &words.booking,
        CatchKind::Arrival => &words.arrival,
        CatchKind::Diagnosis => &words.diagnosis,
        CatchKind::Price => &words.price,
        CatchKind::NeverSay => &words.never_say,
    })
}

/// What the model did wrong and does instead. The system writes it, in English as the instructions are.
pub(super) fn advice(kind: CatchKind) -> &'static str {
    match kind {
        CatchKind::Safety => {
            "said that something or someone is safe, or not dangerous. Never judge safety. At any sign of danger call \
             report_emergency; otherwise say that you cannot judge it over the telephone."
        }
        CatchKind::Booking => {
            "said that something is booked, moved, cancelled or passed on, and it is not. Call the tool for it, or say that it \
             is not done yet."
        }
        CatchKind::Arrival => {
            "promised when someone arrives. Promise no arrival; offer an arrival window that check_availability returned."
        }
        CatchKind::Diagnosis => {
            "said what is wrong with the equipment. Only a technician who has seen it can; offer a visit."
        }
        CatchKind::Price => {
            "named a price that is not in your instructions. Name only prices that are there, or say that you cannot give one."
        }
        CatchKind::NeverSay => "was about a subject that you never talk about. Say that you cannot talk about it.",
    }
}
