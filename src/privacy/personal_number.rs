//! Swedish personal numbers in running text: personnummer and samordningsnummer.
//!
//! A number is found when it is written as `YYMMDD` or `YYYYMMDD` and four more digits, together or
//! parted by a hyphen, a plus or a space (also their typographic kin, and spaces around the hyphen), when
//! its date exists and its check digit is right (Skatteverket SKV 704). A samordningsnummer has 60 added
//! to the day. About one telephone number in a hundred looks the same and is masked as well: that is the
//! cheaper mistake.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

/// What stands in the text instead of a number. Of one length and without digits, so that nothing about
/// the number shows through and masking twice changes nothing.
pub const MASK: &str = "[personnummer borttaget]";

/// The shortest way of writing a number has ten digits.
const FEWEST_DIGITS: usize = 10;

/// How far apart the date and the last four may stand, in characters.
const LONGEST_GAP: usize = 5;

/// What somebody wrote around the numbers that [`mask`] took out: the mask's own words are nobody's question.
#[must_use]
pub fn without_masks(text: &str) -> Cow<'_, str> {
    if text.contains(MASK) { Cow::Owned(text.replace(MASK, " ")) } else { Cow::Borrowed(text) }
}

/// The text with every personal number replaced by [`MASK`]; borrowed when there is none.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut found = Numbers::new(text).peekable();
    if found.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len() + MASK.len());
    let mut kept = 0;
    for number in found {
        masked.push_str(&text[kept..number.start]);
        masked.push_str(MASK);
        kept = number.end;
    }
    masked.push_str(&text[kept..]);
    Cow::Owned(masked)
}

/// Whether [`mask`] would change the text.
#[must_use]
pub fn contains_personal_number(text: &str) -> bool {
    Numbers::new(text).next().is_some()
}

/// The places of personal numbers in a text, from left to right.
struct Numbers<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Numbers<'a> {
    fn new(text: &'a str) -> Self {
        // Every message passes here, and nearly none has ten digits: count them before anything else.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        Self { text, at: if digits < FEWEST_DIGITS { text.len() } else { 0 } }
    }
}

impl Iterator for Numbers<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        loop {
            let first = self.at + bytes[self.at..].iter().position(u8::is_ascii_digit)?;
            let run = first..digits_end(bytes, first);
            // A run that is refused is left behind; the next may still begin a number.
            self.at = run.end;
            if let Some(end) = number_end(self.text, &run) {
                self.at = end;
                return Some(first..end);
            }
        }
    }
}

/// Where the number that begins with this whole run of digits ends, if it is one.
fn number_end(text: &str, run: &Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    let (date, last_four, end) = match run.len() {
        10 | 12 => (run.start..run.end - 4, run.end - 4..run.end, run.end),
        6 | 8 => {
            let four = after_gap(&text[run.end..]).map(|gap| run.end + gap)?;
            let end = digits_end(bytes, four);
            (run.clone(), four..end, end)
        }
        _ => return None,
    };
    (last_four.len() == 4 && is_number(&bytes[date], &bytes[last_four])).then_some(end)
}

/// The length of what may stand between the date and the last four: spaces, and at most one sign.
fn after_gap(rest: &str) -> Option<usize> {
    let mut signs = 0;
    for (count, (at, c)) in rest.char_indices().enumerate() {
        match c {
            '0'..='9' => return (count > 0).then_some(at),
            _ if count == LONGEST_GAP => return None,
            ' ' | '\t' | '\u{a0}' | '\u{2009}' | '\u{202f}' => {}
            '-' | '+' | '\u{2010}'..='\u{2014}' | '\u{2212}' if signs == 0 => signs += 1,
            _ => return None,
        }
    }
    None
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |length| from + length)
}

/// Six or eight digits of a date and the last four.
fn is_number(date: &[u8], last_four: &[u8]) -> bool {
    let (century, short) = date.split_at(date.len() - 6);
    is_date(century, short) && luhn_holds(short.iter().chain(last_four))
}

fn is_date(century: &[u8], short: &[u8]) -> bool {
    let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let (year, month, day) = (number(&short[..2]), number(&short[2..4]), number(&short[4..]));
    // In a samordningsnummer 60 is added to the day.
    let day = if day > 60 { day - 60 } else { day };
    // Two digits of a year leave the century open: a date counts that exists in one of them, and the
    // year 2000 is a leap year as every other fourth year is.
    let century = if century.is_empty() { 20 } else { number(century) };
    let year = i32::try_from(century * 100 + year).unwrap_or_default();
    (18..=20).contains(&century) && NaiveDate::from_ymd_opt(year, month, day).is_some()
}

