//! Randomness for ids and keys: letters and digits from the kernel's generator.

use getrandom::Error;

/// Without vowels and lookalikes, so that no id spells a word or is misread; 32 of them, so that a byte's low bits choose
/// evenly.
const ALPHABET: [u8; 32] = *b"23456789bcdfghjkmnpqrstvwxzBCDFG";

/// So many random characters, five bits each.
pub fn characters(count: usize) -> Result<String, Error> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes)?;
    Ok(bytes
        .into_iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|byte| char::from(*byte))
        .collect())
}

/// What follows an id's prefix: 100 bits.
pub fn id_body() -> Result<String, Error> {
    characters(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_id_is_unique_and_alphanumeric() {
        let (one, other) = (id_body().expect("random"), id_body().expect("random"));
        assert_ne!(one, other);
        assert!(one.len() == 20 && one.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{one}");
        assert_eq!(ALPHABET.iter().collect::<std::collections::BTreeSet<_>>().len(), 32);
    }
}
