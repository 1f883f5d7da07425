//! Passwords of staff: what is taken, and what is kept of them.
//!
//! Kept is a PHC string of argon2id with its own salt and cost, so that a cost raised later leaves older hashes
//! readable. Hashing takes tens of milliseconds and megabytes on purpose: callers bound how many run at once.
//!
//! A password is hashed in one normal form (NFC): the same keys give other bytes on a Mac than on Windows.

use std::borrow::Cow;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

/// The fewest characters of a password (NIST SP 800-63B-4 asks for 15 where nothing else protects; 12 with throttling).
pub const MIN_CHARS: usize = 12;
/// The most bytes of a password, in its normal form: nobody types more, and a hash must not be made of megabytes.
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
    if is_too_long(password) {
        return Err(Weak::TooLong);
    }
    let password = normal(password);
    if password.chars().count() < MIN_CHARS {
        return Err(Weak::TooShort);
    }
    let (lower, name) = (password.to_lowercase(), super::name::tidy(name).to_lowercase());
    let rest = if name.is_empty() { lower.clone() } else { lower.replace(&name, "") };
    let first = lower.chars().next();
    if rest.chars().count() < MIN_CHARS / 2 || lower.chars().all(|c| Some(c) == first) {
        return Err(Weak::Guessable);
    }
    Ok(())
}

/// Whether a password is longer than any that is taken: it fits nobody, which can be said without looking at a name.
#[must_use]
pub fn is_too_long(password: &str) -> bool {
    // Composing makes no text shorter than a third; what is longer still need not be composed to know it.
    password.len() > 3 * MAX_BYTES || normal(password).len() > MAX_BYTES
}

/// The PHC string of a password. The salt is 128 random bits of the caller's.
///
/// # Errors
/// When argon2 does not know the cost, or there is not as much memory.
pub fn hash(password: &str, salt: &[u8; 16], cost: Cost) -> Result<String, CannotHash> {
    let params = params(cost)?;
    let mut memory = memory(&params)?;
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    argon2.hash_password_into_with_memory(normal(password).as_bytes(), salt, &mut output, &mut memory)?;
    phc(&params, salt, &output)
}

/// A PHC string that no password fits: who asks for a name that nobody has is kept busy with it, for as long as with one
/// that somebody has. Salt and output are the caller's random bits.
///
/// # Errors
/// When argon2 does not know the cost.
pub fn of_nobody(salt: &[u8; 16], output: &[u8; 32], cost: Cost) -> Result<String, CannotHash> {
    phc(&params(cost)?, salt, output)
}

/// Whether a password is the one that a PHC string was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It is not, or the string is none.
    No,
    /// It is, but [`hash`] would make another string of it today: of its normal form, or with another cost. Until the string
    /// is made anew, it tells by its time that there is an account.
    Stale,
    /// It is.
    Yes,
}

/// Whether the password is the one that the PHC string was made of, and whether the string is of today's `cost`.
///
/// How long a no takes depends on the password and on the cost in the string, not on anything else: a password whose
/// letters can be taken apart is tried in each form, as strings from before [`hash`] kept to one were made of what came.
#[must_use]
pub fn fit(password: &str, kept: &str, cost: Cost) -> Fit {
    let Some(asked) = Asked::of(kept).filter(|_| !is_too_long(password)) else { return Fit::No };
    let of = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    match asked.spelling(password) {
        None => Fit::No,
        Some(0) if params(cost).is_ok_and(|now| of(asked.argon2.params()) == of(&now)) => Fit::Yes,
        Some(_) => Fit::Stale,
    }
}

/// Whether the password is the one that the PHC string was made of, whatever the cost.
#[must_use]
pub fn fits(password: &str, kept: &str) -> bool {
    fit(password, kept, Cost::default()) != Fit::No
}

/// What a PHC string asks for.
struct Asked {
    argon2: Argon2<'static>,
    salt: Salt,
    output: Output,
}

impl Asked {
    fn of(kept: &str) -> Option<Self> {
        let kept = PasswordHash::new(kept).ok()?;
        let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
        let version = kept.version.map(Version::try_from).transpose().ok()?.unwrap_or_default();
        let argon2 = Argon2::new(algorithm, version, Params::try_from(&kept).ok()?);
        Some(Self { argon2, salt: kept.salt?, output: kept.hash? })
    }

    /// Which of the password's spellings fits, counted from 0.
    fn spelling(&self, password: &str) -> Option<usize> {
        let mut memory = memory(self.argon2.params()).ok()?;
        spellings(password).iter().position(|password| {
            let mut output = [0; Output::MAX_LENGTH];
            let Some(output) = output.get_mut(..self.output.len()) else { return false };
            let made = self.argon2.hash_password_into_with_memory(password.as_bytes(), &self.salt, output, &mut memory);
            // `Output` compares in constant time.
            made.is_ok() && Output::new(output).is_ok_and(|output| output == self.output)
        })
    }
}

fn normal(password: &str) -> Cow<'_, str> {
    if unicode_normalization::is_nfc(password) { Cow::Borrowed(password) } else { password.nfc().collect() }
}

/// The password in its normal form, then in those that a string may have been made of before there was one.
fn spellings(password: &str) -> Vec<Cow<'_, str>> {
    let mut all = vec![normal(password)];
    for other in [password.nfd().collect(), Cow::Borrowed(password)] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

