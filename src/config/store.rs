//! `[store]`: the database.

use std::path::{Component, PathBuf};

use serde::Deserialize;

use super::fault::Faults;

/// Settings of the store.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// Which database.
    pub kind: StoreKind,
    /// The file, inside of `server.data`.
    pub file: PathBuf,
    /// Connections that only read.
    pub readers: usize,
    /// How long a statement waits for another program's lock, in milliseconds.
    pub busy_ms: u32,
    /// Appends that wait for the writer, at most.
    pub waiting: usize,
    /// Appends in one commit, at most.
    pub batch: usize,
    /// Free room on the file's disk, in per cent, below which the log warns.
    pub warn_below_free_percent: u32,
}

/// The databases that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// One file.
    Sqlite,
}

impl StoreSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.bounds("store.readers", self.readers, 1..=64);
        faults.bounds("store.busy_ms", self.busy_ms, 0..=60_000);
        faults.bounds("store.waiting", self.waiting, 1..=1_000_000);
        faults.bounds("store.batch", self.batch, 1..=100_000);
        faults.bounds("store.warn_below_free_percent", self.warn_below_free_percent, 0..=90);
        let mut parts = self.file.components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            let what = format!(
                "`{}` must be a file name without directories, such as \"vagledare.sqlite\"; the directory is server.data",
                self.file.display()
            );
            faults.add("store.file", what);
        }
    }
}
