//! Pages, scripts and styles, as they are embedded in the program.
//!
//! Pages are made once, at start, with the configuration in them. What stands under a version may be cached for ever;
//! the pages and the script that a website embeds are asked for again each time, and answered with 304 when nothing
//! has changed.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::origin::CROSS_ORIGIN;
use super::{App, Look};
use crate::config::Settings;
use crate::web::{self, Loader, Loaders, Shell};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const ASYNCAPI: &str = include_str!("asyncapi.json");

/// The pages as they are sent.
pub struct Pages {
    front: Page,
    widget: Page,
    receipt: Page,
    console: Page,
    faults: [(StatusCode, Page); 3],
    loader: Page,
    loaders: Loaders,
    asyncapi: Page,
}

struct Page {
    body: bytes::Bytes,
    content_type: &'static str,
    /// What the page may do; none for what is no page.
    policy: Option<HeaderValue>,
    etag: HeaderValue,
}

impl Page {
    fn new(body: String, content_type: &'static str, policy: Option<&str>) -> Self {
        let hash = Sha256::digest(body.as_bytes());
        let tag = hash.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self {
            body: body.into(),
            content_type,
            policy: policy.and_then(|policy| HeaderValue::from_str(policy).ok()),
            etag: HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or(HeaderValue::from_static("\"\"")),
        }
    }

    fn response(&self, asked: &HeaderMap) -> Response {
        let same = asked.get(header::IF_NONE_MATCH).is_some_and(|known| {
            known.to_str().is_ok_and(|known| self.etag.to_str().is_ok_and(|etag| known.contains(etag)))
        });
        let mut response = Response::new(if same { Body::empty() } else { Body::from(self.body.clone()) });
        if same {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN));
        headers.insert(header::ETAG, self.etag.clone());
        if let Some(policy) = &self.policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        }
        response
    }
}

impl Pages {
    /// Makes the pages. `origin` is our own; `demo` puts the demonstration page in front; `loaders` are the versions of
    /// the script that are served under their own names; `look` is what they show of the municipality.
    #[must_use]
    pub fn new(settings: &Settings, origin: &str, loaders: Loaders, look: &Look, demo: bool) -> Self {
        let desk = &settings.desk;
        let language = desk.offered().next().unwrap_or("sv");
        let policies = Policies::new(settings, origin);
        let shell = |shell, title: &str, json: &str| {
            let look = look.style_path();
            let (phone, email, contact_url) = (desk.phone.as_str(), desk.email.as_str(), desk.contact_url.as_str());
            let values = [
                ("phone", phone),
                ("email", email),
                ("contact_url", contact_url),
                ("version", web::version()),
                ("look", look),
                ("language", language),
                ("title", title),
                ("settings", json),
            ];
            web::page(shell, &values)
        };
        let fault = |status, sv: (&str, &str), en: (&str, &str)| {
            let values = [
                ("version", web::version()),
                ("look", look.style_path()),
                ("desk", &desk.name),
                ("phone", &desk.phone),
                ("email", &desk.email),
                ("contact_url", &desk.contact_url),
                ("title_sv", sv.0),
                ("text_sv", sv.1),
                ("title_en", en.0),
                ("text_en", en.1),
            ];
            (status, Page::new(web::page(Shell::Fault, &values), HTML, Some(&policies.fault)))
        };
        let own = format!("{} – {}", desk.name, desk.municipality);
        let console_title = format!("Konsol – {}", desk.name);
        let front = if demo {
            Page::new(shell(Shell::Demo, &own, "null"), HTML, Some(&policies.demo))
        } else {
            Page::new(plain_front(settings), HTML, Some(&policies.plain))
        };
        Self {
            front,
            widget: Page::new(
                shell(Shell::Widget, &own, &widget_settings(settings, look)),
                HTML,
                Some(&policies.widget),
            ),
            receipt: Page::new(
                shell(Shell::Receipt, &own, &widget_settings(settings, look)),
                HTML,
                Some(&policies.receipt),
            ),
            console: Page::new(
                shell(Shell::Console, &console_title, &console_settings(settings, origin)),
                HTML,
                Some(&policies.console),
            ),
            faults: [
                fault(
                    StatusCode::NOT_FOUND,
                    ("Sidan finns inte", "Adressen kan vara felskriven, eller så har sidan tagits bort."),
                    ("The page does not exist", "The address may be misspelt, or the page has been removed."),
                ),
                fault(
                    StatusCode::METHOD_NOT_ALLOWED,
                    ("Här finns ingen sida", "Adressen är till för program och visar ingenting i en webbläsare."),
                    ("There is no page here", "The address is for programs and shows nothing in a browser."),
                ),
                fault(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    ("Något gick fel hos oss", "Ladda om sidan eller försök igen om en stund."),
                    ("Something went wrong on our side", "Reload the page, or try again in a while."),
                ),
            ],
            loader: Page::new(loaders.newest().map_or("", Loader::body).to_owned(), SCRIPT, None),
            loaders,
            asyncapi: Page::new(ASYNCAPI.to_owned(), "application/json", None),
        }
    }

