//! What happened, in words for the one who reads it.

use super::hours::nobody;
use crate::conversation::entry::{NobodyBecause, NoticeAbout};
use crate::conversation::{Action, ActionKind, CloseReason, Danger, Event, Tier};
use crate::language::Language;

/// Who reads about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The visitor whom it concerns.
    Visitor,
    /// A member of staff who looks on.
    Staff,
}

/// The desk at the time of reading, as far as sentences name it.
#[derive(Debug, Clone, Copy)]
pub struct DeskSays<'a> {
    /// The sentence about its hours; empty where nothing is to be said of them.
    pub hours: &'a str,
    /// Whether it is open.
    pub open: bool,
}

/// The sentence for an event, with what is to be said of the desk. `danger` gives what is said of danger that was told of.
#[must_use]
pub fn text(
    event: &Event,
    reader: Reader,
    language: Language,
    desk: DeskSays<'_>,
    danger: impl FnOnce(Tier, &Danger) -> String,
) -> String {
    match (event, reader, language) {
        // The numbers that the visitor was given are the same for everybody.
        (Event::Emergency(told), ..) => danger(Tier::Alarm, told),
        (Event::Concern(told), ..) => danger(Tier::Concern, told),
        (_, Reader::Staff, Language::Sv) => staff_swedish(event),
        (_, Reader::Staff, Language::En) => staff_english(event),
        (_, Reader::Visitor, Language::Sv) => swedish(event, desk),
        (_, Reader::Visitor, Language::En) => english(event, desk),
    }
}

fn staff_swedish(event: &Event) -> String {
    match event {
        Event::Began => "Samtalet har börjat.",
        Event::Queued => "Besökaren står i kö.",
        Event::Accepted { name } => return format!("{name} har tagit samtalet."),
        Event::Returned => "Samtalet är tillbaka först i kön.",
        Event::Transferred { name } => return format!("{name} har tagit över samtalet."),
        Event::MessageLeft => "Besökaren har lämnat ett meddelande.",
        Event::PersonOffered => "Besökaren har fått veta att chatten är öppen igen.",
        Event::DeskClosed => "Besökaren har fått veta att chatten har stängt.",
        Event::NobodyReachable { because: NobodyBecause::NobodyAvailable } => {
            "Besökaren har fått veta att ingen är ledig."
        }
        Event::NobodyReachable { because: NobodyBecause::QueueFull } => "Besökaren har fått veta att kön är full.",
        Event::Emergency(_) => "Besökaren har fått larmnumren.",
        Event::Concern(_) => "Besökaren har fått ett varsamt råd.",
        Event::Notice { about: NoticeAbout::Idle } => "Besökaren har fått frågan om att fortsätta.",
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => {
            "Besökaren har fått veta att tiden kanske inte räcker i dag."
        }
        Event::Closed { reason } => match reason {
            CloseReason::Ended => "Besökaren har avslutat samtalet.",
            CloseReason::ByAgent => "En samhällsvägledare har avslutat samtalet.",
            CloseReason::Idle => "Samtalet avslutades för att besökaren var tyst länge.",
            CloseReason::Abandoned => "Samtalet avslutades för att besökaren inte var kvar.",
        },
    }
    .into()
}

fn staff_english(event: &Event) -> String {
    match event {
        Event::Began => "The conversation has begun.",
        Event::Queued => "The visitor is in the queue.",
        Event::Accepted { name } => return format!("{name} has taken the conversation."),
        Event::Returned => "The conversation is back at the front of the queue.",
        Event::Transferred { name } => return format!("{name} has taken over the conversation."),
        Event::MessageLeft => "The visitor has left a message.",
        Event::PersonOffered => "The visitor has been told that the chat is open again.",
        Event::DeskClosed => "The visitor has been told that the chat has closed.",
        Event::NobodyReachable { because: NobodyBecause::NobodyAvailable } => {
            "The visitor has been told that nobody is free."
        }
        Event::NobodyReachable { because: NobodyBecause::QueueFull } => {
            "The visitor has been told that the queue is full."
        }
        Event::Emergency(_) => "The visitor has been given the emergency numbers.",
        Event::Concern(_) => "The visitor has been given careful advice.",
        Event::Notice { about: NoticeAbout::Idle } => "The visitor has been asked whether to go on.",
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => {
            "The visitor has been told that there may not be time enough today."
        }
        Event::Closed { reason } => match reason {
            CloseReason::Ended => "The visitor has ended the conversation.",
            CloseReason::ByAgent => "An adviser has ended the conversation.",
            CloseReason::Idle => "The conversation ended because the visitor was silent for a long time.",
            CloseReason::Abandoned => "The conversation ended because the visitor had left.",
        },
    }
    .into()
}

