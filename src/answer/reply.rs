//! What the assistant says, and why.

use std::ops::Range;

use ::danger::{Noticed, Tier};
use chrono::{NaiveDate, NaiveDateTime};

use super::courtesy::{Courtesy, courtesy};
use super::danger::{Telling, alarm_text, help_now, notice};
use super::matter::{Matter, matter};
use super::pages::from_pages;
use super::reading;
use crate::conversation::{Action, ActionKind, ReplyKind};
use crate::knowledge::{Authority, Hits, Municipality, OwnWords, Phrases, Query, fill};
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
    /// Whether the desk is open.
    pub open: bool,
    /// The time in Sweden.
    pub at: NaiveDateTime,
    /// What is said where the message tells of certain danger.
    pub if_alarm: IfAlarm,
    /// The assistant's own words, and what it knows of others'.
    pub words: &'a OwnWords,
    /// [Confidence](Hits::confidence) below which the reply is an abstention.
    pub abstain_below: f32,
    /// Further pages named under an answer, at most.
    pub more_pages: usize,
    /// What the visitor asked before, in the same conversation.
    pub previous: Option<&'a str>,
    /// Pages reviewed before this day are old.
    pub old_before: Option<NaiveDate>,
    /// Whether an old page is left out instead of shown with a warning.
    pub hide_old: bool,
}

/// What is said to a message that tells of certain danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfAlarm {
    /// The numbers to ring, in the place of any answer.
    Numbers,
    /// That the numbers stand in the conversation already.
    Again,
    /// What would be said otherwise: the visitor has said that nobody is in danger.
    Answer,
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
    /// The language of the page.
    pub language: Language,
    /// Where its words stand in the reply's text, in bytes; none when it is only named.
    pub quote: Option<Range<usize>>,
}

/// Answers a message. `find` searches the pages; it is called for each question in it, and never in an emergency.
pub fn reply(asked: &Asked<'_>, find: impl FnMut(&Query) -> Hits) -> Reply {
    if let Some(noticed) = notice(asked.question, &[], &asked.words.danger).filter(|it| it.tier == Tier::Alarm) {
        if asked.if_alarm != IfAlarm::Answer {
            return in_danger(asked, &noticed);
        }
        // What tells of danger and asks nothing is no matter for the pages: "Jag vill dö" is not looked for in them.
        if !reading::asks(asked.question) {
            return with_contact(asked, &asked.phrases().nobody_in_danger);
        }
    }
    if language::is_finnish(asked.question) {
        return with_contact(asked, &asked.phrases().finnish);
    }
    if let Some(said) = courtesy(asked.question, asked.previous.is_none()) {
        return polite(asked, said);
    }
    if language::fold(asked.question).is_empty() {
        return abstention(asked, &asked.phrases().no_words, 0.0);
    }
    let matter = matter(asked.question);
    if let Some(reply) = matter.filter(|it| *it != Matter::Chat).map(|matter| no_question(asked, matter)) {
        return reply;
    }
    let readings = reading::read(asked.question, asked.previous, asked.language, &asked.words.vocabulary);
    // Of a story only its question counts: people tell where they come from, and that they have no driving licence. What
    // goes on from the question before is rather about what the pages answered then: "Vad kostar SFI?" – "Får jag CSN då?"
    let authority = |question: &str| asked.words.referrals.asked_for(question).next();
    let mut anew = readings.iter().filter(|reading| !reading.goes_on);
    if let Some(authority) = anew.find_map(|reading| authority(&reading.question)) {
        return referral(asked, authority);
    }
    if let Some(matter) = matter {
        return no_question(asked, matter);
    }
    if let Some(town) = readings.iter().find_map(|reading| asked.words.municipalities.named_in(&reading.question)) {
        return other_town(asked, town);
    }
    let whole = || reading::whole(asked.question, asked.previous, asked.language, &asked.words.vocabulary);
    let reply = from_pages(asked, readings, whole, find);
    // Both count when the pages have no answer, or may have none.
    let has_none = matches!(reply.kind, ReplyKind::Abstention | ReplyKind::Clarify);
    match authority(asked.question).filter(|_| has_none) {
        Some(authority) => referral(asked, authority),
        None => reply,
    }
}

/// Small talk, abuse, orders, one's own case: a sentence, and who can help.
fn no_question(asked: &Asked<'_>, matter: Matter) -> Reply {
    let words = asked.phrases();
    let (kind, text) = match matter {
        Matter::Chat => (ReplyKind::Courtesy, &words.chat),
        Matter::Abuse => (ReplyKind::Refusal, &words.abuse),
        Matter::Orders => (ReplyKind::Refusal, &words.orders),
        Matter::OwnCase => {
            return Reply { kind: ReplyKind::PersonalCase, ..abstention(asked, &words.personal_case, 1.0) };
        }
    };
    Reply { kind, text: text.clone(), sources: Vec::new(), actions: Vec::new(), confidence: 1.0 }
}

