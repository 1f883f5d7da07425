//! `vagledare ask`: what the assistant would say, from the terminal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::Outcome;
use crate::answer::{self, Asked, Cited, Contact, IfAlarm, Reply};
use crate::clock::Clock;
use crate::config::Settings;
use crate::conversation::ReplyKind;
use crate::hours::{DeskHours, in_stockholm};
use crate::knowledge::{Hits, Phrases, Problem, Query, fill};
use crate::language::{Language, long_date};
use crate::meaning::Meaning;
use crate::search::{Error, Library, Limits, read_words};
use crate::wording::hours::desk_text;

/// Answers a question as the assistant does out of hours, without storing anything.
#[derive(Debug, Clone, clap::Args)]
pub struct AskArgs {
    /// The question.
    pub question: String,
    /// Prints JSON for programs instead of text for people.
    #[arg(long)]
    pub json: bool,
    /// The folder of pages. Phrases and referrals are read from the folder that it is in.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Where the index is kept: `index` in the data directory, unless said otherwise.
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// The language to answer in: sv or en.
    #[arg(long, value_name = "LANGUAGE", default_value = "sv")]
    pub language: String,
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What the configuration says about answers.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// Where the index is kept.
    pub index: &'a Path,
    /// The model of meaning, if there is one. Of the vectors those are used that a server or `vagledare index` has computed.
    pub meaning: Option<&'a Arc<Meaning>>,
    /// The knowledge folder, with `pages`, `phrases` and `referrals.toml`.
    pub knowledge: &'a Path,
    /// How the desk is reached.
    pub contact: Contact<'a>,
    /// The sentence about the desk's hours as they are now, in the language of the answer.
    pub hours: &'a str,
    /// The time in Sweden: numbers to ring are shown while somebody answers.
    pub at: chrono::NaiveDateTime,
    /// Confidence below which the assistant abstains.
    pub abstain_below: f32,
    /// Further pages named under an answer, at most.
    pub more_pages: usize,
    /// How much a search may cost.
    pub limits: Limits,
    /// Pages reviewed before this day are old.
    pub old_before: Option<chrono::NaiveDate>,
    /// Whether an old page is left out.
    pub hide_old: bool,
}

/// The reply as JSON.
#[derive(Serialize)]
struct Printed<'a> {
    kind: ReplyKind,
    text: &'a str,
    sources: Vec<PrintedSource<'a>>,
    confidence: f32,
}

#[derive(Serialize)]
struct PrintedSource<'a> {
    title: &'a str,
    section: Option<&'a str>,
    url: &'a str,
    reviewed: Option<chrono::NaiveDate>,
    confirmed: bool,
}

impl<'a> From<&'a Cited> for PrintedSource<'a> {
    fn from(cited: &'a Cited) -> Self {
        Self {
            title: &cited.title,
            section: cited.section.as_deref(),
            url: &cited.url,
            reviewed: cited.reviewed,
            confirmed: cited.confirmed,
        }
    }
}

