//! When a crisis notice was written, and until when it holds.

use chrono::{DateTime, Utc};

use super::Language;
use super::hours::{moment, until_text};

/// "Skrivet i dag kl 14.05. Gäller till kl 18 i dag."
#[must_use]
pub fn when(written: DateTime<Utc>, until: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let (written, until) = (moment(written, now, language), until_text(until, now, language));
    match language {
        Language::Sv => format!("Skrivet {written}. Gäller{until}."),
        Language::En => format!("Written {written}. Valid{until}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn it_says_when_it_was_written_and_until_when_it_holds() {
        let (written, now) = (at("2026-03-02T13:05:00Z"), at("2026-03-02T13:06:00Z"));
        let says = |until, now| [Language::Sv, Language::En].map(|language| when(written, at(until), now, language));
        assert_eq!(
            says("2026-03-02T17:00:00Z", now),
            ["Skrivet i dag kl 14.05. Gäller till kl 18 i dag.", "Written today at 14:05. Valid until 18:00 today."]
        );
        assert_eq!(
            says("2026-03-03T07:00:00Z", now),
            [
                "Skrivet i dag kl 14.05. Gäller till i morgon kl 8.",
                "Written today at 14:05. Valid until tomorrow at 8:00."
            ]
        );
        let [swedish, _] = says("2026-03-03T07:00:00Z", at("2026-03-02T23:00:00Z"));
        assert_eq!(swedish, "Skrivet måndag 2 mars kl 14.05. Gäller till kl 8 i dag.");
    }
}
