//! `vagledare backup`: a copy of the database while the server runs.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::Outcome;
use super::place::{self, Place};
use crate::store;

/// Copies the database into a new file. The server may be running; nobody waits for the copy.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to make. It must not be there yet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &BackupArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match copy(args, env) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn copy(args: &BackupArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<String> {
    let settings = args.place.settings(env)?;
    let busy = Duration::from_millis(settings.store.busy_ms.into());
    store::backup(&place::database(&settings), &args.file, busy)?;
    let size = std::fs::metadata(&args.file).context("the copy cannot be looked at")?.len();
    Ok(format!("{} holds the whole database ({} KiB) and was checked.\n", args.file.display(), size.div_ceil(1024)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, StoreOptions};

    #[test]
    fn a_running_servers_database_is_copied_and_nothing_is_overwritten() {
        let dir = tempfile::tempdir().expect("a directory");
        let place = Place { data: Some(dir.path().to_owned()), config: None };
        let args = BackupArgs { file: dir.path().join("copy.sqlite"), place };
        let early = run(&args, []);
        assert!(early.status == 1 && early.text.starts_with("there is no database "), "{}", early.text);

        let server = Store::open(&dir.path().join("vagledare.sqlite"), StoreOptions::default()).expect("a server");
        let copied = run(&args, []);
        assert!(copied.status == 0 && copied.text.contains("was checked"), "{}", copied.text);
        let again = run(&args, []);
        assert!(
            again.status == 1 && again.text.ends_with("is there already and is not overwritten\n"),
            "{}",
            again.text
        );
        server.close();
        Store::open(&args.file, StoreOptions::default()).expect("the copy is a database").close();
    }
}
