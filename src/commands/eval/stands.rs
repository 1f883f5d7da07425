//! Whether a fact or a name stands in a reply.

/// Characters of what is quoted that a reader sees first.
pub(crate) const FIRST: usize = 350;
/// Characters of what is quoted that count at all.
pub(crate) const WHOLE: usize = 1000;

/// A text without what two ways of writing the same differ in: capitals, kinds of blanks and dashes, hyphens at which a
/// line may break.
pub(super) fn norm(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{ad}' => {}
            '\u{2212}' | '\u{2013}' | '\u{2014}' => plain.push('-'),
            other => plain.push(other),
        }
    }
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a fact stands in a normalised text: "8 timmar" does not stand in "48 timmar".
fn stands(fact: &str, text: &str) -> bool {
    let fact = norm(fact);
    let digit = |character: Option<char>| character.is_some_and(|it| it.is_ascii_digit());
    let (begins, ends) = (digit(fact.chars().next()), digit(fact.chars().next_back()));
    let mut from = 0;
    while let Some(at) = text[from..].find(&fact).map(|it| it + from) {
        let cut = begins && digit(text[..at].chars().next_back());
        let goes_on = ends && digit(text[at + fact.len()..].chars().next());
        if !cut && !goes_on {
            return true;
        }
        // Where it stands again, it may begin within this one.
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// Whether everything of one of the alternatives stands in a text.
pub(crate) fn has_fact(alternatives: &[Vec<String>], text: &str) -> bool {
    let text = norm(text);
    alternatives.iter().any(|all| all.iter().all(|fact| stands(fact, &text)))
}

/// What a reply quotes: all of it, without the lines above the first empty one, which say where it stands.
pub(super) fn quoted(text: &str) -> &str {
    text.split_once("\n\n").map_or(text, |(_, quoted)| quoted)
}

/// The first characters of a text.
pub(crate) fn beginning(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(at, _)| &text[..at])
}

/// The names in a note: words with a capital, as long as they follow each other.
fn names(note: &str) -> Vec<String> {
    let characters: Vec<char> = note.chars().collect();
    let capital =
        |at: usize| characters.get(at).is_some_and(|it| it.is_ascii_uppercase() || matches!(it, 'Å' | 'Ä' | 'Ö'));
    let within = |at: usize| characters.get(at).is_some_and(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
    let word = |at: usize| {
        let ends = || (at + 1..characters.len()).find(|end| !within(*end)).unwrap_or(characters.len());
        (capital(at) && within(at + 1)).then(ends)
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < characters.len() {
        let Some(mut end) = word(at) else {
            at += 1;
            continue;
        };
        while let Some(further) = characters.get(end).filter(|it| **it == ' ').and_then(|_| word(end + 1)) {
            end = further;
        }
        found.push(characters[at..end].iter().collect());
        at = end;
    }
    found
}

/// Whether a reply names one of those that a note names; none when the note names nobody.
pub(super) fn names_one(note: &str, text: &str) -> Option<bool> {
    let (names, text) = (names(note), norm(text));
    (!names.is_empty()).then(|| names.iter().any(|name| text.contains(&norm(name))))
}

#[cfg(test)]
mod tests {
    use super::{beginning, has_fact, names, names_one, norm, quoted, stands};

    #[test]
    fn blanks_dashes_and_capitals_are_no_difference() {
        assert_eq!(norm(" Kl.\u{a0}8\u{2013}16\n\u{202f}Av\u{ad}gift \u{2212}2 "), "kl. 8-16 avgift -2");
    }

    #[test]
    fn a_number_stands_by_itself() {
        assert!(stands("8 timmar", "efter 8 timmar."));
        assert!(!stands("8 timmar", "efter 48 timmar."));
        assert!(!stands("kl. 1", "från kl. 16"));
        assert!(stands("kl. 1", "från kl. 16 till kl. 1."), "looked for further on");
        assert!(stands("avgift", "parkeringsavgiften"), "a word may stand within another");
        assert!(stands("8", "18, 80 och 8"));
    }

    #[test]
    fn all_of_one_alternative_has_to_stand() {
        let want = [vec!["5 kr".to_owned(), "måndag".to_owned()], vec!["gratis".to_owned()]];
        let has = |text| has_fact(&want, text);
        assert!(has("På måndagar 5\u{a0}kr") && has("Det är GRATIS."));
        assert!(!has("På tisdagar 5 kr") && !has("På måndagar 15 kr"));
    }

    #[test]
    fn what_is_quoted_comes_after_the_first_empty_line() {
        assert_eq!(quoted("Så här står det:\n\nEtt.\n\nTvå."), "Ett.\n\nTvå.");
        assert_eq!(quoted("Jag vet inte.\nRing."), "Jag vet inte.\nRing.");
        assert_eq!([beginning("åäö", 2), beginning("åäö", 9)], ["åä", "åäö"]);
    }

    #[test]
    fn a_note_names_with_capitals() {
        assert_eq!(names("Sjöfartsverket or Statens Väg-verk, not x; A"), ["Sjöfartsverket", "Statens Väg-verk"]);
        assert_eq!(names_one("Statens Vägverk", "Det är statens vägverk."), Some(true));
        assert_eq!(names_one("Statens Vägverk", "Det är vägverket."), Some(false));
        assert_eq!(names_one("somebody else", "Det är vägverket."), None);
    }
}
