//! Words of the street and words of the office, abbreviations, and English words of the field: `knowledge/vocabulary`.
//!
//! A visitor writes `dagis`, the page says `förskola`. What is found here is looked for besides what the visitor wrote,
//! and shown to nobody.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;

use super::Problem;
use crate::language::{self, english_stem, stem};

/// A list of an editor: words or phrases, and what to look for as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordList {
    /// By the first word and by its stem.
    entries: HashMap<String, Vec<Arc<Entry>>>,
    language: language::Language,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// The phrase's words as they are written, folded.
    words: Vec<String>,
    /// What to look for.
    look_for: Vec<String>,
}

/// Everything that a question's words may also be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// `synonyms.toml`: what people say → the office's word.
    pub synonyms: WordList,
    /// `abbreviations.toml`: a short form → the whole words.
    pub abbreviations: WordList,
    /// `english.toml`: English → the pages' Swedish.
    pub english: WordList,
}

/// What a list knows of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found<'a> {
    /// What to look for besides.
    pub look_for: Vec<&'a str>,
    /// Words with a meaning of their own that the list does not know.
    pub unknown: Vec<String>,
}

/// A file of the folder: one table of any of the three names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(alias = "synonyms", alias = "abbreviations", alias = "english")]
    words: BTreeMap<String, Vec<String>>,
}

impl Vocabulary {
    /// Reads `synonyms.toml`, where the office's word stands first and what people say behind it.
    ///
    /// # Errors
    /// When the file is not as described.
    pub fn synonyms(file: &str, text: &str) -> Result<WordList, Problem> {
        let said = read(file, text)?
            .into_iter()
            .flat_map(|(office, said)| said.into_iter().map(move |it| (it, office.clone())));
        Ok(WordList::new(language::Language::Sv, said.map(|(said, office)| (said, vec![office]))))
    }

    /// Reads `abbreviations.toml`.
    ///
    /// # Errors
    /// When the file is not as described.
    pub fn abbreviations(file: &str, text: &str) -> Result<WordList, Problem> {
        Ok(WordList::new(language::Language::Sv, read(file, text)?))
    }

    /// Reads `english.toml`.
    ///
    /// # Errors
    /// When the file is not as described.
    pub fn english(file: &str, text: &str) -> Result<WordList, Problem> {
        Ok(WordList::new(language::Language::En, read(file, text)?))
    }
}

fn read(file: &str, text: &str) -> Result<BTreeMap<String, Vec<String>>, Problem> {
    let read: File = toml::from_str(text).map_err(|error| Problem::of_toml(file, 0, text, &error))?;
    Ok(read.words)
}

impl WordList {
    fn new(language: language::Language, lines: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        let mut list = Self { entries: HashMap::new(), language };
        for (phrase, look_for) in lines {
            let words: Vec<String> = language::fold(&phrase).split_whitespace().map(str::to_owned).collect();
            let Some(first) = words.first().cloned() else { continue };
            let stem = list.stem(&first).into_owned();
            let entry = Arc::new(Entry { words, look_for });
            if stem != first {
                list.entries.entry(stem).or_default().push(Arc::clone(&entry));
            }
            list.entries.entry(first).or_default().push(entry);
        }
        list
    }

    fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        match self.language {
            language::Language::Sv => stem(word).into(),
            language::Language::En => english_stem(word),
        }
    }

    /// Looks a folded text up: at each place the longest phrase that stands there, in any form of its words.
    #[must_use]
    pub fn find(&self, folded: &str) -> Found<'_> {
        let words: Vec<&str> = folded.split_whitespace().collect();
        let mut found = Found::default();
        let mut at = 0;
        while at < words.len() {
            let here = self.at(&words[at..]);
            if here.is_empty() && !language::is_stop_word(words[at]) {
                found.unknown.push(words[at].to_owned());
            }
            at += here.first().map_or(1, |entry| entry.words.len());
            for word in here.iter().flat_map(|entry| &entry.look_for) {
                if !found.look_for.contains(&word.as_str()) {
                    found.look_for.push(word);
                }
            }
        }
        found
    }

    /// Whether two words are forms of one, as far as their endings tell: `dagis` and `dagiset`, `soptunna` and
    /// `soptunnor`.
    fn same(&self, one: &str, other: &str) -> bool {
        let stems = [one, other].map(|word| self.stem(word));
        one == other || stems[0] == stems[1] || stems[0] == other || stems[1] == one
    }

    /// The entries that begin a text, of the longest kind; those written exactly so, if there are any.
    fn at(&self, words: &[&str]) -> Vec<&Entry> {
        let keys: [Cow<'_, str>; 2] = [words[0].into(), self.stem(words[0])];
        let fits = |entry: &&Entry| {
            entry.words.len() <= words.len() && entry.words.iter().zip(words).all(|(one, other)| self.same(one, other))
        };
        let mut fitting: Vec<&Entry> = Vec::new();
        for entry in keys.iter().filter_map(|key| self.entries.get(&**key)).flatten().map(|entry| &**entry).filter(fits)
        {
            if !fitting.iter().any(|known| std::ptr::eq(*known, entry)) {
                fitting.push(entry);
            }
        }
        let longest = fitting.iter().map(|entry| entry.words.len()).max().unwrap_or(0);
        fitting.retain(|entry| entry.words.len() == longest);
        let exact = |entry: &&Entry| entry.words.iter().zip(words).all(|(one, other)| one == other);
        if fitting.iter().any(exact) {
            fitting.retain(exact);
        }
        fitting
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;
    use crate::language::fold;

    #[test]
    fn what_people_say_leads_to_the_offices_word() {
        let list = Vocabulary::synonyms(
            "synonyms.toml",
            "[synonyms]\n\"förskola\" = [\"dagis\", \"lekis\"]\n\"öppen förskola\" = [\"öppna dagis\"]\n\"avfall\" = [\"sopor\"]\n",
        )
        .expect("a good file");
        let look_for = |text: &str| list.find(&fold(text)).look_for.join(", ");
        assert_eq!(look_for("När stänger dagiset?"), "förskola");
        assert_eq!(look_for("öppna dagis och SOPORNA"), "öppen förskola, avfall");
        assert_eq!(look_for("simhall"), "");
    }

    #[test]
    fn english_words_lead_to_swedish_ones_and_what_is_unknown_is_told() {
        let list = Vocabulary::english(
            "english.toml",
            "[english]\n\"parking\" = [\"parkering\"]\n\"park\" = [\"park\"]\n\"fine\" = [\"böter\"]\n\"parking fine\" = [\"felparkering\"]\n",
        )
        .expect("a good file");
        assert_eq!(list.find("how do i pay parking fines").look_for, ["felparkering"]);
        assert_eq!(list.find("the parking").look_for, ["parkering"], "the form that is written goes before the stem");
        assert_eq!(list.find("the simhall park").unknown, ["simhall"]);
    }

    #[test]
    fn a_broken_file_names_the_line() {
        let broken =
            Vocabulary::synonyms("vocabulary/synonyms.toml", "[synonyms]\n\"a\" = \"b\"\n").expect_err("no list");
        assert!(broken.to_string().starts_with("vocabulary/synonyms.toml:2: "), "{broken}");
    }
}
