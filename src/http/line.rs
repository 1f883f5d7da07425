//! A line between one client and its session: what a session needs of it, whatever carries the frames.
//!
//! Visitors come over a WebSocket, or by polling where a network lets no WebSocket through. One session serves both,
//! so that both keep the same promises.

use std::future::Future;

use serde::Serialize;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::socket::{Incoming, Socket};
use super::sockets::Place;
use crate::bus::{Knock, Mail};

/// A line that one task owns.
pub(super) trait Line: Send {
    /// Its place among all lines: its mailbox, and when it was last heard.
    fn place(&self) -> &Place;

    /// Waits for a frame or for mail, whatever comes first.
    fn next(&mut self) -> impl Future<Output = Incoming> + Send;

    /// Puts a frame to those that wait to be sent; [`flush`](Self::flush) sends what has gathered there, and so does a
    /// frame that is one too many.
    fn feed(&mut self, frame: &(impl Serialize + Sync)) -> impl Future<Output = bool> + Send;

    /// Sends what has gathered. Ends with `false` when the other end is gone, or has been told goodbye because it is too
    /// slow or everybody has to go.
    fn flush(&mut self) -> impl Future<Output = bool> + Send;

    /// Sends `bye` with the reason. A reader who takes nothing is not waited for longer than a second.
    fn say_bye(&mut self, reason: &'static str) -> impl Future<Output = ()> + Send;

    /// Sends one frame at once.
    fn send(&mut self, frame: &(impl Serialize + Sync)) -> impl Future<Output = bool> + Send {
        async { self.feed(frame).await && self.flush().await }
    }

    /// Waits for the next frame of one who has not said hello yet; none when there will be no hello.
    fn before_hello(&mut self) -> impl Future<Output = Option<Utf8Bytes>> + Send {
        async {
            loop {
                match self.next().await {
                    Incoming::Text(frame) => return Some(frame),
                    Incoming::Alive | Incoming::Mail(Mail::Told(_) | Mail::Knock(Knock::Ping)) => {}
                    Incoming::Mail(_) => {
                        self.say_bye("protocol").await;
                        return None;
                    }
                    Incoming::Gone => return None,
                }
            }
        }
    }
}

// The futures are the socket's own: another one around them would make each quiet socket larger.
impl Line for Socket {
    fn place(&self) -> &Place {
        &self.place
    }

    fn next(&mut self) -> impl Future<Output = Incoming> + Send {
        Self::next(self)
    }

    fn feed(&mut self, frame: &(impl Serialize + Sync)) -> impl Future<Output = bool> + Send {
        Self::feed(self, frame)
    }

    fn flush(&mut self) -> impl Future<Output = bool> + Send {
        Self::flush(self)
    }

    fn say_bye(&mut self, reason: &'static str) -> impl Future<Output = ()> + Send {
        Self::say_bye(self, reason)
    }
}
