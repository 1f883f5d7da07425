//! The questions to learn from, each with the passages that may answer it and what tells how well they do.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::answer::{looked_for, quote};
use crate::commands::eval::stands::has_fact;
use crate::knowledge::{Hit, PASSAGE, QUOTE, Sought, Vocabulary};
use crate::meaning::Meaning;
use crate::search::{Candidates, Library, Limits};

/// A voice's questions: by the page that answers them, `none` where no page does.
#[derive(Deserialize)]
struct File {
    author: String,
    #[serde(flatten)]
    pages: std::collections::BTreeMap<String, Vec<Line>>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    question: String,
    #[serde(default)]
    previous: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    want: Vec<Vec<String>>,
}

/// The table of the questions that no page answers.
const NONE: &str = "none";

/// A question of a voice.
pub(super) struct Question {
    pub(super) author: String,
    /// Which of the folders of pages it is about.
    pub(super) set: usize,
    pub(super) id: String,
    pub(super) text: String,
    previous: Option<String>,
    /// The pages that answer it.
    pub(super) pages: Vec<String>,
    pub(super) want: Vec<Vec<String>>,
}

/// What may answer a question.
pub(super) struct Found {
    pub(super) sought: Sought,
    pub(super) nearest: Option<f32>,
    pub(super) features: Vec<[f64; PASSAGE.len()]>,
    pub(super) hits: Vec<Hit>,
}

/// The same, with the units of the passages.
pub(super) struct Read<'a> {
    pub(super) question: &'a Question,
    pub(super) found: &'a Found,
    pub(super) looked: Vec<quote::Looked<'a>>,
    /// Whether a passage holds the fact, on a right page.
    pub(super) right: Vec<bool>,
    /// The features of its units.
    pub(super) units: Vec<Vec<[f64; QUOTE.len()]>>,
    /// Whether a unit holds the fact, by itself or with those that follow in one quotation.
    pub(super) unit_right: Vec<Vec<bool>>,
}

/// Reads the questions of a folder.
pub(super) fn questions(folder: &Path, set: usize) -> anyhow::Result<Vec<Question>> {
    let mut questions = Vec::new();
    for path in files(folder, "toml")? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let file: File = toml::from_str(&text).with_context(|| path.display().to_string())?;
        for (page, lines) in file.pages {
            for Line { id, question, previous, also, want } in lines {
                let pages = std::iter::once(page.clone()).filter(|page| page != NONE).chain(also).collect();
                questions.push(Question {
                    author: file.author.clone(),
                    set,
                    id,
                    text: question,
                    previous,
                    pages,
                    want,
                });
            }
        }
    }
    ensure!(!questions.is_empty(), "{}: no question stands there; see tests/data/asked/README.md", folder.display());
    Ok(questions)
}

/// A hash over the files of folders, for who asks later what was learned from.
pub(super) fn hash(folders: &[PathBuf]) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for folder in folders {
        for path in files(folder, "toml")?.into_iter().chain(files(folder, "md")?) {
            hash.update(path.file_name().unwrap_or_default().as_encoded_bytes());
            hash.update(std::fs::read(&path)?);
        }
    }
    Ok(crate::knowledge::hex(&hash.finalize()))
}

fn files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|it| it == ending));
    paths.sort();
    Ok(paths)
}

/// Opens a folder of pages, and reads what they mean where there is a model.
pub(super) fn library(pages: &Path, index: &Path, meaning: Option<&Arc<Meaning>>) -> anyhow::Result<Library> {
    let (library, _) = Library::open(pages, index)?;
    if let Some(meaning) = meaning {
        library.learn(meaning, index, usize::MAX, crate::commands::index::all_cores())?;
    }
    Ok(library)
}

/// Looks for what may answer a question.
pub(super) fn find(question: &Question, library: &Library, vocabulary: &Vocabulary) -> anyhow::Result<Found> {
    let query = looked_for(&question.text, question.previous.as_deref(), vocabulary);
    let Candidates { sought, nearest, candidates } = library.candidates(&query, Limits::default())?;
    let hits = candidates.iter().map(|candidate| library.hit(candidate, 0.0)).collect::<Result<Vec<_>, _>>()?;
    let features = candidates.iter().map(|candidate| candidate.features.map(f64::from)).collect();
    Ok(Found { sought, nearest, features, hits })
}

impl<'a> Read<'a> {
    pub(super) fn of(question: &'a Question, found: &'a Found) -> Self {
        let looked: Vec<_> = found.hits.iter().map(|hit| quote::look(&question.text, &found.sought, hit)).collect();
        let is_right = |text: &str| has_fact(&question.want, text);
        let on_page: Vec<bool> = found.hits.iter().map(|hit| question.pages.contains(&hit.page.slug)).collect();
        let whole =
            |hit: &Hit| format!("{}\n{}\n{}", hit.page.title, hit.section.as_deref().unwrap_or_default(), hit.text);
        let right = found.hits.iter().zip(&on_page).map(|(hit, on_page)| *on_page && is_right(&whole(hit))).collect();
        let units = looked.iter().map(|looked| looked.features.iter().map(|it| it.map(f64::from)).collect()).collect();
        let unit_right = looked.iter().zip(&on_page).map(|(looked, on_page)| {
            let count = looked.features.len();
            if !on_page {
                return vec![false; count];
            }
            let by_itself: Vec<bool> = (0..count).map(|at| is_right(&looked.in_context(at))).collect();
            if by_itself.contains(&true) {
                by_itself
            } else {
                (0..count).map(|at| is_right(&looked.from(at))).collect()
            }
        });
        Self { question, found, unit_right: unit_right.collect(), looked, right, units }
    }
}
