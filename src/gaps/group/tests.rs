use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::gaps::{Handled, PageRef};
use crate::privacy::MASK;

/// A question on a day of March 2026.
fn asked(id: i64, text: &str, why: Why) -> Question {
    let (language, text) = (Language::Sv, text.into());
    Question { id, text, at: day(id), language, why, page: None, handled: None, visitor: id, put_aside: None }
}

fn day(number: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(1_772_438_400 + number * 86_400, 0).expect("an instant")
}

fn in_vain(texts: &[&str]) -> Vec<Question> {
    texts.iter().zip(1..).map(|(text, id)| asked(id, text, Why::Abstention)).collect()
}

fn handled(at: i64, title: &str) -> Handled {
    Handled { at: day(at), page: PageRef { title: title.into(), url: format!("https://k.example/{title}") } }
}

#[test]
fn who_asks_for_the_same_in_other_words_is_in_the_same_group() {
    let gaps = group(
        &in_vain(&[
            "Får man grilla i parken?",
            "Är det tillåtet att grilla i stadsparken?",
            "grilla park",
            "GRILLA I PARKER",
            "Var kan jag ladda min elbil?",
            "ladda elbil",
            "finns det laddstolpar för elbilar",
            "Can I charge my electric car somewhere?",
            "Vad kostar en kolonilott?",
            "Vad kostar det att hyra en båtplats?",
            "hur hyr jag båtplats",
        ]),
        5,
    );
    let found: Vec<(&str, usize)> = gaps.iter().map(|gap| (gap.name.as_str(), gap.count())).collect();
    assert_eq!(
        found,
        [
            ("Är det tillåtet att grilla i stadsparken?", 4),
            ("finns det laddstolpar för elbilar", 3),
            ("hur hyr jag båtplats", 2),
            ("Vad kostar en kolonilott?", 1),
            ("Can I charge my electric car somewhere?", 1),
        ],
        "{gaps:#?}"
    );
    assert_eq!(gaps[4].languages, [Language::En]);
}

#[test]
fn a_gap_tells_how_often_when_and_how_it_was_asked_and_what_was_shown() {
    let page = |title: &str| Some(PageRef { title: title.into(), url: format!("https://k.example/{title}") });
    let mut questions =
        in_vain(&["Öppet på isbanan?", "öppet på isbanan", "Öppet på isbanan?", "isbanan öppettider", "???", MASK]);
    questions[1].why = Why::NotHelped;
    questions[1].page = page("simhall");
    questions[2].page = page("isbanor");
    questions[3].page = page("isbanor");
    let gaps = group(&questions, 1);
    assert_eq!(gaps.len(), 1, "what has no words is no gap: {gaps:#?}");
    let gap = &gaps[0];
    assert_eq!((gap.name.as_str(), &gap.questions[..]), ("Öppet på isbanan?", &[1, 2, 3, 4][..]));
    assert_eq!((gap.abstentions, gap.not_helped, gap.first, gap.last), (3, 1, day(1), day(4)));
    assert_eq!(gap.samples, [Sample { text: "isbanan öppettider".into(), count: 1 }]);
    assert_eq!((&gap.languages[..], &gap.page), (&[Language::Sv][..], &page("isbanor")));
    assert_eq!(gap.standing, Standing::Open);
}

#[test]
fn what_was_handled_comes_back_when_it_is_asked_in_vain_again() {
    let mut questions = in_vain(&["Isbanan?", "isbanan", "Isbanan"]);
    questions[0].handled = Some(handled(5, "simhall"));
    questions[1].handled = Some(handled(9, "isbanor"));
    let standing = |questions: &[Question]| group(questions, 0)[0].standing.clone();
    let last = handled(9, "isbanor");
    assert_eq!(standing(&questions), Standing::Handled(last.clone()), "the third one was asked before");
    questions[2].at = day(10);
    assert_eq!(standing(&questions), Standing::Back { handled: last, since: 1 });
}

#[test]
fn one_visitor_counts_once_however_often_and_in_whatever_words() {
    let mut questions = in_vain(&["Isbanan?", "isbanan", "isbanan öppettider", "Isbanan?", "ISBANAN", "Isbanan!"]);
    let why = [Why::Abstention, Why::NotHelped, Why::Abstention, Why::NotHelped, Why::NotHelped, Why::NotHelped];
    for ((question, visitor), why) in questions.iter_mut().zip([1, 1, 1, 1, 1, 2]).zip(why) {
        (question.visitor, question.why) = (visitor, why);
    }
    let gaps = group(&questions, 3);
    assert_eq!(gaps.len(), 1, "{gaps:#?}");
    let gap = &gaps[0];
    assert_eq!((gap.count(), gap.abstentions, gap.not_helped, gap.questions.len()), (2, 1, 1, 6));
    assert_eq!(gap.samples, [Sample { text: "isbanan öppettider".into(), count: 1 }]);

    // One who asks five times neither comes before two who ask once nor chooses the words.
    let mut loud = in_vain(&["grilla", "grilla", "grilla", "grilla", "grilla", "Isbanan?", "Isbanan?"]);
    for (question, visitor) in loud.iter_mut().zip([1, 1, 1, 1, 1, 2, 3]) {
        question.visitor = visitor;
    }
    let found: Vec<(String, usize)> = group(&loud, 0).into_iter().map(|gap| (gap.name.clone(), gap.count())).collect();
    assert_eq!(found, [("Isbanan?".to_owned(), 2), ("grilla".to_owned(), 1)]);
    let mut written = in_vain(&["ISBANAN", "ISBANAN", "ISBANAN", "isbanan", "isbanan"]);
    for (question, visitor) in written.iter_mut().zip([1, 1, 1, 2, 3]) {
        question.visitor = visitor;
    }
    assert_eq!(group(&written, 0)[0].name, "isbanan");
}

