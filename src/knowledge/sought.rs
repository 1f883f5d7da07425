//! How much of a question's words a text holds.

use std::collections::HashMap;

use crate::language;

/// The words of a question, each with what it is worth, ready to be looked for in texts.
///
/// A text holds a word as far as it holds its parts, so that `sopor` is found in `sophämtning`, and a word with a letter wrong
/// in the right one. The share is squared: a few parts in common are chance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sought {
    words: Vec<SoughtWord>,
    /// The parts of all words, each once.
    parts: HashMap<Box<str>, u16>,
    /// By part, its letters and the most that a word weighs which holds it: in their order, so that sums come out the same every
    /// time.
    weights: Vec<(Box<str>, f32)>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
struct SoughtWord {
    parts: Vec<u16>,
    weight: f32,
    worth: f32,
}

/// How much of each sought word a text holds, from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held(Vec<f32>);

impl Sought {
    /// The words of texts, each with its weight: 1 for what is asked. A word that comes twice counts once, with the most that
    /// it weighs. Those after the first `most` are left out.
    pub fn of<'a>(texts: impl IntoIterator<Item = (&'a str, f32)>, most: usize) -> Self {
        let mut sought = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut buffer = String::new();
        for (text, weight) in texts {
            for word in language::fold(text).split(' ').filter(|word| !word.is_empty() && !language::is_stop_word(word))
            {
                if let Some(at) = places.get(word) {
                    let known = &mut sought.words[*at];
                    known.weight = known.weight.max(weight);
                    continue;
                }
                if sought.words.len() == most {
                    return sought.worth_their_weight();
                }
                places.insert(word.to_owned(), sought.words.len());
                let mut parts = Vec::new();
                language::grams(word, &mut buffer, |gram| {
                    let part = if let Some(part) = sought.parts.get(gram) {
                        *part
                    } else {
                        // More parts than that no question has whose words are bounded.
                        let Ok(next) = u16::try_from(sought.parts.len()) else { return };
                        *sought.parts.entry(gram.into()).or_insert(next)
                    };
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                });
                sought.words.push(SoughtWord { parts, weight, worth: weight });
            }
        }
        sought.worth_their_weight()
    }

    fn worth_their_weight(mut self) -> Self {
        self.weights = vec![("".into(), 0.0); self.parts.len()];
        for (gram, part) in &self.parts {
            self.weights[usize::from(*part)].0.clone_from(gram);
        }
        for word in &mut self.words {
            word.worth = word.weight;
            for part in &word.parts {
                let most = &mut self.weights[usize::from(*part)].1;
                *most = most.max(word.weight);
            }
        }
        self
    }

    /// Says how rare each word is: what it is worth follows from that and its weight.
    pub fn weigh(&mut self, rarity: impl Fn(usize) -> f32) {
        for (at, word) in self.words.iter_mut().enumerate() {
            word.worth = word.weight * rarity(at);
        }
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Each part of the words, with its number and the most that a word weighs which holds it.
    pub fn parts(&self) -> impl Iterator<Item = (&str, u16, f32)> {
        (0..).zip(&self.weights).map(|(part, (gram, weight))| (&**gram, part, *weight))
    }

    /// The parts of each word, by number.
    pub fn words(&self) -> impl Iterator<Item = &[u16]> {
        self.words.iter().map(|word| word.parts.as_slice())
    }

    /// How much a text holds of each word.
    #[must_use]
    pub fn held_by(&self, text: &str) -> Held {
        let mut there = vec![false; self.parts.len()];
        let (mut folded, mut buffer) = (String::new(), String::new());
        language::fold_into(text, &mut folded);
        for word in folded.split(' ').filter(|word| !language::is_stop_word(word)) {
            language::grams(word, &mut buffer, |gram| {
                if let Some(part) = self.parts.get(gram) {
                    there[usize::from(*part)] = true;
                }
            });
        }
        Held(self.words.iter().map(|word| share(&word.parts, |part| there[usize::from(part)])).collect())
    }

    /// The share of what the words are worth that is held, from 0 to 1.
    #[must_use]
    pub fn cover(&self, held: &Held) -> f32 {
        self.sum(|at| held.0[at])
    }

    /// The same, of what one text holds and another does not.
    #[must_use]
    pub fn cover_beside(&self, held: &Held, other: &Held) -> f32 {
        self.sum(|at| held.0[at] * (1.0 - other.0[at]))
    }

    /// The share of what the words are worth that no text holds of several, from 0 to 1.
    #[must_use]
    pub fn unheld(&self, texts: &[Held]) -> f32 {
        self.sum(|at| 1.0 - texts.iter().map(|held| held.0[at]).fold(0.0, f32::max))
    }

    fn sum(&self, of: impl Fn(usize) -> f32) -> f32 {
        let worth: f32 = self.words.iter().map(|word| word.worth).sum();
        let held: f32 = self.words.iter().enumerate().map(|(at, word)| word.worth * of(at)).sum();
        held / worth.max(f32::MIN_POSITIVE)
    }
}

impl Held {
    /// What is held of each word, as it was counted elsewhere.
    #[must_use]
    pub fn of(shares: Vec<f32>) -> Self {
        Self(shares)
    }
}

/// The share of a word that its parts make which are there.
#[expect(clippy::cast_precision_loss, reason = "counts of a word's letters")]
fn share(parts: &[u16], is_there: impl Fn(u16) -> bool) -> f32 {
    let there = parts.iter().filter(|part| is_there(**part)).count() as f32;
    (there / (parts.len() as f32).max(1.0)).powi(2)
}

#[cfg(test)]
mod tests {
    use super::Sought;

    fn cover(asked: &str, text: &str) -> f32 {
        let sought = Sought::of([(asked, 1.0)], 64);
        sought.cover(&sought.held_by(text))
    }

    #[test]
    fn a_word_is_held_as_far_as_its_parts_are() {
        assert!((cover("sophämtning", "Sophämtning varje vecka") - 1.0).abs() < 1e-6);
        let wrong = cover("sophemtning", "Sophämtning varje vecka");
        assert!(wrong > 0.2 && wrong < 0.6, "{wrong}");
        assert!(cover("fiske", "Sophämtning varje vecka") < 1e-6);
        assert!(cover("", "Sophämtning") < 1e-6, "nothing is asked");
    }

    #[test]
    fn rare_words_are_worth_more_and_what_comes_twice_counts_once() {
        let mut sought = Sought::of([("avgift bygglov avgift", 1.0), ("avgift sopor", 0.5)], 64);
        assert_eq!(sought.len(), 3);
        sought.weigh(|at| if at == 1 { 3.0 } else { 1.0 });
        let held = sought.held_by("Bygglov");
        assert!((sought.cover(&held) - 3.0 / 4.5).abs() < 1e-6, "{}", sought.cover(&held));
        let title = sought.held_by("Bygglov och avgift");
        let both = sought.held_by("Avgift för bygglov och sopor");
        assert!((sought.cover_beside(&both, &title) - 0.5 / 4.5).abs() < 1e-6);
    }

    #[test]
    fn words_after_the_most_are_left_out() {
        assert_eq!(Sought::of([("ett två bygglov sopor", 1.0), ("tippen", 0.5)], 2).len(), 2);
        assert_eq!(Sought::of([("ett två bygglov sopor", 1.0), ("tippen", 0.5)], 64).len(), 4);
    }
}
