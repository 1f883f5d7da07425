//! Who may ask from where: one origin for sockets and changes, and whose word about an address is believed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::listen::Peer;

/// Who may load an answer into a page (Cross-Origin-Resource-Policy).
pub(super) const CROSS_ORIGIN: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// No page of ours asks for any of this, and nobody who gets something into one shall.
const NOTHING_PERMITTED: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Holds every request to the rules: a change must come from our own origin, answers are not guessed at, and nobody on
/// the way keeps one that does not say itself that it may be kept.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = request.method();
    let changes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let class = class(request.uri().path());
    let mut response = if changes && !is_ours(request.headers(), &app.fixed.origin) {
        (StatusCode::FORBIDDEN, "The request does not come from this server's own pages.").into_response()
    } else {
        next.run(request).await
    };
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
    // What every website may show says so itself; nothing else is loaded into anybody's page.
    headers.entry(CROSS_ORIGIN).or_insert(HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
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

/// The address of the one who asks, as it is [counted](counted): the connection's, or what a trusted proxy says of it.
pub(super) fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    let trusted =
        |address: IpAddr| app.fixed.settings.server.trusted_proxies.iter().any(|network| network.contains(address));
    counted(asking(peer, request.headers(), trusted))
}

/// Who asks, by the word of those who are trusted.
///
/// From the right: each hop was written by the one after it. Where that one is no proxy of ours, it is the one who asks;
/// what stands before it is hearsay. A hop that is no address ends the search as well: the proxy that wrote it did not
/// know, and whatever stands before it anybody may have written.
fn asking(peer: IpAddr, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    // A line that is no text is one hop that is no address.
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let mut known = peer.to_canonical();
    for hop in hops {
        if !trusted(known) {
            break;
        }
        match hop_address(hop.trim_matches([' ', '\t'])) {
            Some(address) => known = address,
            None => break,
        }
    }
    known
}

/// The address of a hop, as proxies write it: alone or with a port, IPv6 with brackets or without, with the zone that it
/// has on the proxy's own network, in quotes where the proxy took it from a `Forwarded` header.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(hop);
    if let Some((inner, port)) = hop.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let is_port = |port: &str| port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        return (port.is_empty() || is_port(port)).then(|| without_zone(inner)).flatten();
    }
    let with_port = hop.parse::<SocketAddr>().map(|it| it.ip());
    let address = with_port.or_else(|_| hop.parse::<IpAddr>()).ok().or_else(|| without_zone(hop));
    address.map(|it| it.to_canonical())
}

fn without_zone(text: &str) -> Option<IpAddr> {
    let (address, zone) = text.split_once('%').unwrap_or((text, "eth0"));
    let address: Ipv6Addr = address.parse().ok()?;
    (!zone.is_empty()).then(|| IpAddr::V6(address).to_canonical())
}

