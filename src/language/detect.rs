//! Which language a question is written in, as far as its small words tell.

use super::Language;

/// English words that are not Swedish ones, folded and sorted.
const ENGLISH: &[&str] = &[
    "about", "and", "any", "anyone", "apply", "are", "at", "be", "been", "but", "by", "can", "cant", "cost", "could",
    "did", "do", "does", "dont", "for", "from", "get", "give", "have", "help", "here", "how", "if", "is", "it", "its",
    "long", "looking", "make", "many", "much", "must", "my", "need", "not", "of", "our", "pay", "please", "should",
    "someone", "than", "that", "the", "their", "there", "they", "this", "to", "want", "was", "we", "what", "when",
    "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
];

/// Swedish words that are not English ones, folded and sorted.
const SWEDISH: &[&str] = &[
    "ar", "att", "av", "behover", "blir", "det", "dom", "du", "eller", "en", "ett", "far", "finns", "fran", "gor",
    "hjalp", "hur", "inte", "jag", "kan", "kommun", "kostar", "maste", "med", "mig", "min", "mitt", "nar", "ni", "och",
    "om", "pa", "ska", "som", "till", "vad", "var", "vart", "vem", "vi", "vilka", "vilken", "vill",
];

/// The language of a folded text; none when its small words do not tell.
#[must_use]
pub fn language_of(folded: &str) -> Option<Language> {
    let count = |list: &[&str]| folded.split(' ').filter(|word| list.binary_search(word).is_ok()).count();
    match (count(ENGLISH), count(SWEDISH)) {
        (0, 0) => None,
        (english, swedish) if english > swedish => Some(Language::En),
        (english, swedish) if swedish > english => Some(Language::Sv),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_share_nothing() {
        assert!(ENGLISH.is_sorted() && SWEDISH.is_sorted());
        assert!(!ENGLISH.iter().any(|word| SWEDISH.contains(word)));
    }

    #[test]
    fn small_words_tell_the_language() {
        for (text, language) in [
            ("How do I apply for preschool?", Some(Language::En)),
            ("what does it cost", Some(Language::En)),
            ("Hur söker jag plats på förskola?", Some(Language::Sv)),
            ("vad kostar det", Some(Language::Sv)),
            ("bygglov carport", None),
            ("preschool fee", None),
            ("", None),
        ] {
            assert_eq!(language_of(&fold(text)), language, "{text}");
        }
    }
}
