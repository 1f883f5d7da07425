//! A file that somebody sent: what it is by its bytes, and a name that is safe to show.

use serde::{Deserialize, Serialize};

use super::id::FileId;
use crate::privacy;

/// A file in the log. Its bytes lie apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: FileName,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes.
    pub bytes: u32,
}

/// What may be sent. None of these is run by a browser that opens it; SVG and HTML are, and are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// An image.
    Png,
    /// An image.
    Jpeg,
    /// An image.
    Gif,
    /// An image.
    Webp,
    /// A document.
    Pdf,
}

impl FileKind {
    /// What the bytes are; the name's ending is not believed.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            bytes => pdf_begins(bytes).map(|_| Self::Pdf),
        }
    }

    /// The word for it in the configuration, JSON and SQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Gif, Self::Webp, Self::Pdf].into_iter().find(|kind| kind.as_str() == word)
    }

    /// The media type that it is sent with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &[".png"],
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Gif => &[".gif"],
            Self::Webp => &[".webp"],
            Self::Pdf => &[".pdf"],
        }
    }
}

/// What a file is called: one line without a path, nothing invisible, personal numbers masked, ending as its kind does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    /// The longest name, in characters, without its ending.
    const STEM_CHARS: usize = 80;

    /// Cleans what a browser says that the file is called.
    #[must_use]
    pub fn new(raw: &str, kind: FileKind) -> Self {
        let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let clean: String = last.chars().filter(|&c| !is_unwanted(c)).collect();
        let lower = clean.to_lowercase();
        // Lowering may change how long a letter is: an ending of plain letters is found in the name itself.
        let ending = kind
            .endings()
            .iter()
            .find(|ending| lower.ends_with(**ending) && clean.is_char_boundary(clean.len() - ending.len()));
        let stem = ending.map_or(&*clean, |ending| &clean[..clean.len() - ending.len()]);
        let masked = privacy::mask(stem.trim_matches([' ', '.']));
        let stem: String = masked.chars().take(Self::STEM_CHARS).collect();
        let stem = if stem.trim().is_empty() { "fil" } else { stem.trim() };
        Self(format!("{stem}{}", kind.endings()[0]))
    }

    /// A name that was stored before, and so has been through [`FileName::new`].
    #[must_use]
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, what turns the reading direction around, what has no width, and what a file system forbids.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        || matches!(c, '"' | '<' | '>' | '|' | '*' | '?' | ':')
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    /// Its bytes are none of the kinds that are taken.
    #[error("the file is of another kind")]
    OtherKind,
    /// It is a picture that cannot be taken apart, so that nobody knows what is in it.
    #[error("the picture is damaged")]
    Damaged,
    /// It has more bytes than are taken.
    #[error("the file has more than {limit} bytes")]
    TooLarge {
        /// What is allowed.
        limit: usize,
    },
    /// The conversation has as many as it may.
    #[error("the conversation has {limit} files already")]
    TooMany {
        /// What is allowed.
        limit: u32,
    },
}

/// Where among these bytes a PDF document begins, if they are one. Scanners, mail programs and servers put bytes before it,
/// and every reader looks for its beginning among the first 1,024; but a web page or a program that names it is none.
#[must_use]
pub fn pdf_begins(bytes: &[u8]) -> Option<usize> {
    const BEGIN: &[u8] = b"%PDF-";
    let first = &bytes[..bytes.len().min(1_024 + BEGIN.len())];
    let at = first.windows(BEGIN.len()).position(|window| window == BEGIN)?;
    let before = first[..at].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first[..at]).trim_ascii_start();
    let is_other = [&b"<"[..], b"MZ", b"PK", b"#!", b"\x7fELF"].iter().any(|other| before.starts_with(other));
    (!is_other).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_say_what_a_file_is() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some(FileKind::Png)),
            (b"\xff\xd8\xff\xe0....", Some(FileKind::Jpeg)),
            (b"GIF89a", Some(FileKind::Gif)),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", Some(FileKind::Webp)),
            (b"%PDF-1.7", Some(FileKind::Pdf)),
            (b"RIFF\x01\x02\x03\x04WAVEfmt ", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<!doctype html>", None),
            (b"\r\n%PDF-1.7", Some(FileKind::Pdf)),
            (b"\xef\xbb\xbf%PDF-1.7", Some(FileKind::Pdf)),
            (b"Content-Type: application/pdf\r\n\r\n%PDF-1.7", Some(FileKind::Pdf)),
            (b"<script>%PDF-1.7</script>", None),
            (b"\r\n <html>%PDF-1.7", None),
            (b"MZ %PDF-1.7", None),
            (b"%PDF", None),
            (b"MZ\x90", None),
            (b"", None),
        ] {
            assert_eq!(FileKind::of(bytes), kind, "{bytes:?}");
            assert_eq!(kind.and_then(|kind| FileKind::parse(kind.as_str())), kind);
        }
    }

    #[test]
    fn a_name_is_one_line_that_hides_nothing_and_ends_as_its_kind() {
        for (raw, kind, name) in [
            ("Ritning över huset.PDF", FileKind::Pdf, "Ritning över huset.pdf"),
            ("bild.jpeg", FileKind::Jpeg, "bild.jpg"),
            ("faktura.pdf.exe", FileKind::Pdf, "faktura.pdf.exe.pdf"),
            ("C:\\Users\\kim\\hus.png", FileKind::Png, "hus.png"),
            ("../../etc/passwd", FileKind::Png, "passwd.png"),
            ("cod\u{202E}gnp.exe", FileKind::Png, "codgnp.exe.png"),
            ("a\r\nSet-Cookie: x\".png", FileKind::Png, "aSet-Cookie x.png"),
            ("\u{200B}.png", FileKind::Png, "fil.png"),
            ("", FileKind::Gif, "fil.gif"),
            ("İ.pdf", FileKind::Pdf, "İ.pdf"),
        ] {
            assert_eq!(FileName::new(raw, kind).as_str(), name, "{raw:?}");
        }
        assert_eq!(FileName::new(&"å".repeat(300), FileKind::Png).as_str().chars().count(), 84);
        let masked = FileName::new("intyg 19121212-1212.pdf", FileKind::Pdf);
        assert_eq!(masked.as_str(), format!("{}.pdf", privacy::mask("intyg 19121212-1212")));
        assert!(!masked.as_str().contains("1212-1212"));
    }
}
