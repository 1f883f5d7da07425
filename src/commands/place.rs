//! Which database a command works on.

use std::path::PathBuf;

use anyhow::Result;

use crate::config::Settings;
use crate::store::{Store, StoreError, StoreOptions};

/// Where the data are.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Place {
    /// Directory for everything that the server keeps.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl Place {
    /// The settings, with the directory of the command line.
    pub(super) fn settings(&self, env: impl IntoIterator<Item = (String, String)>) -> Result<Settings> {
        let mut settings = Settings::load(self.config.as_deref(), env)?;
        if let Some(data) = &self.data {
            settings.server.data.clone_from(data);
        }
        Ok(settings)
    }
}

/// The database file.
pub(super) fn database(settings: &Settings) -> PathBuf {
    settings.server.data.join(&settings.store.file)
}

/// Opens the database that is there, beside the server that may be using it.
pub(super) fn open(settings: &Settings) -> Result<Store, StoreError> {
    let path = database(settings);
    if !path.exists() {
        return Err(StoreError::Missing { path });
    }
    open_or_make(settings)
}

/// As [`open`], and makes the database when it is missing.
pub(super) fn open_or_make(settings: &Settings) -> Result<Store, StoreError> {
    let busy = std::time::Duration::from_millis(settings.store.busy_ms.into());
    Store::open_beside(&database(settings), StoreOptions { busy, readers: 1, ..StoreOptions::default() })
}
