//! Vägledaren: the chat of a municipality's help desk.
pub mod web;
