//! What stands around the words of a conversation when it is saved: who speaks, when, and how long it is kept.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use super::hours::full_date;
use crate::conversation::{Author, Body, Event};
use crate::hours::in_stockholm;
use crate::language::{Language, long_date};
use crate::privacy::Kept;

/// "Samtal med Kontakt Linköping".
#[must_use]
pub fn title(desk: &str, language: Language) -> String {
    match language {
        Language::Sv => format!("Samtal med {desk}"),
        Language::En => format!("Conversation with {desk}"),
    }
}

/// Who speaks, as the chat shows it to the visitor. What is said of danger no person at the desk has written, though it
/// stands in the log as the desk's.
#[must_use]
pub fn speaker(author: &Author, body: &Body, desk: &str, language: Language) -> String {
    let is_automatic = matches!(body, Body::Event(Event::Emergency(_) | Event::Concern(_)));
    let author = if is_automatic { &Author::Assistant } else { author };
    match (author, language) {
        (Author::Visitor, Language::Sv) => "Du".into(),
        (Author::Visitor, Language::En) => "You".into(),
        (Author::Agent { name, .. }, Language::Sv) => format!("Samhällsvägledare {name}"),
        (Author::Agent { name, .. }, Language::En) => format!("Adviser {name}"),
        (Author::Assistant, Language::Sv) => "Automatiskt svar".into(),
        (Author::Assistant, Language::En) => "Automatic answer".into(),
        (Author::System, _) => desk.into(),
    }
}

/// What a fact at the head of a saved conversation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// When it began.
    Began,
    /// When it was ended.
    Ended,
    /// When it was saved from the chat.
    Saved,
    /// How long the municipality keeps it.
    Kept,
}

/// The words before a fact.
#[must_use]
pub fn heading(heading: Heading, language: Language) -> &'static str {
    match (heading, language) {
        (Heading::Began, Language::Sv) => "Samtalet började",
        (Heading::Began, Language::En) => "The conversation began",
        (Heading::Ended, Language::Sv) => "Samtalet avslutades",
        (Heading::Ended, Language::En) => "The conversation ended",
        (Heading::Saved, Language::Sv) => "Den här kopian gjordes",
        (Heading::Saved, Language::En) => "This copy was made",
        (Heading::Kept, Language::Sv) => "Kommunen sparar samtalet",
        (Heading::Kept, Language::En) => "The municipality keeps the conversation",
    }
}

/// "Kommunen sparar samtalet till fredag 1 maj 2026."
#[must_use]
pub fn kept(kept: Kept, language: Language) -> String {
    let how_long = match kept {
        Kept::Until(until) => kept_until(until, language),
        Kept::AfterClosing { days } => kept_for(days, language),
    };
    format!("{} {how_long}.", heading(Heading::Kept, language))
}

/// "till fredag 1 maj 2026".
fn kept_until(until: DateTime<Utc>, language: Language) -> String {
    let date = full_date(in_stockholm(until).date(), language);
    match language {
        Language::Sv => format!("till {date}"),
        Language::En => format!("until {date}"),
    }
}

/// "i 21 dagar efter att det har avslutats".
fn kept_for(days: u32, language: Language) -> String {
    match (language, days) {
        (Language::Sv, 1) => "i 1 dag efter att det har avslutats".into(),
        (Language::En, 1) => "for 1 day after it has ended".into(),
        (Language::Sv, _) => format!("i {days} dagar efter att det har avslutats"),
        (Language::En, _) => format!("for {days} days after it has ended"),
    }
}

/// "måndag 2 mars 2026 kl 09.05".
#[must_use]
pub fn moment(at: DateTime<Utc>, language: Language) -> String {
    format!("{} {}", day(at, language), clock(at, language))
}

/// "måndag 2 mars 2026": the day in Sweden.
#[must_use]
pub fn day(at: DateTime<Utc>, language: Language) -> String {
    full_date(in_stockholm(at).date(), language)
}

/// "kl 09.05", "at 09:05": the clock in Sweden.
#[must_use]
pub fn clock(at: DateTime<Utc>, language: Language) -> String {
    let local = in_stockholm(at);
    let (hour, minute) = (local.hour(), local.minute());
    match language {
        Language::Sv => format!("kl {hour:02}.{minute:02}"),
        Language::En => format!("at {hour:02}:{minute:02}"),
    }
}

/// "Källa: Vänorter – Norden".
#[must_use]
pub fn source(title: &str, section: Option<&str>, language: Language) -> String {
    let word = if language == Language::Sv { "Källa" } else { "Source" };
    match section.filter(|section| *section != title) {
        Some(section) => format!("{word}: {title} – {section}"),
        None => format!("{word}: {title}"),
    }
}

/// "Senast granskad 11 juni 2021"; a page that the municipality has not checked says so.
#[must_use]
pub fn reviewed(date: Option<NaiveDate>, confirmed: bool, language: Language) -> String {
    let when = match (date, language) {
        (Some(date), Language::Sv) => format!("Senast granskad {}.", long_date(date, language)),
        (Some(date), Language::En) => format!("Last reviewed {}.", long_date(date, language)),
        (None, Language::Sv) => "Senast granskad: datum okänt.".into(),
        (None, Language::En) => "Last reviewed: date unknown.".into(),
    };
    match (confirmed, language) {
        (true, _) => when,
        (false, Language::Sv) => format!("{when} Inte bekräftad av kommunen än."),
        (false, Language::En) => format!("{when} Not yet confirmed by the municipality."),
    }
}

