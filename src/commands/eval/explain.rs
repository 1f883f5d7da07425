//! One question: how it was read, what was found, which rule decided, what was replied, and what that is worth.

use std::fmt::Write as _;

use super::asking::{Measured, language};
use super::measure::{Measure, judge, kind_of};
use super::print::value;
use super::question::{Question, Want};
use crate::answer::danger::notice;
use crate::answer::{Reply, ReplyKind, fact_asked_for};
use crate::knowledge::{Hits, OwnWords, Phrases, Query};
use crate::language::{self, Language};

/// Candidates that are shown of a search.
const CANDIDATES: usize = 8;
/// Characters of one that are shown.
const SHOWN: usize = 60;

/// What was looked for, and what was found.
type Search = (Query, Hits);

/// Asks a question and tells everything about it.
pub(super) fn explained(question: &Question, measured: Measured<'_>) -> anyhow::Result<String> {
    let mut searches: Vec<Search> = Vec::new();
    let reply = measured.ask_seen(question, |query, hits| searches.push((query.clone(), hits.clone())))?;
    let mut text = String::new();
    asked(&mut text, question, measured.words);
    for search in &searches {
        found(&mut text, search);
    }
    let abstain_below = measured.settings.knowledge.abstain_below;
    line(&mut text, "rule", &rule(&reply, measured.words.phrases.of(language(question)), &searches, abstain_below));
    line(&mut text, "reply", &format!("{}, confidence {:.2}", reply.kind.as_str(), reply.confidence));
    for said in reply.text.lines() {
        line(&mut text, "", said);
    }
    for source in &reply.sources {
        let quoted = if source.quote.is_some() { "quoted" } else { "named" };
        line(&mut text, "source", &format!("{} ({quoted})", place(&source.page, source.section.as_deref())));
    }
    worth(&mut text, question, &reply, measured.words);
    Ok(text)
}

fn line(text: &mut String, name: &str, what: &str) {
    let line = format!("{name:<10} {what}");
    let _ = writeln!(text, "{}", line.trim_end());
}

fn place(page: &str, section: Option<&str>) -> String {
    section.map_or_else(|| page.to_owned(), |section| format!("{page} / {section}"))
}

/// What was read out of the question before anything was looked for.
fn asked(text: &mut String, question: &Question, words: &OwnWords) {
    if !question.place.is_empty() {
        line(text, "question", &format!("{} ({}), {}", question.name(), question.place, kind_of(question)));
    }
    line(text, "asked", &question.asked);
    if let Some(previous) = &question.previous {
        line(text, "previous", previous);
    }
    let folded = language::fold(&question.asked);
    let by_words = match language::language_of(&folded) {
        _ if language::is_finnish(&question.asked) => "Finnish",
        Some(Language::Sv) => "Swedish",
        Some(Language::En) => "English",
        None => "not told",
    };
    line(text, "language", &format!("chat in {}, by its words {by_words}", language(question).tag()));
    let danger = notice(&question.asked, question.previous.as_deref().as_slice(), &words.danger);
    line(
        text,
        "danger",
        &danger
            .map_or_else(|| "none by words".to_owned(), |it| format!("{:?}: {:?}", it.tier, it.kinds).to_lowercase()),
    );
    line(text, "fact", &fact_asked_for(&question.asked).unwrap_or_else(|| "none".to_owned()));
    if let Some(authority) = words.referrals.asked_for(&question.asked).next() {
        line(text, "authority", &authority.id);
    }
    if let Some(town) = words.municipalities.named_in(&question.asked) {
        line(text, "town", &town.name);
    }
}

fn found(text: &mut String, (query, hits): &Search) {
    let fact = fact_asked_for(&query.asked).map(|fact| format!(" ({fact})")).unwrap_or_default();
    line(text, "search", &format!("{}{fact}", query.asked));
    if query.said != query.asked {
        line(text, "  said", &query.said);
    }
    if !query.also.is_empty() {
        let also: Vec<String> = query.also.iter().map(|(also, weight)| format!("{also} ×{weight:.2}")).collect();
        line(text, "  also", &also.join(", "));
    }
    let words = if hits.nearest.is_some() { "words and meaning" } else { "words" };
    line(text, "  found", &format!("{} passages by {words}", hits.found.len()));
    for hit in hits.found.iter().take(CANDIDATES) {
        let shown: String = hit.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
        let at = place(&hit.page.slug, hit.section.as_deref());
        line(text, "", &format!("{:>7.3} {at}: {shown}", hit.likelihood));
    }
}

/// Whether a reply begins with a phrase, as far as nothing is filled in there.
fn begins(reply: &str, phrase: &str) -> bool {
    let fixed = phrase.split('{').next().unwrap_or_default();
    !fixed.is_empty() && reply.starts_with(fixed)
}

