//! The schedule held against a calendar that somebody else made, second by second where it matters.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Stockholm;
use proptest::prelude::*;

use super::*;

/// Every day 2025–2045; its first lines say where it comes from.
const TABLE: &str = include_str!("../../tests/data/swedish_days.tsv");

fn kontakt_linkoping() -> HoursSettings {
    HoursSettings {
        week: "Mo-Fr 08:00-16:00".to_owned(),
        closed_eves: vec![Eve::Midsommarafton, Eve::Julafton, Eve::Nyarsafton],
        short_days: Vec::new(),
        exceptions: Vec::new(),
    }
}

fn with_every_short_day() -> HoursSettings {
    let days = [
        Eve::Trettondagsafton,
        Eve::Skartorsdagen,
        Eve::Valborgsmassoafton,
        Eve::BeforeKristiHimmelsfardsdag,
        Eve::Allhelgonaafton,
        Eve::BeforeJulafton,
    ];
    let short_days = days.map(|day| ShortDay { day, hours: "08:00-12:00".to_owned() }).to_vec();
    HoursSettings { short_days, ..kontakt_linkoping() }
}

fn compiled(settings: &HoursSettings) -> Schedule {
    Schedule::compile(settings).expect("the hours of the tests are sound")
}

fn exception(date: &str, hours: &str, reason: &str) -> Exception {
    let date = date.parse().expect("a date of the tests");
    Exception { date, hours: hours.to_owned(), reason: reason.to_owned() }
}

/// An instant by the clock in Sweden.
fn sweden(clock: &str) -> DateTime<Utc> {
    let clock = NaiveDateTime::parse_from_str(clock, "%Y-%m-%d %H:%M:%S").expect("a time of the tests");
    Stockholm.from_local_datetime(&clock).earliest().expect("a time that the clock shows").to_utc()
}

fn text(spans: &[Span]) -> String {
    if spans.is_empty() {
        return "off".to_owned();
    }
    spans.iter().map(Span::to_string).collect::<Vec<_>>().join(",")
}

#[test]
fn no_day_from_2025_to_2045_is_wrong() {
    let (plain, short) = (compiled(&kontakt_linkoping()), compiled(&with_every_short_day()));
    let mut days = 0;
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<_> = line.split('\t').collect();
        let date: NaiveDate = columns[0].parse().expect("the table's dates are dates");
        assert_eq!(text(&plain.spans_on(date)), columns[1], "{date}");
        assert_eq!(text(&short.spans_on(date)), columns[2], "{date} with short days");
        assert_eq!(holiday_on(date).is_some(), columns[3] != "-", "{date} is {}", columns[3]);
        for (clock, in_hours) in [((7, 59), false), ((8, 0), true), ((15, 59), true), ((16, 0), false)] {
            let at = date.and_hms_opt(clock.0, clock.1, 0).expect("a clock time");
            let at = Stockholm.from_local_datetime(&at).single().expect("no clock changes in the day");
            assert_eq!(plain.open_at(at.to_utc()), in_hours && columns[1] != "off", "{at}");
        }
        days += 1;
    }
    assert_eq!(days, 7_670, "21 years with five leap days");
}

#[test]
fn opens_and_closes_to_the_second_on_both_sides_of_every_clock_change() {
    let schedule = compiled(&kontakt_linkoping());
    let mut changes = 0;
    let mut day = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date");
    while day.year() <= 2045 {
        let offset = |day: NaiveDate| {
            let noon = day.and_hms_opt(12, 0, 0).expect("noon");
            Stockholm.from_local_datetime(&noon).single().expect("noon is once a day").naive_utc() - noon
        };
        let next = day.succ_opt().expect("a day");
        if offset(day) != offset(next) {
            changes += 1;
            let nearest = |day: &NaiveDate| !schedule.spans_on(*day).is_empty();
            let after = next.iter_days().find(nearest).expect("some day after is open");
            let before = std::iter::successors(Some(day), NaiveDate::pred_opt).find(nearest).expect("before");
            for date in [before, after] {
                assert_exact(&schedule, date);
            }
        }
        day = next;
    }
    assert_eq!(changes, 42, "two a year");
}

