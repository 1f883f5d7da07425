//! Whether somebody may be in danger, and what is said then.
//!
//! Looked for in every message of a visitor, in every stage, before anything else. Three things judge: a few
//! [phrases] that never depend on weights, the weights that were learned from `knowledge/danger`, and the examples there
//! that are newer than the weights. Where a model of meaning is installed its vector may add to what they say, never take
//! anything away.

mod phrases;
mod text;

use std::sync::LazyLock;

use danger::{By, Kind, Noticed, Said, Tier, Tongue, built_in};

use crate::knowledge::DangerWords;
use crate::language::pattern::{Groups, Patterns};

pub use text::{Telling, alarm_text, concern_text, help_now};

/// Texts that are looked at together: a message may go on from the two before.
pub const TOGETHER: u8 = 3;

fn patterns(phrases: &[phrases::Phrase]) -> Patterns {
    let group = |kinds: &[Kind]| kinds.iter().fold(Groups::default(), |all, one| all.and(Groups::one(*one as usize)));
    let phrases = phrases.iter().flat_map(|(kinds, written)| written.iter().map(|it| (group(kinds), *it)));
    Patterns::new(phrases, phrases::SETS)
}

static SWEDISH: LazyLock<Patterns> = LazyLock::new(|| patterns(phrases::SWEDISH));
static ENGLISH: LazyLock<Patterns> = LazyLock::new(|| patterns(phrases::ENGLISH));

/// Looks for danger in what a visitor wrote. `before` are the messages before it, the oldest first: what they tell of
/// together counts when the message adds to it ("jag har tagit alla" – "tabletterna").
///
/// Costs some 20 microseconds for a message of a hundred characters, in proportion to its length.
#[must_use]
pub fn notice(text: &str, before: &[&str], words: &DangerWords) -> Option<Noticed> {
    let alone = judge(text, words, None);
    let tier = |noticed: &Option<Noticed>| noticed.as_ref().map(|it| it.tier);
    let noticed = if before.is_empty() || tier(&alone) == Some(Tier::Alarm) {
        alone
    } else {
        let together = judge(&joined(before, text), words, None);
        let adds = tier(&together) > tier(&alone) && tier(&together) > tier(&judge(&before.join("\n"), words, None));
        if adds { together } else { alone }
    };
    noticed.filter(|it| it.tier == Tier::Alarm || words.file.concern)
}

/// What the model's vector adds to what [`notice`] found: something more certain, or nothing. `vector` is of the
/// [text that is judged](joined).
#[must_use]
pub fn notice_more(text: &str, vector: &[f32], found: Option<Tier>, words: &DangerWords) -> Option<Noticed> {
    let more = judge(text, words, Some(vector)).filter(|it| Some(it.tier) > found);
    more.filter(|it| it.tier == Tier::Alarm || words.file.concern)
}

/// A message after those before it, as they are judged together.
#[must_use]
pub fn joined(before: &[&str], text: &str) -> String {
    before.iter().chain([&text]).copied().collect::<Vec<_>>().join("\n")
}

/// What one text tells of.
fn judge(text: &str, words: &DangerWords, vector: Option<&[f32]>) -> Option<Noticed> {
    let weights = built_in();
    let scores = weights.scores(text);
    let (said, tongue) = (words.own.says_of(text).or_else(|| weights.says_of(text)), scores.tongue());
    let learned = match said {
        Some(Said::Ordinary) => None,
        _ => match vector {
            None => weights.noticed(&scores, By::Words),
            Some(vector) => weights.noticed(&weights.with_vector(&scores, vector), By::Both),
        },
    };
    let written = match said {
        Some(Said::Danger(tells, tongue)) => {
            Some(Noticed { tier: tells.tier, kinds: vec![tells.kind], about: tells.about, tongue })
        }
        _ => None,
    };
    let kinds = phrased(text, tongue);
    let phrased =
        (!kinds.is_empty()).then(|| Noticed { tier: Tier::Alarm, kinds, about: scores.likeliest().1, tongue });
    [phrased, written, learned].into_iter().flatten().reduce(|one, other| {
        // The more certain one says whose danger it is; of kinds none is lost that is as certain.
        let (mut first, second) = if other.tier > one.tier { (other, one) } else { (one, other) };
        if first.tier == second.tier {
            first.kinds.extend(second.kinds.into_iter().filter(|kind| !first.kinds.contains(kind)).collect::<Vec<_>>());
        }
        first
    })
}

/// The kinds that phrases tell of, in the language of the text.
fn phrased(text: &str, tongue: Tongue) -> Vec<Kind> {
    let patterns = if tongue == Tongue::En { &ENGLISH } else { &SWEDISH };
    let found = patterns.find(text);
    Kind::ALL.into_iter().filter(|kind| found.contains(*kind as usize)).collect()
}

#[cfg(test)]
mod tests;
