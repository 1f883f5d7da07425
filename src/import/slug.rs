//! The name of a page's file.

use crate::language::fold;

/// Longest name, in characters; words are kept whole.
const LONGEST: usize = 60;

/// A name from a title: lower case, å ä ö folded, hyphens between the words.
pub(super) fn slug(title: &str) -> String {
    let folded = fold(title);
    let mut slug = String::new();
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() && slug.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    // A title in letters that have no Latin form.
    if slug.is_empty() { "sida".to_owned() } else { slug }
}

/// The first of `name`, `name-2`, `name-3` … that nobody has.
pub(super) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number: u64| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{free, slug};

    #[test]
    fn a_name_is_folded_and_ends_with_a_whole_word() {
        assert_eq!(slug("Förskola: kö & avgift (2026)"), "forskola-ko-avgift-2026");
        assert_eq!(slug("الإقامة"), "sida");
        let long = slug(&"ansökan om bostadsanpassning ".repeat(5));
        assert_eq!(long, "ansokan-om-bostadsanpassning-ansokan-om-bostadsanpassning");
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        assert_eq!(free("lov", |name| ["lov", "lov-2"].contains(&name)), "lov-3");
        assert_eq!(free("lov", |_| false), "lov");
    }
}
