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

/// Groups questions by likeness, the greatest group first: what most visitors asked. Each question stands in exactly one group, unless it has no
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
    let weight = |text: usize| wordings[text].visitors();
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
        most(self.asked.iter().map(|question| (question.visitor, question.text.as_str()))).unwrap_or_default()
    }

    fn visitors(&self) -> usize {
        visitors(self.asked.iter().copied())
    }
}

fn gap(leader: &Wording<'_>, members: &[&Wording<'_>], samples: usize) -> Gap {
    let asked: Vec<&Question> = members.iter().flat_map(|wording| wording.asked.iter().copied()).collect();
    let abstentions = visitors(asked.iter().copied().filter(|question| question.why == Why::Abstention));
    let times = || asked.iter().map(|question| question.at);
    let mut others: Vec<&&Wording<'_>> = members.iter().filter(|one| one.folded != leader.folded).collect();
    others.sort_by_key(|one| (Reverse(one.visitors()), &one.folded));
    let sample = |one: &&Wording<'_>| Sample { text: one.as_written().to_owned(), count: one.visitors() };
    Gap {
        name: leader.as_written().to_owned(),
        questions: asked.iter().map(|question| question.id).collect::<BTreeSet<_>>().into_iter().collect(),
        abstentions,
        not_helped: visitors(asked.iter().copied()) - abstentions,
        first: times().min().unwrap_or_default(),
        last: times().max().unwrap_or_default(),
        samples: others.into_iter().take(samples).map(sample).collect(),
        languages: languages(members),
        page: most(asked.iter().filter_map(|question| Some((question.visitor, question.page.as_ref()?)))).cloned(),
        standing: standing(&asked),
    }
}

fn languages(members: &[&Wording<'_>]) -> Vec<Language> {
    let asked = |language| members.iter().filter(|one| one.language == language).map(|one| one.visitors()).sum();
    let mut counted: Vec<(usize, Language)> = [Language::Sv, Language::En].map(|it| (asked(it), it)).into();
    counted.retain(|(count, _)| *count > 0);
    counted.sort_by_key(|(count, _)| Reverse(*count));
    counted.into_iter().map(|(_, language)| language).collect()
}

/// What was done last. Whoever asks after the handling, and still in vain, brings it back; what was put aside comes back
/// when somebody else asks, as whoever wrote it may well write it again.
fn standing(asked: &[&Question]) -> Standing {
    let handlings = asked.iter().filter_map(|question| question.handled.as_ref());
    let handled = handlings.max_by_key(|handled| (handled.at, &handled.page)).cloned();
    let put_aside = asked.iter().filter_map(|question| question.put_aside).max();
    if let Some(at) = put_aside.filter(|at| handled.as_ref().is_none_or(|handled| handled.at < *at)) {
        let theirs: BTreeSet<i64> =
            asked.iter().filter(|question| question.put_aside.is_some()).map(|question| question.visitor).collect();
        let others = asked.iter().filter(|question| question.at > at && !theirs.contains(&question.visitor));
        return Standing::PutAside { at, since: visitors(others.copied()) };
    }
    let Some(handled) = handled else { return Standing::Open };
    let later = asked.iter().filter(|question| question.handled.is_none() && question.at > handled.at);
    match visitors(later.copied()) {
        0 => Standing::Handled(handled),
        since => Standing::Back { handled, since },
    }
}

/// How many visitors asked them.
fn visitors<'a>(asked: impl Iterator<Item = &'a Question>) -> usize {
    asked.map(|question| question.visitor).collect::<BTreeSet<_>>().len()
}

/// What most visitors have; among equals the least.
fn most<T: Ord + std::hash::Hash + Copy>(all: impl Iterator<Item = (i64, T)>) -> Option<T> {
    let mut counted: HashMap<T, usize> = HashMap::new();
    for (_, one) in all.collect::<BTreeSet<_>>() {
        *counted.entry(one).or_default() += 1;
    }
    counted.into_iter().max_by_key(|&(one, count)| (count, Reverse(one))).map(|(one, _)| one)
}

#[cfg(test)]
mod tests;
