//! What happens by itself: the clock's demands, disposal, accounts that were disabled.
//!
//! Each job is a value with an `async fn run` that ends when the process stops; `server.rs` puts them on the tracker.

pub mod disposal;
pub mod sessions;
pub mod silence;
pub mod tick;

pub use disposal::{Disposal, Disposed};
pub use sessions::Sessions;
pub use silence::Silence;
pub use tick::Tick;