fn assert_exact(schedule: &Schedule, date: NaiveDate) {
    let at = |clock: &str| sweden(&format!("{date} {clock}"));
    let (opening, closing) = (at("08:00:00"), at("16:00:00"));
    for (clock, open) in [("07:59:59", false), ("08:00:00", true), ("15:59:59", true), ("16:00:00", false)] {
        assert_eq!(schedule.open_at(at(clock)), open, "{date} {clock}");
    }
    assert_eq!(schedule.next_open(at("07:59:59")), Some(opening));
    assert_eq!(schedule.next_close(opening), Some(closing));
    assert!(schedule.next_open(opening) > Some(closing), "an opening is after, never at, the instant asked");
    assert!(schedule.next_close(closing) > Some(closing));
}

#[test]
fn eight_in_sweden_is_seven_utc_in_winter_and_six_in_summer() {
    let schedule = compiled(&kontakt_linkoping());
    let utc = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant of the tests");
    assert!(schedule.open_at(utc("2026-01-12T07:00:00Z")) && !schedule.open_at(utc("2026-01-12T06:59:59Z")));
    assert!(schedule.open_at(utc("2026-07-13T06:00:00Z")) && !schedule.open_at(utc("2026-07-13T05:59:59Z")));
    assert_eq!(in_stockholm(utc("2026-06-30T22:30:00Z")).to_string(), "2026-07-01 00:30:00");
}

#[test]
fn the_zone_of_the_server_plays_no_part() {
    let this = std::env::current_exe().expect("a test is a program");
    let eight = "hours::swedish_days::eight_in_sweden_is_seven_utc_in_winter_and_six_in_summer";
    for zone in ["UTC", "America/New_York", "Pacific/Auckland"] {
        let run = std::process::Command::new(&this).args([eight, "--exact"]).env("TZ", zone).output();
        let run = run.expect("the test program runs once more");
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success() && said.contains("1 passed"), "TZ={zone}: {said}");
    }
}

#[test]
fn the_rule_is_one_that_a_person_can_read() {
    let mut settings = with_every_short_day();
    settings.exceptions.push(exception("2026-11-30", "off", "Utbildningsdag"));
    settings.exceptions.push(exception("2026-12-24", "10:00-12:00", "Julöppet"));
    let schedule = compiled(&settings);
    assert_eq!(
        schedule.rule(),
        "Mo-Fr 08:00-16:00; Jan 5,easter -3 days,Apr 30,easter +38 days,Dec 23 Mo-Fr 08:00-12:00; \
         Oct 30-Nov 05 Fr 08:00-12:00; Jun 19-25 Fr off; Dec 24,Dec 31 off; PH off; 2026 Nov 30 off \"Utbildningsdag\"; \
         2026 Dec 24 10:00-12:00 \"Julöppet\""
    );
    assert!(!schedule.open_at(sweden("2026-11-30 10:00:00")));
    assert!(schedule.open_at(sweden("2026-12-24 10:00:00")), "a date wins over an eve");
    assert!(!schedule.open_at(sweden("2027-12-24 10:00:00")));
}

#[test]
fn the_year_2027_deviates_on_its_holidays_and_eves_on_weekdays() {
    let mut settings = kontakt_linkoping();
    settings.exceptions.push(exception("2027-03-01", "10:00-16:00", "Flytt"));
    let days = compiled(&settings).deviating_days(2027);
    let listed: Vec<_> =
        days.iter().map(|day| format!("{} {} {}", day.date, text(&day.spans), day.reason.name())).collect();
    assert_eq!(
        listed,
        [
            "2027-01-01 off nyårsdagen",
            "2027-01-06 off trettondedag jul",
            "2027-03-01 10:00-16:00 Flytt",
            "2027-03-26 off långfredagen",
            "2027-03-29 off annandag påsk",
            "2027-05-06 off Kristi himmelsfärdsdag",
            "2027-06-25 off midsommarafton",
            "2027-12-24 off julafton",
            "2027-12-31 off nyårsafton",
        ]
    );
}

