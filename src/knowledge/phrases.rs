//! The assistant's own words, one file a language: `knowledge/phrases/sv.toml` and `en.toml`.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::language::Language;

/// The words in one language. A name in braces is replaced by what it names: see each field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// To somebody who only greets. `{desk}`.
    pub greeting: String,
    /// To somebody who only thanks.
    pub thanks: String,
    /// To somebody who only says goodbye.
    pub goodbye: String,
    /// To somebody who writes in Finnish, in Finnish: which languages are served. How to reach the desk follows.
    pub finnish: String,
    /// To somebody who only says that a question will come.
    pub announcement: String,
    /// To somebody who needs help and has not said with what.
    pub call_for_help: String,
    /// To somebody who wants to talk with a person. How follows.
    pub wants_person: String,
    /// To somebody whom the answer before did not help. Where help is to be had follows.
    pub not_that: String,
    /// To small talk.
    pub chat: String,
    /// To abuse.
    pub abuse: String,
    /// To somebody who wants to give the assistant orders.
    pub orders: String,
    /// To a question about the visitor's own case.
    pub personal_case: String,
    /// It is another authority's matter. `{name}`, `{what}`, `{url}`.
    pub referral: String,
    /// Its telephone number. `{phone}`.
    pub referral_phone: String,
    /// It is about another municipality. `{name}`.
    pub other_town: String,
    /// Where that one is found. `{web}`.
    pub other_town_web: String,
    /// What is quoted may be the answer. The quotations follow, and how to reach the desk.
    pub guess: String,
    /// The page is about it and does not say what is asked for. `{title}`.
    pub not_stated: String,
    /// Between the answers to two questions. `{question}`.
    pub second: String,
    /// After words of a page that nobody has reviewed for long. `{date}` may stand here, though it stands with the source.
    pub old_page: String,
    /// Before words of a page's lead. `{title}`.
    pub quote_page: String,
    /// Before words of a page's section. `{title}`, `{section}`.
    pub quote_section: String,
    /// After one of these two, when the page is in the other language.
    pub other_language: String,
    /// The assistant does not know.
    pub abstention: String,
    /// There are no words in the question.
    pub no_words: String,
    /// How to reach the desk. `{desk}`, `{phone}`, `{web}`.
    pub contact: String,
    /// A person can be reached in this chat now.
    pub person: String,
    /// A message may be left, while nobody staffs the chat.
    pub leave_message: String,
    /// A message may be left, while it is staffed and nobody is free.
    pub leave_message_open: String,
    /// The first line in an emergency; the numbers follow.
    pub emergency: String,
    /// The last line in an emergency.
    pub emergency_last: String,
    /// Its first line when the one who writes is a child.
    pub emergency_as_child: String,
    /// Its first line when the one who writes fears to hurt somebody.
    pub emergency_causing: String,
    /// Below the numbers when it is about a child. `{url}`.
    pub emergency_child: String,
    /// Below the numbers, to those who cannot speak.
    pub emergency_silent: String,
    /// To an alarm that stands in the conversation already.
    pub emergency_again: String,
    /// To whoever says that nobody is in danger, where the message asked nothing.
    pub nobody_in_danger: String,
    /// Somebody may be in danger. `{number}`, `{name}`.
    pub concern: String,
    /// The same where no number but 112 fits.
    pub concern_112: String,
    /// Last in a reply that found nothing, while nobody staffs the chat. `{numbers}`.
    pub help_now: String,
    /// Above the pages that an answer stands on, where they are shown as text.
    pub sources: String,
    /// When a page was last checked. `{date}`.
    pub reviewed: String,
    /// Nobody knows when a page was last checked.
    pub date_unknown: String,
    /// The municipality has not confirmed a page.
    pub unconfirmed: String,
    /// On the button that asks for a person.
    pub label_person: String,
    /// On the button that leaves a message.
    pub label_message: String,
}

/// Phrases of older files that nothing says any more.
const RETIRED: &[&str] = &["clarify", "doubtful"];

