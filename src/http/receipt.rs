//! Saving a conversation and coming back to it. Keys and codes stand in bodies and never in an address, which a proxy
//! would log; nothing that is answered may be kept on the way.

use std::net::IpAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::wire::{EntryShown, ErrorShown, Refusal};
use super::{App, origin, session};
use crate::desk::DeskError;
use crate::desk::receipt::{Opened, Opener};
use crate::language::Language;
use crate::transcript::{Transcript, text};
use crate::wording::transcript as words;

/// One of key and code, and the reader's language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    language: String,
}

#[derive(Serialize)]
struct Given {
    code: String,
    /// A sentence: how long the conversation is kept, and the code with it.
    kept: String,
}

#[derive(Serialize)]
struct OpenedShown<'a> {
    kept: String,
    entries: Vec<EntryShown<'a>>,
}

/// `POST /api/receipt`: a new code, for the key.
pub(super) async fn give(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |Asked { key, .. }, language, address| {
        let (code, kept) = app.desk.give_receipt(&key.unwrap_or_default(), address).await?;
        Ok(Json(Given { code: code.reveal(), kept: words::kept(kept, language) }).into_response())
    })
    .await
}

/// `POST /api/receipt/read`
pub(super) async fn read(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |asked, language, address| {
        let Opened { entries, kept, .. } = app.desk.open(opener(&asked), address).await?;
        let desk_words = app.desk.words(language);
        let entries = entries.iter().map(|entry| EntryShown::of(entry, &desk_words)).collect();
        Ok(Json(OpenedShown { kept: words::kept(kept, language), entries }).into_response())
    })
    .await
}

/// `POST /api/receipt/text`
pub(super) async fn as_text(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |asked, language, address| {
        let transcript = app.desk.transcript(opener(&asked), language, address).await?;
        Ok(file(&transcript, "txt", "text/plain; charset=utf-8", text::text(&transcript).into_bytes()))
    })
    .await
}

/// `POST /api/receipt/pdf`
pub(super) async fn as_pdf(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |asked, language, address| {
        let (transcript, document) = app.desk.document(opener(&asked), language, address).await?;
        Ok(file(&transcript, "pdf", "application/pdf", document))
    })
    .await
}

/// `POST /api/receipt/erase`, with the code: whoever has the key says it on the socket.
pub(super) async fn erase(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |Asked { code, .. }, _, address| {
        app.desk.erase_by_receipt(&code.unwrap_or_default(), address).await?;
        Ok(Json(serde_json::json!({})).into_response())
    })
    .await
}

fn opener(asked: &Asked) -> Opener<'_> {
    match &asked.key {
        Some(key) => Opener::Key(key),
        None => Opener::Code(asked.code.as_deref().unwrap_or_default()),
    }
}

/// Reads what is asked, has it done, and sees that nobody on the way keeps the answer.
async fn answer(
    app: &App,
    request: Request,
    done: impl AsyncFnOnce(Asked, Language, IpAddr) -> Result<Response, DeskError>,
) -> Response {
    let address = origin::address(app, &request);
    let limit = app.fixed.settings.limits.http_body_bytes;
    let body = axum::body::to_bytes(request.into_body(), limit).await.unwrap_or_default();
    let mut response = match asked(&body) {
        None => refused(StatusCode::BAD_REQUEST, Refusal::new("bad_frame"), Language::Sv),
        Some(asked) => {
            let language = Language::from_tag(&asked.language);
            done(asked, language, address).await.unwrap_or_else(|error| failed(app, &error, language))
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Exactly one of key and code.
fn asked(body: &Bytes) -> Option<Asked> {
    let asked: Asked = serde_json::from_slice(body).ok()?;
    (asked.key.is_some() != asked.code.is_some()).then_some(asked)
}

fn failed(app: &App, error: &DeskError, language: Language) -> Response {
    let refusal = match error {
        DeskError::NotFound => Refusal::new("unknown_receipt"),
        error => Refusal::of(error, app.desk.text_chars()),
    };
    refused(session::status(refusal.code), refusal, language)
}

fn refused(status: StatusCode, refusal: Refusal, language: Language) -> Response {
    (status, Json(session::Failed { error: ErrorShown::new(refusal, language, None) })).into_response()
}

fn file(transcript: &Transcript, ending: &str, content_type: &'static str, body: Vec<u8>) -> Response {
    let named = format!("attachment; filename=\"{}.{ending}\"", transcript.file_name);
    let named = HeaderValue::try_from(named).unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(content_type)), (header::CONTENT_DISPOSITION, named)];
    (headers, body).into_response()
}
