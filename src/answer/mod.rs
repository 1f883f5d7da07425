//! From a visitor's question to what the assistant says.
//!
//! ```text
//! question ─► emergency? ─► only courtesy? ─► any words? ─► search ─► sure enough? ─► words of a page
//!                 │ numbers       │ greeting      │ no                     │ no
//! ```
//!
//! A reply quotes pages word for word and adds only phrases that editors have written (promise 7). Nothing in a question
//! or on a page is read as an order: both are only words to find and to show.

mod courtesy;
mod emergency;
mod quote;
mod reply;

pub use crate::conversation::ReplyKind;
pub use emergency::{Emergency, emergency};
pub use reply::{Asked, Cited, Contact, Reply, emergency_text, reply};

/// Confidence below which a reply is an abstention, unless the configuration says otherwise.
///
/// Measured on questions that citizens ask: see `search::Library::search` for what a confidence is.
pub const ABSTAIN_BELOW: f32 = 0.26;

/// Further pages named under an answer, unless the configuration says otherwise.
pub const MORE_PAGES: usize = 2;
