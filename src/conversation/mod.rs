//! A visitor's conversation with the desk.
//!
//! Everything here is a value: nothing reads a clock, a database or a socket. A [`Conversation`] changes by
//! [commands](Command); a step gives the [`Change`] to be stored, and a rule that says no is a [`Refused`], never a
//! panic. The log that both sides see is a row of [entries](Entry) numbered 1, 2, 3 … without gaps; what only staff
//! may see stands beside it as [asides](Aside), anchored at an entry's number.
//!
//! - [`id`] who and what is meant · [`text`] what somebody wrote, cleaned and masked (`readable`: what Word and PDFs leave behind) · [`entry`] one line of the log · [`file`] what was sent with it
//! - [`stage`] where a conversation stands · [`command`] what may be asked of it · [`life`] the rules of the steps
//! - [`receipt`] a code to come back with · [`danger`] what is said and remembered of danger

pub mod aside;
pub mod command;
pub mod danger;
pub mod entry;
pub mod file;
pub mod id;
pub mod life;
mod readable;
pub mod receipt;
pub mod stage;
pub mod text;

pub use aside::{Aside, AsideKind};
pub use command::{Asked, Because, Command, Reach, Refused};
pub use danger::{About, Danger, Kind, Marked, Noticed, Tier, Tongue};
pub use entry::{Action, ActionKind, Answer, Author, Body, Entry, Event, InLanguage, ReplyKind, Source, pieces};
pub use file::{File, FileKind, FileName, FileRefused, pdf_begins};
pub use id::{AgentId, Client, ClientId, ConversationId, FileId, IdMap, KeyHash, Seq, VisitorKey};
pub use life::{Change, Conversation, Page};
pub use receipt::{ReceiptCode, ReceiptHash};
pub use stage::{CloseReason, Stage};
pub use text::{Contact, Text, TextError};
