//! The files of an index's pages as they were when they were last good, word for word.
//!
//! They stand in one file beside the index: of each page its name and its content, each after its length. So a page that
//! somebody breaks goes on answering as it did, also after a restart and under a newer program, which reads it anew.
//! Only building reads this file, so nothing of it is in the server's memory.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::Error;

/// The file in an index's directory.
const FILE: &str = "good";

/// The good pages of the index that is being built, and of those before it.
pub(super) struct Good {
    path: PathBuf,
    writer: BufWriter<File>,
    before: Vec<PathBuf>,
    /// Read when the first broken page asks.
    found: Option<Vec<Kept>>,
}

/// A page's name and content.
type NamedContent = (Vec<u8>, Vec<u8>);

/// A file of good pages.
struct Kept {
    file: File,
    /// Where the content of each page is, by its name: first byte and length.
    places: HashMap<Vec<u8>, (u64, u64)>,
}

impl Good {
    /// Begins to keep pages in `directory`. What was good is looked for in the directories `before`, in their order.
    pub(super) fn begin(directory: &Path, before: &[PathBuf]) -> Result<Self, Error> {
        let path = directory.join(FILE);
        let writer = BufWriter::new(File::create(&path).map_err(Error::at(&path))?);
        Ok(Self { path, writer, before: before.to_vec(), found: None })
    }

    /// Keeps a page that is good.
    pub(super) fn keep(&mut self, name: &OsStr, content: &[u8]) -> Result<(), Error> {
        for part in [name.as_encoded_bytes(), content] {
            let length = u64::try_from(part.len()).map_err(|_| Error::TooMuch)?;
            let written = self.writer.write_all(&length.to_le_bytes()).and_then(|()| self.writer.write_all(part));
            written.map_err(Error::at(&self.path))?;
        }
        Ok(())
    }

    /// A page as it was when it was last good; none when it never was, or when what was kept cannot be read.
    pub(super) fn before(&mut self, name: &OsStr) -> Option<Vec<u8>> {
        let before = &self.before;
        let found =
            self.found.get_or_insert_with(|| before.iter().filter_map(|it| find(&it.join(FILE)).ok()).collect());
        found.iter_mut().find_map(|Kept { file, places }| {
            let (from, length) = *places.get(name.as_encoded_bytes())?;
            let mut content = vec![0; usize::try_from(length).ok()?];
            file.seek(SeekFrom::Start(from)).and_then(|_| file.read_exact(&mut content)).ok()?;
            Some(content)
        })
    }

    /// Every page of the index in `directory`, in the order of its catalogue: name and content.
    pub(super) fn all(directory: &Path) -> Result<Vec<NamedContent>, Error> {
        let path = directory.join(FILE);
        let bytes = std::fs::read(&path).map_err(Error::at(&path))?;
        let mut reader = bytes.as_slice();
        let mut part = || -> Option<Vec<u8>> {
            let (length, rest) = reader.split_first_chunk()?;
            let (part, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
            reader = rest;
            Some(part.to_vec())
        };
        Ok(std::iter::from_fn(|| Some((part()?, part()?))).collect())
    }

    /// Writes everything, durably.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.writer.flush().and_then(|()| self.writer.get_ref().sync_all()).map_err(Error::at(&self.path))
    }
}

/// Looks through a file. One that ends in the middle of a page, as after a full disk, is read as far as it goes.
fn find(path: &Path) -> std::io::Result<Kept> {
    let file = File::open(path)?;
    let end = file.metadata()?.len();
    let mut reader = BufReader::new(file.try_clone()?);
    let (mut at, mut places) = (0, HashMap::new());
    while let Ok(length) = length(&mut reader, end - at) {
        let mut name = vec![0; usize::try_from(length).unwrap_or_default()];
        reader.read_exact(&mut name)?;
        at += 8 + length;
        let Ok(length) = self::length(&mut reader, end - at) else { break };
        at += 8;
        places.insert(name, (at, length));
        at += length;
        reader.seek_relative(i64::try_from(length).unwrap_or_default())?;
    }
    Ok(Kept { file, places })
}

