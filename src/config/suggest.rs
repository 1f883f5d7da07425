//! "Did you mean": the setting nearest to one that does not exist.

use toml::Table;

/// The existing setting that somebody may have meant by `key` in `section`, as a whole dotted name.
pub(super) fn meant(defaults: &Table, section: &[String], key: &str) -> Option<String> {
    let siblings = section.iter().try_fold(defaults, |table, part| table.get(part)?.as_table())?;
    let named = |key: &str| section.iter().map(String::as_str).chain([key]).collect::<Vec<_>>().join(".");
    let farthest = key.chars().count() / 3 + 1;
    siblings
        .keys()
        .map(|sibling| (distance(key, sibling), sibling))
        .filter(|(distance, _)| *distance <= farthest)
        .min()
        .map(|(_, sibling)| named(sibling))
        .or_else(|| elsewhere(defaults, key))
}

/// The same name in another section.
fn elsewhere(defaults: &Table, key: &str) -> Option<String> {
    let has_it = |table: &toml::Value| table.as_table().is_some_and(|table| table.contains_key(key));
    defaults.iter().find(|(_, table)| has_it(table)).map(|(section, _)| format!("{section}.{key}"))
}

/// How many characters must be added, removed or changed (Levenshtein 1965).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changes() {
        assert_eq!(["ping", "pings", "pin", "pong", "gnip"].map(|to| distance("ping", to)), [0, 1, 1, 1, 4]);
        assert_eq!(distance("", "två"), 3);
    }
}
