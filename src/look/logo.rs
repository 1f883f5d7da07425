//! The municipality's logo, told by its bytes.

use thiserror::Error;

/// The longest file: a logo is drawn 40 pixels high, and every visitor waits for it.
pub const LOGO_BYTES: usize = 64 * 1024;

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    /// A raster image.
    Png,
    /// A drawing.
    Svg,
}

/// A file that may be shown as a logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    kind: LogoKind,
    bytes: Vec<u8>,
}

/// A file that may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadLogo {
    /// Longer than [`LOGO_BYTES`].
    #[error("has more than {LOGO_BYTES} bytes")]
    TooLarge,
    /// Neither of the kinds, whatever its name ends with.
    #[error("is neither PNG nor SVG by its content")]
    OtherKind,
}

impl Logo {
    /// Looks at the bytes; the file's name is not asked.
    ///
    /// # Errors
    /// When it is too large or of another kind.
    pub fn of(bytes: Vec<u8>) -> Result<Self, BadLogo> {
        if bytes.len() > LOGO_BYTES {
            return Err(BadLogo::TooLarge);
        }
        let kind = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            LogoKind::Png
        } else if std::str::from_utf8(&bytes).is_ok_and(is_svg) {
            LogoKind::Svg
        } else {
            return Err(BadLogo::OtherKind);
        };
        Ok(Self { kind, bytes })
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> LogoKind {
        self.kind
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether the first element is `svg`, after whatever XML lets stand before it.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<svg") => return true,
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!DOCTYPE svg") => ">",
            _ => return false,
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_say_what_it_is() {
        let kind = |bytes: &[u8]| Logo::of(bytes.to_vec()).map(|logo| logo.kind());
        assert_eq!(kind(b"\x89PNG\r\n\x1a\nrest"), Ok(LogoKind::Png));
        for svg in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- <svg> --><!DOCTYPE svg PUBLIC \"a\" \"b\">\n<svg/>",
        ] {
            assert_eq!(kind(svg.as_bytes()), Ok(LogoKind::Svg), "{svg}");
        }
        for other in ["<html><svg/></html>", "<!-- <svg/> -->", "<?xml", "GIF89a", "", "<!--"] {
            assert_eq!(kind(other.as_bytes()), Err(BadLogo::OtherKind), "{other}");
        }
        assert_eq!(kind(&vec![b' '; LOGO_BYTES + 1]), Err(BadLogo::TooLarge));
    }
}
