//! Measuring answers from the command line: figures with their intervals, what changed, and one question in full.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// A folder with two pages of a town that is not there, and what people ask of it.
struct Town(tempfile::TempDir);

const BATH: &str = "+++\ntitle = \"Badhuset\"\nurl = \"https://k.example/bad\"\nkeywords = [\"plaskis\"]\n\n[questions]\n\"Avgift\" = [\"Hur dyrt är plasket?\"]\n+++\n# Badhuset\n\nBadhuset ligger vid sjön.\n\n## Avgift\n\nEtt bad kostar 90 kronor för vuxna.\n";
const RINK: &str = "+++\ntitle = \"Ishallen\"\nurl = \"https://k.example/is\"\n+++\n# Ishallen\n\nI ishallen kan alla åka skridskor.\n\n## Öppettider\n\nIshallen är öppen lördagar kl. 9–16.\n";

const KIM: &str = r#"{"id":"k1","author":"kim","question":"Vad kostar ett bad i badhuset?","lang":"sv","kind":"natural","page":"bad","section":"Avgift","want":[["90 kr"],["nittio kronor"]]}
{"id":"k2","author":"kim","question":"plaskis","lang":"sv","kind":"keyword","page":"bad","want":[["80 kronor"]]}
{"id":"k3","author":"kim","question":"Tack så mycket!","kind":"statement"}
"#;
const ALEX: &str = r#"{"id":"a1","author":"alex","question":"När är ishallen öppen på lördagar?","kind":"natural","page":"is","section":"Öppettider","want":[["kl. 9-16","lördagar"]]}
{"id":"a2","author":"alex","question":"Hej!","kind":"service"}
"#;

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("pages")).expect("made");
        let town = Self(folder);
        for (name, text) in [("pages/bad.md", BATH), ("pages/is.md", RINK), ("kim.jsonl", KIM), ("alex.jsonl", ALEX)] {
            town.write(name, text);
        }
        town
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).expect("written");
    }

    fn ran(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vagledare"));
        command.args(["eval", "--pages", "pages"]).args(arguments).current_dir(self.0.path());
        command.env("VAGLEDARE__KNOWLEDGE__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
        // Nobody is sure of a page among four passages; what is found is shown all the same.
        command.env("VAGLEDARE__KNOWLEDGE__ABSTAIN_BELOW", "0.01");
        command.output().expect("the program runs")
    }

    fn told(&self, arguments: &[&str]) -> String {
        let ran = self.ran(arguments);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).expect("text")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.told(&[arguments, &["--json"]].concat())).expect("JSON")
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.ran(arguments);
        assert_eq!((ran.status.code(), ran.stdout.len()), (Some(1), 0), "{ran:?}");
        String::from_utf8(ran.stderr).expect("text")
    }
}

const BOTH: [&str; 4] = ["--questions", "kim.jsonl", "--questions", "alex.jsonl"];

