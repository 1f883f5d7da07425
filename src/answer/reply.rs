//! What the assistant says, and why.

use chrono::NaiveDate;

use super::courtesy::{Courtesy, courtesy};
use super::emergency::{Emergency, emergency};
use super::quote::quote;
use crate::conversation::{Action, ActionKind, ReplyKind};
use crate::knowledge::{Hit, Hits, PhraseBook, Phrases, Referrals, fill};
use crate::language::{self, Language};

/// A question, and what is true around it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What the visitor wrote.
    pub question: &'a str,
    /// The language to answer in.
    pub language: Language,
    /// The sentence about the desk's hours as they are now, in that language.
    pub hours: &'a str,
    /// How else the desk is reached.
    pub contact: Contact<'a>,
    /// Whether a person would be given now.
    pub reachable: bool,
    /// The assistant's own words.
    pub phrases: &'a PhraseBook,
    /// Whom to ring in an emergency.
    pub referrals: &'a Referrals,
    /// [Confidence](Hits::confidence) below which the reply is an abstention.
    pub abstain_below: f32,
    /// Further pages named under an answer, at most.
    pub more_pages: usize,
}

/// How the desk is reached outside the chat.
#[derive(Debug, Clone, Copy)]
pub struct Contact<'a> {
    /// Its name.
    pub desk: &'a str,
    /// Its telephone number.
    pub phone: &'a str,
    /// Its page on the web.
    pub web: &'a str,
}

/// What the assistant says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Which kind of reply it is.
    pub kind: ReplyKind,
    /// The words: plain text with line breaks.
    pub text: String,
    /// Where they stand; the quoted page first, then pages that may also help.
    pub sources: Vec<Cited>,
    /// What the visitor can do next.
    pub actions: Vec<Action>,
    /// From 0 to 1; 1 for what needs no search.
    pub confidence: f32,
}

/// A page that a reply stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The page's title.
    pub title: String,
    /// The heading of the passage; none for the page's lead.
    pub section: Option<String>,
    /// The page's address.
    pub url: String,
    /// When it was last reviewed; none when nobody knows.
    pub reviewed: Option<NaiveDate>,
    /// Whether the municipality has checked it.
    pub confirmed: bool,
    /// The page's name among pages.
    pub page: String,
    /// The hash of the page version that was searched.
    pub page_hash: String,
}

/// Answers a question. `find` searches the pages; it is called at most once, and never in an emergency.
pub fn reply(asked: &Asked<'_>, find: impl FnOnce(&str) -> Hits) -> Reply {
    if let Some(danger) = emergency(asked.question) {
        return in_danger(asked, &danger);
    }
    if let Some(said) = courtesy(asked.question) {
        return polite(asked, said);
    }
    if language::fold(asked.question).is_empty() {
        return abstention(asked, &asked.words().no_words, 0.0);
    }
    let hits = find(asked.question);
    match hits.found.first() {
        Some(best) if hits.confidence >= asked.abstain_below => answer(asked, best, &hits),
        _ => abstention(asked, &asked.words().abstention, hits.confidence),
    }
}

/// The numbers to ring, as lines of text: 112 first.
#[must_use]
pub fn emergency_text(danger: &Emergency, language: Language, phrases: &PhraseBook, referrals: &Referrals) -> String {
    let words = phrases.of(language);
    let mut lines = vec![words.emergency.clone(), String::new()];
    for number in referrals.numbers(&danger.dangers) {
        let named = number.named(language);
        lines.push(format!("– {}, {}: {}.", number.number, named.name, named.what));
    }
    lines.extend([String::new(), words.emergency_last.clone()]);
    lines.join("\n")
}

impl<'a> Asked<'a> {
    fn words(&self) -> &'a Phrases {
        self.phrases.of(self.language)
    }
}

fn in_danger(asked: &Asked<'_>, danger: &Emergency) -> Reply {
    Reply {
        kind: ReplyKind::Emergency,
        text: emergency_text(danger, asked.language, asked.phrases, asked.referrals),
        sources: Vec::new(),
        actions: person(asked).into_iter().collect(),
        confidence: 1.0,
    }
}

fn polite(asked: &Asked<'_>, said: Courtesy) -> Reply {
    let words = asked.words();
    let template = match said {
        Courtesy::Greeting => &words.greeting,
        Courtesy::Thanks => &words.thanks,
        Courtesy::Goodbye => &words.goodbye,
    };
    Reply {
        kind: ReplyKind::Courtesy,
        text: fill(template, &[("desk", asked.contact.desk)]),
        sources: Vec::new(),
        actions: Vec::new(),
        confidence: 1.0,
    }
}

fn answer(asked: &Asked<'_>, best: &Hit, hits: &Hits) -> Reply {
    let words = asked.words();
    let values = [("title", best.page.title.as_str()), ("section", best.section.as_deref().unwrap_or_default())];
    let frame = if best.section.is_some() { &words.quote_section } else { &words.quote_page };
    let mut text = fill(frame, &values);
    if best.page.language != asked.language {
        text.extend([" ", &words.other_language]);
    }
    text.push_str("\n\n");
    text.push_str(&quote(asked.question, &best.text));
    Reply {
        kind: ReplyKind::Answer,
        text,
        sources: pages(&hits.found, 1 + asked.more_pages),
        actions: person(asked).into_iter().collect(),
        confidence: hits.confidence,
    }
}

/// The first pages among the passages, each once.
fn pages(found: &[Hit], most: usize) -> Vec<Cited> {
    let mut cited: Vec<Cited> = Vec::new();
    for hit in found {
        if cited.len() == most {
            break;
        }
        if cited.iter().all(|one| one.page != hit.page.slug) {
            cited.push(cite(hit));
        }
    }
    cited
}

fn cite(hit: &Hit) -> Cited {
    let page = &hit.page;
    Cited {
        title: page.title.clone(),
        section: hit.section.clone(),
        url: page.url.clone(),
        reviewed: page.reviewed,
        confirmed: page.confirmed,
        page: page.slug.clone(),
        page_hash: page.hash.clone(),
    }
}

/// Says that there is no answer, how to reach the desk, when, and that a message may be left.
fn abstention(asked: &Asked<'_>, says: &str, confidence: f32) -> Reply {
    let words = asked.words();
    let Contact { desk, phone, web } = asked.contact;
    let contact = fill(&words.contact, &[("desk", desk), ("phone", phone), ("web", web)]);
    let offer = if asked.reachable { &words.person } else { &words.leave_message };
    let message = Action { kind: ActionKind::LeaveMessage, label: words.label_message.clone(), text: None };
    Reply {
        kind: ReplyKind::Abstention,
        text: [says, &contact, asked.hours, offer]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        sources: Vec::new(),
        actions: person(asked).into_iter().chain([message]).collect(),
        confidence,
    }
}

/// The offer of a person, when one can be reached.
fn person(asked: &Asked<'_>) -> Option<Action> {
    let label = asked.words().label_person.clone();
    asked.reachable.then_some(Action { kind: ActionKind::AskForPerson, label, text: None })
}

#[cfg(test)]
mod tests;
