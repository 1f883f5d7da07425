//! Opens the pages and asks all questions, once or fold by fold.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::NaiveDateTime;
use serde::Deserialize;

use super::asking::{Judged, Measured};
use super::help::{fold, words_without_help, write_pages};
use super::question::{Question, check_pages};
use crate::answer;
use crate::clock::Clock;
use crate::config::Settings;
use crate::knowledge::{OwnWords, Problem};
use crate::meaning::Meaning;
use crate::search::{Library, Limits, read_words};

/// What pages have beside their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Help {
    Kept,
    /// No page has any.
    Without,
    /// The pages of one fold at a time have none.
    Folds(u32),
}

impl Help {
    /// In words, for figures.
    pub(super) fn told(self) -> String {
        match self {
            Self::Kept => "kept".to_owned(),
            Self::Without => "without".to_owned(),
            Self::Folds(folds) => format!("without, in {folds} folds"),
        }
    }
}

/// A text that is looked for instead of a page.
#[derive(Deserialize)]
pub(super) struct Document {
    id: u64,
    #[serde(default)]
    title: String,
    text: String,
}

/// The pages and words of one run.
struct Opened {
    library: Library,
    words: OwnWords,
}

/// Where everything is, and the pages as they are.
pub(super) struct Bench<'a> {
    settings: &'a Settings,
    at: NaiveDateTime,
    folder: Folder,
    pages: PathBuf,
    meaning: Option<Arc<Meaning>>,
    whole: Opened,
    /// The files that cannot be read.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Bench<'a> {
    /// Opens the pages of a folder, or texts in their place, with an index of its own: a measurement leaves nothing behind.
    pub(super) fn open(
        settings: &'a Settings,
        at: NaiveDateTime,
        pages: Option<&Path>,
        corpus: Option<&[Document]>,
    ) -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let pages = match corpus {
            Some(corpus) => folder.write(corpus)?,
            None => pages.map_or_else(|| settings.knowledge.dir.join("pages"), Path::to_owned),
        };
        let meaning = settings.meaning.file().map(Meaning::open).transpose()?.map(Arc::new);
        let index = folder.0.join("index");
        let (library, report) = Library::open(&pages, &index)?;
        if let Some(meaning) = &meaning {
            // Those that the server has are not computed again.
            learn(&library, meaning, &index, &settings.server.data.join("index").join("vectors"))?;
        }
        let (words, more) = read_words(&settings.knowledge.dir);
        let problems = report.problems.into_iter().chain(more).collect();
        Ok(Self { settings, at, folder, pages, meaning, whole: Opened { library, words }, problems })
    }

    /// What answers from the pages as they are.
    pub(super) fn measured(&self) -> Measured<'_> {
        self.measured_with(&self.whole)
    }

    fn measured_with<'b>(&'b self, opened: &'b Opened) -> Measured<'b> {
        let (library, words) = (&opened.library, &opened.words);
        Measured { library, words, settings: self.settings, meaning: self.meaning.as_ref(), at: self.at }
    }

    /// Holds the pages that questions name against those that there are.
    pub(super) fn check(&self, questions: &[Question]) -> anyhow::Result<()> {
        check_pages(questions, |slug| self.whole.library.pages().any(|page| page.slug == slug))
    }

    /// The pages without help for those that `is_bare` names.
    fn bare(&self, is_bare: impl Fn(&str) -> bool) -> anyhow::Result<Opened> {
        let (pages, index) = (self.folder.0.join("bare"), self.folder.0.join("bare-index"));
        for folder in [&pages, &index] {
            if folder.exists() {
                std::fs::remove_dir_all(folder)?;
            }
        }
        write_pages(&self.pages, &pages, &is_bare)?;
        let (library, _) = Library::open(&pages, &index)?;
        if let Some(meaning) = &self.meaning {
            learn(&library, meaning, &index, &self.folder.0.join("index").join("vectors"))?;
        }
        let words = words_without_help(&self.whole.words, &self.settings.knowledge.dir, &self.pages, is_bare)?;
        Ok(Opened { library, words })
    }

    /// Asks with what answers a question.
    pub(super) fn with<T>(
        &self,
        help: Help,
        question: &Question,
        ask: impl FnOnce(Measured<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        match (help, &question.page) {
            (Help::Kept, _) => ask(self.measured()),
            (Help::Folds(folds), Some(page)) => {
                let at = fold(page, folds);
                ask(self.measured_with(&self.bare(|slug| fold(slug, folds) == at)?))
            }
            (Help::Without | Help::Folds(_), _) => ask(self.measured_with(&self.bare(|_| true)?)),
        }
    }

    /// Asks all questions, in their order. In folds those that name no page are left out: they are about none.
    pub(super) fn judged<'q>(&self, help: Help, questions: &'q [Question]) -> anyhow::Result<Vec<Judged<'q>>> {
        let (clock, mut progress) = (Clock::system(), Progress::of(questions.len()));
        let mut ask = |with: Measured<'_>, questions: &mut dyn Iterator<Item = (usize, &'q Question)>| {
            let judged = questions.map(|(at, question)| {
                progress.step();
                Ok((at, with.judged(question, &clock)?))
            });
            judged.collect::<anyhow::Result<Vec<_>>>()
        };
        let numbered = || questions.iter().enumerate();
        let mut judged = match help {
            Help::Kept => ask(self.measured(), &mut numbered())?,
            Help::Without => ask(self.measured_with(&self.bare(|_| true)?), &mut numbered())?,
            Help::Folds(folds) => {
                let mut judged = Vec::new();
                for at in 0..folds {
                    let is_in = |slug: &str| fold(slug, folds) == at;
                    let mut about = numbered().filter(|(_, it)| it.page.as_deref().is_some_and(is_in)).peekable();
                    if about.peek().is_some() {
                        judged.extend(ask(self.measured_with(&self.bare(is_in)?), &mut about)?);
                    }
                }
                judged
            }
        };
        judged.sort_by_key(|(at, _)| *at);
        Ok(judged.into_iter().map(|(_, judged)| judged).collect())
    }

    /// Looks for the one right text of each question among many: where it comes, from 0, and how long that took.
    pub(super) fn ranked(&self, questions: &[Question]) -> anyhow::Result<Vec<(Option<usize>, std::time::Duration)>> {
        let (clock, mut progress) = (Clock::system(), Progress::of(questions.len()));
        let limits = Limits { passages: 40, terms: self.settings.knowledge.query_terms };
        let ranked = questions.iter().map(|question| {
            progress.step();
            let timer = clock.stopwatch();
            let query = answer::looked_for(&question.asked, None, &self.whole.words.vocabulary);
            let hits = self.whole.library.search(&query, limits)?;
            let took = timer.elapsed();
            let mut pages: Vec<&str> = Vec::new();
            for hit in &hits.found {
                if !pages.contains(&hit.page.slug.as_str()) {
                    pages.push(&hit.page.slug);
                }
            }
            let gold = question.gold.with_context(|| format!("{}: a question without gold", question.place))?;
            Ok((pages.iter().position(|page| *page == gold.to_string()), took))
        });
        ranked.collect()
    }
}

