//! Asking web servers politely: one request after the other with a pause, only where robots.txt and the fence let us,
//! and never more than the limits.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use super::World;
use super::address::{Fence, host, normal};
use super::robots::{PRODUCT, Rules};
use crate::moment::Moment;

/// How far an import may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Addresses that are asked for, at most.
    pub pages: usize,
    /// Largest document, in bytes.
    pub bytes: u64,
    /// How long it may take.
    pub time: Duration,
    /// Pause between the beginnings of two requests to one host. A host may ask for a longer one.
    pub pause: Duration,
}

/// Redirects that are followed from one address.
const REDIRECTS: usize = 5;

/// How often an address is asked for while its server is in trouble.
const ATTEMPTS: u32 = 3;

/// Longest wait for a server that says when to come back.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Longest time for one request.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The marks of the version that is known.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    /// `ETag`
    pub(super) etag: Option<String>,
    /// `Last-Modified`
    pub(super) modified: Option<String>,
}

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    /// Where it was found, after redirects.
    pub(super) url: Url,
    /// `Content-Type`, in lower case.
    pub(super) kind: String,
    /// What it is.
    pub(super) bytes: Vec<u8>,
    /// The marks of this version.
    pub(super) marks: Marks,
}

/// What became of asking for an address.
#[derive(Debug)]
pub(super) enum Answer {
    /// It is there.
    Document(Box<Document>),
    /// It is as it was.
    Unchanged,
    /// It is not there any more.
    Gone(u16),
    /// It was not asked for, or leads to where we may not go.
    Skipped(String),
    /// It could not be had.
    Failed(String),
}

pub(super) struct Web<'a> {
    agent: ureq::Agent,
    world: &'a World<'a>,
    limits: Limits,
    fence: &'a Fence,
    ends: Moment,
    rules: HashMap<String, Rules>,
    /// When each host may be asked again.
    next: HashMap<String, Moment>,
}

/// How an import introduces itself: its name, and where its owner is found.
#[must_use]
pub fn user_agent(contact: &str) -> String {
    let contact: String = contact.chars().filter(char::is_ascii_graphic).collect();
    let version = env!("CARGO_PKG_VERSION");
    if contact.is_empty() { format!("{PRODUCT}/{version}") } else { format!("{PRODUCT}/{version} (+{contact})") }
}

type Response = ureq::http::Response<ureq::Body>;

impl<'a> Web<'a> {
    pub(super) fn new(user_agent: &str, limits: Limits, fence: &'a Fence, world: &'a World<'a>) -> Self {
        let config = ureq::Agent::config_builder()
            // Each step of a redirect is held against the fence and robots.txt, so they are followed here.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(user_agent)
            .accept("text/html, application/xhtml+xml, application/pdf, application/xml;q=0.9, text/plain;q=0.5")
            .build();
        let ends = (world.now)() + chrono::Duration::from_std(limits.time).unwrap_or(chrono::Duration::MAX);
        Self { agent: config.into(), world, limits, fence, ends, rules: HashMap::new(), next: HashMap::new() }
    }

    /// Whether the time for the whole import is over.
    pub(super) fn is_over(&self) -> bool {
        (self.world.now)() >= self.ends
    }

    /// Asks for an address, unless it is known to be as the marks say.
    pub(super) fn get(&mut self, address: &Url, marks: &Marks) -> Answer {
        let mut url = address.clone();
        let mut way = vec![url.clone()];
        loop {
            if !self.fence.allows(&url) {
                return Answer::Skipped(format!("leder till {url}, utanför det som importen får hämta"));
            }
            let rules = self.rules(&url);
            if rules.are_unknown() {
                return Answer::Failed("servern svarade inte på om sidan får hämtas (robots.txt)".to_owned());
            }
            if !rules.allow(&url) {
                return Answer::Skipped("robots.txt tillåter det inte".to_owned());
            }
            let mut response = match self.ask(&url, marks) {
                Ok(response) => response,
                Err(reason) => return Answer::Failed(reason),
            };
            let status = response.status().as_u16();
            match (status, header(&response, "location").and_then(|to| url.join(&to).ok()).map(normal)) {
                (304, _) => return Answer::Unchanged,
                (301 | 302 | 303 | 307 | 308, Some(to)) => {
                    if way.contains(&to) || way.len() > REDIRECTS {
                        return Answer::Failed("sidan skickar vidare i en cirkel".to_owned());
                    }
                    way.push(to.clone());
                    url = to;
                }
                (200..=299, _) => return self.document(url, &mut response),
                (404 | 410, _) => return Answer::Gone(status),
                _ => return Answer::Failed(format!("servern svarade {status}")),
            }
        }
    }