#[test]
fn several_sets_have_figures_each_and_together() {
    let town = Town::new();
    let told = town.json(&[&BOTH[..], &["--by", "author"]].concat());
    assert_eq!(
        (&told["questions"], &told["page_at_1"]),
        (&5.into(), &1.0.into()),
        "the older keys stand where they stood"
    );
    let first = &told["measures"]["all"]["first"];
    assert_eq!([&first["value"], &first["n"]], [&Value::from(0.6667), &3.into()]);
    // Wilson's interval for two of three.
    assert_eq!([&first["low"], &first["high"]], [0.2077, 0.9385]);
    assert_eq!(told["sets"]["alex.jsonl"]["measures"]["all"]["first"]["value"], 1.0);
    assert_eq!(told["measures"]["by_kind"]["statement"]["handled"]["value"], 1.0);
    assert_eq!(told["by"]["author"]["kim"]["fact"]["value"], 0.5);
    let text = town.told(&[&BOTH[..], &["--by", "author"]].concat());
    for part in [
        "kim.jsonl: 3 questions",
        "alex.jsonl: 2 questions",
        "all together: 5 questions",
        "lowest   first           50.0 of 2    kim",
        "66.7   21–94    3",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let noticed = String::from_utf8(town.ran(&BOTH).stderr).expect("text");
    assert!(
        noticed.contains("of the kinds: service") && !noticed.contains('\r'),
        "no bar but on a terminal: {noticed}"
    );
}

#[test]
fn what_changed_since_an_earlier_run_is_told() {
    let town = Town::new();
    town.write("earlier.json", &town.told(&[&BOTH[..], &["--json"]].concat()));
    let same = town.json(&[&BOTH[..], &["--against", "earlier.json"]].concat());
    assert_eq!((&same["against"]["both"], &same["against"]["figures"]["fact"]["p"]), (&5.into(), &1.0.into()));
    town.write("pages/bad.md", &BATH.replace("90 kronor", "80 kronor"));
    let told = town.json(&[&BOTH[..], &["--against", "earlier.json"]].concat());
    assert_eq!(told["against"]["changes"]["fact"]["worse"], serde_json::json!(["k1"]));
    assert_eq!(told["against"]["changes"]["wrong"]["worse"], serde_json::json!(["k1"]));
    let text = town.told(&[&BOTH[..], &["--against", "earlier.json"]].concat());
    assert!(text.contains("against earlier.json: 5 questions in both, 0 only now, 0 only then"), "{text}");
    assert!(text.contains("\nfact worse: k1\n"), "{text}");
}

#[test]
fn without_help_a_page_is_found_by_its_text_alone() {
    let town = Town::new();
    let pages = |more: &[&str]| {
        let told = town.json(&[&["--questions", "kim.jsonl"], more].concat());
        let replies = told["replies"].as_array().expect("replies").iter();
        replies.map(|it| (it["id"].clone(), it["pages"][0].clone())).collect::<Vec<_>>()
    };
    let (k1, k2, bad) = (Value::from("k1"), Value::from("k2"), Value::from("bad"));
    assert_eq!(pages(&[])[..2], [(k1.clone(), bad.clone()), (k2.clone(), bad.clone())]);
    let without = pages(&["--without-help"]);
    assert_eq!((without.len(), &without[0], &without[1]), (3, &(k1.clone(), bad.clone()), &(k2.clone(), Value::Null)));
    let folds = pages(&["--without-help", "--folds", "3"]);
    assert_eq!(folds, [(k1, bad), (k2, Value::Null)], "what is about no page is not asked");
}

#[test]
fn one_question_is_told_in_full() {
    let town = Town::new();
    let by_id = town.told(&[&BOTH[..], &["--explain", "k1"]].concat());
    for part in [
        "question   k1 (kim.jsonl:1), natural",
        "fact       cost",
        "bad / Avgift: Ett bad kostar 90 kronor",
        "first 1, fact 1, wrong 0",
    ] {
        assert!(by_id.contains(part), "{part}\n{by_id}");
    }
    let by_words = town.told(&["--explain", "När är ishallen öppen?"]);
    assert!(
        by_words.starts_with("asked      När är ishallen öppen?") && by_words.contains("source     is / "),
        "{by_words}"
    );
}

#[test]
fn what_cannot_be_read_is_told_with_file_and_line() {
    let town = Town::new();
    for (line, told) in [
        (r#"{"question":"Bada?","page":"badet"}"#, "bad.jsonl:2: there is no page \"badet\""),
        (r#"{"question":"Bada?","want":["90 kr"]}"#, "bad.jsonl:2: want is [\"90 kr\"]; write alternatives"),
        (r#"{"question":"Bada?""#, "bad.jsonl:2: no question can be read"),
    ] {
        town.write("bad.jsonl", &format!("{{\"question\":\"Hej\"}}\n{line}\n"));
        let said = town.refused(&["--questions", "bad.jsonl"]);
        assert!(said.starts_with(told), "{said}");
    }
    let said = town.refused(&["--questions", "kim.jsonl", "--by", "autor"]);
    assert!(said.contains("--by autor: no question says it; the keys are author, id, kind"), "{said}");
    town.write("old.json", "{\"page_at_1\":1.0}");
    assert!(town.refused(&["--questions", "kim.jsonl", "--against", "old.json"]).contains("no replies stand there"));
}
