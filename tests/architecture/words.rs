//! One word for one thing, in all that visitors and staff read.
//!
//! Whoever reads "handläggare" in one place and "samhällsvägledare" in another looks for two people. The table holds, for
//! each thing of the glossary, the words that are *not* its word, in Swedish and in English.

use std::path::Path;

/// A thing: its word, and what must not stand for it. A star stands for any ending.
struct Thing {
    word: &'static str,
    not: &'static [&'static str],
    /// The keys where one of them means something else.
    but: &'static [&'static str],
}

const SV: &[Thing] = &[
    Thing {
        word: "samhällsvägledare",
        not: &["handläggar*", "medarbetar*", "vägledare", "kommunvägledar*", "rådgivar*", "operatör*", "agent*"],
        but: &[],
    },
    // On a button, and where a machine says that it is one.
    Thing { word: "en människa", not: &["en person", "någon av oss", "mänsklig*"], but: &[] },
    Thing {
        word: "chatta",
        not: &["prata*", "snacka*", "tala med", "talar med", "skriva med", "skriver med"],
        but: &[],
    },
    Thing {
        word: "automatisk tjänst, automatiska svar",
        not: &["dator svarar", "svarar en dator", "robot*", "bot", "boten", "assistent*", "maskin*", "ai"],
        but: &[],
    },
    Thing {
        word: "besökare",
        not: &["användare", "användaren", "kund", "kunden", "kunder*", "kundtjänst*", "medborgar*", "klient*"],
        but: &[],
    },
    Thing { word: "samtal", not: &["konversation*", "dialog*", "ärendet är avslutat"], but: &[] },
    Thing {
        word: "avslutat",
        not: &["samtalet är slut", "samtalet är stängt", "stäng samtalet"],
        but: &["receipt.close"],
    },
    Thing { word: "radera", not: &["tar bort samtalet", "ta bort samtalet", "samtalet tas bort"], but: &[] },
    Thing { word: "öppen", not: &["bemannad", "bemannat", "obemanna*"], but: &[] },
    Thing { word: "granskad", not: &["kontrollerad", "kontrollerades", "senast uppdaterad"], but: &[] },
    Thing { word: "kvittokod", not: &["kvittonummer", "återkomstkod*", "samtalskod*"], but: &[] },
    Thing { word: "ladda ner", not: &["hämta filen", "att hämta", "ladda hem"], but: &[] },
];

const EN: &[Thing] = &[
    Thing {
        word: "adviser",
        not: &[
            "agent*",
            "officer*",
            "guide",
            "guides",
            "member of staff",
            "members of staff",
            "advisor*",
            "representative*",
            "operator*",
            "counsellor*",
        ],
        but: &[],
    },
    Thing { word: "a person", not: &["human*", "real person", "somebody real"], but: &[] },
    Thing { word: "chat", not: &["talk", "talks", "talking", "speak*"], but: &["emergency_silent"] },
    Thing {
        word: "automatic service, automatic answers",
        not: &["computer answers", "computer then answers", "robot*", "bot", "assistant*", "machine*", "virtual", "ai"],
        but: &[],
    },
    Thing { word: "visitor", not: &["the user", "users", "customer*", "citizen*", "client*"], but: &[] },
    Thing { word: "conversation", not: &["dialogue*", "the chat has ended"], but: &[] },
    Thing {
        word: "ended",
        not: &["conversation is over", "conversation is closed", "conversation has closed", "close the conversation"],
        but: &["receipt.close"],
    },
    Thing {
        word: "delete",
        not: &["erase*", "erasing", "remove the conversation", "conversation is removed"],
        but: &[],
    },
    Thing { word: "open", not: &["staffed", "unstaffed", "manned"], but: &[] },
    Thing { word: "reviewed", not: &["last checked", "not yet checked", "last updated", "was checked"], but: &[] },
    Thing { word: "personal number", not: &["personal identity number*", "identity number*", "ssn"], but: &[] },
    Thing { word: "phone", not: &["telephone*"], but: &[] },
];

/// Something that is read: where it stands, its key, and the text.
struct Said {
    file: String,
    key: String,
    text: String,
    languages: &'static [&'static [Thing]],
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every text in a tree of values, with the keys that lead to it.
fn texts(value: &serde_json::Value, key: &str, found: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::String(text) => found.push((key.to_owned(), text.clone())),
        serde_json::Value::Object(inner) => {
            for (name, value) in inner {
                // The forms of a number are one text.
                let inner = if ["one", "other"].contains(&name.as_str()) { key.to_owned() } else { joined(key, name) };
                texts(value, &inner, found);
            }
        }
        _ => {}
    }
}

fn joined(key: &str, name: &str) -> String {
    if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") }
}

