//! What the municipality has published, as values: pages, their sections, the assistant's own words, and whom to ring.
//!
//! Nothing here reads a file. A caller hands in the text of a file together with its name, and gets values or a
//! [`Problem`] that names the file and the line, so that an editor can mend it.

mod danger_words;
mod file_name;
mod front_matter;
mod hit;
mod markdown;
mod municipalities;
mod own_words;
mod page;
mod phrases;
mod problem;
mod referrals;
mod sought;
mod vocabulary;
mod weights;

pub use danger_words::{DangerFile, DangerWords};
pub use file_name::FileName;
pub use front_matter::FrontMatter;
pub use hit::{Hit, Hits, Query};
pub use municipalities::{Municipalities, Municipality};
pub use own_words::OwnWords;
pub(crate) use page::hex;
pub use page::{Page, PageInfo, PageVersion, Section};
pub use phrases::{PhraseBook, Phrases, fill};
pub use problem::Problem;
pub(crate) use problem::line_at;
pub(crate) use referrals::SOS;
pub use referrals::{Authority, Named, Number, Referrals};
pub use sought::{Held, Sought};
pub use vocabulary::{Found, Vocabulary, WordList};
pub use weights::{PASSAGE, QUOTE, SURENESS, Set, WEIGHTS, Weights};
