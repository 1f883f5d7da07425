//! What an import needs of the world besides the web and the disk.

use std::time::Duration;

use crate::moment::Moment;

/// Time, the reading of PDF documents, and somebody to tell. Each is an argument, so that a test can wait an hour at
/// once.
pub struct World<'a> {
    /// The moment now: how long an import lasts is no matter of the wall clock.
    pub now: &'a dyn Fn() -> Moment,
    /// Waits.
    pub sleep: &'a dyn Fn(Duration),
    /// The text of a PDF document, or why there is none.
    pub read_pdf: &'a dyn Fn(&[u8]) -> Result<String, String>,
    /// Is told of each address: how many are done, how many are known to come, and which it is.
    pub tell: &'a dyn Fn(usize, usize, &str),
}
