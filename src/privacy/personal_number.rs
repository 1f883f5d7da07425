//! Swedish personal numbers in running text: personnummer, samordningsnummer and interim numbers.
//!
//! A number is what is one to the eye: ten or twelve digits of any script, with signs that nobody sees among them, in
//! the groups that a date and four digits are written in, whose date exists and whose check digit is right (Skatteverket
//! SKV 704). A samordningsnummer has 60 added to the day; an interim number has a letter that counts as a 1.
//!
//! The rule in four steps, in this file and in `src/web/shared/personal_number.js`, which are held together by
//! `tests/data/personal_numbers.json`:
//!
//! 1. *Marks.* Each digit with the gap before it: nothing, blanks and at most three signs, or broken. What a sign is says
//!    [`sign`]. The letters O, I and l between digits are digits.
//! 2. *Windows.* Twelve or ten marks that no digit touches on either side.
//! 3. *Sense.* Century, date and check digit.
//! 4. *Shape.* The gaps are where a number is parted, and not where a telephone number, a time, a sum or a span of dates
//!    is. Without this every twentieth number that begins with 070 would be a birthday.

mod sign;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

use sign::{Joint, Sign, is_interim, is_letter, read_as};

/// What stands in the text instead of a number. Of one length and without digits, so that nothing about
/// the number shows through and masking twice changes nothing.
pub const MASK: &str = "[personnummer borttaget]";

/// What somebody wrote around the numbers that [`mask`] took out: the mask's own words are nobody's question.
#[must_use]
pub fn without_masks(text: &str) -> Cow<'_, str> {
    if text.contains(MASK) { Cow::Owned(text.replace(MASK, " ")) } else { Cow::Borrowed(text) }
}

/// The text with every personal number replaced by [`MASK`]; borrowed when there is none.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let found = numbers(text);
    if found.is_empty() {
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
    !numbers(text).is_empty()
}

/// Fewer digits than this, letters that are read as digits aside, no number has.
const FEWEST_DIGITS: usize = 4;
/// The last four digits.
const LAST: usize = 4;
/// The most blanks and signs between the date and the last four.
const WIDEST: (u8, u8) = (12, 3);
/// The most blanks and signs between year, month and day.
const NARROW: (u8, u8) = (2, 1);

/// The places of personal numbers in a text, from left to right, in bytes.
fn numbers(text: &str) -> Vec<Range<usize>> {
    // Every message passes here, and nearly none has a number: look for digits before anything else.
    let digits = text.chars().filter(|&c| matches!(Sign::of(c), Sign::Digit(_))).take(FEWEST_DIGITS).count();
    if digits < FEWEST_DIGITS { Vec::new() } else { Search { text, marks: marks(text) }.run() }
}

/// A digit of the text, or the letter of an interim number.
#[derive(Debug, Clone)]
struct Mark {
    /// What it counts for.
    value: u8,
    is_letter: bool,
    /// Where it stands.
    place: Range<usize>,
    /// What is between it and the mark before.
    gap: Gap,
    /// Whether it belongs to a number that was found.
    is_taken: bool,
}

/// What is between two marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Gap {
    /// Something that is in no number.
    broken: bool,
    blanks: u8,
    signs: u8,
    /// The first sign; a dash or a plus before all others.
    joint: Option<Joint>,
}

impl Gap {
    const BROKEN: Self = Self { broken: true, blanks: 0, signs: 0, joint: None };

    fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Signs without a blank.
    fn is_tight(self) -> bool {
        !self.broken && self.signs > 0 && self.blanks == 0
    }

    fn fits(self, (blanks, signs): (u8, u8)) -> bool {
        !self.broken && self.blanks <= blanks && self.signs <= signs
    }

    /// Between the parts of a date.
    fn is_inner(self) -> bool {
        self.fits(NARROW) && !matches!(self.joint, Some(Joint::Plus | Joint::Comma | Joint::Colon))
    }

