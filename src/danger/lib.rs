//! Whether a message tells of danger: a linear classifier over words and parts of words.
//!
//! ```text
//! text ─ words ─► features ─ weights ─► scores ─ thresholds ─► an alarm, a concern, or nothing
//!                                 vector ─► may only add ┘
//! ```
//!
//! The weights are learned from the examples in `knowledge/danger` by `train-danger`, and compiled in. What they say is
//! the same on every machine: whole numbers are summed, and divided once. It is a package of its own so that it can be
//! optimised in builds that are not: see the profiles in `Cargo.toml`.

mod example;
mod kind;
mod own;
pub mod train;
mod weights;
mod words;

pub use example::{Example, Fault, Tells, hash_of, read};
pub use kind::{About, Kind, Noticed, Tier, Tongue};
pub use own::{Own, Said};
pub use weights::{Scores, Weights, built_in};
pub use words::words;

use weights::{ALARM, CONCERN, group};

/// Which of the two judges: words alone, or words with the vector of the model of meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Words alone.
    Words,
    /// Words and vector.
    Both,
}

impl Weights {
    /// What the scores of a text come to.
    #[must_use]
    pub fn noticed(&self, scores: &Scores, by: By) -> Option<Noticed> {
        let [concern, alarm, concern_of_both, alarm_of_both, second, second_of_both, certain_of_both] =
            self.thresholds[group(scores.tongue)];
        let (concern, alarm, certain, second) = match by {
            By::Words => (concern, alarm, f32::MIN, second),
            By::Both => (concern_of_both, alarm_of_both, certain_of_both, second_of_both),
        };
        let tier = if scores.tiers[ALARM] >= alarm && scores.certain >= certain {
            Tier::Alarm
        } else if scores.tiers[CONCERN] >= concern {
            Tier::Concern
        } else {
            return None;
        };
        Some(Noticed { tier, kinds: likeliest(&scores.kinds, second), about: scores.about, tongue: scores.tongue })
    }
}

impl Scores {
    /// What an example says that is word for word the whole text, where the weights would say something else: the plainest
    /// things are said in few words, and few words weigh little.
    #[must_use]
    pub fn said(&self) -> Option<Said> {
        self.said
    }

    /// The language of the text.
    #[must_use]
    pub fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// Which kind of danger, and whose, if there is any.
    #[must_use]
    pub fn likeliest(&self) -> (Kind, About) {
        (likeliest(&self.kinds, -1.0)[0], self.about)
    }
}

/// The likeliest kind, and the next one when it is as near as `second`.
fn likeliest(scores: &[f32], second: f32) -> Vec<Kind> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    let near = scores[order[0]] - scores[order[1]] <= second;
    order.iter().take(if near { 2 } else { 1 }).map(|at| Kind::ALL[*at]).collect()
}
