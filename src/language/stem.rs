//! The part of a word that its forms share, for looking words up in lists that editors write.
//!
//! Only endings of inflection go: `återvinningscentralerna` and `återvinningscentral` are the same entry. It need not be
//! right in the dictionary's sense; it must be the same for the forms of one word, and differ for other words.

/// Swedish endings, the longest first, with the letters that must be left before them.
const SWEDISH: &[(&str, usize)] = &[
    ("ernas", 3),
    ("arnas", 3),
    ("ornas", 3),
    ("erna", 3),
    ("arna", 3),
    ("orna", 3),
    ("ande", 4),
    ("ades", 3),
    ("aren", 3),
    ("ade", 3),
    ("are", 4),
    ("ens", 3),
    ("ets", 3),
    ("ers", 3),
    ("ars", 3),
    ("en", 3),
    ("et", 3),
    ("ar", 3),
    ("er", 3),
    ("or", 3),
    ("de", 4),
    ("te", 4),
    ("as", 3),
    ("es", 4),
    ("ad", 4),
    ("at", 4),
    ("a", 3),
    ("e", 3),
    ("n", 4),
    ("t", 4),
    ("s", 4),
    ("r", 4),
];

/// English endings.
const ENGLISH: &[(&str, &str, usize)] =
    &[("ies", "y", 3), ("ing", "", 3), ("ed", "", 3), ("es", "", 3), ("s", "", 3), ("e", "", 3)];

/// The stem of a folded Swedish word: without one ending.
///
/// ```
/// use vagledare::language::stem;
/// assert_eq!(["soptunnorna", "soptunna", "soptunnor"].map(stem), ["soptunn"; 3]);
/// assert_eq!(stem("bad"), "bad");
/// ```
#[must_use]
pub fn stem(folded: &str) -> &str {
    let left =
        |(ending, least): &(&str, usize)| folded.strip_suffix(ending).filter(|left| left.chars().count() >= *least);
    SWEDISH.iter().find_map(left).unwrap_or(folded)
}

/// The stem of a folded English word.
///
/// ```
/// use vagledare::language::english_stem;
/// assert_eq!(["fees", "permits", "parking", "parked", "libraries"].map(english_stem), ["fee", "permit", "park", "park", "library"]);
/// ```
#[must_use]
pub fn english_stem(folded: &str) -> std::borrow::Cow<'_, str> {
    for (ending, instead, least) in ENGLISH {
        if let Some(left) = folded.strip_suffix(ending)
            && left.len() >= *least
        {
            return if instead.is_empty() { left.into() } else { format!("{left}{instead}").into() };
        }
    }
    folded.into()
}
