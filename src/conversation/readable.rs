//! What was pasted from Word, a PDF or a web page, as its writer saw it there.
//!
//! Such programs leave signs that only they can show, and break lines and words where their own lines ended. This is the
//! one place where that is mended, because every text of a person comes by it, whichever client it was written in, before
//! it is masked, stored, shown, searched or saved. A person who wrote a break or a sign on purpose keeps it: whatever may
//! be meant is left as it is.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// The text as it can be read anywhere. Most texts are readable as they are.
pub(super) fn readable(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() && !raw.contains(['\r', '\t', '\u{B}', '\u{C}', '\u{1E}', '\u{1F}', '\n']) {
        return raw.into();
    }
    let signs = signs(raw);
    if signs.contains('\n') { joined(&signs).into() } else { signs.into() }
}

/// Windows-1252 where Latin-1 has control characters, from 0x80. Those that it has not either are left out.
const WINDOWS: [&str; 32] = [
    "€", "", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "", "Ž", "", "", "‘", "’", "“", "”", "•", "–", "—",
    "˜", "™", "š", "›", "œ", "", "ž", "Ÿ",
];

/// Signs that only some fonts have, as those that all have.
fn signs(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut before = None;
    let mut rest = raw.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match c {
            '\r' if next == Some('\n') => {}
            // Word's line break within a paragraph, a new page, and the breaks that Unicode has besides.
            '\r' | '\u{B}' | '\u{C}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            '\u{85}' => text.push_str(if next.is_some_and(char::is_alphanumeric) { "\n" } else { "…" }),
            '\t' | '\u{A0}' => text.push(' '),
            'ﬀ' => text.push_str("ff"),
            'ﬁ' => text.push_str("fi"),
            'ﬂ' => text.push_str("fl"),
            'ﬃ' => text.push_str("ffi"),
            'ﬄ' => text.push_str("ffl"),
            'ﬅ' | 'ﬆ' => text.push_str("st"),
            // Word's hyphen that holds a word together, and the one that may part it, which is said by a sign of its own
            // in other programs. Where the line ends at it, the word goes on.
            '\u{1E}' => text.push('-'),
            '\u{AD}' | '\u{1F}' => {
                if next.is_some_and(|c| c == '\n' || c == '\r') {
                    text.push('\u{AD}');
                }
            }
            '\u{80}'..='\u{9F}' => text.push_str(WINDOWS[c as usize - 0x80]),
            // A blank without width parts words where no others do; elsewhere nobody knows that it is there. What joins
            // and parts letters (U+200C, U+200D) is part of how Persian and emoji are written.
            '\u{200B}' if is_without_blanks(before) || is_without_blanks(next) => text.push(c),
            '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFC}' => {}
            '\u{E000}'..='\u{F8FF}' => text.push(symbol(c, before, next)),
            c => text.push(c),
        }
        before = Some(c);
    }
    // A letter and its dots, which some programs keep apart, are one letter.
    let is_apart = text.chars().any(|c| matches!(c, '\u{300}'..='\u{36F}'));
    if is_apart { text.nfc().collect() } else { text }
}

/// Thai, Lao, Burmese and Khmer are written without blanks between words.
fn is_without_blanks(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'))
}

/// A sign of the fonts Symbol and Wingdings. What begins a line of a list is its point, whatever it looks like.
fn symbol(c: char, before: Option<char>, next: Option<char>) -> char {
    let begins = before.is_none_or(|c| matches!(c, '\n' | '\r' | '\u{B}' | ' ' | '\t' | '\u{A0}'));
    match c {
        '\u{F0B7}' | '\u{F0A7}' | '\u{F0D8}' | '\u{F076}' | '\u{F06C}' | '\u{F06E}' | '\u{F075}' => '•',
        '\u{F0FC}' | '\u{F0FE}' => '✓',
        '\u{F0E0}' | '\u{F0AE}' => '→',
        '\u{F02D}' => '–',
        '\u{F020}' => ' ',
        '\u{F000}'..='\u{F0FF}' if begins && next.is_none_or(char::is_whitespace) => '•',
        _ => c,
    }
}

/// A line that is at least so long, in characters, may have ended because the page did.
const LONG: usize = 45;
/// And one with a divided word, which is a sign by itself.
const RATHER_LONG: usize = 20;

