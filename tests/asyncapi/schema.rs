//! As much of JSON Schema as the document of the sockets uses, and an error for everything else: a keyword that is
//! not understood would be a rule that nobody holds.

use serde_json::{Map, Value};

/// What to do with a field that the schema does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// As the schema says: most frames of the server may grow.
    AsSaid,
    /// Refuse it everywhere: what this server sends is all in the document.
    Refused,
}

/// Holds values against the schemas of one document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schemas<'a> {
    pub(crate) document: &'a Value,
    pub(crate) unnamed: Unnamed,
}

type Fits = Result<(), String>;

const UNDERSTOOD: &[&str] = &[
    "$ref",
    "additionalProperties",
    "const",
    "description",
    "enum",
    "format",
    "items",
    "maximum",
    "maxLength",
    "minimum",
    "minLength",
    "oneOf",
    "properties",
    "required",
    "type",
];

impl<'a> Schemas<'a> {
    /// What a reference within the document points at.
    pub(crate) fn resolve(&self, reference: &str) -> Result<&'a Value, String> {
        let pointer = reference.strip_prefix('#').ok_or_else(|| format!("{reference} leads out of the document"))?;
        self.document.pointer(pointer).ok_or_else(|| format!("{reference} leads nowhere"))
    }

    /// Whether the value is as the schema says; else where it is not.
    pub(crate) fn fits(&self, schema: &Value, value: &Value) -> Fits {
        let rules = schema.as_object().ok_or_else(|| format!("{schema} is no schema"))?;
        if let Some(keyword) = rules.keys().find(|keyword| !UNDERSTOOD.contains(&keyword.as_str())) {
            return Err(format!("the keyword {keyword} is not understood"));
        }
        if let Some(reference) = rules.get("$ref") {
            return self.fits(self.resolve(reference.as_str().unwrap_or_default())?, value);
        }
        one_of_a_set(rules, value)?;
        self.alternatives(rules, value)?;
        kind(rules, value)?;
        match value {
            Value::Object(fields) => self.object(rules, fields),
            Value::Array(items) => self.array(rules, items),
            Value::String(text) => string(rules, text),
            Value::Number(number) => range(rules, number.as_f64().unwrap_or(f64::NAN)),
            Value::Null | Value::Bool(_) => Ok(()),
        }
    }

    fn alternatives(&self, rules: &Map<String, Value>, value: &Value) -> Fits {
        let Some(alternatives) = rules.get("oneOf").and_then(Value::as_array) else { return Ok(()) };
        let tried: Vec<Fits> = alternatives.iter().map(|schema| self.fits(schema, value)).collect();
        match tried.iter().filter(|fits| fits.is_ok()).count() {
            1 => Ok(()),
            0 => Err(format!("{value} fits no alternative: {tried:?}")),
            _ => Err(format!("{value} fits several alternatives")),
        }
    }

    fn object(&self, rules: &Map<String, Value>, fields: &Map<String, Value>) -> Fits {
        let required = rules.get("required").and_then(Value::as_array).into_iter().flatten();
        if let Some(missing) = required.filter_map(Value::as_str).find(|name| !fields.contains_key(*name)) {
            return Err(format!("{missing} is missing"));
        }
        let Some(properties) = rules.get("properties").and_then(Value::as_object) else { return Ok(()) };
        let closed = rules.get("additionalProperties") == Some(&Value::Bool(false)) || self.unnamed == Unnamed::Refused;
        for (name, value) in fields {
            match properties.get(name) {
                Some(schema) => self.fits(schema, value).map_err(|why| format!("{name}: {why}"))?,
                None if closed => return Err(format!("{name} is not in the document")),
                None => {}
            }
        }
        Ok(())
    }

    fn array(&self, rules: &Map<String, Value>, items: &[Value]) -> Fits {
        let Some(schema) = rules.get("items") else { return Ok(()) };
        items
            .iter()
            .enumerate()
            .try_for_each(|(i, item)| self.fits(schema, item).map_err(|why| format!("[{i}]: {why}")))
    }
}

fn one_of_a_set(rules: &Map<String, Value>, value: &Value) -> Fits {
    if rules.get("const").is_some_and(|only| only != value) {
        return Err(format!("{value} is not {}", rules["const"]));
    }
    match rules.get("enum").and_then(Value::as_array) {
        Some(set) if !set.contains(value) => Err(format!("{value} is none of {set:?}")),
        _ => Ok(()),
    }
}

fn kind(rules: &Map<String, Value>, value: &Value) -> Fits {
    let Some(kind) = rules.get("type").and_then(Value::as_str) else { return Ok(()) };
    let fits = match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => return Err(format!("the type {kind} is not understood")),
    };
    if fits { Ok(()) } else { Err(format!("{value} is not of the type {kind}")) }
}

fn string(rules: &Map<String, Value>, text: &str) -> Fits {
    let chars = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let limit = |name| rules.get(name).and_then(Value::as_u64);
    if limit("minLength").is_some_and(|least| chars < least) || limit("maxLength").is_some_and(|most| chars > most) {
        return Err(format!("{text:?} has {chars} characters"));
    }
    let fits = match rules.get("format").and_then(Value::as_str) {
        None => true,
        Some("date-time") => text.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        Some("date") => text.parse::<chrono::NaiveDate>().is_ok(),
        Some("uuid") => uuid::Uuid::try_parse(text).is_ok(),
        Some(format) => return Err(format!("the format {format} is not understood")),
    };
    if fits { Ok(()) } else { Err(format!("{text:?} is not a {}", rules["format"])) }
}

fn range(rules: &Map<String, Value>, number: f64) -> Fits {
    let limit = |name| rules.get(name).and_then(Value::as_f64);
    let fits =
        limit("minimum").is_none_or(|least| number >= least) && limit("maximum").is_none_or(|most| number <= most);
    if fits { Ok(()) } else { Err(format!("{number} is out of range")) }
}
