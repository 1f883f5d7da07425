//! What happened, in words for the one who reads it.

use crate::conversation::entry::{NobodyBecause, NoticeAbout};
use crate::conversation::{Action, ActionKind, CloseReason, Event};
use crate::language::Language;

/// The sentence for an event. `desk` is the sentence about the desk's hours as they are now, and `emergency` the
/// numbers to ring for the kinds of danger that an emergency names.
#[must_use]
pub fn text(event: &Event, language: Language, desk: &str, emergency: impl FnOnce(&[String]) -> String) -> String {
    match language {
        Language::Sv => swedish(event, desk, emergency),
        Language::En => english(event, desk, emergency),
    }
}

fn swedish(event: &Event, desk: &str, emergency: impl FnOnce(&[String]) -> String) -> String {
    match event {
        Event::Began => "Samtalet har börjat.".into(),
        Event::Queued => "Du står i kö till en samhällsvägledare.".into(),
        Event::Accepted { name } => format!("Du pratar nu med {name}, samhällsvägledare."),
        Event::Returned => "Samhällsvägledaren kan inte fortsätta samtalet. Du står först i kön.".into(),
        Event::Transferred { name } => format!("{name}, samhällsvägledare, tar över samtalet."),
        Event::MessageLeft => {
            format!("Ditt meddelande är lämnat. En samhällsvägledare läser det när chatten är öppen. {desk}")
        }
        Event::PersonOffered => "Chatten är öppen igen. Vill du prata med en samhällsvägledare?".into(),
        Event::DeskClosed => format!(
            "Ingen samhällsvägledare kan svara nu. {desk} Du kan få automatiska svar eller lämna ett meddelande."
        ),
        Event::NobodyReachable { because: NobodyBecause::NobodyAvailable } => {
            "Ingen samhällsvägledare är ledig just nu. Du kan få automatiska svar eller lämna ett meddelande.".into()
        }
        Event::NobodyReachable { because: NobodyBecause::QueueFull } => {
            "Kön är full just nu. Du kan få automatiska svar, lämna ett meddelande eller försöka igen om en stund."
                .into()
        }
        Event::Emergency { kinds } => emergency(kinds),
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

fn english(event: &Event, desk: &str, emergency: impl FnOnce(&[String]) -> String) -> String {
    match event {
        Event::Began => "The conversation has begun.".into(),
        Event::Queued => "You are in the queue for a municipal guide.".into(),
        Event::Accepted { name } => format!("You are now talking with {name}, municipal guide."),
        Event::Returned => "The municipal guide cannot go on with the conversation. You are first in the queue.".into(),
        Event::Transferred { name } => format!("{name}, municipal guide, takes over the conversation."),
        Event::MessageLeft => {
            format!("Your message has been left. A municipal guide reads it when the chat is open. {desk}")
        }
        Event::PersonOffered => "The chat is open again. Would you like to talk with a municipal guide?".into(),
        Event::DeskClosed => {
            format!("No municipal guide can answer now. {desk} You can get automatic answers or leave a message.")
        }
        Event::NobodyReachable { because: NobodyBecause::NobodyAvailable } => {
            "No municipal guide is free right now. You can get automatic answers or leave a message.".into()
        }
        Event::NobodyReachable { because: NobodyBecause::QueueFull } => {
            "The queue is full right now. You can get automatic answers, leave a message, or try again in a while."
                .into()
        }
        Event::Emergency { kinds } => emergency(kinds),
        Event::Notice { about: NoticeAbout::Idle } => {
            "Are you still there? Write something, or the conversation will end in a while.".into()
        }
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => format!(
            "The queue is longer than the time left today, so you may not get an answer. {desk} You can leave a \
             message instead."
        ),
        Event::Closed { reason } => match reason {
            CloseReason::Ended => "You have ended the conversation.",
            CloseReason::ByAgent => "The municipal guide has ended the conversation.",
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
        Language::En => "Erased.",
    }
}

/// What the reader can do about an event with one press.
#[must_use]
pub fn actions(event: &Event, language: Language) -> Vec<Action> {
    let kinds: &[ActionKind] = match event {
        Event::DeskClosed | Event::NobodyReachable { .. } => &[ActionKind::UseAssistant, ActionKind::LeaveMessage],
        Event::PersonOffered => &[ActionKind::AskForPerson],
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn } => &[ActionKind::LeaveMessage],
        _ => &[],
    };
    kinds.iter().map(|&kind| Action { kind, label: label(kind, language).into(), text: None }).collect()
}

/// What stands on the button of an action.
#[must_use]
pub fn label(kind: ActionKind, language: Language) -> &'static str {
    match (kind, language) {
        (ActionKind::AskForPerson, Language::Sv) => "Prata med en människa",
        (ActionKind::AskForPerson, Language::En) => "Talk to a person",
        (ActionKind::LeaveMessage, Language::Sv) => "Lämna ett meddelande",
        (ActionKind::LeaveMessage, Language::En) => "Leave a message",
        (ActionKind::UseAssistant, Language::Sv) => "Få automatiska svar",
        (ActionKind::UseAssistant, Language::En) => "Get automatic answers",
        (ActionKind::Ask, Language::Sv) => "Fråga",
        (ActionKind::Ask, Language::En) => "Ask",
    }
}
