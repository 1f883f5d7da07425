//! The name that a member of staff signs in with: how it is kept, and when two spellings are one person's.

use unicode_normalization::UnicodeNormalization as _;

/// The longest name that is looked at, in bytes: the longest that may be kept, with every letter taken apart.
pub const MAX_BYTES: usize = 1024;

/// A name as it is kept: without blanks around it, and in one normal form (NFC), whatever keyboard it came from.
#[must_use]
pub fn tidy(name: &str) -> String {
    name.trim().nfc().collect()
}

/// What is the same for all spellings of one name: upper and lower case, letters in one piece or taken apart, blanks
/// around it. An account is found by this and nothing else, and attempts are counted by it.
#[must_use]
pub fn key(name: &str) -> String {
    // Up and down again folds what has two small letters (ß and ss, σ and ς) whatever stands beside it.
    name.trim().nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_name_have_one_key() {
        for (one, other) in [
            ("erik", "ERIK"),
            ("erik", " Erik\t"),
            ("åsa", "ÅSA"),
            ("Åsa", "A\u{30a}sa"),
            ("åsa", "\u{212b}sa"),
            ("weiß", "WEISS"),
            ("νίκος", "ΝΊΚΟΣ"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn different_people_have_different_keys() {
        let names = ["asa", "åsa", "äsa", "erik", "eric", "erik2", ""];
        let keys: std::collections::BTreeSet<_> = names.iter().map(|name| key(name)).collect();
        assert_eq!(keys.len(), names.len());
    }

    #[test]
    fn a_name_is_kept_in_one_piece_and_with_its_capitals() {
        assert_eq!(tidy(" A\u{30a}sa "), "Åsa");
    }
}
