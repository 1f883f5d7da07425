//! Who may ask from where: one origin for sockets and changes, and whose word about an address is believed.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::listen::Peer;

/// No page of ours asks for any of this, and nobody who gets something into one shall.
const NOTHING_PERMITTED: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Holds every request to the rules: a change must come from our own origin, and answers are not guessed at.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = request.method();
    let changes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !is_ours(request.headers(), &app.fixed.origin) {
        return (StatusCode::FORBIDDEN, "The request does not come from this server's own pages.").into_response();
    }
    let class = class(request.uri().path());
    let mut response = next.run(request).await;
    app.metrics.http_request(class, response.status().as_u16());
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // Also where the proxy was forgotten to be told. Browsers keep to it for a year, and take it over TLS only.
    if app.fixed.origin.starts_with("https://") {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("permissions-policy", HeaderValue::from_static(NOTHING_PERMITTED));
    response
}

/// Whether the browser says that a page of ours asks. A program that is no browser says nothing, and carries no
/// cookie that it was not given on purpose.
pub(super) fn is_ours(headers: &HeaderMap, origin: &str) -> bool {
    match headers.get(header::ORIGIN) {
        Some(asked) => asked.as_bytes() == origin.as_bytes(),
        None => headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin"),
    }
}

/// Whether a socket may be opened: the origin is named, and it is ours, exactly.
pub(super) fn may_open_socket(headers: &HeaderMap, origin: &str) -> bool {
    headers.get(header::ORIGIN).is_some_and(|asked| asked.as_bytes() == origin.as_bytes())
}

/// The address of the one who asks: the connection's, or what a trusted proxy says of it.
pub(super) fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    let trusted =
        |address: IpAddr| app.fixed.settings.server.trusted_proxies.iter().any(|network| network.contains(address));
    if !trusted(peer) {
        return peer;
    }
    // From the right: the last hop that is no proxy of ours is the one who asks; what stands before it is hearsay.
    let forwarded = request.headers().get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    let hops: Vec<IpAddr> = forwarded.flat_map(|it| it.split(',')).filter_map(|it| it.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !trusted(*hop)).unwrap_or(peer)
}

/// The kind of address, for counting: never the address itself, which would make a series of every path.
fn class(path: &str) -> &'static str {
    match path {
        "/" | "/widget" | "/kvitto" | "/console" | "/widget.js" => "page",
        "/ws/visitor" | "/ws/agent" => "socket",
        "/healthz" | "/readyz" => "health",
        path if path.starts_with("/widget-") => "page",
        path if path.starts_with("/assets/") => "asset",
        path if path == "/files" || path.starts_with("/files/") => "file",
        path if path.starts_with("/api/") => "api",
        path if path.starts_with("/poll/") => "poll",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_origin_changes_things_and_exactly() {
        let ours = "https://chatt.example.se";
        assert!(is_ours(&headers(&[("origin", "https://chatt.example.se")]), ours));
        assert!(is_ours(&headers(&[]), ours), "no browser");
        assert!(is_ours(&headers(&[("sec-fetch-site", "same-origin")]), ours));
        for other in
            ["https://chatt.example.se.evil.se", "http://chatt.example.se", "null", "https://chatt.example.se:444"]
        {
            let asked = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static(other))]);
            assert!(!is_ours(&asked, ours) && !may_open_socket(&asked, ours), "{other}");
        }
        assert!(!is_ours(&headers(&[("sec-fetch-site", "cross-site")]), ours));
        assert!(!may_open_socket(&headers(&[]), ours), "a socket names its origin");
    }
}
