//! Whom to ring when somebody is in danger, and whose matter something is: `knowledge/referrals.toml`.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::language::Language;
use crate::language::pattern::{self, Groups, Patterns};

/// A kind of danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Danger {
    /// A life is in danger: illness, accident.
    Life,
    /// Somebody thinks of ending their life.
    Suicide,
    /// Somebody is hurt or threatened.
    Violence,
    /// A child is in danger.
    Child,
    /// Somebody has swallowed or breathed something dangerous.
    Poisoning,
    /// Something burns.
    Fire,
}

impl Danger {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Life, Self::Suicide, Self::Violence, Self::Child, Self::Poisoning, Self::Fire];

    /// The word for it in JSON, TOML and SQL.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Life => "life",
            Self::Suicide => "suicide",
            Self::Violence => "violence",
            Self::Child => "child",
            Self::Poisoning => "poisoning",
            Self::Fire => "fire",
        }
    }

    /// The kind that a [tag](Self::tag) names.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|danger| danger.tag() == tag)
    }
}

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
    pub dangers: Vec<Danger>,
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

    /// The number that no file can remove.
    fn sos() -> Self {
        let named = |name: &str, what: &str| Named { name: name.into(), what: what.into() };
        Self {
            number: SOS.into(),
            dangers: Danger::ALL.into(),
            source: "https://www.sosalarm.se/".into(),
            confirmed: false,
            sv: named("SOS Alarm", "när liv, hälsa eller egendom är i fara, dygnet runt"),
            en: named("SOS Alarm", "when life, health or property is in danger, day and night"),
        }
    }
}

/// The number for every emergency.
const SOS: &str = "112";

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
        sos.dangers = Danger::ALL.into();
        self.emergency.retain(|number| number.number != SOS);
        self.emergency.insert(0, sos);
    }

    /// The numbers for these dangers: 112 first, then what fits, in the file's order.
    pub fn numbers(&self, dangers: &[Danger]) -> impl Iterator<Item = &Number> {
        let fits =
            |number: &&Number| number.number == SOS || number.dangers.iter().any(|danger| dangers.contains(danger));
        self.emergency.iter().filter(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::{Danger, Referrals};

    fn numbers(referrals: &Referrals, danger: Danger) -> Vec<&str> {
        referrals.numbers(&[danger]).map(|number| number.number.as_str()).collect()
    }

    #[test]
    fn every_danger_has_112_first() {
        let referrals = Referrals::built_in();
        assert!(referrals.authority.len() > 5, "the file that the program is built with can be read");
        for danger in Danger::ALL {
            assert_eq!(numbers(&referrals, danger)[0], "112");
            assert_eq!(Danger::from_tag(danger.tag()), Some(danger));
        }
        assert_eq!(numbers(&referrals, Danger::Suicide), ["112", "90101", "90390"]);
        assert!(numbers(&referrals, Danger::Violence).contains(&"020-50 50 50"));
        assert!(numbers(&referrals, Danger::Child).starts_with(&["112", "013-20 75 26", "116 111"]));
        assert!(numbers(&referrals, Danger::Poisoning).contains(&"010-456 67 00"));
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
        assert_eq!(numbers(&empty, Danger::Fire), ["112"]);
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
        assert_eq!(numbers(&last, Danger::Child), ["112", "116 111"]);
        assert_eq!(numbers(&last, Danger::Fire), ["112"]);
    }

    #[test]
    fn a_broken_file_names_the_line() {
        let broken =
            Referrals::read("knowledge/referrals.toml", "[[emergency]]\nnumber = 112\n").expect_err("a number");
        assert!(broken.to_string().starts_with("knowledge/referrals.toml:2: "), "{broken}");
    }
}