    /// Between the date and the last four. A list, a sentence's end and a time have their signs after a date as well.
    fn is_main(self, date_is_parted: bool) -> bool {
        let ends = matches!(self.joint, Some(Joint::Comma | Joint::Colon))
            || (self.joint == Some(Joint::Dot) && self.blanks > 0);
        self.fits(WIDEST) && !(date_is_parted && ends)
    }

    /// Said with a sign that sums, times and lists do not have.
    fn is_strong(self) -> bool {
        self.is_nothing() || matches!(self.joint, Some(Joint::Dash | Joint::Plus))
    }

    fn blank(&mut self) {
        self.blanks = self.blanks.saturating_add(1);
    }

    fn sign(&mut self, joint: Joint) {
        self.signs = self.signs.saturating_add(1);
        let first = self.joint.filter(|_| !matches!(joint, Joint::Dash | Joint::Plus));
        self.joint = first.or(Some(joint));
    }
}

/// The digits of a text with the gaps between them.
fn marks(text: &str) -> Vec<Mark> {
    let seen: Vec<(usize, char, Sign)> =
        text.char_indices().map(|(at, c)| (at, c, Sign::of(c))).filter(|(_, _, sign)| *sign != Sign::Unseen).collect();
    let mut marks: Vec<Mark> = Vec::new();
    let mut gap = Gap::BROKEN;
    // How many letters in a row were read as digits.
    let mut read = 0;
    for (index, &(at, c, sign)) in seen.iter().enumerate() {
        // With what nobody sees after it, which would be left over.
        let place = at..seen.get(index + 1).map_or(text.len(), |next| next.0);
        let next = seen.get(index + 1).map(|next| (next.1, next.2));
        let before = index.checked_sub(1).and_then(|before| seen.get(before)).map(|before| before.1);
        let letter =
            || !gap.broken && is_interim(c) && !before.is_some_and(is_letter) && three_follow(&seen[index + 1..]);
        match (sign, read_as(c)) {
            (Sign::Digit(value), _) => {
                marks.push(Mark { value, is_letter: false, place, gap, is_taken: false });
                (gap, read) = (Gap::default(), 0);
            }
            (Sign::Other, Some(value)) if gap.is_nothing() && read < 2 && goes_on(next) => {
                marks.push(Mark { value, is_letter: false, place, gap, is_taken: false });
                read += 1;
            }
            _ if letter() => {
                marks.push(Mark { value: 1, is_letter: true, place, gap, is_taken: false });
                (gap, read) = (Gap::default(), 0);
            }
            (Sign::Blank, _) => gap.blank(),
            (Sign::Joint(joint), _) => gap.sign(joint),
            _ => gap = Gap::BROKEN,
        }
    }
    marks
}

/// Whether three digits and no fourth come next.
fn three_follow(rest: &[(usize, char, Sign)]) -> bool {
    rest.iter().take(4).take_while(|(_, _, sign)| matches!(sign, Sign::Digit(_))).count() == 3
}

/// Whether a letter that stands after a digit and before this may be one: not at the end of a number or in a word.
fn goes_on(next: Option<(char, Sign)>) -> bool {
    match next {
        Some((_, Sign::Digit(_) | Sign::Joint(Joint::Dash | Joint::Plus))) => true,
        Some((c, Sign::Other)) => read_as(c).is_some(),
        _ => false,
    }
}

/// The search through the marks of one text.
struct Search<'a> {
    text: &'a str,
    marks: Vec<Mark>,
}

