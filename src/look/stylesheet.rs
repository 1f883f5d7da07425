//! The palettes as a style sheet that is laid over `web/shared/tokens.css`.

use super::palette::Palette;

/// Sets the properties that `tokens.css` names, for light and for dark.
#[must_use]
pub fn stylesheet(light: &Palette, dark: &Palette) -> String {
    let (light, dark) = (properties(light), properties(dark));
    format!(":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}

fn properties(palette: &Palette) -> String {
    let properties = palette.named().map(|(name, colour)| format!("--{}:{colour}", name.replace('_', "-")));
    properties.join(";")
}
