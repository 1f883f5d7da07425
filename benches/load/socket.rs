//! A client's socket: from an address of one's choice, with small buffers.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// Where a socket goes, and what it shows at the door.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) port: u16,
    pub(crate) path: String,
    /// The session of a member of staff.
    pub(crate) cookie: Option<String>,
}

/// A socket of the generator.
#[derive(Debug)]
pub(crate) struct Socket(WebSocketStream<TcpStream>);

/// One of many loopback addresses: the ports of one do not reach for thousands of sockets.
pub(crate) fn source(index: usize) -> Ipv4Addr {
    // 127.0.1.1 to 127.0.100.250: 25,000 addresses, none of them the one that is listened on.
    let (net, host) = (index / 250 % 100, index % 250);
    Ipv4Addr::new(127, 0, u8::try_from(net + 1).unwrap_or(1), u8::try_from(host + 1).unwrap_or(1))
}

impl Socket {
    /// Connects and shakes hands.
    pub(crate) async fn connect(from: Ipv4Addr, to: &Address) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((from, 0)))?;
        socket.set_nodelay(true)?;
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, to.port));
        let stream = socket.connect(server).await.with_context(|| format!("no connection from {from} to {server}"))?;
        let mut request = format!("ws://{server}{}", to.path).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert(header::ORIGIN, HeaderValue::try_from(format!("http://{server}"))?);
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("vagledare.v1"));
        if let Some(cookie) = &to.cookie {
            headers.insert(header::COOKIE, HeaderValue::try_from(cookie)?);
        }
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(4096);
        let (stream, _) = client_async_with_config(request, stream, Some(config))
            .await
            .with_context(|| format!("{} took no socket", to.path))?;
        Ok(Self(stream))
    }

    /// The next frame of text. May be dropped and called again without losing anything.
    pub(crate) async fn next(&mut self) -> Result<Utf8Bytes> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(reason))) => bail!("the server closed a socket: {reason:?}"),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => bail!("the server closed a socket"),
            }
        }
    }

    /// The next frame of that type; what comes before it is dropped, but not an error.
    pub(crate) async fn next_of(&mut self, kind: &str) -> Result<Utf8Bytes> {
        let begin = format!("{{\"type\":\"{kind}\"");
        loop {
            let frame = self.next().await?;
            if frame.starts_with(&begin) {
                return Ok(frame);
            }
            if frame.starts_with("{\"type\":\"error\"") || frame.starts_with("{\"type\":\"bye\"") {
                bail!("instead of `{kind}` came {}", frame.as_str());
            }
        }
    }

    /// Puts a frame into the buffer.
    pub(crate) async fn feed(&mut self, frame: String) -> Result<()> {
        Ok(self.0.feed(Message::text(frame)).await?)
    }

    /// Sends what is in the buffer.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        Ok(self.0.flush().await?)
    }

    /// Sends a frame at once.
    pub(crate) async fn send(&mut self, frame: String) -> Result<()> {
        self.feed(frame).await?;
        self.flush().await
    }
}
