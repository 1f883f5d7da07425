//! The municipality's own look: its colours, and whether they can be read, and its logo.
//!
//! Values only. The chat has [surfaces](SURFACES) and ink that are always the same; a [`Palette`] holds the colours
//! that a municipality may change, once for light and once for dark. [`too_little`] says which of them cannot be told
//! from what they stand on. Forced colours are the visitor's own and win over all of this.

mod colour;
mod contrast;
mod logo;
mod palette;
mod stylesheet;

pub use colour::{BadColour, Colour, Ratio};
pub use contrast::{Ground, TooLittle, too_little};
pub use logo::{BadLogo, LOGO_BYTES, Logo, LogoKind};
pub use palette::{Palette, SURFACES, Scheme};
pub use stylesheet::stylesheet;
