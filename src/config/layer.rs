//! Values from a file and from the environment, and how one is laid over the defaults.

use std::path::Path;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::fault::{Fault, Source};
use super::suggest::meant;

/// What the names of our environment variables begin with.
const PREFIX: &str = "VAGLEDARE__";

/// One value that somebody has set.
pub(super) struct Setting {
    pub(super) path: Vec<String>,
    pub(super) value: Value,
    pub(super) source: Source,
}

impl Setting {
    pub(super) fn key(&self) -> String {
        self.path.join(".")
    }

    pub(super) fn fault(&self, what: String) -> Fault {
        Fault { source: self.source.clone(), key: self.key(), what }
    }
}

/// All values of a file.
pub(super) fn of_file(path: &Path, defaults: &Table) -> Result<Vec<Setting>, Fault> {
    let fault = |line: Option<usize>, what: String| Fault {
        source: Source::File { path: path.to_owned(), line },
        key: String::new(),
        what,
    };
    let text = std::fs::read_to_string(path).map_err(|error| fault(None, format!("cannot be read: {error}")))?;
    let of_syntax = |error: toml::de::Error| {
        let line = error.span().map(|span| line_of(&text, span.start));
        fault(line, format!("is not TOML: {}; a setting is written `key = value`", error.message()))
    };
    let values = text.parse::<Table>().map_err(of_syntax)?;
    let places = DeTable::parse(&text).map_err(of_syntax)?;
    let mut settings = Vec::new();
    let mut walk = Walk { file: path, text: &text, defaults, settings: &mut settings };
    walk.table(&mut Vec::new(), values, places.get_ref());
    Ok(settings)
}

/// All values of the environment. A variable that begins as ours is one of ours.
pub(super) fn of_environment(
    env: impl IntoIterator<Item = (String, String)>,
    defaults: &Table,
) -> (Vec<Setting>, Vec<Fault>) {
    let (mut settings, mut faults) = (Vec::new(), Vec::new());
    let mut ours: Vec<_> = env.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
    ours.sort();
    for (name, text) in ours {
        let path: Vec<String> = name[PREFIX.len()..].split("__").map(str::to_lowercase).collect();
        let mut setting = Setting { path, value: Value::String(text), source: Source::Variable(name) };
        match typed(&setting, defaults) {
            Ok(value) => {
                setting.value = value;
                divide(setting, defaults, &mut settings);
            }
            Err(what) => faults.push(setting.fault(what)),
        }
    }
    (settings, faults)
}

/// Lays one value over the others.
pub(super) fn lay(values: &mut Table, setting: &Setting) -> Result<(), String> {
    let (key, section) = setting.path.split_last().ok_or("names no setting")?;
    let unknown = |values: &Table| {
        let meant = meant(values, section, key).map(|name| format!("; did you mean `{name}`?"));
        let all = "; `vagledare config default` explains all there are";
        format!("is not a setting{}", meant.unwrap_or_else(|| all.to_owned()))
    };
    let Some(old) = lookup(values, &setting.path) else { return Err(unknown(values)) };
    let new = match (old, &setting.value) {
        (Value::Float(_), Value::Integer(whole)) => whole.to_string().parse().map(Value::Float),
        _ => Ok(setting.value.clone()),
    };
    let new = new.map_err(|_| "is not a number".to_owned())?;
    if old.type_str() != new.type_str() {
        return Err(format!("must be {}, not {}{}", kind(old), kind(&new), example(key, old)));
    }
    let parent = section.iter().try_fold(values, |table, part| table.get_mut(part)?.as_table_mut());
    parent.and_then(|parent| parent.insert(key.clone(), new));
    Ok(())
}

/// The default, shown as an example of what would be right; nothing when it is empty.
pub(super) fn example(key: &str, default: &Value) -> String {
    let empty = match default {
        Value::String(text) => text.is_empty() || text.contains('\n'),
        Value::Array(list) => list.is_empty(),
        Value::Table(_) => true,
        _ => false,
    };
    if empty { String::new() } else { format!("; the default is `{key} = {default}`") }
}

pub(super) fn lookup<'a>(values: &'a Table, path: &[String]) -> Option<&'a Value> {
    let (key, section) = path.split_last()?;
    section.iter().try_fold(values, |table, part| table.get(part)?.as_table())?.get(key)
}

/// The value of a variable, by the type that the setting has.
fn typed(setting: &Setting, defaults: &Table) -> Result<Value, String> {
    let text = setting.value.as_str().unwrap_or_default();
    let as_toml = || format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value"));
    match lookup(defaults, &setting.path) {
        // Unknown settings are told as such when they are laid over the others.
        None => Ok(setting.value.clone()),
        Some(Value::String(_)) => Ok(as_toml().filter(Value::is_str).unwrap_or_else(|| setting.value.clone())),
        Some(default) => as_toml().map(dates_as_text).ok_or_else(|| {
            let key = setting.path.last().map(String::as_str).unwrap_or_default();
            format!("`{text}` must be {}{}", kind(default), example(key, default))
        }),
    }
}

/// A table given whole becomes its single settings.
fn divide(setting: Setting, defaults: &Table, into: &mut Vec<Setting>) {
    let Setting { path, value, source } = setting;
    match (value, lookup(defaults, &path)) {
        (Value::Table(table), Some(Value::Table(_))) => {
            for (key, value) in table {
                let path = path.iter().cloned().chain([key]).collect();
                divide(Setting { path, value, source: source.clone() }, defaults, into);
            }
        }
        (value, _) => into.push(Setting { path, value, source }),
    }
}

/// Walks through the values of a file and their places side by side.
struct Walk<'a> {
    file: &'a Path,
    text: &'a str,
    defaults: &'a Table,
    settings: &'a mut Vec<Setting>,
}

impl Walk<'_> {
    fn table(&mut self, path: &mut Vec<String>, values: Table, places: &DeTable<'_>) {
        for (key, value) in values {
            let place = places.iter().find(|(name, _)| name.get_ref() == &key);
            path.push(key);
            match (value, place, lookup(self.defaults, path)) {
                (Value::Table(inner), Some((_, within)), Some(Value::Table(_))) => {
                    self.inner(path, inner, within);
                }
                (value, place, _) => {
                    let line = place.map(|(name, _)| line_of(self.text, name.span().start));
                    let source = Source::File { path: self.file.to_owned(), line };
                    self.settings.push(Setting { path: path.clone(), value: dates_as_text(value), source });
                }
            }
            path.pop();
        }
    }

    fn inner(&mut self, path: &mut Vec<String>, values: Table, within: &Spanned<DeValue<'_>>) {
        if let Some(places) = within.get_ref().as_table() {
            self.table(path, values, places);
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// A date may be written with quotation marks or without.
fn dates_as_text(value: Value) -> Value {
    match value {
        Value::Datetime(date) => Value::String(date.to_string()),
        Value::Array(list) => Value::Array(list.into_iter().map(dates_as_text).collect()),
        Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, dates_as_text(value))).collect::<Table>().into()
        }
        other => other,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) | Value::Datetime(_) => "text in quotation marks",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list in brackets",
        Value::Table(_) => "a section of settings",
    }
}