    /// The page that says what went wrong. Nobody keeps it: the next time all may be well.
    pub(super) fn fault(&self, status: StatusCode) -> Response {
        let found = self.faults.iter().find(|(of, _)| *of == status).or(self.faults.last());
        let Some((_, page)) = found else { return status.into_response() };
        let mut response = page.response(&HeaderMap::new());
        *response.status_mut() = status;
        response.headers_mut().remove(header::ETAG);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// What each page may do: our own scripts and styles, our own socket, and nothing else.
struct Policies {
    widget: String,
    receipt: String,
    console: String,
    demo: String,
    fault: String,
    plain: String,
}

impl Policies {
    fn new(settings: &Settings, origin: &str) -> Self {
        // `'self'` means the socket's address as well, but not yet in every browser that people still have.
        let socket = origin.replacen("http", "ws", 1);
        let base = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
             connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        );
        let sites: Vec<&str> = settings.server.embed_origins.iter().map(crate::config::WebOrigin::as_str).collect();
        let sites = sites.join(" ");
        Self {
            // It may come in the place of the widget, inside of the website's frame.
            fault: format!(
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                 frame-ancestors 'self' {sites}"
            ),
            widget: format!("{base}; frame-ancestors 'self' {sites}"),
            receipt: format!("{base}; frame-ancestors 'none'"),
            console: format!("{base}; frame-ancestors 'none'"),
            demo: format!("{base}; frame-src 'self'; frame-ancestors 'none'"),
            plain: "default-src 'none'; frame-ancestors 'none'".to_owned(),
        }
    }
}

fn widget_settings(settings: &Settings, look: &Look) -> String {
    let desk = &settings.desk;
    let personal_data = desk.personal_data.with_retention(&settings.privacy);
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    serde_json::json!({
        "municipality": desk.municipality,
        "desk": desk.name,
        "logo": look.logo_path(),
        "welcome": { "sv": heading(&desk.welcome.sv), "en": heading(&desk.welcome.en) },
        "who": { "sv": rest(&desk.welcome.sv), "en": rest(&desk.welcome.en) },
        "personal_data": {
            "text": { "sv": personal_data.sv, "en": personal_data.en },
            "url": given(&desk.personal_data.url),
        },
        "embed_origins": settings.server.embed_origins.iter().map(crate::config::WebOrigin::as_str).collect::<Vec<_>>(),
        "languages": desk.offered().collect::<Vec<_>>(),
        "text_chars": settings.limits.text_chars,
        "files": files(settings),
        "phone": given(&desk.phone),
        "email": given(&desk.email),
        "topics": settings.widget.topics.iter().map(|it| serde_json::json!({ "sv": it.sv, "en": it.en })).collect::<Vec<_>>(),
        "quick_exit_url": given(&settings.widget.quick_exit_url),
        "idle_clear_s": settings.widget.idle_clear_s,
        "idle_warning_s": settings.widget.idle_warning_s,
        "retention_days": settings.privacy.retention_days,
        "retention_days_assistant": settings.privacy.retention_days_assistant,
    })
    .to_string()
}

/// The welcome's first sentence is its heading, the rest tells who answers.
fn heading(welcome: &str) -> &str {
    split(welcome).0
}

fn rest(welcome: &str) -> &str {
    split(welcome).1
}

fn split(welcome: &str) -> (&str, &str) {
    let end = welcome.find(['!', '.', '\n']).map_or(welcome.len(), |at| at + 1);
    (welcome[..end].trim_end_matches(['.', '\n']).trim(), welcome[end..].trim())
}

fn console_settings(settings: &Settings, origin: &str) -> String {
    serde_json::json!({
        "address": origin,
        "municipality": settings.desk.municipality,
        "desk": settings.desk.name,
        "languages": settings.desk.offered().collect::<Vec<_>>(),
        "text_chars": settings.limits.text_chars,
        "files": files(settings),
    })
    .to_string()
}

/// What files may be sent; null when none.
fn files(settings: &Settings) -> serde_json::Value {
    let files = &settings.files;
    let shown = || serde_json::json!({ "max_bytes": files.max_bytes, "kinds": files.kinds });
    files.enabled.then(shown).unwrap_or_default()
}

/// What stands at `/` when this is no demonstration: nothing for visitors, who come by the municipality's website.
fn plain_front(settings: &Settings) -> String {
    format!(
        "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\"><title>{0}</title><h1>{0}</h1>\
         <p>Chatten finns på kommunens webbplats.</p><p><a href=\"/console\">Till konsolen</a></p></html>",
        settings.desk.name.replace('&', "&amp;").replace('<', "&lt;")
    )
}

/// `GET /`
pub(super) async fn front(State(app): State<App>, headers: HeaderMap) -> Response {
    app.fixed.pages.front.response(&headers)
}

/// `GET /widget`
pub(super) async fn widget(State(app): State<App>, headers: HeaderMap) -> Response {
    // A website that is isolated from others (Cross-Origin-Embedder-Policy) shows only frames that are so as well, and that
    // say that they may be shown. What the frame loads is its own, so it needs no more than that.
    let mut response = for_every_page(app.fixed.pages.widget.response(&headers));
    response.headers_mut().insert("cross-origin-embedder-policy", HeaderValue::from_static("require-corp"));
    response
}

/// `GET /kvitto`
pub(super) async fn receipt(State(app): State<App>, headers: HeaderMap) -> Response {
    app.fixed.pages.receipt.response(&headers)
}

/// `GET /console`
pub(super) async fn console(State(app): State<App>, headers: HeaderMap) -> Response {
    app.fixed.pages.console.response(&headers)
}

/// `GET /widget.js`: every website may load it.
pub(super) async fn loader(State(app): State<App>, headers: HeaderMap) -> Response {
    for_every_website(app.fixed.pages.loader.response(&headers))
}

/// `GET /widget-<version>.js`: the same bytes for as long as there are any.
pub(super) async fn loader_of_version(State(app): State<App>, Path(file): Path<String>) -> Response {
    let named = file.strip_suffix(".js").and_then(|version| app.fixed.pages.loaders.get(version));
    let Some(loader) = named else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, SCRIPT), (header::CACHE_CONTROL, FOR_EVER)];
    for_every_website((headers, loader.body().to_owned()).into_response())
}

