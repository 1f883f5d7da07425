//! Vägledaren: the chat of a municipality's help desk.

pub mod access;
pub mod answer;
pub mod bus;
pub mod chance;
pub mod clock;
pub mod commands;
pub mod config;
pub mod conversation;
pub mod hours;
pub mod knowledge;
pub mod language;
pub mod lifecycle;
pub mod privacy;
pub mod routing;
pub mod search;
pub mod store;
pub mod web;
pub mod wording;
