//! What earlier imports learnt, kept in one file so that only what changed is fetched and written.
//!
//! The file is a journal: a line for each thing that became true, written before the next is begun. An import that is
//! killed loses at most the page it was at, and the next one reads how far it came. A line that was cut is left out.

use std::collections::{BTreeMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;

/// What is known about the page of one address.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    /// The name of its file, for as long as the address exists.
    pub(super) slug: String,
    /// The server's mark of the version that was read.
    pub(super) etag: Option<String>,
    /// When that version was changed, in the server's words.
    pub(super) modified: Option<String>,
    /// The hash of what the page said; empty while its file is being written.
    pub(super) text: String,
    /// The hash of the text in the file as it was written. Another one there means that somebody has edited it.
    pub(super) written: String,
    /// The same of the time before, which is there when a write was interrupted.
    pub(super) before: Option<String>,
    /// The title as it was written.
    pub(super) title: String,
    /// How many steps its links were followed.
    pub(super) depth: u8,
    /// Whether the address answered that there is no page any more.
    pub(super) gone: bool,
}

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
enum Line {
    /// An import began, of these sources.
    Begun { sources: String },
    /// A link was found, to be followed so many steps more.
    Found { url: String, depth: u8 },
    /// This is known of an address from now on.
    Page { url: String, known: Known },
    /// This address is nothing of ours any more.
    Forgotten { url: String },
    /// The address needs no more in this import.
    Done { url: String },
    /// The import came to its end.
    Ended,
}

/// What is known, and how far the import that is going on has come.
#[derive(Debug)]
pub(super) struct State {
    pages: BTreeMap<String, Known>,
    sources: Option<String>,
    done: HashSet<String>,
    found: Vec<(String, u8)>,
    path: PathBuf,
    journal: File,
}

