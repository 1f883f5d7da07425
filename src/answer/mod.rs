//! From a visitor's question to what the assistant says.
//!
//! ```text
//! message ─► emergency? ─► courtesy, remark? ─► any words? ─► orders, abuse, own case? ─► another authority? ─► chat?
//!                │ numbers      │ greeting          │ no           │ a sentence               │ who and where
//!         ─► its questions (`reading`) ─► search ─► sure enough? ─► of the subject? ─► a fact asked for? ─► words of a page
//!                                            │ no, abstention         │ in doubt: "is it this?"   │ only where a sentence states it
//! ```
//!
//! A reply quotes pages word for word and adds only phrases that editors have written (promise 7). Nothing in a question
//! or on a page is read as an order: both are only words to find and to show.

mod courtesy;
mod emergency;
mod fact;
mod matter;
mod quote;
mod reading;
mod remark;
mod reply;
mod subject;

pub use crate::conversation::ReplyKind;
pub use emergency::{Emergency, emergency};
pub use reading::looked_for;
pub use reply::{Asked, Cited, Contact, Reply, emergency_text, reply};

/// Confidence below which a reply is an abstention, unless the configuration says otherwise.
///
/// Measured on questions that citizens ask: see `search::Library::search` for what a confidence is.
pub const ABSTAIN_BELOW: f32 = 0.32;

/// Further pages named under an answer, unless the configuration says otherwise.
pub const MORE_PAGES: usize = 2;
