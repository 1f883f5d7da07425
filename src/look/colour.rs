//! A colour, and how far two of them stand apart.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// An opaque colour of sRGB, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour([u8; 3]);

/// A text that is no colour.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` must be a colour as # and six hexadecimal digits, such as `#0d4a7a`")]
pub struct BadColour(String);

impl Colour {
    pub(super) const fn of(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// WCAG 2.2, "relative luminance": 0 for black, 1 for white.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// WCAG 2.2, "contrast ratio": the same whichever of the two is the ground.
    #[must_use]
    pub fn contrast(self, other: Self) -> Ratio {
        let (one, two) = (self.luminance(), other.luminance());
        Ratio((one.max(two) + 0.05) / (one.min(two) + 0.05))
    }
}

impl TryFrom<String> for Colour {
    type Error = BadColour;

    fn try_from(text: String) -> Result<Self, BadColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number.ok_or(BadColour(text))?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A contrast ratio, from 1:1 to 21:1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Ratio(pub(super) f64);

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Down, so that what is too little never reads as what is needed: 4.47 is "4,4:1".
        let tenths = (self.0 * 10.0 + 1e-9).floor() / 10.0;
        write!(f, "{}:1", format!("{tenths:.1}").replace('.', ","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::try_from(text.to_owned()).expect("a colour")
    }

    /// As the pairs are told in WCAG's own explanations and by other tools.
    #[test]
    fn known_pairs_have_their_known_contrast() {
        for (one, two, ratio) in [
            ("#000000", "#ffffff", 21.0),
            ("#ffffff", "#ffffff", 1.0),
            ("#767676", "#ffffff", 4.54),
            ("#777777", "#ffffff", 4.48),
            ("#ff0000", "#ffffff", 4.00),
            ("#0000ff", "#ffffff", 8.59),
            ("#0d4a7a", "#ffffff", 9.22),
        ] {
            let found = colour(one).contrast(colour(two));
            assert!((found.0 - ratio).abs() < 0.006, "{one} on {two}: {}", found.0);
            assert_eq!(found, colour(two).contrast(colour(one)));
        }
    }

    #[test]
    fn a_ratio_is_never_told_as_more_than_it_is() {
        assert_eq!(colour("#777777").contrast(colour("#ffffff")).to_string(), "4,4:1");
        assert_eq!(Ratio(4.5).to_string(), "4,5:1");
        assert_eq!(Ratio(3.0).to_string(), "3,0:1");
        assert_eq!(colour("#000000").contrast(colour("#ffffff")).to_string(), "21,0:1");
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(colour("#0D4A7a").to_string(), "#0d4a7a");
        for text in ["", "#", "0d4a7a", "#0d4a7", "#0d4a7a0", "#fff", "#0d4a7g", "#+d4a7a", "blue", "#åäö", "#0d4a7a;"]
        {
            assert_eq!(Colour::try_from(text.to_owned()), Err(BadColour(text.to_owned())));
        }
    }
}
