//! One rule on both sides: the browser is given texts with what the server makes of them.

use std::path::Path;

use vagledare::privacy;

/// Texts with what they are stored as. The browser's own test reads them (`src/web/shared/personal_number.test.js`).
const MASKED: &str = "tests/data/personal_numbers_masked.json";
/// Writes them anew when the rule has changed on purpose.
const WRITE: &str = "VAGLEDARE_WRITE_MASKED";

/// A row of numbers that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("small")).expect("small")
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b"0123456789"[self.below(10)])).collect()
    }
}

const SIGNS: &[&str] = &[
    "",
    "",
    "",
    "-",
    "-",
    "-",
    " ",
    " ",
    "+",
    "\u{2013}",
    " - ",
    "\n",
    "\u{a0}",
    ".",
    "/",
    ",",
    ", ",
    ":",
    "_",
    "--",
    "\u{200B}",
    "\u{AD}",
    "\u{2212}",
    "(",
    ") ",
    " \u{2013} ",
    "\u{FE0F}\u{20E3}",
    "   ",
    "\r\n",
    "**",
];
const WORDS: &[&str] = &[
    "hej",
    " kr",
    " kl ",
    "T",
    "I",
    "l",
    "O",
    "och ",
    "Dnr ",
    "å",
    "😀",
    "R",
    "x",
    "\u{661}",
    "\u{FF15}",
    "013",
    "070",
    "2026-11-30",
    "9876",
    "0131",
    "1250",
    "19",
    "20",
    "1981",
    " st",
    "%",
    ":-",
];

/// A number with its check digit, of somebody who may not be there, parted by chance.
fn number(chance: &mut Chance) -> String {
    let (month, day) = (chance.below(12) + 1, chance.below(28) + 1 + if chance.below(5) == 0 { 60 } else { 0 });
    let year = chance.below(100);
    let nine = format!("{year:02}{month:02}{day:02}{}", chance.digits(3));
    let sum: usize = nine
        .bytes()
        .enumerate()
        .map(|(place, digit)| usize::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 })
        .map(|product| product / 10 + product % 10)
        .sum();
    let ten = format!("{nine}{}", (10 - sum % 10) % 10);
    let century = chance.one(&["", "", "19", "20", "18", "17"]);
    let mut parted = century.to_owned();
    let (inner, main, last) = (chance.one(SIGNS), chance.one(SIGNS), chance.one(SIGNS));
    // Parted nowhere, before the last four, in the date as well, in pairs, at each digit.
    let way = chance.below(8);
    for (place, digit) in ten.chars().enumerate() {
        match (way, place) {
            (1.., 6) => parted.push_str(main),
            (4 | 5, 2 | 4) | (7, 1..) | (3, 4) => parted.push_str(inner),
            (6, 2 | 4 | 8) | (5, 9) => parted.push_str(last),
            _ => {}
        }
        parted.push(match (digit, chance.below(60)) {
            ('0', 0) => 'O',
            ('1', 0) => 'l',
            ('3', 1) => '\u{FF13}',
            _ => digit,
        });
    }
    parted
}

fn texts() -> Vec<String> {
    let mut chance = Chance(0x1121_8987);
    let mut text = || {
        (0..=chance.below(5)).fold(String::new(), |mut text, _| {
            text.push_str(&match chance.below(6) {
                0..=2 => number(&mut chance),
                3 => {
                    let count = chance.below(9) + 1;
                    chance.digits(count)
                }
                4 => chance.one(SIGNS).to_owned(),
                _ => chance.one(WORDS).to_owned(),
            });
            text.push_str(chance.one(&[" ", " ", " ", "\n", " och ", ""]));
            text
        })
    };
    (0..1_500).map(|_| text()).collect()
}

#[test]
fn the_browser_is_given_what_the_server_masks() {
    let rows: Vec<String> = texts()
        .iter()
        .map(|text| serde_json::to_string(&[text.as_str(), &privacy::mask(text)]).expect("JSON"))
        .collect();
    let now = format!("[\n{}\n]\n", rows.join(",\n"));
    let masked = rows.iter().filter(|row| row.contains(privacy::MASK)).count();
    assert!((400..1_100).contains(&masked), "{masked} of 1,500 hold a number");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(MASKED);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &now).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let changed = kept.lines().zip(now.lines()).find(|(kept, now)| kept != now);
    assert!(
        kept == now,
        "the server masks otherwise than {MASKED} says: {changed:?}\nIf that is right, write it with {WRITE}=1 and run the \
         browser's unit tests, which hold the browser to it"
    );
}
