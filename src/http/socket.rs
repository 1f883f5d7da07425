//! A WebSocket of the desk: the upgrade, bounded reading and writing, and the way to say goodbye.
//!
//! One task owns a socket; its mailbox is the only way in from the rest of the program. The read buffer is small on
//! purpose: the default of 128 KiB for each connection is forty times what a quiet visitor needs.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as WsError, Message, Utf8Bytes, error::CapacityError};

use super::doors::Taken;
use super::listen::Stream;
use super::sockets::Place;
use crate::bus::{Knock, Mail};

/// The protocol that both sides name.
pub(super) const PROTOCOL: &str = "vagledare.v1";

// What gathers before it is sent without being asked, in bytes.
const WRITE_BYTES: usize = 16 * 1024;

// An acknowledgement and two entries of ordinary length take as much: room for them is made at once.
const OUT_BYTES: usize = 1_000;

// RFC 6455, 5.2: two bytes, and eight for the longest length; a server does not mask.
const LONGEST_HEADER: usize = 10;

/// The header of a whole text frame.
const TEXT: FrameHeader =
    FrameHeader { is_final: true, rsv1: false, rsv2: false, rsv3: false, opcode: OpCode::Data(Data::Text), mask: None };

/// The last frame of a line.
#[derive(Debug, Serialize)]
pub(super) struct Bye {
    #[serde(rename = "type")]
    kind: &'static str,
    reason: &'static str,
    retry_after_ms: u32,
}

impl Bye {
    /// A goodbye to the one in this place, who is told when to come back if everybody has to go.
    pub(super) fn new(reason: &'static str, place: &Place) -> Self {
        Self { kind: "bye", reason, retry_after_ms: if reason == "restart" { place.retry_ms() } else { 0 } }
    }
}

/// The sizes of one socket's buffers, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Buffers {
    /// What is read at once.
    pub read: usize,
    /// The longest message that is taken.
    pub message: usize,
    /// What may wait to be written.
    pub queued: usize,
}

/// What the socket brings.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A frame of text.
    Text(Utf8Bytes),
    /// Mail for the one at the other end.
    Mail(Mail),
    /// A sign of life, and nothing else.
    Alive,
    /// The other end is gone, or has been sent away.
    Gone,
}

/// A socket that one task owns.
#[derive(Debug)]
pub(super) struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// Its place among all sockets: its mailbox, and when it was last heard.
    pub(super) place: Place,
    /// Its place among all connections.
    _connection: Arc<Taken>,
    /// Frames that wait to be sent.
    out: Vec<u8>,
    /// The library may have something to send of its own, a pong or half of one: that goes first.
    library_speaks: bool,
}

