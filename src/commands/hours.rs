//! `vagledare hours`: what the configured hours come to, for a person to check.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::Outcome;
use crate::config::Settings;
use crate::hours::{Deviation, Schedule, Span};
use crate::wording::Language;
use crate::wording::hours::{full_date, spans_text};

/// Shows the rule that the hours compile to, and the days of a year that differ from a plain week.
#[derive(Debug, clap::Args)]
pub struct HoursArgs {
    /// The year to show.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2005..=2199))]
    pub year: i32,
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Prints JSON for programs instead of text for people.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &HoursArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    let settings = match Settings::load(args.config.as_deref(), env) {
        Ok(settings) => settings,
        Err(error) => return Outcome::failed(format!("{error}\n")),
    };
    match settings.schedule() {
        Ok(schedule) if args.json => Outcome::well(as_json(&schedule, args.year)),
        Ok(schedule) => Outcome::well(as_text(&schedule, args.year)),
        Err(error) => Outcome::failed(format!("{error}\n")),
    }
}

fn as_text(schedule: &Schedule, year: i32) -> String {
    let days = schedule.deviating_days(year);
    let mut text = format!("Regel: {}\n", schedule.rule());
    text.push_str("PH är de allmänna helgdagarna i lag (1989:253).\n\n");
    let _ = writeln!(text, "{} dagar under {year} avviker från en vanlig vecka:", days.len());
    for day in &days {
        let _ = writeln!(text, "{}", line(day));
    }
    text
}

fn line(day: &Deviation) -> String {
    let hours = spans_text(&day.spans, Language::Sv);
    let date = full_date(day.date, Language::Sv);
    format!("{date:<25}  {hours:<18}  {}", day.reason.name())
}

fn as_json(schedule: &Schedule, year: i32) -> String {
    let spans = |spans: &[Span]| spans.iter().map(Span::to_string).collect::<Vec<_>>();
    let days: Vec<_> = schedule
        .deviating_days(year)
        .iter()
        .map(|day| {
            json!({
                "date": day.date,
                "hours": spans(&day.spans),
                "plain_hours": spans(&day.plain),
                "reason": day.reason.name(),
            })
        })
        .collect();
    format!("{:#}\n", json!({ "year": year, "rule": schedule.rule(), "deviating_days": days }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env() -> Vec<(String, String)> {
        let exceptions = r#"[
            { date = "2027-03-01", hours = "10:00-12:00,13:00-16:00", reason = "Flytt" },
            { date = "2027-11-30", hours = "off", reason = "Utbildningsdag" },
        ]"#;
        let short = r#"[{ day = "skärtorsdagen", hours = "08:00-12:00" }]"#;
        [("EXCEPTIONS", exceptions), ("SHORT_DAYS", short)]
            .map(|(key, value)| (format!("VAGLEDARE__HOURS__{key}"), value.to_owned()))
            .to_vec()
    }

    #[test]
    fn a_person_can_check_the_year() {
        let shown = run(&HoursArgs { year: 2027, config: None, json: false }, env());
        assert_eq!(shown.status, 0);
        insta::assert_snapshot!(shown.text, @r#"
        Regel: Mo-Fr 08:00-16:00; easter -3 days Mo-Fr 08:00-12:00; Jun 19-25 Fr off; Dec 24,Dec 31 off; PH off; 2027 Mar 01 10:00-12:00,13:00-16:00 "Flytt"; 2027 Nov 30 off "Utbildningsdag"
        PH är de allmänna helgdagarna i lag (1989:253).

        11 dagar under 2027 avviker från en vanlig vecka:
        fredag 1 januari 2027      stängt              nyårsdagen
        onsdag 6 januari 2027      stängt              trettondedag jul
        måndag 1 mars 2027         kl 10–12 och 13–16  Flytt
        torsdag 25 mars 2027       kl 8–12             skärtorsdagen
        fredag 26 mars 2027        stängt              långfredagen
        måndag 29 mars 2027        stängt              annandag påsk
        torsdag 6 maj 2027         stängt              Kristi himmelsfärdsdag
        fredag 25 juni 2027        stängt              midsommarafton
        tisdag 30 november 2027    stängt              Utbildningsdag
        fredag 24 december 2027    stängt              julafton
        fredag 31 december 2027    stängt              nyårsafton
        "#);
    }

    #[test]
    fn a_program_can_read_the_year() {
        let shown = run(&HoursArgs { year: 2027, config: None, json: true }, env());
        let value: serde_json::Value = serde_json::from_str(&shown.text).expect("JSON");
        assert_eq!(value["deviating_days"].as_array().map(Vec::len), Some(11));
        assert_eq!(value["deviating_days"][2]["hours"], json!(["10:00-12:00", "13:00-16:00"]));
        assert_eq!(value["deviating_days"][2]["plain_hours"], json!(["08:00-16:00"]));
    }

    #[test]
    fn unsound_hours_end_with_one() {
        let week = [("VAGLEDARE__HOURS__WEEK".to_owned(), "alltid".to_owned())];
        let shown = run(&HoursArgs { year: 2027, config: None, json: false }, week);
        assert!(shown.status == 1 && shown.text.starts_with("VAGLEDARE__HOURS__WEEK: hours.week: `alltid`"));
    }
}
