//! Numbers in words, in English and Spanish, read as people say house numbers and ZIP codes.

pub(super) fn is_numeral(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn repetition(word: &str) -> Option<usize> {
    match word {
        "double" | "doble" => Some(2),
        "triple" => Some(3),
        _ => None,
    }
}

/// Whether "and" after this word continues a number: "one hundred and five", "treinta y uno".
pub(super) fn joins_on(word: &str) -> bool {
    value(word).is_some_and(|value| value >= 20 && value % 10 == 0)
}

/// The digits of number words, read as people say house numbers: "four twelve" is 412, "twenty one fifty" is 2150.
pub(super) fn reading(words: &[String]) -> String {
    let mut digits = String::new();
    let mut pending: Option<u32> = None;
    let mut repeat = 1;
    let flush = |digits: &mut String, pending: &mut Option<u32>| {
        if let Some(value) = pending.take() {
            digits.push_str(&value.to_string());
        }
    };
    for word in words {
        if let Some(times) = repetition(word) {
            flush(&mut digits, &mut pending);
            repeat = times;
            continue;
        }
        if is_numeral(word) {
            flush(&mut digits, &mut pending);
            digits.push_str(&word.repeat(std::mem::replace(&mut repeat, 1)));
            continue;
        }
        let Some(value) = value(word) else { continue };
        match (value, pending) {
            (value, _) if repeat > 1 => {
                flush(&mut digits, &mut pending);
                digits.push_str(&value.to_string().repeat(std::mem::replace(&mut repeat, 1)));
            }
            (0, _) => {
                flush(&mut digits, &mut pending);
                digits.push('0');
            }
            (100, Some(before)) if before < 100 => pending = Some(before * 100),
            (1_000, Some(before)) if before < 100 => pending = Some(before * 1_000),
            (value, Some(before)) if value < scale(before) => pending = Some(before + value),
            (value, _) => {
                flush(&mut digits, &mut pending);
                pending = Some(value);
            }
        }
    }
    flush(&mut digits, &mut pending);
    digits
}

/// Smaller numbers than this are added to a number that ends so: 5 to 20, 12 to 300.
fn scale(before: u32) -> u32 {
    match before {
        before if before >= 1_000 && before % 1_000 == 0 => 1_000,
        before if before >= 100 && before % 100 == 0 => 100,
        before if before >= 20 && before % 10 == 0 => 10,
        _ => 0,
    }
}

pub(super) fn value(word: &str) -> Option<u32> {
    const WORDS: [(&str, u32); 85] = [
        ("zero", 0),
        ("oh", 0),
        ("o", 0),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("hundred", 100),
        ("thousand", 1_000),
        ("cero", 0),
        ("uno", 1),
        ("dos", 2),
        ("tres", 3),
        ("cuatro", 4),
        ("cinco", 5),
        ("seis", 6),
        ("siete", 7),
        ("ocho", 8),
        ("nueve", 9),
        ("diez", 10),
        ("once", 11),
        ("doce", 12),
        ("trece", 13),
        ("catorce", 14),
        ("quince", 15),
        ("dieciseis", 16),
        ("diecisiete", 17),
        ("dieciocho", 18),
        ("diecinueve", 19),
        ("veinte", 20),
        ("veintiuno", 21),
        ("veintiun", 21),
        ("veintidos", 22),
        ("veintitres", 23),
        ("veinticuatro", 24),
        ("veinticinco", 25),
        ("veintiseis", 26),
        ("veintisiete", 27),
        ("veintiocho", 28),
        ("veintinueve", 29),
        ("treinta", 30),
        ("cuarenta", 40),
        ("cincuenta", 50),
        ("sesenta", 60),
        ("setenta", 70),
        ("ochenta", 80),
        ("noventa", 90),
        ("cien", 100),
        ("ciento", 100),
        ("doscientos", 200),
        ("doscientas", 200),
        ("trescientos", 300),
        ("trescientas", 300),
        ("cuatrocientos", 400),
        ("cuatrocientas", 400),
        ("quinientos", 500),
        ("quinientas", 500),
        ("seiscientos", 600),
        ("setecientos", 700),
        ("ochocientos", 800),
        ("novecientos", 900),
        ("mil", 1_000),
    ];
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}
