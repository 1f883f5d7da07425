//! The program `vagledare`: arguments become a command.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use vagledare::commands::{
    Outcome, ask, backup, config, eval, gaps, hours, import, index, restore, serve, staff, train, widget,
};

/// The chat of a municipality's help desk: people answer in office hours, the municipality's own pages otherwise.
#[derive(Debug, Parser)]
#[command(name = "vagledare", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve visitors and staff.
    Serve(serve::ServeArgs),
    /// Ask the assistant from the terminal.
    Ask(ask::AskArgs),
    /// Measure how well the assistant answers a file of questions.
    Eval(eval::EvalArgs),
    /// Learn from questions what the features of an answer weigh.
    Train(train::TrainArgs),
    /// Show the questions that found no good answer, grouped by likeness.
    Gaps(gaps::GapsArgs),
    /// Build the index of the pages and tell which files cannot be read.
    Index(index::IndexArgs),
    /// Bring the pages of the municipality's website into the knowledge folder.
    Import(import::ImportArgs),
    /// Print the tag that a website embeds, its hash, and what the website's policy needs.
    Widget(widget::WidgetArgs),
    /// Show what the configured opening hours come to in a year.
    Hours(hours::HoursArgs),
    /// Add, disable and list members of staff.
    Staff(staff::StaffArgs),
    /// Copy the database while the server runs.
    Backup(backup::BackupArgs),
    /// Put a copy in the place of the database, while no server runs.
    Restore(restore::RestoreArgs),
    /// Check, print or show the configuration.
    Config(config::ConfigArgs),
}

fn main() -> ExitCode {
    let env =
        || std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    let outcome = match Arguments::parse().command {
        Command::Serve(args) => match serve::run(&args, env()) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => Outcome { text: format!("{error:#}\n"), status: 1 },
        },
        Command::Ask(args) => ask::run(&args, env()),
        Command::Eval(args) => eval::run(&args, env()),
        Command::Train(args) => train::run(&args, env()),
        Command::Gaps(args) => gaps::run(&args, env()),
        Command::Index(args) => index::run(&args, env()),
        Command::Import(args) => import::run(&args, env()),
        Command::Widget(args) => widget::run(&args, env()),
        Command::Hours(args) => hours::run(&args, env()),
        Command::Staff(args) => staff::run(&args, env()),
        Command::Backup(args) => backup::run(&args, env()),
        Command::Restore(args) => restore::run(&args, env()),
        Command::Config(args) => config::run(&args, env()),
    };
    if outcome.status == 0 {
        print!("{}", outcome.text);
    } else {
        eprint!("{}", outcome.text);
    }
    ExitCode::from(outcome.status)
}
