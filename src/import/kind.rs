//! What a document is, by its bytes: servers and the names of files say many things.

use super::charset;
use crate::conversation::pdf_begins;

/// What a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// A PDF document, from its first byte on: mail programs and scripts put things before it.
    Pdf(&'a [u8]),
    /// A web page.
    Html(String),
    /// Text as a page shows it.
    Text(String),
    /// What no page can be made of, and why.
    Refused(String),
}

/// Beginnings of files that are not text, and what they are.
const MARKS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "en bild (PNG)"),
    (b"\xff\xd8\xff", "en bild (JPEG)"),
    (b"GIF8", "en bild (GIF)"),
    (b"II*\0", "en bild (TIFF)"),
    (b"MM\0*", "en bild (TIFF)"),
    (b"\0\0\x01\0", "en bild (ICO)"),
    (b"PK\x03\x04", "en packad fil (zip)"),
    (b"PK\x05\x06", "en packad fil (zip)"),
    (b"\xd0\xcf\x11\xe0", "ett äldre Office-dokument"),
    (b"{\\rtf", "ett RTF-dokument"),
    (b"\x1f\x8b", "en packad fil (gzip)"),
    (b"7z\xbc\xaf", "en packad fil (7z)"),
    (b"Rar!", "en packad fil (rar)"),
    (b"BZh", "en packad fil (bzip2)"),
    (b"\xfd7zXZ", "en packad fil (xz)"),
    (b"%!PS", "ett PostScript-dokument"),
    (b"wOFF", "ett typsnitt"),
    (b"wOF2", "ett typsnitt"),
    (b"ID3", "ljud"),
    (b"OggS", "ljud"),
    (b"\x7fELF", "ett program"),
    (b"MZ\x90", "ett program"),
    (b"SQLite format 3", "en databas"),
];

/// Parts of a zip file's names that tell what it is.
const PACKED: &[(&[u8], &str)] = &[
    (b"word/", "ett Word-dokument"),
    (b"xl/", "ett kalkylblad (Excel)"),
    (b"ppt/", "en presentation (PowerPoint)"),
    (b"mimetypeapplication/vnd.oasis", "ett OpenDocument-dokument"),
    (b"mimetypeapplication/epub", "en e-bok (EPUB)"),
];

/// Beginnings of text that is no page, in small letters, and what it is.
const NO_PAGES: &[(&str, &str)] = &[
    ("<svg", "en bild (SVG)"),
    ("<rss", "ett flöde (RSS)"),
    ("<feed", "ett flöde (Atom)"),
    ("<urlset", "en webbplatskarta; ange den med --sitemap"),
    ("<sitemapindex", "en webbplatskarta; ange den med --sitemap"),
    ("begin:vcalendar", "en kalenderfil"),
    ("begin:vcard", "ett visitkort (vCard)"),
    ("mime-version:", "en sparad webbsida (MHTML); spara den som HTML i stället"),
    ("from: <saved by", "en sparad webbsida (MHTML); spara den som HTML i stället"),
];

/// What a document is. `declared` is the server's `Content-Type`; `is_html` tells that it, or the file's name, says that it
/// is a web page.
pub(super) fn of<'a>(bytes: &'a [u8], declared: Option<&str>, is_html: bool) -> Kind<'a> {
    if let Some(at) = pdf_begins(bytes) {
        return Kind::Pdf(&bytes[at..]);
    }
    if let Some(what) = binary(bytes) {
        return Kind::Refused(refused(what, is_html));
    }
    let text = charset::decode(bytes, declared);
    if is_unreadable(&text) {
        return Kind::Refused(refused("en fil som inte är text", is_html));
    }
    let begins: String = beginning(&text).chars().take(64).collect::<String>().to_lowercase();
    if let Some((_, what)) = NO_PAGES.iter().find(|(mark, _)| begins.starts_with(mark)) {
        return Kind::Refused(refused(what, is_html));
    }
    let is_json = begins.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text.trim()).is_ok();
    if is_json {
        return Kind::Refused(refused("data (JSON)", is_html));
    }
    if is_html || ["<!doctype html", "<html", "<head", "<body", "<main"].iter().any(|mark| begins.starts_with(mark)) {
        Kind::Html(text)
    } else {
        Kind::Text(text)
    }
}

