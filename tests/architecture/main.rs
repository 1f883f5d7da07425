//! The house keeps to its plan: which folder may use which.
//!
//! The sources are read as text, so that this holds in every build and for every `cfg`. The [table] is the plan; a line
//! of it changes when the work shows it wrong, never by accident.

mod check;
mod paths;
mod table;
mod words;

use std::path::{Path, PathBuf};

use check::{Source, faults};

/// Every Rust source under `src`, named from there.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut sources) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).expect("a folder of sources can be listed");
        for entry in entries {
            let path: PathBuf = entry.expect("a folder of sources can be listed").path();
            if path.join("Cargo.toml").exists() {
                // A package of its own knows nothing of this one.
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source is text");
                let name =
                    path.strip_prefix(&root).expect("it was found under src").to_string_lossy().replace('\\', "/");
                sources.push(Source { name, text });
            }
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

#[test]
fn every_folder_uses_only_what_its_line_allows() {
    let sources = sources();
    let found = faults(&sources);
    assert!(found.is_empty(), "the plan of the house is not kept:\n\n{}\n", found.join("\n"));
}

#[test]
fn what_measures_spans_knows_no_wall_time() {
    let sources = sources();
    for name in table::SPANS {
        let source = sources.iter().find(|source| source.name == *name).expect("it stands where the table says");
        let (code, _tests) = source.text.split_once("#[cfg(test)]").unwrap_or((&source.text, ""));
        let wall = code.lines().find(|line| line.contains("DateTime") || line.contains("Utc"));
        let instead = "take a `moment::Moment`; the wall clock can be set by hours at any time";
        assert!(wall.is_none(), "src/{name} measures spans, and names wall time: {wall:?}\n    {instead}");
    }
}

#[test]
fn the_sources_are_really_read() {
    let sources = sources();
    let uses_of = |folder: &str, used: &str| {
        let files = sources.iter().filter(|source| source.name.starts_with(folder));
        files.flat_map(check::uses).any(|found| found.folder == used)
    };
    assert!(sources.iter().any(|source| source.name == "lib.rs"));
    assert!(uses_of("routing/", "conversation") && uses_of("config/", "hours"));
    assert!(!uses_of("hours/", "routing"));
}
