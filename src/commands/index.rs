//! `vagledare index`: the index of the pages, built by hand, or by a server that has it done by a child.

use std::fmt::Write as _;
use std::num::NonZero;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::config::Settings;
use crate::search::{Library, Report};

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
    let (pages, index) = folders(args, env)?;
    if args.gently {
        // Where it is not allowed, it is built all the same.
        let _ = rustix::process::nice(AFTER_OTHERS);
    }
    let opened = Library::open(&pages, &index);
    let (_, report) = opened.with_context(|| format!("the pages in {} cannot be indexed", pages.display()))?;
    if args.json { Ok(serde_json::to_string(&report)? + "\n") } else { Ok(as_text(&report)) }
}

/// The pages and the indexes; the configuration is read only when it has to say one of them.
fn folders(args: &IndexArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<(PathBuf, PathBuf)> {
    if let (Some(pages), Some(index), None) = (&args.pages, &args.index, &args.config) {
        return Ok((pages.clone(), index.clone()));
    }
    let settings = Settings::load(args.config.as_deref(), env)?;
    let pages = args.pages.clone().unwrap_or_else(|| settings.knowledge.dir.join("pages"));
    let index = args.index.clone().unwrap_or_else(|| settings.server.data.join("index"));
    Ok((pages, index))
}

/// As many threads as there are cores.
pub(super) fn all_cores() -> NonZero<usize> {
    std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

fn as_text(report: &Report) -> String {
    let Report { index, pages, passages, problems, built } = report;
    let how = if *built { "built" } else { "there already" };
    let mut text = format!("{pages} pages, {passages} passages; {how}: {}\n", index.display());
    for problem in problems {
        let _ = writeln!(text, "{problem}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn index(pages: &Path, folder: &Path) -> Outcome {
        let args = IndexArgs {
            pages: Some(pages.to_owned()),
            index: Some(folder.join("index")),
            config: None,
            json: false,
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
