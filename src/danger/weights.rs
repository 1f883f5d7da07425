//! Learned weights, and what they say of a text.
//!
//! A text's score is a sum of whole numbers, one for each feature, divided by the root of how many there are: the same on
//! every machine, bit for bit. A long text is read in windows, so that danger told in one sentence is not lost among the
//! others; the window that tells most of it speaks for the text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

use super::example::Tells;
use super::kind::{About, Kind, Tier, Tongue};
use super::own::Said;
use super::words::{features, words};

/// Raised when an older file would be read wrongly.
const MAGIC: &[u8; 16] = b"vagledare dang 2";
/// Words that are read together, and how far the next window is from the one before.
const WINDOW: usize = 32;
const STEP: usize = 12;
/// How many numbers the vector of the model of meaning has.
pub(crate) const WIDTH: usize = 384;

/// What is told apart by the features that matter: the two tiers, and the kinds.
pub(crate) const TIERS: usize = 2;
pub(crate) const COLUMNS: usize = TIERS + Kind::ALL.len();
/// The columns of the tiers.
pub(crate) const CONCERN: usize = 0;
pub(crate) const ALARM: usize = 1;
/// What is told apart by tables that features share by chance; and how many rows each has, as a power of two.
pub(crate) const ABOUT: (usize, u32) = (About::ALL.len(), 12);
pub(crate) const TONGUES: (usize, u32) = (Tongue::ALL.len(), 12);

/// The weights of the features that matter; all others count nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dictionary {
    /// The features, sorted.
    pub(crate) features: Vec<u32>,
    /// Their weights, in the same order.
    pub(crate) weights: Vec<[i8; COLUMNS]>,
    /// What one step of a weight is worth, and what is added, by column.
    pub(crate) scale: [f32; COLUMNS],
    pub(crate) bias: [f32; COLUMNS],
    /// Where the features begin that share their first 16 bits.
    starts: Vec<u32>,
}

impl Dictionary {
    pub(crate) fn new(
        features: Vec<u32>,
        weights: Vec<[i8; COLUMNS]>,
        scale: [f32; COLUMNS],
        bias: [f32; COLUMNS],
    ) -> Self {
        let mut starts = vec![0; (1 << 16) + 1];
        for feature in &features {
            starts[(feature >> 16) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { features, weights, scale, bias, starts }
    }

    fn get(&self, feature: u32) -> Option<&[i8; COLUMNS]> {
        let bucket = (feature >> 16) as usize;
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let at = self.features[from..to].iter().position(|known| *known == feature)?;
        Some(&self.weights[from + at])
    }

    /// The sums up to each word: what words between two of them add is a difference.
    fn sums(&self, words: &[String]) -> Vec<Sum> {
        let mut sum = Sum::default();
        let mut sums = vec![sum];
        for at in 0..words.len() {
            features(words, at, |feature| {
                sum.features += 1;
                if let Some(weights) = self.get(feature) {
                    for (sum, weight) in sum.columns.iter_mut().zip(weights) {
                        *sum += i32::from(*weight);
                    }
                }
            });
            sums.push(sum);
        }
        sums
    }

    fn scores(&self, sum: &Sum) -> [f32; COLUMNS] {
        #[expect(clippy::cast_precision_loss, reason = "sums and counts of a text are far below 2^24")]
        std::array::from_fn(|column| {
            sum.columns[column] as f32 * self.scale[column] / (sum.features.max(1) as f32).sqrt() + self.bias[column]
        })
    }
}

/// The weights of some words, summed, and how many features they have: words that nobody knows make the others count less.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    columns: [i32; COLUMNS],
    features: u32,
}

impl Sum {
    fn less(&self, before: &Self) -> Self {
        let columns = std::array::from_fn(|column| self.columns[column] - before.columns[column]);
        Self { columns, features: self.features - before.features }
    }
}

/// A table of weights: a row for each group of features, a column for each thing that is told apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) columns: usize,
    pub(crate) bits: u32,
    pub(crate) weights: Vec<i8>,
    /// What one step of a weight is worth, by column.
    pub(crate) scale: Vec<f32>,
    /// What is added, by column.
    pub(crate) bias: Vec<f32>,
}

impl Table {
    fn row(&self, feature: u32) -> &[i8] {
        let row = (feature & ((1 << self.bits) - 1)) as usize * self.columns;
        &self.weights[row..row + self.columns]
    }

