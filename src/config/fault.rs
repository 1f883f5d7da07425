//! What is wrong with a configuration, said so that a person can mend it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use thiserror::Error;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `config/default.toml`, compiled in.
    Default,
    /// A file; the line is missing when the file could not be read at all.
    File {
        /// The file as it was named.
        path: PathBuf,
        /// Counted from 1.
        line: Option<usize>,
    },
    /// An environment variable.
    Variable(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("config/default.toml (built in)"),
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::File { path, line: Some(line) } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub source: Source,
    /// The setting, such as `limits.ping_s`; empty when the whole file is at fault.
    pub key: String,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            return write!(f, "{}: {}", self.source, self.what);
        }
        write!(f, "{}: {}: {}", self.source, self.key, self.what)
    }
}

/// A configuration that the server does not start with. Shown one fault a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError {
    /// Everything that is wrong, in the order found. Never empty.
    pub faults: Vec<Fault>,
}

/// Collects faults of settings that have the right types but values that cannot hold.
pub(super) struct Faults<'a> {
    sources: &'a BTreeMap<String, Source>,
    found: Vec<Fault>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(sources: &'a BTreeMap<String, Source>) -> Self {
        Self { sources, found: Vec::new() }
    }

    pub(super) fn add(&mut self, key: &str, what: String) {
        let source = self.sources.get(key).cloned().unwrap_or(Source::Default);
        self.found.push(Fault { source, key: key.to_owned(), what });
    }

    /// A fault that several settings have together, told at the first of them that somebody has set.
    pub(super) fn add_at_the_one_set(&mut self, keys: &[String], what: String) {
        let set = keys.iter().find(|key| self.sources.contains_key(*key)).or(keys.first());
        self.add(set.map_or("", String::as_str), what);
    }

    /// The value must lie in the range.
    pub(super) fn bounds<T: Copy + PartialOrd + fmt::Display>(
        &mut self,
        key: &str,
        value: T,
        range: RangeInclusive<T>,
    ) {
        if !range.contains(&value) {
            self.add(key, format!("{value} must be from {} to {}", range.start(), range.end()));
        }
    }

    /// The text must say something.
    pub(super) fn filled(&mut self, key: &str, text: &str) {
        if text.trim().is_empty() {
            self.add(key, "must not be empty".to_owned());
        }
    }

    /// The text must be empty or a web address.
    pub(super) fn web_page(&mut self, key: &str, address: &str) {
        let known = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        let sound = known.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace));
        if !address.is_empty() && !sound {
            self.add(key, format!("`{address}` must be a web address that begins with https://, or empty"));
        }
    }

    pub(super) fn into_found(self) -> Vec<Fault> {
        self.found
    }
}
