//! From a visitor's question to what the assistant says.
//!
//! ```text
//! message ─► danger? ────► courtesy, remark? ─► any words? ─► orders, abuse, own case? ─► another authority? ─► chat?
//!                │ numbers      │ greeting          │ no           │ a sentence               │ who and where
//!         ─► its questions (`reading`) ─► search ─► what to quote (`quote`) ─► sure? ─► words of pages
//!                                                                     (`pages`) │ "perhaps this is the answer" │ abstention
//! ```
//!
//! A reply quotes pages word for word and adds only phrases that editors have written (promise 7). Nothing in a question
//! or on a page is read as an order: both are only words to find and to show.

mod courtesy;
pub mod danger;
mod fact;
mod matter;
mod pages;
pub mod quote;
mod reading;
mod remark;
mod reply;
mod units;

pub use crate::conversation::ReplyKind;
pub use reading::looked_for;
pub use reply::{Asked, Cited, Contact, IfAlarm, Reply, reply};

/// The kind of fact that a question asks for, in a word: for who looks into how a question was read.
#[must_use]
pub fn fact_asked_for(question: &str) -> Option<String> {
    fact::Asked::of(question).name().map(str::to_owned)
}

/// The probability, below which a reply is an abstention, that its quotations hold what was asked for; unless
/// the configuration says otherwise. By cross-validation 10 of 100 questions that the pages answer then get none by words alone, and
/// 6 with a model of meaning.
pub const ABSTAIN_BELOW: f32 = 0.22;

/// Further pages named under an answer, unless the configuration says otherwise.
pub const MORE_PAGES: usize = 2;
