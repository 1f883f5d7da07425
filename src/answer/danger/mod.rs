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

/// A message goes on from those before it when it has no more characters than these, and of those so many count.
const GOES_ON_CHARS: usize = 200;

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

/// What the model of meaning adds to what words tell of a message and those before it: something more certain, or nothing.
/// `vector` gives a text's, or none where it cannot be had. A short message may go on from those before it; what they tell of
/// together counts when the message adds to them.
///
/// # Errors
/// Those of `vector`.
pub fn notice_closer<E>(
    text: &str,
    before: &[&str],
    words: &DangerWords,
    mut vector: impl FnMut(&str) -> Result<Option<Vec<f32>>, E>,
) -> Result<Option<Noticed>, E> {
    let tier = |noticed: &Option<Noticed>| noticed.as_ref().map(|it| it.tier);
    let mut more = |text: &str, found: Option<Tier>| {
        if found == Some(Tier::Alarm) || text.trim().is_empty() {
            return Ok(None);
        }
        Ok(vector(text)?.and_then(|vector| notice_more(text, &vector, found, words)))
    };
    let found = tier(&notice(text, before, words));
    let alone = more(text, found)?;
    if alone.is_some() || before.is_empty() || text.chars().count() > GOES_ON_CHARS {
        return Ok(alone);
    }
    let Some(together) = more(&joined(before, text), found)? else { return Ok(None) };
    let before = before.join("\n");
    let known = tier(&notice(&before, &[], words));
    let known = tier(&more(&before, known)?).max(known);
    Ok((Some(together.tier) > known).then_some(together))
}

/// The end of a message, as far as it is looked at together with the next: what goes on is said at the end.
#[must_use]
pub fn end_of(text: &str) -> &str {
    let from = text.char_indices().rev().nth(GOES_ON_CHARS - 1).map_or(0, |(at, _)| at);
    &text[from..]
}

/// A message after those before it, as they are judged together.
fn joined(before: &[&str], text: &str) -> String {
    before.iter().chain([&text]).copied().collect::<Vec<_>>().join("\n")
}

/// What one text tells of.
fn judge(text: &str, words: &DangerWords, vector: Option<&[f32]>) -> Option<Noticed> {
    let weights = built_in();
    let scores = weights.scores(text);
    let (said, tongue) = (words.own.says_of(text).or(scores.said()), scores.tongue());
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
