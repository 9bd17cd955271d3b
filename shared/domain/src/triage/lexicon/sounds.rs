//! How Spanish words sound. Speech recognition and people who write by ear confuse letters with one sound: h and
//! nothing, b and v, s, z and c, ll and y.

/// The sound of a word without accents, such that words that sound alike are equal.
pub(in crate::triage) fn sound(word: &str) -> String {
    let letters = word.as_bytes();
    if !letters.iter().all(u8::is_ascii_lowercase) {
        return word.to_owned();
    }
    let (mut sounds, rest) = match letters {
        [b'h' | b'g', b'u', b'e', rest @ ..] | [b'w', b'e' | b'u', rest @ ..] if !rest.is_empty() => {
            ("ue".to_owned(), rest.strip_prefix(b"e").filter(|_| letters[0] == b'w').unwrap_or(rest))
        }
        _ => (String::with_capacity(letters.len()), letters),
    };
    for at in 0..rest.len() {
        let next = rest.get(at + 1).copied().unwrap_or_default();
        let is_soft = matches!(next, b'e' | b'i');
        let previous = at.checked_sub(1).map(|previous| rest[previous]);
        let heard = match rest[at] {
            b'c' if next == b'h' => 'x',
            b'h' => continue,
            b'u' if is_soft && matches!(previous, Some(b'q' | b'g')) => continue,
            b'v' => 'b',
            b'z' | b'x' => 's',
            b'c' if is_soft => 's',
            b'c' | b'q' | b'k' if matches!(next, b's' | b'c') => continue,
            b'c' | b'q' | b'k' => 'k',
            b'g' if is_soft => 'j',
            b'l' if next == b'l' => continue,
            b'l' if previous == Some(b'l') => 'y',
            b'n' if matches!(next, b'b' | b'p' | b'v') => 'm',
            other => char::from(other),
        };
        if !sounds.ends_with(heard) {
            sounds.push(heard);
        }
    }
    match sounds.strip_suffix("ado") {
        Some(stem) if !stem.is_empty() => format!("{stem}ao"),
        _ => sounds,
    }
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn words_that_sound_alike_are_equal() {
        for (spelled, heard) in [
            ("huele", "uele"),
            ("huele", "guele"),
            ("huele", "wele"),
            ("huele", "wuele"),
            ("humo", "umo"),
            ("gas", "gaz"),
            ("chispas", "chizpas"),
            ("quemado", "kemado"),
            ("quemado", "quemao"),
            ("circuito", "sirkuito"),
            ("calefaccion", "calefasion"),
            ("llama", "yama"),
            ("bebe", "vebe"),
            ("explosion", "esplosion"),
            ("aire", "haire"),
        ] {
            assert_eq!(sound(spelled), sound(heard), "{spelled} {heard}");
        }
    }

    #[test]
    fn words_that_differ_stay_different() {
        for (one, other) in
            [("gas", "gato"), ("humo", "humedo"), ("fuga", "fecha"), ("cala", "calla"), ("casa", "caja")]
        {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
    }
}