fn swedish(event: &Event, desk: DeskSays<'_>) -> String {
    let DeskSays { hours: desk, open } = desk;
    match event {
        Event::Began => "Samtalet har börjat.".into(),
        Event::Queued => "Du står i kö till en samhällsvägledare.".into(),
        Event::Accepted { name } => format!("Du chattar nu med {name}, samhällsvägledare."),
        Event::Returned => "Samhällsvägledaren kan inte fortsätta samtalet. Du står först i kön.".into(),
        Event::Transferred { name } => format!("{name}, samhällsvägledare, tar över samtalet."),
        Event::MessageLeft if open => {
            "Ditt meddelande är lämnat. En samhällsvägledare läser det så snart någon är ledig.".into()
        }
        Event::MessageLeft => {
            format!("Ditt meddelande är lämnat. En samhällsvägledare läser det när chatten är öppen. {desk}")
        }
        Event::PersonOffered => "Chatten är öppen igen. Vill du chatta med en samhällsvägledare?".into(),
        Event::DeskClosed => format!(
            "Ingen samhällsvägledare kan svara nu. {desk} Du kan få automatiska svar eller lämna ett meddelande."
        ),
        Event::NobodyReachable { because } => {
            let can = match because {
                NobodyBecause::NobodyAvailable => "Du kan få automatiska svar eller lämna ett meddelande.",
                NobodyBecause::QueueFull => {
                    "Du kan få automatiska svar, lämna ett meddelande eller försöka igen om en stund."
                }
            };
            format!("{} {can}", nobody(*because, Language::Sv))
        }
        // Their words come from the numbers, not from here.
        Event::Emergency(_) | Event::Concern(_) => String::new(),
        Event::Notice { about: NoticeAbout::Idle } => {
            "Är du kvar? Skriv något, annars avslutas samtalet om en stund.".into()
        }
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => format!(
            "Kön är längre än tiden som är kvar i dag, så det är inte säkert att du hinner få svar. {desk} \
             Du kan lämna ett meddelande i stället."
        ),
        Event::Closed { reason } => match reason {
            CloseReason::Ended => "Du har avslutat samtalet.",
            CloseReason::ByAgent => "Samhällsvägledaren har avslutat samtalet.",
            CloseReason::Idle => "Samtalet avslutades för att det var tyst länge.",
            CloseReason::Abandoned => "Samtalet avslutades för att ingen var kvar i kön.",
        }
        .into(),
    }
}

fn english(event: &Event, desk: DeskSays<'_>) -> String {
    let DeskSays { hours: desk, open } = desk;
    match event {
        Event::Began => "The conversation has begun.".into(),
        Event::Queued => "You are in the queue for an adviser.".into(),
        Event::Accepted { name } => format!("You are now chatting with {name}, adviser."),
        Event::Returned => "The adviser cannot go on with the conversation. You are first in the queue.".into(),
        Event::Transferred { name } => format!("{name}, adviser, takes over the conversation."),
        Event::MessageLeft if open => {
            "Your message has been left. An adviser reads it as soon as somebody is free.".into()
        }
        Event::MessageLeft => {
            format!("Your message has been left. An adviser reads it when the chat is open. {desk}")
        }
        Event::PersonOffered => "The chat is open again. Would you like to chat with an adviser?".into(),
        Event::DeskClosed => {
            format!("No adviser can answer now. {desk} You can get automatic answers or leave a message.")
        }
        Event::NobodyReachable { because } => {
            let can = match because {
                NobodyBecause::NobodyAvailable => "You can get automatic answers or leave a message.",
                NobodyBecause::QueueFull => "You can get automatic answers, leave a message, or try again in a while.",
            };
            format!("{} {can}", nobody(*because, Language::En))
        }
        // Their words come from the numbers, not from here.
        Event::Emergency(_) | Event::Concern(_) => String::new(),
        Event::Notice { about: NoticeAbout::Idle } => {
            "Are you still there? Write something, or the conversation will end in a while.".into()
        }
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => format!(
            "The queue is longer than the time left today, so you may not get an answer. {desk} You can leave a \
             message instead."
        ),
        Event::Closed { reason } => match reason {
            CloseReason::Ended => "You have ended the conversation.",
            CloseReason::ByAgent => "The adviser has ended the conversation.",
            CloseReason::Idle => "The conversation ended because it was silent for a long time.",
            CloseReason::Abandoned => "The conversation ended because nobody was left in the queue.",
        }
        .into(),
    }
}

/// What an erased line shows.
#[must_use]
pub fn erased(language: Language) -> &'static str {
    match language {
        Language::Sv => "Raderat.",
        Language::En => "Deleted.",
    }
}

/// How a file is named in a list or a transcript, where there is nothing to press.
#[must_use]
pub fn file(name: &str, language: Language) -> String {
    match language {
        Language::Sv => format!("[fil: {name}]"),
        Language::En => format!("[file: {name}]"),
    }
}

/// What the reader can do about an event with one press.
#[must_use]
pub fn actions(event: &Event, language: Language) -> Vec<Action> {
    let kinds: &[ActionKind] = match event {
        Event::DeskClosed | Event::NobodyReachable { .. } => &[ActionKind::UseAssistant, ActionKind::LeaveMessage],
        Event::PersonOffered => &[ActionKind::AskForPerson],
        Event::Emergency(_) => &[ActionKind::NoDanger],
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => &[ActionKind::LeaveMessage],
        _ => &[],
    };
    kinds.iter().map(|&kind| Action { kind, label: label(kind, language).into(), text: None }).collect()
}

/// What stands on the button of an action.
#[must_use]
pub fn label(kind: ActionKind, language: Language) -> &'static str {
    match (kind, language) {
        (ActionKind::AskForPerson, Language::Sv) => "Chatta med en människa",
        (ActionKind::AskForPerson, Language::En) => "Chat with a person",
        (ActionKind::LeaveMessage, Language::Sv) => "Lämna ett meddelande",
        (ActionKind::LeaveMessage, Language::En) => "Leave a message",
        (ActionKind::UseAssistant, Language::Sv) => "Få automatiska svar",
        (ActionKind::UseAssistant, Language::En) => "Get automatic answers",
        (ActionKind::Ask, Language::Sv) => "Fråga",
        (ActionKind::Ask, Language::En) => "Ask",
        (ActionKind::NoDanger, Language::Sv) => "Ingen är i fara",
        (ActionKind::NoDanger, Language::En) => "Nobody is in danger",
    }
}
