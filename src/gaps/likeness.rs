//! How alike questions are: a profile of parts of words for each, and who is near whom.
//!
//! A question's profile holds the parts of its words' stems, so that `grilla i stadsparken` is near `grillning i parker`.
//! A word counts as one word however long it is, and a part less, the more questions have it. Profiles have length one;
//! their likeness is the cosine of the angle between them, from 0 to 1.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::{self, Language};

/// Words of a question that are compared, at most: what it is about comes early, and the cost has an end.
const WORDS: usize = 24;

/// As if so many other questions had been asked, each about something else: among a handful of questions a word that
/// two share would otherwise count as an everyday one.
const OTHERS: f32 = 200.0;

/// Words of nearly every matter, folded and sorted: they tell how it is asked, not what about.
const EVERYDAY: &[&str] = &[
    "ansoka",
    "ansoker",
    "apply",
    "cost",
    "costs",
    "find",
    "galler",
    "hitta",
    "hittar",
    "information",
    "kommun",
    "kommunen",
    "kommunens",
    "kosta",
    "kostar",
    "linkoping",
    "linkopings",
    "municipality",
    "order",
    "soka",
    "soker",
    "tack",
    "tillatet",
    "undrar",
    "veta",
    "vilja",
];

/// What an everyday word weighs beside another one.
const OF_EVERYDAY: f32 = 0.5;

/// From this likeness on two questions ask for the same. Measured on questions of citizens: lower joins what only shares
/// its verb ("kostar"), higher parts spellings of the same.
const NEAR: f32 = 0.53;

/// For each of the folded texts those that are near it, itself among them, in rising order.
///
/// The texts come in their own order, each once, so that equal sets of questions give equal neighbours.
pub(super) fn neighbours(texts: &[(&str, Language)]) -> Vec<Vec<usize>> {
    let profiles = profiles(texts);
    let mut holders: Vec<Vec<(usize, f32)>> = Vec::new();
    for (text, profile) in profiles.iter().enumerate() {
        for &(part, weight) in profile {
            if holders.len() <= part {
                holders.resize_with(part + 1, Vec::new);
            }
            holders[part].push((text, weight));
        }
    }
    let mut likeness = vec![0.0_f32; texts.len()];
    let mut met = Vec::new();
    let near = |(text, profile): (usize, &Profile)| {
        for &(part, weight) in profile {
            for &(other, its) in &holders[part] {
                if likeness[other] == 0.0 {
                    met.push(other);
                }
                likeness[other] += weight * its;
            }
        }
        // Without a single word a text is like nothing but itself.
        let mut near = vec![text];
        for other in met.drain(..) {
            if other != text && likeness[other] >= NEAR {
                near.push(other);
            }
            likeness[other] = 0.0;
        }
        near.sort_unstable();
        near
    };
    profiles.iter().enumerate().map(near).collect()
}

/// Parts and their weights, by the part's number.
type Profile = Vec<(usize, f32)>;

fn profiles(texts: &[(&str, Language)]) -> Vec<Profile> {
    let parted: Vec<BTreeMap<String, f32>> = texts.iter().map(|(text, language)| parts(text, *language)).collect();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for part in parted.iter().flat_map(BTreeMap::keys) {
        *held.entry(part).or_default() += 1;
    }
    let all = OTHERS + count(texts.len());
    let rarity: BTreeMap<&str, (usize, f32)> = held
        .into_iter()
        .enumerate()
        .map(|(number, (part, held))| (part, (number, (1.0 + all / count(held)).ln())))
        .collect();
    let profile = |parts: &BTreeMap<String, f32>| {
        let mut profile: Profile = parts
            .iter()
            .filter_map(|(part, weight)| rarity.get(part.as_str()).map(|(number, rare)| (*number, weight * rare)))
            .collect();
        let length = profile.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        profile.iter_mut().for_each(|(_, weight)| *weight /= length.max(f32::MIN_POSITIVE));
        profile
    };
    parted.iter().map(profile).collect()
}

#[expect(clippy::cast_precision_loss, reason = "there are some thousands of questions")]
fn count(count: usize) -> f32 {
    count as f32
}

/// The parts of a text's words, each word with the same weight in all.
fn parts(folded: &str, language: Language) -> BTreeMap<String, f32> {
    let mut words: BTreeSet<&str> =
        folded.split(' ').filter(|word| !language::is_stop_word(word)).take(WORDS).collect();
    if words.is_empty() {
        words = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS).collect();
    }
    let mut parts = BTreeMap::new();
    let mut buffer = String::new();
    for word in words {
        let stem = match language {
            Language::Sv => language::stem(word).into(),
            Language::En => language::english_stem(word),
        };
        let mut of_word = Vec::new();
        language::grams(&stem, &mut buffer, |part| of_word.push(part.to_owned()));
        let weighs = if EVERYDAY.binary_search(&word).is_ok() { OF_EVERYDAY } else { 1.0 };
        let weight = weighs / count(of_word.len()).sqrt();
        for part in of_word {
            *parts.entry(part).or_insert(0.0) += weight;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_everyday_words_is_sorted_and_folded() {
        assert!(EVERYDAY.is_sorted());
        assert!(EVERYDAY.iter().all(|word| language::fold(word) == *word && !language::is_stop_word(word)));
    }
}
