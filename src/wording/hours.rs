//! Sentences about opening hours.
//!
//! Times are the clock in Sweden. Swedish writes `kl 8` and `kl 8.30`, English `8:00` and `8:30`; a day is
//! "today", "tomorrow", or a weekday with its date, and the year stands there when it is another year.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Timelike, Utc};

use super::Language;
use crate::conversation::entry::NobodyBecause;
use crate::hours::{DeskState, Override, Public, Rule, Schedule, Span, in_stockholm};
use crate::language::{day_and_month, long_date};

const WEEKDAYS_SV: [&str; 7] = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The desk's state as everybody may read it: "Chatten är öppen. Den stänger kl 16.",
/// "Chatten är stängd. Den öppnar i morgon kl 8.", "Chatten är stängd till kl 13 i dag. Vi har utbildning."
#[must_use]
pub fn desk_text(state: &DeskState, now: DateTime<Utc>, language: Language) -> String {
    if let Rule::ByHand(public) = &state.rule {
        let told = by_hand_text(state, now, language);
        return match public {
            Some(public) => format!("{told}. {}", sentence(public_text(public, language))),
            None => format!("{told}."),
        };
    }
    let next = state.changes_at.map(|at| if state.open { closes(at, now, language) } else { opens(at, now, language) });
    match (language, state.open, next) {
        (Language::Sv, true, Some(next)) => format!("Chatten är öppen. Den {next}."),
        (Language::Sv, true, None) => "Chatten är öppen.".to_owned(),
        (Language::Sv, false, Some(next)) => format!("Chatten är stängd. Den {next}."),
        (Language::Sv, false, None) => "Chatten är stängd.".to_owned(),
        (Language::En, true, Some(next)) => format!("The chat is open. It {next}."),
        (Language::En, true, None) => "The chat is open.".to_owned(),
        (Language::En, false, Some(next)) => format!("The chat is closed. It {next}."),
        (Language::En, false, None) => "The chat is closed.".to_owned(),
    }
}

/// The same while the desk is open and nobody can be given: "Ingen samhällsvägledare är ledig just nu. Chatten stänger
/// kl 16." That it is open would only contradict it; a close that nobody can plan by is not told either.
#[must_use]
pub fn nobody_text(state: &DeskState, because: NobodyBecause, now: DateTime<Utc>, language: Language) -> String {
    let foreseen = state.changes_at.filter(|at| *at - now <= FORESEEABLE);
    let closing = foreseen.map(|at| match language {
        Language::Sv => format!(" Chatten {}.", closes(at, now, language)),
        Language::En => format!(" The chat {}.", closes(at, now, language)),
    });
    let public = if let Rule::ByHand(Some(public)) = &state.rule { Some(public) } else { None };
    let public = public.map(|public| format!(" {}", sentence(public_text(public, language))));
    [Some(nobody(because, language).to_owned()), closing, public].into_iter().flatten().collect()
}

/// Why nobody can be given: "Ingen samhällsvägledare är ledig just nu."
pub(super) fn nobody(because: NobodyBecause, language: Language) -> &'static str {
    match (because, language) {
        (NobodyBecause::NobodyAvailable, Language::Sv) => "Ingen samhällsvägledare är ledig just nu.",
        (NobodyBecause::NobodyAvailable, Language::En) => "No adviser is free right now.",
        (NobodyBecause::QueueFull, Language::Sv) => "Kön är full just nu.",
        (NobodyBecause::QueueFull, Language::En) => "The queue is full right now.",
    }
}

/// A decision by hand as staff read it, and nobody else: the time, the reason, and what visitors read.
/// "Chatten är stängd till kl 13 i dag: Anna är sjuk. Besökarna läser också: Vi har utbildning."
#[must_use]
pub fn staff_text(state: &DeskState, by_hand: &Override, now: DateTime<Utc>, language: Language) -> String {
    let (told, reason) = (by_hand_text(state, now, language), sentence(by_hand.reason.as_str()));
    let visitors = match (&by_hand.public, language) {
        (None, Language::Sv) => "Besökarna läser bara tiden.".to_owned(),
        (None, Language::En) => "Visitors read only the time.".to_owned(),
        (Some(Public { sv, en }), language) => {
            let (also, in_english) = match language {
                Language::Sv => ("Besökarna läser också:", "På engelska:"),
                Language::En => ("Visitors also read:", "In English:"),
            };
            let sv = format!("{also} {}", sentence(sv.as_str()));
            en.as_ref().map_or_else(|| sv.clone(), |en| format!("{sv} {in_english} {}", sentence(en.as_str())))
        }
    };
    format!("{told}: {reason} {visitors}")
}