    /// The scores of a sum over so many features.
    fn scores(&self, sum: &[i32], features: u32) -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "sums and counts of a text are far below 2^24")]
        let score = |column: usize| {
            sum[column] as f32 * self.scale[column] / (features.max(1) as f32).sqrt() + self.bias[column]
        };
        (0..self.columns).map(score).collect()
    }
}

/// What is learned of the model's vectors together with the words' scores: a plane for each thing that is told apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OfVectors {
    /// By plane: the numbers of the vector, and then the words' scores by column.
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// What one plane of vector and words looks at.
pub(crate) const BESIDE: usize = WIDTH + COLUMNS;
/// The planes of vector and words: danger rather than nothing, certain danger rather than nothing, certain rather than
/// possible danger, and the kinds. An alarm needs the second and the third: what one plane has to tell apart from both
/// is raised by much danger that is only possible.
pub(crate) const PLANES: usize = FIRST_KIND + Kind::ALL.len();
pub(crate) const CERTAIN: usize = 2;
pub(crate) const FIRST_KIND: usize = 3;

/// From which score on a text is noticed: by words alone (concern, alarm), by words and vector (concern, alarm), how
/// near to the first a second kind is named as well (by words alone, by both), and how certain rather than possible an
/// alarm by both is.
pub(crate) type Thresholds = [f32; 7];

/// Languages with many examples and those with few have thresholds of their own: what is known of the one says little
/// about how often the other would be noticed for nothing.
pub(crate) const GROUPS: usize = 2;

/// Which thresholds a language has.
pub(crate) fn group(tongue: Tongue) -> usize {
    usize::from(!matches!(tongue, Tongue::Sv | Tongue::En))
}

/// The weights of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// The hash of the examples that they were made from.
    pub(crate) of: [u8; 32],
    /// The [ids](crate::Example::id) of the examples that they were made from, sorted.
    pub(crate) ids: Vec<u32>,
    /// The beginnings of the hashes of the files that those stand in, sorted.
    pub(crate) files: Vec<u32>,
    /// Short examples that the weights alone would judge wrongly, by [`key`] of their words.
    pub(crate) exact: BTreeMap<u32, (Option<Tells>, Tongue)>,
    pub(crate) thresholds: [Thresholds; GROUPS],
    pub(crate) dictionary: Dictionary,
    pub(crate) about: Table,
    pub(crate) tongues: Table,
    pub(crate) vectors: OfVectors,
}

/// What the weights say of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Concern and alarm.
    pub(crate) tiers: [f32; 2],
    /// How certain danger is rather than possible; only a vector tells.
    pub(crate) certain: f32,
    /// By [`Kind`], of the window that speaks for the text.
    pub(crate) kinds: Vec<f32>,
    pub(crate) about: About,
    pub(crate) tongue: Tongue,
    pub(crate) said: Option<Said>,
}

/// The weights that the program was built with.
///
/// # Panics
/// Never in a program whose tests have passed: the file is part of it.
#[must_use]
pub fn built_in() -> &'static Weights {
    static WEIGHTS: LazyLock<Weights> =
        LazyLock::new(|| Weights::read(include_bytes!("weights.bin")).expect("a test reads the built-in weights"));
    &WEIGHTS
}

impl Weights {
    /// What the weights say of a text.
    #[must_use]
    pub fn scores(&self, text: &str) -> Scores {
        let words = words(text);
        let said = key(&words).and_then(|key| self.exact.get(&key)).map(|(tells, tongue)| match tells {
            Some(tells) => Said::Danger(*tells, *tongue),
            None => Said::Ordinary,
        });
        let sums = self.dictionary.sums(&words);
        let window = self.loudest(&sums);
        let loudest = self.dictionary.scores(&sums[window.end].less(&sums[window.start]));
        let words = &words[window];
        let of = |table: &Table| {
            let (sum, count) = sum(table, words);
            table.scores(&sum, count)
        };
        Scores {
            tiers: [loudest[CONCERN], loudest[ALARM]],
            certain: 0.0,
            kinds: loudest[TIERS..].to_vec(),
            about: first(&of(&self.about), &About::ALL),
            tongue: first(&of(&self.tongues), &Tongue::ALL),
            said,
        }
    }

    /// The language of a text, as far as its words tell.
    #[must_use]
    pub fn tongue(&self, text: &str) -> Tongue {
        let (sum, count) = sum(&self.tongues, &words(text));
        first(&self.tongues.scores(&sum, count), &Tongue::ALL)
    }

