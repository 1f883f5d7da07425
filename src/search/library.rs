//! One index, open for questions.

use std::collections::HashMap;
use std::fs::File;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::directory::{Directory, FileSlice, MmapDirectory};
use tantivy::index::SegmentReader;
use tantivy::{Index, ReloadPolicy};
use tracing::warn;

use super::Error;
use super::build::{Fields, NUMBER, build};
use super::candidates::{Candidate, Candidates, Known, MOST, Written, places, years};
use super::catalogue::{Catalogue, Passage, TEXTS, bytes};
use super::folder::Folder;
use super::meant::{self, Learnt, Meant};
use super::points;
use super::scores::Texts;
use crate::knowledge::{Held, Hit, Hits, PageInfo, PageVersion, Problem, Query, Sought, WEIGHTS};
use crate::meaning::Meaning;

/// Blocks that tantivy's document store keeps in memory. Nothing is stored there.
const STORE_BLOCKS: usize = 1;

/// How much a question may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Passages given back, at most.
    pub passages: usize,
    /// Words that are looked for, at most; those that come first are kept.
    pub terms: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { passages: 12, terms: 96 }
    }
}

/// What opening a library found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The directory that the index stands in.
    pub index: PathBuf,
    /// Pages that are served.
    pub pages: usize,
    /// Passages on them.
    pub passages: usize,
    /// Files that cannot be read or that somebody has to look at, and why. Where a page was good before, it is served as it
    /// was.
    pub problems: Vec<Problem>,
    /// Whether the index had to be built; otherwise it was there.
    pub built: bool,
}

/// What indexing came to, as one process tells another.
#[derive(Debug, Serialize, Deserialize)]
pub struct Indexed {
    /// What opening the index found.
    #[serde(flatten)]
    pub report: Report,
    /// How far its vectors are, when there is a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt: Option<Learnt>,
}

/// What the index holds: a document for each page, each passage, and each question that a passage answers.
struct Documents {
    passages: Texts,
    pages: Texts,
    questions: Texts,
    /// The catalogue's number of each document's passage or page.
    numbers: Column<u64>,
}

impl Documents {
    fn open(segment: &SegmentReader, fields: Fields, catalogue: &Catalogue) -> tantivy::Result<Self> {
        let (passages, pages) = (catalogue.passages.len() as u64, catalogue.pages.len() as u64);
        let questions = u64::from(segment.max_doc()).saturating_sub(passages + pages);
        Ok(Self {
            passages: Texts::open(segment, fields.passage, passages)?,
            pages: Texts::open(segment, fields.page, pages)?,
            questions: Texts::open(segment, fields.question, questions)?,
            numbers: segment.fast_fields().u64(NUMBER)?,
        })
    }

    /// Puts scores of documents where their passages, or their pages, stand in the catalogue; the best one counts.
    fn by_number(&self, scores: &[f32], count: usize) -> Vec<f32> {
        let mut by_number = vec![0.0_f32; count];
        for (document, score) in (0..).zip(scores).filter(|(_, score)| **score > 0.0) {
            let number = self.numbers.first(document).and_then(|number| usize::try_from(number).ok());
            if let Some(best) = number.and_then(|number| by_number.get_mut(number)) {
                *best = best.max(*score);
            }
        }
        by_number
    }

    /// How well every passage and page fits by its words. Says what each sought word is worth.
    fn known<'a>(&self, sought: &mut Sought, page_of: &'a [u32], pages: usize) -> tantivy::Result<Known<'a>> {
        let passages = page_of.len();
        let (words, counts) = Counts::of(&self.passages, sought)?;
        let held: Vec<f32> = (0..counts.of_word.len()).map(|word| counts.shares(word).sum()).collect();
        sought.weigh(|word| self.passages.rarity(held[word]));
        let (asked, of_asked) = Counts::of(&self.questions, sought)?;
        // A question is like another as far as each holds the other.
        let likeness = |document: usize| {
            let length = self.questions.length(document).max(1.0);
            let of_it = (f32::from(of_asked.parts[document]) / length).min(1.0);
            (of_asked.cover(sought, document) * of_it).sqrt()
        };
        let question: Vec<f32> = (0..asked.len()).map(|at| if asked[at] > 0.0 { likeness(at) } else { 0.0 }).collect();
        let cover: Vec<f32> =
            (0..words.len()).map(|at| if words[at] > 0.0 { counts.cover(sought, at) } else { 0.0 }).collect();
        Ok(Known {
            page_of,
            words: self.by_number(&words, passages),
            page_words: self.by_number(&self.pages.scores(sought)?, pages),
            cover: self.by_number(&cover, passages),
            question: self.by_number(&question, passages),
            place: vec![0.0; pages],
            nearness: None,
        })
    }
}