#[test]
fn every_deviating_day_has_a_reason() {
    let schedule = compiled(&with_every_short_day());
    for year in 2025..=2045 {
        let deviating = schedule.deviating_days(year);
        let first = NaiveDate::from_yo_opt(year, 1).expect("a year");
        let differing = first.iter_days().take_while(|day| day.year() == year);
        let count = differing.filter(|day| schedule.spans_on(*day) != schedule.plain_spans_on(*day)).count();
        assert_eq!(deviating.len(), count, "{year}");
    }
}

#[test]
fn every_eve_is_the_same_day_in_the_rule_and_by_name() {
    for eve in Eve::ALL {
        let settings = HoursSettings {
            week: "Mo-Su 08:00-16:00".to_owned(),
            closed_eves: vec![eve],
            short_days: Vec::new(),
            exceptions: Vec::new(),
        };
        let schedule = compiled(&settings);
        for year in 2025..=2045 {
            let of_eve: Vec<_> =
                schedule.deviating_days(year).into_iter().filter(|day| day.reason == Reason::Eve(eve)).collect();
            assert_eq!(of_eve.len(), 1, "{} {year}", eve.name());
            assert!(of_eve[0].spans.is_empty());
        }
    }
}

#[test]
fn a_short_day_never_opens_a_closed_weekday() {
    let schedule = compiled(&with_every_short_day());
    let valborg = NaiveDate::from_ymd_opt(2028, 4, 30).expect("a date");
    assert_eq!(valborg.weekday(), Weekday::Sun);
    assert!(schedule.spans_on(valborg).is_empty());
}

#[test]
fn a_week_with_seasons_and_different_days_is_followed() {
    let week = "Mo-Th 08:00-16:00; Fr 08:00-15:00; Jun 15-Aug 15 Mo-Fr 09:00-12:00,13:00-15:00".to_owned();
    let schedule = compiled(&HoursSettings { week, ..kontakt_linkoping() });
    let hours_on = |date: &str| text(&schedule.spans_on(date.parse().expect("a date")));
    assert_eq!(hours_on("2026-03-05"), "08:00-16:00");
    assert_eq!(hours_on("2026-03-06"), "08:00-15:00");
    assert_eq!(hours_on("2026-07-03"), "09:00-12:00,13:00-15:00");
    assert_eq!(hours_on("2026-06-19"), "off", "midsommarafton");
}

#[test]
fn a_desk_that_never_opens_says_so_and_never_changes() {
    let schedule = compiled(&HoursSettings { week: "off".to_owned(), ..kontakt_linkoping() });
    let now = sweden("2026-03-02 09:00:00");
    assert_eq!(schedule.interval_at(now), Interval { open: false, from: now, until: None });
    assert_eq!((schedule.next_open(now), schedule.next_close(now)), (None, None));
}

#[test]
fn a_desk_open_at_all_hours_never_closes_and_midnight_divides_nothing() {
    let always = compiled(&HoursSettings {
        week: "24/7".to_owned(),
        closed_eves: Vec::new(),
        short_days: Vec::new(),
        exceptions: vec![exception("2026-01-01", "00:00-24:00", "x"), exception("2026-01-06", "00:00-24:00", "x")],
    });
    let now = sweden("2026-01-02 09:00:00");
    assert!(always.open_at(now));
    assert_eq!(always.next_close(now), Some(sweden("2026-04-03 00:00:00")), "långfredagen");
}