    /// The words that speak for a text: all of a short one, the most alarming window of a long one. To take the most alarming
    /// sentence of a short one as well was tried: more ordinary texts are noticed then, and at the same number of those fewer
    /// dangers.
    fn loudest(&self, sums: &[Sum]) -> std::ops::Range<usize> {
        let words = sums.len() - 1;
        if words <= WINDOW + STEP {
            return 0..words;
        }
        let loudness = |from: usize| {
            let scores = self.dictionary.scores(&sums[from + WINDOW].less(&sums[from]));
            scores[ALARM] + scores[CONCERN]
        };
        let last = words - WINDOW;
        let starts = (0..last).step_by(STEP).chain([last]);
        let loudest = starts.map(|from| (from, loudness(from))).max_by(|one, other| one.1.total_cmp(&other.1));
        loudest.map_or(0..words, |(from, _)| from..from + WINDOW)
    }

    /// How many examples are kept [word for word](Scores::said).
    #[must_use]
    pub fn word_for_word(&self) -> usize {
        self.exact.len()
    }

    /// What the weights say of a vector of the model of meaning, with the scores of the same text's words.
    #[must_use]
    pub fn with_vector(&self, scores: &Scores, vector: &[f32]) -> Scores {
        let plane = |at: usize| {
            let weights = &self.vectors.weights[at * BESIDE..(at + 1) * BESIDE];
            let numbers = vector.iter().chain(&scores.tiers).chain(&scores.kinds);
            let sum: f32 = weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum();
            sum + self.vectors.bias[at]
        };
        Scores {
            tiers: [plane(CONCERN), plane(ALARM)],
            certain: plane(CERTAIN),
            kinds: (FIRST_KIND..PLANES).map(plane).collect(),
            ..scores.clone()
        }
    }

    /// The hash of the examples that they were made from.
    #[must_use]
    pub fn made_from(&self) -> &[u8; 32] {
        &self.of
    }

    /// Whether they were made from an example, among others.
    #[must_use]
    pub fn know(&self, id: u32) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// Whether they were made from a file of examples as it stands.
    #[must_use]
    pub fn know_file(&self, text: &str) -> bool {
        self.files.binary_search(&file_id(text)).is_ok()
    }

    /// Reads a file of weights; none when it is not one, or not whole.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let unpacked = miniz_oxide::inflate::decompress_to_vec(bytes.strip_prefix(MAGIC)?).ok()?;
        let mut rest = Bytes(&unpacked);
        let of = rest.take(32)?.try_into().ok()?;
        let [ids, files] = [rest.numbers()?, rest.numbers()?];
        let keys = rest.numbers()?;
        let exact = keys
            .iter()
            .zip(rest.take(keys.len() * 2)?.as_chunks().0)
            .map(|(key, [tells, tongue])| Some((*key, (tells_of(*tells), *Tongue::ALL.get(usize::from(*tongue))?))));
        let exact = exact.collect::<Option<_>>()?;
        let thresholds = [rest.floats(7)?.try_into().ok()?, rest.floats(7)?.try_into().ok()?];
        let features = rest.numbers()?;
        let mut weights = vec![[0; COLUMNS]; features.len()];
        for column in 0..COLUMNS {
            for (weights, byte) in weights.iter_mut().zip(rest.take(features.len())?) {
                weights[column] = byte.cast_signed();
            }
        }
        let [scale, bias] = [rest.floats(COLUMNS)?.try_into().ok()?, rest.floats(COLUMNS)?.try_into().ok()?];
        let dictionary = Dictionary::new(features, weights, scale, bias);
        let [about, tongues] = [ABOUT, TONGUES].map(|(columns, bits)| rest.table(columns, bits));
        let vectors = OfVectors { weights: rest.floats(PLANES * BESIDE)?, bias: rest.floats(PLANES)? };
        let whole = rest.0.is_empty();
        whole.then_some(Self {
            of,
            ids,
            files,
            exact,
            thresholds,
            dictionary,
            about: about?,
            tongues: tongues?,
            vectors,
        })
    }

    /// The file of these weights, packed: sorted numbers as the steps between them, and columns one after the other.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = self.of.to_vec();
        push_numbers(&mut bytes, &self.ids);
        push_numbers(&mut bytes, &self.files);
        push_numbers(&mut bytes, &self.exact.keys().copied().collect::<Vec<_>>());
        bytes.extend(self.exact.values().flat_map(|(tells, tongue)| [number_of(*tells), *tongue as u8]));
        self.thresholds.iter().for_each(|of_group| push_floats(&mut bytes, of_group));
        push_numbers(&mut bytes, &self.dictionary.features);
        for column in 0..COLUMNS {
            bytes.extend(self.dictionary.weights.iter().map(|weights| weights[column].cast_unsigned()));
        }
        push_floats(&mut bytes, &self.dictionary.scale);
        push_floats(&mut bytes, &self.dictionary.bias);
        for table in [&self.about, &self.tongues] {
            bytes.extend(table.weights.iter().map(|weight| weight.cast_unsigned()));
            push_floats(&mut bytes, &table.scale);
            push_floats(&mut bytes, &table.bias);
        }
        push_floats(&mut bytes, &self.vectors.weights);
        push_floats(&mut bytes, &self.vectors.bias);
        [MAGIC.as_slice(), &miniz_oxide::deflate::compress_to_vec(&bytes, 9)].concat()
    }
}