/// How many parts of each sought word every document holds.
struct Counts {
    /// By word, then by document.
    of_word: Vec<Vec<u8>>,
    /// How many parts each word has.
    parts_of: Vec<f32>,
    /// How many parts of all words every document holds, each once.
    parts: Vec<u16>,
}

impl Counts {
    /// Counts, and scores on the way.
    fn of(texts: &Texts, sought: &Sought) -> tantivy::Result<(Vec<f32>, Self)> {
        let mut words_of = vec![Vec::new(); sought.parts().count()];
        for (word, parts) in sought.words().enumerate() {
            for part in parts {
                words_of[usize::from(*part)].push(word);
            }
        }
        let all = texts.documents_in_all();
        let mut of_word = vec![vec![0_u8; all]; sought.len()];
        let mut parts = vec![0_u16; all];
        let scores = texts.scores_and(sought, |part, document| {
            parts[document as usize] += 1;
            for word in &words_of[usize::from(part)] {
                of_word[*word][document as usize] += 1;
            }
        })?;
        let parts_of = sought.words().map(|parts| small(parts.len())).collect();
        Ok((scores, Self { of_word, parts_of, parts }))
    }

    fn share(&self, word: usize, document: usize) -> f32 {
        (f32::from(self.of_word[word][document]) / self.parts_of[word]).powi(2)
    }

    /// How much every document holds of a word.
    fn shares(&self, word: usize) -> impl Iterator<Item = f32> {
        (0..self.of_word[word].len()).map(move |document| self.share(word, document))
    }

