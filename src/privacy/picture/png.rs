//! PNG (W3C, third edition): chunks with a length, a name and a sum.

use super::{Rest, orientation};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// What a picture needs to look as it does: rows, colours, transparency, size, and the pictures of an APNG.
const NEEDED: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI",
    b"mDCv", b"cLLi", b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// The picture without notes. What follows its end is left out: there lie the rows of pictures that were cut.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Rest(bytes);
    (rest.array()? == SIGNATURE).then_some(())?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(SIGNATURE);
    let (mut upright, mut place) = (None, None);
    let mut is_first = true;
    let mut has_rows = false;
    while !rest.is_empty() {
        let whole = rest.0;
        let length = usize::try_from(u32::from_be_bytes(rest.array()?)).ok()?;
        let name: [u8; 4] = rest.array()?;
        let data = rest.take(length)?;
        rest.take(4)?;
        // The header comes first in every picture; in Apple's own kind something else does, which no browser shows.
        (is_first == (&name == b"IHDR")).then_some(())?;
        is_first = false;
        if &name == b"IDAT" {
            has_rows = true;
            place.get_or_insert(out.len());
        }
        match &name {
            b"IEND" => break,
            b"eXIf" => upright = upright.or(orientation::of(data)),
            name if NEEDED.contains(&name) => out.extend(&whole[..length + 12]),
            // A large first letter: who does not know it cannot show the picture.
            [b'A'..=b'Z', ..] => return None,
            _ => {}
        }
    }
    has_rows.then_some(())?;
    chunk(&mut out, *b"IEND", &[]);
    if let (Some(orientation), Some(place)) = (upright, place) {
        // Browsers look for it before the rows.
        let mut note = Vec::new();
        chunk(&mut note, *b"eXIf", &orientation::block(orientation));
        out.splice(place..place, note);
    }
    Some(out)
}

fn chunk(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let mut sum = flate2::Crc::new();
    sum.update(&name);
    sum.update(data);
    out.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    out.extend(name);
    out.extend(data);
    out.extend(sum.sum().to_be_bytes());
}
