//! What the assistant says, and why.

use chrono::NaiveDate;

use super::courtesy::{Courtesy, courtesy};
use super::emergency::{Emergency, emergency};
use super::fact::Fact;
use super::matter::{Matter, matter};
use super::quote::{self, quote};
use super::reading::{self, Reading};
use super::subject::Subject;
use crate::conversation::{Action, ActionKind, ReplyKind};
use crate::knowledge::{Authority, Hit, Hits, Municipality, OwnWords, PhraseBook, Phrases, Query, Referrals, fill};
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

/// Answers a message. `find` searches the pages; it is called for each question in it, and never in an emergency.
pub fn reply(asked: &Asked<'_>, find: impl FnMut(&Query) -> Hits) -> Reply {
    if let Some(danger) = emergency(asked.question) {
        return in_danger(asked, &danger);
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
    let reply = from_pages(asked, readings, find);
    // Both count when the pages have no answer.
    match authority(asked.question).filter(|_| reply.kind == ReplyKind::Abstention) {
        Some(authority) => referral(asked, authority),
        None => reply,
    }
}

/// Confidence from which a question of few words does without the question before. It does as well when what is found with
/// that one holds nothing of it: then it only was the next question.
const STANDS_ALONE: f32 = 0.8;

/// Answers with the words of pages: each question of a message by itself.
fn from_pages(asked: &Asked<'_>, readings: Vec<Reading>, mut find: impl FnMut(&Query) -> Hits) -> Reply {
    let mut replies = readings.into_iter().map(|mut reading| {
        let mut hits = find(&reading.query);
        if let Some(alone) = reading.alone.take() {
            let found_alone = find(&alone);
            let says_enough = found_alone.confidence >= STANDS_ALONE;
            if says_enough || hits.found.first().is_none_or(|best| Subject::of(&alone).share_in(best) == 0.0) {
                (reading.query, hits) = (alone, found_alone);
            }
        }
        if let Some(previous) = asked.previous.filter(|_| !reading.goes_on) {
            let before = find(&reading::looked_for(previous, &asked.words.vocabulary));
            stay(&mut hits.found, before.found.first(), &Subject::of(&reading.query));
        }
        if asked.hide_old {
            hits.found.retain(|hit| !asked.is_old(hit.page.reviewed));
        }
        (one(asked, &reading, &hits), reading.question)
    });
    let Some((first, _)) = replies.next() else { return abstention(asked, &asked.phrases().abstention, 0.0) };
    match replies.next() {
        Some((second, question)) => both(asked, first, second, &question),
        None => first,
    }
}

/// From this share of the best score on, the page that the question before was about is meant rather than another.
const STAYS: f32 = 0.7;

/// Puts a passage of the page `before` first when it fits nearly as well as the best, unless the question names what that
/// one's page is about: "När ska avgiften vara betald?" after a question about parking asks of parking. Measured: one in ten
/// of such questions is answered rightly for it, and one in a hundred wrongly that only comes next.
fn stay(found: &mut [Hit], before: Option<&Hit>, subject: &Subject) {
    let (Some(before), Some(best)) = (before, found.first()) else { return };
    let is_meant = |hit: &Hit| {
        hit.page.slug == before.page.slug
            && hit.score >= best.score * STAYS
            && subject.in_title(hit) >= subject.in_title(best)
    };
    if let Some(at) = found.iter().position(is_meant) {
        found[..=at].rotate_right(1);
    }
}

fn one(asked: &Asked<'_>, reading: &Reading, hits: &Hits) -> Reply {
    let sure = hits.confidence >= asked.abstain_below;
    let Some(best) = hits.found.first().filter(|_| sure) else {
        return abstention(asked, &asked.phrases().abstention, hits.confidence);
    };
    let reply = match Fact::asked_for(&reading.question) {
        Some(fact) => with_fact(asked, reading, hits, fact),
        None if is_between(reading, hits) => clarify(asked, hits),
        None => answer(asked, &reading.question, best, hits),
    };
    if reply.kind == ReplyKind::Answer && is_doubtful(reading, best, hits) { doubtful(asked, hits) } else { reply }
}

/// The answers to two questions, as one; what found less is left out.
fn both(asked: &Asked<'_>, first: Reply, second: Reply, question: &str) -> Reply {
    let has_found = |reply: &Reply| match reply.kind {
        ReplyKind::Answer => 2,
        ReplyKind::Clarify => 1,
        _ => 0,
    };
    if has_found(&first) + has_found(&second) < 4 || first.sources[0] == second.sources[0] {
        return if has_found(&first) >= has_found(&second) { first } else { second };
    }
    let joint = fill(&asked.phrases().second, &[("question", question)]);
    let mut sources = vec![first.sources[0].clone(), second.sources[0].clone()];
    for cited in first.sources.into_iter().chain(second.sources) {
        if sources.len() < 2 + asked.more_pages && sources.iter().all(|one| one.page != cited.page) {
            sources.push(cited);
        }
    }
    Reply {
        text: format!("{}\n\n{joint}\n\n{}", first.text, second.text),
        sources,
        confidence: first.confidence.min(second.confidence),
        ..first
    }
}

/// A passage that holds the fact is quoted before a better one that does not.
const HOLDS_THE_FACT: f32 = 0.6;

/// On another page it has to be nearly as good.
const ELSEWHERE: f32 = 0.85;

/// Answers with a passage that holds the fact; without one, says that the page does not state it.
fn with_fact(asked: &Asked<'_>, reading: &Reading, hits: &Hits, fact: Fact) -> Reply {
    let best = &hits.found[0];
    let about = fact.about(&reading.question);
    let states =
        |piece: &str| fact.stands_in(piece) && about.as_deref().is_none_or(|word| quote::has_word(piece, word));
    let subject = Subject::of(&reading.query);
    let holds = |hit: &&Hit| {
        let least = if hit.page.slug == best.page.slug { HOLDS_THE_FACT } else { ELSEWHERE };
        hit.score >= best.score * least
            && quote::nearest(&reading.query.asked, &hit.text, states)
            // A price of something else is no answer.
            && subject.share_in(hit) > 0.0
    };
    match hits.found.iter().find(holds) {
        Some(hit) => answer(asked, &reading.question, hit, hits),
        None => not_stated(asked, hits),
    }
}

fn not_stated(asked: &Asked<'_>, hits: &Hits) -> Reply {
    let sources = pages(&hits.found, 1);
    let says = fill(&asked.phrases().not_stated, &[("title", &hits.found[0].page.title)]);
    Reply { sources, ..abstention(asked, &says, hits.confidence) }
}

/// So near to the best page's score another page is as likely meant.
const AS_LIKELY: f32 = 0.93;
/// A question with more words says what it is about.
const FEW_WORDS: usize = 2;

/// Whether a word or two fit two pages equally well.
fn is_between(reading: &Reading, hits: &Hits) -> bool {
    let words = language::fold(&reading.question).split(' ').count();
    let [best, ..] = hits.found.as_slice() else { return false };
    let other = hits.found.iter().find(|hit| hit.page.slug != best.page.slug);
    words <= FEW_WORDS && other.is_some_and(|other| other.score >= best.score * AS_LIKELY)
}

/// Offers the pages that fit, as buttons.
fn clarify(asked: &Asked<'_>, hits: &Hits) -> Reply {
    let sources = pages(&hits.found, 1 + asked.more_pages);
    Reply {
        kind: ReplyKind::Clarify,
        text: asked.phrases().clarify.clone(),
        actions: sources.iter().map(ask).chain(person(asked)).collect(),
        sources,
        confidence: hits.confidence,
    }
}

/// Below this confidence a passage is offered, and not given for an answer.
const DOUBTFUL: f32 = 0.5;
/// Up to this one it depends on the passage: it has to hold a share of the question's subject.
const RATHER_SURE: f32 = 0.7;
const MOSTLY_OF_IT: f32 = 1.0 / 3.0;

/// Whether the best passage may be of something else altogether. Measured on more than 400 questions that the pages answer
/// and 60 that they do not: one in eleven of the former is asked back for the sake of most of the latter.
fn is_doubtful(reading: &Reading, best: &Hit, hits: &Hits) -> bool {
    hits.confidence < DOUBTFUL
        || hits.confidence < RATHER_SURE && Subject::of(&reading.query).share_in(best) < MOSTLY_OF_IT
}

/// Says so, offers what may be meant as buttons, and the desk for everything else.
fn doubtful(asked: &Asked<'_>, hits: &Hits) -> Reply {
    let sources = pages(&hits.found, 1 + asked.more_pages);
    Reply {
        kind: ReplyKind::Clarify,
        text: format!("{}\n{}", asked.phrases().doubtful, contact(asked)),
        actions: sources.iter().map(ask).chain(person(asked)).chain([leave_message(asked)]).collect(),
        sources,
        confidence: hits.confidence,
    }
}

/// The button that asks for what stands in a place.
fn ask(cited: &Cited) -> Action {
    let section = cited.section.as_deref().map(|section| format!(": {section}")).unwrap_or_default();
    let label = format!("{}{section}", cited.title);
    Action { kind: ActionKind::Ask, text: Some(label.clone()), label }
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
    fn phrases(&self) -> &'a Phrases {
        self.words.phrases.of(self.language)
    }

    fn is_old(&self, reviewed: Option<NaiveDate>) -> bool {
        self.old_before.is_some_and(|day| reviewed.is_some_and(|reviewed| reviewed < day))
    }
}

