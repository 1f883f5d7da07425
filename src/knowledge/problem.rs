//! What is wrong with a file that editors own.

use std::fmt;

/// A fault in a file: where it is and what it is, in Swedish, because editors read it.
///
/// Shown as `knowledge/pages/bygglov.md:3: …`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl Problem {
    /// A problem at a line.
    pub fn at(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }

    /// What TOML's reader says about `text`, which begins after `lines_before` lines of the file.
    pub(crate) fn of_toml(file: &str, lines_before: usize, text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = lines_before + line_at(text.as_bytes(), at);
        Self::at(file, line, format!("går inte att läsa som TOML: {}", error.message().trim()))
    }
}

/// The line, from 1, that a byte of a text is on.
pub(crate) fn line_at(text: &[u8], byte: usize) -> usize {
    text[..byte].split(|byte| *byte == b'\n').count()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for Problem {}
