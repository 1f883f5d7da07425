//! What the assistant reaches on the questions of this repository; a change that loses some of it is seen here.

use std::path::Path;

use super::{Measured, Question};
use crate::config::Settings;
use crate::search::{Library, read_words};

/// Questions of this project's own to the pages.
const OWN: &str = include_str!("../../../tests/data/own-questions.jsonl");

fn questions(lines: &str) -> Vec<Question> {
    lines.lines().map(|line| serde_json::from_str(line).expect("a question")).collect()
}

#[test]
fn the_questions_of_this_repository_are_answered_as_well_as_ever() {
    let folder = tempfile::tempdir().expect("a directory");
    let (library, _) = Library::open(Path::new("knowledge/pages"), folder.path()).expect("opened");
    let (words, problems) = read_words(Path::new("knowledge"));
    assert!(problems.is_empty(), "{problems:?}");
    let settings = Settings::load(None, []).expect("the defaults");
    let measured = Measured { library: &library, words: &words, settings: &settings };
    let questions = questions(OWN);
    assert!(questions.len() >= 150);
    let scores = measured.pages(&questions, false).expect("asked");
    let floors = [
        ("page_at_1", 0.92),
        ("page_at_3", 0.94),
        ("section_at_1", 0.84),
        ("unanswerable_handled", 0.92),
        ("missing_fact_handled", 0.70),
    ];
    for (name, least) in floors {
        assert!(scores.figure(name) >= least, "{name} {} < {least}\n{}", scores.figure(name), scores.table());
    }
    assert!(scores.figure("wrongly_abstained") <= 0.06, "{}", scores.table());
    assert!(scores.figure("emergencies_from_index").abs() < f64::EPSILON, "{}", scores.table());

    // Lasagne, frisörer, kungar: what no municipality answers. Words alone tell only half of it from what one does.
    let off_topic = self::questions(include_str!("../../../tests/data/off-topic-questions.jsonl"));
    let scores = measured.pages(&off_topic, false).expect("asked");
    assert!(scores.figure("unanswerable_handled") >= 0.5, "{}", scores.table());
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
    super::understand(&library, &settings, folder.path()).expect("read");
    let measured = Measured { library: &library, words: &words, settings: &settings };
    let scores = measured.pages(&questions(OWN), false).expect("asked");
    let floors = [
        ("page_at_1", 0.91),
        // Three of 362 questions that the pages answer get the alarm in the place of the answer; more than 1.5 % may not.
        ("page_at_3", 0.93),
        ("section_at_1", 0.83),
        ("unanswerable_handled", 0.92),
        ("missing_fact_handled", 0.70),
    ];
    for (name, least) in floors {
        assert!(scores.figure(name) >= least, "{name} {} < {least}\n{}", scores.figure(name), scores.table());
    }
    assert!(scores.figure("wrongly_abstained") <= 0.06, "{}", scores.table());
}
