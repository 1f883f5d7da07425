//! `[server]`: addresses, origins, the data directory, logs.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::address::{Network, WebOrigin, none_if_empty, reachable};
use super::fault::Faults;

/// Settings of the process and its edge.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address and port that the server listens on.
    pub listen: SocketAddr,
    /// The address that browsers use; see [`ServerSettings::public_origin`].
    #[serde(deserialize_with = "none_if_empty")]
    pub public_url: Option<WebOrigin>,
    /// Websites that may show the chat in a frame.
    pub embed_origins: Vec<WebOrigin>,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// Where everything is kept, from the working directory.
    pub data: PathBuf,
    /// Where Prometheus metrics are served; nowhere when `None`.
    #[serde(deserialize_with = "none_if_empty")]
    pub metrics_listen: Option<SocketAddr>,
    /// How log lines look.
    pub log_format: LogFormat,
    /// The least important lines that are logged.
    pub log_level: LogLevel,
    /// Longest time from the signal to stop until the process ends, in seconds.
    pub shutdown_grace_s: u32,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What needs a person.
    Error,
    /// What may come to need one.
    Warn,
    /// What happened.
    Info,
    /// How it happened.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The name, as the configuration and logging filters write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl ServerSettings {
    /// The only origin that a socket accepts: `public_url`, or `http://` and the listen address. A server
    /// that listens on all addresses is reached by the local one.
    #[must_use]
    pub fn public_origin(&self) -> WebOrigin {
        let local = SocketAddr::new(reachable(self.listen.ip()), self.listen.port());
        self.public_url.clone().unwrap_or_else(|| WebOrigin::of_listener(local))
    }

    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.filled("server.data", &self.data.to_string_lossy());
        faults.bounds("server.shutdown_grace_s", self.shutdown_grace_s, 1..=600);
        if self.metrics_listen == Some(self.listen) {
            faults.add("server.metrics_listen", "must not be the same address as server.listen".to_owned());
        }
    }
}