/// Skatteverket SKV 704: the last digit is a Luhn check over the nine before it; the century plays no part.
fn luhn_holds<'a>(ten: impl Iterator<Item = &'a u8>) -> bool {
    let sum: u32 = ten
        .enumerate()
        .map(|(place, digit)| {
            let product = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use proptest::prelude::*;

    use super::*;

    /// A number that is often used as an example in Swedish documents.
    const WAYS: [&str; 16] = [
        "811218-9876",
        "8112189876",
        "811218+9876",
        "811218 9876",
        "19811218-9876",
        "198112189876",
        "19811218 9876",
        "19811218+9876",
        "811218\u{2013}9876",
        "811218\u{2212}9876",
        "811218\u{2011}9876",
        "811218\u{a0}9876",
        "811218 - 9876",
        "811218\u{a0}\u{2013}\u{a0}9876",
        "19811218 - 9876",
        "811278-9873",
    ];

    #[test]
    fn every_way_of_writing_a_number_is_masked() {
        for way in WAYS {
            for (before, after) in [("", ""), ("Mitt nummer är ", "."), ("(", ")"), ("ä", "ö"), ("1 ", " 2")] {
                let text = format!("{before}{way}{after}");
                assert_eq!(mask(&text), format!("{before}{MASK}{after}"), "{text}");
            }
        }
    }

    #[test]
    fn several_numbers_are_masked_and_the_rest_is_left() {
        let text = "Barnen: 811218-9876, 19811218 9876 och 811278-9873/811218-9876. Ring 013-20 60 00!";
        assert_eq!(mask(text), format!("Barnen: {MASK}, {MASK} och {MASK}/{MASK}. Ring 013-20 60 00!"));
    }

    #[test]
    fn what_is_not_a_number_is_kept() {
        for kept in [
            "013-20 60 00 eller 013-20 75 26",
            "020-50 50 50, 116 111, 90101, 1177",
            "Dnr KS 2026-01234, ärende 2026-0123456",
            "2026-11-30 kl 08:00-16:00",
            "811218-9875",
            "811318-9876",
            "810229-9872",
            "811260-9876",
            "17811218-9876",
            "21811218-9876",
            "0811218-9876",
            "811218-98765",
            "1198112189876",
            "811218--9876",
            "811218\n9876",
            "811218      9876",
            "bankgiro 5050-1055, OCR 1234567890123",
        ] {
            assert_eq!(mask(kept), kept);
            assert!(!contains_personal_number(kept));
        }
    }

    #[test]
    fn the_second_of_two_runs_is_seen_although_the_first_is_no_date() {
        assert_eq!(mask("801010 811218 9876"), format!("801010 {MASK}"));
    }

    #[test]
    fn leap_days_are_dates_when_their_year_may_be_one() {
        assert_eq!(with_check_digit("000229123"), "0002291235");
        assert!(contains_personal_number("000229-1235"));
        assert!(!contains_personal_number("19000229-1235"));
        assert!(contains_personal_number("20000229-1235"));
    }

    fn with_check_digit(nine: &str) -> String {
        (0..10)
            .map(|digit| format!("{nine}{digit}"))
            .find(|ten| luhn_by_the_book(ten))
            .expect("one of ten digits is the check digit")
    }

    /// The check as Skatteverket prints it: doubled, digits of the products added, taken from the next ten.
    fn luhn_by_the_book(ten: &str) -> bool {
        let digits: Vec<u32> = ten.chars().map(|c| c.to_digit(10).expect("a digit")).collect();
        let products = [2, 1, 2, 1, 2, 1, 2, 1, 2].iter().zip(&digits).map(|(weight, digit)| weight * digit);
        let sum: u32 = products.flat_map(|product| [product / 10, product % 10]).sum();
        (10 - sum % 10) % 10 == digits[9]
    }

    prop_compose! {
        fn any_number()(
            days in 0_i64..80_000, serial in 0_u32..1000, coordination in any::<bool>()
        ) -> (String, String) {
            let first = NaiveDate::from_ymd_opt(1850, 1, 1).expect("a date");
            let date = first + chrono::TimeDelta::days(days);
            let day = date.day() + if coordination { 60 } else { 0 };
            let short = format!("{:02}{:02}{day:02}", date.year() % 100, date.month());
            let ten = with_check_digit(&format!("{short}{serial:03}"));
            (format!("{}{short}", date.year() / 100), ten[6..].to_owned())
        }
    }

    proptest! {
        #[test]
        fn a_valid_number_is_masked_in_every_way_of_writing(
            (date, last_four) in any_number(),
            long in any::<bool>(),
            gap in prop::sample::select(vec![
                "", "-", "+", " ", " - ", "\u{2013}", "\u{2212}", "\u{a0}", "- ", " \u{2011}",
            ]),
            before in "[^0-9]{0,20}",
            after in "[^0-9]{0,20}",
        ) {
            let date = if long { &date[..] } else { &date[2..] };
            let text = format!("{before}{date}{gap}{last_four}{after}");
            prop_assert_eq!(mask(&text), format!("{}{}{}", before, MASK, after));
            prop_assert!(contains_personal_number(&text));
        }

        #[test]
        fn ten_digits_with_a_wrong_check_digit_are_kept((date, last_four) in any_number(), off in 1_u32..10) {
            let check = last_four[3..].parse::<u32>().expect("a digit");
            let text = format!("{}-{}{}", date, &last_four[..3], (check + off) % 10);
            prop_assert_eq!(mask(&text), text.as_str());
        }

        #[test]
        fn text_without_digits_is_left_alone(text in "[^0-9]{0,200}") {
            prop_assert!(matches!(mask(&text), Cow::Borrowed(same) if same == text));
        }

        #[test]
        fn masking_never_panics_and_twice_is_as_once(text in "([0-9]{1,13}|[-+ \u{2013}\u{a0}a-öÅ\n]|\\PC){0,40}") {
            let once = mask(&text).into_owned();
            prop_assert_eq!(mask(&once), once.as_str());
        }
    }
}
