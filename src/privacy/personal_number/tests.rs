//! What a number is and what is none, held to the table that the browser is held to as well.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::sign::{Joint, Sign};
use super::*;

/// What every character is, and texts whose numbers stand between ⟦ and ⟧. The browser's test reads the same.
const TABLE: &str = include_str!("../../../tests/data/personal_numbers.json");

fn table() -> serde_json::Value {
    serde_json::from_str(TABLE).expect("JSON")
}

/// The text with its numbers between ⟦ and ⟧.
fn marked(text: &str) -> String {
    let mut marked = text.to_owned();
    for Range { start, end } in numbers(text).into_iter().rev() {
        marked.insert(end, '⟧');
        marked.insert(start, '⟦');
    }
    marked
}

#[test]
fn each_text_of_the_table_is_read_as_it_says() {
    let table = table();
    let cases = table["cases"].as_array().expect("cases");
    assert!(cases.len() >= 100, "{}", cases.len());
    let mut wrong = String::new();
    for case in cases.iter().map(|case| case.as_str().expect("a text")) {
        let text = case.replace(['⟦', '⟧'], "");
        let found = marked(&text);
        if found != case {
            writeln!(wrong, "{case:?} is read as {found:?}").expect("room");
        }
        assert_eq!(contains_personal_number(&text), case.contains('⟦'), "{case}");
        assert_eq!(mask(&text).matches(MASK).count(), case.matches('⟦').count(), "{case}");
        assert_eq!(mask(&mask(&text)), mask(&text), "{case}: masking twice is as once");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_character_is_what_the_table_says() {
    let table = table();
    let mut told = HashMap::new();
    for (name, ranges) in table["signs"].as_object().expect("signs") {
        for range in ranges.as_array().expect("ranges") {
            let number = |place: usize| range[place].as_u64().and_then(|it| u32::try_from(it).ok());
            let (first, last) = (number(0).expect("a first"), number(1).expect("a last"));
            for code in first..=last {
                let sign = match &**name {
                    "digit" => {
                        Sign::Digit(u8::try_from((number(2).expect("a digit") + code - first) % 10).expect("one"))
                    }
                    "blank" => Sign::Blank,
                    "unseen" => Sign::Unseen,
                    "dash" => Sign::Joint(Joint::Dash),
                    "plus" => Sign::Joint(Joint::Plus),
                    "dot" => Sign::Joint(Joint::Dot),
                    "slash" => Sign::Joint(Joint::Slash),
                    "comma" => Sign::Joint(Joint::Comma),
                    "colon" => Sign::Joint(Joint::Colon),
                    "mark" => Sign::Joint(Joint::Mark),
                    other => panic!("{other} is no sign"),
                };
                told.insert(code, sign);
            }
        }
    }
    // Between them are no characters but those of private use.
    for c in ('\0'..='\u{1FFFF}').chain('\u{E0000}'..='\u{E1000}') {
        assert_eq!(Sign::of(c), told.get(&u32::from(c)).copied().unwrap_or(Sign::Other), "{c:?}");
    }
}

#[test]
fn leap_days_are_dates_when_their_year_may_be_one() {
    assert_eq!(with_check_digit("000229123"), "0002291235");
    assert!(contains_personal_number("000229-1235"));
    assert!(!contains_personal_number("19000229-1235"));
    assert!(contains_personal_number("20000229-1235"));
}

/// Twenty ways to write a date of eight digits and four more.
fn ways(date: &str, last: &str) -> [String; 20] {
    let (short, year, month, day) = (&date[2..], &date[..4], &date[4..6], &date[6..]);
    let yy = &date[2..4];
    let in_script = |zero: char, text: &str| -> String {
        text.chars()
            .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit)).unwrap_or(c))
            .collect()
    };
    let spread = |with: &str, text: &str| text.chars().map(String::from).collect::<Vec<_>>().join(with);
    [
        format!("{short}-{last}"),
        format!("{short}{last}"),
        format!("{date}-{last}"),
        format!("{date}{last}"),
        format!("{short}+{last}"),
        format!("{short}\u{2007}{last}"),
        format!("{date}\u{3000}{last}"),
        format!("{short}\n{last}"),
        format!("{short}-\n{last}"),
        format!("{yy} {month} {day} {last}"),
        format!("{year}-{month}-{day}-{last}"),
        format!("{year}-{month}-{day} {last}"),
        format!("{yy}.{month}.{day}-{last}"),
        format!("{year} {month}{day} {last}"),
        in_script('\u{FF10}', &format!("{short}\u{FF0D}{last}")),
        in_script('\u{660}', &format!("{short}-{last}")),
        spread("\u{200B}", &format!("{short}-{last}")),
        spread(" ", &format!("{short}{last}")),
        format!("{short}\u{AD}-{last}"),
        format!("{short} \u{2013} {last}"),
    ]
}

