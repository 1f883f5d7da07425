//! Whether the knowledge folder has changed: a cheap look at names, sizes and times.
//!
//! A look and not the kernel's notices of changes (inotify), for four reasons. It sees the same on every file system:
//! notices do not come from network drives, where editors keep pages. It has nothing to lose: a queue of notices
//! overflows, and a folder that is replaced or mounted anew is no longer watched. Editors that write beside and rename
//! look like any others. And it is cheap enough: ten thousand pages are seen in some ten milliseconds.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::Error;
use super::folder::file_name;
use crate::knowledge::FileName;

/// What a look at the knowledge folder saw. Two that are equal have seen the same files, unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    files: usize,
    /// The sum over all files, so that their order does not matter.
    sum: u64,
}

impl Look {
    /// Looks at what stands in the knowledge folder and the folders in it: pages (`.md`, and what is named nearly so)
    /// and words (`.toml`).
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn at(knowledge: &Path) -> Result<Self, Error> {
        let mut look = Self { files: 0, sum: 0 };
        look.add(knowledge, true)?;
        Ok(look)
    }

    fn add(&mut self, folder: &Path, and_folders_in_it: bool) -> Result<(), Error> {
        for entry in std::fs::read_dir(folder).map_err(Error::at(folder))? {
            let path = entry.map_err(Error::at(folder))?.path();
            if file_name(&path) != FileName::Other || path.extension().is_some_and(|ending| ending == "toml") {
                self.add_file(&path);
            } else if and_folders_in_it && path.is_dir() {
                // One that cannot be listed, such as a volume's lost+found, hides nothing but itself.
                let _ = self.add(&path, false);
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path) {
        // One that has just gone is seen as gone by the next look.
        let Ok(file) = std::fs::metadata(path) else { return };
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        // The time of the last change of the entry itself, too: a copy may bring its time along.
        (file.len(), file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec()).hash(&mut hasher);
        self.files += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn a_look_sees_pages_and_words_that_come_go_or_change_and_nothing_else() {
        let knowledge = tempfile::tempdir().expect("a directory");
        let at = |name: &str| knowledge.path().join(name);
        let look = || Look::at(knowledge.path()).expect("listed");
        for folder in ["pages", "phrases"] {
            std::fs::create_dir(at(folder)).expect("created");
        }
        let mut seen = vec![look()];
        let mut differs = |why: &str| {
            let now = look();
            assert!(!seen.contains(&now), "{why}");
            assert_eq!(now, look(), "nothing has changed since");
            seen.push(now);
        };
        std::fs::write(at("pages/a.md"), "a").expect("written");
        differs("a page came");
        std::fs::write(at("phrases/sv.toml"), "").expect("written");
        differs("a file of phrases came");
        std::fs::write(at("referrals.toml"), "").expect("written");
        differs("the referrals came");
        std::fs::write(at("pages/a.md"), "a longer one").expect("written");
        differs("a page changed");
        std::fs::write(at("pages/b.tmp"), "another one").expect("written");
        std::fs::write(at("pages/._a.md"), "what a system keeps beside").expect("written");
        assert_eq!(look(), seen[4], "what an editor keeps beside is not looked at");
        std::fs::rename(at("pages/b.tmp"), at("pages/a.md")).expect("renamed");
        let after = look();
        assert!(!seen.contains(&after), "a page was replaced");
        std::fs::remove_file(at("pages/a.md")).expect("removed");
        assert_ne!(look(), after, "a page went");
    }
}
