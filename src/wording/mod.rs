//! From values to sentences, in Swedish and in English.
//!
//! Rules and the store hold values; words are made here, at the last moment and in the reader's language.
//! Nothing about reachability is ever typed into a text: it is computed from the same hours that decide.

pub mod crisis;
pub mod errors;
pub mod events;
pub mod hours;
pub mod transcript;

pub use crate::language::Language;
