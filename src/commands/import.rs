//! `vagledare import`: the municipality's website → the pages of the knowledge folder.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use url::Url;

use super::Outcome;
use crate::clock::Clock;
use crate::config::Settings;
use crate::import::{self, Folders, Limits, Report, Sources, World};

/// Brings pages of the municipality's website into the knowledge folder. What an editor has written stays. An import
/// that was interrupted goes on when the same command is given again.
#[derive(Debug, Clone, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct ImportArgs {
    /// A sitemap, or an index of sitemaps, also compressed.
    #[arg(long, value_name = "URL")]
    pub sitemap: Vec<Url>,
    /// An address whose links are followed.
    #[arg(long, value_name = "URL")]
    pub start: Vec<Url>,
    /// How many steps the links of a start address are followed.
    #[arg(long, value_name = "STEPS", default_value_t = 3)]
    pub depth: u8,
    /// A file with an address on each line.
    #[arg(long, value_name = "FILE")]
    pub list: Vec<PathBuf>,
    /// A page on this machine: HTML, PDF, or text copied from the browser, which may have its address on the first line.
    #[arg(long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
    /// The address that the file has on the web.
    #[arg(long, value_name = "URL", requires = "file")]
    pub url: Option<Url>,
    /// A further host that may be asked, such as linkoping.se besides www.linkoping.se.
    #[arg(long, value_name = "HOST")]
    pub host: Vec<String>,
    /// Leaves out addresses that hold this text.
    #[arg(long, value_name = "TEXT")]
    pub exclude: Vec<String>,
    /// Follows links to PDF documents as well.
    #[arg(long)]
    pub pdf: bool,
    /// Pause between two requests to a host, in milliseconds. A host may ask for a longer one.
    #[arg(long, value_name = "MS", default_value_t = 1000)]
    pub pause_ms: u32,
    /// Addresses to ask for, at most.
    #[arg(long, value_name = "COUNT", default_value_t = 5000)]
    pub max_pages: usize,
    /// Largest document, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub max_mib: u32,
    /// Longest time, in minutes.
    #[arg(long, value_name = "MINUTES", default_value_t = 180)]
    pub max_minutes: u32,
    /// Begins anew instead of going on with an import that was interrupted.
    #[arg(long)]
    pub afresh: bool,
    /// Prints the report as JSON for programs instead of text for people.
    #[arg(long)]
    pub json: bool,
    /// The folder of pages: `pages` in the knowledge folder, unless said otherwise.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Reads a PDF document from standard input and prints its text: what an import starts for each document.
    #[arg(long, hide = true)]
    pub read_pdf: bool,
}

/// Longest time that a PDF document is read.
const PDF_TIME: Duration = Duration::from_mins(1);

/// Most memory that the process has which reads one, in bytes, the program itself included.
const PDF_MEMORY: u64 = 2 * 1024 * 1024 * 1024;

/// Runs the command on the variables of the environment. Progress is told on standard error.
#[must_use]
pub fn run(args: &ImportArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    let done = if args.read_pdf { read_pdf_from_input() } else { imported(args, env) };
    done.unwrap_or_else(|error| Outcome::failed(format!("{error:#}\n")))
}

