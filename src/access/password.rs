//! Passwords of staff: what is taken, and what is kept of them.
//!
//! Kept is a PHC string of argon2id with its own salt and cost, so that a cost raised later leaves older hashes
//! readable. Hashing takes tens of milliseconds and megabytes on purpose: callers bound how many run at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

/// The fewest characters of a password (NIST SP 800-63B-4 asks for 15 where nothing else protects; 12 with throttling).
pub const MIN_CHARS: usize = 12;
/// The most bytes of a password: nobody types more, and a hash must not be made of megabytes.
pub const MAX_BYTES: usize = 1024;

/// What a hash costs whoever wants to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl Default for Cost {
    /// OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes and one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2, parallelism: 1 }
    }
}

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Too short to withstand guessing.
    #[error("a password has at least {MIN_CHARS} characters")]
    TooShort,
    /// Longer than anybody types.
    #[error("a password has at most {MAX_BYTES} bytes")]
    TooLong,
    /// The first thing that somebody guesses.
    #[error("a password is not made of the name, nor of one character again and again")]
    Guessable,
}

/// A password could not be hashed: the cost is outside of what argon2 knows.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed with this cost: {0}")]
pub struct CannotHash(String);

/// Looks at a new password. Length is what counts; no rules about kinds of characters (NIST SP 800-63B-4, 3.1.1.2).
///
/// # Errors
/// When it is too short, too long, or among the first that somebody would guess.
pub fn check(password: &str, name: &str) -> Result<(), Weak> {
    if password.len() > MAX_BYTES {
        return Err(Weak::TooLong);
    }
    if password.chars().count() < MIN_CHARS {
        return Err(Weak::TooShort);
    }
    let (lower, name) = (password.to_lowercase(), name.to_lowercase());
    let rest = if name.is_empty() { lower.clone() } else { lower.replace(&name, "") };
    let first = lower.chars().next();
    if rest.chars().count() < MIN_CHARS / 2 || lower.chars().all(|c| Some(c) == first) {
        return Err(Weak::Guessable);
    }
    Ok(())
}

/// The PHC string of a password. The salt is 128 random bits of the caller's.
///
/// # Errors
/// When argon2 does not know the cost.
pub fn hash(password: &str, salt: &[u8; 16], cost: Cost) -> Result<String, CannotHash> {
    let params = Params::new(cost.memory_kib, cost.iterations, cost.parallelism, None)
        .map_err(|error| CannotHash(error.to_string()))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let kept =
        argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| CannotHash(error.to_string()))?;
    Ok(kept.to_string())
}

/// Whether the password is the one that the PHC string was made of; never for a string that is none.
#[must_use]
pub fn fits(password: &str, kept: &str) -> bool {
    if password.len() > MAX_BYTES {
        return false;
    }
    PasswordHash::new(kept).is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}

// No letter that looks like another one or like a digit; 32 of them, so that a byte picks without a bias.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password that a person can read out and type: four groups of five, 100 random bits.
#[must_use]
pub fn readable(random: &[u8; 20]) -> String {
    let letters: Vec<u8> = random.iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
    let groups: Vec<_> = letters.chunks(5).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits_and_the_cost_stands_in_the_hash() {
        let kept = hash("korrekt häst batteri", &[7; 16], Cost::default()).expect("a hash");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("korrekt häst batteri", &kept));
        assert!(!fits("korrekt häst batterj", &kept) && !fits("", &kept) && !fits("x", "no hash at all"));
    }

    #[test]
    fn the_salt_makes_equal_passwords_look_different() {
        let cost = Cost { memory_kib: 64, iterations: 1, parallelism: 1 };
        let with = |salt| hash("korrekt häst batteri", &[salt; 16], cost).expect("a hash");
        assert_ne!(with(1), with(2));
        assert!(hash("x", &[0; 16], Cost { memory_kib: 0, ..cost }).is_err());
    }

    #[test]
    fn a_weak_password_is_refused_with_the_reason() {
        assert_eq!(check("elva tecken", "anna"), Err(Weak::TooShort));
        assert_eq!(check(&"å".repeat(513), "anna"), Err(Weak::TooLong));
        assert_eq!(check("aaaaaaaaaaaaaa", "eva"), Err(Weak::Guessable));
        assert_eq!(check("Anna-ANNA-anna-1", "anna"), Err(Weak::Guessable));
        assert_eq!(check("tolv tecken!", "anna"), Ok(()));
    }

    #[test]
    fn a_made_password_is_strong_and_has_no_letters_that_look_alike() {
        let made = readable(&std::array::from_fn(|at| u8::try_from(at * 13).expect("a byte")));
        assert_eq!(made.len(), 23);
        assert_eq!(check(&made, "anna"), Ok(()));
        assert!(!made.contains(['0', '1', 'l', 'o', 'O', 'I']));
        assert_eq!(LETTERS.iter().collect::<std::collections::BTreeSet<_>>().len(), 32);
    }
}