#[test]
fn what_was_put_aside_comes_back_when_somebody_else_asks() {
    let mut questions = in_vain(&["asdf", "asdf asdf", "ASDF", "asdf!"]);
    let standing = |questions: &[Question]| group(questions, 0)[0].standing.clone();
    let aside = |since| Standing::PutAside { at: day(5), since };
    for question in &mut questions[..2] {
        question.put_aside = Some(day(5));
    }
    assert_eq!(standing(&questions), aside(0), "the others stood there already");
    assert!(group(&questions, 0)[0].is_put_aside());
    (questions[2].at, questions[2].visitor) = (day(6), questions[0].visitor);
    assert_eq!(standing(&questions), aside(0), "whoever wrote it may well write it again");
    questions[3].at = day(7);
    assert_eq!(standing(&questions), aside(1));
    assert!(!group(&questions, 0)[0].is_put_aside());

    // What was done last is what counts.
    questions[0].handled = Some(handled(4, "isbanor"));
    assert_eq!(standing(&questions), aside(1));
    questions[1].handled = Some(handled(8, "isbanor"));
    assert_eq!(standing(&questions), Standing::Handled(handled(8, "isbanor")));
}

/// Parts of questions that come again and again.
const WORDS: &[&str] = &[
    "grilla",
    "parken",
    "laddstolpe",
    "elbil",
    "hundrastgård",
    "vad kostar",
    "får man",
    "öppettider",
    "isbanan",
    "the rink",
    "open",
    "koloni",
    "båtplats",
    "hyra",
    "?",
    "Å",
    "när",
];

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let words = subsequence(WORDS.to_vec(), 0..4).prop_map(|words| words.join(" "));
    let text = prop_oneof![9 => words, 1 => ".{0,40}"];
    let why = select(vec![Why::Abstention, Why::NotHelped]);
    let question = (text, why, any::<bool>(), 0_i64..90, 0_i64..9);
    proptest::collection::vec(question, 0..60).prop_map(|all| {
        let one = |((text, why, is_handled, at, visitor), id): ((String, Why, bool, i64, i64), i64)| Question {
            at: day(at),
            visitor,
            handled: is_handled.then(|| handled(45, "sidan")),
            ..asked(id, &text, why)
        };
        all.into_iter().zip(1..).map(one).collect()
    })
}

fn reversed_and_turned(mut questions: Vec<Question>) -> Vec<Question> {
    questions.reverse();
    let third = questions.len() / 3;
    questions.rotate_left(third);
    questions
}

proptest! {
    #[test]
    fn the_order_of_the_questions_changes_nothing(questions in questions()) {
        let gaps = group(&questions, 3);
        prop_assert_eq!(&gaps, &group(&questions, 3));
        prop_assert_eq!(gaps, group(&reversed_and_turned(questions), 3));
    }

    #[test]
    fn every_question_with_words_is_in_exactly_one_group(questions in questions()) {
        let gaps = group(&questions, 2);
        let mut placed: Vec<i64> = gaps.iter().flat_map(|gap| gap.questions.iter().copied()).collect();
        placed.sort_unstable();
        let with_words: Vec<i64> = questions.iter().filter(|it| !language::fold(&it.text).is_empty()).map(|it| it.id).collect();
        prop_assert_eq!(placed, with_words);
    }

    #[test]
    fn a_gap_is_what_its_questions_say(questions in questions()) {
        let gaps = group(&questions, 2);
        prop_assert!(gaps.is_sorted_by(|one, next| one.count() >= next.count()));
        for gap in &gaps {
            let own: Vec<&Question> = questions.iter().filter(|it| gap.questions.contains(&it.id)).collect();
            prop_assert_eq!(gap.count(), own.iter().map(|it| it.visitor).collect::<BTreeSet<_>>().len());
            let in_vain: BTreeSet<i64> =
                own.iter().filter(|it| it.why == Why::Abstention).map(|it| it.visitor).collect();
            prop_assert_eq!(gap.abstentions, in_vain.len());
            prop_assert!(own.iter().all(|it| gap.first <= it.at && it.at <= gap.last));
            prop_assert!(own.iter().any(|it| it.text == gap.name) && gap.samples.len() <= 2);
            prop_assert!(gap.samples.iter().all(|sample| own.iter().any(|it| it.text == sample.text)));
            prop_assert!(!gap.languages.is_empty());
            let since = own.iter().any(|it| it.handled.is_none() && it.at > day(45));
            let any = own.iter().any(|it| it.handled.is_some());
            prop_assert_eq!(gap.is_handled(), any && !since);
        }
    }

    #[test]
    fn the_same_words_are_the_same_gap_however_they_are_written(questions in questions()) {
        for gap in group(&questions, 0) {
            let folded = |id: &i64| language::fold(&questions.iter().find(|it| it.id == *id).expect("asked").text);
            let of_gap: BTreeSet<String> = gap.questions.iter().map(folded).collect();
            let elsewhere = questions.iter().filter(|it| !gap.questions.contains(&it.id));
            prop_assert!(elsewhere.into_iter().all(|it| !of_gap.contains(&language::fold(&it.text))));
        }
    }
}
