//! Answers with the words of pages: which of them hold the answer, how sure that is, and what is said when it is not.

use super::fact::Asked as AskedFor;
use super::quote::{self, Quotation};
use super::reading::Reading;
use super::reply::{Asked, Cited, Reply, abstention, contact, help_when_closed, leave_message, person};
use crate::conversation::ReplyKind;
use crate::knowledge::{Hit, Hits, Query, WEIGHTS, fill};
use crate::language;

/// From this likelihood on a page is the one that is meant.
const IS_MEANT: f32 = 0.5;

/// What the pages say to a question.
struct Found {
    hits: Hits,
    quotations: Vec<Quotation>,
    sureness: f32,
}

/// Answers with the words of pages: each question of a message by itself. Where not all of them get an answer, the message is
/// looked up as a whole.
pub(super) fn from_pages(
    asked: &Asked<'_>,
    readings: Vec<Reading>,
    whole: impl FnOnce() -> Reading,
    mut find: impl FnMut(&Query) -> Hits,
) -> Reply {
    let mut replies = readings.into_iter().map(|reading| {
        let reply = one(asked, &reading.text, &found(asked, &reading, &mut find));
        (reply, reading.question)
    });
    let Some((first, _)) = replies.next() else { return abstention(asked, &asked.phrases().abstention, 0.0) };
    let Some((second, question)) = replies.next() else { return first };
    drop(replies);
    let is_answer = |reply: &Reply| reply.kind == ReplyKind::Answer;
    let place = |reply: &Reply| reply.sources.first().map(|it| (it.page.clone(), it.section.clone()));
    match (is_answer(&first), is_answer(&second)) {
        (true, true) if place(&first) == place(&second) => first,
        (true, true) => both(asked, first, second, &question),
        _ => {
            let whole = whole();
            one(asked, &whole.text, &found(asked, &whole, &mut find))
        }
    }
}

/// Another page that is found with the question before is meant when its best passage holds nearly as much of the question's own
/// words: "När ska avgiften vara betald?" after a question about parking asks of parking, "Hur högt får ett plank vara?" does
/// not.
const STAYS: f32 = 0.9;
/// It holds most of them in any case: what no page knows is no question about the one before.
const MOSTLY: f32 = 0.5;

/// What the pages say to a question. Where it may go on from the one before, it is looked up with that one and without.
fn found(asked: &Asked<'_>, reading: &Reading, find: &mut impl FnMut(&Query) -> Hits) -> Found {
    let mut look_up = |query: &Query| {
        let mut hits = find(query);
        if asked.hide_old {
            hits.found.retain(|hit| !asked.is_old(hit.page.reviewed));
        }
        let weights = WEIGHTS.with_meaning(hits.nearest.is_some());
        let looked: Vec<_> =
            hits.found.iter().map(|hit| (hit.likelihood, quote::look(&reading.text, &hits.sought, hit))).collect();
        let looked: Vec<_> = looked.iter().map(|(likelihood, looked)| (*likelihood, looked)).collect();
        let quotations = quote::quotations(&looked, &weights.quote);
        let sureness = sureness(&reading.text, &hits, &quotations);
        Found { hits, quotations, sureness }
    };
    let together = look_up(&reading.query);
    let Some(alone) = reading.alone.as_ref().map(look_up) else { return together };
    let Some(without) = alone.hits.found.first() else { return together };
    let Some(with) = together.hits.found.first() else { return alone };
    let own_words = &alone.hits.sought;
    let held = |best: &Hit| own_words.cover(&own_words.held_by(&quote::whole(best)));
    let stays = with.page.slug != without.page.slug && held(with) >= (STAYS * held(without)).max(MOSTLY);
    if stays { together } else { alone }
}

fn sureness(question: &str, hits: &Hits, quotations: &[Quotation]) -> f32 {
    if quotations.is_empty() {
        return 0.0;
    }
    let weights = WEIGHTS.with_meaning(hits.nearest.is_some());
    quote::sureness(&quote::of_reply(question, hits, quotations), weights)
}

/// The reply to one question.
fn one(asked: &Asked<'_>, question: &str, found: &Found) -> Reply {
    if found.sureness >= WEIGHTS.with_meaning(found.hits.nearest.is_some()).answer_from {
        return answer(asked, found);
    }
    let fact = AskedFor::of(question).but_yes_or_no();
    if let Some(page) = meant(&found.hits).filter(|_| !fact.is_none() && !states(found, fact)) {
        return not_stated(asked, page, found);
    }
    if found.sureness < asked.abstain_below || found.quotations.is_empty() {
        return abstention(asked, &asked.phrases().abstention, found.sureness);
    }
    guess(asked, found)
}

