//! JPEG (ITU T.81): segments behind markers, and coded rows that a marker ends.

use super::{Rest, orientation};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

/// The picture without notes. What follows its end is left out: there phones keep films, depths and further pictures.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Rest(bytes);
    (rest.array()? == [0xFF, SOI]).then_some(())?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend([0xFF, SOI]);
    // JFIF wants to be first, Exif as well: the usual order of those that have both.
    let mut upright = None;
    let mut place = out.len();
    let (mut has_frame, mut has_scan) = (false, false);
    loop {
        // A file that ends in its rows is shown as far as it goes.
        let Some(marker) = marker(&mut rest) else {
            if !has_scan {
                return None;
            }
            break;
        };
        match marker {
            EOI => break,
            // Of no length: what restarts the rows stands among them.
            0x01 | 0xD0..=0xD7 => continue,
            // The next picture, when this one lacks its end.
            SOI if has_scan => break,
            SOI => return None,
            _ => {}
        }
        let Some(data) = segment(&mut rest) else {
            if !has_scan {
                return None;
            }
            break;
        };
        match marker {
            APP0 => {
                if let Some(head) = jfif(data) {
                    write(&mut out, APP0, &head);
                    if !has_frame {
                        place = out.len();
                    }
                }
            }
            APP1 if upright.is_none() && orientation::is_exif(data) => upright = orientation::of(data),
            APP2 if data.starts_with(b"ICC_PROFILE\0") => write(&mut out, APP2, data),
            // Which colours the rows are in.
            APP14 if data.starts_with(b"Adobe") && data.len() >= 12 => write(&mut out, APP14, &data[..12]),
            // Tables, frames, arithmetic coding, lines, restarts, hierarchy.
            0xC0..=0xC7 | 0xC9..=0xCF | 0xDB..=0xDF => {
                has_frame |= !matches!(marker, 0xC4 | 0xCC | 0xDB..=0xDF);
                write(&mut out, marker, data);
            }
            SOS if has_frame => {
                has_scan = true;
                write(&mut out, SOS, data);
                out.extend(rows(&mut rest));
            }
            SOS => return None,
            // Notes: Exif, XMP, MPF, maker notes, Photoshop's and IPTC's, contents' credentials, remarks.
            _ => {}
        }
    }
    has_scan.then_some(())?;
    out.extend([0xFF, EOI]);
    if let Some(orientation) = upright {
        let mut note = Vec::new();
        write(&mut note, APP1, &orientation::prefixed(orientation));
        out.splice(place..place, note);
    }
    Some(out)
}

/// The next marker. What stands before it is nothing: viewers pass over it.
fn marker(rest: &mut Rest<'_>) -> Option<u8> {
    loop {
        let at = rest.0.iter().position(|&byte| byte == 0xFF)?;
        rest.take(at)?;
        let fill = rest.0.iter().position(|&byte| byte != 0xFF)?;
        rest.take(fill)?;
        match rest.byte()? {
            0 => {}
            marker => return Some(marker),
        }
    }
}

fn segment<'a>(rest: &mut Rest<'a>) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes(rest.array()?));
    rest.take(length.checked_sub(2)?)
}

/// The coded rows up to the next marker that is none of theirs.
fn rows<'a>(rest: &mut Rest<'a>) -> &'a [u8] {
    let bytes = rest.0;
    let mut at = 0;
    let end = loop {
        let Some(found) = bytes[at..].iter().position(|&byte| byte == 0xFF) else { break bytes.len() };
        at += found;
        // A marker may be filled up in front; what fills it is no part of the rows.
        let behind = bytes[at..].iter().position(|&byte| byte != 0xFF);
        match behind.map(|behind| (behind, bytes[at + behind])) {
            Some((behind, 0 | 0xD0..=0xD7)) => at += behind + 1,
            _ => break at,
        }
    };
    rest.0 = &bytes[end..];
    &bytes[..end]
}

/// The head of JFIF without the small picture in it, which may show what was cut away.
fn jfif(data: &[u8]) -> Option<[u8; 14]> {
    let mut head: [u8; 14] = data.get(..14)?.try_into().ok()?;
    head[12..].fill(0);
    head.starts_with(b"JFIF\0").then_some(head)
}

fn write(out: &mut Vec<u8>, marker: u8, data: &[u8]) {
    // Every piece was a segment before, or is shorter than one.
    let length = u16::try_from(data.len() + 2).unwrap_or(u16::MAX);
    out.extend([0xFF, marker]);
    out.extend(length.to_be_bytes());
    out.extend(data);
}
