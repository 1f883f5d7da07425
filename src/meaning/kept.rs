//! Vectors on disk, by the hash of the text that they stand for: a text that stays as it was is never read again.
//!
//! One file holds them all: which model they are of, each with its key, and a hash over everything. It is written whole,
//! beside the old one, and renamed. A file that is broken, or of another model, holds nothing: what is missing is computed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Compact, Role};

/// Raised when a file of an older program would be read wrongly.
const MAGIC: &[u8; 16] = b"vagledare mean 1";
/// The magic, the model's hash, and how many numbers a vector has.
const HEAD: usize = 16 + 32 + 4;
const HASH: usize = 32;

/// What a vector is kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of a text in a role.
    #[must_use]
    pub fn of(text: &str, role: Role) -> Self {
        let role: &[u8] = if role == Role::Question { b"q" } else { b"p" };
        let mut key = [0; 16];
        key.copy_from_slice(&Sha256::new_with_prefix(role).chain_update(text).finalize()[..16]);
        Self(key)
    }
}

/// Vectors of one model.
#[derive(Debug)]
pub struct Kept {
    model: [u8; 32],
    vectors: HashMap<Key, Compact>,
}

impl Kept {
    /// None, of a model.
    #[must_use]
    pub fn none(model: &[u8; 32]) -> Self {
        Self { model: *model, vectors: HashMap::new() }
    }

    /// The vectors of a file; none when it is not there, is broken, or is of another model.
    #[must_use]
    pub fn read(file: &Path, model: &[u8; 32]) -> Self {
        let bytes = std::fs::read(file).unwrap_or_default();
        let vectors = parse(&bytes, model).unwrap_or_default();
        Self { model: *model, vectors }
    }

    /// The vector of a text.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&Compact> {
        self.vectors.get(&key)
    }

    /// Keeps a vector.
    pub fn insert(&mut self, key: Key, vector: Compact) {
        self.vectors.insert(key, vector);
    }

    /// Lets go of what `is_wanted` does not want; `true` when there was some.
    pub fn retain(&mut self, is_wanted: impl Fn(Key) -> bool) -> bool {
        let before = self.vectors.len();
        self.vectors.retain(|key, _| is_wanted(*key));
        self.vectors.len() < before
    }

    /// Writes the file, durably: whoever reads it gets the old one or the new one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let mut sorted: Vec<_> = self.vectors.iter().collect();
        sorted.sort_unstable_by_key(|(key, _)| **key);
        let width = sorted.first().map_or(0, |(_, vector)| vector.steps.len());
        let mut bytes = [MAGIC.as_slice(), &self.model].concat();
        bytes.extend(u32::try_from(width).unwrap_or_default().to_le_bytes());
        for (key, Compact { scale, steps }) in sorted {
            bytes.extend(key.0);
            bytes.extend(scale.to_le_bytes());
            bytes.extend(steps.iter().map(|step| step.cast_unsigned()));
        }
        bytes.extend(Sha256::digest(&bytes));
        let beside = file.with_extension("new");
        let mut new = File::create(&beside)?;
        new.write_all(&bytes)?;
        new.sync_all()?;
        std::fs::rename(&beside, file)
    }
}

/// The vectors in a file's bytes; none when they are not whole, or of another model.
fn parse(bytes: &[u8], model: &[u8; 32]) -> Option<HashMap<Key, Compact>> {
    let (content, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let (head, rows) = content.split_at_checked(HEAD)?;
    if head[..16] != *MAGIC || head[16..48] != *model || *Sha256::digest(content) != *hash {
        return None;
    }
    let width = u32::from_le_bytes(head[48..].try_into().ok()?) as usize;
    let row = |row: &[u8]| {
        let (key, rest) = row.split_first_chunk()?;
        let (scale, steps) = rest.split_first_chunk()?;
        let steps = steps.iter().map(|byte| byte.cast_signed()).collect();
        Some((Key(*key), Compact { scale: f32::from_le_bytes(*scale), steps }))
    };
    rows.chunks_exact(16 + 4 + width).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::{Compact, Kept, Key, Role};

    fn vector(number: i8) -> Compact {
        Compact { scale: 0.5, steps: [number, -number, 127].into() }
    }

    #[test]
    fn what_is_kept_is_there_again_for_the_same_text_in_the_same_role_and_model() {
        let folder = tempfile::tempdir().expect("a directory");
        let file = folder.path().join("vectors");
        let mut kept = Kept::none(&[1; 32]);
        kept.insert(Key::of("bada", Role::Passage), vector(3));
        kept.insert(Key::of("simma", Role::Passage), vector(4));
        kept.write(&file).expect("written");
        let again = Kept::read(&file, &[1; 32]);
        assert_eq!(again.get(Key::of("bada", Role::Passage)), Some(&vector(3)));
        assert_eq!(again.get(Key::of("simma", Role::Passage)), Some(&vector(4)));
        assert_eq!(again.get(Key::of("bada", Role::Question)), None);
        assert_eq!(Kept::read(&file, &[2; 32]).get(Key::of("bada", Role::Passage)), None);
        assert!(!folder.path().join("vectors.new").exists());
    }

    #[test]
    fn what_nobody_wants_goes() {
        let mut kept = Kept::none(&[1; 32]);
        let [bathe, swim] = ["bada", "simma"].map(|text| Key::of(text, Role::Passage));
        kept.insert(bathe, vector(3));
        kept.insert(swim, vector(4));
        assert!(kept.retain(|key| key == swim) && !kept.retain(|key| key == swim));
        assert_eq!((kept.get(bathe), kept.get(swim)), (None, Some(&vector(4))));
    }

    #[test]
    fn a_broken_file_holds_nothing() {
        let folder = tempfile::tempdir().expect("a directory");
        let file = folder.path().join("vectors");
        let key = Key::of("bada", Role::Passage);
        let mut kept = Kept::none(&[1; 32]);
        kept.insert(key, vector(3));
        kept.write(&file).expect("written");
        let whole = std::fs::read(&file).expect("there");
        for length in 0..whole.len() {
            std::fs::write(&file, &whole[..length]).expect("written");
            assert_eq!(Kept::read(&file, &[1; 32]).get(key), None, "cut to {length} bytes");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&file, bytes).expect("written");
            assert_eq!(Kept::read(&file, &[1; 32]).get(key), None, "byte {at}");
        }
        kept.write(&file).expect("written over it");
        assert_eq!(Kept::read(&file, &[1; 32]).get(key), Some(&vector(3)));
    }
}
