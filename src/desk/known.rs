//! What the assistant answers from: the pages and its own words, as they were last read.
//!
//! A [`Known`] never changes. After a change in the knowledge folder a new one takes its place, and whoever is in the
//! middle of an answer ends it with the old one: nobody waits.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::sync::Notify;
use tracing::{info, warn};

use super::assistant::AssistantSettings;
use crate::knowledge::{OwnWords, Problem};
use crate::meaning::Meaning;
use crate::search::{self, Learnt, Library, Look, Report};

/// The pages and the assistant's own words at one time.
pub(super) struct Known {
    pub(super) library: Arc<Library>,
    pub(super) words: OwnWords,
    /// The files that cannot be read.
    pub(super) problems: Arc<[Problem]>,
    /// What opening the library found.
    report: Report,
}

/// What is known now.
pub(super) struct KnownNow {
    known: RwLock<Arc<Known>>,
    /// The model of meaning, once it is open.
    meaning: OnceLock<Arc<Meaning>>,
    /// Told when other pages are known.
    pub(super) changed: Notify,
    /// What the folder looked like before it was first read.
    pub(super) looked: Option<Look>,
}

/// What reading the knowledge folder anew came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reread {
    /// Whether other files cannot be read than before.
    pub problems_changed: bool,
    /// Whether everything could be read.
    pub whole: bool,
}

impl KnownNow {
    /// Opens the knowledge folder, and has its index built when it is not there.
    pub(super) async fn open(settings: &AssistantSettings) -> anyhow::Result<Self> {
        // Before anything is read: what changes from now on is seen by the next look.
        let (looked, words, mut problems) = {
            let knowledge = settings.knowledge.clone();
            let read = move || {
                let looked = Look::at(&knowledge).ok();
                let (words, problems) = search::read_words(&knowledge);
                (looked, words, problems)
            };
            tokio::task::spawn_blocking(read).await?
        };
        let opened = search::open(&settings.pages(), &settings.index, settings.indexer.as_deref()).await;
        let (library, report) =
            opened.with_context(|| format!("the pages in {} cannot be opened", settings.knowledge.display()))?;
        tell_open(&report);
        problems.extend_from_slice(&report.problems);
        tell_problems(&[], &problems);
        let known = Known { library: Arc::new(library), words, problems: problems.into(), report };
        Ok(Self { known: RwLock::new(Arc::new(known)), meaning: OnceLock::new(), changed: Notify::new(), looked })
    }

    /// What is known at this moment.
    pub(super) fn get(&self) -> Arc<Known> {
        Arc::clone(&self.known.read())
    }

    /// Reads the knowledge folder anew. What cannot be read is known as before.
    pub(super) async fn reread(&self, settings: &AssistantSettings) -> Reread {
        let before = self.get();
        let (words, mut problems) = {
            let (before, knowledge) = (Arc::clone(&before), settings.knowledge.clone());
            let read = tokio::task::spawn_blocking(move || search::read_words_again(&knowledge, &before.words)).await;
            read.unwrap_or_else(|_| (self.get().words.clone(), Vec::new()))
        };
        let pages = settings.pages();
        let (library, report) = match search::renew(&pages, &settings.index, settings.indexer.as_deref()).await {
            // Something else has changed: the index is the one that is open.
            Ok((_, report)) if report.index == before.report.index && !report.built => {
                (Arc::clone(&before.library), report)
            }
            Ok((library, report)) => {
                tell_open(&report);
                (self.with_meaning(library, settings).await, report)
            }
            Err(error) => {
                let what = format!("sidorna går inte att läsa om, så svaren är som förut: {error}");
                problems.push(Problem::at(&pages.to_string_lossy(), 1, what));
                (Arc::clone(&before.library), before.report.clone())
            }
        };
        problems.extend_from_slice(&report.problems);
        tell_problems(&before.problems, &problems);
        let outcome = Reread { problems_changed: *before.problems != *problems, whole: problems.is_empty() };
        *self.known.write() = Arc::new(Known { library, words, problems: problems.into(), report });
        self.changed.notify_one();
        outcome
    }

    /// The model of meaning, once it is open.
    pub(super) fn meaning(&self) -> Option<&Arc<Meaning>> {
        self.meaning.get()
    }

    /// A new library with the vectors that are there; what is new has none yet.
    async fn with_meaning(&self, library: Library, settings: &AssistantSettings) -> Arc<Library> {
        let library = Arc::new(library);
        if let Some(meaning) = self.meaning.get().cloned() {
            let (new, indexes) = (Arc::clone(&library), settings.index.clone());
            let recalled = tokio::task::spawn_blocking(move || new.recall(&meaning, &indexes)).await;
            if let Ok(Err(error)) = recalled {
                warn!(%error, "what the pages mean cannot be read");
            }
        }
        library
    }

    /// Opens the model, and computes some of the vectors that are missing; none without a model.
    pub(super) async fn learn(&self, settings: &AssistantSettings) -> Option<Result<Learnt, search::Error>> {
        let model = settings.model.clone()?;
        Some(self.learn_with(&model, settings).await)
    }

    async fn learn_with(&self, model: &Path, settings: &AssistantSettings) -> Result<Learnt, search::Error> {
        let library = Arc::clone(&self.get().library);
        let meaning = match self.meaning.get() {
            Some(meaning) => Arc::clone(meaning),
            None => self.open_model(model, &library, settings).await?,
        };
        let pages = settings.pages();
        let places = search::Places { pages: &pages, indexes: &settings.index, model };
        search::learn(&library, &meaning, places, settings.indexer.as_deref()).await
    }

    /// Opens the model, and answers with the vectors that are there.
    async fn open_model(
        &self,
        model: &Path,
        library: &Arc<Library>,
        settings: &AssistantSettings,
    ) -> Result<Arc<Meaning>, search::Error> {
        let (model, library, indexes) = (model.to_owned(), Arc::clone(library), settings.index.clone());
        let opened = tokio::task::spawn_blocking(move || {
            let meaning = Arc::new(Meaning::open(&model)?);
            let Learnt { texts, left, .. } = library.recall(&meaning, &indexes)?;
            info!(texts, left, "the model of meaning is open");
            Ok::<_, search::Error>(meaning)
        });
        let meaning = opened.await.map_err(|_| search::Error::Child("it was stopped".to_owned()))??;
        Ok(Arc::clone(self.meaning.get_or_init(|| meaning)))
    }
}

fn tell_open(report: &Report) {
    let (pages, passages, built) = (report.pages, report.passages, report.built);
    info!(pages, passages, built, "the pages are open");
}

/// Logs what cannot be read any more, and what can be read again.
fn tell_problems(before: &[Problem], now: &[Problem]) {
    let known: HashSet<_> = before.iter().map(place_and_fault).collect();
    for problem in now.iter().filter(|problem| !known.contains(&place_and_fault(problem))) {
        warn!(%problem, "a file of the knowledge folder cannot be read");
    }
    let broken: HashSet<_> = now.iter().map(|problem| &problem.file).collect();
    for problem in before.iter().filter(|problem| !broken.contains(&problem.file)) {
        info!(file = %problem.file, "a file of the knowledge folder is no problem any more");
    }
}

fn place_and_fault(problem: &Problem) -> (&str, usize, &str) {
    (&problem.file, problem.line, &problem.what)
}
