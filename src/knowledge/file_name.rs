//! Which files of a folder are pages, by their names.

use super::Problem;

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileName {
    /// A page.
    Page,
    /// What somebody meant as a page, under a name that is none.
    Misnamed,
    /// Something else, or what a system or a program keeps beside a page.
    Other,
}

/// What files begin with that macOS (`._x.md`), Word (`~$x.md`) and Emacs (`.#x.md`) keep beside the one that is open. What
/// begins with a stop is hidden from whoever looks at the folder, so nobody means it as a page.
const BESIDE: &[&str] = &[".", "~$", "#"];

impl FileName {
    /// What a file of this name is. `.md` in small letters is a page; `.MD`, and the `.md.txt` and `.markdown` that other
    /// programs make of it, are misnamed.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let lower = name.to_lowercase();
        let stem = |ending: &str| lower.strip_suffix(ending).is_some_and(|stem| !stem.is_empty());
        if BESIDE.iter().any(|begins| name.starts_with(begins)) {
            Self::Other
        } else if name.strip_suffix(".md").is_some_and(|stem| !stem.is_empty()) {
            Self::Page
        } else if [".md", ".md.txt", ".markdown", ".mdown"].into_iter().any(stem) {
            Self::Misnamed
        } else {
            Self::Other
        }
    }

    /// What there is to say about a misnamed file: `path` is its name for messages.
    #[must_use]
    pub fn misnamed(path: &str) -> Problem {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        Problem::at(path, 1, format!("läses inte, för namnet slutar inte på .md; döp om filen till {stem}.md"))
    }
}

#[cfg(test)]
mod tests {
    use super::FileName::{self, Misnamed, Other, Page};

    #[test]
    fn only_what_somebody_means_as_a_page_is_one() {
        for (name, is) in [
            ("bygglov.md", Page),
            ("v1.2.md", Page),
            ("._bygglov.md", Other),
            ("~$bygglov.md", Other),
            (".#bygglov.md", Other),
            ("#bygglov.md#", Other),
            (".md", Other),
            ("bygglov.md~", Other),
            ("bygglov.md.new", Other),
            ("bild.png", Other),
            ("bygglov.MD", Misnamed),
            ("bygglov.md.txt", Misnamed),
            ("bygglov.Md.TXT", Misnamed),
            ("bygglov.markdown", Misnamed),
            ("._bygglov.MD", Other),
        ] {
            assert_eq!(FileName::of(name), is, "{name}");
        }
        let told = FileName::misnamed("knowledge/pages/bygglov.md.txt").to_string();
        assert_eq!(
            told,
            "knowledge/pages/bygglov.md.txt:1: läses inte, för namnet slutar inte på .md; döp om filen till bygglov.md"
        );
    }
}