/// An address as limits count it: whoever has one address of IPv6 has the 2⁶⁴ that begin alike, and goes to another as
/// often as they like. An IPv4 address that stands in IPv6, as it is (RFC 4291, 2.5.5.2) or translated at our own network's
/// edge (RFC 6052), is that one address.
pub(super) fn counted(address: IpAddr) -> IpAddr {
    const TRANSLATED: u128 = 0x0064_ff9b << 96;
    match address.to_canonical() {
        IpAddr::V6(six) if six.to_bits() & !u128::from(u32::MAX) == TRANSLATED => {
            let [.., a, b, c, d] = six.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX)).into(),
        four @ IpAddr::V4(_) => four,
    }
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

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    /// Who asks a server that trusts the proxies of 10.0.0.0/8 and `::1`, by the lines of the header.
    fn asks(peer: &str, lines: &[&'static str]) -> IpAddr {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
        }
        let trusted = |address: IpAddr| {
            ["10.0.0.0/8", "::1"]
                .iter()
                .any(|it| it.parse::<crate::config::Network>().expect("a network").contains(address))
        };
        asking(ip(peer), &headers, trusted)
    }

    #[test]
    fn a_hop_is_read_as_proxies_write_it() {
        for (hop, address) in [
            ("203.0.113.5", "203.0.113.5"),
            ("203.0.113.5:51234", "203.0.113.5"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:51234", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:443", "fe80::1"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("[::ffff:203.0.113.5]:80", "203.0.113.5"),
            ("\"[2001:db8::1]:51234\"", "2001:db8::1"),
        ] {
            assert_eq!(hop_address(hop), Some(ip(address)), "{hop}");
        }
        for hop in [
            "",
            "unknown",
            "_hidden",
            "203.0.113.5:",
            "203.0.113.5:port",
            "203.0.113.5:99999",
            "[2001:db8::1",
            "[2001:db8::1]51234",
            "[203.0.113.5]",
            "203.0.113",
            "fe80::1%",
            "for=203.0.113.5",
            "203.0.113.5 6.6.6.6",
        ] {
            assert_eq!(hop_address(hop), None, "{hop}");
        }
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_of_ours_asks() {
        assert_eq!(asks("10.0.0.1", &["6.6.6.6, 203.0.113.5:51234"]), ip("203.0.113.5"));
        assert_eq!(asks("10.0.0.1", &["6.6.6.6, [2001:db8::1]:51234, 10.0.0.2"]), ip("2001:db8::1"));
        assert_eq!(asks("10.0.0.1", &["6.6.6.6", "203.0.113.5", "10.0.0.2"]), ip("203.0.113.5"), "a line each");
        assert_eq!(asks("::ffff:10.0.0.1", &["203.0.113.5"]), ip("203.0.113.5"), "a proxy in IPv6 clothes");
        assert_eq!(asks("192.0.2.1", &["203.0.113.5"]), ip("192.0.2.1"), "nobody's proxy");
        assert_eq!(asks("10.0.0.1", &["10.1.1.1, 10.0.0.2"]), ip("10.1.1.1"), "somebody of the house");
        assert_eq!(asks("10.0.0.1", &[]), ip("10.0.0.1"));
    }

    #[test]
    fn a_hop_that_is_no_address_ends_the_search_and_what_stands_before_it_is_not_believed() {
        for (lines, last) in [
            (&["6.6.6.6, unknown"][..], "10.0.0.1"),
            (&["6.6.6.6, _hidden"], "10.0.0.1"),
            (&["6.6.6.6,"], "10.0.0.1"),
            (&["6.6.6.6", ""], "10.0.0.1"),
            (&["6.6.6.6", "\u{e5}"], "10.0.0.1"),
            (&["6.6.6.6, 203.0.113.5:port"], "10.0.0.1"),
            (&["6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2"),
        ] {
            assert_eq!(asks("10.0.0.1", lines), ip(last), "{lines:?}");
        }
    }

    #[test]
    fn six_is_counted_by_the_network_that_a_household_gets_and_four_by_the_address() {
        assert_eq!(counted(ip("2001:db8:1:2:3:4:5:6")), counted(ip("2001:db8:1:2::1")));
        assert_ne!(counted(ip("2001:db8:1:2::1")), counted(ip("2001:db8:1:3::1")));
        assert_eq!(counted(ip("2001:db8:1:2::1")), counted(ip("2001:db8:1:2:ffff::9")));
        assert_eq!(counted(ip("203.0.113.5")), ip("203.0.113.5"));
        assert_ne!(counted(ip("192.0.2.1")), counted(ip("192.0.2.2")));
        assert_eq!(counted(ip("::ffff:203.0.113.5")), ip("203.0.113.5"));
        assert_ne!(counted(ip("::ffff:203.0.113.5")), counted(ip("::ffff:203.0.113.6")), "not all of them as one");
        assert_eq!(counted(ip("64:ff9b::203.0.113.5")), ip("203.0.113.5"), "translated");
    }
}
