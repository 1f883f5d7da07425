//! How a message is read: what is asked in it, in which language, and what stands around the question.
//!
//! ```text
//! message ─► sentences ─► the questions among them ─► each: its words, other words for the same, Swedish for English,
//!               └ the story around them, and the question before when this one leans on it ─► of less weight
//! ```

use crate::knowledge::{Found, Query, Vocabulary};
use crate::language::{self, Language};

/// A message with more words than this is a story with a question in it.
const STORY: usize = 22;
/// Questions that are answered of one message, at most.
const QUESTIONS: usize = 2;
/// A question with fewer words of its own leans on the one before.
const LEANS: usize = 2;

/// What it weighs beside the question's own words: another word for the same.
const SYNONYM: f32 = 0.7;
/// The English words of a question that was put into Swedish.
const ORIGINAL: f32 = 0.9;
/// The story around a question.
const AROUND: f32 = 0.5;
/// The question before, for one that leans on it.
const BEFORE: f32 = 0.7;

/// A question as it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The question as the visitor wrote it.
    pub(super) question: String,
    /// What to look for.
    pub(super) query: Query,
    /// What to look for when the pages know enough of the question by itself. There only when it goes on from the question
    /// before for no other reason than that it has few words: "Hur söker jag bygglov?" means the same after any question.
    pub(super) alone: Option<Query>,
    /// Whether it plainly goes on from the question before.
    pub(super) goes_on: bool,
}

/// What to look for when a message is one question.
#[must_use]
pub fn looked_for(message: &str, vocabulary: &Vocabulary) -> Query {
    reading(message, None, None, Language::Sv, vocabulary).query
}

/// Reads a message: one or two questions.
pub(super) fn read(message: &str, previous: Option<&str>, language: Language, vocabulary: &Vocabulary) -> Vec<Reading> {
    let sentences = sentences(message);
    let words = language::fold(message).split(' ').count();
    let asking: Vec<&str> = sentences.iter().copied().filter(|sentence| is_question(sentence)).collect();
    let questions: Vec<&str> = match asking.as_slice() {
        [] if words > STORY => sentences.last().copied().into_iter().collect(),
        [only] if words > STORY || sentences.len() == 1 => parts(only),
        [] | [_] => vec![message],
        // Of a story's questions the last says what is wanted; short ones side by side are two.
        several if words > STORY + STORY => several.last().copied().into_iter().collect(),
        several => several.iter().copied().take(QUESTIONS).collect(),
    };
    let story = questions.iter().map(|it| it.len()).sum::<usize>() + 2 < message.trim().len();
    let around = |question: &str| (story && questions.len() == 1).then(|| message.replacen(question, " ", 1));
    questions.iter().map(|question| reading(question, around(question), previous, language, vocabulary)).collect()
}

fn reading(
    question: &str,
    around: Option<String>,
    previous: Option<&str>,
    spoken: Language,
    vocabulary: &Vocabulary,
) -> Reading {
    let folded = language::fold(question);
    let told = language::language_of(&folded);
    // Of a question that is plainly Swedish nobody asks what its words mean in English.
    let english = if told == Some(Language::Sv) { Found::default() } else { vocabulary.english.find(&folded) };
    let all_known = english.unknown.is_empty() && !english.look_for.is_empty();
    let language = told.or_else(|| all_known.then_some(Language::En));
    let mut query = Query { language: Some(language.unwrap_or(spoken)), ..Query::from(question) };
    let mut also = |text: &str, weight: f32| query.also.push((text.to_owned(), weight));
    if language == Some(Language::En) {
        if !english.look_for.is_empty() {
            also(question, ORIGINAL);
            // What the list does not know still counts: without it we would be too sure.
            let unknown = english.unknown.iter().map(String::as_str);
            query.asked = english.look_for.iter().copied().chain(unknown).collect::<Vec<_>>().join(" ");
        }
    } else {
        for list in [&vocabulary.synonyms, &vocabulary.abbreviations] {
            for word in list.find(&folded).look_for {
                also(word, SYNONYM);
            }
        }
    }
    if let Some(around) = around {
        query.said = format!("{} {question}", around.trim());
        let mut also = |text: &str, weight: f32| query.also.push((text.to_owned(), weight));
        also(&around, AROUND);
        for word in vocabulary.synonyms.find(&language::fold(&around)).look_for {
            also(word, AROUND);
        }
    }
    let leans = previous.map_or(Leans::Not, |_| leans(&folded));
    let previous = previous.filter(|_| leans != Leans::Not);
    let alone = (leans == Leans::ByFewWords).then(|| query.clone());
    if let Some(previous) = previous {
        let folded = language::fold(previous);
        query.said = format!("{previous} {question}");
        let mut also = |text: &str, weight: f32| query.also.push((text.to_owned(), weight));
        also(previous, BEFORE);
        let lists = [&vocabulary.synonyms, &vocabulary.abbreviations, &vocabulary.english];
        let lists = if language == Some(Language::En) { &lists[2..] } else { &lists[..2] };
        for word in lists.iter().flat_map(|list| list.find(&folded).look_for) {
            also(word, BEFORE * SYNONYM);
        }
    }
    Reading { question: question.trim().to_owned(), query, alone, goes_on: leans == Leans::Plainly }
}

