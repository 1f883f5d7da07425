//! The words of a text as the classifier compares them, and the features that they have.
//!
//! Words are lower case, without dots, accents and vowel signs, and a letter that is written twice counts once: `hjääälp`
//! is `hjalp`. So nobody has to have the right keyboard.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Letters of a word that count; what is longer is told apart by its beginning.
const WORD: usize = 24;
/// Letters of a part of a word, with a mark at either end of the word.
const PARTS: std::ops::RangeInclusive<usize> = 3..=6;

/// The words of a text.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last = None;
    for character in text.chars().flat_map(char::to_lowercase).nfd() {
        match class(character) {
            Class::Letter(letter) => {
                if last != Some(letter) || letter.is_numeric() {
                    word.push(letter);
                }
                last = Some(letter);
            }
            Class::Inside => {}
            Class::Between => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                last = None;
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

enum Class {
    /// Belongs to the word, in this form.
    Letter(char),
    /// Vanishes without parting the word.
    Inside,
    /// Parts words.
    Between,
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' | '0'..='9' => Class::Letter(character),
        '\'' | '’' | '´' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{640}' => Class::Inside,
        _ if character.is_ascii() => Class::Between,
        _ if is_combining_mark(character) => Class::Inside,
        'ø' => Class::Letter('o'),
        'æ' => Class::Letter('a'),
        'ł' => Class::Letter('l'),
        // Letters that Arabic and Persian keyboards write differently.
        'ى' | 'ي' => Class::Letter('ی'),
        'ك' => Class::Letter('ک'),
        'ة' => Class::Letter('ه'),
        'ٱ' => Class::Letter('ا'),
        _ if character.is_alphanumeric() => Class::Letter(character),
        _ => Class::Between,
    }
}

/// A hash that grows letter by letter: FNV-1a, 32 bits.
#[derive(Clone, Copy)]
struct Hash(u32);

impl Hash {
    /// Features of different sorts never meet, but by chance.
    fn new(sort: u8) -> Self {
        Self(0x811c_9dc5).and(u32::from(sort))
    }

    fn and(self, value: u32) -> Self {
        Self((self.0 ^ value).wrapping_mul(0x0100_0193))
    }

    fn and_all(self, word: &str) -> Self {
        word.chars().fold(self, |hash, letter| hash.and(u32::from(letter)))
    }

    /// Spread over all bits, for the lowest ones to choose a row of a table.
    fn spread(self) -> u32 {
        let one = (self.0 ^ (self.0 >> 16)).wrapping_mul(0x7feb_352d);
        let two = (one ^ (one >> 15)).wrapping_mul(0x846c_a68b);
        two ^ (two >> 16)
    }
}

/// Hands the features of one word to `feature`: the word, its parts, and the word with the one and with the two before it.
pub(crate) fn features(words: &[String], at: usize, mut feature: impl FnMut(u32)) {
    let short = |word: &str| word.chars().take(WORD).collect::<Vec<char>>();
    let word = short(&words[at]);
    let whole = |hash: Hash| word.iter().fold(hash, |hash, letter| hash.and(u32::from(*letter)));
    feature(whole(Hash::new(b'w')).spread());
    let before = |back: usize| at.checked_sub(back).map_or("", |at| words[at].as_str());
    feature(whole(Hash::new(b'b').and_all(before(1)).and(0)).spread());
    if at > 1 {
        feature(whole(Hash::new(b's').and_all(before(2)).and(0)).spread());
    }
    let marked: Vec<char> = std::iter::once('_').chain(word.iter().copied()).chain(std::iter::once('_')).collect();
    for from in 0..marked.len() {
        let mut hash = Hash::new(b'p');
        for (length, letter) in (1..=*PARTS.end()).zip(&marked[from..]) {
            hash = hash.and(u32::from(*letter));
            if PARTS.contains(&length) {
                feature(hash.spread());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{features, words};

    #[test]
    fn dots_case_and_doubled_letters_make_no_difference() {
        for written in ["Hjääälp, han ANDAS inte!", "hjalp han andas inte", "hja\u{308}lp han andas inte"] {
            assert_eq!(words(written), ["hjalp", "han", "andas", "inte"], "{written}");
        }
        assert_eq!(words("لا أَسْتَطِيعُ"), words("لا استطیع"));
        assert_eq!(words(" … 112! "), ["112"], "a number stays as it is");
        assert!(words("").is_empty());
    }

    #[test]
    fn a_word_has_its_parts_and_its_neighbours() {
        let all = |text: &str| {
            let (words, mut found) = (words(text), Vec::new());
            (0..words.len()).for_each(|at| features(&words, at, |feature| found.push(feature)));
            found
        };
        let shared = all("brinner").iter().filter(|feature| all("brann brinnande").contains(feature)).count();
        assert!(shared >= 5, "{shared}");
        assert_ne!(all("inte andas"), all("andas inte"));
        assert_eq!(all(&"å".repeat(100_000)).len(), all("å").len());
    }
}
