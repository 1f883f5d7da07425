//! Swedish and English text.

mod date;
mod detect;
mod fold;
mod grams;
pub mod pattern;
mod sentence;
mod stem;
mod stop_words;

pub use date::{day_and_month, long_date, month_named, month_shortened};
pub use detect::{is_finnish, language_of};
pub use fold::{fold, fold_into};
pub use grams::grams;
pub use sentence::sentences;
pub use stem::{english_stem, stem};
pub use stop_words::is_stop_word;

use serde::{Deserialize, Serialize};

/// The languages that the desk's own words exist in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish, the first language.
    #[default]
    Sv,
    /// English.
    En,
}

impl Language {
    /// All of them, the first one first. Each is whole: what has a text in one has it in all.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// The language for a BCP 47 tag such as `sv-SE` or `en`. A language that we do not speak becomes
    /// English, which more of its speakers read; no tag at all becomes Swedish.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        match tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "" | "sv" | "nb" | "nn" | "no" | "da" => Self::Sv,
            _ => Self::En,
        }
    }

    /// The language in which a reader is written to who asks for this one. Finnish is a national minority language in
    /// Sweden: most of its speakers here read Swedish. It is not offered, but earlier clients ask for it.
    #[must_use]
    pub fn for_reader(tag: &str) -> Self {
        let chosen = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if chosen.eq_ignore_ascii_case("fi") { Self::Sv } else { Self::from_tag(tag) }
    }

    /// The tag, as HTML's `lang` and the wire write it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, En, Sv};

    #[test]
    fn the_tag_of_a_region_is_its_language() {
        let spoken = ["sv", "SV-se", "sv_FI", "", "en-GB", "fi", "ar"].map(Language::from_tag);
        assert_eq!(spoken, [Sv, Sv, Sv, Sv, En, En, En]);
        assert_eq!([Sv, En].map(|language| Language::from_tag(language.tag())), [Sv, En]);
    }

    #[test]
    fn who_reads_finnish_is_written_to_in_swedish() {
        assert_eq!(["fi", "FI-se", "en-FI", "ar", ""].map(Language::for_reader), [Sv, Sv, En, En, Sv]);
    }
}
