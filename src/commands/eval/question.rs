//! A file of questions, and what would be right.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A line as it should be, for who reads a message.
const EXAMPLE: &str = r#"{"id": "b1", "question": "När öppnar badet?", "kind": "natural", "page": "bad", "want": [["kl. 9"], ["09.00"]]}"#;

/// A question, and what would be right.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// Its file and line.
    pub(crate) place: String,
    pub(crate) id: Option<String>,
    pub(crate) asked: String,
    pub(crate) kind: String,
    pub(crate) lang: Option<String>,
    /// The page that answers it; none when no page does.
    pub(crate) page: Option<String>,
    pub(crate) section: Option<String>,
    /// Other pages that answer it.
    pub(crate) also: Vec<String>,
    pub(crate) previous: Option<String>,
    pub(crate) want: Want,
    /// Who else it is for, by name; several with a slash between.
    pub(crate) note: Option<String>,
    /// Of a corpus: the text that answers it.
    pub(crate) gold: Option<u64>,
    /// Everything that its line says, by key.
    pub(crate) keys: Map<String, Value>,
}

/// What a question asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Want {
    #[default]
    Unsaid,
    /// In a sentence for people, which no program can look for.
    InWords,
    /// Alternatives; of one of them every text has to stand in the reply.
    OneOf(Vec<Vec<String>>),
}

impl Want {
    fn read(value: Value) -> anyhow::Result<Self> {
        let right = r#"write alternatives, each a list of texts that must all stand in the reply: [["120 kronor"], ["120 kr"]]; two facts that are both asked for are one alternative: [["120 kronor", "kl. 9"]]"#;
        let shown = value.to_string();
        let alternatives = match value {
            Value::Null => return Ok(Self::Unsaid),
            Value::String(text) if text.trim().is_empty() => return Ok(Self::Unsaid),
            Value::String(_) => return Ok(Self::InWords),
            value => serde_json::from_value::<Vec<Vec<String>>>(value).ok(),
        };
        let alternatives = alternatives.with_context(|| format!("want is {shown}; {right}"))?;
        // Nothing stands in every reply.
        let says = |all: &Vec<String>| !all.is_empty() && all.iter().all(|text| !text.trim().is_empty());
        ensure!(alternatives.iter().all(says), "want is {shown}, with an empty alternative; {right}");
        Ok(if alternatives.is_empty() { Self::Unsaid } else { Self::OneOf(alternatives) })
    }
}

/// The keys that are read; others are for `--by`.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    question: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    page: Option<String>,
    #[serde(default)]
    section: Option<String>,
    #[serde(default)]
    also: Option<Vec<String>>,
    #[serde(default)]
    previous: Option<String>,
    #[serde(default)]
    want: Value,
    #[serde(default, alias = "authority", alias = "town")]
    note: Option<String>,
    #[serde(default)]
    gold: Option<u64>,
}

impl Question {
    /// One line of a file.
    fn read(line: &str, place: String) -> anyhow::Result<Self> {
        let read = || -> serde_json::Result<(Line, Map<String, Value>)> {
            Ok((serde_json::from_str(line)?, serde_json::from_str(line)?))
        };
        let (line, keys) = read().map_err(|error| {
            let why = error.to_string().replace(" at line 1 column", " at column");
            anyhow::anyhow!("no question can be read ({why}); a line is an object such as {EXAMPLE}")
        })?;
        let id = match line.id {
            Value::Null => None,
            Value::String(id) => Some(id),
            Value::Number(id) => Some(id.to_string()),
            other => bail!("id is {other}; write a text or a number"),
        };
        ensure!(!line.question.trim().is_empty(), "question is empty; write what a visitor would");
        let said = |text: Option<String>| text.filter(|it| !it.trim().is_empty());
        Ok(Self {
            place,
            id,
            asked: line.question,
            kind: line.kind.unwrap_or_default(),
            lang: said(line.lang),
            page: said(line.page),
            section: said(line.section),
            also: line.also.unwrap_or_default(),
            previous: said(line.previous),
            want: Want::read(line.want)?,
            note: said(line.note),
            gold: line.gold,
            keys,
        })
    }

    /// What somebody writes who has no file.
    pub(crate) fn of_text(asked: &str) -> Self {
        Self {
            place: String::new(),
            id: None,
            asked: asked.to_owned(),
            kind: String::new(),
            lang: None,
            page: None,
            section: None,
            also: Vec::new(),
            previous: None,
            want: Want::Unsaid,
            note: None,
            gold: None,
            keys: Map::new(),
        }
    }

