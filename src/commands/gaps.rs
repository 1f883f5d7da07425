//! `vagledare gaps`: the questions that found no good answer, grouped by likeness. Reads beside a running server.

mod csv;

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use serde_json::json;

use super::Outcome;
use super::place::{self, Place};
use crate::clock::Clock;
use crate::config::PrivacySettings;
use crate::conversation::Text;
use crate::desk::gaps::QUESTIONS;
use crate::gaps::{self, Gap, Period, Standing};
use crate::hours::in_stockholm;
use crate::store;
use crate::wording::Language;
use crate::wording::hours::full_date;

/// Other ways of asking that are shown.
const SAMPLES: usize = 5;

/// Characters of a question in a table.
const QUESTION_CHARS: usize = 90;

/// Options of `gaps`.
#[derive(Args, Clone, Debug)]
pub struct GapsArgs {
    /// How far back: days, weeks or months such as 30d, 4w or 6m, or a day such as 2026-01-01.
    #[arg(long, value_name = "PERIOD", default_value_t)]
    pub since: Period,
    /// Show what has been handled or put aside as well.
    #[arg(long)]
    pub all: bool,
    /// Print a table for spreadsheets, with a heading: as a Swedish spreadsheet opens it (semicolons, and a byte order mark
    /// before UTF-8), or with --csv=comma as RFC 4180 has it.
    #[arg(long, value_name = "SEPARATOR", num_args = 0..=1, require_equals = true, default_missing_value = "semicolon", conflicts_with = "json")]
    pub csv: Option<Csv>,
    /// Print JSON for programs.
    #[arg(long)]
    pub json: bool,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

/// What stands between the cells of a table.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Csv {
    /// A semicolon, as in spreadsheets where the comma stands in numbers.
    Semicolon,
    /// A comma.
    Comma,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &GapsArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    outcome(args, env, Clock::system().now())
}

