//! Messages that are nothing but politeness, or that speak of the talk itself.

use super::remark::remark;
use crate::language;

/// What somebody says who asks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Courtesy {
    Greeting,
    Thanks,
    Goodbye,
    /// "Jag har en fråga": it has not come yet.
    Announcement,
    /// "Kan jag få hjälp?": nobody knows yet with what.
    CallForHelp,
    /// "Jag vill prata med en människa".
    WantsPerson,
    /// "Det var inte det jag frågade".
    NotThat,
}

/// Words of a greeting, of thanks and of a farewell, folded; and words that may stand beside them.
pub(super) const GREETINGS: &[&str] = &[
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
    "nej",
    "na",
    "no",
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

/// Whether a question is only polite, or about the talk itself; none when it may ask for something, be it only together
/// with what was asked before.
pub(super) fn courtesy(question: &str, is_first: bool) -> Option<Courtesy> {
    let folded = language::fold(question);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if let Some(kind) = remark(&words, is_first) {
        return Some(kind);
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let only = |lists: &[&[&str]]| words.iter().all(|word| lists.iter().any(|list| list.contains(word)));
    if words.is_empty() || !only(&[GREETINGS, THANKS, GOODBYES, BESIDE]) {
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
    use super::Courtesy::{Announcement, CallForHelp, Goodbye, Greeting, NotThat, Thanks, WantsPerson};
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
            ("Hej! Jag har en fråga", Announcement),
            ("en fråga till", Announcement),
            ("Jag undrar över en sak", Announcement),
            ("Kan jag få ställa några frågor?", Announcement),
            ("I have a quick question", Announcement),
            ("hjälp", CallForHelp),
            ("Hej, jag skulle behöva hjälp", CallForHelp),
            ("kan ni hjälpa mig?", CallForHelp),
            ("Can somebody help me please", CallForHelp),
            ("tack för hjälp", Thanks),
            ("ja", Announcement),
            ("nej", Announcement),
            ("nej tack", Thanks),
            ("Jag vill prata med en människa", WantsPerson),
            ("Kan jag få prata med någon?", WantsPerson),
            ("Hallå, är någon där?", WantsPerson),
            ("I want to talk to a real person", WantsPerson),
            ("Jag förstår inte", NotThat),
            ("det var inte det jag frågade om", NotThat),
            ("fel svar!", NotThat),
            ("det stämmer inte", NotThat),
            ("vad kan du svara på?", Greeting),
            ("What do you mean?", NotThat),
        ] {
            assert_eq!(courtesy(said, false), Some(meant), "{said}");
        }
        for alone in ["När då?", "mer", "kan du berätta mer", "what then"] {
            assert_eq!(courtesy(alone, true), Some(Announcement), "{alone}");
            assert_eq!(courtesy(alone, false), None, "{alone}: it goes on from what was asked before");
        }
    }

    #[test]
    fn a_polite_question_is_a_question() {
        for asked in [
            "Hej! När hämtas soporna?",
            "tack, men var ligger det?",
            "hi, how do I apply",
            "",
            "😀",
            "svar",
            "jag har en fråga om bygglov",
            "kan jag få hjälp med städning",
            "kan jag få hjälp med det",
            "I need help with housing",
            "vad gör en vägledare",
            "har ni mer",
            "jag vill prata med någon om skilsmässa",
            "hur får jag prata med en vägledare",
            "finns det någon lekplats här",
            "jag förstår inte min faktura",
            "jag har fått fel faktura",
            "vad menar ni med detaljplan",
            "vad kan jag göra",
            "stämmer det",
        ] {
            assert_eq!(courtesy(asked, true), None, "{asked}");
        }
    }
}
