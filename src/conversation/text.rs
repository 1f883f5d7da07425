//! What somebody wrote, as it may be stored: cleaned, bounded and masked.
//!
//! A [`Text`] can only be made through [`Text::new`], so nothing that a person typed reaches the log, the store or the
//! index with a personal number in it (promise 8).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::readable::readable;
use crate::privacy;

/// Free text from a person: no control characters but line breaks, no blank edges, what Word and PDFs leave behind made
/// [readable](super::readable), personal numbers masked.
///
/// Cheap to clone: the same text goes to the store and to every socket that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text(Arc<str>);

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("the text is empty")]
    Empty,
    /// More characters than the desk takes.
    #[error("the text has {chars} characters, more than {limit}")]
    TooLong {
        /// What it had.
        chars: usize,
        /// What is allowed.
        limit: usize,
    },
}

impl Text {
    /// Cleans, counts and masks. The limit is in characters (Unicode scalar values), counted before masking.
    ///
    /// # Errors
    /// When nothing is left, or when it is too long.
    pub fn new(raw: &str, limit: usize) -> Result<Self, TextError> {
        // Most messages hold nothing to clean: only then is a second string made.
        let readable = readable(raw);
        let cleaned: std::borrow::Cow<'_, str> =
            if readable.chars().any(unwanted) { clean(&readable).into() } else { readable };
        let trimmed = cleaned.trim();
        if trimmed.is_empty() {
            return Err(TextError::Empty);
        }
        if trimmed.len() > limit {
            let chars = trimmed.chars().count();
            if chars > limit {
                return Err(TextError::TooLong { chars, limit });
            }
        }
        Ok(Self(privacy::mask(trimmed).as_ref().into()))
    }

    /// A text that was stored before, and so has been through [`Text::new`].
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first line, at most `limit` characters, for lists.
    #[must_use]
    pub fn first_line(&self, limit: usize) -> String {
        cut(self.0.lines().next().unwrap_or_default(), limit)
    }

    /// All lines in one, at most `limit` characters, for lists where what matters may stand below a greeting.
    #[must_use]
    pub fn one_line(&self, limit: usize) -> String {
        cut(&self.0.split_whitespace().collect::<Vec<_>>().join(" "), limit)
    }
}

fn cut(line: &str, limit: usize) -> String {
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

/// Control characters other than a line break, and the invisible ones that turn the reading direction around.
fn unwanted(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn clean(raw: &str) -> String {
    raw.chars().filter(|&c| !unwanted(c)).collect()
}

/// How somebody who left a message wants to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// An e-mail address as written, with personal numbers masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A telephone number as written, with personal numbers masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Contact {
    /// The longest address or number, in characters.
    pub const MAX_CHARS: usize = 254;

    /// Takes what was filled in; blank fields count as not filled in.
    ///
    /// # Errors
    /// [`TextError::Empty`] when there is no way to reach the person, [`TextError::TooLong`] past 254 characters.
    pub fn new(email: Option<&str>, phone: Option<&str>) -> Result<Self, TextError> {
        let field = |raw: Option<&str>| match raw.map(|raw| Text::new(raw, Self::MAX_CHARS)) {
            None | Some(Err(TextError::Empty)) => Ok(None),
            Some(Err(too_long)) => Err(too_long),
            Some(Ok(text)) => Ok(Some(text.as_str().to_owned())),
        };
        let contact = Self { email: field(email)?, phone: field(phone)? };
        if contact.email.is_none() && contact.phone.is_none() { Err(TextError::Empty) } else { Ok(contact) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_line_breaks_and_loses_what_nobody_can_see() {
        let text = Text::new("  Hej!\r\nNär\u{202E} öppnar\u{0} ni?\t ", 100).expect("a text");
        assert_eq!(text.as_str(), "Hej!\nNär öppnar ni?");
    }

    #[test]
    fn the_limit_counts_characters_and_not_bytes() {
        assert!(Text::new(&"å".repeat(4000), 4000).is_ok());
        assert_eq!(Text::new(&"å".repeat(4001), 4000), Err(TextError::TooLong { chars: 4001, limit: 4000 }));
        assert_eq!(Text::new(" \n\t ", 4000), Err(TextError::Empty));
    }

    #[test]
    fn a_contact_needs_an_address_or_a_number() {
        assert_eq!(Contact::new(Some("  "), None), Err(TextError::Empty));
        let contact = Contact::new(Some(" kim@example.se "), Some("")).expect("an address");
        assert_eq!(contact, Contact { email: Some("kim@example.se".into()), phone: None });
    }

    #[test]
    fn a_first_line_is_cut_between_characters() {
        let text = Text::new("åäöåäö\nnästa", 100).expect("a text");
        assert_eq!(text.first_line(3), "åäö…");
        assert_eq!(text.first_line(6), "åäöåäö");
        let text = Text::new("Hej!\n\nMin man andas inte", 100).expect("a text");
        assert_eq!((text.one_line(100).as_str(), text.one_line(9).as_str()), ("Hej! Min man andas inte", "Hej! Min…"));
    }
}