/// A message with more words is not looked up among the examples.
const FEW_WORDS: usize = 6;

/// What a few words are looked up by.
pub(crate) fn key(words: &[String]) -> Option<u32> {
    let few = !words.is_empty() && words.len() <= FEW_WORDS;
    few.then(|| file_id(&words.join(" ")))
}

/// What an example tells of as one number; 0 is nothing.
fn number_of(tells: Option<Tells>) -> u8 {
    let Some(Tells { tier, kind, about }) = tells else { return 0 };
    1 + (u8::from(tier == Tier::Alarm) * KINDS + kind as u8) * ABOUTS + about as u8
}

/// What a number stands for; what stands for nothing is damaged, and counts as nothing.
fn tells_of(number: u8) -> Option<Tells> {
    let number = number.checked_sub(1)?;
    let tier = match number / (KINDS * ABOUTS) {
        0 => Tier::Concern,
        1 => Tier::Alarm,
        _ => return None,
    };
    let (kind, about) = (number / ABOUTS % KINDS, number % ABOUTS);
    Some(Tells { tier, kind: Kind::ALL[usize::from(kind)], about: About::ALL[usize::from(about)] })
}

#[expect(clippy::cast_possible_truncation, reason = "there are seven kinds and five answers to whose danger it is")]
const KINDS: u8 = Kind::ALL.len() as u8;
#[expect(clippy::cast_possible_truncation, reason = "as above")]
const ABOUTS: u8 = About::ALL.len() as u8;

fn push_floats(bytes: &mut Vec<u8>, floats: &[f32]) {
    bytes.extend(floats.iter().flat_map(|float| float.to_le_bytes()));
}

/// How many there are, and the step from each to the next: seven bits a byte, the lowest first.
fn push_numbers(bytes: &mut Vec<u8>, sorted: &[u32]) {
    bytes.extend(u32::try_from(sorted.len()).unwrap_or(u32::MAX).to_le_bytes());
    let mut before = 0;
    for number in sorted {
        let mut step = number - before;
        while step >= 0x80 {
            bytes.push(u8::try_from(step & 0x7f).unwrap_or_default() | 0x80);
            step >>= 7;
        }
        bytes.push(u8::try_from(step).unwrap_or_default());
        before = *number;
    }
}

/// What tells a file of examples from all others.
pub(crate) fn file_id(text: &str) -> u32 {
    let hash = Sha256::digest(text);
    u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// The sum of a table's rows over the features of words, and how many features they have.
pub(crate) fn sum(table: &Table, words: &[String]) -> (Vec<i32>, u32) {
    let (mut sum, mut count) = (vec![0; table.columns], 0);
    for at in 0..words.len() {
        features(words, at, |feature| {
            count += 1;
            for (sum, weight) in sum.iter_mut().zip(table.row(feature)) {
                *sum += i32::from(*weight);
            }
        });
    }
    (sum, count)
}

/// The member of a closed set with the highest score; of equals the first.
fn first<T: Copy>(scores: &[f32], all: &[T]) -> T {
    let mut best = 0;
    for at in 1..all.len() {
        if scores[at] > scores[best] {
            best = at;
        }
    }
    all[best]
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// What [`push_numbers`] has written.
    fn numbers(&mut self) -> Option<Vec<u32>> {
        let (count, mut before) = (self.number()?, 0_u32);
        let mut next = || {
            let (mut step, mut shift) = (0_u32, 0);
            loop {
                let byte = self.take(1)?[0];
                step |= u32::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            before = before.checked_add(step)?;
            Some(before)
        };
        (0..count).map(|_| next()).collect()
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let bytes = self.take(count * 4)?;
        Some(bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn table(&mut self, columns: usize, bits: u32) -> Option<Table> {
        let weights = self.take(columns << bits)?.iter().map(|byte| byte.cast_signed()).collect();
        Some(Table { columns, bits, weights, scale: self.floats(columns)?, bias: self.floats(columns)? })
    }
}
