//! Holds sources against the plan.

use crate::paths::{Path, paths};
use crate::table::{IMPURE, IN_TESTS, LINES, May, ONLY, PURE};

/// One file.
pub(crate) struct Source {
    /// Its path under `src`, with `/`.
    pub(crate) name: String,
    /// What stands in it.
    pub(crate) text: String,
}

/// A use of something of ours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// Where.
    pub(crate) line: usize,
    /// Which folder.
    pub(crate) folder: String,
    /// What of it; nothing when the folder itself is named.
    pub(crate) item: Option<String>,
}

impl Source {
    /// The folder under `src`, or the name of a file that stands there by itself.
    fn folder(&self) -> &str {
        self.name.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Whether it holds nothing but tests.
    fn is_test(&self) -> bool {
        self.name.ends_with("/tests.rs") || self.name.contains("/tests/")
    }

    /// How many steps of `super` lead to the crate's root from outside of every inline module.
    fn depth(&self) -> usize {
        let modules = self.name.trim_end_matches(".rs").trim_end_matches("/mod");
        if matches!(modules, "lib" | "main") { 0 } else { modules.split('/').count() }
    }
}

/// Everything in a source that names a folder of ours by way of the crate's root.
pub(crate) fn uses(source: &Source) -> Vec<Use> {
    let found = paths(&source.text);
    found.iter().filter_map(|path| from_root(path, source.depth())).collect()
}

fn from_root(path: &Path, depth: usize) -> Option<Use> {
    let words: Vec<&str> = path.words.iter().map(String::as_str).collect();
    let steps = match words.as_slice() {
        ["crate" | "vagledare", ..] => 1,
        ["self", rest @ ..] => 1 + supers(rest, depth + path.inside)?,
        words => supers(words, depth + path.inside)?,
    };
    let folder = (*words.get(steps)?).to_owned();
    let item = words.get(steps + 1).filter(|item| **item != "self").map(|item| (*item).to_owned());
    Some(Use { line: path.line, folder, item })
}

/// The number of leading `super`, if they lead exactly to the root.
fn supers(words: &[&str], to_root: usize) -> Option<usize> {
    let steps = words.iter().take_while(|word| **word == "super").count();
    (steps > 0 && steps == to_root).then_some(steps)
}

/// Everything that is not as planned, each with its place and what would be right.
pub(crate) fn faults(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(faults_of).collect()
}

fn faults_of(source: &Source) -> Vec<String> {
    let folder = source.folder();
    let Some((_, may)) = LINES.iter().find(|(named, _)| *named == folder) else {
        let what = format!("src/{}: `{folder}` has no line in tests/architecture/table.rs", source.name);
        return vec![format!("{what}\n    give it one that says what it may use")];
    };
    let mut found: Vec<_> = uses(source).iter().filter_map(|used| fault(source, may, used)).collect();
    if PURE.contains(&folder) {
        found.extend(paths(&source.text).iter().filter_map(|path| impure(source, path)));
    }
    // A group names its folder once for each of its items.
    found.dedup();
    found
}

fn fault(source: &Source, may: &May, used: &Use) -> Option<String> {
    let (folder, place) = (source.folder(), format!("src/{}:{}", source.name, used.line));
    let besides = source.is_test() && IN_TESTS.contains(&(folder, used.folder.as_str()));
    let allowed = used.folder == folder
        || besides
        || match may {
            May::Use(names) => names.contains(&used.folder.as_str()),
            May::UseAllBut(names) => !names.contains(&used.folder.as_str()),
        };
    if !allowed {
        return Some(format!(
            "{place}: `{folder}` uses `{}`\n    {folder} {}\n    {}",
            used.folder,
            line(may),
            who_may(&used.folder),
        ));
    }
    let (_, _, items) = ONLY.iter().find(|(user, named, _)| *user == folder && *named == used.folder)?;
    let item = used.item.as_deref().unwrap_or("the whole folder");
    (!items.contains(&item)).then(|| {
        format!("{place}: `{folder}` uses {item} of `{}`\n    it may use {} of it", used.folder, items.join(", "))
    })
}

fn line(may: &May) -> String {
    match may {
        May::Use([]) => "may use nothing of ours".to_owned(),
        May::Use(names) => format!("may use {}", names.join(", ")),
        May::UseAllBut(names) => format!("may use everything but {}", names.join(", ")),
    }
}

fn who_may(used: &str) -> String {
    let users = LINES.iter().filter(|(_, may)| matches!(may, May::Use(names) if names.contains(&used)));
    let users: Vec<_> = users.map(|(user, _)| *user).collect();
    let handed = "hand the value in as an argument";
    if users.is_empty() { handed.to_owned() } else { format!("{handed}, or do it in {}", users.join(", ")) }
}

fn impure(source: &Source, path: &Path) -> Option<String> {
    let words: Vec<&str> = path.words.iter().map(String::as_str).collect();
    let named = if matches!(words.as_slice(), ["async" | "await"] | [.., "await"]) {
        words.last()
    } else {
        IMPURE.iter().find(|impure| names(&words, impure))
    }?;
    Some(format!(
        "src/{}:{}: `{named}` in `{}`, which is pure\n    take a value as an argument and leave the rest to desk, store, search or jobs",
        source.name,
        path.line,
        source.folder(),
    ))
}

/// Whether a path is in a crate, or has the steps of a longer name among its own.
fn names(words: &[&str], impure: &str) -> bool {
    let steps: Vec<&str> = impure.split("::").collect();
    if steps.len() == 1 {
        words.len() > 1 && words[0] == impure
    } else {
        words.windows(steps.len()).any(|it| it == steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: &str) -> Vec<String> {
        faults(&[Source { name: name.into(), text: text.into() }])
    }

    /// The first lines of what is told.
    fn places(name: &str, text: &str) -> Vec<String> {
        told(name, text).iter().map(|fault| fault.lines().next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn what_the_line_allows_is_no_fault() {
        assert_eq!(told("routing/mod.rs", "use crate::conversation::Seq;\nuse crate::routing::clock;"), [""; 0]);
        assert_eq!(told("main.rs", "fn main() { vagledare::commands::run() }"), [""; 0]);
        assert_eq!(told("server.rs", "use crate::http::router; use crate::store::Store;"), [""; 0]);
    }

    #[test]
    fn a_use_outside_of_the_line_is_told_with_its_place_and_what_would_be_right() {
        let told = told("routing/queue.rs", "use crate::hours::Schedule;\nuse crate::store::Store;");
        let right = [
            "src/routing/queue.rs:2: `routing` uses `store`",
            "    routing may use conversation, hours, moment",
            "    hand the value in as an argument, or do it in desk, jobs",
        ];
        assert_eq!(told, [right.join("\n")]);
    }

    #[test]
    fn every_way_to_write_a_use_is_seen() {
        let fault = |line: usize| format!("src/routing/queue.rs:{line}: `routing` uses `desk`");
        assert_eq!(places("routing/queue.rs", "use crate::{hours, desk::{self, Desk}};"), [fault(1)]);
        assert_eq!(places("routing/queue.rs", "\nfn f(d: &crate::desk::Desk) {}"), [fault(2)]);
        assert_eq!(places("routing/queue.rs", "use super::super::desk::Desk;"), [fault(1)]);
        assert_eq!(places("routing/queue.rs", "mod tests { use super::super::super::desk::Desk; }"), [fault(1)]);
        assert_eq!(places("routing/queue.rs", "use self::super::super::desk;"), [fault(1)]);
        assert_eq!(places("routing/queue.rs", "mod tests { use super::super::desk; }"), [""; 0], "routing::desk");
        assert_eq!(places("main.rs", "use vagledare::store;"), ["src/main.rs:1: `main` uses `store`"]);
        assert_eq!(places("hours/mod.rs", "use crate::*;"), ["src/hours/mod.rs:1: `hours` uses `*`"]);
        assert_eq!(
            places("commands/ask.rs", "use crate::http::router;"),
            ["src/commands/ask.rs:1: `commands` uses `http`"]
        );
    }

    #[test]
    fn tests_may_use_a_little_more_than_what_they_test() {
        let text = "use crate::language::Language;";
        assert_eq!(told("routing/tests/model.rs", text), [""; 0]);
        assert_eq!(places("routing/queue.rs", text), ["src/routing/queue.rs:1: `routing` uses `language`"]);
    }

    #[test]
    fn a_folder_without_a_line_is_told() {
        let fault = "`payments` has no line in tests/architecture/table.rs";
        assert_eq!(places("payments/mod.rs", ""), [format!("src/payments/mod.rs: {fault}")]);
        assert_eq!(places("payments.rs", "fn f() {}"), [format!("src/payments.rs: {fault}")]);
    }

    #[test]
    fn the_edge_receives_from_the_bus_and_never_tells() {
        assert_eq!(told("http/socket.rs", "use crate::bus::{Mail, Told};"), [""; 0]);
        assert_eq!(
            places("http/socket.rs", "use crate::bus::{Bus, Mail};"),
            ["src/http/socket.rs:1: `http` uses Bus of `bus`"]
        );
        assert_eq!(
            places("http/socket.rs", "use crate::bus;"),
            ["src/http/socket.rs:1: `http` uses the whole folder of `bus`"]
        );
    }

    #[test]
    fn a_pure_folder_knows_no_framework_no_clock_and_no_disk() {
        let named = |text: &str| {
            let told = places("conversation/life.rs", text);
            told.iter().map(|fault| fault.split('`').nth(1).unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(named("use std::{collections::HashMap, fs, net::IpAddr};"), ["std::fs", "std::net"]);
        assert_eq!(named("fn f() { let now = chrono::Utc::now(); }"), ["Utc::now"]);
        assert_eq!(named("async fn f() { g().await }"), ["async", "await"]);
        assert_eq!(named("use std::time::{Duration, SystemTime};"), ["std::time::SystemTime"]);
        assert_eq!(named("use tokio::sync::mpsc;\nfn f(t: rusqlite::Connection) {}"), ["tokio", "rusqlite"]);
        assert_eq!(named("// tokio::spawn\nfn f(tokio: u8) -> &'static str { \"std::fs\" }"), [""; 0]);
        assert_eq!(places("clock.rs", "async fn f() { tokio::time::sleep(x).await }"), [""; 0], "not a pure one");
    }
}
