//! `[meaning]`: the model that reads what texts mean.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::fault::Faults;

/// Settings of the model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeaningSettings {
    /// The model's file; empty without one.
    pub model: PathBuf,
}

impl MeaningSettings {
    /// The model's file, if there is to be one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        Some(self.model.as_path()).filter(|file| !file.as_os_str().is_empty())
    }

    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        if let Some(file) = self.file().filter(|file| !file.is_file()) {
            let what = format!(
                "`{}` is not there; it must be the file e5-small-q4.bin, which config/packaging/fetch-model gets, or empty",
                file.display()
            );
            faults.add("meaning.model", what);
        }
    }
}
