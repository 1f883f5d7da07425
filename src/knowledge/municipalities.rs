//! The other municipalities: a question about one of them is not for this desk. `knowledge/municipalities.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Problem;
use crate::language;

/// Our own name, folded: a question that names it, too, is about us.
const OURS: &str = "linkoping";

/// Words before a name that is only where somebody goes or comes from.
const ON_THE_WAY: &[&str] = &["fran", "till", "mot", "mellan", "from", "to", "between", "towards"];

/// All municipalities but our own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Municipalities {
    all: Vec<Municipality>,
}

/// One of them, or a place in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Its name, without the word *kommun*; a place's with the municipality's after it: "Kisa (Kinda)".
    pub name: String,
    /// Its address on the web, where it is known for certain.
    pub web: Option<String>,
    folded: Vec<String>,
    /// Its name is an ordinary word, too, or a place with us.
    only_with_kommun: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    names: Vec<String>,
    #[serde(default)]
    only_with_kommun: Vec<String>,
    #[serde(default)]
    web: BTreeMap<String, String>,
    /// A place → its municipality.
    #[serde(default)]
    places: BTreeMap<String, String>,
}

impl Municipalities {
    /// Reads the file.
    ///
    /// # Errors
    /// When the file is not as described in it.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        let read: File = toml::from_str(text).map_err(|error| Problem::of_toml(file, 0, text, &error))?;
        if let Some((place, of)) = read.places.iter().find(|(_, of)| !read.names.contains(of)) {
            let line = text.lines().take_while(|line| !line.contains(&format!("\"{place}\""))).count() + 1;
            return Err(Problem::at(file, line, format!("”{of}” står inte bland kommunerna under names")));
        }
        let municipality = |written: &str, name: String, of: &String| Municipality {
            folded: language::fold(written).split_whitespace().map(str::to_owned).collect(),
            web: read.web.get(of).cloned(),
            only_with_kommun: read.only_with_kommun.iter().any(|it| it == written),
            name,
        };
        let towns = read.names.iter().map(|name| municipality(name, name.clone(), name));
        let places = read.places.iter().map(|(place, of)| municipality(place, format!("{place} ({of})"), of));
        Ok(Self { all: towns.chain(places).filter(|it| !it.folded.is_empty()).collect() })
    }

    /// The municipality that a question is about, when it is another one: *in* a place, or a municipality by its name.
    #[must_use]
    pub fn named_in(&self, question: &str) -> Option<&Municipality> {
        let folded = language::fold(question);
        let words: Vec<&str> = folded.split_whitespace().collect();
        if words.iter().any(|word| word.starts_with(OURS)) {
            return None;
        }
        (0..words.len()).find_map(|at| self.all.iter().find(|it| it.is_meant(&words, at)))
    }
}

impl Municipality {
    fn is_meant(&self, words: &[&str], at: usize) -> bool {
        let length = self.folded.len();
        let Some(here) = words.get(at..at + length) else { return false };
        let (last, first) = (&self.folded[length - 1], &self.folded[..length - 1]);
        // "Motalas bibliotek" is Motala's.
        let owns = here[length - 1].strip_suffix('s') == Some(last);
        if here[..length - 1] != *first || !(here[length - 1] == last || owns) {
            return false;
        }
        let before = at.checked_sub(1).map(|before| words[before]);
        let kommun = words.get(at + length).is_some_and(|word| word.starts_with("kommun") || *word == "municipality");
        if kommun || before == Some("kommunen") {
            return true;
        }
        // "sophämtning Finspång": a few words, and where. Where one travels there is no other municipality meant.
        let last_of_few = at + length == words.len() && (2..=4).contains(&at);
        let travels = before.is_some_and(|word| ON_THE_WAY.contains(&word)) || words.iter().any(|word| travel(word));
        let there = owns || matches!(before, Some("i" | "in"));
        !self.only_with_kommun && (there || last_of_few && !travels)
    }
}

fn travel(word: &str) -> bool {
    ["buss", "tag", "resa", "resor", "aka", "pendel", "fardtjanst", "riksfardtjanst", "cykel"]
        .iter()
        .any(|it| word.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::Municipalities;

    #[test]
    fn a_question_about_another_municipality_is_told_from_a_journey_there() {
        let text = "names = [\"Motala\", \"Upplands Väsby\", \"Berg\"]\nonly_with_kommun = [\"Berg\"]\n\
                    [web]\nMotala = \"https://www.motala.se/\"\n[places]\n\"Östra Ny\" = \"Motala\"\n";
        let read = Municipalities::read("municipalities.toml", text).expect("a good file");
        let named = |question| read.named_in(question).map(|it| it.name.as_str());
        for question in [
            "Hur söker jag bygglov i Motala?",
            "sophämtning tider Motala",
            "Motala kommuns telefon",
            "motalas bibliotek",
            "waste in Motala",
        ] {
            assert_eq!(named(question), Some("Motala"), "{question}");
        }
        assert_eq!(named("bygglov i upplands vasby"), Some("Upplands Väsby"));
        assert_eq!((named("bor i Berg"), named("Bergs kommun")), (None, Some("Berg")));
        for question in [
            "färdtjänst till Motala",
            "får jag hyra kommunens berg",
            "buss tider motala",
            "bussen från Motala",
            "Motala",
            "skola i Linköping när jag bor i Motala",
        ] {
            assert_eq!(named(question), None, "{question}");
        }
        assert_eq!(named("hemtjänst i östra ny"), Some("Östra Ny (Motala)"));
        assert_eq!(read.named_in("i Östra Ny").and_then(|it| it.web.as_deref()), Some("https://www.motala.se/"));
        let lost =
            Municipalities::read("municipalities.toml", "names = [\"Motala\"]\n[places]\n\"Kisa\" = \"Kinda\"\n");
        assert!(lost.is_err_and(|problem| problem.to_string().contains(":3")), "a place has to lie somewhere");
        assert_eq!(read.named_in("i Motala").and_then(|it| it.web.as_deref()), Some("https://www.motala.se/"));
    }

    #[test]
    fn the_file_of_this_project_is_whole() {
        let text = include_str!("../../knowledge/municipalities.toml");
        let read = Municipalities::read("municipalities.toml", text).expect("a good file");
        let towns = read.all.iter().filter(|it| !it.name.contains('('));
        assert_eq!(towns.count(), 289, "all of Sweden's 290 but Linköping");
    }
}