    /// How much a document holds of all words.
    fn cover(&self, sought: &Sought, document: usize) -> f32 {
        sought.cover(&Held::of((0..self.of_word.len()).map(|word| self.share(word, document)).collect()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of a word's letters")]
fn small(count: usize) -> f32 {
    count as f32
}

/// The pages of a folder as they were when it was opened, ready to be searched from any thread.
pub struct Library {
    /// None when there are no passages.
    documents: Option<Documents>,
    catalogue: Catalogue,
    /// The page of each passage, by number.
    page_of: Box<[u32]>,
    texts: FileSlice,
    /// Where it stands.
    directory: PathBuf,
    /// What the passages mean, when there is a model; replaced as vectors are computed.
    meant: RwLock<Option<Arc<Meant>>>,
}

impl Library {
    /// Opens the index of a folder of pages, and builds it in `indexes` unless it is there already.
    ///
    /// Indexes of older pages are removed; whoever has one open keeps it. Two processes may open the same folder at
    /// once; one waits for the other.
    ///
    /// # Errors
    /// When the folder cannot be listed or the index cannot be written or read. A broken page is no error: it stands
    /// in the report, is served as it was when it was last good, and the others are served as they are.
    pub fn open(pages: &Path, indexes: &Path) -> Result<(Self, Report), Error> {
        let folder = Folder::list(pages)?;
        std::fs::create_dir_all(indexes).map_err(Error::at(indexes))?;
        let _turn = wait_for_turn(indexes)?;
        if let Some(there) = Self::there(indexes.join(folder.key()), false) {
            return Ok(there);
        }
        let index = build_in(&folder, indexes)?;
        Self::there(index.clone(), true)
            .ok_or_else(|| Error::File { path: index, source: std::io::ErrorKind::InvalidData.into() })
    }

    /// Opens the index of a folder of pages if it is there: nothing is built.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn find(pages: &Path, indexes: &Path) -> Result<Option<(Self, Report)>, Error> {
        Ok(Self::there(indexes.join(Folder::list(pages)?.key()), false))
    }

    /// Opens an index that is there and whole. `built` is for the report.
    pub(super) fn there(index: PathBuf, built: bool) -> Option<(Self, Report)> {
        let library = Self::with(&index, Catalogue::load(&index)?).ok()?;
        let Catalogue { pages, passages, problems, .. } = &library.catalogue;
        let (pages, passages, problems) = (pages.len(), passages.len(), problems.clone());
        Some((library, Report { index, pages, passages, problems, built }))
    }

    fn with(directory: &Path, catalogue: Catalogue) -> Result<Self, Error> {
        let index = Index::open_in_dir(directory)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORE_BLOCKS)
            .try_into()?;
        // It is built as one segment, or none when there is nothing to find.
        let searcher = reader.searcher();
        let fields = Fields::of(&index.schema())?;
        let documents =
            searcher.segment_readers().first().map(|it| Documents::open(it, fields, &catalogue)).transpose()?;
        let mapped = MmapDirectory::open(directory).map_err(tantivy::TantivyError::from)?;
        Ok(Self {
            documents,
            texts: mapped.open_read(Path::new(TEXTS)).map_err(tantivy::TantivyError::from)?,
            page_of: catalogue.passages.iter().map(|passage| passage.page).collect(),
            catalogue,
            directory: directory.to_owned(),
            meant: RwLock::default(),
        })
    }

    /// The passages that fit a question best.
    ///
    /// Any text is a question: one without words finds nothing. Costs about a millisecond for a thousand
    /// passages, and is bounded by `limits` for any length of the question.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn search(&self, query: &Query, limits: Limits) -> Result<Hits, Error> {
        let Candidates { sought, nearest, candidates } = self.candidates(query, limits)?;
        let weights = WEIGHTS.with_meaning(nearest.is_some());
        let score = |candidate: &Candidate| -> f32 {
            candidate.features.iter().zip(&weights.passage).map(|(feature, weight)| feature * weight).sum()
        };
        let mut scored: Vec<(f32, Candidate)> = candidates.into_iter().map(|it| (score(&it), it)).collect();
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.number.cmp(&other.1.number)));
        let likelihoods = likelihoods(scored.iter().map(|(score, _)| *score), weights.other);
        let best = scored.iter().zip(likelihoods).take(limits.passages.max(1));
        let found =
            best.map(|((_, candidate), likelihood)| self.hit(candidate, likelihood)).collect::<Result<_, _>>()?;
        Ok(Hits { found, sought, nearest })
    }

    /// The passages that may answer a question, with how well each fits.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn candidates(&self, query: &Query, limits: Limits) -> Result<Candidates, Error> {
        let texts = std::iter::once((query.asked.as_str(), 1.0))
            .chain(query.also.iter().map(|(text, it)| (text.as_str(), *it)));
        let mut sought = Sought::of(texts, limits.terms);
        let Some(documents) = &self.documents else { return Ok(Candidates { sought, ..Candidates::default() }) };
        let mut known = documents.known(&mut sought, &self.page_of, self.catalogue.pages.len())?;
        known.place = places(self.pages(), &query.said);
        known.nearness = self.nearness(query);
        let years = years(&query.said);
        let mut covers: HashMap<u32, f32> = HashMap::new();
        let mut read = Vec::new();
        for number in known.candidates() {
            let Passage { page, heading, text } = self.catalogue.passages[number];
            let info = &*self.catalogue.pages[page as usize].info;
            let title = *covers.entry(page).or_insert_with(|| sought.cover(&sought.held_by(&info.title)));
            let heading = heading.map(|it| self.read(it)).transpose()?.unwrap_or_default();
            let text = if years.is_empty() { None } else { Some(self.read(text)?) };
            read.push((number, info, title, heading, text));
        }
        let written = read.iter().map(|(number, page, title_cover, heading, text)| {
            let heading_cover = sought.cover(&sought.held_by(heading));
            let text = text.as_deref();
            (*number, Written { page, title_cover: *title_cover, heading_cover, heading, text })
        });
        let candidates = known.features(query, &years, &written.collect::<Vec<_>>());
        let nearest = known.nearest();
        Ok(Candidates { sought, nearest, candidates })
    }

    /// How near each passage is to a question in meaning; none without a model.
    fn nearness(&self, query: &Query) -> Option<Vec<f32>> {
        let meant = self.meant.read().clone()?;
        let nearness = meant.nearness(&query.said, self.catalogue.passages.len());
        // Then words alone have to do.
        nearness.inspect_err(|error| warn!(%error, "a question cannot be read by the model of meaning")).ok()
    }

    /// Whether questions are read by a model of meaning: then they take some milliseconds of computing.
    #[must_use]
    pub fn has_meaning(&self) -> bool {
        self.meant.read().is_some()
    }

    /// Takes up the vectors that are kept in `indexes`, and answers with them from now on. Nothing is computed.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn recall(&self, meaning: &Arc<Meaning>, indexes: &Path) -> Result<Learnt, Error> {
        let points = points::of_index(&self.directory)?;
        let kept = meant::kept(indexes, meaning);
        let left = meant::missing(&points, &kept).len();
        *self.meant.write() = Some(Arc::new(Meant::new(meaning, &points, &kept)));
        Ok(Learnt { texts: points.len(), left, new: 0 })
    }

    /// Computes the vectors of at most so many texts that have none, on so many threads, and keeps them in `indexes`; those
    /// of texts that are no more go. Answers with them from now on.
    ///
    /// # Errors
    /// When the index cannot be read any more or the vectors cannot be written.
    pub fn learn(
        &self,
        meaning: &Arc<Meaning>,
        indexes: &Path,
        most: usize,
        threads: NonZero<usize>,
    ) -> Result<Learnt, Error> {
        let points = points::of_index(&self.directory)?;
        let mut kept = meant::kept(indexes, meaning);
        let learnt = meant::learn(&points, meaning, &mut kept, most, threads)?;
        if learnt.new > 0 || learnt.left == 0 {
            meant::keep(indexes, &points, &mut kept)?;
        }
        *self.meant.write() = Some(Arc::new(Meant::new(meaning, &points, &kept)));
        Ok(learnt)
    }

    /// The pages, in the order in which they were read.
    pub fn pages(&self) -> impl Iterator<Item = &PageInfo> {
        self.catalogue.pages.iter().map(|page| &*page.info)
    }

    /// The version of a page's text that a hash names, when it is the one in this library.
    #[must_use]
    pub fn page_version(&self, hash: &str) -> Option<PageVersion> {
        let page = self.catalogue.pages.iter().find(|page| page.info.hash == hash)?;
        self.read(page.text).ok().map(PageVersion::new)
    }

    /// A candidate with its words, and how likely it is that it is meant.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn hit(&self, candidate: &Candidate, likelihood: f32) -> Result<Hit, Error> {
        let Passage { page, heading, text } = self.catalogue.passages[candidate.number];
        Ok(Hit {
            page: Arc::clone(&self.catalogue.pages[page as usize].info),
            section: heading.map(|heading| self.read(heading)).transpose()?,
            text: self.read(text)?,
            likelihood,
        })
    }

    fn read(&self, piece: (u32, u32)) -> Result<String, Error> {
        let read = self.texts.read_bytes_slice(bytes(piece));
        let read = read.map_err(Error::at(Path::new(TEXTS)))?;
        Ok(String::from_utf8_lossy(&read).into_owned())
    }
}

