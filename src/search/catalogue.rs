//! What is known about the pages and passages of an index, and the file of their texts.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Error;
use crate::knowledge::{Page, PageInfo, Problem};

/// The catalogue's file in an index's directory. It is written last.
const FILE: &str = "catalogue.json";
/// The texts' file: every page version, one after the other.
pub(super) const TEXTS: &str = "texts";

/// A piece of the texts' file: first byte, and the byte after the last.
type Piece = (u32, u32);

/// The pages and passages of an index.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Catalogue {
    pub(super) pages: Vec<CataloguedPage>,
    /// By the number that the index knows them by.
    pub(super) passages: Vec<Passage>,
    /// Files that could not be read when the index was built.
    pub(super) problems: Vec<Problem>,
    /// The length of the texts' file.
    pub(super) text_bytes: u32,
}

/// A page, and where the text of its version is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CataloguedPage {
    pub(super) info: Arc<PageInfo>,
    pub(super) text: Piece,
}

/// A passage, as a piece of its page's version.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Passage {
    pub(super) page: u32,
    pub(super) heading: Option<Piece>,
    pub(super) text: Piece,
}

/// The bytes of a piece.
pub(super) fn bytes(piece: Piece) -> Range<usize> {
    piece.0 as usize..piece.1 as usize
}

impl Catalogue {
    /// Reads the catalogue of a directory; none when it is not there, not whole or not readable.
    pub(super) fn load(directory: &Path) -> Option<Self> {
        let catalogue: Self = serde_json::from_slice(&std::fs::read(directory.join(FILE)).ok()?).ok()?;
        let there = std::fs::metadata(directory.join(TEXTS)).ok()?.len();
        (there == u64::from(catalogue.text_bytes) && catalogue.is_sound()).then_some(catalogue)
    }

    /// Whether every passage is a piece of a page that is there.
    fn is_sound(&self) -> bool {
        let within = |piece: Piece| piece.0 <= piece.1 && piece.1 <= self.text_bytes;
        self.pages.iter().all(|page| within(page.text))
            && self.passages.iter().all(|passage| {
                (passage.page as usize) < self.pages.len() && within(passage.text) && passage.heading.is_none_or(within)
            })
    }

    /// Writes the catalogue, durably.
    pub(super) fn save(&self, directory: &Path) -> Result<(), Error> {
        let path = directory.join(FILE);
        let file = File::create(&path).map_err(Error::at(&path))?;
        let mut writer = BufWriter::new(file);
        serde_json::to_writer(&mut writer, self)?;
        writer.flush().and_then(|()| writer.get_ref().sync_all()).map_err(Error::at(&path))
    }
}

/// Writes pages to the texts' file and enters them in a catalogue.
pub(super) struct Cataloguer<'a> {
    directory: &'a Path,
    texts: BufWriter<File>,
    catalogue: Catalogue,
}

impl<'a> Cataloguer<'a> {
    /// Begins an empty catalogue in a directory.
    pub(super) fn begin(directory: &'a Path) -> Result<Self, Error> {
        let path = directory.join(TEXTS);
        let texts = BufWriter::new(File::create(&path).map_err(Error::at(&path))?);
        Ok(Self { directory, texts, catalogue: Catalogue::default() })
    }

    /// Enters a page and gives the number of its first passage; the others follow.
    pub(super) fn enter(&mut self, page: &Page) -> Result<u32, Error> {
        let version = page.version().text;
        let first = number(self.catalogue.passages.len())?;
        let page_number = number(self.catalogue.pages.len())?;
        let start = self.catalogue.text_bytes as usize;
        let end = start + version.len();
        // The version is the title, then heading and text of each section, with an empty line between all of them.
        let mut at = start + page.info.title.len();
        let mut piece = |text: &str| -> Result<Piece, Error> {
            let from = at + "\n\n".len();
            at = from + text.len();
            Ok((number(from)?, number(at)?))
        };
        for section in &page.sections {
            let heading = section.heading.as_deref().map(&mut piece).transpose()?;
            let text = piece(&section.text)?;
            self.catalogue.passages.push(Passage { page: page_number, heading, text });
        }
        self.catalogue
            .pages
            .push(CataloguedPage { info: Arc::new(page.info.clone()), text: (number(start)?, number(end)?) });
        self.catalogue.text_bytes = number(end)?;
        self.texts.write_all(version.as_bytes()).map_err(Error::at(&self.directory.join(TEXTS)))?;
        Ok(first)
    }

    /// Notes a file that cannot be read.
    pub(super) fn note(&mut self, problem: Problem) {
        self.catalogue.problems.push(problem);
    }

    /// Writes everything, durably.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        let path = self.directory.join(TEXTS);
        self.texts.flush().and_then(|()| self.texts.get_ref().sync_all()).map_err(Error::at(&path))?;
        self.catalogue.save(self.directory)
    }
}

fn number(count: usize) -> Result<u32, Error> {
    u32::try_from(count).map_err(|_| Error::TooMuch)
}