#[test]
fn a_thousand_people_in_twenty_ways_are_all_masked() {
    let mut chance = Chance(0x1981_1218);
    for _ in 0..1_000 {
        let first = NaiveDate::from_ymd_opt(1915, 1, 1).expect("a date");
        let date = first + chrono::TimeDelta::days(i64::try_from(chance.below(40_000)).expect("days"));
        let day = date.day() + if chance.below(10) == 0 { 60 } else { 0 };
        let short = format!("{:02}{:02}{day:02}", date.year() % 100, date.month());
        let ten = with_check_digit(&format!("{short}{:03}", chance.below(1_000)));
        for way in ways(&format!("{}{short}", date.year() / 100), &ten[6..]) {
            let text = format!("Jag heter Kim och har {way}, när får jag svar?");
            let masked = format!("Jag heter Kim och har {MASK}, när får jag svar?");
            assert_eq!(mask(&text), masked, "{text:?}");
        }
    }
}

/// A row of numbers that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).expect("a place")]
    }

    /// Puts digits for each `#`, and a day, a month, a year, an hour, a minute for `D`, `M`, `Y`, `h`, `m`.
    fn fill(&mut self, shape: &str) -> String {
        shape.chars().fold(String::new(), |mut filled, c| {
            let (from, count) = match c {
                'D' => (1, 28),
                'M' => (1, 12),
                'Y' => (2000, 30),
                'h' => (0, 24),
                'm' => (0, 60),
                '#' => (0, 10),
                _ => {
                    filled.push(c);
                    return filled;
                }
            };
            let value = from + self.below(count);
            write!(filled, "{value:0width$}", width = if c == '#' { 1 } else { 2 }).expect("room");
            filled
        })
    }
}

const PHONES: &[&str] = &[
    "070-### ## ##",
    "072-### ## ##",
    "073-### ## ##",
    "076-### ## ##",
    "079-### ## ##",
    "070#-## ## ##",
    "070 ### ## ##",
    "070#######",
    "072#######",
    "073#######",
    "076#######",
    "070-#######",
    "+46 70 ### ## ##",
    "+4673#######",
    "004676#######",
    "0#0#-######",
    "013-## ## ##",
    "013-######",
    "08-### ### ##",
    "08-### ## ##",
    "010-### ## ##",
    "010#######",
    "020-## ## ##",
    "0771-## ## ##",
    "0200-### ###",
    "0142-## ###",
    "013 ## ## ##",
    "+46 13 ## ## ##",
    "(013) ## ## ##",
    "013/## ## ##",
];
const CASES: &[&str] = &[
    "KS Y-0####",
    "Dnr Y-#####",
    "BN-Y-######",
    "ärende ########",
    "Y-#######",
    "SN Y.####",
    "INC#######",
    "##########",
    "#######",
    "Y/####",
    "LK-####-####",
    "KS/Y:####",
    "Dnr SBF Y-0##-##",
    "ärende Y MD-###",
    "P######-##",
];
const PAYMENTS: &[&str] = &[
    "########",
    "#########",
    "##########",
    "###########",
    "############",
    "#############",
    "###############",
    "#### #### #### ####",
    "F#########",
    "SE## #### #### #### #### ####",
    "SE######################",
    "###-####",
    "####-####",
    "## ## ##-#",
    "######-#",
    "####-#, ### ### ###-#",
    "#### ####",
    "5###-#### OCR ############",
];
const DATES: &[&str] = &[
    "Y-M-D",
    "Y-M-D h:m",
    "Y-M-D kl h.m",
    "Y-M-D h.m",
    "Y-M-D - Y-M-D",
    "Y-M-D–Y-M-D",
    "YMD",
    "D/M Y",
    "D.M.Y",
    "Y-M-D h-h",
    "Y-M-D h-m",
    "Y-M-DTh:m:m",
    "YMD-YMD",
    "Y, Y och Y",
    "h:m-h:m",
    "h.m–h.m",
    "mån h.m-h.m, tis h.m-h.m",
    "h:m:m",
    "Y-Y",
    "Y-M-D, #### kr",
    "Y-M-D #### kr",
    "Y-M-D 013-######",
    "MD-MD",
    "D/M-D/M h-h",
    "Y M D",
];
const PLACES: &[&str] = &[
    "Valla #:##",
    "58.######, 15.######",
    "58,#### 15,####",
    "N 64#####, E 53####",
    "58### Linköping",
    "### ## Linköping",
    "# ### ### kr",
    "####,## kr",
    "556###-####",
    "212000-####",
    "16556###-####",
    "802###-####",
    "769###-####",
    "### ###:-",
    "58° 24' ##\" N 15° 37' ##\"",
    "192.168.##.##",
    "#.##.#",
    "64#####.### 53####.###",
];