/// Joins lines where a page's edge has broken them, block by block.
fn joined(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut joined = String::with_capacity(text.len());
    for block in lines.split_inclusive(|line| line.trim().is_empty()) {
        let broken = Broken::of(block);
        for (at, line) in block.iter().enumerate() {
            match block.get(at + 1).map(|next| broken.how(line, next)) {
                Some(How::Word) => joined.push_str(line.trim_end().trim_end_matches(['-', '\u{AD}'])),
                Some(How::Hyphen) => joined.push_str(line.trim_end()),
                Some(How::Line) => joined.extend([line.trim_end(), " "]),
                Some(How::Meant) | None => joined.extend([line, "\n"]),
            }
        }
    }
    joined.pop();
    joined.replace('\u{AD}', "")
}

/// How a line ends.
enum How {
    /// Within a word.
    Word,
    /// At a hyphen that is part of a word.
    Hyphen,
    /// Because it is full.
    Line,
    /// Because its writer wanted it.
    Meant,
}

/// What the lines of a block have in common.
struct Broken {
    /// The longest, in characters.
    width: usize,
    /// Whether they may be the lines of a page: no code, no list, no verse.
    is_prose: bool,
}

impl Broken {
    fn of(block: &[&str]) -> Self {
        let lines = || block.iter().filter(|line| !line.trim().is_empty());
        let begins_low = lines().skip(1).filter(|line| line.starts_with(char::is_lowercase)).count();
        let is_marked = |line: &str| {
            let first = line.chars().next().unwrap_or_default();
            let is_code = line.ends_with(['{', '}', ';', '\\', '>', '|']) || line.contains("://");
            first.is_whitespace() || "-–•·*>|#»✓→".contains(first) || is_code || is_numbered(line)
        };
        Self {
            width: lines().map(|line| line.trim_end().chars().count()).max().unwrap_or_default(),
            // Verse begins its lines with capitals; of a page's lines most go on in the middle of a sentence.
            is_prose: 2 * begins_low >= lines().count().saturating_sub(1)
                && begins_low > 0
                && !lines().any(|line| is_marked(line)),
        }
    }

    fn how(&self, line: &str, next: &str) -> How {
        if next.trim().is_empty() {
            return How::Meant;
        }
        let line = line.trim_end();
        let length = line.chars().count();
        let word = next.split_whitespace().next().unwrap_or_default();
        if let Some(how) = divided(line, word).filter(|_| self.fills(length, RATHER_LONG, word)) {
            return how;
        }
        let goes_on = next.starts_with(char::is_lowercase) || !line.ends_with(['.', ':', '!', '?']);
        if self.is_prose && goes_on && self.fills(length, LONG, word) { How::Line } else { How::Meant }
    }

    /// Whether the next word had no room. Letters are not equally wide: a tenth less is as full.
    fn fills(&self, length: usize, least: usize, word: &str) -> bool {
        self.width >= least && 10 * (length + 1 + word.chars().count()) > 9 * self.width
    }
}

/// How a word is divided that ends a line, if it is one.
fn divided(line: &str, word: &str) -> Option<How> {
    // The program itself has said that the word goes on.
    if line.ends_with('\u{AD}') {
        return Some(How::Word);
    }
    let stem = line.strip_suffix(['-', '\u{2010}'])?;
    // The hyphens of an address are its own.
    if stem.rsplit(char::is_whitespace).next().is_some_and(|last| last.contains(['/', '@', '_', '='])) {
        return None;
    }
    let begun = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // "för- och grundskola" is no word in two parts, and a capital or a digit begins one of its own.
    let is_two = ["och", "eller", "samt", "respektive", "resp", "and", "or"].contains(&word.trim_end_matches('.'));
    if is_two || !begun.ends_with(char::is_lowercase) || !word.starts_with(char::is_lowercase) {
        return None;
    }
    // "e-post", "x-axel".
    Some(if begun.chars().count() == 1 { How::Hyphen } else { How::Word })
}

