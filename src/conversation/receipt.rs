//! A receipt code: what lets a visitor come back to a conversation without an account.
//!
//! It is read aloud over the telephone and typed on small keyboards: Crockford's Base32, which has no letters that are
//! taken for digits, in six groups of three, the last character a check over the others.

use std::fmt;

use sha2::{Digest, Sha256};

/// Crockford's Base32: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters are chance, of five bits each.
const CHANCE: usize = 17;

/// How many characters stand together.
const GROUP: usize = 3;

/// A code of 85 random bits. Only the visitor has it; the store keeps its [hash](Self::hash).
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode([u8; CHANCE]);

/// The SHA-256 of a [`ReceiptCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReceiptHash(pub [u8; 32]);

impl ReceiptCode {
    /// A code from random bytes, of which each gives five bits.
    #[must_use]
    pub fn new(random: [u8; CHANCE]) -> Self {
        Self(random.map(|byte| byte & 31))
    }

    /// Reads a code as somebody typed it: case, blanks and dashes do not matter, O is 0, I and L are 1. `None` when it is
    /// mistyped: one wrong character is always noticed, and so are two that have changed places.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let mut read = [0; CHANCE + 1];
        let mut length = 0;
        for c in typed.chars().filter(|&c| !separates(c)) {
            *read.get_mut(length)? = value(c)?;
            length += 1;
        }
        let (&check, chance) = read.split_last()?;
        (length == read.len() && check == check_of(chance)).then(|| Self(std::array::from_fn(|at| read[at])))
    }

    /// The code as it is shown and read aloud: `7KQ-4WD-…`.
    #[must_use]
    pub fn reveal(&self) -> String {
        let characters: Vec<u8> =
            self.0.iter().copied().chain([check_of(&self.0)]).map(|value| ALPHABET[usize::from(value)]).collect();
        let groups = characters.chunks(GROUP).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join("-")
    }

    /// What the store keeps instead of the code.
    #[must_use]
    pub fn hash(&self) -> ReceiptHash {
        ReceiptHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for ReceiptCode {
    // A code in a log would open the conversation to whoever reads the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}

/// Blanks, and every dash that a keyboard may make of a hyphen.
fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn value(c: char) -> Option<u8> {
    let meant = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|&known| char::from(known) == meant).and_then(|at| u8::try_from(at).ok())
}

/// A Reed–Solomon check over GF(2⁵): the character with which the polynomial is 0 at α. As no two of 18 powers of α are
/// alike, it notices one wrong character and two that have changed places, wherever they stand.
fn check_of(chance: &[u8]) -> u8 {
    times_alpha(chance.iter().fold(0, |sum, value| times_alpha(sum) ^ value))
}

/// Multiplies with α, a root of x⁵ + x² + 1, whose powers are all 31 elements but 0.
fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed_otherwise(code: &str) -> String {
        code.to_lowercase().replace('-', " – ").replace('0', "o").replace('1', "l")
    }

    #[test]
    fn a_code_looks_like_this_and_is_never_printed() {
        let code = ReceiptCode::new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 255]);
        assert_eq!(code.reveal(), "123-456-789-ABC-DEF-GZ3");
        assert_eq!(format!("{code:?}"), "ReceiptCode(…)");
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in ["", "-", "123", "123-456-789-ABC-DEF-GZ", "123-456-789-ABC-DEF-GZ3T", "ÅÄÖ-456-789-ABC-DEF-GZ3"]
        {
            assert_eq!(ReceiptCode::parse(typed), None, "{typed}");
        }
        assert_eq!(ReceiptCode::parse(&"A".repeat(60_000)), None);
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_was_typed(random in any::<[u8; CHANCE]>()) {
            let code = ReceiptCode::new(random);
            prop_assert_eq!(ReceiptCode::parse(&code.reveal()), Some(code.clone()));
            prop_assert_eq!(ReceiptCode::parse(&typed_otherwise(&code.reveal())), Some(code));
        }

        #[test]
        fn one_wrong_character_is_always_told(random in any::<[u8; CHANCE]>(), at in 0..18_usize, other in 0..32_usize) {
            let mut typed: Vec<u8> = ReceiptCode::new(random).reveal().bytes().filter(|&byte| byte != b'-').collect();
            prop_assume!(typed[at] != ALPHABET[other]);
            typed[at] = ALPHABET[other];
            prop_assert_eq!(ReceiptCode::parse(&String::from_utf8_lossy(&typed)), None);
        }

        #[test]
        fn two_that_have_changed_places_are_always_told(random in any::<[u8; CHANCE]>(), a in 0..18_usize, b in 0..18_usize) {
            let mut typed: Vec<u8> = ReceiptCode::new(random).reveal().bytes().filter(|&byte| byte != b'-').collect();
            prop_assume!(typed[a] != typed[b]);
            typed.swap(a, b);
            prop_assert_eq!(ReceiptCode::parse(&String::from_utf8_lossy(&typed)), None);
        }

        #[test]
        fn whatever_is_typed_is_read_without_a_panic(typed in any::<String>()) {
            let _ = ReceiptCode::parse(&typed);
        }
    }
}
