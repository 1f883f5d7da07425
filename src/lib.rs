//! Vägledaren: the chat of a municipality's help desk.

pub mod conversation;
pub mod language;
pub mod privacy;
pub mod routing;