/// `1. `, `12) `, `a) `.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with([')', '.']) || line.chars().nth(1) == Some(')')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::readable;

    #[test]
    fn signs_of_word_and_pdf_become_those_that_all_can_show() {
        for (pasted, read) in [
            ("aﬀär, beﬁntlig, ﬂytta, oﬃciell, ﬆ", "affär, befintlig, flytta, officiell, st"),
            ("för\u{AD}skola och barn\u{1F}omsorg", "förskola och barnomsorg"),
            (
                "\u{F0B7}\tPass\n\u{F0A7} Kvitto\n\u{F0D8} Blankett\n\u{F0C4}\u{A0}Karta",
                "• Pass\n• Kvitto\n• Blankett\n• Karta",
            ),
            ("Klart \u{F0FC}", "Klart ✓"),
            ("08\u{96}16, 5 \u{80}, \u{93}hej\u{94} det\u{92}s\u{85} slut", "08–16, 5 €, “hej” det’s… slut"),
            ("Rad ett\u{B}rad två\u{2028}rad tre\r\nrad fyra", "Rad ett\nrad två\nrad tre\nrad fyra"),
            ("13\u{A0}000 kr", "13 000 kr"),
            ("a\u{30A}r och o\u{308}", "år och ö"),
            ("k\u{200B}ommun\u{2060}en\u{FEFF}\u{FFFC}", "kommunen"),
            ("e\u{1E}post", "e-post"),
            ("» Ansök här", "» Ansök här"),
        ] {
            assert_eq!(readable(pasted), read, "{pasted:?}");
        }
    }

    #[test]
    fn lines_that_a_page_has_broken_are_whole_again() {
        let pdf = "Ansökan om bygglov lämnas till bygg- och miljönämnden. Till an-\nsökan ska du bifoga en karta \
                   över fastigheten, ritningar av fasa-\nderna och en beskrivning av det som ska byggas. Handläggningen\n\
                   tar högst tio veckor från det att ansökan är komplett.\nFrågor? Ring oss.";
        assert_eq!(
            readable(pdf),
            "Ansökan om bygglov lämnas till bygg- och miljönämnden. Till ansökan ska du bifoga en karta över \
             fastigheten, ritningar av fasaderna och en beskrivning av det som ska byggas. Handläggningen tar högst tio \
             veckor från det att ansökan är komplett.\nFrågor? Ring oss."
        );
        for (pasted, read) in [
            ("Vi erbjuder plats i barnom\u{AD}\nsorgen.", "Vi erbjuder plats i barnomsorgen."),
            ("Alla blanketter skickas med e-\npost till oss.", "Alla blanketter skickas med e-post till oss."),
            (
                "det här är en rad som går ut till kanten av sidan och därför bröts av den\nmen här ville någon\nbörja om",
                "det här är en rad som går ut till kanten av sidan och därför bröts av den men här ville någon\nbörja om",
            ),
            ("Vi ansvarar för all för-\noch grundskola.", "Vi ansvarar för all för-\noch grundskola."),
        ] {
            assert_eq!(readable(pasted), read, "{pasted:?}");
        }
    }

    #[test]
    fn what_was_meant_is_left_as_it_is() {
        for meant in [
            "Hej!\nJag undrar en sak.\nNär öppnar ni?",
            "Ack Värmeland, du sköna, du härliga land,\nDu krona för Svea rikes länder!\nJa, om jag komme mitt i det förlovade land,\n\
             Till Värmland jag ändå återvänder.",
            "kort rad\nliten bokstav\nutan punkt",
            "fn main() {\n    let antal_personer_i_kommunen = lista.iter().filter(|person| person.bor).count();\n    skriv(antal);\n}",
            "Det här är en lång rad med mycket text som går ut till kanten\n\nhär börjar ett nytt stycke med liten bokstav",
            "– Oslo är en stad i Norge och den är större än Linköping\n– ryd är en stadsdel",
            "https://www.linkoping.se/bygga-bo/bygglov/ansokan/en-lang-adress-\nsom-gar-vidare",
            "Storgatan 1-\n3",
            "👩‍👩‍👧 🇸🇪 می‌خواهم नमस्ते",
            "ខ្ញុំ\u{200B}ស្រឡាញ់",
            "Pris: 10 – 20 kr; \u{2009}x\u{2011}y",
            "\u{F8FF} är ett märke",
            "Anna Andersson, Storgatan 12, 582 22 Linköping, telefon\nBertil Bengtsson, Kungsgatan 3, 582 18 Linköping, mobil",
        ] {
            assert_eq!(readable(meant), meant);
        }
    }

    proptest! {
        #[test]
        fn what_is_readable_stays_so_and_no_line_is_added(text in "[a-zåäö \n.,:-]{0,200}") {
            let once = readable(&text).into_owned();
            prop_assert!(once.matches('\n').count() <= text.matches('\n').count());
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(&once), letters(&text));
        }

        #[test]
        fn nothing_crashes(text in "\\PC{0,200}|[\u{80}-\u{9F}\n \u{AD}\u{E000}-\u{E010}a-c-]{0,60}") {
            let _ = readable(&text);
        }
    }
}