impl Phrases {
    /// Reads a file of phrases.
    ///
    /// # Errors
    /// When a phrase is missing, unknown or not text.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error| Problem::of_toml(file, 0, text, &error))
    }

    /// Reads a file of phrases that may be older than the program. What it lacks stays as it was `before`, and is named.
    ///
    /// # Errors
    /// When a phrase is unknown or not text.
    pub fn read_over(file: &str, text: &str, before: &Self) -> Result<(Self, Option<Problem>), Problem> {
        let is_retired = |line: &&str| line.split_once('=').is_some_and(|(name, _)| RETIRED.contains(&name.trim()));
        // A line stays a line: what is wrong with another one is told by its number.
        let lines = text.lines().map(|line| if is_retired(&line) { "#" } else { line });
        let text = &lines.collect::<Vec<_>>().join("\n");
        let problem = match Self::read(file, text) {
            Ok(phrases) => return Ok((phrases, None)),
            Err(problem) => problem,
        };
        let (Ok(mut phrases), Ok(before)) = (text.parse::<toml::Table>(), toml::Table::try_from(before)) else {
            return Err(problem);
        };
        let mut lacks = Vec::new();
        for (name, phrase) in before {
            phrases.entry(&name).or_insert_with(|| {
                lacks.push(name.clone());
                phrase
            });
        }
        match phrases.try_into() {
            Ok(phrases) if !lacks.is_empty() => {
                let what = format!("saknar {}; där används orden från innan", lacks.join(", "));
                Ok((phrases, Some(Problem::at(file, 1, what))))
            }
            _ => Err(problem),
        }
    }
}

/// The words in every language that the assistant speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseBook {
    /// Swedish.
    pub sv: Phrases,
    /// English.
    pub en: Phrases,
}

impl PhraseBook {
    /// The words that the program was built with.
    ///
    /// # Panics
    /// Never in a program whose tests have passed: the files are part of it.
    #[must_use]
    pub fn built_in() -> Self {
        let read = |file, text| Phrases::read(file, text).expect("a test reads the built-in phrases");
        Self {
            sv: read("knowledge/phrases/sv.toml", include_str!("../../knowledge/phrases/sv.toml")),
            en: read("knowledge/phrases/en.toml", include_str!("../../knowledge/phrases/en.toml")),
        }
    }

    /// The words in one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &Phrases {
        match language {
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }
}

/// Puts values in the place of names in braces. A name without a value stays as it is; braces in a value are text.
///
/// ```
/// use vagledare::knowledge::fill;
/// assert_eq!(fill("Ring {phone}, {x}.", &[("phone", "{x} 112")]), "Ring {x} 112, {x}.");
/// ```
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = values.iter().find_map(|(name, value)| {
            let after = rest[1..].strip_prefix(name)?.strip_prefix('}')?;
            Some((*value, after))
        });
        if let Some((value, after)) = known {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{PhraseBook, Phrases};

    const SV: &str = include_str!("../../knowledge/phrases/sv.toml");
    const EN: &str = include_str!("../../knowledge/phrases/en.toml");

    /// The names in braces of every phrase, by key.
    fn places(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let phrases: BTreeMap<String, String> = toml::from_str(text).expect("phrases are TOML");
        let names = |phrase: &str| -> BTreeSet<String> {
            let parts = phrase.split('{').skip(1).filter_map(|part| part.split_once('}'));
            parts.map(|(name, _)| name.to_owned()).collect()
        };
        phrases.iter().map(|(key, phrase)| (key.clone(), names(phrase))).collect()
    }

    #[test]
    fn both_languages_have_the_same_phrases_with_the_same_places() {
        assert_eq!(places(SV), places(EN));
        let book = PhraseBook::built_in();
        assert_ne!(book.sv, book.en, "every language has its own words");
    }

    #[test]
    fn a_missing_phrase_names_the_file() {
        let problem = Phrases::read("knowledge/phrases/sv.toml", "greeting = \"Hej\"\n").expect_err("nearly empty");
        assert!(problem.to_string().starts_with("knowledge/phrases/sv.toml:1: "), "{problem}");
        let broken = Phrases::read("sv.toml", &SV.replacen("thanks = ", "thanks ", 1)).expect_err("broken line");
        let line = SV.lines().position(|line| line.starts_with("thanks")).expect("there") + 1;
        assert_eq!(broken.line, line);
    }

    #[test]
    fn a_file_from_before_a_phrase_was_added_keeps_what_it_says() {
        let before = PhraseBook::built_in().sv;
        let older: String =
            SV.lines().filter(|line| !line.starts_with("guess")).fold("doubtful = \"?\"\n".to_owned(), |text, line| {
                text + &line.replace("thanks = \"Varsågod!", "thanks = \"Ingen orsak!") + "\n"
            });
        let (phrases, problem) = Phrases::read_over("sv.toml", &older, &before).expect("read");
        assert!(phrases.thanks.starts_with("Ingen orsak!"), "{}", phrases.thanks);
        assert_eq!(phrases.guess, before.guess);
        let problem = problem.expect("named").to_string();
        assert!(problem.contains("sv.toml:1: saknar guess;"), "{problem}");
        let unknown = Phrases::read_over("sv.toml", &format!("{older}\ngretting = \"Hej\"\n"), &before);
        assert!(unknown.expect_err("misspelt").what.contains("gretting"));
    }
}
