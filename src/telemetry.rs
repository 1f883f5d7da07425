//! What the process says of itself: structured log lines, and numbers for Prometheus.
//!
//! A log line names conversations and requests by their ids and never holds what somebody wrote. Numbers are counted in
//! handles that were looked up once: a message on its way costs an addition.

use std::sync::Arc;

use prometheus::{
    Encoder as _, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder,
};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Begins to log on standard error, our own lines from `level` on and those of libraries from warnings on. A second
/// call in the same process changes nothing.
pub fn init(format: Format, level: &str) {
    let level = level.parse().unwrap_or(LevelFilter::INFO);
    let targets = Targets::new().with_default(LevelFilter::WARN.min(level)).with_target("vagledare", level);
    let registry = tracing_subscriber::registry().with(targets);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // Whoever has begun to log already goes on with it.
    let _ = match format {
        Format::Text => registry.with(lines.with_target(false)).try_init(),
        Format::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    };
}

/// The numbers of the process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    sockets: IntGaugeVec,
    requests: IntCounterVec,
    entries: Entries,
    replies: IntCounterVec,
    refusals: IntCounterVec,
    append: Histogram,
    search: Histogram,
    queue: IntGauge,
    agents: IntGauge,
}

#[derive(Debug)]
struct Entries {
    visitor: IntCounter,
    agent: IntCounter,
    assistant: IntCounter,
    system: IntCounter,
}

// From a tenth of a millisecond to ten seconds.
const SECONDS: [f64; 11] = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// What a listener for metrics answers with.
    pub const CONTENT_TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Numbers that all begin at nothing.
    ///
    /// # Panics
    /// Never in a program whose tests have passed: the names are constants.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Inner::new().expect("the names of metrics are right and each is used once")))
    }

    /// Counts a socket of a side (`visitor`, `agent`) as open, as long as the value is kept.
    #[must_use]
    pub fn socket_open(&self, side: &'static str) -> Open {
        let gauge = self.0.sockets.with_label_values(&[side]);
        gauge.inc();
        Open(gauge)
    }

    /// Counts an answered request by the kind of its address and its status.
    pub fn http_request(&self, class: &'static str, status: u16) {
        self.0.requests.with_label_values(&[class, status_text(status)]).inc();
    }

    /// Counts a committed entry by its author's kind.
    pub fn entry(&self, author: &str) {
        let entries = &self.0.entries;
        match author {
            "visitor" => &entries.visitor,
            "agent" => &entries.agent,
            "assistant" => &entries.assistant,
            _ => &entries.system,
        }
        .inc();
    }

    /// Counts a reply of the assistant by its kind.
    pub fn reply(&self, kind: &str) {
        self.0.replies.with_label_values(&[kind]).inc();
    }

    /// Counts a refusal by its code.
    pub fn refused(&self, code: &'static str) {
        self.0.refusals.with_label_values(&[code]).inc();
    }

    /// How long a change waited for its commit.
    pub fn appended(&self, took: std::time::Duration) {
        self.0.append.observe(took.as_secs_f64());
    }

    /// How long a search took.
    pub fn searched(&self, took: std::time::Duration) {
        self.0.search.observe(took.as_secs_f64());
    }

    /// How many wait, and how many agents are available.
    pub fn desk(&self, queue: usize, agents: usize) {
        self.0.queue.set(i64::try_from(queue).unwrap_or(i64::MAX));
        self.0.agents.set(i64::try_from(agents).unwrap_or(i64::MAX));
    }

    /// Everything in Prometheus' text format.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = Vec::new();
        // Writing to memory does not fail.
        let _ = TextEncoder::new().encode(&self.0.registry.gather(), &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// A socket that is counted as open.
#[derive(Debug)]
pub struct Open(IntGauge);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Inner {
    fn new() -> prometheus::Result<Self> {
        let registry = Registry::new_custom(Some("vagledare".into()), None)?;
        let entries = IntCounterVec::new(Opts::new("entries_total", "Committed entries by author."), &["author"])?;
        let seconds = |name, help: &str| Histogram::with_opts(HistogramOpts::new(name, help).buckets(SECONDS.to_vec()));
        let inner = Self {
            sockets: IntGaugeVec::new(Opts::new("sockets", "Open sockets by side."), &["side"])?,
            requests: IntCounterVec::new(
                Opts::new("http_requests_total", "Answered requests by kind of address and status."),
                &["class", "status"],
            )?,
            entries: Entries {
                visitor: entries.with_label_values(&["visitor"]),
                agent: entries.with_label_values(&["agent"]),
                assistant: entries.with_label_values(&["assistant"]),
                system: entries.with_label_values(&["system"]),
            },
            replies: IntCounterVec::new(Opts::new("replies_total", "Replies of the assistant by kind."), &["kind"])?,
            refusals: IntCounterVec::new(Opts::new("refusals_total", "Refusals by code."), &["code"])?,
            append: seconds("append_seconds", "From a decided change to its synced commit.")?,
            search: seconds("search_seconds", "One question to the index.")?,
            queue: IntGauge::new("queue", "Conversations that wait for a person.")?,
            agents: IntGauge::new("agents_available", "Agents who take conversations.")?,
            registry,
        };
        let registry = &inner.registry;
        registry.register(Box::new(inner.sockets.clone()))?;
        registry.register(Box::new(inner.requests.clone()))?;
        registry.register(Box::new(entries))?;
        registry.register(Box::new(inner.replies.clone()))?;
        registry.register(Box::new(inner.refusals.clone()))?;
        registry.register(Box::new(inner.append.clone()))?;
        registry.register(Box::new(inner.search.clone()))?;
        registry.register(Box::new(inner.queue.clone()))?;
        registry.register(Box::new(inner.agents.clone()))?;
        Ok(inner)
    }
}

fn status_text(status: u16) -> &'static str {
    match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_rendered() {
        let metrics = Metrics::new();
        let open = metrics.socket_open("visitor");
        metrics.entry("assistant");
        metrics.http_request("page", 304);
        metrics.appended(std::time::Duration::from_millis(2));
        let text = metrics.render();
        for line in [
            "vagledare_sockets{side=\"visitor\"} 1",
            "vagledare_entries_total{author=\"assistant\"} 1",
            "vagledare_http_requests_total{class=\"page\",status=\"3xx\"} 1",
            "vagledare_append_seconds_bucket{le=\"0.003\"} 1",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        drop(open);
        assert!(metrics.render().contains("vagledare_sockets{side=\"visitor\"} 0"));
    }
}