/// The rule that decided. Each has a phrase of its own, by which it is known here.
fn rule(reply: &Reply, words: &Phrases, searches: &[Search], abstain_below: f32) -> String {
    let is = |phrase: &str| begins(&reply.text, phrase);
    let told = |rules: &[(&str, &str)]| rules.iter().find(|(phrase, _)| is(phrase)).map(|(_, rule)| (*rule).to_owned());
    let confidence = reply.confidence;
    match reply.kind {
        ReplyKind::Emergency => {
            told(&[(&words.emergency_again, "danger: its alarm stands in the conversation already")])
                .unwrap_or_else(|| "danger: it is certain, and nothing else is looked at".to_owned())
        }
        ReplyKind::Courtesy => told(&[
            (&words.finnish, "Finnish: which languages are served"),
            (&words.greeting, "courtesy: a greeting"),
            (&words.thanks, "courtesy: thanks"),
            (&words.goodbye, "courtesy: a farewell"),
            (&words.announcement, "remark: a question will come"),
            (&words.call_for_help, "remark: help is wanted, not said with what"),
            (&words.wants_person, "remark: a person is wanted"),
            (&words.not_that, "remark: the answer before did not help"),
            (&words.chat, "matter: small talk"),
        ])
        .unwrap_or_else(|| "courtesy".to_owned()),
        ReplyKind::Refusal => {
            told(&[(&words.abuse, "matter: abuse"), (&words.orders, "matter: orders to the assistant")])
                .unwrap_or_else(|| "refusal".to_owned())
        }
        ReplyKind::PersonalCase => "matter: the visitor's own case".to_owned(),
        ReplyKind::Referral if is(&words.other_town) => "another municipality is named".to_owned(),
        ReplyKind::Referral if searches.is_empty() => "another authority: its words stand in the question".to_owned(),
        ReplyKind::Referral => {
            "another authority: its words stand in the message, and the pages have no sure answer".to_owned()
        }
        ReplyKind::Abstention if is(&words.no_words) => "no words in the question".to_owned(),
        ReplyKind::Abstention if is(&words.not_stated) => {
            "fact: a page is about it, and no passage of the best holds a fact of the kind that is asked for".to_owned()
        }
        ReplyKind::Abstention if confidence < abstain_below => {
            format!("confidence: {confidence:.2} is below knowledge.abstain_below, {abstain_below:.2}")
        }
        ReplyKind::Abstention => "nothing was found".to_owned(),
        ReplyKind::Clarify => format!("guess: confidence {confidence:.2} is too little for an answer"),
        ReplyKind::Answer => answer_rule(reply, words, searches),
    }
}

fn answer_rule(reply: &Reply, words: &Phrases, searches: &[Search]) -> String {
    let second = words.second.split('{').next().unwrap_or_default();
    if reply.sources.iter().filter(|it| it.quote.is_some()).count() > 1 && reply.text.contains(second) {
        return "answer: to two questions, each with its best passage".to_owned();
    }
    let quoted = reply.sources.first();
    let is_best = |(_, hits): &Search| {
        hits.found.first().zip(quoted).is_some_and(|(hit, it)| hit.page.slug == it.page && hit.section == it.section)
    };
    let rule = if searches.iter().any(is_best) {
        "answer: the best passage"
    } else {
        "answer: a passage that rather holds the answer than the best"
    };
    rule.to_owned()
}

/// What the reply is worth.
fn worth(text: &mut String, question: &Question, reply: &Reply, words: &OwnWords) {
    let values = judge(question, reply, &words.referrals);
    if let Some(page) = &question.page {
        line(text, "wanted", &place(page, question.section.as_deref()));
    }
    if let Want::OneOf(alternatives) = &question.want {
        let alternatives: Vec<String> = alternatives.iter().map(|all| all.join(" + ")).collect();
        line(text, "want", &alternatives.join(" | "));
    }
    let known = Measure::ALL.into_iter().filter_map(|measure| {
        let worth = values.of(measure)?;
        let worth = if measure.is_share() { format!("{worth}") } else { value(measure, worth) };
        Some(format!("{} {worth}", measure.name()))
    });
    line(text, "measures", &known.collect::<Vec<_>>().join(", "));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::explained;
    use crate::commands::eval::asking::{AT, Measured, time};
    use crate::commands::eval::question::{Question, questions};
    use crate::config::Settings;
    use crate::search::{Library, read_words};

    #[test]
    fn each_rule_is_told_by_the_reply_that_it_gave() {
        let folder = tempfile::tempdir().expect("a directory");
        let (library, _) = Library::open(Path::new("knowledge/pages"), folder.path()).expect("opened");
        let (words, _) = read_words(Path::new("knowledge"));
        let settings = Settings::load(None, []).expect("the defaults");
        let at = time(AT).expect("a time");
        let measured = Measured { library: &library, words: &words, settings: &settings, meaning: None, at };
        let told = |question: &str| explained(&Question::of_text(question), measured).expect("asked");
        for (question, rule) in [
            ("Hej!", "courtesy: a greeting"),
            ("Jag vill prata med en människa", "remark: a person is wanted"),
            ("Det brinner i min lägenhet!", "danger: it is certain"),
            ("När får jag tillbaka på skatten?", "another authority"),
            ("Missä on kirjasto ja milloin se on auki?", "Finnish"),
            ("???", "no words"),
            ("Vilka vänorter har Linköping?", "answer: "),
            ("zzyx qqwv plumbus", "confidence: 0."),
        ] {
            let text = told(question);
            assert!(text.contains(&format!("\nrule       {rule}")), "{question}\n{text}");
        }
        let text = told("Vad kostar boendeparkering?");
        for part in [
            "asked      Vad kostar boendeparkering?",
            "fact       cost",
            "search     Vad kostar",
            "passages by words",
            "boendeparkering / ",
            "measures   chars ",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let asked = questions("q.jsonl", r#"{"id":"b1","question":"Vilka vänorter har Linköping?","kind":"natural","page":"vanorter","want":[["Joensuu"]]}"#).expect("good");
        let text = explained(&asked[0], measured).expect("asked");
        assert!(
            text.starts_with("question   b1 (q.jsonl:1), natural\n") && text.contains("want       Joensuu\n"),
            "{text}"
        );
        assert!(
            text.contains("measures   source_at_1 1, source_at_3 1, ") && text.contains("fact 1, wrong 0"),
            "{text}"
        );
    }
}
