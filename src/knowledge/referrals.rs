//! Whom to ring when somebody is in danger, and whose matter something is: `knowledge/referrals.toml`.

use chrono::{NaiveDate, NaiveDateTime};
use danger::{About, Kind, Tongue};
use opening_hours::OpeningHours;
use serde::{Deserialize, Deserializer};

use super::Problem;
use crate::language::Language;
use crate::language::pattern::{self, Groups, Patterns};

/// Who somebody is and what they do, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The name.
    pub name: String,
    /// What they help with, as the end of a sentence.
    pub what: String,
}

/// A number to ring.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The number, as people read it.
    pub number: String,
    /// The dangers that it is for.
    pub dangers: Vec<Kind>,
    /// For whom it is; for everybody when this is empty.
    #[serde(default)]
    pub about: Vec<About>,
    /// Whether it may stand alone in careful advice, when danger is only possible.
    #[serde(default)]
    pub advice: bool,
    /// When somebody answers; none when that is not known.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Which languages are spoken there, as far as is known.
    #[serde(default)]
    pub languages: Vec<Tongue>,
    /// The day on which somebody at the municipality checked it.
    #[serde(default, deserialize_with = "day")]
    pub checked: Option<NaiveDate>,
    /// Where the number is published.
    pub source: String,
    /// Whether the municipality has checked it.
    #[serde(default)]
    pub confirmed: bool,
    /// In Swedish.
    pub sv: Named,
    /// In English.
    pub en: Named,
}

impl Number {
    /// Name and purpose in a language.
    #[must_use]
    pub fn named(&self, language: Language) -> &Named {
        match language {
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }

    /// Whether somebody answers at a time in Sweden, as far as is known.
    #[must_use]
    pub fn answers_at(&self, at: NaiveDateTime) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.0.is_open(at))
    }

    /// Whether it is for a kind of danger that somebody is in.
    #[must_use]
    pub fn fits(&self, kinds: &[Kind], about: About) -> bool {
        let is_for_whom = self.about.is_empty() || self.about.contains(&about);
        self.number == SOS || (is_for_whom && self.dangers.iter().any(|danger| kinds.contains(danger)))
    }

    /// The number that no file can remove.
    fn sos() -> Self {
        let named = |name: &str, what: &str| Named { name: name.into(), what: what.into() };
        Self {
            number: SOS.into(),
            dangers: Kind::ALL.into(),
            about: Vec::new(),
            advice: false,
            hours: None,
            languages: vec![Tongue::Sv, Tongue::En],
            checked: None,
            source: "https://www.sosalarm.se/".into(),
            confirmed: false,
            sv: named("SOS Alarm", "när liv, hälsa eller egendom är i fara, dygnet runt"),
            en: named("SOS Alarm", "when life, health or property is in danger, day and night"),
        }
    }
}

/// The number for every emergency.
pub(crate) const SOS: &str = "112";

/// Hours in the syntax of OpenStreetMap, such as `Mo-Fr 17:00-08:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(OpeningHours);

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let what = || {
            format!(
                "hours = \"{written}\" går inte att läsa; skriv till exempel \"Mo-Fr 17:00-08:00; Sa,Su 00:00-24:00\""
            )
        };
        written.parse().map(Self).map_err(|_| serde::de::Error::custom(what()))
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let date = toml::value::Datetime::deserialize(deserializer)?.date;
    let day = date.and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()));
    day.map(Some).ok_or_else(|| serde::de::Error::custom("checked är ett datum: checked = 2026-11-30"))
}

/// An authority that is not the municipality.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its name in the file, unique.
    pub id: String,
    /// Its address on the web.
    pub url: String,
    /// Its telephone number, when it has one for the public.
    pub phone: Option<String>,
    /// Where the details are published.
    pub source: String,
    /// Whether the municipality has checked them.
    #[serde(default)]
    pub confirmed: bool,
    /// How people ask about what it does, as [patterns](crate::language::pattern).
    #[serde(default)]
    pub asks: Vec<String>,
    /// In Swedish.
    pub sv: Named,
    /// In English.
    pub en: Named,
}

