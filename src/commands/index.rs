//! `vagledare index`: the index of the pages, built by hand, or by a server that has it done by a child.

use std::fmt::Write as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::config::Settings;
use crate::meaning::Meaning;
use crate::search::{Indexed, Learnt, Library, Report};

/// Builds the index of the pages unless it is there, and tells which files cannot be read.
#[derive(Debug, clap::Args)]
pub struct IndexArgs {
    /// The folder of pages.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Where the index is kept: `index` in the data directory, unless said otherwise.
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Prints JSON for programs instead of text for people.
    #[arg(long)]
    pub json: bool,
    /// File of the model that reads what the pages mean, instead of the configured one.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Reads so many texts that are new to the model, at most.
    #[arg(long, value_name = "NUMBER")]
    pub texts: Option<usize>,
    /// Lets others have the processor first.
    #[arg(long)]
    pub gently: bool,
}

// Whoever answers goes first; on a machine that has no time to spare, a tenth is left for the index.
const AFTER_OTHERS: i32 = 10;

/// Runs the command on the variables of the environment. A file that cannot be read is no failure.
#[must_use]
pub fn run(args: &IndexArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match indexed(args, env) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn indexed(args: &IndexArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<String> {
    let Folders { pages, index, model } = folders(args, env)?;
    if args.gently {
        // Where it is not allowed, it is built all the same.
        let _ = rustix::process::nice(AFTER_OTHERS);
    }
    let opened = Library::open(&pages, &index);
    let (library, report) = opened.with_context(|| format!("the pages in {} cannot be indexed", pages.display()))?;
    let learnt = match (&model, args.texts) {
        (Some(model), most) => Some(learn(&library, &index, model, most.unwrap_or(usize::MAX), args.gently)?),
        (None, _) => None,
    };
    if args.json {
        Ok(serde_json::to_string(&Indexed { report, learnt })? + "\n")
    } else {
        Ok(as_text(&report, learnt))
    }
}

// After so many the vectors are written: what is stopped goes on from there.
const AT_ONCE: usize = 256;

/// Reads what the pages mean, and says on standard error how far it is.
fn learn(library: &Library, index: &Path, model: &Path, most: usize, gently: bool) -> Result<Learnt> {
    let meaning = Arc::new(Meaning::open(model)?);
    let threads = if gently { NonZero::<usize>::MIN } else { all_cores() };
    let mut new = 0;
    loop {
        let learnt = library.learn(&meaning, index, AT_ONCE.min(most - new), threads)?;
        new += learnt.new;
        if learnt.left == 0 || new >= most {
            return Ok(Learnt { new, ..learnt });
        }
        eprintln!("{} of {} texts are still to be read", learnt.left, learnt.texts);
    }
}

/// Where everything is.
struct Folders {
    pages: PathBuf,
    index: PathBuf,
    model: Option<PathBuf>,
}

/// The configuration is read only when it has to say where the pages or the index are.
fn folders(args: &IndexArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<Folders> {
    if let (Some(pages), Some(index), None) = (&args.pages, &args.index, &args.config) {
        return Ok(Folders { pages: pages.clone(), index: index.clone(), model: args.model.clone() });
    }
    let settings = Settings::load(args.config.as_deref(), env)?;
    let pages = args.pages.clone().unwrap_or_else(|| settings.knowledge.dir.join("pages"));
    let index = args.index.clone().unwrap_or_else(|| settings.server.data.join("index"));
    let model = args.model.clone().or_else(|| settings.meaning.file().map(Path::to_owned));
    Ok(Folders { pages, index, model })
}

/// As many threads as there are cores.
pub(super) fn all_cores() -> NonZero<usize> {
    std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

fn as_text(report: &Report, learnt: Option<Learnt>) -> String {
    let Report { index, pages, passages, problems, built } = report;
    let how = if *built { "built" } else { "there already" };
    let mut text = format!("{pages} pages, {passages} passages; {how}: {}\n", index.display());
    if let Some(Learnt { texts, left, new }) = learnt {
        let _ = writeln!(text, "{texts} texts of them have vectors: {new} new, {left} to come");
    }
    for problem in problems {
        let _ = writeln!(text, "{problem}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(pages: &Path, folder: &Path) -> Outcome {
        let args = IndexArgs {
            pages: Some(pages.to_owned()),
            index: Some(folder.join("index")),
            config: None,
            json: false,
            model: None,
            texts: None,
            gently: false,
        };
        run(&args, [])
    }

    #[test]
    fn it_tells_pages_passages_and_each_problem_with_file_and_line() {
        let folder = tempfile::tempdir().expect("a directory");
        let pages = folder.path().join("pages");
        let missing = index(&pages, folder.path());
        assert!(missing.status == 1 && missing.text.contains("cannot be indexed"), "{}", missing.text);
        std::fs::create_dir(&pages).expect("created");
        let good = "+++\ntitle = \"Bad\"\nurl = \"https://k.example/\"\n+++\nBada.\n\n## Sjön\n\nKall.\n";
        std::fs::write(pages.join("bad.md"), good).expect("written");
        std::fs::write(pages.join("fel.md"), good.replace("url = ", "url ")).expect("written");
        let built = index(&pages, folder.path());
        assert!(built.status == 0 && built.text.starts_with("1 pages, 2 passages; built: "), "{}", built.text);
        assert!(built.text.contains("pages/fel.md:3: "), "{}", built.text);
        let again = index(&pages, folder.path());
        assert!(again.text.contains("; there already: ") && again.text.contains("fel.md:3: "), "{}", again.text);
    }
}
