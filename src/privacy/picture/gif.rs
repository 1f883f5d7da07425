//! GIF (89a): a screen, then pictures and extensions in blocks of at most 255 bytes.

use super::Rest;

const EXTENSION: u8 = 0x21;
const PICTURE: u8 = 0x2C;
const END: u8 = 0x3B;
/// How the next picture is shown: transparency, how long.
const CONTROL: u8 = 0xF9;
const TEXT: u8 = 0x01;
const APPLICATION: u8 = 0xFF;

/// The extensions of programs that say how it looks: how often it runs, and its colours.
const NEEDED: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// The picture without remarks, XMP, and without what follows its end.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Rest(bytes);
    let head = rest.take(13)?;
    (head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a")).then_some(())?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(head);
    out.extend(rest.take(colours(head[10]))?);
    // It belongs to the picture after it.
    let mut control: &[u8] = &[];
    let mut has_picture = false;
    // A file that lacks its end, or has something else there, is shown up to it.
    while let Some(kind) = rest.byte() {
        match kind {
            PICTURE => {
                let head = rest.take(9)?;
                let own = rest.take(colours(head[8]) + 1)?;
                let rows = blocks(&mut rest)?;
                if !control.is_empty() {
                    out.push(EXTENSION);
                }
                for piece in [control, &[PICTURE], head, own, rows] {
                    out.extend(piece);
                }
                (control, has_picture) = (&[], true);
            }
            EXTENSION => {
                let from = rest.0;
                let label = rest.byte()?;
                let data = blocks(&mut rest)?;
                let whole = &from[..=data.len()];
                match label {
                    CONTROL => control = whole,
                    // Words over the picture, which no browser shows; what controlled them goes with them.
                    TEXT => control = &[],
                    APPLICATION if NEEDED.iter().any(|name| data.get(1..12) == Some(name)) => {
                        out.push(EXTENSION);
                        out.extend(whole);
                    }
                    _ => {}
                }
            }
            _ if has_picture => break,
            _ => return None,
        }
    }
    has_picture.then_some(())?;
    out.push(END);
    Some(out)
}

/// The bytes of a table of colours.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Blocks up to the empty one that ends them.
fn blocks<'a>(rest: &mut Rest<'a>) -> Option<&'a [u8]> {
    let from = rest.0;
    loop {
        let length = usize::from(rest.byte()?);
        rest.take(length)?;
        if length == 0 {
            return Some(&from[..from.len() - rest.0.len()]);
        }
    }
}