/// Reads what the pages mean. Vectors that are kept elsewhere are not computed again; without them all are.
pub(super) fn learn(library: &Library, meaning: &Arc<Meaning>, index: &Path, kept: &Path) -> anyhow::Result<()> {
    let _ = std::fs::copy(kept, index.join("vectors"));
    library.learn(meaning, index, usize::MAX, crate::commands::index::all_cores())?;
    Ok(())
}

/// How far it is, for who waits at a terminal.
struct Progress {
    terminal: bool,
    done: usize,
    all: usize,
}

impl Progress {
    fn of(all: usize) -> Self {
        Self { terminal: std::io::stderr().is_terminal(), done: 0, all }
    }

    fn step(&mut self) {
        self.done += 1;
        if self.terminal {
            eprint!("\r\x1b[2K{}/{}", self.done, self.all);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}

/// A folder of the measurement's own, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let bytes: [u8; 8] = crate::chance::bytes();
        let folder = std::env::temp_dir().join(format!("vagledare-eval-{:016x}", u64::from_le_bytes(bytes)));
        std::fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(Self(folder))
    }

    /// Writes texts as pages.
    fn write(&self, texts: &[Document]) -> anyhow::Result<PathBuf> {
        let pages = self.0.join("pages");
        std::fs::create_dir(&pages)?;
        for Document { id, title, text } in texts {
            let mut page = String::from("+++\n");
            let title = if title.trim().is_empty() { "–" } else { title.trim() };
            let _ = writeln!(page, "title = {}", toml::Value::from(title));
            let _ = writeln!(page, "url = \"https://example.se/{id}\"\n+++\n{text}");
            std::fs::write(pages.join(format!("{id}.md")), page)?;
        }
        Ok(pages)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays for the system to clear away.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