/// A browser that is to check a hash needs leave to read the bytes.
fn for_every_website(response: Response) -> Response {
    let mut response = for_every_page(response);
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// What is the same for everybody and holds nothing of anybody: a page of any origin may load it.
pub(super) fn for_every_page(mut response: Response) -> Response {
    response.headers_mut().insert(CROSS_ORIGIN, HeaderValue::from_static("cross-origin"));
    response
}

/// `GET /asyncapi.json`: the protocol of the sockets.
pub(super) async fn asyncapi(State(app): State<App>, headers: HeaderMap) -> Response {
    app.fixed.pages.asyncapi.response(&headers)
}

/// `GET /assets/{version}/{path}`
pub(super) async fn asset(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = web::asset(&path) else { return StatusCode::NOT_FOUND.into_response() };
    // A page from before an update asks under its old version: it gets what there is, but nobody keeps it.
    let cache = if version == web::version() { FOR_EVER } else { ASK_AGAIN };
    let sent = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, cache)];
    for_every_page(match asset.gzipped.filter(|_| takes_gzip(&headers)) {
        Some(packed) => {
            let how = [(header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")];
            (sent, how, packed).into_response()
        }
        // The layer around packs it as it is sent.
        None => (sent, asset.bytes).into_response(),
    })
}

/// Whether a browser says that it unpacks gzip. One that has reservations gets what the layer around makes of them.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| coding.trim() == "gzip")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_begins_with_its_heading() {
        let (heading, rest) = split("Välkommen till Linköpings kommuns chatt! Här kan du fråga.");
        assert_eq!((heading, rest), ("Välkommen till Linköpings kommuns chatt!", "Här kan du fråga."));
        assert_eq!(split("Välkommen"), ("Välkommen", ""));
    }

    #[tokio::test]
    async fn what_every_page_names_is_sent_packed_to_whoever_unpacks_it() {
        for (accepts, packed) in [("gzip, deflate, br", true), ("br", false), ("identity, gzip;q=0", false)] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepts))]);
            let path = ("v".to_owned(), "widget/main.js".to_owned());
            let response = asset(Path(path), headers).await;
            assert_eq!(response.headers().get(header::CONTENT_ENCODING).is_some(), packed, "{accepts}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], SCRIPT);
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("the body");
            assert_eq!(body.starts_with(&[0x1f, 0x8b]), packed, "{accepts}");
        }
    }
}