/// How likely each of the candidates is meant, by their scores: shares that make one together, with what a larger collection would
/// have besides, which scores `other`.
#[expect(clippy::cast_precision_loss, reason = "a count of sixty")]
fn likelihoods(scores: impl ExactSizeIterator<Item = f32> + Clone, other: f32) -> Vec<f32> {
    let missing = MOST.saturating_sub(scores.len()) as f32;
    let most = scores.clone().fold(other, f32::max);
    let odds = scores.map(|score| (score - most).exp());
    let all = odds.clone().sum::<f32>() + missing * (other - most).exp();
    odds.map(|odds| odds / all).collect()
}

/// Builds beside the others and renames when whole, so that a crash leaves no half index under a key. The others go last:
/// until then they hold the pages as they were.
fn build_in(folder: &Folder, indexes: &Path) -> Result<PathBuf, Error> {
    let beside = indexes.join("building");
    remove(&beside)?;
    std::fs::create_dir(&beside).map_err(Error::at(&beside))?;
    let before = others(indexes, &beside)?;
    let index = indexes.join(build(folder, &beside, &before)?);
    remove(&index)?;
    std::fs::rename(&beside, &index).map_err(Error::at(&index))?;
    before.iter().filter(|other| **other != index).try_for_each(|other| remove(other))?;
    Ok(index)
}

/// The directories of other indexes, the newest first.
fn others(indexes: &Path, beside: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(indexes).map_err(Error::at(indexes))? {
        let path = entry.map_err(Error::at(indexes))?.path();
        if path != beside && path.is_dir() {
            let changed = std::fs::metadata(&path).and_then(|it| it.modified()).map_err(Error::at(&path))?;
            found.push((std::cmp::Reverse(changed), path));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// Locks the directory of indexes until the file is dropped.
fn wait_for_turn(indexes: &Path) -> Result<File, Error> {
    let path = indexes.join("lock");
    let file = File::create(&path).map_err(Error::at(&path))?;
    file.lock().map_err(Error::at(&path))?;
    Ok(file)
}

fn remove(directory: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::at(directory)(error)),
        _ => Ok(()),
    }
}
