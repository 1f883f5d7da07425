//! Which way is up: the one note of a camera that a picture needs.

/// The tag of TIFF 6.0 and Exif.
const ORIENTATION: u16 = 0x0112;
/// What JPEG, and some writers of WebP, put before the block.
const PREFIX: &[u8] = b"Exif\0\0";

/// The orientation that a block of Exif says, 2 to 8; 1 means upright and needs no saying.
pub(super) fn of(block: &[u8]) -> Option<u8> {
    let tiff = block.strip_prefix(PREFIX).unwrap_or(block);
    let big = match tiff.get(..4)? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    };
    let long = |at: usize| {
        let (first, second) = (u32::from(short(at)?), u32::from(short(at.checked_add(2)?)?));
        usize::try_from(if big { (first << 16) | second } else { (second << 16) | first }).ok()
    };
    let directory = long(4)?;
    let entries = directory.checked_add(2)?;
    let entry = (0..short(directory)?)
        .map_while(|entry| entries.checked_add(usize::from(entry) * 12))
        .find(|&entry| short(entry) == Some(ORIENTATION))?;
    // A SHORT; some writers say BYTE or LONG.
    let value = match short(entry + 2)? {
        1 => u16::from(*tiff.get(entry + 8)?),
        3 => short(entry + 8)?,
        4 => u16::try_from(long(entry + 8)?).ok()?,
        _ => return None,
    };
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// A block of Exif that says the orientation and nothing else, without a prefix.
pub(super) fn block(orientation: u8) -> [u8; 26] {
    let mut block = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    block[19] = orientation;
    block
}

/// The same as JPEG has it.
pub(super) fn prefixed(orientation: u8) -> Vec<u8> {
    [PREFIX, &block(orientation)].concat()
}

/// Whether a piece of a JPEG is a block of Exif.
pub(super) fn is_exif(piece: &[u8]) -> bool {
    piece.starts_with(PREFIX)
}