impl Search<'_> {
    fn run(mut self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        // What stands beside a number that was found is beside no digits any more. A third time finds hardly anything.
        for _ in 0..3 {
            let before = found.len();
            let mut at = 0;
            while at + 10 <= self.marks.len() {
                let length = [12, 10].into_iter().find(|&length| self.is_number(at, length));
                if let Some(length) = length {
                    for mark in &mut self.marks[at..at + length] {
                        mark.is_taken = true;
                    }
                    found.push(self.marks[at].place.start..self.marks[at + length - 1].place.end);
                }
                at += length.unwrap_or(1);
            }
            if found.len() == before {
                break;
            }
        }
        found.sort_by_key(|place| place.start);
        found
    }

    fn is_number(&self, at: usize, length: usize) -> bool {
        let Some(window) = self.marks.get(at..at + length) else { return false };
        let touches = |mark: &Mark| mark.gap.is_nothing() && !mark.is_letter;
        let by_itself = !touches(&window[0]) && !self.marks.get(at + length).is_some_and(touches);
        by_itself
            && !window[1..].iter().any(|mark| mark.gap.broken)
            && !window.iter().any(|mark| mark.is_taken)
            && has_sense(window)
            && has_shape(window)
            && self.is_apart(at, window)
    }

    /// Whether what stands around it makes it no part of something else: a span of dates, a telephone number, a sum.
    fn is_apart(&self, at: usize, window: &[Mark]) -> bool {
        let main = window[window.len() - LAST].gap;
        let is_parted = window[1..].iter().any(|mark| !mark.gap.is_nothing());
        let last = &window[window.len() - LAST..];
        let (before, after) = (self.before(at), self.after(at + window.len()));
        let singles = |beside: Option<(Gap, usize)>| beside.is_some_and(|(gap, digits)| digits == 1 && gap.is_inner());
        if (!window[1].gap.is_nothing() && singles(before)) || (!last[1].gap.is_nothing() && singles(after)) {
            return false;
        }
        // "2026-03-02 – 2026-03-09": the last four are a year, and its month follows.
        let year = last[1..].iter().all(|mark| mark.gap.is_nothing())
            && matches!(last, [a, b, ..] if matches!((a.value, b.value), (1, 8 | 9) | (2, 0)));
        if year && after.is_some_and(|(gap, digits)| gap.is_tight() && digits == 2) {
            return false;
        }
        // "58.8112189876": a fraction.
        if !is_parted {
            return !before.is_some_and(|(gap, digits)| gap.is_tight() && gap.joint == Some(Joint::Dot) && digits < 4);
        }
        main.is_strong() || (!continues(before, 4, 3) && !is_continued(after, last) && !self.is_counted(window))
    }

    /// The gap and the digits that stand before a mark, unless they are a number's.
    fn before(&self, at: usize) -> Option<(Gap, usize)> {
        let gap = self.marks[at].gap;
        let digits = self.marks[..at].iter().rev();
        let first = at.checked_sub(1).map(|before| &self.marks[before])?;
        if gap.broken || first.is_taken {
            return None;
        }
        let whole = digits.take(6).position(|mark| !mark.gap.is_nothing()).map_or(6, |place| place + 1);
        Some((gap, whole))
    }

    /// The gap and the digits that stand after a window, unless they are a number's.
    fn after(&self, end: usize) -> Option<(Gap, usize)> {
        let first = self.marks.get(end).filter(|mark| !mark.gap.broken && !mark.is_taken)?;
        let rest = self.marks[end + 1..].iter().take(6).take_while(|mark| mark.gap.is_nothing()).count();
        Some((first.gap, 1 + rest))
    }

    /// "2026-03-02 1250 kr": the last four are a sum or an amount.
    fn is_counted(&self, window: &[Mark]) -> bool {
        let end = window.last().map_or(0, |mark| mark.place.end);
        let rest: String = self.text[end..].chars().take(10).collect();
        let rest = rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
        let word: String = rest.chars().take_while(|&c| is_letter(c)).collect::<String>().to_ascii_lowercase();
        matches!(word.as_str(), "kr" | "kronor" | "sek" | "st" | "stycken")
            || [":-", ",-", "%", "\u{20AC}"].iter().any(|sign| rest.starts_with(sign))
    }
}

/// Whether a number goes on from what stands before: an area code or a year and a hyphen, a whole part and a comma.
fn continues(before: Option<(Gap, usize)>, code: usize, whole: usize) -> bool {
    before.is_some_and(|(gap, digits)| match gap.joint {
        _ if !gap.is_tight() => false,
        Some(Joint::Dot | Joint::Comma | Joint::Colon) => digits <= whole,
        _ => digits <= code,
    })
}

