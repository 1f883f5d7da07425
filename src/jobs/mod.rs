//! What happens by itself: the clock's demands, disposal, accounts that were disabled, the disk, pages that were changed, what they mean.
//!
//! Each job is a value with an `async fn run` that ends when the process stops; `server.rs` puts them on the tracker.

pub mod disk;
pub mod disposal;
pub mod meaning;
pub mod pages;
pub mod sessions;
pub mod silence;
pub mod tick;

pub use disk::Disk;
pub use disposal::Disposal;
pub use meaning::Meaning;
pub use pages::Pages;
pub use sessions::Sessions;
pub use silence::Silence;
pub use tick::Tick;
