//! A visitor whose network lets no WebSocket through: the same frames in requests of HTTP.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::{Answer, Http, PATIENCE, Side, TestDesk};

/// A visitor who polls.
pub(crate) struct PollClient {
    http: Http,
    origin: String,
    poll: String,
    /// The number of the last batch that came.
    pub(crate) batch: u64,
    kept: VecDeque<Value>,
    heard: Vec<String>,
}

impl PollClient {
    /// A visitor who opens the chat for the first time.
    pub(crate) async fn new(desk: &TestDesk) -> Self {
        Self::hello(desk, json!({"type": "hello", "language": "sv"})).await
    }

    /// A visitor who says hello in their own way.
    pub(crate) async fn hello(desk: &TestDesk, hello: Value) -> Self {
        Self::open(desk, &hello.to_string()).await.unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    /// Opens a poll with a text as it is, or gives the refusal.
    pub(crate) async fn open(desk: &TestDesk, hello: &str) -> Result<Self, Answer> {
        let (http, origin) = (desk.http(), desk.origin().to_owned());
        let answer = http.ask("POST", "/poll/visitor", &[("origin", &origin)], hello).await;
        if answer.status != 200 {
            return Err(answer);
        }
        let poll = answer.json()["poll"].as_str().expect("what opens the poll").to_owned();
        let mut client = Self { http, origin, poll, batch: 0, kept: VecDeque::new(), heard: Vec::new() };
        client.take(&answer.json());
        Ok(client)
    }

    /// Sends frames in one request.
    pub(crate) async fn send(&self, frames: &[Value]) -> Answer {
        for frame in frames {
            Side::Visitor.may_send(frame);
        }
        self.ask("POST", "/poll/visitor/send", &json!({"frames": frames}).to_string()).await
    }

    /// Asks for the next batch; what comes is not taken yet, as if the answer were lost.
    pub(crate) async fn next(&self) -> Answer {
        self.ask("POST", "/poll/visitor/next", &json!({"batch": self.batch}).to_string()).await
    }

    /// Leaves the poll.
    pub(crate) async fn leave(&self) -> Answer {
        self.ask("DELETE", "/poll/visitor", "").await
    }

    /// Sends any request of this poll.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        let headers = [("origin", self.origin.as_str()), ("vagledare-poll", &self.poll)];
        tokio::time::timeout(PATIENCE, self.http.ask(method, path, &headers, body)).await.expect("an answer")
    }

    /// Takes what an answer holds.
    pub(crate) fn take(&mut self, answer: &Value) {
        self.batch = answer["batch"].as_u64().unwrap_or_else(|| panic!("no batch: {answer}"));
        let frames = answer["frames"].as_array().expect("frames");
        for frame in frames {
            Side::Visitor.may_get(frame);
            self.heard.push(frame.to_string());
        }
        self.kept.extend(frames.iter().cloned());
    }

    /// Waits for the first frame that fits; the others are kept in their order.
    pub(crate) async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.kept.iter().position(&fits) {
                return self.kept.remove(at).expect("it was just found");
            }
            let answer = self.next().await;
            self.take(&answer.json());
        }
    }

    /// Waits for the next frame of a type.
    pub(crate) async fn get(&mut self, kind: &str) -> Value {
        self.until(|frame| frame["type"] == kind).await
    }

    /// Writes something and waits for the acknowledgement; gives the number.
    pub(crate) async fn say(&mut self, text: &str) -> u64 {
        let say = Self::saying(text);
        assert_eq!(self.send(std::slice::from_ref(&say)).await.status, 204);
        self.acked(&say).await
    }

    /// Waits for the acknowledgement of a frame.
    pub(crate) async fn acked(&mut self, frame: &Value) -> u64 {
        let answer = self.until(|answer| answer["id"] == frame["id"]).await;
        answer["seq"].as_u64().unwrap_or_else(|| panic!("not acknowledged: {answer}"))
    }

    /// The frame that says something, under an id of its own.
    pub(crate) fn saying(text: &str) -> Value {
        static IDS: AtomicU32 = AtomicU32::new(0);
        json!({"type": "say", "id": format!("polled-{}", IDS.fetch_add(1, Ordering::Relaxed)), "text": text})
    }

    /// All frames that have come, asked for or not.
    pub(crate) fn heard(&self) -> &[String] {
        &self.heard
    }

    /// The frames that came and that nobody asked for.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Value> {
        self.kept.iter()
    }
}
