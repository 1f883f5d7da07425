//! Words and meaning joined: what a question's words find, and what means the same in other words.

use std::ops::RangeInclusive;

use super::rank::Scored;

/// What meaning weighs of a passage's score where words say much, and where they say little; words weigh the rest.
const MEANING: RangeInclusive<f32> = 0.5..=0.75;
/// The best score by words up to which they say little, and from which they say much: a text that is the question has 1,
/// and a passage that has one like it among its typical questions more. Measured; up to 0.9 and from 2.0 do nearly the same.
const WORDS: RangeInclusive<f32> = 0.8..=1.2;
/// Passages that are looked at because of what they mean, besides those whose words fit.
const NEAREST: usize = 24;

/// How near the best passage is to a question when that says nothing about whether it answers. The model puts all texts
/// into a narrow cone: what has nothing in common is at 0.8, the question itself at 1.
const SAYS_NOTHING: f32 = 0.86;
/// What being nearer adds to how sure words make us, and being farther takes from it. Measured.
const MAKES_SURE: f32 = 4.0;

/// Joins the passages that words have found with those that are near in meaning. `nearness` has a number for every passage,
/// [`UNREAD`] for one whose vector is not there yet: it is scored by its words alone. `passage` describes one by its number.
///
/// Scores of both kinds are brought to the range from 0 to 1 over the passages that are looked at, as they cannot be
/// compared otherwise, and added.
pub(super) fn join(found: Vec<Scored>, nearness: &[f32], passage: impl Fn(usize) -> Scored) -> Vec<Scored> {
    let mut joined = found;
    for number in nearest(nearness) {
        if joined.iter().all(|scored| scored.number != number) {
            joined.push(Scored { score: 0.0, within: 0.0, ..passage(number) });
        }
    }
    let words = Range::of(joined.iter().map(|scored| scored.score));
    let near = |scored: &Scored| nearness.get(scored.number).copied().filter(|near| *near > UNREAD);
    let meanings = Range::of(joined.iter().filter_map(near));
    let meaning = weight_of_meaning(words.most);
    for scored in &mut joined {
        let by_words = words.share(scored.score);
        let score = match near(scored) {
            Some(near) => (1.0 - meaning) * by_words + meaning * meanings.share(near),
            None => by_words,
        };
        (scored.score, scored.within) = (score, score);
    }
    joined
}

/// The less words say, the more meaning weighs.
fn weight_of_meaning(best_by_words: f32) -> f32 {
    let said = ((best_by_words - WORDS.start()) / (WORDS.end() - WORDS.start())).clamp(0.0, 1.0);
    MEANING.end() + (MEANING.start() - MEANING.end()) * said
}

/// The nearness of a passage whose vector is not there yet.
pub(super) const UNREAD: f32 = -2.0;

/// A joined score as it is told: the square, because joined scores lie nearer to one another than those of words, and an
/// answer asks whether another passage is nearly as good.
pub(super) fn apart(score: f32) -> f32 {
    score * score
}

/// How sure words and meaning make us together, from 0 to 1.
pub(super) fn confidence(by_words: f32, nearness: &[f32]) -> f32 {
    let nearest = nearness.iter().copied().fold(UNREAD, f32::max);
    if nearest <= UNREAD {
        return by_words;
    }
    (by_words + MAKES_SURE * (nearest - SAYS_NOTHING)).clamp(0.0, 1.0)
}

/// The numbers of the nearest passages.
fn nearest(nearness: &[f32]) -> impl Iterator<Item = usize> + '_ {
    let mut numbers: Vec<usize> = (0..nearness.len()).filter(|number| nearness[*number] > UNREAD).collect();
    let by_nearness = |one: &usize, other: &usize| nearness[*other].total_cmp(&nearness[*one]).then(one.cmp(other));
    if numbers.len() > NEAREST {
        numbers.select_nth_unstable_by(NEAREST, by_nearness);
        numbers.truncate(NEAREST);
    }
    numbers.sort_unstable_by(by_nearness);
    numbers.into_iter()
}