    /// Its id, or where it stands.
    pub(crate) fn name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.place)
    }

    /// Whether a page answers it rightly.
    pub(crate) fn is_answered_by(&self, page: &str) -> bool {
        self.page.as_deref() == Some(page) || self.also.iter().any(|it| it == page)
    }

    /// What it says under a key, as text.
    pub(crate) fn value(&self, key: &str) -> Option<String> {
        match self.keys.get(key)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// The questions of a text, one JSON object a line.
pub(crate) fn questions(file: &str, text: &str) -> anyhow::Result<Vec<Question>> {
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = numbered.map(|(at, line)| {
        let place = format!("{file}:{}", at + 1);
        Question::read(line, place.clone()).with_context(|| place)
    });
    read.collect()
}

/// The questions of a file.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Question>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let questions = questions(&path.display().to_string(), &text)?;
    ensure!(!questions.is_empty(), "{}: no question stands there; write one a line, such as {EXAMPLE}", path.display());
    Ok(questions)
}

/// Holds the pages that questions name against those that there are.
pub(crate) fn check_pages(questions: &[Question], is_page: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    for question in questions {
        if let Some(page) = question.page.iter().chain(&question.also).find(|page| !is_page(page)) {
            bail!(
                "{}: there is no page \"{page}\"; a page is the name of its file without .md, and null says that no page \
                 answers",
                question.place
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Want, check_pages, questions};

    fn told(lines: &str) -> String {
        questions("q.jsonl", lines).map_or_else(|error| format!("{error:#}"), |all| format!("{} read", all.len()))
    }

    #[test]
    fn a_line_says_what_it_knows_and_keys_of_its_own_are_kept() {
        let lines = "{\"question\":\"Bada?\",\"id\":7,\"page\":\"\",\"also\":null,\"author\":\"kim\",\"age\":70}\n\n{\"question\":\"När?\",\"want\":[]}\n";
        let read = questions("q.jsonl", lines).expect("good lines");
        assert_eq!([read[0].name(), read[1].name()], ["7", "q.jsonl:3"]);
        assert_eq!((read[0].page.as_deref(), &read[1].want), (None, &Want::Unsaid), "an empty page is none");
        assert_eq!(
            [read[0].value("author"), read[0].value("age"), read[0].value("page2")].map(Option::unwrap_or_default),
            ["kim", "70", ""]
        );
    }

    #[test]
    fn a_broken_line_is_told_with_its_place_and_what_would_be_right() {
        let broken = told("{\"question\":\"Bada?\"}\n{\"question\":\"Ba");
        assert!(broken.starts_with("q.jsonl:2: no question can be read (EOF"), "{broken}");
        assert!(broken.contains("at column") && broken.contains("\"page\": \"bad\""), "{broken}");
        assert!(told("[1]").contains("a line is an object such as"), "{}", told("[1]"));
        assert!(told("{\"page\":\"bad\"}").contains("missing field `question`"));
        assert!(told("{\"question\":\" \"}").contains("q.jsonl:1: question is empty"));
    }

    #[test]
    fn what_is_wanted_is_alternatives_of_texts_or_words_for_people() {
        let want = |written: &str| {
            let line = format!("{{\"question\":\"Bada?\",\"want\":{written}}}");
            questions("q.jsonl", &line).map(|mut all| all.remove(0).want).map_err(|error| format!("{error:#}"))
        };
        let one = vec![vec!["5 kr".to_owned(), "kl. 9".to_owned()]];
        assert_eq!(want("[[\"5 kr\",\"kl. 9\"]]"), Ok(Want::OneOf(one)));
        assert_eq!(want("\"fem kronor\""), Ok(Want::InWords));
        for wrong in ["[\"5 kr\"]", "5", "[[5]]", "{\"fact\":\"5 kr\"}"] {
            let told = want(wrong).expect_err("the wrong shape");
            assert!(told.starts_with(&format!("q.jsonl:1: want is {wrong}; write alternatives")), "{told}");
        }
        for empty in ["[[]]", "[[\"5 kr\"],[\" \"]]"] {
            assert!(want(empty).expect_err("it would always hold").contains("empty alternative"));
        }
    }

    #[test]
    fn a_page_that_is_not_there_is_told() {
        let read = questions("q.jsonl", "{\"question\":\"Bada?\",\"page\":\"bad\",\"also\":[\"badd\"]}").expect("good");
        let told = check_pages(&read, |page| page == "bad").expect_err("no such page").to_string();
        assert!(told.starts_with("q.jsonl:1: there is no page \"badd\"; a page is the name of its file"), "{told}");
        assert!(check_pages(&read, |_| true).is_ok());
    }
}
