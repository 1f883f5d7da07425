//! Addresses: which are the same, which belong to the hosts that were given, which can be pages.

use std::collections::{BTreeSet, HashMap};

use url::Url;

/// Parts of a query that say who came from where, and nothing about the page.
const TRACKING: &[&str] =
    &["utm_", "gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "jsessionid", "phpsessid", "sessionid", "aspsessionid"];

/// Endings of files that no page is made of. An ending that is not here is tried: `.aspx`, `.html`, `.pdf`.
const NO_PAGES: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "svg", "webp", "avif", "ico", "bmp", "tif", "tiff", "mp3", "mp4", "m4a", "mov", "avi",
    "wav", "webm", "zip", "gz", "rar", "7z", "tar", "css", "js", "json", "xml", "rss", "atom", "ics", "doc", "docx",
    "dotx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "csv", "woff", "woff2", "ttf", "eot", "exe", "dwg",
    "kml",
];

/// How many addresses that differ only in their query are followed: a calendar has one for every day there is.
const MOST_QUERIES: usize = 20;

/// The one form of an address: without fragment, tracking and the number of somebody's visit.
pub(super) fn normal(mut url: Url) -> Url {
    url.set_fragment(None);
    let path = without_visit(url.path());
    if path != url.path() {
        url.set_path(&path);
    }
    if let Some(query) = url.query().filter(|query| query.contains(';')) {
        let query = without_parameters(query);
        url.set_query(Some(&query));
    }
    let kept: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| !TRACKING.iter().any(|tracking| name.to_ascii_lowercase().starts_with(tracking)))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else if kept.len() < url.query_pairs().count() {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    url
}

/// A path without the number of a visit: Java's `/a;jsessionid=1F2E`, and ASP.NET's `/(S(k3jx))/a`.
fn without_visit(path: &str) -> String {
    let parts = path.split('/').filter(|part| !(part.starts_with("(S(") && part.ends_with("))")));
    parts.map(without_parameters).collect::<Vec<_>>().join("/")
}

/// A part of an address without the parameters in it that are tracking; others belong to the page.
fn without_parameters(part: &str) -> String {
    let plain = part.replace("%3B", ";").replace("%3b", ";");
    let is_tracking = |parameter: &str| {
        let lower = parameter.to_ascii_lowercase();
        TRACKING.iter().any(|tracking| lower.starts_with(tracking))
    };
    let mut parameters = plain.split(';');
    let mut kept = parameters.next().unwrap_or_default().to_owned();
    let mut is_dropped = false;
    for parameter in parameters {
        if is_tracking(parameter) {
            is_dropped = true;
            // In a query the next pair may follow.
            kept.push_str(parameter.find('&').map_or("", |next| &parameter[next..]));
        } else {
            kept.extend([";", parameter]);
        }
    }
    if is_dropped { kept } else { part.to_owned() }
}

/// A host with its port, when that is not the usual one.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    url.port().map_or(host.clone(), |port| format!("{host}:{port}"))
}

/// Whether an address can lead to a page, by its path.
pub(super) fn can_be_page(url: &Url) -> bool {
    let last = url.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    !last.rsplit_once('.').is_some_and(|(_, ending)| NO_PAGES.contains(&ending))
}

/// Which addresses an import may ask for.
#[derive(Debug, Default)]
pub(super) struct Fence {
    hosts: BTreeSet<String>,
    excluded: Vec<String>,
}

impl Fence {
    /// The hosts of the addresses given and those named besides; and texts that no address may hold.
    pub(super) fn new(given: &[Url], hosts: &[String], excluded: &[String]) -> Self {
        let named = hosts.iter().map(|host| host.to_ascii_lowercase());
        Self { hosts: given.iter().map(host).chain(named).collect(), excluded: excluded.to_vec() }
    }

    /// Whether an address is on one of the hosts.
    pub(super) fn has_host(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https") && self.hosts.contains(&host(url))
    }