#[test]
fn hours_in_the_jumping_hour_have_one_meaning() {
    let schedule = compiled(&HoursSettings { week: "Su 02:15-02:45".to_owned(), ..kontakt_linkoping() });
    let utc = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant of the tests");
    let spring = utc("2026-03-29T00:00:00Z");
    assert_eq!(schedule.next_open(spring), Some(sweden("2026-04-12 02:15:00")), "skipped, then påskdagen");
    let autumn = utc("2026-10-24T22:00:00Z");
    assert_eq!(schedule.next_open(autumn), Some(utc("2026-10-25T00:15:00Z")), "the first of the two 02:15");
    assert_eq!(schedule.next_close(autumn), Some(utc("2026-10-25T01:45:00Z")), "the second of the two 02:45");
}

#[test]
fn age_is_counted_in_office_hours() {
    let schedule = compiled(&kontakt_linkoping());
    let friday_evening = sweden("2026-03-27 18:00:00");
    assert_eq!(
        schedule.office_time_between(friday_evening, sweden("2026-03-30 07:00:00")),
        TimeDelta::zero(),
        "a weekend with a clock change in it"
    );
    assert_eq!(
        schedule.office_time_between(friday_evening, sweden("2026-03-31 09:30:00")),
        TimeDelta::minutes(9 * 60 + 30)
    );
    assert_eq!(
        schedule.office_time_between(sweden("2026-03-31 09:00:00"), sweden("2026-03-31 09:00:20")),
        TimeDelta::seconds(20)
    );
    assert_eq!(schedule.office_time_between(sweden("2026-03-31 09:00:00"), friday_evening), TimeDelta::zero());
}

