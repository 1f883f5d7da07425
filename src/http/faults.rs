//! What is said where there is no answer: a page in Swedish and English to a browser that shows pages, JSON to every other
//! client.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::wire::{ErrorShown, Refusal};
use super::{App, session, upgrade};

/// Puts words where an answer has none, and a page where somebody looks for one and the answer is for programs.
pub(super) async fn in_words(State(app): State<App>, request: Request, next: Next) -> Response {
    let shows_pages = matches!(*request.method(), Method::GET | Method::HEAD) && asks_for_page(request.headers());
    let language = upgrade::language(request.headers());
    let response = next.run(request).await;
    let Some(code) = code(response.status()) else { return response };
    if shows_pages {
        let page = app.fixed.pages.fault(response.status());
        return keeping_headers(&response, page);
    }
    if response.headers().contains_key(header::CONTENT_TYPE) && code != "internal" {
        // It has said what is wrong itself.
        return response;
    }
    let error = ErrorShown::new(Refusal::new(code), language, None);
    let shown = (response.status(), Json(session::Failed { error })).into_response();
    keeping_headers(&response, shown)
}

/// Whether the client would rather have a page than anything else: what a browser says when an address is opened.
fn asks_for_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| {
        let mut parts = kind.split(';');
        let is_page = parts.next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/html"));
        let is_refused = parts.any(|part| {
            let weight = part.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
            weight.is_some_and(|weight| weight <= 0.0)
        });
        is_page && !is_refused
    })
}

fn code(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::NOT_FOUND => Some("unknown_address"),
        StatusCode::METHOD_NOT_ALLOWED => Some("wrong_method"),
        StatusCode::INTERNAL_SERVER_ERROR => Some("internal"),
        _ => None,
    }
}

/// What the first answer said of itself, such as the methods that there are, besides what its body was.
fn keeping_headers(from: &Response, mut to: Response) -> Response {
    for (name, value) in from.headers() {
        let of_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING];
        if !of_body.contains(name) && !to.headers().contains_key(name) {
            to.headers_mut().insert(name, value.clone());
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_page_is_for_who_asks_for_one() {
        for (accept, page) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("application/json, Text/HTML;q=0.2", true),
            ("*/*", false),
            ("application/json", false),
            ("text/html;q=0, application/json", false),
            ("text/html-ish", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(asks_for_page(&headers), page, "{accept}");
        }
        assert!(!asks_for_page(&HeaderMap::new()));
    }
}