    /// The hosts of addresses that are on none of ours, each once and in order.
    pub(super) fn foreign(&self, urls: &[Url]) -> BTreeSet<String> {
        urls.iter().filter(|url| !self.has_host(url)).map(host).collect()
    }

    /// Whether an address is on one of the hosts and not excluded.
    pub(super) fn allows(&self, url: &Url) -> bool {
        self.has_host(url) && !self.excluded.iter().any(|text| url.as_str().contains(text.as_str()))
    }
}

/// Notices when a website makes up addresses without end.
#[derive(Debug, Default)]
pub(super) struct Trap(HashMap<String, usize>);

impl Trap {
    /// Whether a link is worth following: a few of those that differ only in their query, none that repeats itself.
    pub(super) fn lets_through(&mut self, url: &Url) -> bool {
        let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
        let repeats = parts.iter().any(|part| parts.iter().filter(|other| *other == part).count() > 2);
        if repeats {
            return false;
        }
        if url.query().is_none() {
            return true;
        }
        let seen = self.0.entry(format!("{}{}", host(url), url.path())).or_default();
        *seen += 1;
        *seen <= MOST_QUERIES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn addresses_of_the_same_page_are_the_same() {
        let one = |text| normal(url(text)).to_string();
        assert_eq!(one("https://K.example:443/a?utm_source=x#del"), "https://k.example/a");
        assert_eq!(one("https://k.example/a?id=3&fbclid=x"), "https://k.example/a?id=3");
        assert_eq!(one("https://k.example/a?id=3%20b"), "https://k.example/a?id=3%20b", "left as it is");
    }

    #[test]
    fn the_number_of_a_visit_is_no_part_of_an_address() {
        let one = |text| normal(url(text)).to_string();
        for visit in [
            "https://k.example/bygga/lov;jsessionid=1F2E3D",
            "https://k.example/bygga;JSESSIONID=1/lov;jsessionid=2#del",
            "https://k.example/bygga/lov%3Bjsessionid=1F2E3D?utm_source=x",
            "https://k.example/(S(k3jx2b45))/bygga/lov",
        ] {
            assert_eq!(one(visit), "https://k.example/bygga/lov", "{visit}");
        }
        assert_eq!(one("https://k.example/a;jsessionid=1?id=3"), "https://k.example/a?id=3");
        assert_eq!(one("https://k.example/a?id=3;jsessionid=1&b=2"), "https://k.example/a?id=3&b=2");
        assert_eq!(one("https://k.example/karta;lager=2?a=1;b=2"), "https://k.example/karta;lager=2?a=1;b=2");
    }

    #[test]
    fn only_the_hosts_that_were_given_are_inside() {
        let fence = Fence::new(&[url("https://www.k.example/")], &["K.example".to_owned()], &["/kalender".to_owned()]);
        for (address, inside) in [
            ("https://www.k.example/a", true),
            ("http://k.example/a", true),
            ("https://www.k.example/kalender/2026", false),
            ("https://www.k.example:8443/", false),
            ("https://www.k.example.evil.example/", false),
            ("https://www.k.example@evil.example/", false),
            ("ftp://www.k.example/", false),
        ] {
            assert_eq!(fence.allows(&url(address)), inside, "{address}");
        }
    }

    #[test]
    fn pictures_and_sheets_are_no_pages() {
        let can = |path: &str| can_be_page(&url(&format!("https://k.example/{path}")));
        assert!(can("a") && can("a.aspx") && can("plan.pdf") && can("a.b/c") && can("v1.2"));
        assert!(!can("a.JPG") && !can("blankett.docx"));
    }

    #[test]
    fn a_calendar_without_end_is_left_after_some_days() {
        let mut trap = Trap::default();
        let days = (0..500).filter(|day| trap.lets_through(&url(&format!("https://k.example/kalender?dag={day}"))));
        assert_eq!(days.count(), MOST_QUERIES);
        assert!(trap.lets_through(&url("https://k.example/kalender")));
        assert!(!trap.lets_through(&url("https://k.example/a/b/a/b/a/b")));
    }
}
