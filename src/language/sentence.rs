//! Where sentences end.
//!
//! A stop ends most sentences, and abbreviations, ordinals and initials as well. What follows tells most of them apart: a
//! sentence begins with a capital or a digit. Where one of these may follow an abbreviation, a short list knows it. When in
//! doubt a sentence goes on: two of them together say what they say, and half of one ("Avgiften är max.") says nothing.

use super::month_named;

/// Abbreviations that something always follows, be it a name or a number: "tel. 013-…", "enl. Skatteverket".
const GOES_ON: &[&str] = &[
    "adj", "ang", "anm", "approx", "bitr", "ca", "dept", "dir", "dnr", "dr", "dvs", "enl", "ev", "ex", "excl", "exkl",
    "fil", "förf", "incl", "inkl", "jfr", "jur", "kand", "kap", "kl", "kungl", "lic", "max", "min", "mom", "motsv",
    "mr", "mrs", "nr", "nuv", "omkr", "prof", "prop", "resp", "s:t", "s:ta", "s:te", "sfs", "sid", "skr", "tekn",
    "tel", "tf", "tfn", "tfnr", "tlf", "vard", "vol", "vs", "äv",
];

/// Those that stand at the end of a sentence as well as within one: only what follows tells. "500 st. Ansök" ends one,
/// "10 st. 20-liters säckar" does not.
const MAY_END: &[&str] = &[
    "avd", "bil", "dyl", "e.d", "e.dyl", "e.m", "etc", "f.m", "fig", "flr", "fre", "lgh", "lör", "m.fl", "m.m", "mfl",
    "mm", "mån", "m.v", "moms", "o.d", "o.dyl", "o.s.v", "ons", "osv", "p.m", "a.m", "pkt", "plan", "st", "sön", "tim",
    "tis", "tor", "tors", "vån", "§", "§§", "jan", "feb", "apr", "aug", "sep", "sept", "okt", "nov", "dec",
];

/// Words that end a sentence though they look as if they were none: lower case and a single letter.
const LETTERS_THAT_ARE_WORDS: &[&str] = &["i", "å", "ö"];

/// The sentences of a text. Each keeps the blanks after it, so that together they are the text.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut characters) = (0, text.char_indices().peekable());
    while let Some((at, character)) = characters.next() {
        if !matches!(character, '.' | '?' | '!' | '…') {
            continue;
        }
        // `(Ring först.) Sedan …`: what closes belongs to the sentence before it.
        while characters.next_if(|(_, next)| is_closing(*next)).is_some() {}
        let Some((end, _)) = characters.peek().copied().filter(|(_, next)| next.is_whitespace()) else { continue };
        let rest = &text[end..];
        let blanks = rest.len() - rest.trim_start().len();
        if ends(character, &text[from..at], &rest[blanks..]) {
            found.push(&text[from..end + blanks]);
            from = end + blanks;
        }
    }
    if from < text.len() {
        found.push(&text[from..]);
    }
    found
}

fn is_closing(character: char) -> bool {
    matches!(character, ')' | ']' | '"' | '”' | '’' | '\'' | '»')
}

