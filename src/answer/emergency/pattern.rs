//! Phrases with gaps, alternatives and misspellings, matched against a message in one walk over its words.
//!
//! A phrase is written as words with spaces between:
//!
//! | written | means |
//! | --- | --- |
//! | `slår\|slog` | either word |
//! | `andas*` | a word that begins so |
//! | `~medvetslös` | a word that begins so with at most one letter wrong, missing or too many |
//! | `..` | at most three other words here |
//! | `@child` | any word of that set |
//! | `!att` | at the end: the next word is not this one |
//! | `-kurs*` | at the end: this word is nowhere in the message |
//!
//! Both sides are folded, and a letter that is written twice counts once: `hjääälp`, `tabletter` and `tableter` are the
//! same to us.

use super::phrases::{Phrase, SETS};
use crate::knowledge::Danger;
use crate::language;

/// Other words that a gap may hold.
const GAP: usize = 3;
/// First letters that words are sorted by: `a`–`z`, and everything else.
const LETTERS: usize = 27;

/// The phrases, ready to be looked for.
pub(super) struct Patterns {
    patterns: Vec<Pattern>,
    /// By the first letter of a message's word: the first words of phrases, and which phrase.
    first: [Vec<(Word, usize)>; LETTERS],
}

/// The dangers found, one bit each.
#[derive(Clone, Copy, Default)]
pub(super) struct Found(u8);

impl Found {
    pub(super) fn contains(self, danger: Danger) -> bool {
        self.0 & bit(danger) != 0
    }
}

fn bit(danger: Danger) -> u8 {
    1 << (danger as u8)
}

struct Pattern {
    dangers: u8,
    /// What follows the first word.
    steps: Vec<Step>,
    not_next: Vec<Word>,
    unless: Vec<Word>,
}

struct Step {
    words: Vec<Word>,
    /// How many other words may stand before it.
    gap: usize,
}

#[derive(Clone)]
struct Word {
    text: String,
    how: How,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    Beginning,
    Misspelt,
}

impl Patterns {
    pub(super) fn new(phrases: &[Phrase]) -> Self {
        let mut all = Self { patterns: Vec::new(), first: std::array::from_fn(|_| Vec::new()) };
        for (dangers, written) in phrases {
            for written in *written {
                all.add(dangers, written);
            }
        }
        all
    }

    fn add(&mut self, dangers: &[Danger], written: &str) {
        let mut gap = 0;
        let dangers = dangers.iter().fold(0, |bits, danger| bits | bit(*danger));
        let mut pattern = Pattern { dangers, steps: Vec::new(), not_next: Vec::new(), unless: Vec::new() };
        for part in written.split_ascii_whitespace() {
            if part == ".." {
                gap = GAP;
            } else if let Some(words) = part.strip_prefix('!') {
                pattern.not_next = alternatives(words);
            } else if let Some(words) = part.strip_prefix('-') {
                pattern.unless = alternatives(words);
            } else {
                pattern.steps.push(Step { words: alternatives(part), gap: std::mem::take(&mut gap) });
            }
        }
        for word in pattern.steps.remove(0).words {
            self.first[letter(&word.text)].push((word, self.patterns.len()));
        }
        self.patterns.push(pattern);
    }

    /// The dangers that a message tells of.
    pub(super) fn find(&self, message: &str) -> Found {
        let folded = once_each(&language::fold(message));
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut found = Found::default();
        for (at, word) in words.iter().enumerate() {
            for (first, number) in &self.first[letter(word)] {
                let pattern = &self.patterns[*number];
                let new = found.0 | pattern.dangers != found.0;
                if new && first.is(word) && pattern.follows(&words, at + 1) {
                    found.0 |= pattern.dangers;
                }
            }
        }
        found
    }
}

impl Pattern {
    /// Whether the rest of the phrase stands at `next`, and nothing says that it means something else.
    fn follows(&self, words: &[&str], next: usize) -> bool {
        steps_follow(&self.steps, &self.not_next, words, next)
            && (self.unless.is_empty() || !words.iter().any(|word| any(&self.unless, word)))
    }
}