fn in_danger(asked: &Asked<'_>, danger: &Emergency) -> Reply {
    Reply {
        kind: ReplyKind::Emergency,
        text: emergency_text(danger, asked.language, &asked.words.phrases, &asked.words.referrals),
        sources: Vec::new(),
        actions: person(asked).into_iter().collect(),
        confidence: 1.0,
    }
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

fn answer(asked: &Asked<'_>, question: &str, best: &Hit, hits: &Hits) -> Reply {
    let words = asked.phrases();
    let values = [("title", best.page.title.as_str()), ("section", best.section.as_deref().unwrap_or_default())];
    let frame = if best.section.is_some() { &words.quote_section } else { &words.quote_page };
    let mut text = fill(frame, &values);
    if best.page.language != asked.language {
        text.extend([" ", &words.other_language]);
    }
    text.extend(["\n\n", &quote(question, &best.text)]);
    if let Some(reviewed) = best.page.reviewed.filter(|_| asked.is_old(best.page.reviewed)) {
        text.extend(["\n\n", &fill(&words.old_page, &[("date", &language::long_date(reviewed, asked.language))])]);
    }
    let found: Vec<&Hit> = std::iter::once(best).chain(&hits.found).collect();
    Reply {
        kind: ReplyKind::Answer,
        text,
        sources: pages(found, 1 + asked.more_pages),
        actions: person(asked).into_iter().collect(),
        confidence: hits.confidence,
    }
}

/// A further page is named when its passage has at least this share of the quoted one's score; what is farther off only
/// shares everyday words with the question. Measured: a third of the links go, and hardly any that helps.
const NEAR_ENOUGH: f32 = 0.5;

/// The first pages among the passages, each once.
fn pages<'a>(found: impl IntoIterator<Item = &'a Hit>, most: usize) -> Vec<Cited> {
    let mut cited: Vec<Cited> = Vec::new();
    let mut found = found.into_iter().peekable();
    let least = found.peek().map_or(0.0, |best| best.score * NEAR_ENOUGH);
    for hit in found.filter(|hit| hit.score >= least) {
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
    let words = asked.phrases();
    let offer = if asked.reachable { &words.person } else { &words.leave_message };
    Reply {
        kind: ReplyKind::Abstention,
        text: [says, &contact(asked), asked.hours, offer]
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
fn contact(asked: &Asked<'_>) -> String {
    let Contact { desk, phone, web } = asked.contact;
    fill(&asked.phrases().contact, &[("desk", desk), ("phone", phone), ("web", web)])
}

/// The offer to leave a message.
fn leave_message(asked: &Asked<'_>) -> Action {
    Action { kind: ActionKind::LeaveMessage, label: asked.phrases().label_message.clone(), text: None }
}

/// The offer of a person, when one can be reached.
fn person(asked: &Asked<'_>) -> Option<Action> {
    let label = asked.phrases().label_person.clone();
    asked.reachable.then_some(Action { kind: ActionKind::AskForPerson, label, text: None })
}

#[cfg(test)]
mod tests;