fn params(cost: Cost) -> Result<Params, CannotHash> {
    Ok(Params::new(cost.memory_kib, cost.iterations, cost.parallelism, None)?)
}

fn phc(params: &Params, salt: &[u8], output: &[u8]) -> Result<String, CannotHash> {
    let odd = |error: &dyn std::fmt::Display| CannotHash(error.to_string());
    let kept = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|error| odd(&error))?,
        salt: Some(Salt::new(salt).map_err(|error| odd(&error))?),
        hash: Some(Output::new(output).map_err(|error| odd(&error))?),
    };
    Ok(kept.to_string())
}

// glibc maps what is larger than a threshold, and gives it back to the system when it is freed. The first such piece that
// is freed raises the threshold to its own size, at most to 32 MiB: from then on 19 MiB lie in heaps, one for each of the
// threads that hash, which never shrink. A piece that is larger than the threshold can become is always mapped, and never
// raises it. Room that is not used costs nothing: no page of it is ever touched.
const ALWAYS_MAPPED_KIB: usize = 33 * 1024;

/// The memory for one hash. It goes back to the system when it is dropped.
fn memory(params: &Params) -> Result<Vec<Block>, CannotHash> {
    let blocks = params.block_count();
    let mut memory = Vec::new();
    memory
        .try_reserve_exact(blocks.max(ALWAYS_MAPPED_KIB * 1024 / Block::SIZE))
        .map_err(|error| CannotHash(error.to_string()))?;
    memory.resize(blocks, Block::new());
    Ok(memory)
}

impl From<argon2::Error> for CannotHash {
    fn from(error: argon2::Error) -> Self {
        Self(error.to_string())
    }
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

    const CHEAP: Cost = Cost { memory_kib: 64, iterations: 1, parallelism: 1 };
    const WHOLE: &str = "räksmörgås på bryggan";
    const APART: &str = "ra\u{308}ksmo\u{308}rga\u{30a}s pa\u{30a} bryggan";

    #[test]
    fn a_password_is_the_same_whatever_keyboard_it_was_typed_on() {
        for (set, typed) in
            [(WHOLE, APART), (APART, WHOLE), (APART, APART), ("ö\u{30a}ppen a\u{30a}r", "ö\u{30a}ppen år")]
        {
            assert!(fits(typed, &hash(set, &[7; 16], CHEAP).expect("a hash")), "{set:?} {typed:?}");
        }
        assert!(!fits("raksmorgas pa bryggan", &hash(WHOLE, &[7; 16], CHEAP).expect("a hash")));
        let a_mac_counts_as_windows_does = "a\u{30a}".repeat(6);
        assert_eq!(check(&a_mac_counts_as_windows_does, "anna"), Err(Weak::TooShort));
        assert_eq!(check("A\u{30a}sa-åsa-ÅSA-1", "a\u{30a}sa"), Err(Weak::Guessable));
    }

    #[test]
    fn hashes_from_before_there_was_a_normal_form_still_fit() {
        // Made of the bytes of `APART`, as they came.
        let mut output = [0; 32];
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params(CHEAP).expect("a cost"));
        argon2.hash_password_into(APART.as_bytes(), &[7; 16], &mut output).expect("a hash");
        let kept = phc(&params(CHEAP).expect("a cost"), &[7; 16], &output).expect("a string");
        assert_eq!([APART, WHOLE].map(|typed| fit(typed, &kept, CHEAP)), [Fit::Stale, Fit::Stale]);
        assert!(!fits("raksmorgas pa bryggan", &kept));
    }

    #[test]
    fn a_password_that_is_too_long_fits_nobody_and_is_never_hashed() {
        let long = "å".repeat(512);
        let kept = hash(&long, &[7; 16], CHEAP).expect("a hash");
        assert!(!is_too_long(&long) && fits(&long, &kept));
        assert!(!is_too_long(&"a\u{30a}".repeat(512)), "as long as it is on Windows");
        for long in ["å".repeat(513), "a\u{30a}".repeat(513), "x".repeat(60_000), "\u{958}".repeat(300)] {
            assert!(is_too_long(&long) && !fits(&long, &kept), "{} bytes", long.len());
        }
    }

    #[test]
    fn a_name_that_nobody_has_is_as_dear_as_one_that_somebody_has() {
        let kept = of_nobody(&[7; 16], &[9; 32], CHEAP).expect("a string");
        assert!(kept.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{kept}");
        assert!(!fits(WHOLE, &kept));
        let asked = (
            Asked::of(&kept).expect("nobody"),
            Asked::of(&hash(WHOLE, &[7; 16], CHEAP).expect("a hash")).expect("somebody"),
        );
        assert_eq!(asked.0.argon2.params(), asked.1.argon2.params());
        assert_eq!((spellings(WHOLE).len(), spellings(APART).len(), spellings("abc").len()), (2, 2, 1));
    }

    #[test]
    fn a_string_is_current_with_the_cost_of_today_only() {
        let kept = hash(WHOLE, &[7; 16], CHEAP).expect("a hash");
        assert_eq!([WHOLE, APART].map(|typed| fit(typed, &kept, CHEAP)), [Fit::Yes, Fit::Yes]);
        assert_eq!(fit(WHOLE, &kept, Cost { iterations: 2, ..CHEAP }), Fit::Stale);
        assert_eq!(fit(WHOLE, "no hash at all", CHEAP), Fit::No);
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
