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

/// Finnish words that are neither Swedish nor English ones, in small letters, sorted. With their dots: "mina" is Swedish.
const FINNISH: &[&str] = &[
    "apua",
    "asuinkunta",
    "avoinna",
    "eivät",
    "että",
    "haen",
    "hakea",
    "haluaisimme",
    "haluaisin",
    "haluamme",
    "haluan",
    "heidän",
    "huomenna",
    "hän",
    "hänelle",
    "häneltä",
    "häntä",
    "ilmoittaa",
    "isäni",
    "jotka",
    "kaupungin",
    "keneen",
    "kenelle",
    "kiireellinen",
    "kiitos",
    "kirjasto",
    "kirjaston",
    "kirjastossa",
    "kouluksi",
    "kouluun",
    "kuinka",
    "kuka",
    "kunnan",
    "kunnassa",
    "kunta",
    "lapselle",
    "lapsemme",
    "lapsen",
    "lapseni",
    "lapsi",
    "maksaa",
    "maksaako",
    "maksan",
    "meidän",
    "meille",
    "meillä",
    "mihin",
    "miksi",
    "mikä",
    "millainen",
    "milloin",
    "minkä",
    "minne",
    "minua",
    "minulla",
    "minulle",
    "minun",
    "minä",
    "missä",
    "mistä",
    "miten",
    "mitkä",
    "mitä",
    "moneltako",
    "montako",
    "olemme",
    "olen",
    "olisi",
    "onko",
    "ovat",
    "ovatko",
    "paljonko",
    "perheeni",
    "pitää",
    "pitääkö",
    "päiväkoti",
    "päiväkotiin",
    "pääseekö",
    "rakennuslupa",
    "rakennuslupaa",
    "ruotsiksi",
    "saada",
    "saako",
    "saamme",
    "saan",
    "saanko",
    "saisinko",
    "sinä",
    "suomea",
    "suomeksi",
    "suomen",
    "suomenkielinen",
    "tarvitsee",
    "tarvitsemme",
    "tarvitsen",
    "teidän",
    "teillä",
    "teiltä",
    "tervetuloa",
    "tänään",
    "täytyykö",
    "täällä",
    "vanhempani",
    "vanhempi",
    "vanhuksille",
    "voidaanko",
    "voiko",
    "voimme",
    "voin",
    "voinko",
    "voisiko",
    "voisitko",
    "voitko",
    "äiti",
    "äitini",
];
/// Finnish words that are short enough to be something else: they tell only beside another of these.
const MAYBE_FINNISH: &[&str] = &[
    "auki", "ei", "en", "hei", "ja", "joka", "joku", "koska", "koulu", "koulun", "minun", "missa", "mita", "moi",
    "mutta", "niin", "oli", "on", "saa", "se", "suomi", "tai", "terve", "vai", "voi", "voin",
];
/// What ends Finnish words of some length, and hardly any others: cases and questions.
const FINNISH_ENDINGS: &[&str] = &[
    "ssä", "stä", "llä", "ltä", "ssa", "sta", "lla", "lta", "lle", "iin", "een", "aan", "ään", "ksi", "tko", "nko",
    "nkö", "tkö",
];

/// Whether a text is written in Finnish, which the desk does not write: by its words, and by how they end. A name or a
/// word of Finnish in another language's sentence is not enough.
#[must_use]
pub fn is_finnish(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |is: &dyn Fn(&str) -> bool| words.iter().filter(|word| is(word)).count();
    let sure = count(&|word| FINNISH.binary_search(&word).is_ok());
    let maybe = count(&|word| MAYBE_FINNISH.binary_search(&word).is_ok());
    let ends = count(&|word| word.chars().count() >= 7 && FINNISH_ENDINGS.iter().any(|end| word.ends_with(end)));
    let other = count(&|word| {
        let folded = super::fold(word);
        (ENGLISH.binary_search(&&*folded).is_ok() || SWEDISH.binary_search(&&*folded).is_ok())
            && FINNISH.binary_search(&word).is_err()
            && MAYBE_FINNISH.binary_search(&word).is_err()
    });
    sure > other || (maybe > 0 && ends > 0 || maybe > 1 && ends + sure > 0) && maybe + ends > 2 * other
}

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
        assert!(ENGLISH.is_sorted() && SWEDISH.is_sorted() && FINNISH.is_sorted() && MAYBE_FINNISH.is_sorted());
        assert!(!ENGLISH.iter().any(|word| SWEDISH.contains(word)));
    }

    #[test]
    fn finnish_is_told_from_swedish_and_english_also_without_dots_and_question_words() {
        for text in [
            "Missä voin hakea rakennuslupaa?",
            "missa voin hakea rakennuslupaa",
            "Paljonko päiväkoti maksaa?",
            "Milloin kirjasto on auki",
            "Kirjaston aukioloajat ja puhelinnumero",
            "Tarvitsen apua, puhutteko suomea?",
            "Hei! Haluaisin ilmoittautua ruotsin kurssille.",
            "voiko lapseni vaihtaa koulua",
        ] {
            assert!(is_finnish(text), "{text}");
        }
        for text in [
            "Vem är min handläggare?",
            "Hej, mina barn ska börja på förskolan i höst.",
            "Jag vill inte missa skolvalet, när öppnar det?",
            "Hur kontaktar jag Suomi-föreningen på finska?",
            "Jag flyttar till Åbo, Finland: vad händer med platsen i förskolan, kiitos",
            "Is the library open on Sunday, and what does it cost?",
            "Kan mitt barn gå i Kunta Kinte-gruppen?",
            "on en se",
            "När har simhallen öppet? Ta med sonen, dottern och systersonen",
            "bygglov altan",
            "Tönsberg",
            "",
        ] {
            assert!(!is_finnish(text), "{text}");
        }
    }

    /// Every question that is known in Swedish and English, from the pages and the tests.
    #[test]
    fn no_question_in_swedish_or_english_is_taken_for_finnish() {
        let all = [
            include_str!("../../tests/data/own-questions.jsonl"),
            include_str!("../../tests/data/questions.jsonl"),
            include_str!("../../tests/data/off-topic-questions.jsonl"),
        ];
        let question = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            line["question"].as_str().expect("a question").to_owned()
        };
        let asked: Vec<String> = all.iter().flat_map(|text| text.lines()).map(question).collect();
        assert!(asked.len() > 400, "{}", asked.len());
        let taken: Vec<_> = asked.iter().filter(|text| is_finnish(text)).collect();
        assert!(taken.is_empty(), "{taken:?}");
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
