//! Files: sent as the body of a request, given out to be kept and never to be shown by the browser itself.
//!
//! | request | who |
//! | --- | --- |
//! | `POST /files` | the visitor; `vagledare-key` opens the conversation |
//! | `GET /files/{file}` | likewise |
//! | `POST /api/conversations/{conversation}/files` | the agent who has it |
//! | `GET /api/conversations/{conversation}/files/{file}` | staff who may read it |
//!
//! Who sends says `vagledare-id`, the client's own id, under which the same file is taken once, and `vagledare-name`,
//! the name with percent signs for what no header can hold. The answer is `{"seq"}`, the number of the entry, once all
//! is on disk. The key is a header because addresses end up in the logs of proxies.

use std::pin::Pin;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use hyper::body::Body as _;

use super::arrival::Arrival;
use super::routes::{Routes, get, post};
use super::{App, session};
use crate::conversation::{ClientId, ConversationId, FileId, FileRefused};
use crate::desk::DeskError;
use crate::desk::files::{Download, Upload};

/// Who is told no is read out to here, and thrown away: twice the largest file of the defaults.
const HEARD_OUT: usize = 10_000_000;

const KEY: &str = "vagledare-key";
const ID: &str = "vagledare-id";
const NAME: &str = "vagledare-name";

/// The addresses; their bodies are bounded by what is sent, not by the limit of the others.
pub(super) fn routes() -> Routes {
    Routes::default()
        .route("/files", post(visitor_sends))
        .route("/files/{file}", get(for_visitor))
        .route("/api/conversations/{conversation}/files", post(agent_sends))
        .route("/api/conversations/{conversation}/files/{file}", get(for_staff))
}

async fn visitor_sends(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    let upload = app.desk.visitor_sends_file(named(&headers, KEY)).await;
    take(&app, &headers, upload, request).await
}

async fn agent_sends(State(app): State<App>, Path(conversation): Path<String>, request: Request) -> Response {
    let headers = request.headers().clone();
    let person = match session::person(&app, &headers).await {
        Ok(person) => person,
        Err(refused) => return refused,
    };
    let upload = match ConversationId::parse(&conversation) {
        Some(id) => app.desk.agent_sends_file(&person, id).await,
        None => Err(DeskError::NotFound),
    };
    take(&app, &headers, upload, request).await
}

async fn for_visitor(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let found = match FileId::parse(&file) {
        Some(file) => app.desk.file_for_visitor(named(&headers, KEY), file).await,
        None => Err(DeskError::NotFound),
    };
    give(&app, &headers, found)
}

async fn for_staff(
    State(app): State<App>,
    Path((conversation, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let person = match session::person(&app, &headers).await {
        Ok(person) => person,
        Err(refused) => return refused,
    };
    let found = match (ConversationId::parse(&conversation), FileId::parse(&file)) {
        (Some(conversation), Some(file)) => app.desk.file_for_staff(&person, conversation, file).await,
        _ => Err(DeskError::NotFound),
    };
    give(&app, &headers, found)
}

/// Reads the body of whoever may send, and has the desk keep it.
async fn take(app: &App, headers: &HeaderMap, upload: Result<Upload, DeskError>, request: Request) -> Response {
    let arrival = request.extensions().get::<Arrival>().cloned();
    let mut body = request.into_body();
    let taken = match upload {
        Ok(upload) => kept(app, headers, upload, arrival, &mut body).await,
        Err(error) => Err(error),
    };
    if taken.is_err() {
        // Where it is closed while somebody still sends, a proxy says 502 in the place of our no.
        read(&mut body, HEARD_OUT, |_| {}).await;
    }
    match taken {
        Ok(seq) => Json(serde_json::json!({ "seq": seq })).into_response(),
        Err(error) => {
            let mut response = session::failed(app, headers, &error);
            // There may be more of the body, which is not read: the connection ends with the answer.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

async fn kept(
    app: &App,
    headers: &HeaderMap,
    upload: Upload,
    arrival: Option<Arrival>,
    body: &mut Body,
) -> Result<Option<crate::conversation::Seq>, DeskError> {
    let client = ClientId::new(named(headers, ID)).ok_or(DeskError::NotAllowed)?;
    let limit = upload.max_bytes();
    let _place = app.fixed.uploads.try_acquire().map_err(|_| DeskError::TooMany)?;
    let told = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|bytes| bytes > limit) {
        return Err(FileRefused::TooLarge { limit }.into());
    }
    // It may take as long as it goes on coming: not everybody has a fast line.
    if let Some(arrival) = arrival {
        arrival.goes_on();
    }
    let mut bytes = BytesMut::new();
    if !read(body, limit, |part| bytes.extend_from_slice(&part)).await {
        return Err(FileRefused::TooLarge { limit }.into());
    }
    let bytes = bytes.freeze();
    let name = url::form_urlencoded::parse(named(headers, NAME).as_bytes()).next();
    upload.send(client, name.as_ref().map_or("", |(name, _)| name), bytes).await
}

/// Reads a body to its end; `false` when there is more than so many bytes, or it did not come.
async fn read(body: &mut Body, most: usize, mut take: impl FnMut(Bytes)) -> bool {
    let mut left = most;
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        let Ok(frame) = frame else { return false };
        let Ok(part) = frame.into_data() else { continue };
        let Some(less) = left.checked_sub(part.len()) else { return false };
        left = less;
        take(part);
    }
    true
}

/// A file is kept by whoever asked, never shown in a page of ours: it is somebody else's.
fn give(app: &App, headers: &HeaderMap, found: Result<Download, DeskError>) -> Response {
    let Download { name, kind, bytes } = match found {
        Ok(found) => found,
        Err(error) => return session::failed(app, headers, &error),
    };
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_str().as_bytes()).collect();
    // RFC 6266 with RFC 8187: there, a blank is no plus sign.
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded.replace('+', "%20").replace('*', "%2A"));
    let mut response = bytes.into_response();
    let put = response.headers_mut();
    for (name, value) in
        [(header::CONTENT_TYPE, kind.media_type()), (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")]
    {
        put.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        put.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn named<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
