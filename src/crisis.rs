//! The crisis notice: what a leader tells every visitor at once, above everything else, until a time.
//!
//! "Vattnet i Ljungsbro måste kokas." There is one at a time; another one takes its place. Everything here is a value:
//! what has been written becomes a [`Draft`] by the rules, and a draft that is kept becomes a [`CrisisNotice`].

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::conversation::{AgentId, Text, TextError};
use crate::language::Language;

/// What somebody has written and may put up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text in Swedish.
    pub sv: Text,
    /// The text in English, for those who read the chat in English.
    pub en: Option<Text>,
    /// The first instant at which it is gone.
    pub until: DateTime<Utc>,
}

/// One of the fields of a draft, by its name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The text in Swedish.
    Sv,
    /// The text in English.
    En,
    /// The time.
    Until,
}

/// Why a draft was not taken, and which field it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A text cannot be taken.
    #[error("{0:?}: {1}")]
    Text(Field, TextError),
    /// The time is past, or too far away.
    #[error("the time is not ahead, or more than {days} days away")]
    Until {
        /// How many days it may be away.
        days: u16,
    },
}

impl Field {
    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
            Self::Until => "until",
        }
    }
}

impl Unfit {
    /// The field that it is about.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Text(field, _) => field,
            Self::Until { .. } => Field::Until,
        }
    }
}

impl Draft {
    /// The longest text, in characters: it stands above a chat that is 320 pixels wide.
    pub const MAX_CHARS: usize = 300;

    /// How long a notice may hold, in days: one that nobody looks after must not stand for ever.
    pub const MAX_DAYS: u16 = 7;

    /// Takes what was written. Personal numbers are masked; English that is left blank is not there.
    ///
    /// # Errors
    /// When a text is too long, the Swedish one is blank, or the time does not lie ahead within
    /// [`MAX_DAYS`](Self::MAX_DAYS).
    pub fn new(sv: &str, en: Option<&str>, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self, Unfit> {
        let sv = Text::new(sv, Self::MAX_CHARS).map_err(|error| Unfit::Text(Field::Sv, error))?;
        let en = match en.map(|en| Text::new(en, Self::MAX_CHARS)) {
            None | Some(Err(TextError::Empty)) => None,
            Some(Err(error)) => return Err(Unfit::Text(Field::En, error)),
            Some(Ok(text)) => Some(text),
        };
        let days = Self::MAX_DAYS;
        if until <= now || until - now > TimeDelta::days(days.into()) {
            return Err(Unfit::Until { days });
        }
        Ok(Self { sv, en, until })
    }
}

/// Which notice: a later one has a higher number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NoticeId(pub i64);

/// A notice that has been put up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrisisNotice {
    /// Which.
    pub id: NoticeId,
    /// What it says, and until when.
    pub draft: Draft,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub author: AgentId,
    /// The writer's name, as it was then.
    pub author_name: Arc<str>,
}

impl CrisisNotice {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        now < self.draft.until
    }

    /// The text for a reader, and the language that it is in: Swedish when there is no other.
    #[must_use]
    pub fn text(&self, reader: Language) -> (&Text, Language) {
        match (reader, &self.draft.en) {
            (Language::En, Some(en)) => (en, Language::En),
            _ => (&self.draft.sv, Language::Sv),
        }
    }
}

/// The notice that is up, if there is one.
///
/// Several leaders may write at the same time, and the store's answers come in any order: what has the highest number
/// stands, and whatever was put up before it never comes back.
#[derive(Debug, Clone, Default)]
pub struct Board {
    last: NoticeId,
    up: Option<Arc<CrisisNotice>>,
}

impl Board {
    /// Puts a notice up in the place of the one before; an older one stays away.
    pub fn put_up(&mut self, notice: CrisisNotice) {
        if notice.id > self.last {
            self.last = notice.id;
            self.up = Some(Arc::new(notice));
        }
    }

    /// Takes a notice down, if it is the one that is up.
    pub fn take_down(&mut self, id: NoticeId) {
        if self.up.as_ref().is_some_and(|up| up.id == id) {
            self.up = None;
        }
    }

    /// The notice that holds now.
    #[must_use]
    pub fn now(&self, now: DateTime<Utc>) -> Option<Arc<CrisisNotice>> {
        self.up.clone().filter(|up| up.holds(now))
    }

