//! How a message is read: what is asked in it, and in which language.
//!
//! ```text
//! message ─► sentences ─► the questions among them ─► each: its words, other words for the same, Swedish for English,
//!                                                     └ the question before, of less weight
//! ```

use crate::knowledge::{Found, Query, Vocabulary};
use crate::language::{self, Language};

/// A message with more words than this is one question with its story.
const STORY: usize = 44;

/// What it weighs beside the question's own words: another word for the same.
const SYNONYM: f32 = 0.7;
/// The English words of a question that was put into Swedish.
const ORIGINAL: f32 = 0.9;
/// The question before, for one that may go on from it.
const BEFORE: f32 = 0.7;

/// A question as it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The sentence that asks, as the visitor wrote it.
    pub(super) question: String,
    /// The same with what is told around it.
    pub(super) text: String,
    /// What to look for.
    pub(super) query: Query,
    /// What to look for by itself, where it may or may not go on from the question before: "Hur söker jag bygglov?" means the same
    /// after any question, "När ska avgiften vara betald?" does not.
    pub(super) alone: Option<Query>,
    /// Whether it plainly goes on from the question before.
    pub(super) goes_on: bool,
}

/// What to look for when a message is one question, after the one before it.
#[must_use]
pub fn looked_for(message: &str, previous: Option<&str>, vocabulary: &Vocabulary) -> Query {
    reading(message, previous, Language::Sv, vocabulary).query
}

/// Reads a message: one or two questions. What is told around a question belongs to it: often the story says what is meant.
pub(super) fn read(message: &str, previous: Option<&str>, language: Language, vocabulary: &Vocabulary) -> Vec<Reading> {
    let sentences = sentences(message);
    let words = language::fold(message).split(' ').count();
    let asking: Vec<&str> = sentences.iter().copied().filter(|sentence| is_question(sentence)).collect();
    let parts = match asking.as_slice() {
        [only] if sentences.len() == 1 => parts(only),
        [first, second, ..] if words <= STORY => vec![*first, *second],
        _ => vec![message],
    };
    if let [first, second] = parts.as_slice() {
        // The second question goes on from the first: "Hur ansöker jag om bygglov och vad kostar det?"
        let second = reading(second, Some(first), language, vocabulary);
        return vec![reading(first, previous, language, vocabulary), second];
    }
    let asks = asking.last().or(sentences.last().filter(|_| words > STORY)).copied().unwrap_or(message);
    vec![Reading { question: asks.trim().to_owned(), ..reading(message, previous, language, vocabulary) }]
}

/// Reads a message as one question.
pub(super) fn whole(message: &str, previous: Option<&str>, language: Language, vocabulary: &Vocabulary) -> Reading {
    reading(message, previous, language, vocabulary)
}

fn reading(question: &str, previous: Option<&str>, spoken: Language, vocabulary: &Vocabulary) -> Reading {
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
    let goes_on = previous.is_some() && points_back(&folded);
    let alone = (previous.is_some() && !goes_on).then(|| query.clone());
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
    let text = question.trim().to_owned();
    Reading { question: text.clone(), text, query, alone, goes_on }
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

/// Whether a question plainly goes on from the one before: it begins with "och", or points back.
fn points_back(folded: &str) -> bool {
    let begins = matches!(folded.split(' ').next(), Some("och" | "and" | "men" | "but" | "da" | "eller" | "or" | "sa"));
    let spaced = format!(" {folded} ");
    begins
        || folded.split_whitespace().any(|word| POINTERS.contains(&word))
        || POINTING.iter().any(|phrase| spaced.contains(phrase))
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
