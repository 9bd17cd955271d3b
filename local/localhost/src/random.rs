//! Random identifiers.

/// `BYTES` random bytes in lower-case hexadecimal.
pub fn random_hex<const BYTES: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}
