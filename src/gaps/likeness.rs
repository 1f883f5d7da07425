//! How alike questions are: a profile of parts of words for each, and who is near whom.
//!
//! A question's profile holds the parts of its words' stems, so that `grilla i stadsparken` is near `grillning i parker`.
//! Each word counts as much as another, however long it is, and one of [`EVERYDAY`] half. Profiles have length one; their
//! likeness is the cosine of the angle between them, from 0 to 1.
//!
//! What others have asked plays no part: weighed by how rare it is, a word would say less the more people ask about it,
//! and the greatest gaps would fall apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::language::{self, Language};

/// Words of a question that are compared, at most: what it is about comes early, and the cost has an end.
const WORDS: usize = 24;

/// Words of many matters, folded and sorted: they tell how it is asked, not what about.
const EVERYDAY: &[&str] = &[
    "anmala",
    "anmalan",
    "anmaler",
    "ansoka",
    "ansoker",
    "apply",
    "avgift",
    "blankett",
    "boka",
    "bokar",
    "book",
    "close",
    "closes",
    "cost",
    "costs",
    "fee",
    "find",
    "form",
    "galler",
    "hitta",
    "hittar",
    "hours",
    "hyr",
    "hyra",
    "information",
    "kommun",
    "kommunen",
    "kommunens",
    "kontakt",
    "kosta",
    "kostar",
    "linkoping",
    "linkopings",
    "municipality",
    "nummer",
    "open",
    "opening",
    "opens",
    "oppen",
    "oppet",
    "oppettider",
    "oppna",
    "oppnar",
    "order",
    "price",
    "pris",
    "rent",
    "soka",
    "soker",
    "stanger",
    "tack",
    "telefon",
    "telefonnummer",
    "tillatet",
    "undrar",
    "veta",
    "vilja",
];

/// What an everyday word weighs beside another one.
const OF_EVERYDAY: f32 = 0.5;

/// From this likeness on two questions ask for the same. Chosen by eye on the questions in `tests/data` and some fifty
/// more: lower joins what only shares its verb, higher parts ways of asking for the same.
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
    let all: BTreeSet<&str> = parted.iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
    let numbers: HashMap<&str, usize> = all.into_iter().zip(0..).collect();
    let profile = |parts: &BTreeMap<String, f32>| {
        let length = parts.values().map(|weight| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        parts.iter().filter_map(|(part, weight)| Some((*numbers.get(part.as_str())?, weight / length))).collect()
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
        let share = if EVERYDAY.binary_search(&word).is_ok() { OF_EVERYDAY } else { 1.0 };
        let weight = share / count(of_word.len()).sqrt();
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
