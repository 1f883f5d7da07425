//! The colours that a municipality may change, and those that it builds on.

use serde::Deserialize;

use super::colour::Colour;

/// Which of the two looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of one look. The fields are what `web/shared/tokens.css` calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// The header, buttons, and the button on the website.
    pub brand: Colour,
    /// The same under the pointer.
    pub brand_deep: Colour,
    /// Text on both.
    pub on_brand: Colour,
    /// The lesser text on both.
    pub on_brand_soft: Colour,
    /// What is chosen or pointed at.
    pub brand_soft: Colour,
    /// Headings and text on that.
    pub on_brand_soft_ground: Colour,
    /// Links, and buttons that are words only.
    pub link: Colour,
    /// What the reader wrote.
    pub own_ground: Colour,
    /// Text on that.
    pub own_ink: Colour,
    /// The ring around what the keyboard is at.
    pub focus: Colour,
}

impl Palette {
    /// Each with the name of its setting.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Colour); 10] {
        [
            ("brand", self.brand),
            ("brand_deep", self.brand_deep),
            ("on_brand", self.on_brand),
            ("on_brand_soft", self.on_brand_soft),
            ("brand_soft", self.brand_soft),
            ("on_brand_soft_ground", self.on_brand_soft_ground),
            ("link", self.link),
            ("own_ground", self.own_ground),
            ("own_ink", self.own_ink),
            ("focus", self.focus),
        ]
    }
}

/// What is the same for everybody and meets the municipality's colours: name in `tokens.css`, light, dark.
pub const SURFACES: [(&str, Colour, Colour); 9] = [
    ("ground", Colour::of(0xf2, 0xf5, 0xf8), Colour::of(0x10, 0x16, 0x1d)),
    ("paper", Colour::of(0xff, 0xff, 0xff), Colour::of(0x18, 0x21, 0x2b)),
    ("paper-raised", Colour::of(0xff, 0xff, 0xff), Colour::of(0x20, 0x2b, 0x37)),
    ("agent-ground", Colour::of(0xff, 0xff, 0xff), Colour::of(0x23, 0x2f, 0x3c)),
    ("assistant-ground", Colour::of(0xee, 0xf2, 0xf1), Colour::of(0x1d, 0x2b, 0x2b)),
    ("notice-ground", Colour::of(0xff, 0xf5, 0xda), Colour::of(0x3a, 0x2f, 0x10)),
    ("danger-ground", Colour::of(0xfd, 0xec, 0xec), Colour::of(0x3b, 0x1c, 0x1f)),
    ("ink", Colour::of(0x17, 0x21, 0x2e), Colour::of(0xe9, 0xee, 0xf4)),
    ("ink-soft", Colour::of(0x4a, 0x58, 0x69), Colour::of(0xac, 0xb9, 0xc8)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_for_everybody_is_what_the_tokens_say() {
        let tokens = include_str!("../web/shared/tokens.css");
        let (light, dark) = tokens.split_once("@media (prefers-color-scheme: dark)").expect("two looks");
        for (name, in_light, in_dark) in SURFACES {
            for (colour, tokens) in [(in_light, light), (in_dark, dark)] {
                assert!(tokens.contains(&format!("--{name}: {colour};")), "--{name} is not {colour}");
            }
        }
    }
}