impl Authority {
    /// Name and purpose in a language.
    #[must_use]
    pub fn named(&self, language: Language) -> &Named {
        match language {
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }
}

/// Everyone outside the municipality's own services that the assistant may name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referrals {
    /// Numbers for emergencies, in the order that they are shown.
    #[serde(default)]
    emergency: Vec<Number>,
    /// Other authorities.
    #[serde(default)]
    pub authority: Vec<Authority>,
    /// How people ask about each authority, in the same order.
    #[serde(skip)]
    asks: Patterns,
}

impl Referrals {
    /// Reads a file of referrals. 112 is there afterwards, first and for every danger, whatever the file says.
    ///
    /// # Errors
    /// When the file is not as described here.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        let mut read: Self = toml::from_str(text).map_err(|error| Problem::of_toml(file, 0, text, &error))?;
        read.put_sos_first();
        if let Some((phrase, why)) =
            read.authority.iter().flat_map(|it| &it.asks).find_map(|it| Some((it, pattern::fault(it)?)))
        {
            let line = 1 + text.lines().take_while(|line| !line.contains(&format!("\"{phrase}\""))).count();
            return Err(Problem::at(file, line, format!("”{phrase}” {why}")));
        }
        if read.authority.len() > Groups::MOST {
            return Err(Problem::at(file, 1, format!("har fler än {} myndigheter", Groups::MOST)));
        }
        let asks = read.authority.iter().enumerate();
        let asks = asks.flat_map(|(at, it)| it.asks.iter().map(move |phrase| (Groups::one(at), phrase.as_str())));
        read.asks = Patterns::new(asks, &[]);
        Ok(read)
    }

    /// The authorities whose matter a question is, in the file's order.
    pub fn asked_for(&self, question: &str) -> impl Iterator<Item = &Authority> {
        let found = self.asks.find(question);
        self.authority.iter().enumerate().filter(move |(at, _)| found.contains(*at)).map(|(_, authority)| authority)
    }

    /// What the program was built with, for when the file is missing or broken.
    #[must_use]
    pub fn built_in() -> Self {
        let text = include_str!("../../knowledge/referrals.toml");
        Self::read("knowledge/referrals.toml", text)
            .unwrap_or_else(|_| Self { emergency: vec![Number::sos()], ..Self::default() })
    }

    fn put_sos_first(&mut self) {
        let stated = self.emergency.iter().position(|number| number.number == SOS);
        let mut sos = stated.map_or_else(Number::sos, |at| self.emergency.remove(at));
        sos.dangers = Kind::ALL.into();
        (sos.about, sos.hours) = (Vec::new(), None);
        self.emergency.retain(|number| number.number != SOS);
        self.emergency.insert(0, sos);
    }

    /// The numbers for these dangers that somebody answers at a time in Sweden: 112 first, then what fits, in the file's order.
    pub fn numbers(&self, kinds: &[Kind], about: About, at: NaiveDateTime) -> impl Iterator<Item = &Number> {
        self.emergency.iter().filter(move |number| number.fits(kinds, about) && number.answers_at(at))
    }

    /// Every number, for those who check them.
    #[must_use]
    pub fn all_numbers(&self) -> &[Number] {
        &self.emergency
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};
    use danger::{About, Kind};

    use super::Referrals;

    /// A Wednesday.
    fn at(hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 4).and_then(|day| day.and_hms_opt(hour, 0, 0)).expect("a time")
    }

    fn numbers_for(referrals: &Referrals, danger: Kind, about: About, hour: u32) -> Vec<&str> {
        referrals.numbers(&[danger], about, at(hour)).map(|number| number.number.as_str()).collect()
    }

    fn numbers(referrals: &Referrals, danger: Kind) -> Vec<&str> {
        numbers_for(referrals, danger, About::Other, 10)
    }

    #[test]
    fn every_danger_has_112_first() {
        let referrals = Referrals::built_in();
        assert!(referrals.authority.len() > 5, "the file that the program is built with can be read");
        for danger in Kind::ALL {
            for about in About::ALL {
                assert_eq!(numbers_for(&referrals, danger, about, 3)[0], "112");
            }
            assert_eq!(Kind::from_tag(danger.tag()), Some(danger));
        }
        assert!(numbers(&referrals, Kind::Poisoning).contains(&"010-456 67 00"));
    }

    #[test]
    fn what_is_shown_fits_whose_danger_it_is_and_answers_now() {
        let referrals = Referrals::built_in();
        let shown = |danger, about, hour, number: &str| numbers_for(&referrals, danger, about, hour).contains(&number);
        assert!(shown(Kind::Suicide, About::Oneself, 3, "90101"));
        assert!(shown(Kind::Suicide, About::AsChild, 3, "116 111"));
        assert!(!shown(Kind::Child, About::Child, 10, "116 111"), "Bris is for those who are under 18");
        assert!(
            shown(Kind::Child, About::Child, 10, "013-20 61 88")
                && !shown(Kind::Child, About::Child, 20, "013-20 61 88")
        );
        assert!(
            !shown(Kind::Child, About::Child, 10, "013-20 75 26")
                && shown(Kind::Child, About::Child, 20, "013-20 75 26")
        );
        assert!(
            shown(Kind::Violence, About::Causing, 10, "020-555 666")
                && !shown(Kind::Violence, About::Oneself, 10, "020-555 666")
        );
        assert!(
            shown(Kind::Violence, About::Oneself, 10, "020-80 80 80")
                && !shown(Kind::Violence, About::Oneself, 3, "020-80 80 80")
        );
        assert!(shown(Kind::MissingPerson, About::Child, 3, "116 000"));
    }

    #[test]
    fn hours_and_days_that_cannot_be_read_are_named() {
        let text = |hours: &str, checked: &str| {
            format!(
                "[[emergency]]\nnumber = \"1\"\ndangers = [\"fire\"]\nsource = \"x\"\nhours = {hours}\nchecked = {checked}\nsv = {{ name = \"x\", what = \"x\" }}\nen = {{ name = \"x\", what = \"x\" }}\n"
            )
        };
        let fault =
            |hours, checked| Referrals::read("r.toml", &text(hours, checked)).map(|_| ()).map_err(|it| it.to_string());
        assert_eq!(fault("\"Mo-Fr 08:00-16:00\"", "2026-11-30"), Ok(()));
        assert!(fault("\"vardagar\"", "2026-11-30").is_err_and(|it| it.contains("Mo-Fr 17:00-08:00")));
        assert!(fault("\"24/7\"", "\"i går\"").is_err());
    }

    #[test]
    fn a_question_leads_to_the_authority_whose_matter_it_is() {
        let referrals = Referrals::built_in();
        let first = |question| referrals.asked_for(question).next().map(|it| it.id.as_str());
        assert_eq!(first("När får jag tillbaka på skatten?"), Some("skatteverket"));
        assert_eq!(first("boka tid för nytt pass"), Some("polisen"));
        assert_eq!(first("Hur söker jag plats på förskola?"), None);
        let text = include_str!("../../knowledge/referrals.toml").replacen("\"skatteverk*", "\"skatte-verk*", 1);
        let broken = Referrals::read("referrals.toml", &text).expect_err("a hyphen in a word").to_string();
        assert!(broken.contains("skatte-") && broken.contains("delar ett ord"), "{broken}");
    }

    #[test]
    fn no_file_removes_112() {
        let empty = Referrals::read("referrals.toml", "").expect("nothing is no fault");
        assert_eq!(numbers(&empty, Kind::Fire), ["112"]);
        let last = r#"
            [[emergency]]
            number = "116 111"
            dangers = ["child"]
            source = "https://www.bris.se/"
            sv = { name = "Bris", what = "barn" }
            en = { name = "Bris", what = "children" }
            [[emergency]]
            number = "112"
            dangers = []
            source = "https://www.sosalarm.se/"
            sv = { name = "SOS Alarm", what = "fara" }
            en = { name = "SOS Alarm", what = "danger" }"#;
        let last = Referrals::read("referrals.toml", last).expect("a good file");
        assert_eq!(numbers(&last, Kind::Child), ["112", "116 111"]);
        assert_eq!(numbers(&last, Kind::Fire), ["112"]);
    }

    #[test]
    fn a_broken_file_names_the_line() {
        let broken =
            Referrals::read("knowledge/referrals.toml", "[[emergency]]\nnumber = 112\n").expect_err("a number");
        assert!(broken.to_string().starts_with("knowledge/referrals.toml:2: "), "{broken}");
    }
}
