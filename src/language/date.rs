//! Dates in words.

use chrono::{Datelike, NaiveDate};

use super::Language;

/// The months' names, Swedish and English.
const MONTHS: [[&str; 2]; 12] = [
    ["januari", "January"],
    ["februari", "February"],
    ["mars", "March"],
    ["april", "April"],
    ["maj", "May"],
    ["juni", "June"],
    ["juli", "July"],
    ["augusti", "August"],
    ["september", "September"],
    ["oktober", "October"],
    ["november", "November"],
    ["december", "December"],
];

/// A day and its month: "11 juni", "11 June".
#[must_use]
pub fn day_and_month(date: NaiveDate, language: Language) -> String {
    let [swedish, english] = MONTHS[date.month0() as usize];
    format!("{} {}", date.day(), if language == Language::Sv { swedish } else { english })
}

/// A date: "11 juni 2021", "11 June 2021".
#[must_use]
pub fn long_date(date: NaiveDate, language: Language) -> String {
    format!("{} {}", day_and_month(date, language), date.year())
}

/// Which month a word names in either language, January being 1.
#[must_use]
pub fn month_named(word: &str) -> Option<u32> {
    month(|name| name.eq_ignore_ascii_case(word))
}

/// Which month a word names or shortens, to three letters or more. "Jul" is July here, and Christmas in running text.
#[must_use]
pub fn month_shortened(word: &str) -> Option<u32> {
    let begins = |name: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    month(|name| word.len() >= 3 && begins(name))
}

fn month(is_it: impl Fn(&str) -> bool) -> Option<u32> {
    let at = MONTHS.iter().position(|names| names.iter().any(|name| is_it(name)))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::{NaiveDate, day_and_month, long_date, month_named, month_shortened};
    use crate::language::Language::{En, Sv};

    #[test]
    fn a_date_stands_in_words_and_is_known_by_them() {
        let date = NaiveDate::from_ymd_opt(2021, 6, 1).expect("a date");
        assert_eq!([Sv, En].map(|language| long_date(date, language)), ["1 juni 2021", "1 June 2021"]);
        assert_eq!(day_and_month(date, Sv), "1 juni");
        assert_eq!(["juni", "JUNE", "maj", "jun", ""].map(month_named), [Some(6), Some(6), Some(5), None, None]);
        let shortened = ["jun", "sept", "DEC", "maj", "ju", "junis", "år"].map(month_shortened);
        assert_eq!(shortened, [Some(6), Some(9), Some(12), Some(5), None, None, None]);
    }
}
