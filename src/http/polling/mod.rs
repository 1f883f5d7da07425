//! Long polling: the visitor's line over plain HTTP, for networks that let no WebSocket through.
//!
//! The same frames, the same session and the same limits as on `/ws/visitor`:
//!
//! | request | body | answer |
//! | --- | --- | --- |
//! | `POST /poll/visitor` | the `hello` frame | `{"poll", "batch", "frames"}` |
//! | `POST /poll/visitor/send` | `{"frames"}` | 204 as soon as the session has taken them |
//! | `POST /poll/visitor/next` | `{"batch"}`, the number of the last batch that came | `{"batch", "frames"}` |
//! | `DELETE /poll/visitor` | | 204 |
//!
//! All but the first name the poll in the header `vagledare-poll`: it opens the line, and addresses end up in the logs
//! of proxies. `next` waits for something to tell until the server would ping a socket, then answers without frames;
//! to ask again is the sign of life. What was given and not confirmed is given again, under the same number. A refusal
//! is `{"error"}`; 404 says that the line is gone, and the client says hello anew.

mod exchange;
mod polled;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use self::exchange::{Batch, Exchange, Refused};
use self::polled::Polled;
use super::arrival::Arrival;
use super::sockets::Place;
use super::wire::{ErrorShown, Refusal};
use super::{App, origin, session, upgrade, visitor};
use crate::bus::Side;
use crate::{chance, wording};

/// Names the poll that a request belongs to.
const POLL: &str = "vagledare-poll";

/// Every open poll, by what opens it. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Polls(Arc<Mutex<HashMap<String, Arc<Exchange>>>>);

impl Polls {
    fn open(&self, place: Place, hello: Utf8Bytes) -> (String, Arc<Exchange>, Polled) {
        let id = URL_SAFE_NO_PAD.encode(chance::bytes::<32>());
        let exchange = Arc::new(Exchange::new(place, hello));
        self.0.lock().insert(id.clone(), Arc::clone(&exchange));
        let polled = Polled::new(self.clone(), id.clone(), Arc::clone(&exchange));
        (id, exchange, polled)
    }

    fn get(&self, headers: &HeaderMap) -> Option<Arc<Exchange>> {
        let id = headers.get(POLL)?.to_str().ok()?;
        self.0.lock().get(id).map(Arc::clone)
    }

    fn close(&self, id: &str) {
        self.0.lock().remove(id);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sends<'a> {
    #[serde(borrow)]
    frames: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    batch: u64,
}

/// `POST /poll/visitor`
pub(super) async fn open(State(app): State<App>, request: Request) -> Response {
    let (address, headers) = (origin::address(&app, &request), request.headers().clone());
    let arrival = arrival(&request);
    let refuse = |status, code| session::refusal(&headers, status, Refusal::new(code));
    if !origin::may_open_socket(&headers, &app.fixed.origin) {
        return refuse(StatusCode::FORBIDDEN, "not_allowed");
    }
    if !app.life.is_ready() {
        let later = [(header::RETRY_AFTER, app.sockets.back_after_s())];
        return (later, refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable")).into_response();
    }
    let Some(place) = app.sockets.enter(address, Side::Visitor) else {
        let language = upgrade::language(&headers);
        let mut error = ErrorShown::new(Refusal::new("too_many"), language, None);
        error.text = wording::errors::no_place(&app.fixed.settings.desk.phone, language);
        return (StatusCode::TOO_MANY_REQUESTS, Json(session::Failed { error })).into_response();
    };
    let hello = match body(&app, &headers, request).await {
        Ok(hello) => hello,
        Err(refused) => return refused,
    };
    let Ok(hello) = Utf8Bytes::try_from(hello) else { return refuse(StatusCode::BAD_REQUEST, "bad_frame") };
    let (id, exchange, polled) = app.fixed.polls.open(place, hello);
    let life = app.life.clone();
    life.spawn_for_one(async move {
        let _open = app.metrics.socket_open("visitor");
        visitor::serve(&app, Box::new(polled), address).await;
    });
    match in_time(arrival, 0, exchange.next(0)).await {
        Ok(batch) => answer(Some(&id), &batch),
        Err(_) => refuse(StatusCode::NOT_FOUND, "not_found"),
    }
}

/// `POST /poll/visitor/send`
pub(super) async fn send(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    let (exchange, body) = match taken(&app, &headers, request).await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    let Ok(sent) = serde_json::from_slice::<Sends<'_>>(&body) else {
        return session::refusal(&headers, StatusCode::BAD_REQUEST, Refusal::new("bad_frame"));
    };
    let frames = sent.frames.iter().map(|frame| Utf8Bytes::from(frame.get())).collect();
    match exchange.send(frames).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => failed(&headers, refused),
    }
}

