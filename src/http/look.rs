//! The municipality's colours and logo, at addresses that change with them: what is there may be kept for ever.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::App;
use super::assets::for_every_page;
use crate::look::{Logo, LogoKind};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// A drawing that is opened by itself is a document: it gets its own styles, and nothing else.
const DRAWING_ONLY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// What the pages show of the municipality.
pub struct Look {
    style: Shown,
    logo: Option<Shown>,
}

struct Shown {
    /// Such as `/look-0123456789ab.css`.
    path: String,
    content_type: &'static str,
    body: bytes::Bytes,
}

impl Shown {
    fn new(name: &str, ending: &str, content_type: &'static str, body: Vec<u8>) -> Self {
        let hash = Sha256::digest(&body);
        let version = hash.iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self { path: format!("/{name}-{version}.{ending}"), content_type, body: body.into() }
    }

    /// A page from before a change asks under the old address: it gets what there is, but nobody keeps it.
    fn response(&self, asked: &str) -> Response {
        let cache = if self.path.ends_with(asked) { FOR_EVER } else { ASK_AGAIN };
        ([(header::CONTENT_TYPE, self.content_type), (header::CACHE_CONTROL, cache)], self.body.clone()).into_response()
    }
}

impl Look {
    /// The look of a style sheet and a logo.
    #[must_use]
    pub fn new(stylesheet: String, logo: Option<&Logo>) -> Self {
        let logo = logo.map(|logo| match logo.kind() {
            LogoKind::Png => Shown::new("logo", "png", "image/png", logo.bytes().to_vec()),
            LogoKind::Svg => Shown::new("logo", "svg", "image/svg+xml", logo.bytes().to_vec()),
        });
        Self { style: Shown::new("look", "css", "text/css; charset=utf-8", stylesheet.into_bytes()), logo }
    }

    /// Where the style sheet is.
    pub(super) fn style_path(&self) -> &str {
        &self.style.path
    }

    /// Where the logo is, if there is one.
    pub(super) fn logo_path(&self) -> Option<&str> {
        self.logo.as_ref().map(|logo| logo.path.as_str())
    }
}

/// `GET /look-<version>.css`
pub(super) async fn style(State(app): State<App>, Path(file): Path<String>) -> Response {
    for_every_page(app.fixed.look.style.response(&file))
}

/// `GET /logo-<version>.png` or `.svg`
pub(super) async fn logo(State(app): State<App>, Path(file): Path<String>) -> Response {
    let Some(logo) = &app.fixed.look.logo else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = logo.response(&file);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DRAWING_ONLY));
    for_every_page(response)
}
