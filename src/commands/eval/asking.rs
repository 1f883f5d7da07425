//! Asks as a visitor's conversation does: what is noticed of danger first, then the reply.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;

use super::measure::{Values, judge};
use super::question::Question;
use crate::answer::danger::{Telling, alarm_text, end_of, notice, notice_closer};
use crate::answer::{Asked, Contact, IfAlarm, Reply, ReplyKind};
use crate::clock::Clock;
use crate::commands::ask::replied_seen;
use crate::config::Settings;
use crate::conversation::{Marked, Noticed, Text, Tier};
use crate::hours::DeskHours;
use crate::knowledge::{Hits, OwnWords, Query};
use crate::language::Language;
use crate::meaning::Meaning;
use crate::privacy::without_masks;
use crate::search::{Library, Limits};
use crate::wording::hours::desk_text;

/// When questions are asked unless somebody says otherwise: a Saturday night, when nobody staffs the desk.
pub(super) const AT: &str = "2026-03-07 22:00";

/// What answers.
#[derive(Clone, Copy)]
pub(crate) struct Measured<'a> {
    pub(crate) library: &'a Library,
    pub(crate) words: &'a OwnWords,
    pub(crate) settings: &'a Settings,
    /// The model of meaning, where there is one: it may see danger that words do not tell.
    pub(crate) meaning: Option<&'a Arc<Meaning>>,
    /// When it is asked, in Sweden.
    pub(crate) at: NaiveDateTime,
}

/// A question with its reply, and what that is worth.
pub(super) struct Judged<'a> {
    pub(super) question: &'a Question,
    pub(super) reply: Reply,
    pub(super) values: Values,
    pub(super) took: Duration,
}

/// Reads a time in Sweden.
pub(super) fn time(written: &str) -> Result<NaiveDateTime, String> {
    let read =
        ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"].iter().find_map(|form| NaiveDateTime::parse_from_str(written, form).ok());
    let at = read.ok_or_else(|| format!("write a day and a time, such as \"{AT}\""))?;
    instant(at).map(|_| at).ok_or_else(|| "the clock in Sweden skips that time".to_owned())
}

fn instant(at: NaiveDateTime) -> Option<DateTime<Utc>> {
    Stockholm.from_local_datetime(&at).earliest().map(|at| at.to_utc())
}

impl Measured<'_> {
    /// The reply to a question in a conversation of its own, after the question before where there is one.
    pub(crate) fn ask(&self, question: &Question) -> anyhow::Result<Reply> {
        self.ask_seen(question, |_, _| {})
    }

    /// The same, and shows what was looked for and found.
    pub(super) fn ask_seen(&self, question: &Question, see: impl FnMut(&Query, &Hits)) -> anyhow::Result<Reply> {
        let language = language(question);
        let asked = self.text(&question.asked, question)?;
        let previous = question.previous.as_ref().map(|it| self.text(it, question)).transpose()?;
        let now = instant(self.at).context("the clock in Sweden skips that time")?;
        if let Some(noticed) = self.alarm(asked.as_str(), previous.as_ref().map(Text::as_str), now)? {
            return Ok(self.alarm_reply(&noticed, language));
        }
        let (asked, previous) = (without_masks(asked.as_str()), previous.as_ref().map(|it| without_masks(it.as_str())));
        let state = DeskHours::new(Arc::new(self.settings.schedule()?)).state(now);
        let (desk, knowledge) = (&self.settings.desk, &self.settings.knowledge);
        let asked = Asked {
            question: &asked,
            language,
            hours: &desk_text(&state, now, language),
            contact: Contact { desk: &desk.name, phone: &desk.phone, web: &desk.contact_url },
            reachable: false,
            open: state.open,
            at: self.at,
            // An alarm that is told here stands in the conversation already.
            if_alarm: IfAlarm::Again,
            words: self.words,
            abstain_below: knowledge.abstain_below,
            more_pages: knowledge.links,
            previous: previous.as_deref(),
            old_before: knowledge.old_before(self.at.date()),
            hide_old: knowledge.hide_old,
        };
        let limits = Limits { terms: knowledge.query_terms, ..Limits::default() };
        Ok(replied_seen(&asked, self.library, limits, see)?)
    }

    /// Asks a question and holds the reply against what would be right.
    pub(super) fn judged<'q>(&self, question: &'q Question, clock: &Clock) -> anyhow::Result<Judged<'q>> {
        let timer = clock.stopwatch();
        let reply = self.ask(question)?;
        let took = timer.elapsed();
        let values = judge(question, &reply, &self.words.referrals);
        Ok(Judged { question, reply, values, took })
    }

    /// What a visitor has written, as a conversation keeps it.
    fn text(&self, written: &str, question: &Question) -> anyhow::Result<Text> {
        let text = Text::new(written, self.settings.limits.text_chars);
        text.map_err(|error| anyhow::anyhow!("{}: no visitor can send \"{written}\": {error:?}", question.place))
    }

    /// The alarm that a message is told in the place of an answer, with the message before it.
    fn alarm(&self, text: &str, previous: Option<&str>, now: DateTime<Utc>) -> anyhow::Result<Option<Noticed>> {
        let mut told = None;
        let mut alarm = |text: &str, before: &[&str]| -> anyhow::Result<Option<Noticed>> {
            for noticed in self.notice(text, before)? {
                if told.as_ref().is_some_and(|told: &Marked| told.holds(&noticed, now)) {
                    continue;
                }
                told = Some(Marked::after(told.as_ref(), &noticed, now));
                if noticed.tier == Tier::Alarm {
                    return Ok(Some(noticed));
                }
            }
            Ok(None)
        };
        let Some(previous) = previous else { return alarm(text, &[]) };
        alarm(previous, &[])?;
        alarm(text, &[end_of(previous)])
    }

    /// What is noticed of danger: by words, and what the model adds.
    fn notice(&self, text: &str, before: &[&str]) -> anyhow::Result<Vec<Noticed>> {
        let danger = &self.words.danger;
        let by_words = notice(text, before, danger);
        let Some(meaning) = self.meaning else { return Ok(by_words.into_iter().collect()) };
        let vector = |text: &str| anyhow::Ok(Some(meaning.of_question(text)?.numbers().to_vec()));
        let by_meaning = notice_closer(text, before, danger, vector)?;
        Ok(by_words.into_iter().chain(by_meaning).collect())
    }

    fn alarm_reply(&self, noticed: &Noticed, language: Language) -> Reply {
        let Noticed { kinds, about, tongue, .. } = noticed;
        let told = Telling { kinds, about: *about, tongue: *tongue, language, at: self.at, words: self.words };
        let text = alarm_text(&told);
        Reply { kind: ReplyKind::Emergency, text, sources: Vec::new(), actions: Vec::new(), confidence: 1.0 }
    }
}

/// The language that the chat is in: English for who asks for it, Swedish for everybody else, whatever they write.
pub(super) fn language(question: &Question) -> Language {
    if question.lang.as_deref() == Some(Language::En.tag()) { Language::En } else { Language::Sv }
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn a_time_is_one_that_the_clock_in_sweden_shows() {
        assert_eq!(time("2026-03-07 22:00"), time("2026-03-07T22:00"));
        assert!(time("22:00").is_err_and(|told| told.contains("2026-03-07 22:00")));
        assert!(time("2026-03-29 02:30").is_err_and(|told| told.contains("skips")));
    }
}