/// Whether a message asks something.
pub(super) fn asks(message: &str) -> bool {
    sentences(message).into_iter().any(is_question)
}

/// Words that a question begins with.
const QUESTION_WORDS: &[&str] = &[
    "behover", "can", "could", "do", "does", "far", "finns", "gar", "gor", "hur", "how", "is", "are", "kan", "kostar",
    "maste", "nar", "ska", "should", "vad", "var", "varfor", "vart", "vem", "vilka", "vilken", "vilket", "what",
    "when", "where", "which", "who", "why",
];

/// Words that point back to what was said before.
const POINTERS: &[&str] = &[
    "de", "dem", "den", "denna", "dess", "det", "detta", "dit", "dar", "dom", "da", "han", "hans", "hennes", "hon",
    "it", "its", "that", "them", "then", "there", "these", "they", "this", "those", "he", "she", "istallet", "ocksa",
    "instead",
];

/// Phrases that do, with spaces around.
const POINTING: &[&str] =
    &[" under tiden ", " i sa fall ", " i sant fall ", " tills dess ", " meanwhile ", " in that case "];

/// Whether a question leans on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leans {
    Not,
    /// It has hardly any words of its own.
    ByFewWords,
    /// It begins with "och", or points back.
    Plainly,
}

fn leans(folded: &str) -> Leans {
    let mut words = folded.split_whitespace();
    let begins = matches!(words.next(), Some("och" | "and" | "men" | "but" | "da" | "eller" | "or" | "sa"));
    let own = folded.split_whitespace().filter(|word| !language::is_stop_word(word)).count();
    let spaced = format!(" {folded} ");
    let points = folded.split_whitespace().any(|word| POINTERS.contains(&word))
        || POINTING.iter().any(|phrase| spaced.contains(phrase));
    if begins || points {
        Leans::Plainly
    } else if own <= LEANS {
        Leans::ByFewWords
    } else {
        Leans::Not
    }
}

fn is_question(sentence: &str) -> bool {
    let folded = language::fold(sentence);
    sentence.trim_end().ends_with('?') || folded.split(' ').next().is_some_and(|first| QUESTION_WORDS.contains(&first))
}

/// A sentence in two when it asks two things: "var lämnar jag soffan och när är det öppet?"
fn parts(sentence: &str) -> Vec<&str> {
    for (joint, _) in sentence.match_indices(" och ").chain(sentence.match_indices(" and ")) {
        let (first, second) = (&sentence[..joint], sentence[joint..].trim_start()[3..].trim_start());
        if is_question(first) && has_own_words(first) && has_own_words(second) && begins_a_question(second) {
            return vec![first, second];
        }
    }
    vec![sentence]
}

fn begins_a_question(text: &str) -> bool {
    language::fold(text).split(' ').next().is_some_and(|first| QUESTION_WORDS.contains(&first))
}

fn has_own_words(text: &str) -> bool {
    language::fold(text).split_whitespace().any(|word| !language::is_stop_word(word))
}

/// The sentences of a message, with their marks.
fn sentences(message: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut characters = message.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let ends = character == '\n' || matches!(character, '?' | '!' | '.') && next.is_none_or(char::is_whitespace);
        if ends {
            sentences.push(&message[from..at + character.len_utf8()]);
            from = at + character.len_utf8();
        }
    }
    sentences.push(&message[from..]);
    sentences.retain(|sentence| !language::fold(sentence).is_empty());
    sentences
}

#[cfg(test)]
mod tests;
