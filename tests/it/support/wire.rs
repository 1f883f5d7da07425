//! One socket of a client: frames as JSON, held against the protocol's document and kept until somebody asks for them.

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::protocol::Side;

// Long enough for a busy machine; only a test that fails waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A socket, and the frames that were read but not asked for yet.
pub(crate) struct Wire {
    socket: WebSocketStream<TcpStream>,
    kept: VecDeque<Value>,
    closed: Option<u16>,
    pongs: Vec<Bytes>,
    side: Side,
    sent: BTreeSet<String>,
    got: BTreeSet<String>,
    heard: Vec<String>,
}

impl Wire {
    /// Opens a socket with the headers given on top of the usual ones.
    pub(crate) async fn open(address: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, Error> {
        Self::over(TcpStream::connect(address).await.map_err(Error::Io)?, path, headers).await
    }

    /// Opens a socket over a connection that is there already.
    pub(crate) async fn over(stream: TcpStream, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, Error> {
        let address = stream.peer_addr().map_err(Error::Io)?;
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        let put = request.headers_mut();
        put.insert("sec-websocket-protocol", HeaderValue::from_static("vagledare.v1"));
        for (name, value) in headers {
            put.insert(*name, HeaderValue::from_str(value).expect("a header"));
        }
        stream.set_nodelay(true).map_err(Error::Io)?;
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        let (sent, got) = (BTreeSet::new(), BTreeSet::new());
        Ok(Self {
            socket,
            kept: VecDeque::new(),
            closed: None,
            pongs: Vec::new(),
            side: Side::of(path),
            sent,
            got,
            heard: Vec::new(),
        })
    }

    /// Sends a frame that the protocol has.
    pub(crate) async fn send(&mut self, frame: Value) {
        self.side.may_send(&frame);
        self.sent.insert(kind(&frame));
        self.send_raw(&frame.to_string()).await;
    }

    /// Sends text as it is, also what no client may send.
    pub(crate) async fn send_raw(&mut self, text: &str) {
        // A server that has just gone may refuse it; whoever expects an answer notices.
        let _ = self.socket.send(Message::text(text)).await;
    }

    /// Asks for a sign of life, which [`pongs`](Self::pongs) waits for.
    pub(crate) async fn ping(&mut self, payload: &'static str) {
        self.socket.send(Message::Ping(Bytes::from_static(payload.as_bytes()))).await.expect("the server is there");
    }

    /// Waits until so many signs of life have come; the frames between them are kept in their order.
    pub(crate) async fn pongs(&mut self, count: usize) -> &[Bytes] {
        let all_come = async {
            while self.pongs.len() < count {
                match self.socket.next().await.expect("the server is there").expect("a frame") {
                    Message::Pong(payload) => self.pongs.push(payload),
                    Message::Text(text) => {
                        self.heard.push(text.as_str().to_owned());
                        self.kept.push_back(serde_json::from_str(&text).expect("frames are JSON"));
                    }
                    other => panic!("{other:?}"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, all_come).await.expect("signs of life");
        &self.pongs
    }

    /// Waits for the first frame that fits; the others are kept in their order.
    pub(crate) async fn until(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&fits) {
            return self.kept.remove(at).expect("it was just found");
        }
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                match self.read().await {
                    Some(frame) if fits(&frame) => return frame,
                    Some(frame) => self.kept.push_back(frame),
                    None => panic!("the socket closed ({:?}) before {what}; got {:#?}", self.closed, self.kept),
                }
            }
        });
        match found.await {
            Ok(frame) => frame,
            Err(late) => panic!("no {what} came ({late}); got {:#?}", self.kept),
        }
    }

    /// Waits for the next frame of a type.
    pub(crate) async fn get(&mut self, kind: &str) -> Value {
        self.until(kind, |frame| frame["type"] == kind).await
    }

    /// Waits for the next entry that fits.
    pub(crate) async fn entry(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.until(what, |frame| frame["type"] == "entry" && fits(frame)).await
    }

    /// Waits for an event in the log.
    pub(crate) async fn event(&mut self, event: &str) -> Value {
        self.entry(event, |entry| entry["event"] == event).await
    }

    /// Waits for a stage.
    pub(crate) async fn stage(&mut self, kind: &str) -> Value {
        self.until(kind, |frame| frame["type"] == "stage" && frame["stage"]["kind"] == kind).await
    }

    /// Waits until the server closes, and gives the code.
    pub(crate) async fn close_code(&mut self) -> Option<u16> {
        while let Some(frame) = tokio::time::timeout(PATIENCE, self.read()).await.expect("the server closes") {
            self.kept.push_back(frame);
        }
        self.closed
    }

    /// The frames that came and that nobody asked for, after a frame that was asked for last.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Value> {
        self.kept.iter()
    }

    /// The next frame; none when the other end is gone.
    pub(crate) async fn next_frame(&mut self) -> Option<Value> {
        match self.kept.pop_front() {
            Some(kept) => Some(kept),
            None => tokio::time::timeout(PATIENCE, self.read()).await.expect("a frame or the end"),
        }
    }

    /// The types of the frames that were sent, without what was sent raw.
    pub(crate) fn sent(&self) -> &BTreeSet<String> {
        &self.sent
    }

    /// The types of the frames that have come.
    pub(crate) fn got(&self) -> &BTreeSet<String> {
        &self.got
    }

    /// All frames that have come, asked for or not, as they came.
    pub(crate) fn heard(&self) -> &[String] {
        &self.heard
    }

    async fn read(&mut self) -> Option<Value> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => {
                    let frame = serde_json::from_str(&text).expect("frames are JSON");
                    self.side.may_get(&frame);
                    self.got.insert(kind(&frame));
                    self.heard.push(text.as_str().to_owned());
                    return Some(frame);
                }
                Ok(Message::Close(frame)) => self.closed = frame.map(|frame| frame.code.into()),
                Ok(Message::Pong(payload)) => self.pongs.push(payload),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }
}

fn kind(frame: &Value) -> String {
    frame["type"].as_str().expect("a frame has a type").to_owned()
}

/// The numbers and texts of entries.
pub(crate) fn texts<'a>(frames: impl IntoIterator<Item = &'a Value>) -> Vec<(u64, String)> {
    let entries = frames.into_iter().filter(|frame| frame["type"] == "entry");
    entries.map(|it| (it["seq"].as_u64().expect("a number"), it["text"].as_str().unwrap_or_default().into())).collect()
}
