//! The file of a page: what the import writes in it, and what it leaves as an editor wrote it.

use sha2::{Digest as _, Sha256};
use toml_edit::{DocumentMut, Item, value};

use super::Content;
use crate::knowledge::hex;

/// The lines around the front matter.
const FENCE: &str = "+++";

/// A page's file, taken apart.
#[derive(Debug)]
pub(super) struct PageFile {
    matter: DocumentMut,
    body: String,
}

impl PageFile {
    /// The file of a page that is new.
    pub(super) fn new(content: &Content, url: &str) -> Self {
        let mut matter = DocumentMut::new();
        matter["title"] = value(content.title.as_str());
        matter["url"] = value(url);
        if let Some(date) = content.reviewed {
            matter["reviewed"] = value(date.to_string());
        }
        matter["language"] = value(content.language.unwrap_or_default().tag());
        matter["confirmed"] = value(false);
        matter["topics"] = value(toml_edit::Array::new());
        matter["keywords"] = value(toml_edit::Array::new());
        Self { matter, body: body(content) }
    }

    /// Takes a file apart; none when it is no page of ours.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        let rest = text.strip_prefix(FENCE)?.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
        let end = rest
            .find("\n+++")
            .filter(|end| matches!(rest[end + 4..].trim_start_matches([' ', '\t']).chars().next(), None | Some('\n')));
        let (matter, after) = rest.split_at(end? + 1);
        let body = after.split_once('\n').map_or("", |(_, body)| body);
        Some(Self { matter: matter.parse().ok()?, body: body.to_owned() })
    }

    /// Puts a changed text in the place of the old one. Nobody has looked at it, so it is not confirmed; everything
    /// else that an editor wrote stays, also a title that is not the one `imported` before. Tells whether the page was
    /// confirmed.
    pub(super) fn change(&mut self, content: &Content, imported: &str) -> bool {
        if self.text("title") == Some(imported) {
            self.set("title", content.title.as_str());
        }
        if let Some(date) = content.reviewed {
            self.set("reviewed", date.to_string());
        }
        let was_confirmed = self.is_confirmed();
        self.set("confirmed", false);
        self.body = body(content);
        was_confirmed
    }

    /// Takes over a date at which the website's editors looked after the text, when it is later than the one here. Tells
    /// whether anything changed.
    pub(super) fn review(&mut self, date: Option<chrono::NaiveDate>) -> bool {
        let Some(date) = date else { return false };
        let here = self.matter.get("reviewed").map(|item| match (item.as_datetime(), item.as_str()) {
            (Some(date), _) => date.to_string(),
            (None, text) => text.unwrap_or_default().to_owned(),
        });
        let is_later = here.and_then(|here| here.parse().ok()).is_none_or(|here: chrono::NaiveDate| here < date);
        if is_later {
            self.set("reviewed", date.to_string());
        }
        is_later
    }

    /// Gives the page another address.
    pub(super) fn set_url(&mut self, url: &str) {
        self.set("url", url);
    }

    /// Whether the municipality has confirmed the page.
    pub(super) fn is_confirmed(&self) -> bool {
        self.matter.get("confirmed").and_then(Item::as_bool) == Some(true)
    }

    /// Sets a value and leaves what stands around it, comments as well.
    fn set(&mut self, key: &str, new: impl Into<toml_edit::Value>) {
        let mut new = new.into();
        if let Some(old) = self.matter.get(key).and_then(Item::as_value) {
            *new.decor_mut() = old.decor().clone();
        }
        self.matter[key] = Item::Value(new);
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.matter.get(key).and_then(Item::as_str)
    }

    /// The page's address.
    pub(super) fn url(&self) -> Option<&str> {
        self.text("url")
    }

    /// The hash of the text below the front matter.
    pub(super) fn hash(&self) -> String {
        hash(self.body.trim())
    }

    /// The whole file.
    pub(super) fn to_text(&self) -> String {
        format!("{FENCE}\n{}{FENCE}\n{}", self.matter, self.body)
    }
}

fn body(content: &Content) -> String {
    let title = super::block::Inline::plain(&content.title).written;
    format!("# {title}\n\n{}", content.body)
}

/// The hash of a text.
pub(super) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Page;

    fn content(title: &str, body: &str, reviewed: &str) -> Content {
        let reviewed = reviewed.parse().ok();
        Content { title: title.into(), language: None, reviewed, body: body.into() }
    }

    #[test]
    fn a_new_page_is_one_that_the_assistant_reads() {
        let file = PageFile::new(&content("Bad *ute*", "Vattnet är kallt.\n", "2021-06-11"), "https://k.example/bad");
        insta::assert_snapshot!(file.to_text(), @r#"
        +++
        title = "Bad *ute*"
        url = "https://k.example/bad"
        reviewed = "2021-06-11"
        language = "sv"
        confirmed = false
        topics = []
        keywords = []
        +++
        # Bad \*ute\*

        Vattnet är kallt.
        "#);
        let page = Page::read("bad.md", "bad", &file.to_text()).expect("a page");
        assert_eq!(page.version().text, "Bad *ute*\n\nVattnet är kallt.");
    }

    const EDITED: &str = "+++\ntitle = \"Bad\"\n# Anna, mars\nurl = \"https://k.example/bad\"\nreviewed = 2026-01-01 # läst\n\
        confirmed = true\ntopics = [\"fritid\"]\nkeywords = [\"doppa sig\",\n  \"plurra\"]\nowner = \"fritid\"\n\n[questions]\n\
        \"Bad\" = [\"Var kan man bada?\"]\n+++\n# Bad\n\nGammalt.\n";

    #[test]
    fn a_changed_text_takes_the_confirmation_and_nothing_else_of_an_editors_work() {
        let mut file = PageFile::read(EDITED).expect("a page");
        assert!(file.change(&content("Badplatser", "Nytt.\n", "2026-02-03"), "Bad"));
        insta::assert_snapshot!(file.to_text(), @r##"
        +++
        title = "Badplatser"
        # Anna, mars
        url = "https://k.example/bad"
        reviewed = "2026-02-03" # läst
        confirmed = false
        topics = ["fritid"]
        keywords = ["doppa sig",
          "plurra"]
        owner = "fritid"

        [questions]
        "Bad" = ["Var kan man bada?"]
        +++
        # Badplatser

        Nytt.
        "##);
    }

    #[test]
    fn a_title_of_an_editors_own_stays() {
        let mut file = PageFile::read(EDITED).expect("a page");
        file.change(&content("Badplatser", "Nytt.\n", ""), "Badplatser i kommunen");
        let text = file.to_text();
        assert!(text.starts_with("+++\ntitle = \"Bad\"\n") && text.contains("reviewed = 2026-01-01 # läst"), "{text}");
    }

    #[test]
    fn an_edited_text_has_another_hash_and_windows_line_ends_have_not() {
        let hash = |text: &str| PageFile::read(text).expect("a page").hash();
        assert_eq!(hash(EDITED), hash(&EDITED.replace('\n', "\r\n")));
        assert_ne!(hash(EDITED), hash(&EDITED.replace("Gammalt", "Rättat")));
        assert!(PageFile::read("# Anteckningar\n").is_none() && PageFile::read("+++\ntitle = \n+++\n").is_none());
    }
}