#[test]
fn of_six_thousand_other_numbers_hardly_one_in_two_hundred_is_masked() {
    let mut chance = Chance(0x2026_1130);
    let mut told = String::new();
    for (what, shapes) in [
        ("phones", PHONES),
        ("cases", CASES),
        ("payments", PAYMENTS),
        ("dates and times", DATES),
        ("places and sums", PLACES),
    ] {
        let mut wrong = Vec::new();
        for _ in 0..1_200 {
            let number = chance.one(shapes);
            let number = chance.fill(number);
            if contains_personal_number(&format!("Det gäller {number}, tack. Hör av er på 013-20 60 00.")) {
                wrong.push(number);
            }
        }
        writeln!(told, "{what}: {} of 1,200 masked: {wrong:?}", wrong.len()).expect("room");
        assert!(wrong.len() <= 6, "{told}");
    }
    println!("{told}");
}

#[test]
fn a_list_keeps_its_numbers_apart() {
    // What stands on the lines of a list or a table touches nothing of its neighbour.
    let mut chance = Chance(77);
    let lists: Vec<String> = (0..1_000)
        .map(|_| {
            let line = |chance: &mut Chance| {
                let shape = chance.one(PHONES);
                chance.fill(shape)
            };
            [line(&mut chance), line(&mut chance), line(&mut chance)].join("\n")
        })
        .collect();
    let wrong: Vec<_> = lists.iter().filter(|list| contains_personal_number(list)).collect();
    // Three of them a list.
    assert!(wrong.len() <= 15, "{} of 3,000: {wrong:?}", wrong.len());
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
            "", "-", "+", " ", " - ", "\u{2013}", "\u{2212}", "\u{a0}", "- ", " \u{2011}", "\n", "\u{2060}", "\u{AD}-",
        ]),
        before in "[^0-9]{0,20}",
        after in "[^0-9]{0,20}",
    ) {
        // Other scripts' digits beside a number make it a longer one, and a unit behind it a sum.
        prop_assume!(![&before, &after].iter().any(|text| text.chars().any(|c| matches!(Sign::of(c), Sign::Digit(_)))));
        let date = if long { &date[..] } else { &date[2..] };
        let text = format!("({before}) {date}{gap}{last_four} ({after})");
        let masked = mask(&text);
        prop_assert_eq!(masked, format!("({before}) {MASK} ({after})"));
    }

    #[test]
    fn ten_digits_with_a_wrong_check_digit_are_kept((date, last_four) in any_number(), off in 1_u32..10) {
        let check = last_four[3..].parse::<u32>().expect("a digit");
        let text = format!("{}-{}{}", date, &last_four[..3], (check + off) % 10);
        prop_assert_eq!(mask(&text), text.as_str());
    }

    #[test]
    fn text_without_digits_is_left_alone(text in "[^0-9]{0,200}") {
        prop_assume!(!text.chars().any(|c| matches!(Sign::of(c), Sign::Digit(_))));
        prop_assert!(matches!(mask(&text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn masking_never_panics_and_twice_is_as_once(
        text in "(811218[- \n,.]?9876|19811218|[0-9]{1,13}|[-+ ./,:\u{2013}\u{a0}\u{200B}\u{FF11}IlOTa-öÅ\n]|\\PC){0,40}",
    ) {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once), once.as_str());
    }
}
