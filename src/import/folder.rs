//! The folder of pages and the folder beside it: reading, and writing whole files or nothing.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Error;
use super::page_file::PageFile;
use crate::knowledge::FileName;

/// Where files lie.
#[derive(Debug)]
pub(super) struct Folder {
    pages: PathBuf,
    beside: PathBuf,
}

/// Folders beside the pages.
#[derive(Debug, Clone, Copy)]
pub(super) enum Aside {
    /// Files of pages that the website no longer has.
    Gone,
    /// New texts of pages whose file somebody has edited.
    Changed,
}

impl Folder {
    /// The pages in `pages`, and in `beside` what is put aside.
    pub(super) fn new(pages: &Path, beside: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(pages).map_err(Error::at(pages))?;
        Ok(Self { pages: pages.to_owned(), beside: beside.to_owned() })
    }

    fn page(&self, slug: &str) -> PathBuf {
        self.pages.join(format!("{slug}.md"))
    }

    fn aside(&self, aside: Aside, slug: &str) -> PathBuf {
        let folder = match aside {
            Aside::Gone => "gone",
            Aside::Changed => "changed",
        };
        self.beside.join(folder).join(format!("{slug}.md"))
    }

    /// What stands in a page's file; none when there is no file.
    pub(super) fn read(&self, slug: &str) -> Result<Option<String>, Error> {
        let path = self.page(slug);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::at(&path)(error)),
        }
    }

    /// Whether a name is taken, here or among those that are gone.
    pub(super) fn has(&self, slug: &str) -> bool {
        self.page(slug).exists() || self.aside(Aside::Gone, slug).exists()
    }

    /// Writes a page's file.
    pub(super) fn write(&self, slug: &str, text: &str) -> Result<(), Error> {
        write(&self.page(slug), text)
    }

    /// Writes a file aside.
    pub(super) fn write_aside(&self, aside: Aside, slug: &str, text: &str) -> Result<(), Error> {
        write(&self.aside(aside, slug), text)
    }

    /// Moves a page's file to those that are gone; tells whether there was one.
    pub(super) fn retire(&self, slug: &str) -> Result<bool, Error> {
        rename(&self.page(slug), &self.aside(Aside::Gone, slug))
    }

    /// Moves a page's file back, unless its name has been taken.
    pub(super) fn bring_back(&self, slug: &str) -> Result<bool, Error> {
        if self.page(slug).exists() { Ok(false) } else { rename(&self.aside(Aside::Gone, slug), &self.page(slug)) }
    }

    /// The names of all pages by their address, without a slash at its end.
    pub(super) fn addresses(&self) -> Result<HashMap<String, String>, Error> {
        let mut found = HashMap::new();
        for entry in std::fs::read_dir(&self.pages).map_err(Error::at(&self.pages))? {
            let path = entry.map_err(Error::at(&self.pages))?.path();
            let is_page = path.file_name().and_then(|name| name.to_str()).map(FileName::of) == Some(FileName::Page);
            let Some(slug) = path.file_stem().and_then(|name| name.to_str()).filter(|_| is_page) else { continue };
            if let Some(url) =
                self.read(slug)?.as_deref().and_then(PageFile::read).and_then(|file| file.url().map(str::to_owned))
            {
                found.insert(url.trim_end_matches('/').to_owned(), slug.to_owned());
            }
        }
        Ok(found)
    }
}

/// Whoever reads the folder meanwhile finds the old file or the new one, never a part.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    make_room(path)?;
    let beside = path.with_extension("md.new");
    let mut file = std::fs::File::create(&beside).map_err(Error::at(&beside))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::at(&beside))?;
    std::fs::rename(&beside, path).map_err(Error::at(path))
}

fn rename(from: &Path, to: &Path) -> Result<bool, Error> {
    if !from.exists() {
        return Ok(false);
    }
    make_room(to)?;
    std::fs::rename(from, to).map_err(Error::at(from))?;
    Ok(true)
}

fn make_room(path: &Path) -> Result<(), Error> {
    path.parent().map_or(Ok(()), |folder| std::fs::create_dir_all(folder).map_err(Error::at(folder)))
}