/// "Sida 1 av 3".
#[must_use]
pub fn page(number: usize, of: usize, language: Language) -> String {
    match language {
        Language::Sv => format!("Sida {number} av {of}"),
        Language::En => format!("Page {number} of {of}"),
    }
}

/// What stands at the head of a document in which some characters are seen as boxes: how many, in which scripts (ISO 15924;
/// none for emoji and other signs), the most frequent first, and where all of them are.
#[must_use]
pub fn not_shown(count: usize, scripts: &[Option<[u8; 4]>], language: Language) -> String {
    let mut named: Vec<&str> = Vec::new();
    for name in scripts.iter().map(|script| script_name(*script, language)) {
        if !named.contains(&name) && named.len() < MOST_SCRIPTS {
            named.push(name);
        }
    }
    let named = named.join(", ");
    match (language, count) {
        (Language::Sv, 1) => format!(
            "Obs! 1 tecken kan inte visas i det här dokumentet ({named}). Där står en ruta. Tecknet finns i textfilen, som \
             du kan spara på samma ställe."
        ),
        (Language::Sv, _) => format!(
            "Obs! {count} tecken kan inte visas i det här dokumentet ({named}). Där står rutor. Tecknen finns i textfilen, \
             som du kan spara på samma ställe."
        ),
        (Language::En, 1) => format!(
            "Note: 1 character cannot be shown in this document ({named}). A box stands in its place. The character is in \
             the text file, which you can save in the same place."
        ),
        (Language::En, _) => format!(
            "Note: {count} characters cannot be shown in this document ({named}). Boxes stand in their place. The \
             characters are in the text file, which you can save in the same place."
        ),
    }
}

/// So many scripts are named.
const MOST_SCRIPTS: usize = 3;

/// What people call a script, in Swedish and in English.
const SCRIPTS: [(&[u8; 4], &str, &str); 17] = [
    (b"Ethi", "etiopisk skrift", "Ethiopic script"),
    (b"Hani", "kinesiska tecken", "Chinese characters"),
    (b"Hira", "japansk skrift", "Japanese script"),
    (b"Kana", "japansk skrift", "Japanese script"),
    (b"Hang", "koreansk skrift", "Korean script"),
    (b"Thai", "thailändsk skrift", "Thai script"),
    (b"Syrc", "syrisk skrift", "Syriac script"),
    (b"Beng", "bengalisk skrift", "Bengali script"),
    (b"Deva", "devanagari", "Devanagari"),
    (b"Taml", "tamilsk skrift", "Tamil script"),
    (b"Telu", "telugu", "Telugu script"),
    (b"Gujr", "gujarati", "Gujarati script"),
    (b"Guru", "gurmukhi", "Gurmukhi"),
    (b"Sinh", "singalesisk skrift", "Sinhala script"),
    (b"Mymr", "burmesisk skrift", "Burmese script"),
    (b"Khmr", "khmer", "Khmer script"),
    (b"Arab", "arabisk skrift", "Arabic script"),
];

fn script_name(script: Option<[u8; 4]>, language: Language) -> &'static str {
    let known = script.and_then(|script| SCRIPTS.iter().find(|(tag, ..)| **tag == script));
    match (known, script, language) {
        (Some((_, sv, _)), _, Language::Sv) => sv,
        (Some((_, _, en)), _, Language::En) => en,
        (None, Some(_), Language::Sv) => "annan skrift",
        (None, Some(_), Language::En) => "another script",
        (None, None, Language::Sv) => "emoji och andra symboler",
        (None, None, Language::En) => "emoji and other symbols",
    }
}

/// What stands at the end of a document that does not hold all of a conversation.
#[must_use]
pub fn goes_on(language: Language) -> &'static str {
    match language {
        Language::Sv => {
            "Här slutar dokumentet, men inte samtalet: det är för långt för en PDF. Hela samtalet finns i textfilen, som \
             du kan spara på samma ställe."
        }
        Language::En => {
            "The document ends here, but not the conversation, which is too long for a PDF. All of it is in the text \
             file, which you can save in the same place."
        }
    }
}

/// The name of the file without its ending, in ASCII: "samtal-2026-03-02".
#[must_use]
pub fn file_name(began: DateTime<Utc>, language: Language) -> String {
    let date = in_stockholm(began).date();
    let word = if language == Language::Sv { "samtal" } else { "conversation" };
    format!("{word}-{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// The date without its weekday.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_clock_in_sweden_and_dates_stand_in_words() {
        let at: DateTime<Utc> = "2026-03-29T22:05:00Z".parse().expect("a moment");
        assert_eq!(moment(at, Language::Sv), "måndag 30 mars 2026 kl 00.05");
        assert_eq!(moment(at, Language::En), "Monday 30 March 2026 at 00:05");
        assert_eq!(file_name(at, Language::Sv), "samtal-2026-03-30");
    }

    #[test]
    fn a_source_says_when_it_was_reviewed_and_who_stands_for_it() {
        let date = NaiveDate::from_ymd_opt(2021, 6, 11);
        assert_eq!(reviewed(date, true, Language::Sv), "Senast granskad 11 juni 2021.");
        assert_eq!(reviewed(date, true, Language::En), "Last reviewed 11 June 2021.");
        let unsure = reviewed(None, false, Language::Sv);
        assert_eq!(unsure, "Senast granskad: datum okänt. Inte bekräftad av kommunen än.");
        assert_eq!(source("Vänorter", Some("Vänorter"), Language::Sv), "Källa: Vänorter");
    }

    #[test]
    fn one_day_is_no_days() {
        assert_eq!(kept_for(1, Language::Sv), "i 1 dag efter att det har avslutats");
        assert_eq!(kept_for(21, Language::En), "for 21 days after it has ended");
    }
}