fn referral(asked: &Asked<'_>, authority: &Authority) -> Reply {
    let (words, named) = (asked.phrases(), authority.named(asked.language));
    let values = [("name", named.name.as_str()), ("what", &named.what), ("url", &authority.url)];
    let mut text = fill(&words.referral, &values);
    if let Some(phone) = &authority.phone {
        text.extend(["\n", &fill(&words.referral_phone, &[("phone", phone)])]);
    }
    elsewhere(asked, text)
}

fn other_town(asked: &Asked<'_>, town: &Municipality) -> Reply {
    let words = asked.phrases();
    let mut text = fill(&words.other_town, &[("name", &town.name)]);
    if let Some(web) = &town.web {
        text.extend(["\n", &fill(&words.other_town_web, &[("web", web)])]);
    }
    elsewhere(asked, text)
}

fn elsewhere(asked: &Asked<'_>, text: String) -> Reply {
    let actions = person(asked).into_iter().collect();
    Reply { kind: ReplyKind::Referral, text, sources: Vec::new(), actions, confidence: 1.0 }
}

impl<'a> Asked<'a> {
    pub(super) fn phrases(&self) -> &'a Phrases {
        self.words.phrases.of(self.language)
    }

    pub(super) fn is_old(&self, reviewed: Option<NaiveDate>) -> bool {
        self.old_before.is_some_and(|day| reviewed.is_some_and(|reviewed| reviewed < day))
    }
}

fn in_danger(asked: &Asked<'_>, noticed: &Noticed) -> Reply {
    let told = Telling {
        kinds: &noticed.kinds,
        about: noticed.about,
        tongue: noticed.tongue,
        language: asked.language,
        at: asked.at,
        words: asked.words,
    };
    let again = asked.if_alarm == IfAlarm::Again;
    let text = if again { asked.phrases().emergency_again.clone() } else { alarm_text(&told) };
    let actions = person(asked).into_iter().collect();
    Reply { kind: ReplyKind::Emergency, text, sources: Vec::new(), actions, confidence: 1.0 }
}

fn polite(asked: &Asked<'_>, said: Courtesy) -> Reply {
    let words = asked.phrases();
    let text = match said {
        Courtesy::Greeting => &words.greeting,
        Courtesy::Thanks => &words.thanks,
        Courtesy::Goodbye => &words.goodbye,
        Courtesy::Announcement => &words.announcement,
        Courtesy::CallForHelp => &words.call_for_help,
        Courtesy::WantsPerson => return with_contact(asked, &words.wants_person),
        Courtesy::NotThat => return with_contact(asked, &words.not_that),
    };
    let text = fill(text, &[("desk", asked.contact.desk)]);
    Reply { kind: ReplyKind::Courtesy, text, sources: Vec::new(), actions: Vec::new(), confidence: 1.0 }
}

/// Something polite, and who can help.
fn with_contact(asked: &Asked<'_>, says: &str) -> Reply {
    Reply { kind: ReplyKind::Courtesy, ..abstention(asked, says, 1.0) }
}

/// Says that there is no answer, how to reach the desk, when, and that a message may be left.
pub(super) fn abstention(asked: &Asked<'_>, says: &str, confidence: f32) -> Reply {
    let words = asked.phrases();
    let offer = match (asked.reachable, asked.open) {
        (true, _) => &words.person,
        (false, true) => &words.leave_message_open,
        (false, false) => &words.leave_message,
    };
    let help = help_when_closed(asked);
    Reply {
        kind: ReplyKind::Abstention,
        text: [says, &contact(asked), asked.hours, offer, &help]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        sources: Vec::new(),
        actions: person(asked).into_iter().chain([leave_message(asked)]).collect(),
        confidence,
    }
}

/// How to reach the desk outside the chat.
pub(super) fn contact(asked: &Asked<'_>) -> String {
    let Contact { desk, phone, web } = asked.contact;
    fill(&asked.phrases().contact, &[("desk", desk), ("phone", phone), ("web", web)])
}

/// Where help is to be had while nobody staffs the chat; empty while somebody does.
pub(super) fn help_when_closed(asked: &Asked<'_>) -> String {
    if asked.open { String::new() } else { help_now(asked.words, asked.language, asked.at) }
}

/// The offer to leave a message.
pub(super) fn leave_message(asked: &Asked<'_>) -> Action {
    Action { kind: ActionKind::LeaveMessage, label: asked.phrases().label_message.clone(), text: None }
}

/// The offer of a person, when one can be reached.
pub(super) fn person(asked: &Asked<'_>) -> Option<Action> {
    let label = asked.phrases().label_person.clone();
    asked.reachable.then_some(Action { kind: ActionKind::AskForPerson, label, text: None })
}

#[cfg(test)]
mod tests;
