//! Personal numbers in running text.

use std::borrow::Cow;

/// Masks personal numbers.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
