//! Answers with the words of pages: which passage it is, whether it answers, and what is said when it may not.

use super::fact::Fact;
use super::quote::{self, quote};
use super::reading::{self, Reading};
use super::reply::{Asked, Cited, Reply, abstention, contact, help_when_closed, leave_message, person};
use super::subject::Subject;
use crate::conversation::{Action, ActionKind, ReplyKind};
use crate::knowledge::{Hit, Hits, Query, fill};
use crate::language;

/// Confidence from which a question of few words does without the question before. It does as well when what is found with
/// that one holds nothing of it: then it only was the next question.
const STANDS_ALONE: f32 = 0.8;

/// Answers with the words of pages: each question of a message by itself.
pub(super) fn from_pages(asked: &Asked<'_>, readings: Vec<Reading>, mut find: impl FnMut(&Query) -> Hits) -> Reply {
    let mut before = None;
    let mut replies = readings.into_iter().map(|mut reading| {
        let mut hits = found(&mut reading, &mut find);
        if let Some(previous) = asked.previous.filter(|_| !reading.goes_on && may_stay(&hits.found)) {
            let search = || find(&reading::looked_for(previous, &asked.words.vocabulary));
            let before = before.get_or_insert_with(search);
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

/// What a question finds: by itself when that is enough, otherwise with the one before. Leaves in `reading` what was looked
/// for.
fn found(reading: &mut Reading, find: &mut impl FnMut(&Query) -> Hits) -> Hits {
    let Some(alone) = reading.alone.take() else { return find(&reading.query) };
    let by_itself = find(&alone);
    if by_itself.confidence < STANDS_ALONE {
        let together = find(&reading.query);
        if together.found.first().is_some_and(|best| Subject::of(&alone).share_in(best) > 0.0) {
            return together;
        }
    }
    reading.query = alone;
    by_itself
}

/// From this share of the best score on, the page that the question before was about is meant rather than another.
const STAYS: f32 = 0.7;

/// Whether a passage of another page than the best fits nearly as well. Otherwise the question before need not be looked for
/// again, which costs as much as this one did.
fn may_stay(found: &[Hit]) -> bool {
    let Some(best) = found.first() else { return false };
    found.iter().any(|hit| hit.page.slug != best.page.slug && hit.score >= best.score * STAYS)
}

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

/// The reply to one question.
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
    let place = |reply: &Reply| reply.sources.first().map(|it| (it.page.clone(), it.section.clone()));
    if has_found(&first) + has_found(&second) < 4 || place(&first) == place(&second) {
        return if has_found(&first) >= has_found(&second) { first } else { second };
    }
    let joint = fill(&asked.phrases().second, &[("question", question)]);
    let before = format!("{}\n\n{joint}\n\n", first.text);
    let mut sources = vec![first.sources[0].clone(), second.sources[0].clone()];
    sources[1].quote = sources[1].quote.take().map(|it| before.len() + it.start..before.len() + it.end);
    for cited in first.sources.into_iter().chain(second.sources) {
        if sources.len() < 2 + asked.more_pages && sources.iter().all(|one| one.page != cited.page) {
            sources.push(cited);
        }
    }
    Reply { text: before + &second.text, sources, confidence: first.confidence.min(second.confidence), ..first }
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
        text: at_night(asked, asked.phrases().clarify.clone()),
        actions: sources.iter().map(ask).chain(person(asked)).collect(),
        sources,
        confidence: hits.confidence,
    }
}

/// Below this confidence a passage is offered, and not given for an answer.
const DOUBTFUL: f32 = 0.5;
/// Up to this one it depends on the passage: it has to hold a share of the question's subject, and to be about some of it.
const RATHER_SURE: f32 = 0.7;
const MOSTLY_OF_IT: f32 = 1.0 / 3.0;

/// Whether the best passage may be of something else altogether. Measured on more than 400 questions that the pages answer
/// and 60 that they do not: one in eight of the former is asked back for the sake of most of the latter, and of some that
/// ask for what the right page does not state.
fn is_doubtful(reading: &Reading, best: &Hit, hits: &Hits) -> bool {
    if hits.confidence >= RATHER_SURE {
        return false;
    }
    let subject = Subject::of(&reading.query);
    hits.confidence < DOUBTFUL || subject.share_in(best) < MOSTLY_OF_IT || !subject.is_headed(best)
}

/// Says so, offers what may be meant as buttons, and the desk for everything else.
fn doubtful(asked: &Asked<'_>, hits: &Hits) -> Reply {
    let sources = pages(&hits.found, 1 + asked.more_pages);
    Reply {
        kind: ReplyKind::Clarify,
        text: at_night(asked, format!("{}\n{}", asked.phrases().doubtful, contact(asked))),
        actions: sources.iter().map(ask).chain(person(asked)).chain([leave_message(asked)]).collect(),
        sources,
        confidence: hits.confidence,
    }
}

/// What is asked back, and while nobody staffs the chat where help is to be had.
fn at_night(asked: &Asked<'_>, text: String) -> String {
    let help = help_when_closed(asked);
    if help.is_empty() { text } else { format!("{text}\n{help}") }
}

/// The button that asks for what stands in a place.
fn ask(cited: &Cited) -> Action {
    let section = cited.section.as_deref().map(|section| format!(": {section}")).unwrap_or_default();
    let label = format!("{}{section}", cited.title);
    Action { kind: ActionKind::Ask, text: Some(label.clone()), label }
}

fn answer(asked: &Asked<'_>, question: &str, best: &Hit, hits: &Hits) -> Reply {
    let words = asked.phrases();
    let values = [("title", best.page.title.as_str()), ("section", best.section.as_deref().unwrap_or_default())];
    let frame = if best.section.is_some() { &words.quote_section } else { &words.quote_page };
    let mut text = String::new();
    if best.page.language != asked.language {
        text.extend([&words.other_language, " "]);
    }
    text.push_str(&fill(frame, &values));
    text.push_str("\n\n");
    let from = text.len();
    text.push_str(&quote(question, &best.text));
    let quoted = from..text.len();
    if let Some(reviewed) = best.page.reviewed.filter(|_| asked.is_old(best.page.reviewed)) {
        text.extend(["\n\n", &fill(&words.old_page, &[("date", &language::long_date(reviewed, asked.language))])]);
    }
    let found: Vec<&Hit> = std::iter::once(best).chain(&hits.found).collect();
    let mut sources = pages(found, 1 + asked.more_pages);
    if let Some(quoted_page) = sources.first_mut() {
        quoted_page.quote = Some(quoted);
    }
    Reply {
        kind: ReplyKind::Answer,
        text,
        sources,
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
        language: page.language,
        quote: None,
    }
}
