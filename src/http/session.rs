//! Signing in and out over HTTP: the session lives in a cookie that no script can read.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::console::wire::PersonShown;
use super::wire::{ErrorShown, Refusal};
use super::{App, origin, upgrade};
use crate::desk::DeskError;
use crate::desk::agent::Person;
use crate::language::Language;

// `__Host-` binds the cookie to this very host and to a secure connection (RFC 6265bis, 4.1.3.2).
const COOKIE: &str = "__Host-vagledare";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    name: String,
    password: String,
    /// A second factor; not asked for yet.
    #[serde(default)]
    #[expect(dead_code, reason = "the wire has the field from the first day, so that consoles may send it")]
    code: Option<String>,
}

/// `{"error": …}`
#[derive(Debug, Serialize)]
pub(super) struct Failed<'a> {
    pub(super) error: ErrorShown<'a>,
}

/// `POST /api/session`
pub(super) async fn sign_in(State(app): State<App>, request: Request) -> Response {
    let (address, headers) = (origin::address(&app, &request), request.headers().clone());
    let Ok(body) = axum::body::to_bytes(request.into_body(), app.fixed.settings.limits.http_body_bytes).await else {
        return refusal(&headers, StatusCode::PAYLOAD_TOO_LARGE, Refusal::new("too_long"));
    };
    let Some(asked) = read(&body) else {
        return refusal(&headers, StatusCode::BAD_REQUEST, Refusal::new("bad_frame"));
    };
    match app.desk.sign_in(&asked.name, &asked.password, address).await {
        Ok(Some((person, token))) => {
            let hours = app.fixed.settings.staff.session_hours;
            let cookie = format!("{COOKIE}={}; {ATTRIBUTES}; Max-Age={}", token.0, u64::from(hours) * 3600);
            with_cookie(Json(shown(&person)).into_response(), &cookie)
        }
        Ok(None) => refusal(&headers, StatusCode::UNAUTHORIZED, Refusal::new("wrong_password")),
        Err(error) => failed(&app, &headers, &error),
    }
}

// Strict: the cookie comes with no request that another site began.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

fn read(body: &Bytes) -> Option<SignIn> {
    serde_json::from_slice(body).ok()
}

/// `GET /api/session`
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    match person(&app, &headers).await {
        Ok(person) => Json(shown(&person)).into_response(),
        Err(refused) => refused,
    }
}

/// `DELETE /api/session`
pub(super) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Response {
    let Some(token) = token(&headers) else { return StatusCode::NO_CONTENT.into_response() };
    match app.desk.sign_out(token).await {
        Ok(()) => {
            let gone = format!("{COOKIE}=; {ATTRIBUTES}; Max-Age=0");
            with_cookie(StatusCode::NO_CONTENT.into_response(), &gone)
        }
        Err(error) => failed(&app, &headers, &error),
    }
}

/// The person who is signed in, or the answer that nobody is.
pub(super) async fn person(app: &App, headers: &HeaderMap) -> Result<Person, Response> {
    let nobody = || refusal(headers, StatusCode::UNAUTHORIZED, Refusal::new("signed_out"));
    let token = token(headers).ok_or_else(nobody)?;
    match app.desk.signed_in(token).await {
        Ok(person) => person.ok_or_else(nobody),
        Err(error) => Err(failed(app, headers, &error)),
    }
}

/// The session's token in the request's cookies.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    cookies.flat_map(|it| it.split(';')).find_map(|it| it.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// An error of the desk as an answer.
pub(super) fn failed(app: &App, headers: &HeaderMap, error: &DeskError) -> Response {
    let shown = Refusal::of(error, app.desk.text_chars());
    refusal(headers, status(shown.code), shown)
}

/// The one table from codes to statuses.
pub(super) fn status(code: &str) -> StatusCode {
    match code {
        "not_allowed" => StatusCode::FORBIDDEN,
        "not_found" | "unknown_receipt" => StatusCode::NOT_FOUND,
        "taken" | "closed" | "too_many_files" => StatusCode::CONFLICT,
        "too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "wrong_kind" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "damaged" => StatusCode::UNPROCESSABLE_ENTITY,
        "too_fast" | "too_many" => StatusCode::TOO_MANY_REQUESTS,
        "full" | "unavailable" | "busy" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}

pub(super) fn refusal(headers: &HeaderMap, status: StatusCode, refusal: Refusal) -> Response {
    refused(status, refusal, upgrade::language(headers))
}

/// A refusal in words. One that passes says when to come back, also to those who read no body.
pub(super) fn refused(status: StatusCode, refusal: Refusal, language: Language) -> Response {
    let mut response = (status, Json(Failed { error: ErrorShown::new(refusal, language, None) })).into_response();
    if let Some(wait_ms) = refusal.retry_after_ms {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from((wait_ms.max(1) + 999) / 1_000));
    }
    response
}

fn shown(person: &Person) -> PersonShown<'_> {
    PersonShown { name: &person.name, display: &person.display, roles: person.roles.names() }
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies_and_only_under_its_own_name() {
        let of = |cookie: &'static str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))]);
        assert_eq!(token(&of("a=b; __Host-vagledare=secret; c=d")), Some("secret"));
        assert_eq!(token(&of("__Host-vagledare2=secret; x__Host-vagledare=y")), None);
        assert_eq!(token(&HeaderMap::new()), None);
    }
}