/// The least and the most of some scores.
#[derive(Clone, Copy)]
struct Range {
    least: f32,
    most: f32,
}

impl Range {
    fn of(scores: impl Iterator<Item = f32> + Clone) -> Self {
        Self { least: scores.clone().fold(f32::MAX, f32::min), most: scores.fold(f32::MIN, f32::max) }
    }

    /// How far up a score stands: 1 for the most, and for the only one unless it is nothing.
    fn share(self, score: f32) -> f32 {
        let width = self.most - self.least;
        if width > 0.0 { (score - self.least) / width } else { f32::from(u8::from(score > 0.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{NEAREST, Scored, UNREAD, confidence, join, weight_of_meaning};

    fn passage(number: usize) -> Scored {
        let page = u32::try_from(number).expect("small");
        Scored { number, page, is_lead: false, score: 9.0, within: 9.0 }
    }

    fn joined(found: &[(usize, f32)], nearness: &[f32]) -> Vec<(usize, f32)> {
        let found = found.iter().map(|(number, score)| Scored { score: *score, ..passage(*number) }).collect();
        let mut joined = join(found, nearness, passage);
        joined.sort_by(|one, other| other.score.total_cmp(&one.score));
        joined.iter().map(|scored| (scored.number, (scored.score * 100.0).round())).collect()
    }

    #[test]
    fn both_are_brought_to_one_range_and_added() {
        let found = joined(&[(0, 1.8), (1, 1.2), (2, 0.6)], &[0.80, 0.88, 0.84]);
        assert_eq!(found, [(1, 75.0), (0, 50.0), (2, 25.0)]);
    }

    #[test]
    fn the_less_words_say_the_more_meaning_weighs() {
        let weights = [0.0, 0.8, 1.0, 1.2, 3.0].map(|best| format!("{:.3}", weight_of_meaning(best)));
        assert_eq!(weights, ["0.750", "0.750", "0.625", "0.500", "0.500"]);
    }

    #[test]
    fn what_words_do_not_find_is_found_by_what_it_means() {
        assert_eq!(joined(&[(0, 1.8)], &[0.80, 0.90]), [(0, 50.0), (1, 50.0)]);
        assert_eq!(joined(&[], &[0.80, 0.90]), [(1, 75.0), (0, 0.0)]);
    }

    #[test]
    fn a_passage_without_a_vector_is_scored_by_its_words() {
        assert_eq!(joined(&[(0, 0.9), (1, 0.3)], &[UNREAD, UNREAD]), [(0, 100.0), (1, 0.0)]);
        assert_eq!(joined(&[(0, 1.8), (1, 0.6), (2, 1.2)], &[UNREAD, 0.9, 0.8]), [(0, 100.0), (1, 50.0), (2, 25.0)]);
        assert_eq!(joined(&[(0, 0.9)], &[]), [(0, 100.0)], "or that came after the vectors were read");
    }

    #[test]
    fn only_the_nearest_are_looked_at() {
        let nearness: Vec<f32> = (0..200_u8).map(|number| f32::from(number) / 1_000.0).collect();
        let found = joined(&[], &nearness);
        assert_eq!((found.len(), found[0].0, found[NEAREST - 1].0), (NEAREST, 199, 200 - NEAREST));
    }

    #[test]
    fn being_near_makes_surer_and_being_far_less_sure() {
        let sure = |by_words, nearest| format!("{:.2}", confidence(by_words, &[0.7, nearest]));
        assert_eq!([sure(0.3, 0.86), sure(0.3, 0.91), sure(0.3, 0.81)], ["0.30", "0.50", "0.10"]);
        assert_eq!([sure(0.9, 0.99), sure(0.1, 0.7)], ["1.00", "0.00"]);
        assert!((confidence(0.3, &[UNREAD]) - 0.3).abs() < f32::EPSILON);
    }
}
