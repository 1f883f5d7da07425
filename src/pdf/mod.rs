//! A transcript as a PDF document, with krilla.
//!
//! It is tagged for screen readers after PDF/UA-1: title, language, headings, paragraphs and bookmarks; whatever the
//! standard forbids is an error here and never a document. The font is embedded, as far as it is used: `DejaVu` Sans,
//! which has Latin, Greek, Cyrillic and Arabic. A character that it has not is drawn as a box and read as itself.
//!
//! - [`face`] the font and what a word takes · [`layout`] lines on pages · [`draw`] pages as a document

mod draw;
mod face;
mod layout;

use crate::transcript::Transcript;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
#[error("the document cannot be written: {0}")]
pub struct PdfError(String);

/// The document.
///
/// It takes processor time that grows with the transcript: a task of many has to run it on a thread of its own.
///
/// # Errors
/// When the document would break the standard, which no text should bring about.
pub fn write(transcript: &Transcript) -> Result<Vec<u8>, PdfError> {
    let faces = face::Faces::embedded().ok_or_else(|| PdfError("the font cannot be read".to_owned()))?;
    let pages = layout::pages(transcript, &faces);
    draw::document(transcript, &pages, &faces)
}

#[cfg(test)]
mod tests;
