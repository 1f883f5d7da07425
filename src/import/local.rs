//! Pages that lie on this machine: HTML, PDF, and text copied from a browser.

use std::path::Path;

use url::Url;

use super::{Content, World, charset, extract, shown};

/// What a file says, and the address that it has on the web: the one given, or else the one that the file itself says.
pub(super) fn read(path: &Path, url: Option<&Url>, world: &World<'_>) -> Result<(Content, Url), String> {
    let bytes = std::fs::read(path).map_err(|error| format!("filen går inte att läsa: {error}"))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let mut url = url.cloned();
    let content = if bytes.starts_with(b"%PDF-") {
        shown::read(&(world.read_pdf)(&bytes)?)
    } else if matches!(ending.as_str(), "html" | "htm" | "xhtml") {
        let page = extract::read(&charset::decode(&bytes, None), url.as_ref());
        url = url.or(page.canonical);
        page.content
    } else {
        let text = charset::decode(&bytes, None);
        // Whoever copies a page can put its address on the first line.
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let own = Url::parse(first.trim()).ok().filter(|own| matches!(own.scheme(), "http" | "https"));
        let content = shown::read(if own.is_some() { rest } else { &text });
        url = url.or(own);
        content
    };
    let content = content.ok_or_else(|| "det finns ingen text i filen".to_owned())?;
    let url = url.ok_or_else(|| "sidans adress på webben saknas; ange den med --url".to_owned())?;
    Ok((content, url))
}
