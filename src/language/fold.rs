//! The form of a word that the index, the courtesies and the emergencies compare: lower case, without dots and accents.
//!
//! Visitors type `sophamtning` on foreign keyboards and `SOPHÄMTNING` with caps lock on; all of them mean the same
//! word. What is shown is never folded.

/// Longest word kept, in characters. Swedish compounds reach about 40; what is longer is not a word, and its
/// beginning is enough to find it.
const LONGEST_WORD: usize = 64;

/// A text as folded words with one space between them.
///
/// ```
/// assert_eq!(vagledare::language::fold("Får BARNET åka?  P-böter…"), "far barnet aka p boter");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// [`fold`] into a buffer of the caller's, which is cleared first.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let mut word_chars = 0;
    for character in text.chars() {
        match class(character) {
            Class::Letter(base) => {
                if word_chars == 0 && !folded.is_empty() {
                    folded.push(' ');
                }
                if word_chars < LONGEST_WORD {
                    folded.push(base);
                }
                word_chars += 1;
            }
            Class::Inside => {}
            Class::Between => word_chars = 0,
        }
    }
}

/// What a character does to the word that it stands in.
enum Class {
    /// Belongs to the word, in this form.
    Letter(char),
    /// Vanishes without parting the word: `can't` is one word, and a decomposed `a` + ring is an `a`.
    Inside,
    /// Parts words.
    Between,
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' | '0'..='9' => Class::Letter(character),
        'A'..='Z' => Class::Letter(character.to_ascii_lowercase()),
        '\'' | '’' | '´' | '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' => Class::Inside,
        _ if character.is_ascii() => Class::Between,
        _ if character.is_alphanumeric() => Class::Letter(base(character)),
        _ => Class::Between,
    }
}

/// The letter under the dots and accents that Swedish and its neighbours write.
fn base(character: char) -> char {
    let lower = character.to_lowercase().next().unwrap_or(character);
    match lower {
        'à'..='æ' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn dots_accents_and_case_make_no_difference() {
        for written in ["Är idén på kön", "ar iden pa kon", "A\u{308}R IDE\u{301}N PA\u{30a} KO\u{308}N"] {
            assert_eq!(fold(written), "ar iden pa kon");
        }
    }

    #[test]
    fn punctuation_parts_words_and_apostrophes_do_not() {
        assert_eq!(fold("  Can't—you,see?p-bot\u{0}ok "), "cant you see p bot ok");
        assert_eq!(fold("😀 … \n\t"), "");
        assert_eq!(fold("Где мой дом? 家"), "где мой дом 家");
    }

    #[test]
    fn a_megabyte_of_one_word_is_a_short_word() {
        assert_eq!(fold(&"å".repeat(1_000_000)), "a".repeat(64));
    }
}
