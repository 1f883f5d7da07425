//! What happens by itself.
//!
//! Each job is a value with an `async fn run` that ends when the process stops; `server.rs` puts them on the tracker.

pub mod disposal;

pub use disposal::Disposal;
