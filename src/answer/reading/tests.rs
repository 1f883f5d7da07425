use super::{Reading, read};
use crate::knowledge::{Query, Vocabulary};
use crate::language::Language;

fn vocabulary() -> Vocabulary {
    let list = |text: &str, read: fn(&str, &str) -> Result<crate::knowledge::WordList, crate::knowledge::Problem>| {
        read("x.toml", text).expect("a good file")
    };
    Vocabulary {
        synonyms: list("[synonyms]\n\"förskola\" = [\"dagis\"]\n", Vocabulary::synonyms),
        abbreviations: list("[abbreviations]\n\"åvc\" = [\"återvinningscentral\"]\n", Vocabulary::abbreviations),
        english: list("[english]\n\"preschool\" = [\"förskola\"]\n\"fee\" = [\"avgift\"]\n", Vocabulary::english),
    }
}

fn questions(message: &str) -> Vec<String> {
    read(message, None, Language::Sv, &vocabulary()).into_iter().map(|reading| reading.question).collect()
}

fn query(message: &str, previous: Option<&str>) -> Query {
    let mut all = read(message, previous, Language::Sv, &vocabulary());
    assert_eq!(all.len(), 1, "{message}");
    all.remove(0).query
}

fn also(query: &Query) -> Vec<&str> {
    query.also.iter().map(|(text, _)| text.as_str()).collect()
}

#[test]
fn other_words_for_the_same_are_looked_for_too() {
    let query = query("När stänger dagis, åvc?", None);
    assert_eq!(
        (query.asked.as_str(), also(&query)),
        ("När stänger dagis, åvc?", vec!["förskola", "återvinningscentral"])
    );
}

#[test]
fn an_english_question_is_put_into_the_pages_swedish() {
    let reading: Reading = read("What is the preschool fee?", None, Language::Sv, &vocabulary()).remove(0);
    assert_eq!(reading.query.language, Some(Language::En));
    assert_eq!(
        (reading.query.asked.as_str(), also(&reading.query)),
        ("förskola avgift", vec!["What is the preschool fee?"])
    );
    assert_eq!(
        query("preschool fee", None).asked,
        "förskola avgift",
        "without small words, when the list knows all of it"
    );
}

#[test]
fn a_message_of_two_questions_is_two() {
    assert_eq!(
        questions("Var lämnar jag en soffa? Vad kostar dagis?"),
        ["Var lämnar jag en soffa?", "Vad kostar dagis?"]
    );
    assert_eq!(
        questions("Hur ansöker jag om bygglov och vad kostar det?"),
        ["Hur ansöker jag om bygglov", "vad kostar det?"]
    );
    assert_eq!(questions("Var finns papper och glas?").len(), 1);
}

#[test]
fn a_long_story_is_looked_for_with_its_question() {
    let story = "Jag flyttade hit i våras med mina två barn. Vi bor hos min syster i Ryd så länge. \
                 Nu har jag fått jobb på sjukhuset. Hur får jag plats på dagis? Min syster är hemma till augusti.";
    let reading = read(story, None, Language::Sv, &vocabulary()).remove(0);
    assert_eq!((reading.question.as_str(), reading.text.as_str()), ("Hur får jag plats på dagis?", story));
    assert_eq!((reading.query.asked.as_str(), also(&reading.query)), (story, vec!["förskola"]));
}

#[test]
fn a_question_that_leans_on_the_one_before_is_read_with_it() {
    let before = Some("Vad kostar dagis?");
    assert_eq!(also(&query("Och för syskon?", before)), ["Vad kostar dagis?", "förskola"]);
    let meanwhile = also(&query("Måste barnet gå hos dagmamman varje vecka under tiden?", before)).join(" ");
    assert!(meanwhile.contains("Vad kostar dagis?"), "{meanwhile}");
    let other =
        read("När får man svar på en ansökan om bygglov för carport?", before, Language::Sv, &vocabulary()).remove(0);
    assert_eq!(other.alone.as_ref().map(also), Some(Vec::new()), "and without it, where it may be another matter");
    assert_eq!(read("Och för syskon?", before, Language::Sv, &vocabulary())[0].alone, None);
}