fn refused(what: &str, is_html: bool) -> String {
    if is_html { format!("säger sig vara en webbsida men är {what}") } else { format!("är ingen sida utan {what}") }
}

/// What a file is by the mark that it begins with; none when there is no such mark.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    let at = |from: usize, mark: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(mark));
    if at(4, b"ftyp") {
        let is_picture = [b"avif".as_slice(), b"heic", b"mif1"].into_iter().any(|brand| at(8, brand));
        return Some(if is_picture { "en bild (AVIF)" } else { "en film (MP4)" });
    }
    if begins(b"RIFF") {
        return Some(if at(8, b"WEBP") { "en bild (WebP)" } else { "ljud eller film" });
    }
    // Two letters alone begin words, too.
    if begins(b"BM") && at(6, b"\0\0\0\0") {
        return Some("en bild (BMP)");
    }
    let (_, what) = MARKS.iter().find(|(mark, _)| begins(mark))?;
    if begins(b"PK") {
        let within = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
        return PACKED.iter().find(|(name, _)| within(name)).map(|(_, what)| *what).or(Some(what));
    }
    Some(what)
}

/// Whether a text holds signs that no text has: control characters, beyond the few that old programs leave behind.
fn is_unreadable(text: &str) -> bool {
    const FEW: usize = 3;
    const OF: usize = 200;
    let control =
        text.chars().filter(|c| (c.is_control() && !c.is_whitespace() && *c != '\u{1b}') || *c == '\u{fffd}').count();
    text.contains('\0') || control > FEW && control * OF > text.len()
}

/// A text without what may stand before its first element: blanks, declarations, comments.
fn beginning(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let after = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<!") && !rest.to_ascii_lowercase().starts_with("<!doctype html") {
            rest.split_once('>')
        } else {
            None
        };
        let Some((_, after)) = after else { return rest };
        rest = after.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, of};

    #[test]
    fn what_is_no_text_is_refused_with_a_reason_whatever_it_calls_itself() {
        let documents: [(&[u8], &str); 11] = [
            (b"\x89PNG\r\n\x1a\n\0\0", "en bild (PNG)"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "en bild (JPEG)"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "en bild (WebP)"),
            (b"\0\0\0\x1cftypavif", "en bild (AVIF)"),
            (b"<?xml version='1.0'?><!-- x --><svg xmlns='x'><text>Karta", "en bild (SVG)"),
            (b"PK\x03\x04\x14\0\0\0\0\0[Content_Types].xml..word/document.xml", "ett Word-dokument"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ett äldre Office-dokument"),
            (b"{\\rtf1\\ansi Ans\\'f6kan}", "ett RTF-dokument"),
            (b"{\"sida\": [1, 2]}", "data (JSON)"),
            (b"<rss version='2.0'><channel><title>Nytt", "ett flöde (RSS)"),
            (b"\x01\x02\x03\x04abc\0\0\x05\x06", "en fil som inte är text"),
        ];
        for (bytes, what) in documents {
            assert_eq!(
                of(bytes, Some("text/html"), true),
                Kind::Refused(format!("säger sig vara en webbsida men är {what}"))
            );
            assert_eq!(of(bytes, None, false), Kind::Refused(format!("är ingen sida utan {what}")));
        }
    }

    #[test]
    fn a_document_is_read_for_what_it_is_whatever_it_calls_itself() {
        let pdf = b"%PDF-1.4\n1 0 obj";
        for before in [b"".as_slice(), b"\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n"] {
            assert_eq!(of(&[before, pdf].concat(), Some("text/html"), true), Kind::Pdf(pdf), "{before:?}");
        }
        let packed: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0blankett.pdf%PDF-1.4";
        assert!(matches!(of(packed, None, false), Kind::Refused(_)), "what is packed is no document");
        let about = "<p>Filen börjar med %PDF-1.4.";
        assert_eq!(of(about.as_bytes(), None, true), Kind::Html(about.to_owned()));
        let page = "<!-- 1 --><!DOCTYPE HTML><title>Å";
        assert_eq!(of(page.as_bytes(), Some("text/plain"), false), Kind::Html(page.to_owned()));
        assert_eq!(of(b"Rubrik\n\n{ f\xf6r alla }", None, false), Kind::Text("Rubrik\n\n{ för alla }".to_owned()));
        assert_eq!(of(b"", None, true), Kind::Html(String::new()));
    }
}