/// Whether a stop ends the sentence `before` it, when `after` comes next.
fn ends(stop: char, before: &str, after: &str) -> bool {
    let opened = after.trim_start_matches(['(', '[', '"', '”', '“', '„', '’', '\'', '»', '«']);
    let Some(next) = opened.chars().next() else { return true };
    if next.is_lowercase() {
        return false;
    }
    if stop != '.' {
        return true;
    }
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(['(', '[', '"', '”', '“', '’', '\'', '»', '«', '–', '-', '/']);
    let lower = word.to_lowercase();
    let lower = lower.as_str();
    // "Answer no. Then …" ends one, "No. 5" does not.
    if word == "No" || (lower == "no" && next.is_ascii_digit()) {
        return false;
    }
    if is_number(word) {
        // "1. Ring" begins a line of a list; "den 3. Maj" is a date.
        let begins_line = before[..before.len() - word.len()].trim_end_matches(' ').chars().next_back();
        return begins_line.is_some_and(|last| last != '\n') && !is_month(opened)
            || word.len() > 3 && !is_month(opened);
    }
    // "30 min. Sedan …", "500 max. Ansök": after its number a unit has nothing to wait for.
    let counted = before[..before.len() - word.len()].trim_end().ends_with(|last: char| last.is_ascii_digit());
    if MAY_END.contains(&lower) || (lower == "min" && counted) {
        return !next.is_ascii_digit();
    }
    if GOES_ON.contains(&lower) || is_dotted(lower) {
        return false;
    }
    if is_initial(word) {
        // "A. Svensson" goes on; "Storgatan 5 A. Ring …" does not.
        return counted || !next.is_uppercase() && !next.is_ascii_digit();
    }
    let is_letter = lower.len() == 1 && lower.chars().all(char::is_alphabetic);
    if is_letter && !LETTERS_THAT_ARE_WORDS.contains(&lower) {
        return counted;
    }
    !(next.is_ascii_digit() && (is_street(word) || has_no_vowel(lower)))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_month(text: &str) -> bool {
    text.split(|character: char| !character.is_alphabetic()).next().and_then(month_named).is_some()
}

/// `t.ex`, `fr.o.m`, `p.g.a`: short parts with stops between them. An address (`kommun.se`) and a time (`10.30`) are
/// none.
fn is_dotted(lower: &str) -> bool {
    let mut parts = 0;
    let short = lower.split('.').all(|part| {
        parts += 1;
        (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
    });
    short && (2..=4).contains(&parts)
}

/// `A`, `K-G`, `J.R`.
fn is_initial(word: &str) -> bool {
    let mut letters = word.split(['.', '-']).filter(|part| !part.is_empty());
    !word.is_empty() && letters.all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

/// `Storg`, `Åv`: a street whose second half is shortened.
fn is_street(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && ["g", "v", "pl", "gr"].iter().any(|end| word.ends_with(end))
}

/// No word of Swedish is without one; `kr` alone is said so often that it became one.
fn has_no_vowel(lower: &str) -> bool {
    lower != "kr"
        && !lower.is_empty()
        && lower.chars().all(char::is_alphabetic)
        && !lower.contains(['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö', 'é', 'ü'])
}

#[cfg(test)]
mod tests {
    use super::sentences;

    /// Each text is one sentence.
    fn whole(texts: &[&str]) {
        for text in texts {
            assert_eq!(sentences(text), [*text]);
        }
    }

    /// Each text ends a sentence at its bar.
    fn parted(texts: &[&str]) {
        for text in texts {
            let expected: Vec<String> = text.split('|').map(str::to_owned).collect();
            assert_eq!(sentences(&text.replace('|', "")), expected, "{text}");
        }
    }

    #[test]
    fn an_abbreviation_before_a_number_or_a_name_ends_no_sentence() {
        whole(&[
            "Avgiften är max. 1 200 kronor per kväll, inkl. 25 procents moms.",
            "Boka fr.o.m. 1 september och senast t.o.m. 15 maj.",
            "Frågor besvaras på tfn. 013-20 60 00 vard. 8–16.",
            "Enligt 3 kap. 2 § ordningslagen och 4–6 §§. 8 plan- och bygglagen.",
            "Vi tar emot min. 5 och exkl. 2 barn, resp. 3 vuxna, ev. 4.",
            "Läs mer i SFS. 2010:900, jfr. prop. 2019/20:1 och 2 mom. Ordningslagen.",
            "Beslutet gäller enl. Skatteverket, dvs. Sverige, p.g.a. Brexit.",
            "Gudstjänst i S:t. Lars kyrka, s.k. Taizémässa med t. ex. Anna.",
            "Hämta 10 st. 20-liters säckar, spadar m.m. enligt listan m.m. 3 dagar i veckan.",
            "Öppet mån. 8–16 och i aug. 9–12, Storg. 12, lgh. 1101.",
            "Kostar ca. 300 kr. per månad (max. \"två\" barn).",
        ]);
    }

    #[test]
    fn ordinals_dates_initials_and_times_end_no_sentence() {
        whole(&[
            "Ansök senast den 3. maj eller den 4. Juni.",
            "Kontakta A. Svensson, K.-G. Ek eller J.R. Holm.",
            "1. Ring kommunen",
            "Öppet kl. 8.30 och v. 23 på www.kommun.se varje dag.",
            "Gustaf VI. adolfs park är 2.5 hektar.",
        ]);
    }

    #[test]
    fn what_ends_a_sentence_still_does() {
        parted(&[
            "Det kostar 500 kr. |Ansök i tid.",
            "Det kostar 500 kr. |20 procent återbetalas.",
            "Det kostar 500. |Ansök.",
            "Bussen går till Storgatan 5 A. |Ring på.",
            "Mötet tar 30 min. |Sedan bjuds det på fika.",
            "Ta med spade, hink m.m. |Ansök sedan.",
            "Läs på www.kommun.se. |Där står mer.",
            "Huset ligger vid en å. |Det är rött.",
            "Vi öppnar 10.30. |Välkommen!",
            "Öppnar vi? |Ja! |Kom in… |Nu.",
            "(Ring först.) |Kom sedan. |\"Nej.\" |Så sa hon.",
            "Boka en tid. |– Välkommen.",
            "Taxan gäller år 2025. |Den höjs sedan.",
        ]);
    }

    #[test]
    fn sentences_together_are_the_text() {
        for text in ["", ".", "A. ", "a.\n\nB.  C", "…!? .) .", "1. \n2. Å", "max."] {
            assert_eq!(sentences(text).concat(), text);
        }
    }
}
