//! Pictures without what a camera or a program noted in them: place, time, device, names, remarks, small pictures of
//! what was cut away, a film after the picture.
//!
//! A picture is taken apart into its pieces and put together from those that it needs to look as it does: what is not
//! known to be needed is left out, so that what somebody invents tomorrow is left out as well. Nothing is drawn anew, no
//! pixel changes. Which way is up is kept, as the only note there is ([`orientation`]), and so is the colour profile.
//!
//! A file that lacks nothing but its end gets one, as viewers show it; another that cannot be taken apart is
//! [`Damaged`], for nobody knows what is in it. A PDF is a document that its sender wrote: it is no matter of this
//! module, and stays as it is.

mod gif;
mod jpeg;
mod orientation;
mod png;
mod webp;

#[cfg(test)]
mod tests;

/// The kinds of pictures that are cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
}

/// The file cannot be taken apart, so it cannot be said what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the picture is damaged")]
pub struct Damaged;

/// The picture as it was, without notes about who, where, when and with what.
///
/// Takes time and memory in proportion to the bytes. The result has at most 36 bytes more than there were.
///
/// # Errors
/// When the bytes are no whole picture of that kind.
pub fn without_traces(picture: Picture, bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let cleaned = match picture {
        Picture::Jpeg => jpeg::cleaned(bytes),
        Picture::Png => png::cleaned(bytes),
        Picture::Webp => webp::cleaned(bytes),
        Picture::Gif => gif::cleaned(bytes),
    };
    cleaned.ok_or(Damaged)
}

/// What is left to read of a file.
#[derive(Debug, Clone, Copy)]
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// The next bytes, if there are as many.
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}
