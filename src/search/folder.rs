//! The folder of pages, as it is on disk.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Error;
use super::good::Good;
use crate::knowledge::{FileName, Page, Problem, hex, line_at};

/// Raised when an index built by an older program would be read wrongly, or holds the pages' words in another form.
const SCHEMA: &[u8] = b"vagledare index 7";

/// Largest page file, in bytes. The longest page of a municipality is about 100 KB; what is larger is a mistake.
const LARGEST: u64 = 1024 * 1024;

/// The files of pages in a folder, by name.
pub(super) struct Folder {
    files: Vec<PathBuf>,
    /// Files that were meant as pages, under names that are none.
    misnamed: Vec<PathBuf>,
}

/// What a file came to.
pub(super) struct Read {
    /// The page, as the file has it or as it was when it was last good.
    pub(super) page: Option<Page>,
    /// What is wrong with the file.
    pub(super) problem: Option<Problem>,
}

/// A hash over the names and contents of files, in their order.
pub(super) struct Key(Sha256);

impl Key {
    pub(super) fn new() -> Self {
        Self(Sha256::new_with_prefix(SCHEMA))
    }

    pub(super) fn add(&mut self, path: &Path, content: &[u8]) {
        for part in [path.file_name().unwrap_or_default().as_encoded_bytes(), content] {
            self.0.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            self.0.update(part);
        }
    }

    /// The name of an index's directory.
    pub(super) fn name(self) -> String {
        hex(&self.0.finalize()[..16])
    }
}

impl Folder {
    /// Lists the Markdown files of a folder. A folder that is not there is an error; an empty one is not.
    pub(super) fn list(folder: &Path) -> Result<Self, Error> {
        let (mut files, mut misnamed) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(folder).map_err(Error::at(folder))? {
            let path = entry.map_err(Error::at(folder))?.path();
            match file_name(&path) {
                FileName::Page if path.is_file() => files.push(path),
                FileName::Misnamed if path.is_file() => misnamed.push(path),
                _ => {}
            }
        }
        files.sort();
        misnamed.sort();
        Ok(Self { files, misnamed })
    }

    /// The key of the files as they are now.
    pub(super) fn key(&self) -> String {
        let mut key = Key::new();
        for path in &self.files {
            key.add(path, &content(path).unwrap_or_default());
        }
        self.misnamed.iter().for_each(|path| key.add(path, b""));
        key.name()
    }

    /// Reads every page, one after the other, and adds it to `key`. What is good is kept in `good`; for what is not,
    /// the page as it was stands in. Misnamed files come last, each as a problem without a page.
    pub(super) fn pages<'a>(
        &'a self,
        key: &'a mut Key,
        good: &'a mut Good,
    ) -> impl Iterator<Item = Result<Read, Error>> + 'a {
        let mut addresses = HashMap::new();
        self.files.iter().chain(&self.misnamed).map(move |path| {
            if file_name(path) == FileName::Misnamed {
                key.add(path, b"");
                return Ok(Read { page: None, problem: Some(FileName::misnamed(&path.to_string_lossy())) });
            }
            let bytes = content(path);
            key.add(path, bytes.as_deref().unwrap_or_default());
            let mut read = read(path, bytes, good)?;
            if let Some(page) = &read.page {
                let taken = same_address(path, page, &mut addresses);
                read.problem = read.problem.or(taken);
            }
            Ok(read)
        })
    }
}

/// What a file is, by its name. A name that is not UTF-8 counts as far as it is.
pub(super) fn file_name(path: &Path) -> FileName {
    FileName::of(&path.file_name().unwrap_or_default().to_string_lossy())
}

/// What there is to say when an earlier file has the same address: mostly one of them is a copy that somebody forgot. Both
/// are served, because only an editor knows which one is right.
fn same_address(path: &Path, page: &Page, addresses: &mut HashMap<String, String>) -> Option<Problem> {
    // The same page by another scheme is the same page.
    let address = page.info.url.split_once("://").map_or(page.info.url.as_str(), |(_, rest)| rest);
    let address = address.trim_end_matches('/').to_owned();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(other) = addresses.get(&address) else {
        addresses.insert(address, name);
        return None;
    };
    let what = format!(
        "har samma url som {other}; ta bort den ena, eller låt url sluta med det avsnitt som sidan handlar om, till \
         exempel #avgift (båda sidorna visas)"
    );
    Some(Problem::at(&path.to_string_lossy(), 1, what))
}

/// A file's bytes, or why they cannot be had.
fn content(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("går inte att läsa: {error}");
    if std::fs::metadata(path).map_err(cannot)?.len() > LARGEST {
        return Err("är större än 1 MB; dela upp sidan".to_owned());
    }
    std::fs::read(path).map_err(cannot)
}

fn read(path: &Path, bytes: Result<Vec<u8>, String>, good: &mut Good) -> Result<Read, Error> {
    let name = path.file_name().unwrap_or_default();
    let as_it_is = bytes
        .map_err(|what| Problem::at(&path.to_string_lossy(), 1, what))
        .and_then(|bytes| Ok((page(path, &bytes)?, bytes)));
    let mut problem = match as_it_is {
        Ok((page, bytes)) => {
            good.keep(name, &bytes)?;
            return Ok(Read { page: Some(page), problem: None });
        }
        Err(problem) => problem,
    };
    // What was good once may not be any more: a newer program may ask more of a page.
    let before = good.before(name).and_then(|bytes| Some((page(path, &bytes).ok()?, bytes)));
    let Some((page, bytes)) = before else {
        problem.what.push_str(" (sidan visas inte)");
        return Ok(Read { page: None, problem: Some(problem) });
    };
    good.keep(name, &bytes)?;
    problem.what.push_str(" (sidan visas som den var innan)");
    Ok(Read { page: Some(page), problem: Some(problem) })
}

fn page(path: &Path, bytes: &[u8]) -> Result<Page, Problem> {
    let file = path.to_string_lossy();
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = line_at(bytes, error.valid_up_to());
        Problem::at(&file, line, "är inte sparad som UTF-8")
    })?;
    let slug = path.file_stem().unwrap_or_default().to_string_lossy();
    Page::read(&file, &slug, text)
}