/// The strings in a source, without its comments and tests.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |all, line| all + line.trim_end_matches('\\').trim_start() + "\n");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// All that is read.
fn said() -> Vec<Said> {
    let mut all = Vec::new();
    for (language, things) in [("sv", &[SV][..]), ("en", &[EN][..])] {
        let mut add = |file: String, value: &serde_json::Value| {
            let mut found = Vec::new();
            texts(value, "", &mut found);
            all.extend(found.into_iter().map(|(key, text)| Said { file: file.clone(), key, text, languages: things }));
        };
        for part in ["shared", "widget", "console", "loader"] {
            let file = format!("src/web/locale/{language}/{part}.json");
            let value = serde_json::from_str(&read(&file)).expect("a locale file is JSON");
            add(file, &value);
        }
        let file = format!("knowledge/phrases/{language}.toml");
        let value = toml::from_str(&read(&file)).expect("phrases are TOML");
        add(file, &value);
        let desk: serde_json::Value = toml::from_str(&read("config/default.toml")).expect("the settings are TOML");
        for text in ["welcome", "personal_data"] {
            add(format!("config/default.toml desk.{text}"), &desk["desk"][text][language]);
        }
    }
    for file in ["crisis", "errors", "events", "hours", "transcript"].map(|name| format!("src/wording/{name}.rs")) {
        let words = literals(&read(&file)).into_iter();
        all.extend(words.map(|text| Said { file: file.clone(), key: String::new(), text, languages: &[SV, EN] }));
    }
    all
}

/// A text as words in small letters, one blank between them and around.
fn words(text: &str) -> String {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + &word.to_lowercase() + " ")
}

fn has(text: &str, not: &str) -> bool {
    match not.strip_suffix('*') {
        Some(begins) => text.contains(&format!(" {begins}")),
        None => text.contains(&format!(" {not} ")),
    }
}

/// What is wrong with a text, a line for each word.
fn faults(said: &Said) -> Vec<String> {
    let text = words(&said.text);
    let things = said.languages.iter().copied().flatten().filter(|thing| !thing.but.contains(&said.key.as_str()));
    let wrong = things.flat_map(|thing| thing.not.iter().filter(|not| has(&text, not)).map(|not| (thing.word, not)));
    wrong
        .map(|(word, not)| format!("{} {}: “{not}” instead of “{word}” in “{}”", said.file, said.key, said.text))
        .collect()
}

#[test]
fn each_thing_has_one_word_in_all_that_is_read() {
    let all = said();
    assert!(all.len() > 500, "the texts are really read: {}", all.len());
    let found: Vec<String> = all.iter().flat_map(faults).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn a_second_word_for_a_thing_is_seen() {
    for (text, things) in [
        ("Du pratar nu med Anna", SV),
        ("Handläggarna är lediga", SV),
        ("Sidan kontrollerades senast i maj", SV),
        ("No municipal guide can answer", EN),
        ("The advisors are busy", EN),
        ("The chat is staffed", EN),
    ] {
        let (file, key) = (String::new(), String::new());
        let languages: &'static [&'static [Thing]] = if std::ptr::eq(things, SV) { &[SV] } else { &[EN] };
        assert_eq!(faults(&Said { file, key, text: text.to_owned(), languages }).len(), 1, "{text}");
    }
}

#[test]
fn who_wants_a_person_presses_the_same_words_everywhere() {
    for language in ["sv", "en"] {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        let offer = value(&read(&format!("src/web/locale/{language}/widget.json")))["offer.person"].clone();
        let phrases: serde_json::Value =
            toml::from_str(&read(&format!("knowledge/phrases/{language}.toml"))).expect("TOML");
        assert_eq!(phrases["label_person"], offer);
        let label = format!("{offer}");
        assert!(read("src/wording/events.rs").contains(&label), "{label} in the actions of events");
    }
}

/// A language is offered when all that is read exists in it: every part of the words on the screen, the assistant's
/// phrases, and the desk's own texts. (That the server's sentences do is kept by the compiler.)
#[test]
fn a_language_is_offered_when_every_table_has_it_and_only_then() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str| {
        let entries = std::fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("listed").file_name().into_string();
        entries.map(|entry| name(entry).expect("a name")).collect::<std::collections::BTreeSet<String>>()
    };
    let settings: serde_json::Value = toml::from_str(&read("config/default.toml")).expect("TOML");
    let offered: std::collections::BTreeSet<String> =
        serde_json::from_value(settings["desk"]["languages"].clone()).expect("a list");
    let whole = offered.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>();
    assert_eq!(names("src/web/locale"), offered, "words on the screen");
    for language in &offered {
        let parts = names(&format!("src/web/locale/{language}"));
        assert_eq!(parts, names("src/web/locale/sv"), "{language}");
        for text in ["welcome", "personal_data"] {
            assert!(settings["desk"][text][language].is_string(), "desk.{text}.{language}");
        }
    }
    let phrases: std::collections::BTreeSet<String> =
        names("knowledge/phrases").iter().filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned())).collect();
    assert_eq!(phrases, offered, "the assistant's phrases");
    // What a file may ask for, and what the program's sentences are made in.
    let list = read("src/config/desk.rs");
    let list =
        list.split("const WHOLE").nth(1).and_then(|rest| rest.split(';').nth(1)).expect("the list of whole ones");
    let mut listed: Vec<_> = list.split('"').skip(1).step_by(2).map(|one| format!("\"{one}\"")).collect();
    listed.sort();
    assert_eq!(listed, whole);
    let spoken = read("src/language/mod.rs");
    let spoken = spoken.split("pub fn tag(self)").nth(1).and_then(|rest| rest.split('}').next()).expect("the tags");
    assert_eq!(spoken.matches("=>").count(), whole.len());
    assert!(whole.iter().all(|one| spoken.contains(one)), "{spoken}");
}