#[test]
fn hours_that_cannot_be_followed_say_what_would_be_right() {
    let refused = |settings: &HoursSettings| {
        let error = Schedule::compile(settings).expect_err("unsound hours are refused");
        format!("{}: {error}", error.key())
    };
    let week = |week: &str| refused(&HoursSettings { week: week.to_owned(), ..kontakt_linkoping() });
    for bad in ["", "vardagar 8-16", "Mo-Fr 16:00-08:00", "Mo-Fr 20:00-26:00", "Mo-Fr sunrise-16:00", "Mo-Fr 8:00+"] {
        let error = week(bad);
        assert!(error.starts_with("week: ") && error.contains("Mo-Fr 08:00-16:00"), "{bad}: {error}");
    }
    assert!(week("Mo-Fr 08:00-16:00; PH off").contains("`PH` has no place here"));
    // The parser reads each of these as the weekday itself.
    for moved in
        ["Jun 20+Sa -1 day", "jun 20+sa -1 day", "Oct 31+Sa +2 days", "Dec 24-Mo -1 day-Jan 6", "Nov 1+Su -1 day"]
    {
        let error = week(&format!("Mo-Fr 08:00-16:00; {moved} 08:00-12:00"));
        assert!(
            error.contains("is not the same day to every program") && error.contains("short_days"),
            "{moved}: {error}"
        );
    }
    for fine in ["Mo-Fr 08:00-16:00; easter -1 day off", "Mo-Fr 08:00-16:00; Mo[1] 10:00-16:00", "Mo-Sa 08:00-16:00"] {
        compiled(&HoursSettings { week: fine.to_owned(), ..kontakt_linkoping() });
    }
    let mut settings = kontakt_linkoping();
    settings.short_days = vec![ShortDay { day: Eve::Skartorsdagen, hours: "8-12".to_owned() }];
    insta::assert_snapshot!(refused(&settings), @"short_days: skärtorsdagen: `8-12` is not hours within one day; write for example `08:00-16:00` or `08:00-12:00,13:00-16:00`");
    let mut settings = kontakt_linkoping();
    settings.exceptions = vec![exception("2026-11-30", "stängt", "Utbildning")];
    insta::assert_snapshot!(refused(&settings), @"exceptions: 2026-11-30: `stängt` is not hours within one day; write for example `08:00-16:00` or `08:00-12:00,13:00-16:00`, or `off`");
    settings.exceptions = vec![exception("2026-11-30", "off", "x"), exception("2026-11-30", "off", "y")];
    insta::assert_snapshot!(refused(&settings), @"exceptions: 2026-11-30 stands twice; write one line for it, with the hours that hold");
    settings.exceptions = vec![exception("2026-11-30", "off", "den \"stora\" dagen")];
    insta::assert_snapshot!(refused(&settings), @r#"exceptions: 2026-11-30: the reason must be one line of text without the character ""#);
}

fn by_hand(open: bool, until: DateTime<Utc>) -> Override {
    Override::new(open, until, Written { reason: "utbildning", ..Written::default() }).expect("a decision")
}

#[test]
fn a_decision_by_hand_wins_until_its_time_is_out() {
    let mut desk = DeskHours::new(compiled(&kontakt_linkoping()).into());
    let (ten, one) = (sweden("2026-03-02 10:00:00"), sweden("2026-03-02 13:00:00"));
    let closing = sweden("2026-03-02 16:00:00");
    desk.by_hand = Some(by_hand(false, one));
    assert_eq!(desk.state(ten), DeskState { open: false, changes_at: Some(one), rule: Rule::ByHand(None) });
    assert!(!desk.open_at(one - TimeDelta::seconds(1)) && desk.open_at(one));
    assert_eq!(desk.state(one), DeskState { open: true, changes_at: Some(closing), rule: Rule::Schedule });
}

#[test]
fn a_decision_that_ends_where_the_schedule_agrees_changes_nothing_then() {
    let mut desk = DeskHours::new(compiled(&kontakt_linkoping()).into());
    let (ten, six) = (sweden("2026-03-02 10:00:00"), sweden("2026-03-02 18:00:00"));
    desk.by_hand = Some(by_hand(false, six));
    assert_eq!(desk.state(ten).changes_at, Some(sweden("2026-03-03 08:00:00")));
    desk.by_hand = Some(by_hand(true, six));
    assert_eq!(desk.state(ten).changes_at, Some(six));
}

/// 2025–2045, in seconds.
const SECONDS: std::ops::Range<i64> = 1_735_689_600..2_398_377_600;

static PLAIN: LazyLock<Schedule> = LazyLock::new(|| compiled(&kontakt_linkoping()));
static SHORT: LazyLock<Schedule> = LazyLock::new(|| compiled(&with_every_short_day()));

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    SECONDS.prop_map(|second| DateTime::from_timestamp(second, 0).expect("an instant"))
}

proptest! {
    #[test]
    fn openings_and_closings_agree_with_open_at_around_them(now in any_instant(), short in any::<bool>()) {
        let schedule = if short { &*SHORT } else { &*PLAIN };
        let second = TimeDelta::seconds(1);
        let opens = schedule.next_open(now).expect("it opens within a year");
        let closes = schedule.next_close(now).expect("it closes within a year");
        prop_assert!(opens > now && closes > now && opens != closes);
        prop_assert!(!schedule.open_at(opens - second) && schedule.open_at(opens));
        prop_assert!(schedule.open_at(closes - second) && !schedule.open_at(closes));
        prop_assert_eq!(schedule.open_at(now), closes < opens);
        let interval = schedule.interval_at(now);
        prop_assert_eq!(interval.until, Some(opens.min(closes)));
        prop_assert!(interval.holds(now) && !interval.holds(opens.min(closes)) && !interval.holds(now - second));
    }

    #[test]
    fn office_time_adds_up(a in any_instant(), days in 0_i64..40, more in 0_i64..40) {
        let schedule = &*PLAIN;
        let (b, c) = (a + TimeDelta::hours(days * 7), a + TimeDelta::hours(days * 7 + more * 5));
        let sum = schedule.office_time_between(a, b) + schedule.office_time_between(b, c);
        prop_assert_eq!(schedule.office_time_between(a, c), sum);
    }
}
