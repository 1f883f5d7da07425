//! A page that the municipality has published, and the version of its text that an answer refers to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::markdown;
use super::{FrontMatter, Problem};
use crate::language::Language;

/// A page as an editor wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What is known about it.
    pub info: PageInfo,
    /// Words that visitors use and the text does not.
    pub keywords: Vec<String>,
    /// The lead and the sections, in order; never empty.
    pub sections: Vec<Section>,
}

/// What is known about a page besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageInfo {
    /// The file's name without its ending: the page's name among pages.
    pub slug: String,
    /// The heading.
    pub title: String,
    /// The address on the web.
    pub url: String,
    /// The language that it is written in.
    pub language: Language,
    /// When somebody last checked it; none when nobody knows.
    pub reviewed: Option<NaiveDate>,
    /// Whether the municipality has checked the facts and the address.
    pub confirmed: bool,
    /// The [hash](PageVersion::hash) of the text that was indexed.
    pub hash: String,
}

/// A heading's part of a page: what one passage of the index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading; none for the lead.
    pub heading: Option<String>,
    /// The text, plain and word for word.
    pub text: String,
    /// Typical questions that it answers, as an editor wrote them.
    pub questions: Vec<String>,
}

/// The text of a page at one time. An answer names the hash, so that it can be shown later what the page said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageVersion {
    /// The SHA-256 of the text, in hexadecimal.
    pub hash: String,
    /// Title, lead, headings and sections as plain text.
    pub text: String,
}

impl PageVersion {
    /// The version that `text` is.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self { hash: hex(&Sha256::digest(text.as_bytes())), text }
    }
}

impl Page {
    /// Reads a page from the text of a file. `file` is its name for messages and `slug` its name among pages.
    ///
    /// # Errors
    /// When the front matter is missing or broken, or when the page has no text.
    pub fn read(file: &str, slug: &str, text: &str) -> Result<Self, Problem> {
        let (mut matter, body) = FrontMatter::split(file, text)?;
        let sections = markdown::parts(body).into_iter().map(|part| {
            let questions = matter.questions.remove(part.heading.as_deref().unwrap_or_default()).unwrap_or_default();
            Section { heading: part.heading, text: part.text, questions }
        });
        let mut sections: Vec<Section> = sections.collect();
        // A heading may change on the website: what was asked under it is then asked of the page as a whole.
        if let Some(lead) = sections.first_mut() {
            lead.questions.extend(matter.questions.into_values().flatten());
        }
        if sections.is_empty() {
            return Err(Problem::at(file, text.lines().count().max(1), "sidan har ingen text under uppgifterna"));
        }
        let info = PageInfo {
            slug: slug.to_owned(),
            hash: version(&matter.title, &sections).hash,
            title: matter.title,
            url: matter.url,
            language: matter.language,
            reviewed: matter.reviewed,
            confirmed: matter.confirmed,
        };
        Ok(Self { info, keywords: matter.keywords, sections })
    }

    /// The text as it is now.
    #[must_use]
    pub fn version(&self) -> PageVersion {
        version(&self.info.title, &self.sections)
    }
}

fn version(title: &str, sections: &[Section]) -> PageVersion {
    let mut text = title.to_owned();
    for section in sections {
        for block in section.heading.iter().chain([&section.text]) {
            text.push_str("\n\n");
            text.push_str(block);
        }
    }
    PageVersion::new(text)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::Page;

    const PAGE: &str =
        "+++\ntitle = \"Cykel\"\nurl = \"https://k.example/\"\n+++\n# Cykel\n\nCykla.\n\n## Pump\n\nFinns.\n";

    #[test]
    fn a_version_is_the_whole_text_and_its_hash() {
        let page = Page::read("cykel.md", "cykel", PAGE).expect("a good page");
        assert_eq!(page.version().text, "Cykel\n\nCykla.\n\nPump\n\nFinns.");
        assert_eq!(page.version().hash, page.info.hash);
        assert_eq!(page.info.hash, "88cab4064aea8a0b7d154f1531ec3201e2a3d885f636a12af9526a7fbeba950e");
        let changed = Page::read("cykel.md", "cykel", &PAGE.replace("Finns.", "Finns nu.")).expect("a good page");
        assert_ne!(page.info.hash, changed.info.hash);
    }

    #[test]
    fn typical_questions_belong_to_their_section_or_else_to_the_page() {
        let asked = |heading: &str| {
            let matter = format!("\n[questions]\n\"\" = [\"cykla\"]\n\"{heading}\" = [\"luft i däcken\"]\n+++\n");
            let page = Page::read("cykel.md", "cykel", &PAGE.replacen("\n+++\n", &matter, 1)).expect("a good page");
            page.sections.iter().map(|it| it.questions.join(", ")).collect::<Vec<_>>()
        };
        assert_eq!(asked("Pump"), ["cykla", "luft i däcken"]);
        assert_eq!(asked("Ventil"), ["cykla, luft i däcken", ""], "no such heading any more");
    }

    #[test]
    fn a_page_without_text_is_a_fault() {
        let empty = PAGE.split("# Cykel").next().expect("the front matter");
        let problem = Page::read("cykel.md", "cykel", empty).expect_err("no text");
        assert_eq!(problem.to_string(), "cykel.md:4: sidan har ingen text under uppgifterna");
    }
}
