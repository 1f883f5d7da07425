//! WebP (RFC 9649): chunks of RIFF, each with a name and a length, filled up to an even number of bytes.

use super::{Rest, orientation};

/// Flags of `VP8X`: there is Exif, there is XMP.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

/// The picture without notes, and without what follows its end.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Rest(bytes);
    (rest.take(4)? == b"RIFF").then_some(())?;
    let length = usize::try_from(u32::from_le_bytes(rest.array()?)).ok()?;
    let mut rest = Rest(rest.take(length)?);
    (rest.take(4)? == b"WEBP").then_some(())?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(b"RIFF\0\0\0\0WEBP");
    let (mut upright, mut flags, mut has_rows) = (None, None, false);
    while !rest.is_empty() {
        let (name, data) = chunk(&mut rest)?;
        match &name {
            b"VP8X" => {
                let mut head: [u8; 10] = data.get(..10)?.try_into().ok()?;
                head[0] &= !(EXIF | XMP);
                flags.get_or_insert(out.len() + 8);
                write(&mut out, name, &head);
            }
            b"VP8 " | b"VP8L" => {
                has_rows = true;
                write(&mut out, name, data);
            }
            b"ICCP" | b"ALPH" | b"ANIM" => write(&mut out, name, data),
            b"ANMF" => {
                has_rows = true;
                write(&mut out, name, &frame(data)?);
            }
            b"EXIF" => upright = upright.or(orientation::of(data)),
            _ => {}
        }
    }
    has_rows.then_some(())?;
    // Without the extended head a picture has no place for it.
    if let (Some(orientation), Some(flags)) = (upright, flags) {
        out[flags] |= EXIF;
        write(&mut out, *b"EXIF", &orientation::block(orientation));
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Some(out)
}

/// One picture of a moving one: its place and time, then chunks of its own.
fn frame(data: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Rest(data);
    let mut out = rest.take(16)?.to_vec();
    while !rest.is_empty() {
        let (name, data) = chunk(&mut rest)?;
        if matches!(&name, b"ALPH" | b"VP8 " | b"VP8L") {
            write(&mut out, name, data);
        }
    }
    Some(out)
}

fn chunk<'a>(rest: &mut Rest<'a>) -> Option<([u8; 4], &'a [u8])> {
    let name = rest.array()?;
    let length = usize::try_from(u32::from_le_bytes(rest.array()?)).ok()?;
    let data = rest.take(length)?;
    // Some writers forget the last one's filling.
    rest.take(length % 2).or_else(|| rest.is_empty().then_some(&[]))?;
    Some((name, data))
}

fn write(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    out.extend(name);
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(data);
    if !data.len().is_multiple_of(2) {
        out.push(0);
    }
}
