//! `vagledare eval`: how well the assistant answers files of questions.
//!
//! The figures are those that editors and developers compare before and after a change: whether the right page comes first,
//! whether what was asked for [stands](measure) in what is quoted, whether the assistant is silent where it should be, and what
//! a question costs. Each figure has its 95 % interval: Wilson's score interval for shares, 1.96 standard errors for lengths.
//! Two runs differ by a paired interval (bootstrap over the questions, with a fixed seed) and the exact sign test.
//!
//! Questions are asked as in a conversation of their own at a time that is the same in every run, on a night when the desk is
//! closed. Of the keys in the JSON `page_at_1` and those beside it are older than [`measure`] and count by rules of their own,
//! in [`score`].

mod asking;
mod compare;
mod explain;
mod handled;
pub(crate) mod help;
mod measure;
mod print;
mod question;
mod run;
mod score;
pub(crate) mod stands;
mod statistics;
mod tally;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::NaiveDateTime;
use clap::Args;
use serde_json::{Map, Value};

use super::Outcome;
use crate::config::Settings;
use asking::Judged;
use compare::{Comparison, Earlier};
use question::{Question, Want};
use run::{Bench, Document, Help};
use score::Scores;
use tally::Tally;

/// Options and arguments of `eval`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Intervals are 95 %: Wilson's for shares, 1.96 standard errors for lengths; of a difference between \
                        two runs a paired bootstrap (2,000 draws, fixed seed), with the exact sign test (McNemar's)."
)]
pub struct EvalArgs {
    /// Questions, one JSON object a line: id, question, lang, kind, page, section, also, previous, want, note, and keys for
    /// --by; with --corpus question and gold. May be given several times.
    #[arg(long, value_name = "FILE", required_unless_present = "explain")]
    pub questions: Vec<PathBuf>,
    /// Folder of pages, instead of the configured one.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Texts to be found instead of pages, one JSON object a line: id, title, text.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pages", "by", "without_help", "explain", "against", "wrong"])]
    pub corpus: Option<PathBuf>,
    /// Group the figures by a key of the questions, such as author, lang or kind, and name the worst group.
    #[arg(long, value_name = "KEY")]
    pub by: Vec<String>,
    /// Take sample questions and keywords away from all pages, and the synonyms that lead to them.
    #[arg(long)]
    pub without_help: bool,
    /// Take them from one part of the pages at a time, of so many, and ask what is about that part.
    #[arg(long, value_name = "K", requires = "without_help", value_parser = clap::value_parser!(u32).range(2..=100))]
    pub folds: Option<u32>,
    /// Tell everything about one question, by its id in the files or its words.
    #[arg(long, value_name = "QUESTION", conflicts_with_all = ["json", "against", "by", "wrong"])]
    pub explain: Option<String>,
    /// Tell what changed since an earlier run whose JSON is there.
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// When it is asked, in Sweden.
    #[arg(long, value_name = "TIME", default_value = asking::AT, value_parser = asking::time)]
    pub at: NaiveDateTime,
    /// Print the figures and each reply as JSON.
    #[arg(long)]
    pub json: bool,
    /// Name each question that went wrong on standard error.
    #[arg(long)]
    pub wrong: bool,
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl EvalArgs {
    fn help(&self) -> Help {
        match (self.without_help, self.folds) {
            (false, _) => Help::Kept,
            (true, None) => Help::Without,
            (true, Some(folds)) => Help::Folds(folds),
        }
    }
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
    // What cannot be read is told before anything is waited for.
    let sets = args.questions.iter().map(|path| question::read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let earlier = args.against.as_deref().map(Earlier::read).transpose()?;
    check_keys(&args.by, &sets)?;
    let corpus = args.corpus.as_deref().map(documents).transpose()?;
    let bench = Bench::open(&settings, args.at, args.pages.as_deref(), corpus.as_deref())?;
    for problem in &bench.problems {
        eprintln!("{problem}");
    }
    if corpus.is_some() {
        return of_corpus(args, &bench, &sets.concat());
    }
    for set in &sets {
        bench.check(set)?;
    }
    if let Some(wanted) = &args.explain {
        let question = sought(wanted, &sets);
        return bench.with(args.help(), &question, |measured| explain::explained(&question, measured));
    }
    let mut judged = Vec::new();
    for set in &sets {
        judged.push(bench.judged(args.help(), set)?);
    }
    told(args, &bench, &sets, &judged, earlier.as_ref())
}

/// The figures of one set or several, and what changed.
fn told(
    args: &EvalArgs,
    bench: &Bench<'_>,
    sets: &[Vec<Question>],
    judged: &[Vec<Judged<'_>>],
    earlier: Option<&Earlier>,
) -> anyhow::Result<String> {
    notices(sets, judged);
    let referrals = &bench.measured().words.referrals;
    if args.wrong {
        judged.iter().flatten().for_each(|it| name_wrong(it, referrals));
    }
    let names: Vec<String> = args.questions.iter().map(|path| path.display().to_string()).collect();
    let of_sets: Vec<Tally> = judged.iter().map(|set| Tally::of(set.iter(), &args.by, referrals)).collect();
    let together = Tally::of(judged.iter().flatten(), &args.by, referrals);
    let several = of_sets.len() > 1;
    let all: Vec<&Judged<'_>> = judged.iter().flatten().collect();
    let (at, help) = (args.at.format("%Y-%m-%d %H:%M").to_string(), args.help().told());
    let comparison = earlier.map(|earlier| Comparison::of(earlier, &all, &at, &help));
    if args.json {
        let mut json = together.json()?;
        json.insert("at".to_owned(), at.into());
        json.insert("help".to_owned(), help.into());
        if several {
            let sets = names.iter().zip(&of_sets).map(|(name, set)| Ok((name.clone(), set.json()?.into())));
            json.insert("sets".to_owned(), sets.collect::<serde_json::Result<Map<String, Value>>>()?.into());
        }
        if let Some(comparison) = &comparison {
            json.insert("against".to_owned(), comparison.json());
        }
        json.insert("replies".to_owned(), all.iter().map(|it| tally::reply_json(it)).collect());
        return Ok(serde_json::to_string(&json)? + "\n");
    }
    let mut text: Vec<String> = names.iter().zip(&of_sets).map(|(name, set)| print::tally(name, set)).collect();
    if several {
        text.push(print::tally("all together", &together));
    }
    text.extend(comparison.zip(args.against.as_ref()).map(|(it, path)| it.text(&path.display().to_string())));
    Ok(text.join("\n"))
}

/// Says what was asked and not measured, or not asked.
fn notices(sets: &[Vec<Question>], judged: &[Vec<Judged<'_>>]) {
    let (asked, given) = (judged.iter().map(Vec::len).sum::<usize>(), sets.iter().map(Vec::len).sum::<usize>());
    if asked < given {
        eprintln!("{} questions name no page and were not asked: they are about none of the folds", given - asked);
    }
    let in_words = judged.iter().flatten().filter(|it| it.question.want == Want::InWords).count();
    if in_words > 0 {
        eprintln!(
            "{in_words} questions have their want in a sentence, which is not looked for; alternatives are [[\"…\"], [\"…\"]]"
        );
    }
    let mut unmeasured: Vec<&str> = Vec::new();
    for judged in judged.iter().flatten().filter(|it| it.values.is_unmeasured()) {
        if !unmeasured.contains(&measure::kind_of(judged.question)) {
            unmeasured.push(measure::kind_of(judged.question));
        }
    }
    if !unmeasured.is_empty() {
        eprintln!("nothing but length is measured of questions without a page of the kinds: {}", unmeasured.join(", "));
    }
}

/// Tells on standard error what was wanted and what came.
fn name_wrong(judged: &Judged<'_>, referrals: &crate::knowledge::Referrals) {
    let Judged { question, reply, .. } = judged;
    if Scores::default().add(question, reply, referrals) {
        return;
    }
    let sources: Vec<&str> = reply.sources.iter().map(|it| it.page.as_str()).collect();
    let section = reply.sources.first().and_then(|it| it.section.as_deref()).unwrap_or_default();
    let Question { kind, asked, page, section: wanted, .. } = question;
    let (page, wanted) = (page.as_deref().unwrap_or("-"), wanted.as_deref().unwrap_or("-"));
    let (reply, sure) = (reply.kind.as_str(), reply.confidence);
    eprintln!("{kind}\t{asked}\n\twanted {page} / {wanted}\n\tgot {reply} {sure:.2} {sources:?} / {section}");
}

/// The question that has an id or these words in the files; otherwise the words themselves.
fn sought(wanted: &str, sets: &[Vec<Question>]) -> Question {
    let all = || sets.iter().flatten();
    let found = all().find(|it| it.name() == wanted).or_else(|| all().find(|it| it.asked.trim() == wanted.trim()));
    found.cloned().unwrap_or_else(|| Question::of_text(wanted))
}

/// A key that no question has groups nothing.
fn check_keys(keys: &[String], sets: &[Vec<Question>]) -> anyhow::Result<()> {
    for key in keys {
        if !sets.iter().flatten().any(|question| question.value(key).is_some()) {
            let mut known: Vec<&str> =
                sets.iter().flatten().flat_map(|it| it.keys.keys().map(String::as_str)).collect();
            known.sort_unstable();
            known.dedup();
            bail!("--by {key}: no question says it; the keys are {}", known.join(", "));
        }
    }
    Ok(())
}

fn of_corpus(args: &EvalArgs, bench: &Bench<'_>, questions: &[Question]) -> anyhow::Result<String> {
    let mut scores = Scores::default();
    for (at, took) in bench.ranked(questions)? {
        scores.took(took);
        scores.ranked(at);
    }
    if args.json { Ok(serde_json::to_string(&scores)? + "\n") } else { Ok(scores.table()) }
}

fn documents(path: &Path) -> anyhow::Result<Vec<Document>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(at, line)| serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1)))
        .collect()
}

#[cfg(test)]
mod tests;
