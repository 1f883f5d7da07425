//! When a page says that it was last looked after: "Senast uppdaterad den 11 juni 2021" and its kin.

use chrono::NaiveDate;

use crate::language::month_shortened;

/// What a date is a date of; the first that a page states is the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// Somebody read the page and found it right.
    Review,
    /// Somebody changed it.
    Change,
    /// It was put on the web.
    Publication,
}

/// What may stand before the word that says what the date is of. Any other word makes the line running text, such as
/// "Reglerna uppdaterades den 1 juni 2020".
const BEFORE: &[&str] = &[
    "senast",
    "sidan",
    "sidans",
    "innehåll",
    "innehållet",
    "är",
    "blev",
    "var",
    "artikeln",
    "texten",
    "informationen",
    "last",
    "page",
    "this",
    "was",
    "the",
    "content",
];

/// The best date that lines of a page state about the page itself.
pub(super) fn reviewed<'a>(lines: impl IntoIterator<Item = &'a str>) -> Option<NaiveDate> {
    lines.into_iter().filter_map(stated).min_by_key(|(of, _)| *of).map(|(_, date)| date)
}

/// The best date of a line that says nothing else than when the page was looked after.
pub(super) fn stated(line: &str) -> Option<(Of, NaiveDate)> {
    const LONGEST: usize = 160;
    if line.len() > LONGEST {
        return None;
    }
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let labels: Vec<(usize, Of)> = words.iter().enumerate().filter_map(|(at, word)| Some((at, label(word)?))).collect();
    let first = labels.first()?.0;
    if !words[..first].iter().all(|word| BEFORE.contains(word)) {
        return None;
    }
    let ends = labels.iter().skip(1).map(|(at, _)| *at).chain([words.len()]);
    let found = labels.iter().zip(ends).filter_map(|((at, of), end)| Some((*of, date(&words[at + 1..end])?)));
    found.min_by_key(|(of, _)| *of)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn label(word: &str) -> Option<Of> {
    match word {
        "granskad" | "granskades" | "granskat" | "kontrollerad" | "reviewed" => Some(Of::Review),
        "uppdaterad" | "uppdaterades" | "uppdaterat" | "ändrad" | "ändrades" | "updated" | "modified" => {
            Some(Of::Change)
        }
        "publicerad" | "publicerades" | "publicerat" | "published" => Some(Of::Publication),
        _ => None,
    }
}

/// The first date among words in lower case, close enough to their beginning to belong to what stands before them.
fn date(words: &[&str]) -> Option<NaiveDate> {
    const FURTHEST: usize = 4;
    (0..words.len().min(FURTHEST)).find_map(|at| in_digits(&words[at..]).or_else(|| in_words(&words[at..])))
}

/// `2021-06-11`, `2021-06-11t08:15`, `11/6 2021`, `11/6-2021`, `11.6.2021`.
fn in_digits(words: &[&str]) -> Option<NaiveDate> {
    let day = words.first()?.split('t').next()?;
    let mut numbers: Vec<&str> = day.split(['-', '/', '.']).collect();
    if numbers.len() == 2 {
        numbers.push(words.get(1)?);
    }
    let [first, month, last] = <[&str; 3]>::try_from(numbers).ok()?;
    if first.len() == 4 { ymd(first, month.parse().ok()?, last) } else { ymd(last, month.parse().ok()?, first) }
}

/// `11 juni 2021`, `june 11 2021`.
fn in_words(words: &[&str]) -> Option<NaiveDate> {
    let [first, second, year, ..] = words else { return None };
    match (month_shortened(second), month_shortened(first)) {
        (Some(month), _) => ymd(year, month, first),
        (None, Some(month)) => ymd(year, month, second),
        _ => None,
    }
}

fn ymd(year: &str, month: u32, day: &str) -> Option<NaiveDate> {
    let year = year.parse().ok().filter(|year| (1990..2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day.trim_end_matches([':', 'e', 'a']).parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_that_a_page_tells_its_date_is_read() {
        for line in [
            "Senast uppdaterad den 11 juni 2021",
            "Senast uppdaterad: 2021-06-11",
            "Sidan uppdaterad 2021-06-11 kl. 14.32",
            "Sidan uppdaterades fredag 11 juni 2021",
            "Senast granskad: 11 jun. 2021",
            "Publicerad 11/6 2021",
            "Publicerad: 11/6-2021 av Anna Andersson",
            "Senast ändrad 11.6.2021",
            "Last updated: June 11, 2021",
            "Sidan senast uppdaterad: 2021-06-11T08:15:00",
        ] {
            assert_eq!(stated(line).map(|(_, date)| date.to_string()).as_deref(), Some("2021-06-11"), "{line}");
        }
    }

    #[test]
    fn running_text_and_impossible_dates_state_nothing() {
        for line in [
            "Reglerna uppdaterades den 11 juni 2021",
            "Senast uppdaterad",
            "Senast den 11 juni 2021 ska ansökan vara inne",
            "Senast uppdaterad 31 februari 2021",
            "Uppdaterad 11 juni 1021",
        ] {
            assert_eq!(stated(line), None, "{line}");
        }
    }

    #[test]
    fn a_review_counts_before_a_change_and_a_change_before_the_publication() {
        let both = "Publicerad: 2019-01-02, Uppdaterad: 2020-03-04";
        assert_eq!(reviewed([both]).map(|date| date.to_string()).as_deref(), Some("2020-03-04"));
        let all = reviewed([both, "Brödtext", "Senast granskad 2018-05-06"]);
        assert_eq!(all.map(|date| date.to_string()).as_deref(), Some("2018-05-06"));
    }
}