/// Runs the command on the variables of the environment. The index is the one that the server uses, so that a question
/// from the terminal has its answer at once. Files that could not be used are named on standard error.
#[must_use]
pub fn run(args: &AskArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match asked(args, env) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn asked(args: &AskArgs, env: impl IntoIterator<Item = (String, String)>) -> anyhow::Result<String> {
    let settings = Settings::load(args.config.as_deref(), env)?;
    let now = Clock::system().now();
    let state = DeskHours::new(Arc::new(settings.schedule()?)).state(now);
    let (knowledge, desk) = (&settings.knowledge, &settings.desk);
    let index = args.index.clone().unwrap_or_else(|| settings.server.data.join("index"));
    let meaning = settings.meaning.file().map(Meaning::open).transpose()?.map(Arc::new);
    let (text, problems) = answered(
        args,
        &Desk {
            index: &index,
            meaning: meaning.as_ref(),
            knowledge: &knowledge.dir,
            contact: Contact { desk: &desk.name, phone: &desk.phone, web: &desk.contact_url },
            hours: &desk_text(&state, now, Language::from_tag(&args.language)),
            at: in_stockholm(now),
            abstain_below: knowledge.abstain_below,
            more_pages: knowledge.links,
            limits: Limits { terms: knowledge.query_terms, ..Limits::default() },
            old_before: knowledge.old_before(now.date_naive()),
            hide_old: knowledge.hide_old,
        },
    )?;
    for problem in problems {
        eprintln!("{problem}");
    }
    Ok(text)
}

/// What to print, with a line break at the end; and the files that could not be used.
///
/// # Errors
/// When the pages cannot be listed, or the index cannot be written or read.
pub fn answered(args: &AskArgs, desk: &Desk<'_>) -> Result<(String, Vec<Problem>), Error> {
    let pages = args.pages.clone().unwrap_or_else(|| desk.knowledge.join("pages"));
    let knowledge =
        args.pages.as_deref().and_then(Path::parent).filter(|folder| folder.join("referrals.toml").exists());
    let (words, mut problems) = read_words(knowledge.unwrap_or(desk.knowledge));
    let (library, report) = Library::open(&pages, desk.index)?;
    if let Some(meaning) = desk.meaning {
        library.recall(meaning, desk.index)?;
    }
    problems.extend(report.problems);
    let language = Language::from_tag(&args.language);
    let asked = Asked {
        question: &args.question,
        language,
        hours: desk.hours,
        contact: desk.contact,
        reachable: false,
        open: false,
        at: desk.at,
        if_alarm: IfAlarm::Numbers,
        words: &words,
        abstain_below: desk.abstain_below,
        more_pages: desk.more_pages,
        previous: None,
        old_before: desk.old_before,
        hide_old: desk.hide_old,
    };
    let reply = replied(&asked, &library, desk.limits)?;
    let printed = if args.json { as_json(&reply)? } else { as_text(&reply, words.phrases.of(language), language) };
    Ok((printed, problems))
}

/// What the assistant says from a library.
///
/// # Errors
/// When the index cannot be read: here nobody is served by an abstention instead.
fn replied(asked: &Asked<'_>, library: &Library, limits: Limits) -> Result<Reply, Error> {
    replied_seen(asked, library, limits, |_, _| {})
}

/// The same, and shows what was looked for and found.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn replied_seen(
    asked: &Asked<'_>,
    library: &Library,
    limits: Limits,
    mut see: impl FnMut(&Query, &Hits),
) -> Result<Reply, Error> {
    let mut failed = None;
    let reply = answer::reply(asked, |query| {
        let found = library.search(query, limits).unwrap_or_else(|error| {
            failed = Some(error);
            Hits::default()
        });
        see(query, &found);
        found
    });
    failed.map_or(Ok(reply), Err)
}

fn as_json(reply: &Reply) -> Result<String, Error> {
    let printed = Printed {
        kind: reply.kind,
        text: &reply.text,
        sources: reply.sources.iter().map(PrintedSource::from).collect(),
        confidence: reply.confidence,
    };
    Ok(serde_json::to_string(&printed)? + "\n")
}

fn as_text(reply: &Reply, words: &Phrases, language: Language) -> String {
    let mut text = format!("{}\n", reply.text);
    if !reply.sources.is_empty() {
        let _ = writeln!(text, "\n{}", words.sources);
    }
    for cited in &reply.sources {
        let section = cited.section.as_deref().map(|section| format!(" – {section}")).unwrap_or_default();
        let date = cited.reviewed.map_or_else(|| words.date_unknown.clone(), |date| long_date(date, language));
        let reviewed = fill(&words.reviewed, &[("date", &date)]);
        let _ = writeln!(text, "– {}{section}\n  {}\n  {reviewed}", cited.title, cited.url);
        if !cited.confirmed {
            let _ = writeln!(text, "  {}", words.unconfirmed);
        }
    }
    text
}

#[cfg(test)]
mod tests;
