//! What stands about a page between the two `+++` lines at its top, as TOML.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::Problem;
use crate::language::Language;

/// The lines that begin and end the front matter.
const FENCE: &str = "+++";

/// What an editor states about a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// The page's heading.
    pub title: String,
    /// The page's address on the web.
    pub url: String,
    /// The language that the page is written in.
    #[serde(default)]
    pub language: Language,
    /// When somebody last checked that the page is right; none when nobody knows.
    #[serde(default, deserialize_with = "date")]
    pub reviewed: Option<NaiveDate>,
    /// Whether the municipality has checked the facts and the address.
    #[serde(default)]
    pub confirmed: bool,
    /// What the page is about, for sorting.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Words that visitors use and the text does not.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Typical questions that a section answers, by its heading; the lead's stand under an empty one.
    #[serde(default)]
    pub questions: BTreeMap<String, Vec<String>>,
}

/// A date with or without quotation marks.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Bare(toml::value::Datetime),
        Quoted(String),
    }
    let text = match Option::deserialize(deserializer)? {
        None => return Ok(None),
        Some(Written::Bare(date)) => date.to_string(),
        Some(Written::Quoted(text)) => text,
    };
    text.parse()
        .map(Some)
        .map_err(|_| serde::de::Error::custom(format!("\"{text}\" är inget datum; skriv det som 2026-01-31")))
}

impl FrontMatter {
    /// Parts a file into its front matter and its body, and tells on which line the body begins (from 1).
    ///
    /// # Errors
    /// When there is no front matter, when it does not end, or when it is not as described above.
    pub fn split<'a>(file: &str, text: &'a str) -> Result<(Self, &'a str), Problem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let rest = after_fence(text)
            .ok_or_else(|| Problem::at(file, 1, "sidan ska börja med en rad +++ och uppgifter om sidan"))?;
        let (matter, body) =
            until_fence(rest).ok_or_else(|| Problem::at(file, 1, "uppgifterna om sidan ska sluta med en rad +++"))?;
        let found: Self = toml::from_str(matter).map_err(|error| Problem::of_toml(file, 1, matter, &error))?;
        found.check(file, matter)?;
        Ok((found, body))
    }

    fn check(&self, file: &str, matter: &str) -> Result<(), Problem> {
        let line = |key: &str| 2 + matter.lines().take_while(|line| !line.trim_start().starts_with(key)).count();
        if self.title.trim().is_empty() {
            return Err(Problem::at(file, line("title"), "title är tom; skriv sidans rubrik"));
        }
        if !self.url.starts_with("https://") && !self.url.starts_with("http://") {
            let what = format!("url är \"{}\"; skriv hela adressen, med https:// först", self.url);
            return Err(Problem::at(file, line("url"), what));
        }
        Ok(())
    }
}

/// What comes after a first line that is a fence.
fn after_fence(text: &str) -> Option<&str> {
    let (first, rest) = text.split_once('\n')?;
    (first.trim_end() == FENCE).then_some(rest)
}

/// What comes before and after the next line that is a fence.
fn until_fence(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Some((&text[..at], &text[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::FrontMatter;

    const GOOD: &str =
        "+++\ntitle = \"Cykel\"\nurl = \"https://kommun.example/cykel\"\nreviewed = 2024-02-12\n+++\n# Cykel\n";

    fn problem(text: &str) -> String {
        FrontMatter::split("knowledge/pages/x.md", text).expect_err("broken on purpose").to_string()
    }

    #[test]
    fn a_page_states_its_title_address_and_review() {
        let (matter, body) = FrontMatter::split("x.md", GOOD).expect("good");
        assert_eq!((matter.title.as_str(), body), ("Cykel", "# Cykel\n"));
        assert_eq!(matter.reviewed.map(|date| date.to_string()).as_deref(), Some("2024-02-12"));
        assert!(!matter.confirmed, "nobody has confirmed it");
        let (windows, _) =
            FrontMatter::split("x.md", &format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))).expect("CRLF");
        assert_eq!(matter, windows);
    }

    #[test]
    fn a_fault_names_the_file_and_the_line() {
        assert!(problem("# Utan uppgifter").starts_with("knowledge/pages/x.md:1: sidan ska börja med"));
        assert!(problem("+++\ntitle = \"x\"\n").starts_with("knowledge/pages/x.md:1: uppgifterna om sidan ska sluta"));
        let unquoted = problem(&GOOD.replace("\"https", "https"));
        assert!(unquoted.starts_with("knowledge/pages/x.md:3: går inte att läsa som TOML"), "{unquoted}");
        let unknown = problem(&GOOD.replace("reviewed", "updated"));
        assert!(unknown.starts_with("knowledge/pages/x.md:4:") && unknown.contains("updated"), "{unknown}");
        let no_date = problem(&GOOD.replace("2024-02-12", "\"i fjol\""));
        assert!(no_date.starts_with("knowledge/pages/x.md:4:") && no_date.contains("inget datum"), "{no_date}");
        assert!(problem(&GOOD.replace("https://", "")).starts_with("knowledge/pages/x.md:3: url är"));
    }
}
