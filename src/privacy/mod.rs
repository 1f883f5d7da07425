//! As little personal data as possible.
//!
//! [`mask`] takes personal numbers out of free text before anything is stored, logged or indexed;
//! [`without_traces`] takes out of a picture what its camera noted; [`without_query`] leaves of an address what says
//! which page it is; [`RetentionRule`] says how long a closed conversation lives, and [`Trust`] whether the clock may be
//! believed when it is deleted. Values in, values out: the job that disposes stands in `jobs`.

mod address;
mod personal_number;
mod picture;
mod retention;
mod trust;

pub use address::without_query;
pub use personal_number::{MASK, contains_personal_number, mask, without_masks};
pub use picture::{Damaged, Picture, without_traces};
pub use retention::{Kept, RetentionRule};
pub use trust::{CONFIRMED, Doubt, TOLERANCE, Trust};
