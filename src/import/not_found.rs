//! Pages that say that there is no page, though the server answers as if there were one.

use super::Content;
use crate::language::fold;

/// What the headings of such pages say, folded.
const SAYS: &[&str] = &[
    "sidan finns inte",
    "sidan finns tyvarr inte",
    "sidan hittades inte",
    "sidan kunde inte hittas",
    "sidan kan inte hittas",
    "sidan du soker finns inte",
    "sidan du sokte finns inte",
    "sidan du sokte kunde inte hittas",
    "sidan du letar efter finns inte",
    "vi hittar inte sidan",
    "vi kan inte hitta sidan",
    "hittar inte sidan",
    "page not found",
    "404",
];
/// Longer texts, in bytes, have something to say.
const SHORT: usize = 2_000;

/// Whether a page's heading says that there is no such page: all of it or its beginning, as `404 – sidan finns inte`.
pub(super) fn says_so(content: &Content) -> bool {
    let title = fold(&content.title);
    let begins = |says: &str| title.strip_prefix(says).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    content.body.len() <= SHORT && SAYS.iter().any(|says| begins(says))
}

#[cfg(test)]
mod tests {
    use super::{Content, says_so};

    #[test]
    fn a_heading_that_says_so_is_believed_when_there_is_little_below_it() {
        let page = |title: &str, body: &str| {
            let (title, body) = (title.to_owned(), body.to_owned());
            says_so(&Content { title, language: None, reviewed: None, body })
        };
        for title in [
            "Sidan finns inte",
            "404 – Sidan kunde inte hittas",
            "Sidan du söker finns inte.",
            "404",
            "Page not found!",
        ] {
            assert!(page(title, "Gå till startsidan."), "{title}");
        }
        for title in ["Bygglov", "4040 träd planteras", "Om sidan finns inte på lättläst"] {
            assert!(!page(title, "Text."), "{title}");
        }
        assert!(!page("404 – ett konstverk", &"Konstverket står i parken. ".repeat(100)));
    }
}
