//! Grouping by likeness: the question with the most neighbours leads, and takes those that nobody has taken.
//!
//! This is Taylor–Butina clustering. Who leads follows from the questions alone, never from the order in which they
//! came; every member of a group is like its leader, so that a group's name speaks for all of it, and chains of "like"
//! and "like" cannot lead from one matter to another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::likeness::neighbours;
use super::{Gap, Question, Sample, Standing, Why};
use crate::language::{self, Language};
use crate::privacy::without_masks;

/// Groups questions by likeness, the greatest group first. Each question stands in exactly one group, unless it has no
/// words at all ("???"): such a one asks for nothing that a page could answer. `samples` is how many other ways of asking
/// a gap shows at most.
///
/// The result does not depend on the order of the questions. 5,000 different ones took 1.6 s on one core
/// without optimisation.
#[must_use]
pub fn group(questions: &[Question], samples: usize) -> Vec<Gap> {
    let mut wordings: BTreeMap<String, Vec<&Question>> = BTreeMap::new();
    for question in questions {
        // Two people's numbers, masked, would make their questions alike.
        let folded = language::fold(&without_masks(&question.text));
        if !folded.is_empty() {
            wordings.entry(folded).or_default().push(question);
        }
    }
    let wordings: Vec<Wording<'_>> = wordings.into_iter().map(|(folded, asked)| Wording::new(folded, asked)).collect();
    let texts: Vec<_> = wordings.iter().map(|one| (one.folded.as_str(), one.language)).collect();
    let near = neighbours(&texts);
    let weight = |text: usize| wordings[text].asked.len();
    let mut order: Vec<usize> = (0..wordings.len()).collect();
    order.sort_by_cached_key(|&text| {
        Reverse((near[text].iter().map(|&one| weight(one)).sum::<usize>(), weight(text), Reverse(text)))
    });
    let mut taken = vec![false; wordings.len()];
    let mut gaps = Vec::new();
    for leader in order {
        if taken[leader] {
            continue;
        }
        let members: Vec<&Wording<'_>> = near[leader]
            .iter()
            .filter(|&&one| !std::mem::replace(&mut taken[one], true))
            .map(|&one| &wordings[one])
            .collect();
        gaps.push(gap(&wordings[leader], &members, samples));
    }
    gaps.sort_by(|one, other| (other.count(), other.last, &one.name).cmp(&(one.count(), one.last, &other.name)));
    gaps
}

/// Questions with the same words, dots and capitals aside.
struct Wording<'a> {
    folded: String,
    /// Oldest first.
    asked: Vec<&'a Question>,
    language: Language,
}

impl<'a> Wording<'a> {
    fn new(folded: String, mut asked: Vec<&'a Question>) -> Self {
        asked.sort_by_key(|question| (question.at, question.id));
        // Words that do not tell are in the language of whoever asked first.
        let language = language::language_of(&folded).unwrap_or(asked[0].language);
        Self { folded, asked, language }
    }

    /// As most have written it; among equals the one that sorts first.
    fn as_written(&self) -> &'a str {
        most(self.asked.iter().map(|question| question.text.as_str())).unwrap_or_default()
    }
}

fn gap(leader: &Wording<'_>, members: &[&Wording<'_>], samples: usize) -> Gap {
    let asked: Vec<&Question> = members.iter().flat_map(|wording| wording.asked.iter().copied()).collect();
    let abstentions = asked.iter().filter(|question| question.why == Why::Abstention).count();
    let times = || asked.iter().map(|question| question.at);
    let mut others: Vec<&&Wording<'_>> = members.iter().filter(|one| one.folded != leader.folded).collect();
    others.sort_by_key(|one| (Reverse(one.asked.len()), &one.folded));
    let sample = |one: &&Wording<'_>| Sample { text: one.as_written().to_owned(), count: one.asked.len() };
    Gap {
        name: leader.as_written().to_owned(),
        questions: asked.iter().map(|question| question.id).collect::<BTreeSet<_>>().into_iter().collect(),
        abstentions,
        not_helped: asked.len() - abstentions,
        first: times().min().unwrap_or_default(),
        last: times().max().unwrap_or_default(),
        samples: others.into_iter().take(samples).map(sample).collect(),
        languages: languages(members),
        page: most(asked.iter().filter_map(|question| question.page.as_ref())).cloned(),
        standing: standing(&asked),
    }
}

fn languages(members: &[&Wording<'_>]) -> Vec<Language> {
    let asked = |language| members.iter().filter(|one| one.language == language).map(|one| one.asked.len()).sum();
    let mut counted: Vec<(usize, Language)> = [Language::Sv, Language::En].map(|it| (asked(it), it)).into();
    counted.retain(|(count, _)| *count > 0);
    counted.sort_by_key(|(count, _)| Reverse(*count));
    counted.into_iter().map(|(_, language)| language).collect()
}

/// Whoever asks after the handling, and still in vain, brings it back.
fn standing(asked: &[&Question]) -> Standing {
    let handlings = asked.iter().filter_map(|question| question.handled.as_ref());
    let Some(handled) = handlings.max_by_key(|handled| (handled.at, &handled.page)).cloned() else {
        return Standing::Open;
    };
    match asked.iter().filter(|question| question.handled.is_none() && question.at > handled.at).count() {
        0 => Standing::Handled(handled),
        since => Standing::Back { handled, since },
    }
}

/// What comes most often; among equals the least.
fn most<T: Ord + std::hash::Hash + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: HashMap<T, usize> = HashMap::new();
    for one in all {
        *counted.entry(one).or_default() += 1;
    }
    counted.into_iter().max_by_key(|&(one, count)| (count, Reverse(one))).map(|(one, _)| one)
}

#[cfg(test)]
mod tests;