fn steps_follow(steps: &[Step], not_next: &[Word], words: &[&str], next: usize) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return !words.get(next).is_some_and(|word| any(not_next, word));
    };
    let last = words.len().min(next + step.gap + 1);
    (next..last).any(|at| any(&step.words, words[at]) && steps_follow(rest, not_next, words, at + 1))
}

fn any(alternatives: &[Word], word: &str) -> bool {
    alternatives.iter().any(|alternative| alternative.is(word))
}

impl Word {
    fn is(&self, word: &str) -> bool {
        match self.how {
            How::Whole => self.text == word,
            How::Beginning => word.starts_with(&self.text),
            How::Misspelt => begins_nearly(word, &self.text),
        }
    }
}

/// Whether a word begins as `wanted` does, with at most one letter changed, missing, too many or swapped with its
/// neighbour. The first letter has to be right: phrases are sorted by it.
fn begins_nearly(word: &str, wanted: &str) -> bool {
    let (word, wanted) = (word.as_bytes(), wanted.as_bytes());
    let same = word.iter().zip(wanted).take_while(|(one, other)| one == other).count();
    let (word, wanted) = (&word[same..], &wanted[same..]);
    let after = |bytes: &[u8], count: usize| bytes.get(count..).unwrap_or_default().to_owned();
    let swapped = word.len() > 1 && wanted.len() > 1 && word[0] == wanted[1] && word[1] == wanted[0];
    wanted.len() <= 1
        || after(word, 1).starts_with(&wanted[1..])
        || word.starts_with(&wanted[1..])
        || after(word, 1).starts_with(wanted)
        || swapped && after(word, 2).starts_with(&wanted[2..])
}

/// The words of one part of a phrase, sets written out.
fn alternatives(part: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for word in part.split('|') {
        match word.strip_prefix('@') {
            Some(set) => {
                let set = SETS.iter().find(|(name, _)| *name == set).expect("a test reads every phrase");
                words.extend(set.1.split_ascii_whitespace().map(one));
            }
            None => words.push(one(word)),
        }
    }
    words
}

fn one(word: &str) -> Word {
    let how = match (word.starts_with('~'), word.ends_with('*')) {
        (true, _) => How::Misspelt,
        (_, true) => How::Beginning,
        _ => How::Whole,
    };
    Word { text: once_each(&language::fold(word)), how }
}

/// The text with every letter that is written twice or more in a row written once. Digits stay.
fn once_each(folded: &str) -> String {
    let mut once = String::with_capacity(folded.len());
    let mut last = ' ';
    for letter in folded.chars() {
        if letter != last || letter.is_ascii_digit() {
            once.push(letter);
        }
        last = letter;
    }
    once
}

fn letter(word: &str) -> usize {
    match word.as_bytes().first() {
        Some(letter @ b'a'..=b'z') => usize::from(letter - b'a'),
        _ => LETTERS - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Patterns, begins_nearly};
    use crate::knowledge::Danger;

    fn found(phrase: &'static str, message: &str) -> bool {
        let phrases: &[&str] = Box::leak(Box::new([phrase]));
        Patterns::new(&[(&[Danger::Life], phrases)]).find(message).contains(Danger::Life)
    }

    #[test]
    fn a_phrase_has_alternatives_beginnings_and_gaps() {
        assert!(found("andas|andades inte", "Hon ANDADES inte"));
        assert!(!found("andas inte", "hon andas nog inte"));
        assert!(found("andas .. inte", "hon andas ju nog verkligen inte"));
        assert!(!found("andas .. inte", "andas ett två tre fyra inte"));
        assert!(found("brand*", "Brandbilen kom"));
    }

    #[test]
    fn words_that_mean_something_else_call_a_phrase_off() {
        assert!(found("slog mig !att", "han slog mig"));
        assert!(!found("slog mig !att", "det slog mig att jag glömt"));
        assert!(!found("det brinner -kamin*", "det brinner i kaminen"));
    }

    #[test]
    fn one_letter_may_be_wrong() {
        for word in ["självmord", "själmord", "sjävlmord", "sjölvmord", "självvmord", "självmordd", "sjlvmord"] {
            assert!(found("~självmord", word), "{word}");
        }
        assert!(!begins_nearly("sjalvklart", "sjalvmord"));
        assert!(!begins_nearly("sjal", "sjalvmord"));
    }
}
