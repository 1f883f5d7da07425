//! Learns the weights of passages, units and replies one after the other, each from what the one before it makes.

use super::asked::Read;
use super::fit::{Choice, conditional, dot};
use crate::answer::quote;
use crate::commands::eval::stands::{FIRST, WHOLE, beginning, has_fact};
use crate::knowledge::{Hit, Hits, PASSAGE, QUOTE, SURENESS};
use crate::search::Limits;

/// How strongly weights are held to nothing.
const RIDGE_PASSAGE: f64 = 1.0;
const RIDGE_QUOTE: f64 = 3.0;

/// What passages and units weigh.
#[derive(Clone, Copy)]
pub(super) struct Learned {
    pub(super) passage: [f64; PASSAGE.len()],
    pub(super) quote: [f64; QUOTE.len()],
}

/// What a question's reply would quote, and what that is worth.
#[expect(clippy::struct_excessive_bools, reason = "each is a figure of its own")]
pub(super) struct Outcome {
    pub(super) sureness: [f64; SURENESS.len()],
    /// The first page, and any of the first three, answers.
    pub(super) page_at_1: bool,
    pub(super) page_at_3: bool,
    /// The first passage holds the fact.
    pub(super) passage_at_1: bool,
    /// The first quotation holds the fact.
    pub(super) first: bool,
    /// All quotations together do.
    pub(super) fact: bool,
    /// Characters of all quotations.
    pub(super) characters: usize,
}

/// The passages of questions as choices.
pub(super) fn passages(read: &[Read<'_>]) -> Vec<Choice<{ PASSAGE.len() }>> {
    read.iter().map(|read| Choice { rows: read.found.features.clone(), right: read.right.clone() }).collect()
}

/// Learns from questions; `start` is near what will be found.
pub(super) fn learn(read: &[&Read<'_>], choices: &[&Choice<{ PASSAGE.len() }>], start: Option<Learned>) -> Learned {
    let passage = conditional(choices, RIDGE_PASSAGE, start.map_or([0.0; PASSAGE.len()], |it| it.passage));
    let units: Vec<_> = read.iter().map(|read| units(read, &passage)).collect();
    let quote =
        conditional(&units.iter().collect::<Vec<_>>(), RIDGE_QUOTE, start.map_or([0.0; QUOTE.len()], |it| it.quote));
    Learned { passage, quote }
}

/// The passages of a question by their scores, the best first, each with its likelihood.
fn ranked(read: &Read<'_>, weights: &[f64; PASSAGE.len()]) -> Vec<(usize, f64)> {
    let scores: Vec<f64> = read.found.features.iter().map(|row| dot(row, weights)).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = scores.iter().map(|score| (score - most).exp()).sum();
    let mut ranked: Vec<(usize, f64)> = scores.iter().map(|score| (score - most).exp() / all).enumerate().collect();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    ranked
}

/// The units of a question's best passages as a choice.
fn units(read: &Read<'_>, weights: &[f64; PASSAGE.len()]) -> Choice<{ QUOTE.len() }> {
    let mut choice = Choice { rows: Vec::new(), right: Vec::new() };
    let ranked = ranked(read, weights);
    let worth = quote::worth_quoting(ranked.iter().map(|(_, likelihood)| single(*likelihood)));
    for (at, likelihood) in ranked.into_iter().take(worth) {
        for (row, right) in read.units[at].iter().zip(&read.unit_right[at]) {
            let mut row = *row;
            row[0] = likelihood.max(f64::MIN_POSITIVE).ln();
            choice.rows.push(row);
            choice.right.push(*right);
        }
    }
    choice
}

/// What a passage scores that has nothing to do with the question: the logarithm of the mean odds, over questions.
pub(super) fn other(choices: &[Choice<{ PASSAGE.len() }>], learned: &Learned) -> f64 {
    let of_question = |choice: &Choice<{ PASSAGE.len() }>| {
        let wrong = choice.rows.iter().zip(&choice.right).filter(|(_, right)| !**right);
        let odds: Vec<f64> = wrong.map(|(row, _)| dot(row, &learned.passage).exp()).collect();
        (odds.iter().sum::<f64>() / f64::from(u32::try_from(odds.len().max(1)).unwrap_or(u32::MAX))).max(1e-9).ln()
    };
    choices.iter().map(of_question).sum::<f64>() / f64::from(u32::try_from(choices.len()).unwrap_or(u32::MAX))
}

/// What a question's reply would quote.
pub(super) fn outcome(read: &Read<'_>, learned: &Learned) -> Outcome {
    let ranked = ranked(read, &learned.passage);
    let best = &ranked[..ranked.len().min(Limits::default().passages)];
    let hits =
        best.iter().map(|(at, likelihood)| Hit { likelihood: single(*likelihood), ..read.found.hits[*at].clone() });
    let hits = Hits { found: hits.collect(), sought: read.found.sought.clone(), nearest: read.found.nearest };
    let looked: Vec<_> = best.iter().map(|(at, likelihood)| (single(*likelihood), &read.looked[*at])).collect();
    let quotations = quote::quotations(&looked, &learned.quote.map(single));
    let sureness = quote::of_reply(&read.question.text, &hits, &quotations).map(f64::from);
    let want = &read.question.want;
    let texts: Vec<&str> = quotations.iter().map(|it| it.text.as_str()).collect();
    let holds = |text: &str| !want.is_empty() && has_fact(want, text);
    let mut pages: Vec<&str> = Vec::new();
    for (at, _) in &ranked {
        let page = read.found.hits[*at].page.slug.as_str();
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    let is_right = |page: &&str| read.question.pages.iter().any(|right| right == page);
    Outcome {
        sureness,
        page_at_1: pages.first().is_some_and(is_right),
        page_at_3: pages.iter().take(3).any(is_right),
        passage_at_1: ranked.first().is_some_and(|(at, _)| read.right[*at]),
        first: texts.first().is_some_and(|text| holds(beginning(text, FIRST))),
        fact: holds(beginning(&texts.join("\n"), WHOLE)),
        characters: texts.iter().map(|text| text.chars().count()).sum(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "weights have no more than a few digits that count")]
pub(super) fn single(number: f64) -> f32 {
    number as f32
}
