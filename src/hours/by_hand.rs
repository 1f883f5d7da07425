//! What a leader decides by hand, with two kinds of words: why, for staff, and what visitors read.

use chrono::{DateTime, Utc};

use crate::conversation::{Text, TextError};

/// A leader's decision that the desk is open, or closed, until a certain time, whatever the schedule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Whether the desk is open.
    pub open: bool,
    /// The first instant at which the schedule rules again.
    pub until: DateTime<Utc>,
    /// Why, for staff only: it may name who is ill. No visitor's sentence can be made of it, because those are made of
    /// a [`DeskState`](super::DeskState), which has only what is [`public`](Self::public).
    pub reason: Text,
    /// What visitors read besides the time.
    pub public: Option<Public>,
}

/// A text that was written for visitors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// In Swedish.
    pub sv: Text,
    /// In English, for those who read the chat in English.
    pub en: Option<Text>,
}

/// The texts of a decision as somebody has written them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written<'a> {
    /// Why, for staff.
    pub reason: &'a str,
    /// For visitors, in Swedish.
    pub public_sv: Option<&'a str>,
    /// For visitors, in English.
    pub public_en: Option<&'a str>,
}

/// One of the texts of a decision, by its name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideField {
    /// Why.
    Reason,
    /// For visitors, in Swedish.
    PublicSv,
    /// For visitors, in English.
    PublicEn,
}

/// Why the texts of a decision were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitOverride {
    /// A text cannot be taken.
    #[error("{0:?}: {1}")]
    Text(OverrideField, TextError),
    /// There is English for visitors and no Swedish, which is what most of them read.
    #[error("a text for visitors in English, and none in Swedish")]
    NoSwedish,
}

impl OverrideField {
    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::PublicSv => "public_sv",
            Self::PublicEn => "public_en",
        }
    }
}

impl UnfitOverride {
    /// The field that it is about.
    #[must_use]
    pub fn field(self) -> OverrideField {
        match self {
            Self::Text(field, _) => field,
            Self::NoSwedish => OverrideField::PublicSv,
        }
    }
}

impl Override {
    /// The longest of each text, in characters: all of them become a part of one sentence.
    pub const MAX_CHARS: usize = 200;

    /// Takes what was written. Personal numbers are masked, line breaks become blanks, and a text for visitors that is
    /// left blank is not there.
    ///
    /// # Errors
    /// When the reason is blank, a text is too long, or visitors are told something in English only.
    pub fn new(open: bool, until: DateTime<Utc>, written: Written<'_>) -> Result<Self, UnfitOverride> {
        let reason = one_line(OverrideField::Reason, written.reason)?;
        let sv = optional(OverrideField::PublicSv, written.public_sv)?;
        let en = optional(OverrideField::PublicEn, written.public_en)?;
        let public = match (sv, en) {
            (Some(sv), en) => Some(Public { sv, en }),
            (None, Some(_)) => return Err(UnfitOverride::NoSwedish),
            (None, None) => None,
        };
        Ok(Self { open, until, reason, public })
    }
}

fn one_line(field: OverrideField, raw: &str) -> Result<Text, UnfitOverride> {
    let lines: Vec<_> = raw.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
    Text::new(&lines.join(" "), Override::MAX_CHARS).map_err(|error| UnfitOverride::Text(field, error))
}

fn optional(field: OverrideField, raw: Option<&str>) -> Result<Option<Text>, UnfitOverride> {
    match raw.map(|raw| one_line(field, raw)) {
        None | Some(Err(UnfitOverride::Text(_, TextError::Empty))) => Ok(None),
        Some(text) => text.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(reason: &str, sv: Option<&str>, en: Option<&str>) -> Result<Override, UnfitOverride> {
        Override::new(false, DateTime::UNIX_EPOCH, Written { reason, public_sv: sv, public_en: en })
    }

    #[test]
    fn each_text_has_at_most_200_characters_and_the_refusal_names_its_field() {
        let (longest, longer) = ("å".repeat(200), "å".repeat(201));
        assert!(decided(&longest, Some(&longest), Some(&longest)).is_ok());
        let too_long = |field| Err(UnfitOverride::Text(field, TextError::TooLong { chars: 201, limit: 200 }));
        assert_eq!(decided(&longer, None, None), too_long(OverrideField::Reason));
        assert_eq!(decided("x", Some(&longer), None), too_long(OverrideField::PublicSv));
        assert_eq!(decided("x", Some("x"), Some(&longer)), too_long(OverrideField::PublicEn));
        assert_eq!(decided(" \n", None, None), Err(UnfitOverride::Text(OverrideField::Reason, TextError::Empty)));
    }

    #[test]
    fn visitors_are_never_told_something_in_english_only() {
        for sv in [None, Some(""), Some(" \r\n ")] {
            assert_eq!(decided("x", sv, Some("We have training.")), Err(UnfitOverride::NoSwedish), "{sv:?}");
        }
        assert_eq!(UnfitOverride::NoSwedish.field().as_str(), "public_sv");
        assert_eq!(decided("x", Some(" "), Some("\n")).map(|by_hand| by_hand.public), Ok(None));
    }

    #[test]
    fn personal_numbers_are_masked_in_every_text_and_each_becomes_one_line() {
        let raw = "Sök\r\n811218-9876\n\n i dag";
        let Override { reason, public, .. } = decided(raw, Some(raw), Some(raw)).expect("a decision");
        let public = public.expect("a text for visitors");
        for text in [reason, public.sv, public.en.expect("English")] {
            assert_eq!(text.as_str(), "Sök [personnummer borttaget] i dag");
        }
    }
}
