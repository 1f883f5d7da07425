//! Vägledaren: the chat of a municipality's help desk.

pub mod commands;
pub mod config;
pub mod hours;
pub mod privacy;
pub mod wording;