/// The plain week in a sentence: "Chatten är öppen vardagar kl 8–16".
#[must_use]
pub fn hours_text(schedule: &Schedule, now: DateTime<Utc>, language: Language) -> String {
    let week = week_text(schedule, now, language);
    match (language, week) {
        (Language::Sv, Some(week)) => format!("Chatten är öppen {week}"),
        (Language::Sv, None) => "Chatten har inga öppettider".to_owned(),
        (Language::En, Some(week)) => format!("The chat is open {week}"),
        (Language::En, None) => "The chat has no opening hours".to_owned(),
    }
}

/// The plain week that holds `now`: "vardagar kl 8–16", "måndag–torsdag kl 8–16, fredag kl 8–15". `None`
/// for a desk that has no hours in such a week.
#[must_use]
pub fn week_text(schedule: &Schedule, now: DateTime<Utc>, language: Language) -> Option<String> {
    let week = schedule.plain_week(in_stockholm(now).date());
    let mut parts: Vec<String> = Vec::new();
    let mut first = 0;
    while first < week.len() {
        let alike = week[first..].iter().take_while(|spans| **spans == week[first]).count();
        if !week[first].is_empty() {
            let days = days_text(first, first + alike - 1, language);
            parts.push(format!("{days} {}", spans_text(&week[first], language)));
        }
        first += alike;
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// "öppnar i morgon kl 8".
#[must_use]
pub fn opens(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    match language {
        Language::Sv => format!("öppnar {}", moment(at, now, language)),
        Language::En => format!("opens {}", moment(at, now, language)),
    }
}

/// "stänger kl 16"; the day is named when it is not today.
#[must_use]
pub fn closes(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let (at, today) = (in_stockholm(at), in_stockholm(now).date());
    let when = if at.date() == today { clock(at, language) } else { dated(at, today, language) };
    match language {
        Language::Sv => format!("stänger {when}"),
        Language::En => format!("closes {when}"),
    }
}

/// A time as seen from `now`: "i dag kl 8", "i morgon kl 8.30", "måndag 7 januari kl 8".
#[must_use]
pub fn moment(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    dated(in_stockholm(at), in_stockholm(now).date(), language)
}

/// A weekday and its date, with the year: "fredag 1 januari 2027".
#[must_use]
pub fn full_date(date: NaiveDate, language: Language) -> String {
    format!("{} {}", weekday(date, language), long_date(date, language))
}

/// A day's hours: "kl 8–12 och 13–16", "8:00–12:00 and 13:00–16:00"; "stängt" when there are none.
#[must_use]
pub fn spans_text(spans: &[Span], language: Language) -> String {
    if spans.is_empty() {
        return if language == Language::Sv { "stängt" } else { "closed" }.to_owned();
    }
    let all_day = matches!(spans, [span] if span.from_min() == 0 && span.to_min() == 1440);
    let ranges: Vec<_> = spans.iter().map(|span| range_text(*span, language)).collect();
    match language {
        Language::Sv if all_day => "dygnet runt".to_owned(),
        Language::En if all_day => "at all hours".to_owned(),
        Language::Sv => format!("kl {}", ranges.join(" och ")),
        Language::En => ranges.join(" and "),
    }
}

/// Nobody plans by an hour that is farther off.
const FORESEEABLE: Duration = Duration::days(180);

/// "Chatten är stängd till kl 13 i dag", for more to follow.
fn by_hand_text(state: &DeskState, now: DateTime<Utc>, language: Language) -> String {
    let until = state.changes_at.map(|at| match language {
        Language::Sv if at - now > FORESEEABLE => " tills vidare".to_owned(),
        Language::En if at - now > FORESEEABLE => " until further notice".to_owned(),
        _ => until_text(at, now, language),
    });
    let until = until.unwrap_or_default();
    match (language, state.open) {
        (Language::Sv, true) => format!("Chatten är öppen{until}"),
        (Language::Sv, false) => format!("Chatten är stängd{until}"),
        (Language::En, true) => format!("The chat is open{until}"),
        (Language::En, false) => format!("The chat is closed{until}"),
    }
}

/// What a reader is told: Swedish when there is no other, as with a crisis notice.
fn public_text(public: &Public, reader: Language) -> &str {
    match (reader, &public.en) {
        (Language::En, Some(en)) => en.as_str(),
        _ => public.sv.as_str(),
    }
}

/// A text with a full stop, if it ends with nothing of the kind: more is said after it.
fn sentence(text: &str) -> String {
    let ends = text.trim_end_matches(['”', '"', '»', '’', '\'', ')']).ends_with(['.', '!', '?', '…']);
    format!("{text}{}", if ends { "" } else { "." })
}

/// " till kl 13 i dag", " till måndag 7 januari kl 8".
pub(super) fn until_text(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let (local, today) = (in_stockholm(at), in_stockholm(now).date());
    match language {
        Language::Sv if local.date() == today => format!(" till {} i dag", clock(local, language)),
        Language::Sv => format!(" till {}", dated(local, today, language)),
        Language::En if local.date() == today => format!(" until {} today", time(local, language)),
        Language::En => format!(" until {}", dated(local, today, language)),
    }
}

fn dated(at: NaiveDateTime, today: NaiveDate, language: Language) -> String {
    let day = match (at.date().signed_duration_since(today).num_days(), language) {
        (0, Language::Sv) => "i dag".to_owned(),
        (0, Language::En) => "today".to_owned(),
        (1, Language::Sv) => "i morgon".to_owned(),
        (1, Language::En) => "tomorrow".to_owned(),
        _ if at.year() == today.year() => weekday_and_date(at.date(), language),
        _ => full_date(at.date(), language),
    };
    format!("{day} {}", clock(at, language))
}

/// "fredag 1 januari".
fn weekday_and_date(date: NaiveDate, language: Language) -> String {
    format!("{} {}", weekday(date, language), day_and_month(date, language))
}

fn weekday(date: NaiveDate, language: Language) -> &'static str {
    weekdays(language)[date.weekday().num_days_from_monday() as usize]
}

fn weekdays(language: Language) -> [&'static str; 7] {
    if language == Language::Sv { WEEKDAYS_SV } else { WEEKDAYS_EN }
}

/// "kl 8", "at 8:00".
fn clock(at: NaiveDateTime, language: Language) -> String {
    match language {
        Language::Sv => format!("kl {}", time(at, language)),
        Language::En => format!("at {}", time(at, language)),
    }
}

fn time(at: NaiveDateTime, language: Language) -> String {
    minutes_text(at.hour() * 60 + at.minute(), language)
}

fn range_text(span: Span, language: Language) -> String {
    let text = |minutes: u16| minutes_text(u32::from(minutes), language);
    format!("{}–{}", text(span.from_min()), text(span.to_min()))
}

fn minutes_text(minutes: u32, language: Language) -> String {
    match (language, minutes / 60, minutes % 60) {
        (Language::Sv, hour, 0) => hour.to_string(),
        (Language::Sv, hour, minute) => format!("{hour}.{minute:02}"),
        (Language::En, hour, minute) => format!("{hour}:{minute:02}"),
    }
}

fn days_text(first: usize, last: usize, language: Language) -> String {
    match (first, last, language) {
        (0, 4, Language::Sv) => "vardagar".to_owned(),
        (0, 4, Language::En) => "weekdays".to_owned(),
        (0, 6, Language::Sv) => "alla dagar".to_owned(),
        (0, 6, Language::En) => "every day".to_owned(),
        _ if first == last => weekdays(language)[first].to_owned(),
        _ => format!("{}–{}", weekdays(language)[first], weekdays(language)[last]),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDateTime, TimeZone};
    use chrono_tz::Europe::Stockholm;

    use super::*;
    use crate::hours::{DeskHours, HoursSettings, Written};

    fn sweden(clock: &str) -> DateTime<Utc> {
        let clock = NaiveDateTime::parse_from_str(clock, "%Y-%m-%d %H:%M").expect("a time of the tests");
        Stockholm.from_local_datetime(&clock).single().expect("a time that the clock shows").to_utc()
    }

    fn schedule(week: &str) -> Schedule {
        let settings = HoursSettings {
            week: week.to_owned(),
            closed_eves: Vec::new(),
            short_days: Vec::new(),
            exceptions: Vec::new(),
        };
        Schedule::compile(&settings).expect("the hours of the tests are sound")
    }

    /// Both languages, at a time on the clock in Sweden.
    fn said(desk: &DeskHours, clock: &str) -> String {
        let now = sweden(clock);
        let state = desk.state(now);
        format!("{} | {}", desk_text(&state, now, Language::Sv), desk_text(&state, now, Language::En))
    }

    #[test]
    fn the_desk_says_when_it_opens_and_closes() {
        let desk = DeskHours::new(schedule("Mo-Fr 08:00-16:00").into());
        let told = |clock| said(&desk, clock);
        insta::assert_snapshot!(told("2026-03-02 09:00"), @"Chatten är öppen. Den stänger kl 16. | The chat is open. It closes at 16:00.");
        insta::assert_snapshot!(told("2026-03-02 07:00"), @"Chatten är stängd. Den öppnar i dag kl 8. | The chat is closed. It opens today at 8:00.");
        insta::assert_snapshot!(told("2026-03-02 16:00"), @"Chatten är stängd. Den öppnar i morgon kl 8. | The chat is closed. It opens tomorrow at 8:00.");
        insta::assert_snapshot!(told("2026-03-03 00:10"), @"Chatten är stängd. Den öppnar i dag kl 8. | The chat is closed. It opens today at 8:00.");
        insta::assert_snapshot!(told("2026-03-06 16:00"), @"Chatten är stängd. Den öppnar måndag 9 mars kl 8. | The chat is closed. It opens Monday 9 March at 8:00.");
        insta::assert_snapshot!(told("2030-01-05 12:00"), @"Chatten är stängd. Den öppnar måndag 7 januari kl 8. | The chat is closed. It opens Monday 7 January at 8:00.");
        insta::assert_snapshot!(told("2026-12-31 17:00"), @"Chatten är stängd. Den öppnar måndag 4 januari 2027 kl 8. | The chat is closed. It opens Monday 4 January 2027 at 8:00.");
    }

    #[test]
    fn while_nobody_can_be_given_it_is_not_said_that_the_desk_is_open() {
        let said = |desk: &DeskHours, because, clock| {
            let now = sweden(clock);
            let state = desk.state(now);
            let told = |language| nobody_text(&state, because, now, language);
            format!("{} | {}", told(Language::Sv), told(Language::En))
        };
        let desk = DeskHours::new(schedule("Mo-Fr 08:00-16:00").into());
        let free = NobodyBecause::NobodyAvailable;
        insta::assert_snapshot!(said(&desk, free, "2026-03-02 09:00"), @"Ingen samhällsvägledare är ledig just nu. Chatten stänger kl 16. | No adviser is free right now. The chat closes at 16:00.");
        insta::assert_snapshot!(said(&desk, NobodyBecause::QueueFull, "2026-03-02 09:00"), @"Kön är full just nu. Chatten stänger kl 16. | The queue is full right now. The chat closes at 16:00.");
        let long = decided(true, "2030-01-07 08:00", (Some("Vi har utbildning"), None));
        insta::assert_snapshot!(said(&long, free, "2026-03-02 10:00"), @"Ingen samhällsvägledare är ledig just nu. Vi har utbildning. | No adviser is free right now. Vi har utbildning.");
    }

    #[test]
    fn half_hours_are_written_as_in_each_language() {
        let desk = DeskHours::new(schedule("Mo-Fr 08:30-16:15").into());
        insta::assert_snapshot!(said(&desk, "2026-03-02 16:20"), @"Chatten är stängd. Den öppnar i morgon kl 8.30. | The chat is closed. It opens tomorrow at 8:30.");
        insta::assert_snapshot!(said(&desk, "2026-03-02 16:10"), @"Chatten är öppen. Den stänger kl 16.15. | The chat is open. It closes at 16:15.");
    }

    #[test]
    fn a_desk_without_hours_promises_nothing() {
        let desk = DeskHours::new(schedule("off").into());
        insta::assert_snapshot!(said(&desk, "2026-03-02 09:00"), @"Chatten är stängd. | The chat is closed.");
        let now = sweden("2026-03-02 09:00");
        assert_eq!(hours_text(&desk.schedule, now, Language::Sv), "Chatten har inga öppettider");
    }

    /// A desk on whose hours somebody has decided, for a reason that no visitor may read.
    fn decided(open: bool, until: &str, public: (Option<&str>, Option<&str>)) -> DeskHours {
        let written = Written { reason: REASON, public_sv: public.0, public_en: public.1 };
        let by_hand = Override::new(open, sweden(until), written).expect("a decision");
        DeskHours { by_hand: Some(by_hand), ..DeskHours::new(schedule("Mo-Fr 08:00-16:00").into()) }
    }

    const REASON: &str = "Anna och Erik är sjuka";

    #[test]
    fn visitors_read_of_a_decision_by_hand_its_end_and_never_its_reason() {
        let told = |open, until, clock| said(&decided(open, until, (None, None)), clock);
        insta::assert_snapshot!(told(false, "2026-03-02 13:00", "2026-03-02 10:00"), @"Chatten är stängd till kl 13 i dag. | The chat is closed until 13:00 today.");
        insta::assert_snapshot!(told(false, "2026-03-02 17:00", "2026-03-02 10:00"), @"Chatten är stängd till i morgon kl 8. | The chat is closed until tomorrow at 8:00.");
        insta::assert_snapshot!(told(true, "2026-03-02 20:00", "2026-03-02 17:00"), @"Chatten är öppen till kl 20 i dag. | The chat is open until 20:00 today.");
        insta::assert_snapshot!(told(true, "2027-03-02 17:00", "2026-03-02 17:00"), @"Chatten är öppen tills vidare. | The chat is open until further notice.");
    }

    #[test]
    fn visitors_read_what_was_written_for_them_in_their_language_if_there_is_one() {
        let told = |sv, en| said(&decided(false, "2026-03-02 13:00", (Some(sv), en)), "2026-03-02 10:00");
        insta::assert_snapshot!(told("Vi har utbildning.", Some("We have training.")), @"Chatten är stängd till kl 13 i dag. Vi har utbildning. | The chat is closed until 13:00 today. We have training.");
        insta::assert_snapshot!(told("Vi har utbildning.", None), @"Chatten är stängd till kl 13 i dag. Vi har utbildning. | The chat is closed until 13:00 today. Vi har utbildning.");
    }

    #[test]
    fn what_is_written_ends_as_a_sentence_and_only_once() {
        for (written, read) in [
            ("Vi har utbildning", "Vi har utbildning."),
            ("Vi har utbildning.", "Vi har utbildning."),
            ("Välkommen!", "Välkommen!"),
            ("Vi ses snart …", "Vi ses snart …"),
            ("Läs ”Hur gör jag?”", "Läs ”Hur gör jag?”"),
            ("Vi har utbildning (hela dagen)", "Vi har utbildning (hela dagen)."),
            ("Läs mer på https://www.linkoping.se/vatten", "Läs mer på https://www.linkoping.se/vatten."),
        ] {
            assert_eq!(sentence(written), read);
        }
    }

    #[test]
    fn staff_read_the_time_the_reason_and_what_visitors_read() {
        let told = |public| {
            let (desk, now) = (decided(false, "2026-03-02 13:00", public), sweden("2026-03-02 10:00"));
            let (state, by_hand) = (desk.state(now), desk.decision(now).expect("a decision"));
            [Language::Sv, Language::En].map(|language| staff_text(&state, by_hand, now, language)).join(" | ")
        };
        insta::assert_snapshot!(told((None, None)), @"Chatten är stängd till kl 13 i dag: Anna och Erik är sjuka. Besökarna läser bara tiden. | The chat is closed until 13:00 today: Anna och Erik är sjuka. Visitors read only the time.");
        insta::assert_snapshot!(told((Some("Vi har utbildning"), None)), @"Chatten är stängd till kl 13 i dag: Anna och Erik är sjuka. Besökarna läser också: Vi har utbildning. | The chat is closed until 13:00 today: Anna och Erik är sjuka. Visitors also read: Vi har utbildning.");
        insta::assert_snapshot!(told((Some("Vi har utbildning"), Some("We have training"))), @"Chatten är stängd till kl 13 i dag: Anna och Erik är sjuka. Besökarna läser också: Vi har utbildning. På engelska: We have training. | The chat is closed until 13:00 today: Anna och Erik är sjuka. Visitors also read: Vi har utbildning. In English: We have training.");
    }

    #[test]
    fn the_week_is_told_from_the_rule() {
        let told = |week: &str| {
            let (schedule, now) = (schedule(week), sweden("2026-03-02 09:00"));
            let both = [Language::Sv, Language::En].map(|language| hours_text(&schedule, now, language));
            both.join(" | ")
        };
        insta::assert_snapshot!(told("Mo-Fr 08:00-16:00"), @"Chatten är öppen vardagar kl 8–16 | The chat is open weekdays 8:00–16:00");
        insta::assert_snapshot!(told("Mo-Th 08:00-16:00; Fr 08:00-15:00"), @"Chatten är öppen måndag–torsdag kl 8–16, fredag kl 8–15 | The chat is open Monday–Thursday 8:00–16:00, Friday 8:00–15:00");
        insta::assert_snapshot!(told("Mo,We 08:00-12:00,13:00-16:30"), @"Chatten är öppen måndag kl 8–12 och 13–16.30, onsdag kl 8–12 och 13–16.30 | The chat is open Monday 8:00–12:00 and 13:00–16:30, Wednesday 8:00–12:00 and 13:00–16:30");
        insta::assert_snapshot!(told("24/7"), @"Chatten är öppen alla dagar dygnet runt | The chat is open every day at all hours");
        insta::assert_snapshot!(told("Mo-Fr 08:00-16:00; Mar 1-Mar 15 Mo-Fr 10:00-14:00"), @"Chatten är öppen vardagar kl 10–14 | The chat is open weekdays 10:00–14:00");
    }
}
