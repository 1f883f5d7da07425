//! The smallest client for the few HTTP requests of the tests.

use std::fmt::Write as _;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends requests to a server.
pub(crate) struct Http(pub(crate) SocketAddr);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

impl Http {
    /// Sends one request on a connection of its own.
    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.0).await.expect("the server listens");
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.0);
        for (name, value) in headers {
            let _ = write!(request, "{name}: {value}\r\n");
        }
        let _ = write!(request, "content-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await.expect("the request is taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("the answer comes");
        parse(&String::from_utf8_lossy(&answer))
    }
}

fn parse(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|it| it.parse().ok()).expect("a status");
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into())).collect();
    let chunked =
        headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("transfer-encoding") && value == "chunked");
    Answer { status, headers, body: if chunked { unchunk(body) } else { body.into() } }
}

fn unchunk(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).expect("a length");
        body.push_str(&after[..length]);
        rest = after[length..].trim_start_matches("\r\n");
        if length == 0 {
            break;
        }
    }
    body
}

/// Every address of the server as its source lists them, with an `x` for what differs.
pub(crate) fn routes() -> Vec<String> {
    let sources = [include_str!("../../../src/http/mod.rs"), include_str!("../../../src/http/files.rs")];
    let listed = sources.iter().flat_map(|source| source.split(".route(\"").skip(1));
    let filled = |route: &str| {
        let parts =
            route.split('{').map(|part| part.split_once('}').map_or(part.to_owned(), |(_, end)| format!("x{end}")));
        parts.collect::<String>()
    };
    listed.filter_map(|rest| rest.split_once('"')).map(|(route, _)| filled(route)).collect()
}
