//! `[look]`: the municipality's colours and logo.

use std::io::Read as _;
use std::path::PathBuf;

use serde::Deserialize;
use thiserror::Error;

use super::fault::Faults;
use crate::look::{BadLogo, Ground, LOGO_BYTES, Logo, Palette, Scheme, TooLittle, stylesheet, too_little};

/// How the chat looks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookSettings {
    /// The logo's file; empty without one.
    pub logo: PathBuf,
    /// Dark on light.
    pub light: Palette,
    /// Light on dark.
    pub dark: Palette,
}

/// A logo that cannot be shown.
#[derive(Debug, Error)]
pub enum LogoError {
    /// The file is not there, or not ours to read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The file is not one of those that are shown.
    #[error(transparent)]
    Unfit(#[from] BadLogo),
}

impl LookSettings {
    /// Reads the logo, if there is to be one.
    ///
    /// # Errors
    /// When it cannot be read or is no logo.
    pub fn read_logo(&self) -> Result<Option<Logo>, LogoError> {
        if self.logo.as_os_str().is_empty() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        // One byte more tells that there are too many.
        std::fs::File::open(&self.logo)?.take(LOGO_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(Some(Logo::of(bytes)?))
    }

    /// The style sheet of both looks.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        stylesheet(&self.light, &self.dark)
    }

    /// The colours of the button on the website, by the names that its script has for them. They are those of the light
    /// look: the page around it seldom is another one in the dark.
    #[must_use]
    pub fn of_button(&self) -> Vec<(&'static str, String)> {
        self.light.named().map(|(name, colour)| (name, colour.to_string())).to_vec()
    }

    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        for (look, palette, scheme) in [("light", &self.light, Scheme::Light), ("dark", &self.dark, Scheme::Dark)] {
            for pair in too_little(palette, scheme) {
                tell(look, pair, faults);
            }
        }
        if let Err(error) = self.read_logo() {
            let what =
                format!("`{}` {error}; it must be a PNG or SVG file of at most 64 KiB, or empty", self.logo.display());
            faults.add("look.logo", what);
        }
    }
}

/// Told at the setting that somebody changed, with both sides and both figures.
fn tell(look: &str, pair: TooLittle, faults: &mut Faults<'_>) {
    let TooLittle { colour, ground_colour, ratio, needed, .. } = pair;
    let key = format!("look.{look}.{}", pair.setting);
    let (keys, other) = match pair.ground {
        Ground::Setting(name) => {
            let other = format!("look.{look}.{name}");
            (vec![key.clone(), other.clone()], other)
        }
        Ground::Fixed(name) => (vec![key.clone()], format!("the chat's own {name} in the {look} look")),
    };
    let what = format!("{key} `{colour}` and {other} `{ground_colour}` have a contrast of {ratio}; {needed} is needed");
    faults.add_at_the_one_set(&keys, what);
}
