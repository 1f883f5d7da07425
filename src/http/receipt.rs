//! Saving a conversation and coming back to it. Keys and codes stand in bodies and never in an address, which a proxy
//! would log; nothing that is answered may be kept on the way.

use std::net::IpAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::wire::{EntryShown, Refusal};
use super::{App, origin, session};
use crate::desk::DeskError;
use crate::desk::receipt::{Opened, Opener, Saved};
use crate::desk::turns::InHand;
use crate::language::Language;
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
        let Opened { entries, kept, turn: _turn, in_hand, .. } = app.desk.open(opener(&asked), address).await?;
        let desk_words = app.desk.words(language);
        let entries = entries.iter().map(|entry| EntryShown::of(entry, &desk_words)).collect();
        let shown = serde_json::to_vec(&OpenedShown { kept: words::kept(kept, language), entries });
        let content_type = [(header::CONTENT_TYPE, "application/json")];
        Ok((content_type, held(shown.map_err(|_| DeskError::Unavailable)?, in_hand)).into_response())
    })
    .await
}

/// `POST /api/receipt/text`
pub(super) async fn as_text(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |asked, language, address| {
        let Saved { made, file_name, in_hand } = app.desk.text(opener(&asked), language, address).await?;
        Ok(file(&file_name, "txt", "text/plain; charset=utf-8", held(made, in_hand)))
    })
    .await
}

/// `POST /api/receipt/pdf`
pub(super) async fn as_pdf(State(app): State<App>, request: Request) -> Response {
    answer(&app, request, async |asked, language, address| {
        let Saved { made, file_name, in_hand } = app.desk.document(opener(&asked), language, address).await?;
        Ok(file(&file_name, "pdf", "application/pdf", held(made, in_hand)))
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

/// Reads what is asked, and has it done.
async fn answer(
    app: &App,
    request: Request,
    done: impl AsyncFnOnce(Asked, Language, IpAddr) -> Result<Response, DeskError>,
) -> Response {
    let address = origin::address(app, &request);
    let limit = app.fixed.settings.limits.http_body_bytes;
    let body = axum::body::to_bytes(request.into_body(), limit).await.unwrap_or_default();
    match asked(&body) {
        None => session::refused(StatusCode::BAD_REQUEST, Refusal::new("bad_frame"), Language::Sv),
        Some(asked) => {
            let language = Language::for_reader(&asked.language);
            done(asked, language, address).await.unwrap_or_else(|error| failed(app, &error, language))
        }
    }
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
    session::refused(session::status(refusal.code), refusal, language)
}

/// What is sent, and that it is in hand until it has been.
struct Held<T> {
    bytes: T,
    _in_hand: InHand,
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Held<T> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

fn held(bytes: impl AsRef<[u8]> + Send + 'static, in_hand: InHand) -> Bytes {
    Bytes::from_owner(Held { bytes, _in_hand: in_hand })
}

fn file(name: &str, ending: &str, content_type: &'static str, body: Bytes) -> Response {
    let named = format!("attachment; filename=\"{name}.{ending}\"");
    let named = HeaderValue::try_from(named).unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(content_type)), (header::CONTENT_DISPOSITION, named)];
    (headers, body).into_response()
}
