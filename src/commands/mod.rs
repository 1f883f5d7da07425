//! What the program does from the command line: one file a command.

pub mod ask;
