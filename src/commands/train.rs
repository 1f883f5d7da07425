//! `vagledare train`: what the features of an answer weigh, learned from questions whose answers are known.
//!
//! Passages, units and replies are learned one after the other (`learn`), and judged by cross-validation: the questions of one
//! voice about one fold of the pages by weights that saw neither the voice nor these pages.

mod asked;
mod fit;
mod learn;
mod report;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::ensure;

use self::asked::{Question, Read};
use self::report::Judged;
use super::Outcome;
use crate::clock::Clock;
use crate::knowledge::{OwnWords, PASSAGE, QUOTE, SURENESS};
use crate::meaning::Meaning;
use crate::search::read_words;

/// Learns from questions what the features of an answer weigh, and prints the weights. How well they do, by
/// cross-validation over voices and pages, stands on standard error.
#[derive(Debug, clap::Args)]
pub struct TrainArgs {
    /// A folder of pages. As many times as `--asked`, in the same order.
    #[arg(long, value_name = "DIR", default_values = ["knowledge/pages", "tests/data/towns"])]
    pages: Vec<PathBuf>,
    /// The folder of the questions about those pages, in the form of tests/data/asked.
    #[arg(long, value_name = "DIR", default_values = ["tests/data/asked/linkoping", "tests/data/asked/towns"])]
    asked: Vec<PathBuf>,
    /// The folder of the assistant's own words.
    #[arg(long, value_name = "DIR", default_value = "knowledge")]
    knowledge: PathBuf,
    /// File of the model that reads what texts mean. Without it only the weights of words are learned.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Where indexes and vectors are kept between two runs.
    #[arg(long, value_name = "DIR", default_value = "target/train")]
    kept: PathBuf,
    /// Leaves a feature out, to see what it is worth. May be given several times.
    #[arg(long, value_name = "FEATURE")]
    without: Vec<String>,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &TrainArgs, _env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match trained(args) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn trained(args: &TrainArgs) -> anyhow::Result<String> {
    ensure!(
        args.pages.len() == args.asked.len(),
        "there are {} folders of pages and {} of questions; give --asked once for each --pages",
        args.pages.len(),
        args.asked.len()
    );
    let known = |name: &String| PASSAGE.contains(&name.as_str()) || QUOTE.contains(&name.as_str());
    for name in &args.without {
        ensure!(known(name), "{name} is no feature; there are {} and {}", PASSAGE.join(", "), QUOTE.join(", "));
    }
    let mut questions = Vec::new();
    for (set, folder) in args.asked.iter().enumerate() {
        questions.extend(asked::questions(folder, set)?);
    }
    let (words, _) = read_words(&args.knowledge);
    let mut text = format!(
        "# What the features of an answer weigh: see weights.rs. Made on {} by\n#\n#     vagledare train --model e5-small-q4.bin > src/knowledge/weights.toml\n#\n# from the questions in tests/data/asked, whose files have the hash\n# {}\n",
        Clock::system().now().date_naive(),
        asked::hash(&args.asked)?
    );
    let mut learn = |name: &str, meaning: Option<&Arc<Meaning>>| -> anyhow::Result<()> {
        let judged = judged(args, &questions, &words, meaning)?;
        eprint!("{name}\n{}", judged.told());
        let _ = writeln!(text, "\n[{name}]\nanswer_from = {:.2}\nother = {:.2}", judged.answer_from, judged.other);
        let mut table = |part: &str, names: &[&str], weights: &[f64]| {
            let _ = writeln!(text, "\n[{name}.{part}]");
            for (name, weight) in names.iter().zip(weights) {
                let _ = writeln!(text, "{name} = {weight:.4}");
            }
        };
        table("passage", &PASSAGE, &judged.learned.passage);
        table("quote", &QUOTE, &judged.learned.quote);
        table("sureness", &SURENESS, &judged.sureness);
        Ok(())
    };
    learn("words", None)?;
    if let Some(file) = &args.model {
        learn("meaning", Some(&Arc::new(Meaning::open(file)?)))?;
    }
    Ok(text)
}

/// Learns, and judges by cross-validation.
fn judged(
    args: &TrainArgs,
    questions: &[Question],
    words: &OwnWords,
    meaning: Option<&Arc<Meaning>>,
) -> anyhow::Result<Judged> {
    let mut libraries = Vec::new();
    for (set, pages) in args.pages.iter().enumerate() {
        let index = args.kept.join(set.to_string());
        libraries.push(asked::library(pages, &index, meaning)?);
    }
    let find = |question: &Question| asked::find(question, &libraries[question.set], &words.vocabulary);
    let mut found = questions.iter().map(find).collect::<anyhow::Result<Vec<_>>>()?;
    let left_out = |names: &[&str]| -> Vec<usize> {
        (0..names.len()).filter(|at| args.without.iter().any(|name| name == names[*at])).collect()
    };
    let (passage, quote) = (left_out(&PASSAGE), left_out(&QUOTE));
    for row in found.iter_mut().flat_map(|found| &mut found.features) {
        for at in &passage {
            row[*at] = 0.0;
        }
    }
    let mut read: Vec<_> = questions.iter().zip(&found).map(|(question, found)| Read::of(question, found)).collect();
    for row in read.iter_mut().flat_map(|read| &mut read.units).flatten() {
        for at in &quote {
            row[*at] = 0.0;
        }
    }
    Ok(Judged::of(&read))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::asked::{hash, questions};
    use crate::commands::eval::stands::has_fact;
    use crate::knowledge::Page;

    const FOLDERS: [(&str, &str); 2] =
        [("knowledge/pages", "tests/data/asked/linkoping"), ("tests/data/towns", "tests/data/asked/towns")];

    #[test]
    fn the_weights_are_those_that_the_questions_beside_them_make() {
        let asked: Vec<PathBuf> = FOLDERS.iter().map(|(_, asked)| asked.into()).collect();
        let hash = hash(&asked).expect("read");
        let weights = include_str!("../knowledge/weights.toml");
        assert!(weights.contains(&hash), "learn again: cargo run --release -- train --model FILE; now {hash}");
    }

    #[test]
    fn what_a_question_asks_for_stands_on_its_page() {
        let mut facts = 0;
        for (set, (pages, asked)) in FOLDERS.iter().enumerate() {
            for question in questions(Path::new(asked), set).expect("questions") {
                let texts = question.pages.iter().map(|page| {
                    let file = Path::new(pages).join(format!("{page}.md"));
                    let text =
                        std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{}: no page {page}", question.id));
                    Page::read(page, page, &text).expect("a page").version().text
                });
                let texts: Vec<String> = texts.collect();
                if !question.want.is_empty() {
                    facts += 1;
                    assert!(
                        texts.iter().any(|text| has_fact(&question.want, text)),
                        "{}: {:?}",
                        question.id,
                        question.want
                    );
                }
            }
        }
        assert!(facts > 1_000, "{facts}");
    }
}
