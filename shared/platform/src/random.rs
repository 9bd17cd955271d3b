//! Randomness for ids and keys: letters and digits from the kernel's generator.

use getrandom::Error;

/// No vowels and no lookalikes, so that an id contains no word and is hard to misread. There are 32 characters, so the
/// low five bits of a byte choose uniformly.
const ALPHABET: [u8; 32] = *b"23456789bcdfghjkmnpqrstvwxzBCDFG";

/// This many random characters, with five bits each.
pub fn characters(count: usize) -> Result<String, Error> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes)?;
    Ok(bytes
        .into_iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|byte| char::from(*byte))
        .collect())
}

/// The part of an id after its prefix: 100 bits.
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