/// The best passage of the page that is meant; none when several may be.
fn meant(hits: &Hits) -> Option<&Hit> {
    let best = hits.found.first()?;
    let of_page = hits.found.iter().filter(|hit| hit.page.slug == best.page.slug);
    (of_page.map(|hit| hit.likelihood).sum::<f32>() >= IS_MEANT).then_some(best)
}

/// Whether any of the passages holds a fact of the kind that is asked for.
fn states(found: &Found, fact: AskedFor) -> bool {
    found.hits.found.iter().take(quote::PASSAGES).any(|hit| fact.is_in(&hit.text))
}

/// The answers to two questions, as one.
fn both(asked: &Asked<'_>, first: Reply, second: Reply, question: &str) -> Reply {
    let joint = fill(&asked.phrases().second, &[("question", question)]);
    let before = format!("{}\n\n{joint}\n\n", first.text);
    let (mut sources, mut more) = (Vec::new(), Vec::new());
    let moved = second.sources.into_iter().map(|mut cited| {
        cited.quote = cited.quote.map(|it| before.len() + it.start..before.len() + it.end);
        cited
    });
    for cited in first.sources.into_iter().chain(moved) {
        if cited.quote.is_some() { sources.push(cited) } else { more.push(cited) }
    }
    name_more(&mut sources, more, 2 + asked.more_pages);
    Reply { text: before + &second.text, sources, confidence: first.confidence.min(second.confidence), ..first }
}

fn not_stated(asked: &Asked<'_>, page: &Hit, found: &Found) -> Reply {
    let says = fill(&asked.phrases().not_stated, &[("title", &page.page.title)]);
    Reply { sources: vec![cite(page)], ..abstention(asked, &says, found.sureness) }
}

fn answer(asked: &Asked<'_>, found: &Found) -> Reply {
    let (text, sources) = quoted(asked, String::new(), found);
    Reply {
        kind: ReplyKind::Answer,
        text,
        sources,
        actions: person(asked).into_iter().collect(),
        confidence: found.sureness,
    }
}

/// Shows what may be the answer and says that it is not sure; the desk for everything else.
fn guess(asked: &Asked<'_>, found: &Found) -> Reply {
    let (mut text, sources) = quoted(asked, format!("{}\n\n", asked.phrases().guess), found);
    text.extend(["\n\n", &contact(asked)]);
    let help = help_when_closed(asked);
    if !help.is_empty() {
        text.extend(["\n", &help]);
    }
    Reply {
        kind: ReplyKind::Clarify,
        text,
        sources,
        actions: person(asked).into_iter().chain([leave_message(asked)]).collect(),
        confidence: found.sureness,
    }
}

/// Quotations, each after a line that names its page; and where they stand, with further pages.
fn quoted(asked: &Asked<'_>, mut text: String, found: &Found) -> (String, Vec<Cited>) {
    let words = asked.phrases();
    let mut sources: Vec<Cited> = Vec::new();
    let mut before = None;
    for quotation in &found.quotations {
        let hit = &found.hits.found[quotation.passage];
        if !sources.is_empty() {
            text.push_str("\n\n");
        }
        if before != Some(quotation.passage) {
            if hit.page.language != asked.language {
                text.extend([&words.other_language, " "]);
            }
            let values = [("title", hit.page.title.as_str()), ("section", hit.section.as_deref().unwrap_or_default())];
            let frame = if hit.section.is_some() { &words.quote_section } else { &words.quote_page };
            text.push_str(&fill(frame, &values));
            text.push_str("\n\n");
        }
        before = Some(quotation.passage);
        let from = text.len();
        text.push_str(&quotation.text);
        sources.push(Cited { quote: Some(from..text.len()), ..cite(hit) });
    }
    let is_old = |cited: &&Cited| asked.is_old(cited.reviewed);
    if let Some(reviewed) = sources.iter().find(is_old).and_then(|cited| cited.reviewed) {
        text.extend(["\n\n", &fill(&words.old_page, &[("date", &language::long_date(reviewed, asked.language))])]);
    }
    let least = found.hits.found.first().map_or(0.0, |best| best.likelihood * NEAR_ENOUGH);
    let more = found.hits.found.iter().filter(|hit| hit.likelihood >= least).map(cite);
    name_more(&mut sources, more, 1 + asked.more_pages);
    (text, sources)
}

/// A further page is named when its passage is at least this likely beside the best one; what is farther off only
/// shares everyday words with the question.
const NEAR_ENOUGH: f32 = 0.05;

/// Names pages that are not named yet, until there are so many.
fn name_more(sources: &mut Vec<Cited>, more: impl IntoIterator<Item = Cited>, most: usize) {
    for cited in more {
        if sources.len() >= most {
            break;
        }
        if sources.iter().all(|one| one.page != cited.page) {
            sources.push(cited);
        }
    }
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
