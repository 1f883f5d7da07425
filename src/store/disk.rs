//! The disk that the file lies on: how much is free there, and whether the file is still the one that was opened.
//!
//! A file that was deleted or moved away can be written for as long as it is open, and nobody finds what was written: so
//! the writer looks at its place before each commit.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::StatVfsMountFlags;

use super::error::StoreError;

/// In per cent.
const CLEARLY: u32 = 2;

/// What the file's disk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Bytes that this process may still fill.
    pub free: u64,
    /// Those, and what is filled.
    pub total: u64,
    /// Whether the file is where it was, on a disk that may be written.
    pub is_there: bool,
}

impl Space {
    /// Whether less than so many per cent are free. What was too little before is so until clearly more is free: somebody
    /// who writes and deletes at the edge is not told of each time.
    #[must_use]
    pub fn is_low(&self, percent: u32, was_low: bool) -> bool {
        let percent = if was_low { percent.saturating_add(CLEARLY) } else { percent };
        u128::from(self.free) * 100 < u128::from(self.total) * u128::from(percent)
    }
}

/// Which file was opened, and where.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Place {
    /// Notes which file it is.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let file = fs::metadata(path).map_err(StoreError::file("the database cannot be looked at", path))?;
        Ok(Self { path: path.to_owned(), device: file.dev(), inode: file.ino() })
    }

    /// The file's name.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the same file still has its name.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none, [`StoreError::Replaced`] when it is another one.
    pub(super) fn is_the_same(&self) -> Result<(), StoreError> {
        let path = || self.path.clone();
        match fs::metadata(&self.path) {
            Ok(file) if (file.dev(), file.ino()) == (self.device, self.inode) => Ok(()),
            Ok(_) => Err(StoreError::Replaced { path: path() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(StoreError::Missing { path: path() }),
            Err(error) => Err(StoreError::file("the database cannot be looked at", &self.path)(error)),
        }
    }

    /// What the disk has. Where it cannot be asked, nothing is free.
    pub(super) fn space(&self) -> Space {
        let Ok(disk) = rustix::fs::statvfs(&self.path) else { return Space { free: 0, total: 0, is_there: false } };
        let filled = disk.f_blocks.saturating_sub(disk.f_bfree);
        let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
        Space {
            free: bytes(disk.f_bavail),
            // As `df` counts: what only root may fill is not there for us.
            total: bytes(filled.saturating_add(disk.f_bavail)),
            is_there: !disk.f_flag.contains(StatVfsMountFlags::RDONLY) && self.is_the_same().is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_a_tenth() {
        let space = |free, total| Space { free, total, is_there: true };
        assert!(space(9, 100).is_low(10, false) && !space(10, 100).is_low(10, false));
        assert!(space(11, 100).is_low(10, true) && !space(12, 100).is_low(10, true), "until there is clearly more");
        assert!(!space(0, 0).is_low(10, false), "a disk that tells nothing");
        assert!(space(u64::MAX / 100, u64::MAX).is_low(10, false), "no disk is too large");
        assert!(!space(0, 100).is_low(0, false), "off");
    }

    #[test]
    fn the_disk_has_something_free_as_long_as_the_file_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        fs::write(&path, "a").expect("a file");
        let place = Place::of(&path).expect("a place");
        let space = place.space();
        assert!(space.is_there && space.free > 0 && space.free <= space.total, "{space:?}");
        fs::rename(&path, folder.path().join("b")).expect("moved");
        assert!(matches!(place.is_the_same(), Err(StoreError::Missing { .. })));
        fs::write(&path, "a").expect("another file");
        assert!(matches!(place.is_the_same(), Err(StoreError::Replaced { .. })));
        assert!(!place.space().is_there);
        fs::rename(folder.path().join("b"), &path).expect("moved back");
        assert!(place.is_the_same().is_ok() && place.space().is_there);
    }
}
