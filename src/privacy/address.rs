//! The address of the page that a visitor came from, without what may say who the visitor is.

use super::personal_number::contains_personal_number;

/// What stands for a part of a path that held a personal number.
const REMOVED: &str = "borttaget";

/// Scheme, host, port and path of a web address.
///
/// Name and password, query and fragment are dropped, for search words and form fields are in them. A part
/// of the path with a personal number becomes `borttaget`. Anything that is not an http or https address
/// becomes the empty text.
#[must_use]
pub fn without_query(address: &str) -> String {
    parts(address.trim())
        .map(|(scheme, host, path)| format!("{scheme}://{host}{}", without_numbers(path)))
        .unwrap_or_default()
}

fn parts(address: &str) -> Option<(&'static str, &str, &str)> {
    let (scheme, rest) = address.split_once("://")?;
    let scheme = ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let rest = rest.split(['?', '#']).next()?;
    // Browsers read a backslash as a slash.
    let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().filter(|host| !host.is_empty())?;
    let sound = !address.contains(|c: char| c.is_control() || c.is_whitespace());
    (sound && !contains_personal_number(host)).then_some((scheme, host, path))
}

fn without_numbers(path: &str) -> String {
    let without = |path: &str, goes: &dyn Fn(&str) -> bool| {
        path.split('/').map(|part| if goes(part) { REMOVED } else { part }).collect::<Vec<_>>().join("/")
    };
    let kept = without(path, &|part| contains_personal_number(&decoded(part)));
    // A date in one part and the last four in the next.
    if contains_personal_number(&decoded(&kept)) {
        return without(&kept, &|part| decoded(part).contains(char::is_numeric));
    }
    kept
}

/// The part with its percent signs resolved: a number may be written `811218%2D9876`.
fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |place: usize| bytes.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, hex(at + 1), hex(at + 2)) {
            plain.extend(u8::try_from(high * 16 + low));
            at += 3;
        } else {
            plain.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_says_which_page_and_nothing_else() {
        for (given, kept) in [
            ("https://www.linkoping.se/vanorter/", "https://www.linkoping.se/vanorter/"),
            ("https://www.linkoping.se/sok?q=811218-9876#top", "https://www.linkoping.se/sok"),
            ("https://www.linkoping.se?q=soc", "https://www.linkoping.se"),
            ("HTTP://anna:hemligt@localhost:8080/a#b", "http://localhost:8080/a"),
            ("https://x.se/mina-sidor/19811218-9876/arende", "https://x.se/mina-sidor/borttaget/arende"),
            ("https://x.se/811218%2D9876", "https://x.se/borttaget"),
            ("https://x.se/811218%EF%BC%8D9876", "https://x.se/borttaget"),
            ("https://x.se/a/19811218/9876/arende", "https://x.se/a/borttaget/borttaget/arende"),
            ("https://x.se/nyheter/2026/11/30/hej", "https://x.se/nyheter/2026/11/30/hej"),
            ("https://x.se/811218%E2%80%939876/%C3%A5", "https://x.se/borttaget/%C3%A5"),
            (" https://x.se/a ", "https://x.se/a"),
        ] {
            assert_eq!(without_query(given), kept, "{given}");
        }
    }

    #[test]
    fn what_is_not_a_web_address_is_dropped() {
        for other in [
            "",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "linkoping.se",
            "https://",
            "https:///a",
            "https://a b/",
            "data:text/html,x",
            "https://x.se/a\nb",
            "https://a@/x",
            "https://811218-9876.se/",
        ] {
            assert_eq!(without_query(other), "", "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_query_fragment_or_number_is_ever_left(rest in "\\PC{0,60}", number in any::<bool>()) {
            let number = if number { "811218-9876" } else { "" };
            let kept = without_query(&format!("https://x.se/{rest}/{number}?{rest}#{number}"));
            prop_assert!(!kept.contains(['?', '#']) && !contains_personal_number(&kept));
            prop_assert_eq!(without_query(&kept), kept.as_str());
        }
    }
}