impl State {
    /// Reads what is known from a folder, which is made when it is not there, and keeps others from importing into it.
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
        let path = folder.join("state.jsonl");
        let journal = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(Error::at(&path))?;
        journal.try_lock().map_err(|_| Error::Busy { path: path.clone() })?;
        let mut state =
            Self { pages: BTreeMap::new(), sources: None, done: HashSet::new(), found: Vec::new(), path, journal };
        let file = state.journal.try_clone().map_err(Error::at(&state.path))?;
        for line in BufReader::new(file).lines() {
            if let Ok(line) = serde_json::from_str(&line.map_err(Error::at(&state.path))?) {
                state.take(line);
            }
        }
        // After a cut line the next one has to begin on its own.
        state.journal.write_all(b"\n").map_err(Error::at(&state.path))?;
        Ok(state)
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Begun { sources } => {
                self.sources = Some(sources);
                self.done.clear();
                self.found.clear();
            }
            Line::Found { url, depth } => self.found.push((url, depth)),
            Line::Page { url, known } => drop(self.pages.insert(url, known)),
            Line::Forgotten { url } => drop(self.pages.remove(&url)),
            Line::Done { url } => drop(self.done.insert(url)),
            Line::Ended => self.sources = None,
        }
    }

    fn write(&mut self, line: Line) -> Result<(), Error> {
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        self.journal.write_all(text.as_bytes()).map_err(Error::at(&self.path))?;
        self.take(line);
        Ok(())
    }

    /// Begins an import of these sources, or goes on with the one that was interrupted; tells which.
    pub(super) fn begin(&mut self, sources: &str, afresh: bool) -> Result<bool, Error> {
        let goes_on = !afresh && self.sources.as_deref() == Some(sources);
        if !goes_on {
            self.compact()?;
            self.write(Line::Begun { sources: sources.to_owned() })?;
        }
        Ok(goes_on)
    }

    /// Writes what is known anew, so that the journal does not grow for ever.
    fn compact(&mut self) -> Result<(), Error> {
        let beside = self.path.with_extension("new");
        let mut file = File::create(&beside).map_err(Error::at(&beside))?;
        let mut text = String::new();
        for (url, known) in &self.pages {
            text += &serde_json::to_string(&Line::Page { url: url.clone(), known: known.clone() })?;
            text.push('\n');
        }
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::at(&beside))?;
        file.try_lock().map_err(|_| Error::Busy { path: beside.clone() })?;
        std::fs::rename(&beside, &self.path).map_err(Error::at(&self.path))?;
        self.journal = file;
        Ok(())
    }

    /// Notes a link, to be followed when the import is taken up again.
    pub(super) fn found(&mut self, url: &str, depth: u8) -> Result<(), Error> {
        self.write(Line::Found { url: url.to_owned(), depth })
    }

    /// Notes what is known of an address.
    pub(super) fn know(&mut self, url: &str, known: Known) -> Result<(), Error> {
        self.write(Line::Page { url: url.to_owned(), known })
    }

    /// Notes that an address is nothing of ours any more.
    pub(super) fn forget(&mut self, url: &str) -> Result<(), Error> {
        self.write(Line::Forgotten { url: url.to_owned() })
    }

    /// Notes that an address needs no more in this import.
    pub(super) fn finish(&mut self, url: &str) -> Result<(), Error> {
        self.write(Line::Done { url: url.to_owned() })
    }

    /// Notes that the import came to its end.
    pub(super) fn end(&mut self) -> Result<(), Error> {
        self.write(Line::Ended)
    }

    /// What is known of an address.
    pub(super) fn page(&self, url: &str) -> Option<&Known> {
        self.pages.get(url)
    }

    /// Every address with what is known of it.
    pub(super) fn pages(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.pages.iter().map(|(url, known)| (url.as_str(), known))
    }

    /// Whether an address needs no more in this import.
    pub(super) fn is_done(&self, url: &str) -> bool {
        self.done.contains(url)
    }

    /// The links that this import has found so far.
    pub(super) fn links(&self) -> Vec<(String, u8)> {
        self.found.clone()
    }

    /// Whether a file's name belongs to an address.
    pub(super) fn has_slug(&self, slug: &str) -> bool {
        self.pages.values().any(|known| known.slug == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(slug: &str) -> Known {
        Known { slug: slug.to_owned(), ..Known::default() }
    }

    #[test]
    fn an_interrupted_import_is_taken_up_and_a_finished_one_begins_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut first = State::open(folder.path()).expect("opened");
        assert!(!first.begin("a", false).expect("begun"));
        first.know("https://k.example/a", known("a")).expect("written");
        first.found("https://k.example/b", 1).expect("written");
        first.finish("https://k.example/a").expect("written");
        drop(first);
        // The machine lost its power within a line.
        let path = folder.path().join("state.jsonl");
        let cut = std::fs::read_to_string(&path).expect("read") + "{\"line\":\"done\",\"url\":\"https://k.ex";
        std::fs::write(&path, cut).expect("written");

        let mut second = State::open(folder.path()).expect("opened");
        assert!(second.begin("a", false).expect("taken up"));
        assert!(second.is_done("https://k.example/a") && !second.is_done("https://k.example/b"));
        assert_eq!(second.links(), [("https://k.example/b".to_owned(), 1)]);
        second.finish("https://k.example/b").expect("written");
        second.end().expect("written");
        drop(second);

        let mut third = State::open(folder.path()).expect("opened");
        assert!(!third.begin("a", false).expect("begun"));
        assert!(!third.is_done("https://k.example/a") && third.links().is_empty());
        assert_eq!(third.page("https://k.example/a"), Some(&known("a")));
    }

    #[test]
    fn other_sources_begin_afresh_and_nobody_imports_at_the_same_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut state = State::open(folder.path()).expect("opened");
        state.begin("a", false).expect("begun");
        assert!(!state.begin("b", false).expect("begun"), "other sources");
        assert!(!state.begin("b", true).expect("begun"), "asked to begin afresh");
        assert!(matches!(State::open(folder.path()), Err(Error::Busy { .. })));
    }
}
