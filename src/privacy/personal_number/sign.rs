//! What a character of a text is to somebody who looks for a number in it.
//!
//! `src/web/shared/personal_number.js` holds the same tables for the browser, and
//! `tests/data/personal_numbers.json` holds both to one list of every character.

/// What a character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A digit, in whatever script or shape.
    Digit(u8),
    /// A blank, also a line's end.
    Blank,
    /// What may stand between the parts of a number.
    Joint(Joint),
    /// Nothing that takes place of its own: it neither parts nor joins.
    Unseen,
    /// Anything else. It ends a number.
    Other,
}

/// What may stand between the parts of a number, by what it does elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Hyphens, dashes and minus signs.
    Dash,
    /// The plus of those who are older than a hundred years.
    Plus,
    /// Stops and dots in the middle of a line.
    Dot,
    /// Slashes, either way.
    Slash,
    /// Commas and semicolons.
    Comma,
    /// Colons.
    Colon,
    /// Brackets, quotation marks, underscores and the like.
    Mark,
}

/// First and last character, and the digit that the first one is. Decimal digits of Unicode 17, and those that are
/// raised, lowered, circled, bracketed or have a stop.
#[rustfmt::skip]
const DIGITS: &[(u32, u32, u32)] = &[
    (0x30, 0x39, 0), (0xB2, 0xB3, 2), (0xB9, 0xB9, 1), (0x660, 0x669, 0), (0x6F0, 0x6F9, 0),
    (0x7C0, 0x7C9, 0), (0x966, 0x96F, 0), (0x9E6, 0x9EF, 0), (0xA66, 0xA6F, 0), (0xAE6, 0xAEF, 0),
    (0xB66, 0xB6F, 0), (0xBE6, 0xBEF, 0), (0xC66, 0xC6F, 0), (0xCE6, 0xCEF, 0), (0xD66, 0xD6F, 0),
    (0xDE6, 0xDEF, 0), (0xE50, 0xE59, 0), (0xED0, 0xED9, 0), (0xF20, 0xF29, 0), (0x1040, 0x1049, 0),
    (0x1090, 0x1099, 0), (0x17E0, 0x17E9, 0), (0x1810, 0x1819, 0), (0x1946, 0x194F, 0), (0x19D0, 0x19D9, 0),
    (0x1A80, 0x1A89, 0), (0x1A90, 0x1A99, 0), (0x1B50, 0x1B59, 0), (0x1BB0, 0x1BB9, 0), (0x1C40, 0x1C49, 0),
    (0x1C50, 0x1C59, 0), (0x2070, 0x2070, 0), (0x2074, 0x2079, 4), (0x2080, 0x2089, 0), (0x2460, 0x2468, 1),
    (0x2474, 0x247C, 1), (0x2488, 0x2490, 1), (0x24EA, 0x24EA, 0), (0x24F5, 0x24FD, 1), (0x24FF, 0x24FF, 0),
    (0x2776, 0x277E, 1), (0x2780, 0x2788, 1), (0x278A, 0x2792, 1), (0xA620, 0xA629, 0), (0xA8D0, 0xA8D9, 0),
    (0xA900, 0xA909, 0), (0xA9D0, 0xA9D9, 0), (0xA9F0, 0xA9F9, 0), (0xAA50, 0xAA59, 0), (0xABF0, 0xABF9, 0),
    (0xFF10, 0xFF19, 0), (0x104A0, 0x104A9, 0), (0x10D30, 0x10D39, 0), (0x10D40, 0x10D49, 0),
    (0x11066, 0x1106F, 0), (0x110F0, 0x110F9, 0), (0x11136, 0x1113F, 0), (0x111D0, 0x111D9, 0),
    (0x112F0, 0x112F9, 0), (0x11450, 0x11459, 0), (0x114D0, 0x114D9, 0), (0x11650, 0x11659, 0),
    (0x116C0, 0x116C9, 0), (0x116D0, 0x116D9, 0), (0x116DA, 0x116E3, 0), (0x11730, 0x11739, 0),
    (0x118E0, 0x118E9, 0), (0x11950, 0x11959, 0), (0x11BF0, 0x11BF9, 0), (0x11C50, 0x11C59, 0),
    (0x11D50, 0x11D59, 0), (0x11DA0, 0x11DA9, 0), (0x11DE0, 0x11DE9, 0), (0x11F50, 0x11F59, 0),
    (0x16130, 0x16139, 0), (0x16A60, 0x16A69, 0), (0x16AC0, 0x16AC9, 0), (0x16B50, 0x16B59, 0),
    (0x16D70, 0x16D79, 0), (0x1CCF0, 0x1CCF9, 0), (0x1D7CE, 0x1D7FF, 0), (0x1E140, 0x1E149, 0),
    (0x1E2F0, 0x1E2F9, 0), (0x1E4F0, 0x1E4F9, 0), (0x1E5F1, 0x1E5FA, 0), (0x1E950, 0x1E959, 0),
    (0x1F100, 0x1F100, 0), (0x1F101, 0x1F10A, 0), (0x1F10B, 0x1F10C, 0), (0x1FBF0, 0x1FBF9, 0),
];