/// Whether the last four go on: an area code and its number, a sum and its fraction, a time and its seconds.
fn is_continued(after: Option<(Gap, usize)>, last: &[Mark]) -> bool {
    after.is_some_and(|(gap, digits)| match gap.joint {
        _ if !gap.is_tight() => false,
        Some(Joint::Dot | Joint::Comma | Joint::Colon) => digits <= 2,
        _ => last[0].value == 0,
    })
}

/// Whether century, date and check digit are those of a number.
fn has_sense(window: &[Mark]) -> bool {
    let (date, last) = window.split_at(window.len() - LAST);
    let letters = window.iter().filter(|mark| mark.is_letter).count();
    if letters > 1 || (letters == 1 && !last[0].is_letter) {
        return false;
    }
    let (century, short) = date.split_at(date.len() - 6);
    is_date(century, short) && (luhn_holds(short.iter().chain(last)) || (letters == 1 && is_plainly_interim(window)))
}

/// Universities give interim numbers without a check digit: then nothing but the usual way of writing will do.
fn is_plainly_interim(window: &[Mark]) -> bool {
    let (date, last) = window.split_at(window.len() - LAST);
    let main = last[0].gap;
    let whole = |marks: &[Mark]| marks.iter().all(|mark| mark.gap.is_nothing());
    whole(&date[1..]) && whole(&last[1..]) && main.is_strong() && main.blanks == 0
}

fn is_date(century: &[Mark], short: &[Mark]) -> bool {
    let number = |digits: &[Mark]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit.value));
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
fn luhn_holds<'a>(ten: impl Iterator<Item = &'a Mark>) -> bool {
    let sum: u32 = ten
        .enumerate()
        .map(|(place, mark)| {
            let product = u32::from(mark.value) * if place % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the gaps are where a number is parted.
fn has_shape(window: &[Mark]) -> bool {
    let (date, last) = window.split_at(window.len() - LAST);
    let main = last[0].gap;
    let parts: Vec<Gap> = date[1..].iter().map(|mark| mark.gap).collect();
    let ends: Vec<Gap> = last[1..].iter().map(|mark| mark.gap).collect();
    // Between year and month, between month and day; a gap stands in `parts` one place before its digit.
    let (year_ends, month_ends) = (parts[parts.len() - 4], parts[parts.len() - 2]);
    let each = parts.iter().all(|gap| !gap.is_nothing());
    let in_pairs = parts.iter().step_by(2).all(|gap| gap.is_nothing());
    let is_parted = parts.iter().any(|gap| !gap.is_nothing());
    let alike = year_ends.is_nothing() || month_ends.is_nothing() || year_ends.joint == month_ends.joint;
    if !(each || (in_pairs && alike)) || !parts.iter().all(|gap| gap.is_inner()) || !main.is_main(is_parted) {
        return false;
    }
    let both_or_none = year_ends.is_nothing() == month_ends.is_nothing();
    if main.is_nothing() {
        return both_or_none && ends.iter().all(|gap| gap.is_nothing());
    }
    // "0701-23 45 67" and its kin are telephone numbers.
    if window.len() == 10 && window[0].value == 0 && !both_or_none {
        return false;
    }
    let blank = |gap: &Gap| gap.is_nothing() || gap.fits((2, 0));
    match ends[..] {
        [a, b, c] if a.is_nothing() && b.is_nothing() && c.is_nothing() => true,
        // 811218-987-6
        [a, b, c] if a.is_nothing() && b.is_nothing() => c.fits((1, 1)) && matches!(c.joint, None | Some(Joint::Dash)),
        // 81 12 18 98 76, and no span of times.
        [a, b, c] if a.is_nothing() && c.is_nothing() => {
            blank(&b) && parts.iter().all(blank) && (main.is_strong() || main.signs == 0)
        }
        [a, b, c] => [a, b, c].iter().all(|gap| !gap.is_nothing() && gap.is_inner()),
        _ => false,
    }
}
