//! What the process says about itself: log lines, and figures for Prometheus.
//!
//! Neither ever holds what somebody wrote. Lines name a conversation by its id, figures count by words of closed sets.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};
use tracing::Subscriber;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Sends the log to standard error from now on. `level` is the least important one of our own lines: `error`, `warn`,
/// `info`, `debug` or `trace`, and `info` when it is none of these. Other crates are heard from `warn` up.
///
/// Only the first call in a process counts.
pub fn init(format: Format, level: &str) {
    let colours = format == Format::Text && std::io::stderr().is_terminal();
    let _ = tracing::subscriber::set_global_default(log(format, level, colours, std::io::stderr));
    // A panic's message may quote what somebody wrote (a string that is cut in the middle of a character does).
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "a panic");
    }));
}

fn log<W>(format: Format, level: &str, colours: bool, to: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let ours = level.parse().unwrap_or(LevelFilter::INFO);
    let heard = Targets::new().with_default(LevelFilter::WARN.min(ours)).with_target(env!("CARGO_PKG_NAME"), ours);
    let lines = fmt::layer().with_ansi(colours).with_writer(to);
    let lines = match format {
        Format::Text => lines.boxed(),
        Format::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(heard).with(lines)
}

/// What is counted. Cheap to clone, and cheap to count with: every series that a message touches is looked up once,
/// when the process starts.
#[derive(Debug, Clone)]
pub struct Metrics(Arc<Figures>);

#[derive(Debug)]
struct Figures {
    registry: Registry,
    visitor_sockets: IntGauge,
    agent_sockets: IntGauge,
    entries: Counted,
    append: Histogram,
    batch: Histogram,
    replies: Counted,
    search: Histogram,
    queue: IntGauge,
    available: IntGauge,
    refusals: Counted,
    requests: IntCounterVec,
    disk_free: IntGauge,
    disk_total: IntGauge,
    can_store: IntGauge,
}

const AUTHORS: &[&str] = &["visitor", "agent", "assistant", "system"];
const REPLIES: &[&str] =
    &["answer", "clarify", "abstention", "referral", "emergency", "personal_case", "courtesy", "refusal"];
const REFUSALS: &[&str] = &[
    "bad_frame",
    "unknown_type",
    "too_long",
    "too_fast",
    "too_many",
    "not_allowed",
    "not_found",
    "closed",
    "taken",
    "full",
    "unavailable",
    "internal",
];
/// What is counted under a word that the sets above do not hold: a figure that is not zero is a fault of ours.
const OTHER: &str = "other";

// Around what an append costs on a disk that is idle (0.2 ms) and on one that is not (seconds).
const APPEND_S: &[f64] = &[0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
const SEARCH_S: &[f64] = &[0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1.0];
const BATCH: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

impl Metrics {
    /// The content type of what [`render`](Self::render) gives.
    pub const CONTENT_TYPE: &'static str = prometheus::TEXT_FORMAT;

    /// Figures that all begin at zero.
    #[must_use]
    pub fn new() -> Self {
        let made = Made::nothing_yet();
        let sockets = made.gauges("sockets_open", "Open sockets by side.", "side");
        Self(Arc::new(Figures {
            visitor_sockets: sockets.with_label_values(&["visitor"]),
            agent_sockets: sockets.with_label_values(&["agent"]),
            entries: made.counted("entries_total", "Entries that were appended, by kind of author.", "author", AUTHORS),
            append: made.histogram("append_seconds", "From handing an entry in until it is synced.", APPEND_S),
            batch: made.histogram("append_batch_size", "Appends that were committed together.", BATCH),
            replies: made.counted("replies_total", "Replies of the assistant by kind.", "kind", REPLIES),
            search: made.histogram("search_seconds", "Time to search for one question.", SEARCH_S),
            queue: made.gauge("queue_length", "Visitors who wait for a person."),
            available: made.gauge("agents_available", "Agents who take conversations."),
            refusals: made.counted("refusals_total", "Errors sent on sockets by code.", "code", REFUSALS),
            requests: made.counters(
                "http_requests_total",
                "Requests by class of address and status.",
                &["class", "status"],
            ),
            disk_free: made.gauge("disk_free_bytes", "Free bytes on the database's disk."),
            disk_total: made.gauge("disk_total_bytes", "Bytes of the database's disk, free and filled."),
            can_store: made.gauge("can_store", "1 when what is written can be kept, 0 when it cannot."),
            registry: made.0,
        }))
    }

    /// Counts a socket of the `visitor` or of the `agent` for as long as the result is kept.
    #[must_use = "the socket is open for as long as this is kept"]
    pub fn socket_open(&self, side: &str) -> OpenSocket {
        let gauge = if side == "agent" { &self.0.agent_sockets } else { &self.0.visitor_sockets };
        gauge.inc();
        OpenSocket(gauge.clone())
    }

    /// An entry was appended by an author of the kind `visitor`, `agent`, `assistant` or `system`.
    pub fn entry_appended(&self, author: &str) {
        self.0.entries.count(author);
    }

    /// An append took so long from being handed in until it was synced.
    pub fn append_took(&self, time: Duration) {
        self.0.append.observe(time.as_secs_f64());
    }

    /// So many appends were committed together.
    pub fn batch_committed(&self, appends: usize) {
        // A batch has a few hundred appends at most: the way to f64 loses nothing.
        self.0.batch.observe(f64::from(u32::try_from(appends).unwrap_or(u32::MAX)));
    }

    /// The assistant replied; `kind` is the word of the wire, such as `abstention`.
    pub fn replied(&self, kind: &str) {
        self.0.replies.count(kind);
    }

    /// A search took so long.
    pub fn searched(&self, time: Duration) {
        self.0.search.observe(time.as_secs_f64());
    }

    /// So many wait for a person now.
    pub fn set_queue_length(&self, waiting: usize) {
        self.0.queue.set(whole(waiting));
    }

    /// So many agents take conversations now.
    pub fn set_agents_available(&self, agents: usize) {
        self.0.available.set(whole(agents));
    }

    /// The database's disk has so many bytes free of so many.
    pub fn set_disk(&self, free: u64, total: u64) {
        self.0.disk_free.set(i64::try_from(free).unwrap_or(i64::MAX));
        self.0.disk_total.set(i64::try_from(total).unwrap_or(i64::MAX));
    }

    /// Whether what is written can be kept.
    pub fn set_can_store(&self, can: bool) {
        self.0.can_store.set(can.into());
    }

    /// A client was told no; `code` is the word of the wire, such as `too_fast`.
    pub fn refused(&self, code: &str) {
        self.0.refusals.count(code);
    }

    /// A request was answered. `class` is a word for a group of addresses, and never the address itself: that would
    /// make a series of every path that anybody asks for.
    pub fn http_request(&self, class: &'static str, status: u16) {
        self.0.requests.with_label_values(&[class, &status.to_string()]).inc();
    }

    /// All figures in the text format of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        written(&self.0.registry)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

/// A socket that is counted as open until this is dropped.
#[derive(Debug)]
pub struct OpenSocket(IntGauge);

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn written(registry: &Registry) -> String {
    let mut text = String::new();
    let encoder = prometheus::TextEncoder::new();
    encoder.encode_utf8(&registry.gather(), &mut text).expect("figures with names can be written to memory");
    text
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// One counter for each word of a closed set. A search through a dozen words costs less than a hash and a lock.
#[derive(Debug)]
struct Counted {
    known: Vec<(&'static str, IntCounter)>,
    other: IntCounter,
}

impl Counted {
    fn count(&self, word: &str) {
        let known = self.known.iter().find(|(known, _)| *known == word);
        known.map_or(&self.other, |(_, counter)| counter).inc();
    }
}

/// Makes figures that are in the registry from the start: a series that begins at zero can be compared with later.
struct Made(Registry);

impl Made {
    fn nothing_yet() -> Self {
        Self(Registry::new_custom(Some(env!("CARGO_PKG_NAME").into()), None).expect("the prefix is not empty"))
    }

    fn keep<T: Collector + Clone + 'static>(&self, figure: prometheus::Result<T>) -> T {
        let figure = figure.expect("names and labels are words");
        self.0.register(Box::new(figure.clone())).expect("every name is used once");
        figure
    }

    fn gauge(&self, name: &str, help: &str) -> IntGauge {
        self.keep(IntGauge::new(name, help))
    }

    fn gauges(&self, name: &str, help: &str, label: &str) -> IntGaugeVec {
        self.keep(IntGaugeVec::new(Opts::new(name, help), &[label]))
    }

    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
        self.keep(IntCounterVec::new(Opts::new(name, help), labels))
    }

    fn counted(&self, name: &str, help: &str, label: &str, words: &[&'static str]) -> Counted {
        let counters = self.counters(name, help, &[label]);
        let known = words.iter().map(|word| (*word, counters.with_label_values(&[word]))).collect();
        Counted { known, other: counters.with_label_values(&[OTHER]) }
    }

    fn histogram(&self, name: &str, help: &str, buckets: &[f64]) -> Histogram {
        self.keep(Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec())))
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use parking_lot::Mutex;
    use tracing::{debug, error, info, warn};

    use super::*;

    /// What was logged.
    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: Format, level: &str, lines: impl FnOnce()) -> String {
        let page = Page::default();
        let to = page.clone();
        tracing::subscriber::with_default(log(format, level, false, move || to.clone()), lines);
        let bytes = page.0.lock().clone();
        String::from_utf8(bytes).expect("logs are text")
    }

    fn some_lines() {
        debug!("ours, in detail");
        info!(conversation.id = 7, "ours");
        warn!(target: "hyper::proto", "a neighbour's warning");
        info!(target: "hyper::proto", "a neighbour's chatter");
    }

    #[test]
    fn our_own_lines_are_heard_from_the_level_set_and_others_from_warnings_up() {
        let text = logged(Format::Text, "info", some_lines);
        assert!(text.contains("ours conversation.id=7") && text.contains("a neighbour's warning"), "{text}");
        assert!(!text.contains("in detail") && !text.contains("chatter"), "{text}");
        assert!(logged(Format::Text, "debug", some_lines).contains("in detail"));
        assert_eq!(logged(Format::Text, "error", some_lines), "");
        assert!(logged(Format::Text, "error", || error!("a fault")).contains("a fault"));
        assert!(logged(Format::Text, "loud", some_lines).contains("ours"), "an unknown level is info");
    }

    #[test]
    fn each_line_for_machines_is_one_object_with_its_fields() {
        let text = logged(Format::Json, "info", some_lines);
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!((&lines[0]["message"], &lines[0]["conversation.id"]), (&"ours".into(), &7.into()));
        assert_eq!((&lines[0]["level"], &lines[1]["target"]), (&"INFO".into(), &"hyper::proto".into()));
    }

    fn figure(metrics: &Metrics, series: &str) -> String {
        let text = metrics.render();
        let found = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        found.unwrap_or_else(|| panic!("{series} is not in {text}")).to_owned()
    }

    #[test]
    fn every_series_of_a_closed_set_is_there_before_anything_has_happened() {
        let metrics = Metrics::new();
        for series in [
            "vagledare_sockets_open{side=\"visitor\"}",
            "vagledare_entries_total{author=\"assistant\"}",
            "vagledare_replies_total{kind=\"abstention\"}",
            "vagledare_refusals_total{code=\"too_fast\"}",
            "vagledare_append_seconds_count",
            "vagledare_append_batch_size_count",
            "vagledare_search_seconds_count",
            "vagledare_queue_length",
            "vagledare_agents_available",
        ] {
            assert_eq!(figure(&metrics, series), "0");
        }
    }

    #[test]
    fn what_happens_is_counted_where_it_belongs() {
        let metrics = Metrics::new();
        metrics.entry_appended("visitor");
        metrics.entry_appended("visitor");
        metrics.replied("answer");
        metrics.refused("too_fast");
        metrics.refused("a word that nobody knows");
        metrics.append_took(Duration::from_micros(300));
        metrics.batch_committed(17);
        metrics.searched(Duration::from_millis(3));
        metrics.set_queue_length(4);
        metrics.set_agents_available(2);
        metrics.http_request("page", 304);
        for (series, value) in [
            ("vagledare_entries_total{author=\"visitor\"}", "2"),
            ("vagledare_entries_total{author=\"agent\"}", "0"),
            ("vagledare_replies_total{kind=\"answer\"}", "1"),
            ("vagledare_refusals_total{code=\"too_fast\"}", "1"),
            ("vagledare_refusals_total{code=\"other\"}", "1"),
            ("vagledare_append_seconds_bucket{le=\"0.0002\"}", "0"),
            ("vagledare_append_seconds_bucket{le=\"0.0005\"}", "1"),
            ("vagledare_append_batch_size_bucket{le=\"16\"}", "0"),
            ("vagledare_append_batch_size_bucket{le=\"32\"}", "1"),
            ("vagledare_search_seconds_sum", "0.003"),
            ("vagledare_queue_length", "4"),
            ("vagledare_agents_available", "2"),
            ("vagledare_http_requests_total{class=\"page\",status=\"304\"}", "1"),
        ] {
            assert_eq!(figure(&metrics, series), value, "{series}");
        }
    }

    #[test]
    fn a_socket_is_open_until_it_is_let_go() {
        let metrics = Metrics::new();
        let (one, other) = (metrics.socket_open("visitor"), metrics.clone().socket_open("visitor"));
        let agent = metrics.socket_open("agent");
        assert_eq!(figure(&metrics, "vagledare_sockets_open{side=\"visitor\"}"), "2");
        drop((one, agent));
        assert_eq!(figure(&metrics, "vagledare_sockets_open{side=\"visitor\"}"), "1");
        assert_eq!(figure(&metrics, "vagledare_sockets_open{side=\"agent\"}"), "0");
        drop(other);
        assert_eq!(figure(&metrics, "vagledare_sockets_open{side=\"visitor\"}"), "0");
    }
}
