//! The program `vagledare`: arguments become a command.

fn main() {}
