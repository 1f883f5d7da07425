//! What the program does from the command line: one file a command.

pub mod ask;
pub mod backup;
pub mod config;
pub mod eval;
pub mod gaps;
pub mod hours;
pub mod import;
pub mod index;
pub mod place;
pub mod restore;
pub mod serve;
pub mod staff;
pub mod train;
pub mod widget;

/// What a command has to say, and the status that the process ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// For standard output when the status is 0, for standard error otherwise. Ends with a line break.
    pub text: String,
    /// 0 when all is well.
    pub status: u8,
}

impl Outcome {
    fn well(text: String) -> Self {
        Self { text, status: 0 }
    }

    fn failed(text: String) -> Self {
        Self { text, status: 1 }
    }
}
