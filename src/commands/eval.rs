//! `vagledare eval`: how well the assistant answers a file of questions.
//!
//! The figures are those that editors and developers compare before and after a change: whether the right page comes
//! first, whether the assistant is silent where it should be, and what a question costs.

mod score;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;

use super::Outcome;
use super::ask::replied;
use crate::answer::{self, Asked, Contact, IfAlarm, Reply};
use crate::clock::Clock;
use crate::config::Settings;
use crate::knowledge::OwnWords;
use crate::language::Language;
use crate::meaning::Meaning;
use crate::search::{Library, Limits, read_words};
use score::Scores;

/// Options and arguments of `eval`.
#[derive(Args, Clone, Debug)]
pub struct EvalArgs {
    /// Questions, one JSON object a line: question, kind, page, section, also, previous; with --corpus question and gold.
    #[arg(long, value_name = "FILE")]
    pub questions: PathBuf,
    /// Folder of pages, instead of the configured one.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Texts to be found instead of pages, one JSON object a line: id, title, text.
    #[arg(long, value_name = "FILE", conflicts_with = "pages")]
    pub corpus: Option<PathBuf>,
    /// Print the figures as JSON.
    #[arg(long)]
    pub json: bool,
    /// Name each question that went wrong on standard error.
    #[arg(long)]
    pub wrong: bool,
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A question, and what would be right.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Question {
    #[serde(rename = "question")]
    pub(crate) asked: String,
    #[serde(default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) lang: Option<String>,
    #[serde(default)]
    pub(crate) page: Option<String>,
    #[serde(default)]
    pub(crate) section: Option<String>,
    #[serde(default)]
    pub(crate) also: Vec<String>,
    #[serde(default)]
    pub(crate) previous: Option<String>,
    /// Who else it is for, by name; several with a slash between.
    #[serde(default, alias = "authority", alias = "town")]
    pub(crate) note: Option<String>,
    #[serde(default)]
    gold: Option<u64>,
}

#[derive(Deserialize)]
struct Document {
    id: u64,
    #[serde(default)]
    title: String,
    text: String,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &EvalArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match evaluated(args, env) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn evaluated(args: &EvalArgs, env: impl IntoIterator<Item = (String, String)>) -> anyhow::Result<String> {
    let settings = Settings::load(args.config.as_deref(), env)?;
    let questions: Vec<Question> = lines(&args.questions)?;
    // An index of its own: a measurement leaves nothing behind.
    let folder = Folder::new()?;
    let pages = match &args.corpus {
        Some(corpus) => folder.write(&lines(corpus)?)?,
        None => args.pages.clone().unwrap_or_else(|| settings.knowledge.dir.join("pages")),
    };
    let (library, report) = Library::open(&pages, &folder.0.join("index"))?;
    understand(&library, &settings, &folder.0)?;
    let (words, problems) = read_words(&settings.knowledge.dir);
    for problem in report.problems.iter().chain(&problems) {
        eprintln!("{problem}");
    }
    let measured = Measured { library: &library, words: &words, settings: &settings };
    let scores =
        if args.corpus.is_some() { measured.corpus(&questions)? } else { measured.pages(&questions, args.wrong)? };
    if args.json { Ok(serde_json::to_string(&scores)? + "\n") } else { Ok(scores.table()) }
}

/// Reads what the pages mean, if there is a model. Vectors that the server has are not computed again.
fn understand(library: &Library, settings: &Settings, folder: &Path) -> anyhow::Result<()> {
    let Some(file) = settings.meaning.file() else { return Ok(()) };
    let meaning = Arc::new(Meaning::open(file)?);
    let vectors = settings.server.data.join("index").join("vectors");
    // Without them all are computed.
    let _ = std::fs::copy(vectors, folder.join("vectors"));
    library.learn(&meaning, folder, usize::MAX, super::index::all_cores())?;
    Ok(())
}

fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(at, line)| serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1)))
        .collect()
}

/// What is measured.
pub(crate) struct Measured<'a> {
    pub(crate) library: &'a Library,
    pub(crate) words: &'a OwnWords,
    pub(crate) settings: &'a Settings,
}

impl Measured<'_> {
    /// Asks the assistant, out of hours.
    pub(crate) fn ask(&self, question: &Question) -> anyhow::Result<Reply> {
        let (desk, knowledge) = (&self.settings.desk, &self.settings.knowledge);
        let asked = Asked {
            question: &question.asked,
            language: Language::from_tag(question.lang.as_deref().unwrap_or("sv")),
            hours: "",
            contact: Contact { desk: &desk.name, phone: &desk.phone, web: &desk.contact_url },
            reachable: false,
            open: false,
            // A Saturday at 22: the same at every run.
            at: chrono::NaiveDate::from_ymd_opt(2026, 3, 7).unwrap_or_default().and_time(chrono::NaiveTime::MIN)
                + chrono::Duration::hours(22),
            if_alarm: IfAlarm::Numbers,
            words: self.words,
            abstain_below: knowledge.abstain_below,
            more_pages: knowledge.links,
            previous: question.previous.as_deref(),
            old_before: None,
            hide_old: false,
        };
        let limits = Limits { terms: knowledge.query_terms, ..Limits::default() };
        Ok(replied(&asked, self.library, limits)?)
    }

    /// Asks each question, and holds the reply against what would be right.
    pub(crate) fn pages(&self, questions: &[Question], name_wrong: bool) -> anyhow::Result<Scores> {
        let clock = Clock::system();
        let mut scores = Scores::default();
        for question in questions {
            let timer = clock.stopwatch();
            let reply = self.ask(question)?;
            scores.took(timer.elapsed());
            let right = scores.add(question, &reply, &self.words.referrals);
            if name_wrong && !right {
                let sources: Vec<&str> = reply.sources.iter().map(|it| it.page.as_str()).collect();
                let section = reply.sources.first().and_then(|it| it.section.as_deref()).unwrap_or_default();
                let Question { kind, asked: question, page, section: wanted, .. } = question;
                let (page, wanted) = (page.as_deref().unwrap_or("-"), wanted.as_deref().unwrap_or("-"));
                let (reply, sure) = (reply.kind.as_str(), reply.confidence);
                eprintln!(
                    "{kind}\t{question}\n\twanted {page} / {wanted}\n\tgot {reply} {sure:.2} {sources:?} / {section}"
                );
            }
        }
        Ok(scores)
    }

    /// Looks for the one right text of each question among many.
    fn corpus(&self, questions: &[Question]) -> anyhow::Result<Scores> {
        let clock = Clock::system();
        let mut scores = Scores::default();
        let limits = Limits { passages: 40, terms: self.settings.knowledge.query_terms };
        for question in questions {
            let timer = clock.stopwatch();
            let query = answer::looked_for(&question.asked, &self.words.vocabulary);
            let hits = self.library.search(&query, limits)?;
            scores.took(timer.elapsed());
            let mut pages: Vec<&str> = Vec::new();
            for hit in &hits.found {
                if !pages.contains(&hit.page.slug.as_str()) {
                    pages.push(&hit.page.slug);
                }
            }
            let gold = question.gold.context("a question without gold")?.to_string();
            scores.ranked(pages.iter().position(|page| *page == gold));
        }
        Ok(scores)
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

#[cfg(test)]
mod tests;
