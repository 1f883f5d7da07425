//! Pages that lie on this machine: HTML, PDF, and text copied from a browser.

use std::path::Path;

use url::Url;

use super::kind::{self, Kind};
use super::{Content, World, extract, shown};

/// What a file came to.
pub(super) struct Read {
    /// What it says.
    pub(super) content: Content,
    /// The address that it has on the web.
    pub(super) url: Url,
    /// Parts of it that look like tools, and so are not in it.
    pub(super) left_out: Vec<String>,
}

/// What a file says, and the address that it has on the web: the one given, or else the one that the file itself says.
pub(super) fn read(path: &Path, url: Option<&Url>, world: &World<'_>) -> Result<Read, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("filen går inte att läsa: {error}"))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let (mut url, mut left_out) = (url.cloned(), Vec::new());
    let content = match kind::of(&bytes, None, matches!(ending.as_str(), "html" | "htm" | "xhtml")) {
        Kind::Pdf(document) => shown::read(&(world.read_pdf)(document)?),
        Kind::Html(text) => {
            let page = extract::read(&text, url.as_ref());
            url = url.or(page.canonical);
            left_out = page.left_out;
            page.content
        }
        Kind::Text(text) => {
            // Whoever copies a page can put its address on the first line.
            let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
            let own = Url::parse(first.trim()).ok().filter(|own| matches!(own.scheme(), "http" | "https"));
            let content = shown::read(if own.is_some() { rest } else { &text });
            url = url.or(own);
            content
        }
        Kind::Refused(reason) => return Err(reason),
    };
    let content = content.ok_or_else(|| "det finns ingen text i filen".to_owned())?;
    let url = url.ok_or_else(|| "sidans adress på webben saknas; ange den med --url".to_owned())?;
    Ok(Read { content, url, left_out })
}
