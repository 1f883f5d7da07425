//! What a host lets programs ask for (RFC 9309).

use std::time::Duration;

use texting_robots::Robot;
use url::Url;

use super::charset;

/// The name that rules are looked for under, and that requests begin their User-Agent with.
pub(super) const PRODUCT: &str = "Vagledaren";

/// Longest pause between two requests that a host may ask for; what is longer would never end.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The rules of one host.
pub(super) struct Rules(Kind);

enum Kind {
    Everything,
    Nothing,
    Stated(Box<Robot>),
}

impl Rules {
    /// The rules that the answer to `/robots.txt` makes: a file that is not there forbids nothing, a host that is in
    /// trouble is left alone.
    pub(super) fn from_answer(status: u16, bytes: &[u8]) -> Self {
        Self(match status {
            200..=299 => {
                let text = one_spelling(&charset::decode(bytes, None));
                Robot::new(PRODUCT, text.as_bytes()).map_or(Kind::Everything, |robot| Kind::Stated(Box::new(robot)))
            }
            400..=499 if status != 429 => Kind::Everything,
            _ => Kind::Nothing,
        })
    }

    /// Whether an address may be asked for.
    pub(super) fn allow(&self, url: &Url) -> bool {
        match &self.0 {
            Kind::Everything => true,
            Kind::Nothing => false,
            Kind::Stated(robot) => robot.allowed(&one_spelling(url.as_str())),
        }
    }

    /// Whether nothing may be asked for because the host could not say what may.
    pub(super) fn are_unknown(&self) -> bool {
        matches!(self.0, Kind::Nothing)
    }

    /// The pause between two requests that the host asks for.
    pub(super) fn pause(&self) -> Option<Duration> {
        let Kind::Stated(robot) = &self.0 else { return None };
        let seconds = robot.delay.filter(|seconds| *seconds > 0.0)?;
        Some(Duration::try_from_secs_f32(seconds).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
    }
}

/// A text whose percent signs are all spelled in one way, as RFC 9309 (2.2.2) compares them: what needs none is written
/// as it is, and the rest in capitals. `%c3%b6` and `%C3%B6` are the same, and so are `%61` and `a`; `%2F` and `/` are not.
fn one_spelling(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        spelled.push_str(before);
        let sign = after.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let Some(digits) = sign else {
            spelled.push('%');
            rest = after;
            continue;
        };
        match u8::from_str_radix(digits, 16).map(char::from) {
            Ok(plain) if plain.is_ascii_alphanumeric() || "-._~".contains(plain) => spelled.push(plain),
            _ => spelled.extend(["%", &digits.to_ascii_uppercase()]),
        }
        rest = &after[2..];
    }
    spelled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(rules: &Rules, path: &str) -> bool {
        rules.allow(&Url::parse("https://k.example/").and_then(|url| url.join(path)).expect("an address"))
    }

    #[test]
    fn the_rules_for_us_count_before_those_for_all() {
        let file = b"User-agent: *\nDisallow: /\n\nUser-agent: vagledaren\nDisallow: /intern\nAllow: /intern/oppet\nCrawl-delay: 3\n";
        let rules = Rules::from_answer(200, file);
        assert!(may(&rules, "/a") && !may(&rules, "/intern/a") && may(&rules, "/intern/oppet"));
        assert_eq!(rules.pause(), Some(Duration::from_secs(3)));
    }

    #[test]
    fn no_file_forbids_nothing_and_trouble_forbids_everything() {
        assert!(may(&Rules::from_answer(404, b"User-agent: *\nDisallow: /"), "/a"));
        assert!(!may(&Rules::from_answer(503, b""), "/a") && Rules::from_answer(503, b"").are_unknown());
        assert!(may(&Rules::from_answer(200, b"\xff\xfe<html>no rules"), "/a"));
        let endless = Rules::from_answer(200, b"User-agent: *\nCrawl-delay: 99999999999999\n");
        assert_eq!(endless.pause(), Some(LONGEST_PAUSE));
    }

    #[test]
    fn an_address_is_forbidden_however_its_letters_are_spelled() {
        for rule in ["/ans%c3%b6kan", "/ans%C3%B6kan", "/%61ns%c3%B6kan", "/ansökan"] {
            let rules = Rules::from_answer(200, format!("User-agent: *\nDisallow: {rule}\n").as_bytes());
            for path in ["/ans%C3%B6kan", "/ans%c3%b6kan/ny", "/ansökan?a=1", "/%61nsökan"] {
                assert!(!may(&rules, path), "{rule} {path}");
            }
            assert!(may(&rules, "/ansokan") && may(&rules, "/ans%2Fokan"), "{rule}");
        }
        let latin =
            Rules::from_answer(200, b"User-agent: *\nDisallow: /ans\xf6kan\nDisallow: /a%2fb\nDisallow: /50%\n");
        assert!(!may(&latin, "/ans%C3%B6kan") && !may(&latin, "/a%2Fb"), "another character set");
        assert!(may(&latin, "/a/b"), "a slash that is part of a name parts nothing");
        let allowed = Rules::from_answer(200, b"User-agent: *\nDisallow: /\nAllow: /%c3%b6ppet\n");
        assert!(may(&allowed, "/öppet") && !may(&allowed, "/stängt"));
    }
}