    /// The notice whose time is over, if nobody has taken it down or put up another one.
    #[must_use]
    pub fn over(&self, now: DateTime<Utc>) -> Option<NoticeId> {
        self.up.as_ref().filter(|up| !up.holds(now)).map(|up| up.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Vattnet i Ljungsbro måste kokas.";

    /// Monday 2 March 2026, 09:00 in Sweden, and some seconds.
    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_438_400 + second, 0).expect("a time")
    }

    fn notice(id: i64, en: Option<&str>) -> CrisisNotice {
        let draft = Draft::new(TEXT, en, at(60), at(0)).expect("a draft");
        let author = AgentId::from_bytes([1; 16]);
        CrisisNotice { id: NoticeId(id), draft, at: at(0), author, author_name: "Leila".into() }
    }

    #[test]
    fn the_time_lies_ahead_and_at_most_seven_days_away() {
        let until = |second| Draft::new(TEXT, None, at(second), at(0)).map(|draft| draft.until);
        let week = 7 * 24 * 3_600;
        assert_eq!((until(1), until(week)), (Ok(at(1)), Ok(at(week))));
        for second in [-1, 0, week + 1] {
            assert_eq!(until(second), Err(Unfit::Until { days: 7 }), "{second}");
        }
    }

    #[test]
    fn a_text_has_1_to_300_characters_and_the_refusal_names_its_field() {
        let draft = |sv: &str, en: &str| Draft::new(sv, Some(en), at(1), at(0));
        let (longest, longer) = ("å".repeat(300), "å".repeat(301));
        assert!(draft(&longest, &longest).is_ok());
        let too_long = TextError::TooLong { chars: 301, limit: 300 };
        assert_eq!(draft(&longer, ""), Err(Unfit::Text(Field::Sv, too_long)));
        assert_eq!(draft(TEXT, &longer), Err(Unfit::Text(Field::En, too_long)));
        assert_eq!(draft(" \n ", "Boil the water."), Err(Unfit::Text(Field::Sv, TextError::Empty)));
        assert_eq!(draft(&longer, "").map_err(Unfit::field), Err(Field::Sv));
    }

    #[test]
    fn personal_numbers_are_masked_in_both_languages() {
        let draft = Draft::new("Sök 811218-9876.", Some("Look for 811218-9876."), at(1), at(0)).expect("a draft");
        assert_eq!(draft.sv.as_str(), "Sök [personnummer borttaget].");
        assert_eq!(draft.en.expect("English").as_str(), "Look for [personnummer borttaget].");
    }

    #[test]
    fn who_reads_english_gets_swedish_when_there_is_no_english() {
        let text = |notice: &CrisisNotice, reader| {
            let (text, language) = notice.text(reader);
            (text.as_str().to_owned(), language)
        };
        let swedish = notice(1, Some("  "));
        assert_eq!(swedish.draft.en, None);
        assert_eq!(text(&swedish, Language::En), (TEXT.into(), Language::Sv));
        let both = notice(1, Some("Boil the water."));
        assert_eq!(text(&both, Language::En), ("Boil the water.".into(), Language::En));
        assert_eq!(text(&both, Language::Sv), (TEXT.into(), Language::Sv));
    }

    #[test]
    fn a_notice_holds_until_its_time_and_not_at_it() {
        let mut board = Board::default();
        board.put_up(notice(1, None));
        assert!(board.now(at(59)).is_some() && board.now(at(60)).is_none());
    }

    #[test]
    fn the_one_with_the_highest_number_is_up_in_whatever_order_they_come() {
        let up = |board: &Board| board.now(at(0)).map(|notice| notice.id.0);
        let mut board = Board::default();
        board.put_up(notice(2, None));
        board.put_up(notice(1, None));
        assert_eq!(up(&board), Some(2));
        board.take_down(NoticeId(1));
        assert_eq!(up(&board), Some(2), "what is not up cannot be taken down");
        board.take_down(NoticeId(2));
        board.put_up(notice(1, None));
        board.put_up(notice(2, None));
        assert_eq!(up(&board), None, "what was taken down stays down");
        board.put_up(notice(3, None));
        assert_eq!(up(&board), Some(3));
    }
}
