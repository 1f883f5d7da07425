//! The session's end of a poll: a line like a socket.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::Polls;
use super::exchange::Exchange;
use crate::bus::{Knock, Mail};
use crate::http::line::Line;
use crate::http::socket::{Bye, Incoming};
use crate::http::sockets::Place;

/// What gathers before it is put down without being asked, in bytes.
const WRITE_BYTES: usize = 16 * 1024;

/// A polled line that one task owns. The poll is over when it is dropped.
pub(super) struct Polled {
    polls: Polls,
    id: String,
    exchange: Arc<Exchange>,
    /// Frames that wait to be sent, with commas between them.
    out: String,
}

impl Polled {
    pub(super) fn new(polls: Polls, id: String, exchange: Arc<Exchange>) -> Self {
        Self { polls, id, exchange, out: String::new() }
    }

    fn gather(&mut self, frame: &impl Serialize) -> bool {
        let Ok(json) = serde_json::to_string(frame) else { return false };
        if !self.out.is_empty() {
            self.out.push(',');
        }
        self.out.push_str(&json);
        true
    }
}

impl Line for Polled {
    fn place(&self) -> &Place {
        &self.exchange.place
    }

    async fn next(&mut self) -> Incoming {
        tokio::select! {
            biased;
            mail = self.place().mailbox.take() => match mail {
                Mail::Knock(Knock::Ping) => {
                    self.exchange.ping();
                    Incoming::Mail(Mail::Told(Vec::new()))
                }
                mail => Incoming::Mail(mail),
            },
            frame = self.exchange.frame() => frame.map_or(Incoming::Gone, Incoming::Text),
        }
    }

    async fn feed(&mut self, frame: &(impl Serialize + Sync)) -> bool {
        self.gather(frame) && (self.out.len() < WRITE_BYTES || self.flush().await)
    }

    /// A client who fetches nothing holds its session up, as one who reads nothing from a socket does: then the same
    /// clock runs.
    async fn flush(&mut self) -> bool {
        if self.exchange.put(&std::mem::take(&mut self.out)) {
            return true;
        }
        let place = self.place();
        place.writing();
        let ended = tokio::select! {
            here = self.exchange.room() => Ok(here),
            mail = place.mailbox.closing() => Err(mail),
        };
        place.written();
        match ended {
            Ok(here) => here,
            Err(mail) => {
                let reason = if let Mail::Knock(Knock::Close(reason)) = mail { reason } else { "slow" };
                self.say_bye(reason).await;
                false
            }
        }
    }

    async fn say_bye(&mut self, reason: &'static str) {
        let bye = Bye::new(reason, self.place());
        self.gather(&bye);
        self.exchange.put(&std::mem::take(&mut self.out));
        self.exchange.end();
        let _ = tokio::time::timeout(Duration::from_secs(1), self.exchange.fetched()).await;
    }
}

impl Drop for Polled {
    fn drop(&mut self) {
        self.exchange.end();
        self.polls.close(&self.id);
    }
}
