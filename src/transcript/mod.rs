//! A conversation as its visitor takes it home: values that become a text or the pages of a document.
//!
//! It holds what the chat shows and nothing else: no notes, no codes, no way to reach anybody. Every line says who
//! speaks.

pub mod text;

use chrono::{DateTime, Utc};

use crate::conversation::{Body, Conversation, Entry, Event, Source, Stage};
use crate::language::Language;
use crate::privacy::Kept;
use crate::wording::events;
use crate::wording::transcript::{self as words, Heading};

/// A saved conversation, in one reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The language.
    pub language: Language,
    /// "Samtal med Kontakt Linköping".
    pub title: String,
    /// The municipality.
    pub municipality: String,
    /// When the conversation took place and how long it is kept, a line each.
    pub facts: Vec<String>,
    /// What was said and what happened, by days in Sweden.
    pub days: Vec<Day>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// The name of a file without its ending, in ASCII.
    pub file_name: String,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// "måndag 2 mars 2026".
    pub name: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who speaks, and when: "Samhällsvägledare Anna, kl 09.05".
    pub speaker: String,
    /// What.
    pub text: String,
    /// Where an answer stands.
    pub sources: Vec<Cited>,
}

/// A source of an answer, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Page and section.
    pub page: String,
    /// Its address.
    pub address: String,
    /// When it was last reviewed.
    pub reviewed: String,
}

/// What a transcript is made of besides the log.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// What the staffed service is called.
    pub desk: &'a str,
    /// The municipality.
    pub municipality: &'a str,
    /// How long the conversation is kept.
    pub kept: Kept,
    /// When it is saved.
    pub at: DateTime<Utc>,
    /// The reader's language.
    pub language: Language,
}

impl Transcript {
    /// A conversation and its log as a transcript. `happened` gives the sentence for an event of a time.
    #[must_use]
    pub fn of(
        conversation: &Conversation,
        entries: &[Entry],
        frame: Frame<'_>,
        happened: impl Fn(&Event, DateTime<Utc>) -> String,
    ) -> Self {
        let language = frame.language;
        let began = entries.first().map_or(frame.at, |entry| entry.at);
        let mut days: Vec<Day> = Vec::new();
        for entry in entries {
            let (name, line) = (words::day(entry.at, language), line(entry, frame, &happened));
            match days.last_mut() {
                Some(day) if day.name == name => day.lines.push(line),
                _ => days.push(Day { name, lines: vec![line] }),
            }
        }
        Self {
            language,
            title: words::title(frame.desk, language),
            municipality: frame.municipality.to_owned(),
            facts: facts(conversation, began, frame),
            days,
            saved_at: frame.at,
            file_name: words::file_name(began, language),
        }
    }
}

fn facts(conversation: &Conversation, began: DateTime<Utc>, frame: Frame<'_>) -> Vec<String> {
    let language = frame.language;
    let ended = if let Stage::Closed { at, .. } = conversation.stage { Some(at) } else { None };
    let moments =
        [Some((Heading::Began, began)), ended.map(|at| (Heading::Ended, at)), Some((Heading::Saved, frame.at))];
    let fact = |(heading, at)| format!("{} {}.", words::heading(heading, language), words::moment(at, language));
    moments.into_iter().flatten().map(fact).chain([words::kept(frame.kept, language)]).collect()
}

fn line(entry: &Entry, frame: Frame<'_>, happened: &impl Fn(&Event, DateTime<Utc>) -> String) -> Line {
    let language = frame.language;
    let (text, sources) = match &entry.body {
        // The way to reach the visitor is the desk's: it is in no log that a visitor reads.
        Body::Text(text) | Body::Message { text, .. } => (text.as_str().to_owned(), &[][..]),
        Body::Answer(answer) => (answer.text.clone(), &answer.sources[..]),
        Body::File(file) => (events::file(file.name.as_str(), language), &[][..]),
        Body::Event(event) => (happened(event, entry.at), &[][..]),
        Body::Erased => (events::erased(language).to_owned(), &[][..]),
    };
    let speaker = speaker(entry, frame.desk, language);
    Line {
        speaker: format!("{speaker}, {}", words::clock(entry.at, language)),
        text: visible(&text),
        sources: sources.iter().map(|source| cited(source, language)).collect(),
    }
}

fn speaker(entry: &Entry, desk: &str, language: Language) -> String {
    visible(&words::speaker(&entry.author, &entry.body, desk, language)).replace('\n', " ")
}

fn cited(source: &Source, language: Language) -> Cited {
    Cited {
        page: visible(&words::source(&source.title, source.section.as_deref(), language)),
        address: visible(&source.url),
        reviewed: words::reviewed(source.reviewed, source.confirmed, language),
    }
}

/// Without what nobody can see and what turns the reading direction around: a page's title may hold it, and a line must
/// not look like another one.
fn visible(text: &str) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let unbroken =
        |c: char| if matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\r' | '\u{B}' | '\u{C}') { '\n' } else { c };
    text.chars().map(unbroken).filter(|&c| c == '\n' || !(c.is_control() || hidden(c))).collect()
}

#[cfg(test)]
mod tests;
