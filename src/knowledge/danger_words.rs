//! What editors say of alarms and careful advice: `knowledge/danger.toml`, and examples that the program was not built with.

use std::collections::BTreeMap;

use danger::{Own, Tongue};
use serde::Deserialize;

use super::Problem;

/// The switch, the first lines in other languages, and the examples that are new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DangerWords {
    /// `danger.toml`.
    pub file: DangerFile,
    /// Examples of `danger/` that the weights were not made from.
    pub own: Own,
}

/// `knowledge/danger.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DangerFile {
    /// Whether advice is given where danger is only possible.
    pub concern: bool,
    /// The page that tells how to report concern for a child.
    pub report_child: String,
    /// The first line of an alarm, by language.
    #[serde(default)]
    pub alarm: BTreeMap<Tongue, String>,
    /// The first line of advice, by language. `{number}`.
    #[serde(default)]
    pub concern_line: BTreeMap<Tongue, String>,
}

impl DangerFile {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is not as described here.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error| Problem::of_toml(file, 0, text, &error))
    }

    /// The file that the program was built with.
    ///
    /// # Panics
    /// Never in a program whose tests have passed: the file is part of it.
    #[must_use]
    pub fn built_in() -> Self {
        let text = include_str!("../../knowledge/danger.toml");
        Self::read("knowledge/danger.toml", text).expect("a test reads the built-in file")
    }
}

impl DangerWords {
    /// What the program was built with: no examples but those that the weights know.
    #[must_use]
    pub fn built_in() -> Self {
        Self { file: DangerFile::built_in(), own: Own::default() }
    }
}

#[cfg(test)]
mod tests {
    use danger::Tongue;

    use super::DangerFile;

    #[test]
    fn every_language_has_its_first_lines_and_each_names_112() {
        let file = DangerFile::built_in();
        for tongue in Tongue::ALL.into_iter().filter(|it| !matches!(it, Tongue::Sv | Tongue::En)) {
            assert!(file.alarm[&tongue].contains("112"), "{tongue:?}");
            assert!(file.concern_line[&tongue].contains("{number}") && file.concern_line[&tongue].contains("112"));
        }
        let fault = DangerFile::read("danger.toml", "concern = \"ja\"").expect_err("not a switch");
        assert!(fault.to_string().starts_with("danger.toml:1: "), "{fault}");
    }
}
