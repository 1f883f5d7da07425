//! PDF documents → text as a page shows it.
//!
//! ```text
//! bytes ─► glyphs (letters at their places) ─► layout (columns, lines) ─► running (heads, feet) ─► paragraphs ─► text
//! ```
//!
//! The library reads the format: objects, streams, fonts, what a code means and how wide it is. Which letters are a word,
//! which lines a paragraph and which column comes first is decided here, by places alone.

mod font;
mod glyphs;
mod layout;
mod letters;
mod paragraphs;
mod running;

use hayro_syntax::object::Dict;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use running::PageLines;

use crate::conversation::pdf_begins;

/// Pages of a document, at most.
const MOST_PAGES: usize = 1_000;

/// The text of a document: paragraphs with empty lines between them, headings with a mark before them.
///
/// The library may panic on documents that are broken in ways it does not expect, or take long or much memory over them. So
/// this runs in a process of its own: see `commands/import.rs`.
///
/// # Errors
/// When the document cannot be read, is locked, is a form that only Adobe's reader fills in, has too many pages, or has
/// no text because it is a picture of a paper.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    let broken = || "PDF-filen går inte att läsa; den är trasig".to_owned();
    // Places in a file are counted from its beginning, wherever that stands.
    let bytes = pdf_begins(bytes).map_or(bytes, |at| &bytes[at..]);
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "PDF-filen är låst med ett lösenord; spara den utan lösenord".to_owned()
        }
        LoadPdfError::Decryption(_) => "PDF-filen är krypterad på ett sätt som inte går att läsa".to_owned(),
        LoadPdfError::Invalid => broken(),
    })?;
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).ok_or_else(broken)?;
    if pdf.pages().len() > MOST_PAGES {
        return Err(format!("PDF-filen har {} sidor; högst {MOST_PAGES} läses", pdf.pages().len()));
    }
    let mut reader = glyphs::Reader::new(&catalog);
    let (mut pages, mut letters, mut unknown) = (Vec::new(), 0_usize, 0_usize);
    for page in pdf.pages().iter() {
        let glyphs = reader.page(page).ok_or_else(|| "PDF-filen har mer text än vad som läses".to_owned())?;
        for glyph in glyphs.iter().filter(|glyph| glyph.size > layout::PAINTED && !glyph.text.trim().is_empty()) {
            letters += 1;
            unknown += usize::from(glyph.text.contains(glyphs::UNKNOWN));
        }
        let (_, height) = page.render_dimensions();
        pages.push(PageLines { height: height.into(), columns: layout::columns(glyphs) });
    }
    if letters == 0 {
        return Err("PDF-filen har ingen text; den är troligen inskannad".to_owned());
    }
    if unknown * 3 > letters {
        return Err("PDF-filens text går inte att läsa: dess teckensnitt säger inte vilka bokstäver det är".to_owned());
    }
    running::remove(&mut pages);
    let pages: Vec<_> = pages.into_iter().map(|page| page.columns).collect();
    let text = letters::plain(&paragraphs::text(&pages));
    if is_waiting(&catalog, &text) {
        return Err("PDF-filen är ett formulär som bara Adobe Reader kan visa; spara den som en vanlig PDF".to_owned());
    }
    Ok(text)
}

/// Whether the document is a form whose only page says that its reader cannot show it.
fn is_waiting(catalog: &Dict<'_>, text: &str) -> bool {
    let form = catalog.get::<Dict<'_>>("AcroForm");
    let is_xfa = form.is_some_and(|form| form.contains_key("XFA"));
    let said = crate::language::fold(text);
    let waits = ["please wait", "var god vanta", "adobe reader", "acrobat", "pdf viewer"]
        .iter()
        .any(|words| said.contains(words));
    // Some forms have their text in pages as well; the page that stands in for the form is a short one.
    is_xfa && (catalog.contains_key("NeedsRendering") || (waits && text.chars().count() < 1_500))
        || said.contains("if this message is not eventually replaced by the proper contents of the document")
}

#[cfg(test)]
mod tests;
