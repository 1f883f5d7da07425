//! What a question costs: `cargo bench --bench search`.
//!
//! The baseline is the bare two-field query: the same passages and the same terms in a plain index, the best ten document
//! numbers and nothing else. Ours is the question as the assistant looks for it, other words for the same and all; reading
//! it is measured with it. Both are built here and asked in turn, question by question, five rounds; what is printed
//! is the median of the rounds' ratios. Memory is measured in a process of its own that opens an index that is there.

#[path = "search/bare.rs"]
mod bare;
#[path = "search/corpus.rs"]
mod corpus;

use std::path::Path;
use std::time::Duration;

use bare::Bare;
use vagledare::answer;
use vagledare::answer::danger::notice;
use vagledare::knowledge::DangerWords;
use vagledare::search::{Library, Limits, read_words};

/// What a question may take among the project's pages, and how many bare queries' time among many passages.
const AMONG_FEW: Duration = Duration::from_micros(300);
const AMONG_MANY: f64 = 2.0;
/// Rounds of everything.
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, rest, pages, index] = arguments.as_slice()
        && rest == "rest"
    {
        return at_rest(Path::new(pages), Path::new(index));
    }
    danger();
    let folder = std::env::temp_dir().join(format!("vagledare-bench-{}", std::process::id()));
    let (median, _) = compare("55 pages", Path::new("knowledge/pages"), &folder.join("small"));
    println!("  must reach {AMONG_FEW:?}: {}", reached(median <= AMONG_FEW));
    corpus::write(&folder.join("pages"), 10_000);
    let (_, ratio) = compare("10,000 passages of 120 words", &folder.join("pages"), &folder.join("large"));
    println!("  must reach {AMONG_MANY:.2}: {}", reached(ratio <= AMONG_MANY));
    std::fs::remove_dir_all(&folder).expect("the bench's own folder");
}

fn reached(it_is: bool) -> &'static str {
    if it_is { "reached" } else { "MISSED" }
}

/// How long a call takes.
#[expect(clippy::disallowed_methods, reason = "a bench measures with the clock")]
fn time<T>(call: impl FnOnce() -> T) -> (T, Duration) {
    let from = std::time::Instant::now();
    let value = std::hint::black_box(call());
    (value, from.elapsed())
}

fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rank")]
    let rank = (times.len() as f64 * share) as usize;
    times[rank.min(times.len() - 1)]
}

/// The median cost of looking for danger in a message of a hundred characters.
fn danger() {
    let message =
        "Hej! Min granne eldar löv fast det är förbjudet, och jag undrar vart jag ska ringa om det i helgen. Tack!";
    let message: String = message.chars().take(100).collect();
    let words = DangerWords::built_in();
    let mut times: Vec<_> = (0..20_000).map(|_| time(|| notice(&message, &[], &words)).1).collect();
    println!("danger, 100 characters: p50 {:?}", percentile(&mut times, 0.5));
    let long = "Vi undrar över kön till förskolan och vad som gäller för syskon i höst. ".repeat(56);
    let mut times: Vec<_> = (0..500).map(|_| time(|| notice(&long, &[], &words)).1).collect();
    println!("danger, 4,000 characters: p50 {:?}", percentile(&mut times, 0.5));
}

/// Measures and prints; gives the median of a question, and what it is to that of the bare query.
fn compare(name: &str, pages: &Path, index: &Path) -> (Duration, f64) {
    let (opened, built) = time(|| Library::open(pages, index).expect("indexed"));
    let (library, report) = opened;
    println!("\n{name}: {} passages on {} pages", report.passages, report.pages);
    println!("  built in {built:?}; resident then: {}", resident());
    drop(library);
    let mut starts: Vec<_> = (0..ROUNDS).map(|_| time(|| Library::open(pages, index).expect("opened")).1).collect();
    println!("  opened when there: p50 {:?}", percentile(&mut starts, 0.5));
    println!("  at rest in a process of its own: {}", rest(pages, index));
    let (library, _) = Library::open(pages, index).expect("opened");
    let bare = Bare::build(&index.with_extension("bare"), pages);
    let questions = corpus::questions();
    let (words, _) = read_words(Path::new("knowledge"));
    let read = |question: &str| answer::looked_for(question, None, &words.vocabulary);
    let mut ratios = Vec::new();
    let mut all = [Vec::new(), Vec::new()];
    for round in 0..=ROUNDS {
        let mut round_times = [Vec::new(), Vec::new()];
        for question in &questions {
            round_times[0].push(time(|| library.search(&read(question), Limits::default()).expect("searched")).1);
            round_times[1].push(time(|| bare.search(question)).1);
        }
        // The first round only warms the page cache.
        if round > 0 {
            let [ours, bare] = &mut round_times;
            ratios.push(percentile(ours, 0.5).as_secs_f64() / percentile(bare, 0.5).as_secs_f64());
            all[0].append(ours);
            all[1].append(bare);
        }
    }
    ratios.sort_by(f64::total_cmp);
    for (name, times) in ["a question", "the bare query"].iter().zip(&mut all) {
        println!("  {name}: p50 {:?}, p99 {:?}", percentile(times, 0.5), percentile(times, 0.99));
    }
    println!("  ratio of the medians, median of {ROUNDS} rounds: {:.2}", ratios[ROUNDS / 2]);
    let long = questions.concat().chars().take(4_000).collect::<String>();
    let mut times: Vec<_> =
        (0..20).map(|_| time(|| library.search(&long.as_str().into(), Limits::default()).expect("ok")).1).collect();
    println!("  4,000 characters: p50 {:?}", percentile(&mut times, 0.5));
    (percentile(&mut all[0], 0.5), ratios[ROUNDS / 2])
}

/// Starts this program anew to open an index that is there and answer questions, and hands on what it prints.
fn rest(pages: &Path, index: &Path) -> String {
    let program = std::env::current_exe().expect("this program");
    let output = std::process::Command::new(program).arg("rest").args([pages, index]).output().expect("started");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn at_rest(pages: &Path, index: &Path) {
    let (library, _) = Library::open(pages, index).expect("opened");
    let opened = resident();
    for question in corpus::questions() {
        library.search(&question.as_str().into(), Limits::default()).expect("searched");
    }
    println!("{opened}; after questions {}", resident());
}

/// Resident memory of this process, and the part of it that is not file pages, as Linux counts it.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_start_matches(':').trim().to_owned()
    };
    format!("{} ({} without file pages)", line("VmRSS"), line("RssAnon"))
}