fn imported(args: &ImportArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<Outcome> {
    let settings = Settings::load(args.config.as_deref(), env)?;
    let pages = args.pages.clone().unwrap_or_else(|| settings.knowledge.dir.join("pages"));
    let state = pages.parent().map_or_else(|| PathBuf::from("import"), |beside| beside.join("import"));
    let limits = Limits {
        pages: args.max_pages,
        bytes: u64::from(args.max_mib) * 1024 * 1024,
        time: Duration::from_mins(args.max_minutes.into()),
        pause: Duration::from_millis(args.pause_ms.into()),
    };
    let clock = Clock::system();
    let terminal = std::io::stderr().is_terminal();
    let world = World {
        now: &|| clock.moment(),
        sleep: &std::thread::sleep,
        read_pdf: &|bytes| read_pdf_apart(bytes),
        tell: &|done, known, url| eprint!("{}", progress(terminal, done, known, url)),
    };
    let agent = import::user_agent(&settings.desk.contact_url);
    let report = import::import(&sources(args)?, &Folders { pages, state }, limits, &agent, args.afresh, &world)?;
    if terminal {
        eprint!("\r\x1b[2K");
    }
    let text = if args.json { serde_json::to_string_pretty(&report)? + "\n" } else { report.to_text() };
    Ok(if came_to_nothing(&report) { Outcome::failed(text) } else { Outcome::well(text) })
}

/// Whether there were faults and nothing else.
fn came_to_nothing(report: &Report) -> bool {
    let made = report.new.len() + report.changed.len() + report.unchanged + report.gone.len() + report.kept.len();
    made == 0 && !report.failed.is_empty()
}

fn sources(args: &ImportArgs) -> Result<Sources> {
    let given = args.sitemap.len() + args.start.len() + args.list.len() + args.file.len();
    ensure!(given > 0, "say what to import: --sitemap, --start, --list or --file");
    ensure!(args.url.is_none() || args.file.len() == 1, "--url is the address of one --file");
    let mut list = Vec::new();
    for path in &args.list {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            list.push(Url::parse(line).with_context(|| format!("{}: {line} is no address", path.display()))?);
        }
    }
    Ok(Sources {
        sitemaps: args.sitemap.clone(),
        starts: args.start.clone(),
        depth: args.depth,
        list,
        files: args.file.iter().map(|path| (path.clone(), args.url.clone())).collect(),
        hosts: args.host.clone(),
        excluded: args.exclude.clone(),
        pdf: args.pdf,
    })
}

/// A bar that is drawn again in its place on a terminal, a line each elsewhere.
fn progress(terminal: bool, done: usize, known: usize, url: &str) -> String {
    const WIDTH: usize = 20;
    if !terminal {
        return format!("{done}/{known} {url}\n");
    }
    let full = done * WIDTH / known.max(1);
    let shown: String = url.chars().take(60).collect();
    format!("\r\x1b[2K[{}{}] {done}/{known} {shown}", "#".repeat(full), " ".repeat(WIDTH.saturating_sub(full)))
}

/// Reads a document in a process of its own: a broken one may make the reader panic, and a release build aborts then.
fn read_pdf_apart(bytes: &[u8]) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("PDF-filen kan inte läsas: {error}");
    let program = std::env::current_exe().map_err(cannot)?;
    let mut child = Command::new(program)
        .args(["import", "--read-pdf"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(cannot)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(bytes).map_err(cannot)?;
    }
    let output = child.wait_with_output().map_err(cannot)?;
    let told = String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr });
    match output.status.code() {
        Some(0) => Ok(told.into_owned()),
        Some(1) => Err(told.trim().to_owned()),
        _ => Err("PDF-filen är trasig eller tar för lång tid eller mycket minne att läsa".to_owned()),
    }
}

fn read_pdf_from_input() -> Result<Outcome> {
    // Nobody waits longer than this; the process has nothing to lose.
    std::thread::spawn(|| {
        std::thread::sleep(PDF_TIME);
        std::process::exit(3);
    });
    // A few bytes can be packed that are gigabytes unpacked. Where the system knows no limit, the time is one.
    let most = Some(PDF_MEMORY);
    let _ = rustix::process::setrlimit(
        rustix::process::Resource::As,
        rustix::process::Rlimit { current: most, maximum: most },
    );
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    Ok(match import::pdf_text(&bytes) {
        Ok(text) => Outcome::well(text),
        Err(reason) => Outcome::failed(reason),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_a_bar_on_a_terminal_and_lines_elsewhere() {
        assert_eq!(progress(false, 3, 12, "https://k.example/a"), "3/12 https://k.example/a\n");
        let bar = progress(true, 3, 12, "https://k.example/a");
        assert_eq!(bar, "\r\x1b[2K[#####               ] 3/12 https://k.example/a");
    }

    #[test]
    fn an_import_without_a_single_page_is_a_failure() {
        let failed = vec![import::Told { url: "x".into(), reason: "y".into() }];
        assert!(came_to_nothing(&Report { failed: failed.clone(), ..Report::default() }));
        assert!(!came_to_nothing(&Report { failed, unchanged: 1, ..Report::default() }));
        assert!(!came_to_nothing(&Report::default()));
    }
}
