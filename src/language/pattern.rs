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

use std::collections::HashMap;

use super::fold;

/// Words that phrases share: a name, and the words with spaces between.
pub type Sets = &'static [(&'static str, &'static str)];

/// Other words that a gap may hold.
const GAP: usize = 3;
/// First letters that words are sorted by: `a`–`z`, and everything else.
const LETTERS: usize = 27;

/// Phrases, each of a group, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    all: Vec<Pattern>,
    /// Which phrases begin with a word, of those that begin with a whole one: most of them do.
    whole: HashMap<String, Vec<usize>>,
    /// By the first letter of a message's word: the other first words of phrases, and which phrase.
    first: Vec<Vec<(Word, usize)>>,
}

/// Groups, one bit each: at most [`MOST`](Self::MOST).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Groups(u128);

impl Groups {
    /// How many groups there can be.
    pub const MOST: usize = 128;

    /// One group.
    #[must_use]
    pub fn one(group: usize) -> Self {
        Self(1_u128.checked_shl(u32::try_from(group).unwrap_or(u32::MAX)).unwrap_or(0))
    }

    /// These and those.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a group is among them.
    #[must_use]
    pub fn contains(self, group: usize) -> bool {
        self.0 & Self::one(group).0 != 0
    }
}

#[derive(Debug, Clone)]
struct Pattern {
    groups: Groups,
    /// What follows the first word.
    steps: Vec<Step>,
    not_next: Vec<Word>,
    unless: Vec<Word>,
}

#[derive(Debug, Clone)]
struct Step {
    words: Vec<Word>,
    /// How many other words may stand before it.
    gap: usize,
}

#[derive(Debug, Clone)]
struct Word {
    text: String,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    Beginning,
    Misspelt,
}

impl Patterns {
    /// Reads phrases, with the groups that each tells of. What cannot be a phrase is left out; see [`fault`].
    #[must_use]
    pub fn new<'a>(phrases: impl IntoIterator<Item = (Groups, &'a str)>, sets: Sets) -> Self {
        let mut all = Self { all: Vec::new(), whole: HashMap::new(), first: vec![Vec::new(); LETTERS] };
        for (groups, written) in phrases {
            all.add(groups, written, sets);
        }
        all
    }

    fn add(&mut self, groups: Groups, written: &str, sets: Sets) {
        let mut gap = 0;
        let mut pattern = Pattern { groups, steps: Vec::new(), not_next: Vec::new(), unless: Vec::new() };
        for part in written.split_ascii_whitespace() {
            if part == ".." {
                gap = GAP;
            } else if let Some(words) = part.strip_prefix('!') {
                pattern.not_next = alternatives(words, sets);
            } else if let Some(words) = part.strip_prefix('-') {
                pattern.unless = alternatives(words, sets);
            } else {
                pattern.steps.push(Step { words: alternatives(part, sets), gap: std::mem::take(&mut gap) });
            }
        }
        if pattern.steps.is_empty() {
            return;
        }
        let number = self.all.len();
        for word in pattern.steps.remove(0).words {
            match word.how {
                How::Whole => self.whole.entry(word.text).or_default().push(number),
                How::Beginning | How::Misspelt => self.first[letter(&word.text)].push((word, number)),
            }
        }
        self.all.push(pattern);
    }

    /// The groups that a message tells of.
    #[must_use]
    pub fn find(&self, message: &str) -> Groups {
        let folded = once_each(fold(message));
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut found = Groups::default();
        for (at, word) in words.iter().enumerate() {
            for number in self.beginning_with(word) {
                let pattern = &self.all[number];
                let new = found.and(pattern.groups) != found;
                if new && pattern.follows(&words, at + 1) {
                    found = found.and(pattern.groups);
                }
            }
        }
        found
    }

    /// The phrases whose first word may be this one.
    fn beginning_with(&self, word: &str) -> impl Iterator<Item = usize> {
        let whole = self.whole.get(word).into_iter().flatten().copied();
        let others = self.first.get(letter(word)).into_iter().flatten();
        whole.chain(others.filter(move |(first, _)| first.is(word)).map(|(_, number)| *number))
    }
}

/// Why something cannot be a phrase; none when it can.
#[must_use]
pub fn fault(written: &str) -> Option<&'static str> {
    let mut parts = written.split_ascii_whitespace().peekable();
    let is_word = |part: &str| part != ".." && !part.starts_with(['-', '!']);
    if !parts.peek().is_some_and(|part| is_word(part)) {
        return Some("ska börja med ett ord");
    }
    let whole = |part: &str| {
        let words = part.trim_start_matches(['-', '!']).split('|');
        part == ".." || words.map(fold).all(|word| !word.is_empty() && !word.contains(' '))
    };
    (!parts.all(whole)).then_some("har ett tecken som delar ett ord i två; skriv orden var för sig")
}

impl Pattern {
    /// Whether the rest of the phrase stands at `next`, and nothing says that it means something else.
    fn follows(&self, words: &[&str], next: usize) -> bool {
        steps_follow(&self.steps, &self.not_next, words, next) && !words.iter().any(|word| any(&self.unless, word))
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
    let swapped = word.len() > 1 && wanted.len() > 1 && word[0] == wanted[1] && word[1] == wanted[0];
    wanted.len() <= 1
        || after(word, 1).starts_with(&wanted[1..])
        || word.starts_with(&wanted[1..])
        || after(word, 1).starts_with(wanted)
        || swapped && after(word, 2).starts_with(&wanted[2..])
}

fn after(bytes: &[u8], count: usize) -> &[u8] {
    bytes.get(count..).unwrap_or_default()
}

/// The words of one part of a phrase, sets written out.
fn alternatives(part: &str, sets: Sets) -> Vec<Word> {
    let mut words = Vec::new();
    for word in part.split('|') {
        match word.strip_prefix('@') {
            Some(set) => {
                let set = sets.iter().find(|(name, _)| *name == set).expect("a test reads every phrase");
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
    Word { text: once_each(fold(word)), how }
}

/// The text with every letter that is written twice or more in a row written once. Digits stay.
fn once_each(mut folded: String) -> String {
    let mut last = ' ';
    folded.retain(|letter| {
        let again = std::mem::replace(&mut last, letter) == letter;
        !again || letter.is_ascii_digit()
    });
    folded
}

fn letter(word: &str) -> usize {
    match word.as_bytes().first() {
        Some(letter @ b'a'..=b'z') => usize::from(letter - b'a'),
        _ => LETTERS - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Groups, Patterns, begins_nearly, fault};

    fn found(phrase: &str, message: &str) -> bool {
        Patterns::new([(Groups::one(3), phrase)], &[]).find(message) == Groups::one(3)
    }

    #[test]
    fn each_group_that_a_message_tells_of_is_found() {
        let patterns = Patterns::new([(Groups::one(0), "pass"), (Groups::one(127), "körkort*")], &[]);
        let found = patterns.find("Körkortet och pass");
        assert!(found.contains(0) && found.contains(127) && !found.contains(1) && !found.contains(128));
    }

    #[test]
    fn what_cannot_be_a_phrase_is_told() {
        assert_eq!(["boka .. pass|passet -mat*", "~deklaration"].map(fault), [None, None]);
        assert!(["", ".. pass", "-mat"].iter().all(|phrase| fault(phrase).is_some_and(|why| why.contains("börja"))));
        assert!(fault("id-kort*").is_some_and(|why| why.contains("delar")));
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
