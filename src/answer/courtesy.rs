//! Messages that are nothing but politeness.

use crate::language;

/// What somebody says who asks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Courtesy {
    Greeting,
    Thanks,
    Goodbye,
}

/// Words of a greeting, of thanks and of a farewell, folded; and words that may stand beside them.
const GREETINGS: &[&str] = &[
    "hej",
    "hejsan",
    "hejhej",
    "hallo",
    "halla",
    "tjena",
    "tjenare",
    "tja",
    "god",
    "morgon",
    "middag",
    "kvall",
    "hi",
    "hello",
    "hey",
    "good",
    "morning",
    "afternoon",
    "evening",
    "goddag",
    "morsning",
    "salam",
    "hola",
];
const THANKS: &[&str] = &["tack", "tackar", "tackat", "thanks", "thank", "thx", "ty", "tusen", "cheers"];
const GOODBYES: &[&str] = &["bye", "goodbye", "adjo", "vi", "ses", "hors"];
const BESIDE: &[&str] = &[
    "a",
    "all",
    "allt",
    "bra",
    "da",
    "det",
    "du",
    "er",
    "fin",
    "fint",
    "for",
    "ha",
    "help",
    "helpful",
    "hjalp",
    "hjalpen",
    "svar",
    "svaret",
    "it",
    "jag",
    "ja",
    "kontakt",
    "linkoping",
    "lot",
    "mycket",
    "much",
    "nice",
    "ok",
    "okej",
    "okay",
    "pa",
    "perfekt",
    "san",
    "sa",
    "snalla",
    "so",
    "sig",
    "som",
    "super",
    "the",
    "there",
    "dig",
    "dag",
    "en",
    "ett",
    "trevlig",
    "toppen",
    "very",
    "var",
    "vad",
    "you",
    "your",
    "for",
    "answer",
    "great",
    "have",
    "day",
];

/// Whether a question is only polite; none when it may ask for something.
pub(super) fn courtesy(question: &str) -> Option<Courtesy> {
    let folded = language::fold(question);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let polite = |word: &&str| [GREETINGS, THANKS, GOODBYES, BESIDE].iter().any(|list| list.contains(word));
    if words.is_empty() || !words.iter().all(polite) {
        return None;
    }
    let goodbye = folded.starts_with("hej da") || folded.contains("ha det") || has(&["bye", "goodbye", "adjo", "ses"]);
    match (has(THANKS), goodbye, has(GREETINGS)) {
        (true, ..) => Some(Courtesy::Thanks),
        (_, true, _) => Some(Courtesy::Goodbye),
        (.., true) => Some(Courtesy::Greeting),
        // "Okej, bra" closes what was said before.
        _ if has(&["ok", "okej", "okay", "bra", "toppen", "perfekt", "great", "super"]) => Some(Courtesy::Thanks),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Courtesy::{Goodbye, Greeting, Thanks};
    use super::courtesy;

    #[test]
    fn politeness_alone_is_answered_politely() {
        for (said, meant) in [
            ("Hej!", Greeting),
            ("god morgon 🙂", Greeting),
            ("Hello there", Greeting),
            ("Tack så mycket för hjälpen", Thanks),
            ("thank you very much!", Thanks),
            ("Toppen, tack. Hej då!", Thanks),
            ("okej bra", Thanks),
            ("Hej då", Goodbye),
            ("ha det bra", Goodbye),
            ("bye", Goodbye),
        ] {
            assert_eq!(courtesy(said), Some(meant), "{said}");
        }
    }

    #[test]
    fn a_polite_question_is_a_question() {
        for asked in ["Hej! När hämtas soporna?", "tack, men var ligger det?", "hi, how do I apply", "", "😀", "svar"]
        {
            assert_eq!(courtesy(asked), None, "{asked}");
        }
    }
}
