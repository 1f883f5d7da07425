//! The values that hold, and where each came from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use super::fault::{ConfigError, Fault, Faults, Source};
use super::layer::{self, Setting, example, lay, lookup};
use super::{DEFAULT_TOML, Settings};

/// The settings together with their sources.
#[derive(Clone, Debug)]
pub struct Effective {
    /// What holds.
    pub settings: Settings,
    values: Table,
    sources: BTreeMap<String, Source>,
}

impl Effective {
    /// As [`Settings::load`], and keeps where every value came from.
    ///
    /// # Errors
    /// Everything that is wrong, each with where it stands and what would be right.
    pub fn load(file: Option<&Path>, env: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let (mut values, mut settings) = defaults()?;
        let (from_env, mut faults) = layer::of_environment(env, &values);
        let from_file = file.map_or_else(|| Ok(Vec::new()), |file| layer::of_file(file, &values));
        let from_file = from_file.unwrap_or_else(|fault| {
            faults.push(fault);
            Vec::new()
        });
        let mut sources = BTreeMap::new();
        for setting in from_file.into_iter().chain(from_env) {
            match tried(&values, &setting) {
                Ok((with_it, read)) => {
                    (values, settings) = (with_it, read);
                    sources.insert(setting.key(), setting.source);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let mut unsound = Faults::new(&sources);
        settings.check(&mut unsound);
        faults.extend(unsound.into_found());
        if faults.is_empty() { Ok(Self { settings, values, sources }) } else { Err(ConfigError { faults }) }
    }

    /// All settings as TOML, in the order of the default file; a value that was set says by what.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for line in DEFAULT_TOML.lines() {
            if line.starts_with('[') {
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}{line}");
                self.print_section(line.trim_matches(['[', ']']), &mut text);
            }
        }
        text
    }

    fn print_section(&self, section: &str, text: &mut String) {
        let path: Vec<String> = section.split('.').map(str::to_owned).collect();
        let in_section = lookup(&self.values, &path).and_then(Value::as_table);
        let mut keys: Vec<_> = in_section.into_iter().flatten().filter(|(_, value)| !value.is_table()).collect();
        keys.sort_by_key(|(key, _)| place_in_default(section, key));
        for (key, value) in keys {
            if let Some(source) = self.sources.get(&format!("{section}.{key}")) {
                let _ = writeln!(text, "# from {source}");
            }
            let _ = writeln!(text, "{key} = {value}");
        }
    }
}

/// The compiled-in file as values and as settings.
fn defaults() -> Result<(Table, Settings), ConfigError> {
    let read = || {
        let values = DEFAULT_TOML.parse::<Table>()?;
        let settings = values.clone().try_into()?;
        Ok((values, settings))
    };
    read().map_err(|error: toml::de::Error| {
        let fault = Fault { source: Source::Default, key: String::new(), what: error.to_string() };
        ConfigError { faults: vec![fault] }
    })
}

/// The values with one more setting, if the settings can be read from them. Trying one at a time tells
/// which setting is at fault, which the whole would not.
fn tried(values: &Table, setting: &Setting) -> Result<(Table, Settings), Fault> {
    let mut with_it = values.clone();
    lay(&mut with_it, setting).map_err(|what| setting.fault(what))?;
    match with_it.clone().try_into() {
        Ok(settings) => Ok((with_it, settings)),
        Err(error) => Err(setting.fault(unreadable(values, setting, &error))),
    }
}

fn unreadable(values: &Table, setting: &Setting, error: &toml::de::Error) -> String {
    let key = setting.path.last().map(String::as_str).unwrap_or_default();
    let example = lookup(values, &setting.path).map(|old| example(key, old)).unwrap_or_default();
    let shown = if example.is_empty() { "; `vagledare config default` shows how it is written" } else { &example };
    format!("{}{shown}", error.message())
}

fn place_in_default(section: &str, key: &str) -> usize {
    let from = DEFAULT_TOML.find(&format!("\n[{section}]\n")).unwrap_or_default();
    DEFAULT_TOML[from..].find(&format!("\n{key} = ")).unwrap_or(usize::MAX)
}