/// A length of which as many bytes are left.
fn length(reader: &mut impl std::io::Read, left: u64) -> std::io::Result<u64> {
    let mut bytes = [0; 8];
    reader.read_exact(&mut bytes)?;
    let length = u64::from_le_bytes(bytes);
    if length.saturating_add(8) > left { Err(std::io::ErrorKind::UnexpectedEof.into()) } else { Ok(length) }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::search::{Library, Limits, Report};

    const PAGE: &str =
        "+++\ntitle = \"Bryggor\"\nurl = \"https://k.example/\"\nkeywords = [\"hopptorn\"]\n+++\nDu får bada.\n";

    struct Pages(tempfile::TempDir);

    impl Pages {
        fn new() -> Self {
            let pages = Self(tempfile::tempdir().expect("a directory"));
            std::fs::create_dir(pages.path("pages")).expect("created");
            pages
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.path("pages").join(name), text).expect("written");
        }

        fn open(&self) -> (Library, Report) {
            Library::open(&self.path("pages"), &self.path("index")).expect("opened")
        }

        fn index(&self) -> PathBuf {
            let entries = std::fs::read_dir(self.path("index")).expect("listed");
            entries.map(|it| it.expect("an entry").path()).find(|path| path.is_dir()).expect("an index")
        }
    }

    fn texts(library: &Library, question: &str) -> Vec<String> {
        let hits = library.search(&question.into(), Limits::default()).expect("searched");
        hits.found.into_iter().map(|hit| hit.text).collect()
    }

    #[test]
    fn a_page_that_breaks_answers_as_it_did_while_the_others_change() {
        let pages = Pages::new();
        let other = PAGE.replace("k.example/", "k.example/is");
        pages.write("bryggor.md", PAGE);
        pages.write("is.md", &other.replace("Du får bada.", "Isen är svag."));
        pages.open();
        pages.write("bryggor.md", &PAGE.replace("Du får bada.", "Bada inte.").replace("title = ", "title "));
        pages.write("is.md", &other.replace("Du får bada.", "Isen är stark."));
        let (library, report) = pages.open();
        assert_eq!((report.pages, report.problems.len()), (2, 1));
        let problem = report.problems[0].to_string();
        assert!(problem.contains("bryggor.md:2: ") && problem.contains("som den var innan"), "{problem}");
        assert_eq!(texts(&library, "bada"), ["Du får bada."]);
        assert_eq!(texts(&library, "isen"), ["Isen är stark."]);
        assert!(texts(&library, "hopptorn").contains(&"Du får bada.".to_owned()), "its keywords are kept, too");
    }

    #[test]
    fn it_does_so_through_any_number_of_indexes_until_it_is_mended_or_goes() {
        let pages = Pages::new();
        pages.write("bryggor.md", PAGE);
        pages.open();
        for broken in ["", "half a pa", "+++\ntitle = \"B"] {
            pages.write("bryggor.md", broken);
            let (library, report) = pages.open();
            assert!(report.built);
            assert_eq!(texts(&library, "bada"), ["Du får bada."], "{broken:?}");
            assert!(!pages.open().1.built, "the index that is there is right");
        }
        pages.write("bryggor.md", &PAGE.replace("Du får bada.", "Bada gärna."));
        let (library, report) = pages.open();
        assert_eq!((texts(&library, "bada"), report.problems.len()), (vec!["Bada gärna.".to_owned()], 0));
        std::fs::remove_file(pages.path("pages/bryggor.md")).expect("removed");
        assert_eq!(texts(&pages.open().0, "bada"), [""; 0]);
        pages.write("bryggor.md", "broken from the start");
        let (library, report) = pages.open();
        assert_eq!((texts(&library, "bada").len(), report.pages), (0, 0));
        assert!(report.problems[0].what.ends_with("(sidan visas inte)"), "{}", report.problems[0]);
    }

    #[test]
    fn what_was_kept_is_read_as_far_as_it_is_whole() {
        let pages = Pages::new();
        pages.write("a.md", PAGE);
        pages.write("b.md", PAGE);
        pages.open();
        let kept = pages.index().join(super::FILE);
        let length = std::fs::metadata(&kept).expect("there").len();
        cut(&kept, length - 1);
        pages.write("a.md", "");
        pages.write("b.md", "");
        let (library, report) = pages.open();
        assert_eq!((report.pages, texts(&library, "bada").len()), (1, 1), "{:?}", report.problems);
        let kept = pages.index().join(super::FILE);
        for length in (0..std::fs::metadata(&kept).expect("there").len()).rev() {
            cut(&kept, length);
            let kept = super::find(&kept).expect("read");
            assert!(kept.places.is_empty(), "cut to {length} bytes");
        }
    }

    fn cut(file: &Path, length: u64) {
        let file = std::fs::OpenOptions::new().write(true).open(file).expect("opened");
        file.set_len(length).expect("cut");
    }
}