/// `POST /poll/visitor/next`
pub(super) async fn next(State(app): State<App>, request: Request) -> Response {
    let (headers, arrival) = (request.headers().clone(), arrival(&request));
    let (exchange, body) = match taken(&app, &headers, request).await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    let Ok(Next { batch }) = serde_json::from_slice(&body) else {
        return session::refusal(&headers, StatusCode::BAD_REQUEST, Refusal::new("bad_frame"));
    };
    match in_time(arrival, batch, exchange.next(batch)).await {
        Ok(batch) => answer(None, &batch),
        Err(refused) => failed(&headers, refused),
    }
}

/// `DELETE /poll/visitor`
pub(super) async fn close(State(app): State<App>, headers: HeaderMap) -> Response {
    match exchange(&app, &headers) {
        Ok(exchange) => {
            exchange.leave();
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refused) => refused,
    }
}

/// The line that a request is about, and what the request says.
async fn taken(app: &App, headers: &HeaderMap, request: Request) -> Result<(Arc<Exchange>, Bytes), Response> {
    Ok((exchange(app, headers)?, body(app, headers, request).await?))
}

/// The poll that a request of ours names.
fn exchange(app: &App, headers: &HeaderMap) -> Result<Arc<Exchange>, Response> {
    if !origin::may_open_socket(headers, &app.fixed.origin) {
        return Err(session::refusal(headers, StatusCode::FORBIDDEN, Refusal::new("not_allowed")));
    }
    app.fixed.polls.get(headers).ok_or_else(|| failed(headers, Refused::Gone))
}

/// What a request brings: no more than a socket may send in one frame.
async fn body(app: &App, headers: &HeaderMap, request: Request) -> Result<Bytes, Response> {
    let body = axum::body::to_bytes(request.into_body(), app.fixed.settings.limits.frame_bytes).await;
    body.map_err(|_| session::refusal(headers, StatusCode::PAYLOAD_TOO_LARGE, Refusal::new("too_long")))
}

fn arrival(request: &Request) -> Option<Arrival> {
    request.extensions().get().cloned()
}

/// Waits for a batch, but no longer than a request may take: then it is answered without frames, as at a ping.
async fn in_time(
    arrival: Option<Arrival>,
    have: u64,
    next: impl Future<Output = Result<Batch, Refused>>,
) -> Result<Batch, Refused> {
    let Some(arrival) = arrival else { return next.await };
    let nothing = |_| Ok(Batch { number: have, frames: String::new() });
    tokio::time::timeout_at(arrival.answer_by(), next).await.unwrap_or_else(nothing)
}

fn failed(headers: &HeaderMap, refused: Refused) -> Response {
    let (status, code) = match refused {
        Refused::Gone => (StatusCode::NOT_FOUND, "not_found"),
        Refused::OutOfStep => (StatusCode::CONFLICT, "not_allowed"),
        Refused::Busy => (StatusCode::TOO_MANY_REQUESTS, "too_fast"),
    };
    session::refusal(headers, status, Refusal::new(code))
}

#[derive(serde::Serialize)]
struct Given<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<&'a str>,
    batch: u64,
    frames: &'a RawValue,
}

fn answer(poll: Option<&str>, batch: &Batch) -> Response {
    // Frames are JSON that we wrote ourselves, with commas between them.
    let Ok(frames) = RawValue::from_string(format!("[{}]", batch.frames)) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let given = Given { poll, batch: batch.number, frames: &frames };
    Json(given).into_response()
}