/// Whether the request asks for our socket, and the answer that grants it.
///
/// # Errors
/// The answer that says what is missing.
pub(super) fn accept(headers: &HeaderMap) -> Result<Response<Body>, Response<Body>> {
    let has = |name: header::HeaderName, value: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|it| it.to_str().ok())
            .any(|it| it.split(',').any(|token| token.trim().eq_ignore_ascii_case(value)))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let (true, true, true, Some(key)) = (
        has(header::CONNECTION, "upgrade"),
        has(header::UPGRADE, "websocket"),
        has(header::SEC_WEBSOCKET_VERSION, "13"),
        key,
    ) else {
        return Err(refuse(StatusCode::UPGRADE_REQUIRED, "This address is for WebSocket, version 13."));
    };
    if !has(header::SEC_WEBSOCKET_PROTOCOL, PROTOCOL) {
        return Err(refuse(StatusCode::BAD_REQUEST, "This address speaks the subprotocol vagledare.v1."));
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let accept = derive_accept_key(key.as_bytes());
    let put = response.headers_mut();
    put.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    put.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    put.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    if let Ok(accept) = HeaderValue::from_str(&accept) {
        put.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    Ok(response)
}

fn refuse(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    if status == StatusCode::UPGRADE_REQUIRED {
        response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    response
}

impl Socket {
    /// Waits for the upgrade of `request` and takes the connection over.
    pub(super) async fn upgraded(request: Request<Body>, place: Place, buffers: Buffers) -> Option<Self> {
        let upgraded = hyper::upgrade::on(request).await.ok()?;
        let parts = upgraded.downcast::<TokioIo<Stream>>().ok()?;
        let config = WebSocketConfig::default()
            .read_buffer_size(buffers.read)
            .write_buffer_size(buffers.read)
            .max_write_buffer_size(buffers.queued + buffers.message)
            .max_message_size(Some(buffers.message))
            .max_frame_size(Some(buffers.message));
        let (stream, connection) = parts.io.into_inner().into_parts();
        let stream = if parts.read_buf.is_empty() {
            WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await
        } else {
            let read = parts.read_buf.to_vec();
            WebSocketStream::from_partially_read(stream, read, Role::Server, Some(config)).await
        };
        Some(Self { stream, place, _connection: connection, out: Vec::new(), library_speaks: false })
    }

    /// Waits for a frame or for mail, whatever comes first.
    pub(super) async fn next(&mut self) -> Incoming {
        let frame = tokio::select! {
            biased;
            mail = self.place.mailbox.take() => return self.mail(mail).await,
            frame = self.stream.next() => frame,
        };
        match frame {
            Some(Ok(frame)) => {
                self.place.heard();
                self.frame(frame).await
            }
            Some(Err(WsError::Capacity(CapacityError::MessageTooLong { .. }))) => {
                Box::pin(self.leave(CloseCode::Size, "the message is too long")).await
            }
            Some(Err(WsError::Utf8(_))) => Box::pin(self.leave(CloseCode::Invalid, "not UTF-8")).await,
            Some(Err(WsError::Protocol(_))) => Box::pin(self.leave(CloseCode::Protocol, "protocol")).await,
            Some(Err(_)) | None => Incoming::Gone,
        }
    }

    async fn frame(&mut self, frame: Message) -> Incoming {
        self.library_speaks |= frame.is_ping() || frame.is_close();
        match frame {
            Message::Text(text) => Incoming::Text(text),
            Message::Binary(_) => Box::pin(self.leave(CloseCode::Unsupported, "text frames only")).await,
            // The library answers a ping by itself; the flush sends the answer.
            Message::Ping(_) if self.flush().await => Incoming::Alive,
            Message::Pong(_) => Incoming::Alive,
            Message::Ping(_) | Message::Frame(_) => Incoming::Gone,
            Message::Close(_) => {
                // The library has the answer to a close frame ready; the flush sends it.
                let _ = Box::pin(self.stream.flush()).await;
                Incoming::Gone
            }
        }
    }

    /// A ping is sent on the spot; everything else is for the caller.
    async fn mail(&mut self, mail: Mail) -> Incoming {
        if !matches!(mail, Mail::Knock(Knock::Ping)) {
            return Incoming::Mail(mail);
        }
        self.library_speaks = true;
        let ping = async { self.stream.feed(Message::Ping(bytes::Bytes::new())).await.is_ok() && self.flush().await };
        if Box::pin(ping).await { Incoming::Mail(Mail::Told(Vec::new())) } else { Incoming::Gone }
    }

    /// Puts a frame into the write buffer; [`flush`](Self::flush) sends what has gathered there. A log that is longer
    /// than the buffer goes out in parts, each at the reader's pace.
    pub(super) async fn feed(&mut self, frame: &impl Serialize) -> bool {
        self.put(frame) && (self.out.len() < WRITE_BYTES || self.flush().await)
    }

    /// The frame's header says how long it is, and is known last: room for it is left before the text.
    fn put(&mut self, frame: &impl Serialize) -> bool {
        if self.out.capacity() == 0 {
            self.out.reserve_exact(OUT_BYTES);
        }
        let start = self.out.len();
        self.out.extend_from_slice(&[0; LONGEST_HEADER]);
        let text = start + LONGEST_HEADER;
        let mut header = [0; LONGEST_HEADER];
        let mut room = header.as_mut_slice();
        let whole = serde_json::to_writer(&mut self.out, frame).is_ok()
            && TEXT.format((self.out.len() - text) as u64, &mut room).is_ok();
        let length = LONGEST_HEADER - room.len();
        if whole {
            self.out[start..start + length].copy_from_slice(&header[..length]);
            self.out.drain(start + length..text);
        } else {
            self.out.truncate(start);
        }
        whole
    }

    /// Sends what has gathered. Ends with `false` when the other end is gone, or has been told goodbye because it is too
    /// slow or everybody has to go.
    ///
    /// Frames are written past the library, whose buffer would stay as large as the longest answer in every socket;
    /// ours is given back as soon as it is sent. What the library has to say by itself, pongs and closes, goes first.
    pub(super) async fn flush(&mut self) -> bool {
        // Nearly always the system takes all of it at once: then nobody waits, and nobody has to watch for how long.
        let mut written = 0;
        if !self.library_speaks || matches!(self.stream.flush().now_or_never(), Some(Ok(()))) {
            self.library_speaks = false;
            if !self.out.is_empty() {
                written = self.stream.get_ref().try_write(&self.out).unwrap_or(0);
            }
            if written == self.out.len() {
                self.out = Vec::new();
                return true;
            }
        }
        Box::pin(self.flush_rest(written)).await
    }

    /// Sends what has gathered from `written` on, as fast as the reader takes it.
    async fn flush_rest(&mut self, mut written: usize) -> bool {
        let mut out = std::mem::take(&mut self.out);
        let (stream, place) = (&mut self.stream, &self.place);
        place.writing();
        let write = async {
            if stream.flush().await.is_err() {
                return false;
            }
            self.library_speaks = false;
            while written < out.len() {
                match stream.get_mut().write(&out[written..]).await {
                    Ok(0) | Err(_) => return false,
                    Ok(more) => written += more,
                }
            }
            true
        };
        let ended = tokio::select! {
            sent = write => Ok(sent),
            mail = place.mailbox.closing() => Err(mail),
        };
        place.written();
        match ended {
            Ok(sent) => sent,
            Err(mail) => {
                out.drain(..written);
                self.out = out;
                let reason = if let Mail::Knock(Knock::Close(reason)) = mail { reason } else { "slow" };
                self.say_bye(reason).await;
                false
            }
        }
    }

    /// Sends `bye` with the reason, and the close frame that fits it. A reader who takes nothing is not waited for longer
    /// than a second.
    pub(super) async fn say_bye(&mut self, reason: &'static str) {
        // Of a frame that was being written, the rest goes first: a goodbye in the middle of it would be taken for its end.
        let rest = std::mem::take(&mut self.out);
        let goodbye = async {
            if self.stream.flush().await.is_err() || self.stream.get_mut().write_all(&rest).await.is_err() {
                return;
            }
            if let Ok(text) = serde_json::to_string(&Bye::new(reason, &self.place)) {
                let _ = self.stream.feed(Message::Text(text.into())).await;
            }
            let code = if reason == "restart" { CloseCode::Restart } else { CloseCode::Policy };
            let _ = self.stream.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
            // The other end answers the close; then the connection ends without a reset.
            while let Some(Ok(_)) = self.stream.next().await {}
        };
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), goodbye).await;
    }

    async fn leave(&mut self, code: CloseCode, reason: &'static str) -> Incoming {
        let close = CloseFrame { code, reason: reason.into() };
        let farewell = async {
            let _ = self.stream.send(Message::Close(Some(close))).await;
            // What the other end was still sending is read and thrown away: closing at once would reset the
            // connection, and the reason would be lost on the way.
            while let Some(Ok(_)) = self.stream.next().await {}
        };
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), farewell).await;
        Incoming::Gone
    }

    /// What waits for this socket.
    pub(super) fn mailbox(&self) -> Arc<crate::bus::Mailbox> {
        Arc::clone(&self.place.mailbox)
    }
}
