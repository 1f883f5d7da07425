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
use tantivy::{DocId, Index, ReloadPolicy};
use tracing::warn;

use super::Error;
use super::build::{Fields, PASSAGE, build};
use super::catalogue::{Catalogue, Passage, TEXTS, bytes};
use super::folder::Folder;
use super::join::{apart, confidence, join};
use super::meant::{self, Learnt, Meant};
use super::passages::{PassageScores, Passages};
use super::points;
use super::rank::{Scored, rank};
use super::scores::Texts;
use super::terms::Terms;
use super::words::Words;
use crate::knowledge::{Hit, Hits, PageInfo, PageVersion, Problem, Query};
use crate::meaning::Meaning;

/// Blocks that tantivy's document store keeps in memory. Nothing is stored there.
const STORE_BLOCKS: usize = 1;

/// What it weighs that a passage answers a question like the one asked, beside that its text is like it. Measured.
const BY_QUESTION: f32 = 0.8;

/// What a page in the other language weighs beside one in the question's own. Measured.
const OTHER_LANGUAGE: f32 = 0.92;

/// How much a question may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Passages given back, at most.
    pub passages: usize,
    /// Words and parts of words that are looked for, at most; the rarest are kept.
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

/// How well a passage fits: shares of what the question itself would score.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    /// Its text, with the title and the keywords of its page.
    text: f32,
    /// Its text alone.
    own: f32,
    /// The best of the questions that it answers.
    question: f32,
}

/// What the index holds, one document for each passage and one for each question that a passage answers.
struct Documents {
    /// What passages say, by themselves and with the title and the keywords of their pages.
    passages: Passages,
    /// The questions that they answer.
    questions: Texts,
    /// The catalogue's number of the passage that each document belongs to.
    numbers: Column<u64>,
    /// How many passages the catalogue has.
    catalogued: usize,
}

impl Documents {
    fn open(segment: &SegmentReader, fields: Fields, catalogued: usize) -> tantivy::Result<Self> {
        let passages = catalogued as u64;
        let questions = u64::from(segment.max_doc()).saturating_sub(passages);
        Ok(Self {
            passages: Passages::open(segment, fields, passages)?,
            questions: Texts::open(segment, fields.question, questions)?,
            numbers: segment.fast_fields().u64(PASSAGE)?,
            catalogued,
        })
    }

    /// How well passages fit, those of them that fit best in one way or another.
    fn fits(&self, query: &Query, limits: Limits) -> tantivy::Result<HashMap<usize, Fit>> {
        let terms = Terms::of(&Words::of(query, &self.passages)?);
        let most = limits.passages.max(1) * 2;
        let PassageScores { text, own } = self.passages.scores(&terms, limits.terms)?;
        let question = self.questions.scores(&terms, limits.terms)?;
        let mut fits: HashMap<usize, Fit> = HashMap::new();
        for document in text.best(most).chain(own.best(most)) {
            let Some(number) = self.number(document) else { continue };
            let fit = fits.entry(number).or_default();
            (fit.text, fit.own) = (text.of(document), own.of(document));
        }
        for document in question.best(most) {
            let Some(number) = self.number(document) else { continue };
            let fit = fits.entry(number).or_default();
            fit.question = fit.question.max(question.of(document));
        }
        Ok(fits)
    }

    /// The catalogue's number of the passage that a document belongs to.
    fn number(&self, document: DocId) -> Option<usize> {
        let number = usize::try_from(self.numbers.first(document)?).ok()?;
        (number < self.catalogued).then_some(number)
    }
}

/// The pages of a folder as they were when it was opened, ready to be searched from any thread.
pub struct Library {
    /// None when there are no passages.
    documents: Option<Documents>,
    catalogue: Catalogue,
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
        let passages = catalogue.passages.len();
        let fields = Fields::of(&index.schema())?;
        let documents =
            searcher.segment_readers().first().map(|it| Documents::open(it, fields, passages)).transpose()?;
        let mapped = MmapDirectory::open(directory).map_err(tantivy::TantivyError::from)?;
        Ok(Self {
            documents,
            texts: mapped.open_read(Path::new(TEXTS)).map_err(tantivy::TantivyError::from)?,
            catalogue,
            directory: directory.to_owned(),
            meant: RwLock::default(),
        })
    }

    /// The passages that fit a question best, and how well the best one does.
    ///
    /// Any text is a question: one without words finds nothing. Costs well under a millisecond for a thousand
    /// passages, and is bounded by `limits` for any length of the question.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn search(&self, query: &Query, limits: Limits) -> Result<Hits, Error> {
        let fits = match &self.documents {
            Some(documents) => documents.fits(query, limits)?,
            None => HashMap::new(),
        };
        let mut confidence = fits.values().map(|fit| fit.text.max(fit.question)).fold(0.0, f32::max).min(1.0);
        let scored = fits.into_iter().map(|(number, fit)| {
            let unscored = self.unscored(number);
            let weight = self.weight(query, unscored.page);
            let score = weight * (fit.text + fit.own + BY_QUESTION * fit.question);
            Scored { score, within: weight * fit.text, ..unscored }
        });
        let mut scored: Vec<Scored> = scored.collect();
        let nearness = self.nearness(query);
        let is_joined = nearness.is_some();
        if let Some(nearness) = nearness {
            let weight = |scored: &Scored| self.weight(query, scored.page);
            scored = join(scored, &nearness, |number| self.unscored(number));
            confidence = self::confidence(confidence, &nearness);
            for scored in &mut scored {
                scored.score *= weight(scored);
            }
        }
        scored.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.number.cmp(&other.number)));
        scored.truncate(limits.passages.max(1));
        let found = rank(scored).into_iter().map(|scored| self.hit(scored, is_joined));
        Ok(Hits { found: found.collect::<Result<_, _>>()?, confidence })
    }

    /// What a page weighs for a question: one in the other language is worth less.
    fn weight(&self, query: &Query, page: u32) -> f32 {
        let language = self.catalogue.pages[page as usize].info.language;
        if query.language.is_some_and(|wanted| wanted != language) { OTHER_LANGUAGE } else { 1.0 }
    }

    /// A passage before anything is known of how well it fits.
    fn unscored(&self, number: usize) -> Scored {
        let Passage { page, heading, .. } = self.catalogue.passages[number];
        Scored { number, page, is_lead: heading.is_none(), score: 0.0, within: 0.0 }
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

    fn hit(&self, scored: Scored, is_joined: bool) -> Result<Hit, Error> {
        let Passage { page, heading, text } = self.catalogue.passages[scored.number];
        Ok(Hit {
            page: Arc::clone(&self.catalogue.pages[page as usize].info),
            section: heading.map(|heading| self.read(heading)).transpose()?,
            text: self.read(text)?,
            score: if is_joined { apart(scored.score) } else { scored.score },
        })
    }

    fn read(&self, piece: (u32, u32)) -> Result<String, Error> {
        let read = self.texts.read_bytes_slice(bytes(piece));
        let read = read.map_err(Error::at(Path::new(TEXTS)))?;
        Ok(String::from_utf8_lossy(&read).into_owned())
    }
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
