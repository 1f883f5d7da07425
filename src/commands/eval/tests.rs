//! What the assistant reaches on the questions of this repository; a change that loses some of it is seen here.

use std::path::Path;
use std::sync::Arc;

use super::asking::{AT, Measured, time};
use super::question::{Question, check_pages};
use super::score::Scores;
use crate::clock::Clock;
use crate::config::Settings;
use crate::meaning::Meaning;
use crate::search::{Library, read_words};

/// Questions of this project's own to the pages.
const OWN: &str = include_str!("../../../tests/data/own-questions.jsonl");

fn questions(lines: &str) -> Vec<Question> {
    super::question::questions("questions.jsonl", lines).expect("good lines")
}

fn scores(measured: Measured<'_>, questions: &[Question]) -> Scores {
    check_pages(questions, |slug| measured.library.pages().any(|page| page.slug == slug)).expect("they are there");
    let (clock, mut scores) = (Clock::system(), Scores::default());
    for question in questions {
        let judged = measured.judged(question, &clock).expect("asked");
        scores.add(question, &judged.reply, &measured.words.referrals);
    }
    scores
}

#[test]
fn the_questions_of_this_repository_are_answered_as_well_as_ever() {
    let folder = tempfile::tempdir().expect("a directory");
    let (library, _) = Library::open(Path::new("knowledge/pages"), folder.path()).expect("opened");
    let (words, problems) = read_words(Path::new("knowledge"));
    assert!(problems.is_empty(), "{problems:?}");
    let settings = Settings::load(None, []).expect("the defaults");
    let at = time(AT).expect("a time");
    let measured = Measured { library: &library, words: &words, settings: &settings, meaning: None, at };
    let questions = questions(OWN);
    assert!(questions.len() >= 150);
    let scores = self::scores(measured, &questions);
    let floors = [
        ("page_at_1", 0.86),
        ("page_at_3", 0.90),
        ("section_at_1", 0.72),
        ("unanswerable_handled", 0.92),
        ("missing_fact_handled", 0.35),
    ];
    for (name, least) in floors {
        assert!(scores.figure(name) >= least, "{name} {} < {least}\n{}", scores.figure(name), scores.table());
    }
    assert!(scores.figure("wrongly_abstained") <= 0.08, "{}", scores.table());
    assert!(scores.figure("emergencies_from_index").abs() < f64::EPSILON, "{}", scores.table());

    // Lasagne, frisörer, kungar: what no municipality answers. Words alone tell only half of it from what one does.
    let off_topic = self::questions(include_str!("../../../tests/data/off-topic-questions.jsonl"));
    let scores = self::scores(measured, &off_topic);
    assert!(scores.figure("unanswerable_handled") >= 0.4, "{}", scores.table());
}

#[test]
#[ignore = "needs the model: tests/run fetches it"]
fn with_the_model_what_means_the_same_is_found() {
    let folder = tempfile::tempdir().expect("a directory");
    let (library, _) = Library::open(Path::new("knowledge/pages"), folder.path()).expect("opened");
    let (words, _) = read_words(Path::new("knowledge"));
    let mut settings = Settings::load(None, []).expect("the defaults");
    settings.meaning.model = crate::meaning::tests::real_model();
    settings.server.data = folder.path().to_owned();
    let meaning = Arc::new(Meaning::open(settings.meaning.file().expect("named")).expect("opened"));
    super::run::learn(&library, &meaning, folder.path(), &folder.path().join("none")).expect("read");
    let at = time(AT).expect("a time");
    let measured = Measured { library: &library, words: &words, settings: &settings, meaning: Some(&meaning), at };
    let scores = self::scores(measured, &questions(OWN));
    let floors = [
        ("page_at_1", 0.86),
        // Three of 362 questions that the pages answer get the alarm in the place of the answer; more than 1.5 % may not.
        ("page_at_3", 0.90),
        ("section_at_1", 0.75),
        ("unanswerable_handled", 0.90),
        ("missing_fact_handled", 0.35),
    ];
    for (name, least) in floors {
        assert!(scores.figure(name) >= least, "{name} {} < {least}\n{}", scores.figure(name), scores.table());
    }
    assert!(scores.figure("wrongly_abstained") <= 0.06, "{}", scores.table());
}
