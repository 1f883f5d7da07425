//! Words that say nothing about what a question is about. They stay in the index of whole words, where they are cheap
//! and sometimes tell a phrase apart; their parts would only be noise.

/// Whether a folded word is such a word, in Swedish or English.
#[must_use]
pub fn is_stop_word(folded: &str) -> bool {
    let Some(letter) = folded.bytes().next().and_then(|first| first.checked_sub(b'a')).filter(|it| *it < 26) else {
        return false;
    };
    // A handful of words, most of another length: quicker than halving the table, and every word of every page comes here.
    STOP_WORDS[STARTS[usize::from(letter)]..STARTS[usize::from(letter) + 1]].contains(&folded)
}

/// Where the words of each letter begin, and the last end.
const STARTS: [usize; 27] = {
    let mut starts = [0; 27];
    let (mut at, mut letter) = (0, 0);
    while letter < 27 {
        while at < STOP_WORDS.len() && STOP_WORDS[at].as_bytes()[0] < b'a' + letter {
            at += 1;
        }
        starts[letter as usize] = at;
        letter += 1;
    }
    starts
};

/// Folded and sorted, Swedish and English together: a visitor may mix them.
const STOP_WORDS: &[&str] = &[
    "a", "about", "alla", "allt", "am", "an", "and", "andra", "annan", "any", "ar", "are", "as", "at", "att", "av",
    "bara", "be", "because", "been", "behover", "blev", "bli", "blir", "but", "by", "can", "da", "dar", "de", "dem",
    "den", "denna", "deras", "dess", "dessa", "det", "detta", "dig", "din", "dina", "dit", "ditt", "do", "does", "du",
    "e", "efter", "ej", "eller", "en", "er", "era", "ert", "ett", "fa", "far", "fick", "finns", "fler", "for", "fran",
    "from", "ga", "gar", "get", "gor", "gora", "ha", "had", "hade", "han", "hans", "har", "has", "have", "he", "hej",
    "her", "here", "hon", "hos", "how", "hur", "i", "if", "in", "ingen", "inom", "inte", "is", "it", "its", "ja",
    "jag", "ju", "just", "kan", "kommer", "kunde", "kunna", "langre", "man", "many", "maste", "may", "me", "med",
    "mej", "mellan", "men", "mig", "min", "mina", "mitt", "mot", "much", "must", "my", "mycket", "nagon", "nagot",
    "nagra", "nan", "nar", "need", "ni", "no", "nog", "not", "nu", "nya", "och", "of", "om", "on", "or", "oss", "our",
    "over", "pa", "sa", "sadan", "samma", "she", "sig", "sin", "sina", "sitt", "ska", "skall", "skulle", "so", "som",
    "some", "somebody", "ta", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
    "till", "to", "ut", "ute", "vad", "var", "vara", "varfor", "varit", "varje", "vart", "vem", "vi", "via", "vid",
    "vilka", "vilken", "vilket", "vill", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will",
    "with", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::{STOP_WORDS, is_stop_word};

    #[test]
    fn the_table_is_sorted_and_folded() {
        assert!(STOP_WORDS.is_sorted());
        assert!(STOP_WORDS.iter().all(|word| crate::language::fold(word) == *word));
        assert!(STOP_WORDS.iter().all(|word| is_stop_word(word)));
    }

    #[test]
    fn only_words_without_a_subject_are_dropped() {
        assert!(["vilka", "har", "hur", "the", "of"].into_iter().all(is_stop_word));
        assert!(!["linkoping", "vanorter", "sopor", "fee", "", "112", "زبان"].into_iter().any(is_stop_word));
    }
}