/// Blanks, and what is drawn as one.
const BLANKS: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0x85, 0x85),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x2800, 0x2800),
    (0x3000, 0x3000),
    (0x3164, 0x3164),
    (0xFFA0, 0xFFA0),
];

/// Control characters, soft hyphen, joiners, marks of direction, what is drawn over the sign before, selectors.
const UNSEEN: &[(u32, u32)] = &[
    (0x00, 0x08),
    (0x0E, 0x1F),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),
    (0x300, 0x36F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE0FFF),
];

const JOINTS: &[(Joint, &str)] = &[
    (
        Joint::Dash,
        "-\u{2D7}\u{58A}\u{5BE}\u{1806}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2043}\u{207B}\u{208B}\u{2212}\u{2796}\u{2E3A}\u{2E3B}\u{301C}\u{3030}\u{FE31}\u{FE32}\u{FE58}\u{FE63}\u{FF0D}",
    ),
    (Joint::Plus, "+\u{207A}\u{208A}\u{2795}\u{FE62}\u{FF0B}"),
    (Joint::Dot, ".\u{B7}\u{2022}\u{2024}\u{2027}\u{2219}\u{22C5}\u{3002}\u{30FB}\u{FE52}\u{FF0E}"),
    (Joint::Slash, "/\\\u{2044}\u{2215}\u{29F8}\u{FF0F}\u{FF3C}"),
    (Joint::Comma, ",;\u{60C}\u{66B}\u{66C}\u{3001}\u{FF0C}\u{FF1B}"),
    (Joint::Colon, ":\u{2236}\u{A789}\u{FF1A}"),
    (
        Joint::Mark,
        "_*~=|()[]{}'\"`\u{B4}\u{2018}\u{2019}\u{201C}\u{201D}\u{2032}\u{2223}\u{223C}\u{2502}\u{FF08}\u{FF09}\u{FF1D}\u{FF3F}\u{FF5C}\u{FF5E}",
    ),
];

impl Sign {
    /// What a character is.
    pub(super) fn of(c: char) -> Self {
        if let Some(digit) = c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()) {
            return Self::Digit(digit);
        }
        match c {
            ' ' | '\n' => return Self::Blank,
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{2D6}' => return Self::Other,
            _ => {}
        }
        let code = u32::from(c);
        // The tables are in order.
        let digit = DIGITS.partition_point(|(first, ..)| *first <= code).checked_sub(1).map(|place| DIGITS[place]);
        if let Some((first, _, value)) = digit.filter(|(_, last, _)| code <= *last) {
            return Self::Digit(u8::try_from((value + code - first) % 10).unwrap_or_default());
        }
        let within = |ranges: &[(u32, u32)]| {
            let place = ranges.partition_point(|(first, _)| *first <= code).checked_sub(1);
            place.is_some_and(|place| code <= ranges[place].1)
        };
        if within(BLANKS) {
            Self::Blank
        } else if within(UNSEEN) {
            Self::Unseen
        } else {
            let joint = JOINTS.iter().find(|(_, signs)| signs.contains(c));
            joint.map_or(Self::Other, |(joint, _)| Self::Joint(*joint))
        }
    }
}

/// The digit that a letter between two digits is read as.
pub(super) fn read_as(c: char) -> Option<u8> {
    match plain(c) {
        // Latin, Greek, Cyrillic.
        'O' | 'o' | '\u{39F}' | '\u{3BF}' | '\u{41E}' | '\u{43E}' => Some(0),
        'I' | 'l' | '\u{399}' | '\u{406}' => Some(1),
        _ => None,
    }
}

/// The letters that stand for the first of the last four in an interim number: it is counted as a 1. Those that
/// Skatteverket gives out, and the P of Ladok.
pub(super) fn is_interim(c: char) -> bool {
    matches!(plain(c).to_ascii_uppercase(), 'T' | 'R' | 'S' | 'U' | 'W' | 'X' | 'J' | 'K' | 'L' | 'M' | 'N' | 'P')
}

/// Whether a sign is part of a word. Not by Unicode's tables: browsers have those of other years.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (c >= '\u{C0}' && Sign::of(c) == Sign::Other)
}

/// Full width letters are letters.
fn plain(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF21..=0xFF5A => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
