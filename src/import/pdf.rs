//! PDF documents → text as a page shows it.

/// The text of a document.
///
/// The library panics on documents that are broken in ways it does not expect, and a release build aborts then. So this
/// runs in a process of its own: see `commands/import.rs`.
///
/// # Errors
/// When the document cannot be read, or has no text because it is a picture of a paper.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    let text =
        pdf_extract::extract_text_from_mem(bytes).map_err(|error| format!("PDF-filen går inte att läsa: {error}"))?;
    if text.trim().is_empty() {
        return Err("PDF-filen har ingen text; den är troligen inskannad".to_owned());
    }
    Ok(text)
}
