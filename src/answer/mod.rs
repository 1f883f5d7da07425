//! From a visitor's question to what the assistant says.
//!
//! ```text
//! message ─► danger? ────► courtesy, remark? ─► any words? ─► orders, abuse, own case? ─► another authority? ─► chat?
//!                │ numbers      │ greeting          │ no           │ a sentence               │ who and where
//!         ─► its questions (`reading`) ─► search ─► sure enough? ─► a fact asked for? ─► in doubt? ─► words of a page
//!                                           (`pages`)  │ abstention    │ only where one      │ "is it one of these?"
//!                                                                       stands, else abstention
//! ```
//!
//! A reply quotes pages word for word and adds only phrases that editors have written (promise 7). Nothing in a question
//! or on a page is read as an order: both are only words to find and to show.

mod courtesy;
pub mod danger;
mod fact;
mod matter;
mod pages;
mod quote;
mod reading;
mod remark;
mod reply;
mod subject;

pub use crate::conversation::ReplyKind;
pub use reading::looked_for;
pub use reply::{Asked, Cited, Contact, IfAlarm, Reply, reply};

/// The kind of fact that a question asks for, in a word: for who looks into how a question was read.
#[must_use]
pub fn fact_asked_for(question: &str) -> Option<String> {
    fact::Fact::asked_for(question).map(|fact| format!("{fact:?}").to_lowercase())
}

/// Confidence below which a reply is an abstention, unless the configuration says otherwise.
///
/// Measured on questions that citizens ask: see `search::Library::search` for what a confidence is.
pub const ABSTAIN_BELOW: f32 = 0.32;

/// Further pages named under an answer, unless the configuration says otherwise.
pub const MORE_PAGES: usize = 2;