    fn document(&self, url: Url, response: &mut Response) -> Answer {
        let kind = header(response, "content-type").unwrap_or_default().to_ascii_lowercase();
        let marks = Marks { etag: header(response, "etag"), modified: header(response, "last-modified") };
        match response.body_mut().with_config().limit(self.limits.bytes).read_to_vec() {
            Ok(bytes) => Answer::Document(Box::new(Document { url, kind, bytes, marks })),
            Err(ureq::Error::BodyExceedsLimit(_)) => {
                Answer::Failed(format!("sidan är större än {} MiB", self.limits.bytes.div_ceil(1024 * 1024)))
            }
            Err(error) => Answer::Failed(format!("svaret kom inte fram: {error}")),
        }
    }

    /// The rules of a host, which are asked for once.
    fn rules(&mut self, url: &Url) -> &Rules {
        let host = host(url);
        if !self.rules.contains_key(&host) {
            let rules = self.ask_for_rules(url);
            self.rules.insert(host.clone(), rules);
        }
        &self.rules[&host]
    }

    fn ask_for_rules(&mut self, url: &Url) -> Rules {
        let Ok(mut url) = url.join("/robots.txt") else { return Rules::from_answer(404, b"") };
        for _ in 0..=REDIRECTS {
            let Ok(mut response) = self.ask(&url, &Marks::default()) else { return Rules::from_answer(503, b"") };
            let status = response.status().as_u16();
            match header(&response, "location").and_then(|to| url.join(&to).ok()) {
                Some(to) if (300..400).contains(&status) && self.fence.has_host(&to) => url = to,
                _ => {
                    // RFC 9309: at least 500 KiB have to be read; what comes after does not count.
                    let read = response.body_mut().with_config().limit(self.limits.bytes).read_to_vec();
                    return Rules::from_answer(
                        if (300..400).contains(&status) { 404 } else { status },
                        &read.unwrap_or_default(),
                    );
                }
            }
        }
        Rules::from_answer(404, b"")
    }

    /// One address, again when the server is in trouble.
    fn ask(&mut self, url: &Url, marks: &Marks) -> Result<Response, String> {
        let mut attempt = 1;
        loop {
            self.wait_for_turn(url);
            let mut request = self.agent.get(url.as_str());
            for (name, mark) in [("if-none-match", &marks.etag), ("if-modified-since", &marks.modified)] {
                if let Some(mark) = mark {
                    request = request.header(name, mark);
                }
            }
            let answer = request.call();
            let wait = match &answer {
                Ok(response) => trouble(response, attempt),
                Err(ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed) => {
                    Some(backoff(attempt))
                }
                Err(_) => None,
            };
            match wait {
                Some(wait) if attempt < ATTEMPTS && !self.is_over() => (self.world.sleep)(wait),
                _ => return answer.map_err(|error| format!("servern går inte att nå: {error}")),
            }
            attempt += 1;
        }
    }

    /// Waits until the host may be asked again. The pause is counted between the beginnings of requests.
    fn wait_for_turn(&mut self, url: &Url) {
        let host = host(url);
        let now = (self.world.now)();
        let at = self.next.get(&host).copied().unwrap_or(now).max(now);
        if let Ok(wait) = (at - now).to_std()
            && !wait.is_zero()
        {
            (self.world.sleep)(wait);
        }
        let pause = self.rules.get(&host).and_then(Rules::pause).unwrap_or_default().max(self.limits.pause);
        self.next.insert(host, at + chrono::Duration::from_std(pause).unwrap_or_default());
    }
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// How long to wait before asking again; none when the answer is one.
fn trouble(response: &Response, attempt: u32) -> Option<Duration> {
    if !matches!(response.status().as_u16(), 429 | 500 | 502 | 503 | 504) {
        return None;
    }
    let asked =
        header(response, "retry-after").and_then(|seconds| seconds.trim().parse().ok()).map(Duration::from_secs);
    Some(asked.unwrap_or_else(|| backoff(attempt)).min(LONGEST_WAIT))
}

fn backoff(attempt: u32) -> Duration {
    Duration::from_secs(2) * attempt.pow(2)
}
