//! `vagledare restore`: a copy takes the place of the database.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use chrono::{DateTime, Utc};

use super::Outcome;
use super::place::{self, Place};
use crate::clock::Clock;
use crate::hours::in_stockholm;
use crate::store::{self, Restored};

/// Puts a copy that `backup` made in the place of the database. No server may be running on it.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The copy. It stays where it is.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &RestoreArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match put_back(args, env, Clock::system().now()) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn put_back(args: &RestoreArgs, env: impl IntoIterator<Item = (String, String)>, now: DateTime<Utc>) -> Result<String> {
    let settings = args.place.settings(env)?;
    let (file, database) = (args.file.display(), place::database(&settings));
    let data = &settings.server.data;
    std::fs::create_dir_all(data).with_context(|| format!("the directory {} cannot be made", data.display()))?;
    let Restored { conversations, newest, kept } = store::restore(&args.file, &database, now)?;
    let newest = match newest {
        Some(at) => format!("the newest entry is from {}", in_stockholm(at).format("%Y-%m-%d %H:%M")),
        None => "nothing has been written in any".to_owned(),
    };
    let kept = kept.map_or_else(
        || "There was no database before.".to_owned(),
        |kept| {
            format!(
                "What was there before is {}. Disposal does not reach it: delete it when nobody needs it.",
                kept.display()
            )
        },
    );
    Ok(format!(
        "{} holds what {file} holds: {conversations} conversations, {newest}.\n{kept}\n\
        Start the server now. What was disposed of since the copy was made is there again, and disposed of at the start.\n",
        database.display()
    ))
}