fn outcome(args: &GapsArgs, env: impl IntoIterator<Item = (String, String)>, now: DateTime<Utc>) -> Outcome {
    match printed(args, env, now) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn printed(args: &GapsArgs, env: impl IntoIterator<Item = (String, String)>, now: DateTime<Utc>) -> Result<String> {
    let settings = args.place.settings(env)?;
    let busy = Duration::from_millis(settings.store.busy_ms.into());
    let begins = args.since.begins(now);
    let questions = store::gap_questions_beside(&place::database(&settings), busy, begins, QUESTIONS)?;
    let found = gaps::group(&questions, SAMPLES);
    let shown: Vec<&Gap> = found.iter().filter(|gap| args.all || !(gap.is_handled() || gap.is_put_aside())).collect();
    if let Some(separator) = args.csv {
        return Ok(csv::table(&shown, separator));
    }
    if args.json {
        return Ok(as_json(&shown, begins)?);
    }
    let mut text = as_text(&shown, begins);
    for (is_hidden, one, more) in [
        (Gap::is_handled as fn(&Gap) -> bool, "En åtgärdad grupp", "Åtgärdade grupper"),
        (Gap::is_put_aside, "En undanlagd grupp", "Undanlagda grupper"),
    ] {
        let hidden = if args.all { 0 } else { found.iter().filter(|gap| is_hidden(gap)).count() };
        if hidden > 0 {
            let what = if hidden == 1 { one } else { more };
            let _ = writeln!(text, "\n{what} visas inte ({hidden}). De visas med --all.");
        }
    }
    if questions.len() == QUESTIONS as usize {
        let _ = writeln!(text, "\nBara de {QUESTIONS} senaste frågorna är med.");
    }
    text.push_str(&kept(&settings.privacy, begins, now));
    Ok(text)
}

fn as_text(gaps: &[&Gap], begins: DateTime<Utc>) -> String {
    let since = full_date(in_stockholm(begins).date(), Language::Sv);
    if gaps.is_empty() {
        return format!("Inga frågor utan bra svar sedan {since}.\n");
    }
    let asked: usize = gaps.iter().map(|gap| gap.count()).sum();
    let questions = if asked == 1 { "1 fråga".to_owned() } else { format!("{asked} frågor") };
    let groups = if gaps.len() == 1 { "1 grupp".to_owned() } else { format!("{} grupper", gaps.len()) };
    let mut text = format!("Frågor utan bra svar sedan {since}: {questions} i {groups}.\n\n");
    text.push_str("Antal  Utan svar  Hjälpte inte  Första      Senaste     Fråga\n");
    for gap in gaps {
        let (first, last) = (in_stockholm(gap.first).date(), in_stockholm(gap.last).date());
        let (count, name) = (gap.count(), line(&gap.name));
        let _ = writeln!(text, "{count:>5}  {:>9}  {:>12}  {first}  {last}  {name}", gap.abstentions, gap.not_helped);
        for more in gap.samples.iter().map(|sample| line(&sample.text)).chain(about(gap)) {
            let _ = writeln!(text, "{:60}{more}", "");
        }
    }
    text
}

/// What else there is to say of a gap.
fn about(gap: &Gap) -> Vec<String> {
    let shown = gap.page.as_ref().map(|page| format!("Visad sida: {}, {}", page.title, page.url));
    let day = |at| in_stockholm(at).date();
    let done = match &gap.standing {
        Standing::Open => None,
        Standing::PutAside { at, since: 0 } => Some(format!("Undanlagd {}", day(*at))),
        Standing::PutAside { at, since } => Some(format!(
            "Undanlagd {}, men {} efter det",
            day(*at),
            if *since == 1 { "någon annan har frågat".to_owned() } else { format!("{since} andra har frågat") }
        )),
        Standing::Handled(handled) => Some(format!("Åtgärdad {} med {}", day(handled.at), handled.page.title)),
        Standing::Back { handled, since } => Some(format!(
            "Åtgärdad {} med {}, men frågan har kommit {} efter det",
            day(handled.at),
            handled.page.title,
            if *since == 1 { "en gång".to_owned() } else { format!("{since} gånger") }
        )),
    };
    shown.into_iter().chain(done).collect()
}

fn line(text: &str) -> String {
    Text::stored(text).first_line(QUESTION_CHARS)
}

/// Says that there may have been more, for a period that reaches back further than conversations are kept.
fn kept(privacy: &PrivacySettings, begins: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let PrivacySettings { retention_days: person, retention_days_assistant: assistant, .. } = privacy;
    let least = TimeDelta::try_days(i64::from(*person.min(assistant))).unwrap_or(TimeDelta::MAX);
    if now - begins <= least {
        return String::new();
    }
    format!(
        "\nEn fråga raderas med sitt samtal: {assistant} dagar efter att det avslutades, {person} om en samhällsvägledare deltog.\n"
    )
}

fn as_json(gaps: &[&Gap], begins: DateTime<Utc>) -> serde_json::Result<String> {
    let page = |page: &gaps::PageRef| json!({ "title": page.title, "url": page.url });
    let items: Vec<_> = gaps
        .iter()
        .map(|gap| {
            let (handled, since_handled) = gap.standing.handled().unzip();
            json!({
                "question": gap.name,
                "count": gap.count(),
                "abstentions": gap.abstentions,
                "not_helped": gap.not_helped,
                "first": gap.first,
                "last": gap.last,
                "samples": gap.samples.iter().map(|it| json!({ "text": it.text, "count": it.count })).collect::<Vec<_>>(),
                "languages": gap.languages,
                "page": gap.page.as_ref().map(page),
                "handled": handled.map(|it| json!({ "at": it.at, "page": page(&it.page) })),
                "since_handled": since_handled.unwrap_or_default(),
                "put_aside": gap.standing.put_aside().map(|(at, since)| json!({ "at": at, "since": since })),
            })
        })
        .collect();
    Ok(serde_json::to_string(&json!({ "since": begins, "items": items }))? + "\n")
}

#[cfg(test)]
mod tests;
