//! Questions for a fact: a price, a time, a date, a number, a name. Only a sentence that holds one answers them.

use crate::language;

/// What kind of fact is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// What something costs.
    Price,
    /// A sum in money, by that name.
    Sum,
    /// At what time something is open, or happens.
    Hours,
    /// When something is open: at what time, in which part of the week or in which month.
    Open,
    /// When something happens.
    Date,
    /// How long something takes.
    Duration,
    /// How many there are of something, how high, how old.
    Number,
    /// A telephone number.
    Phone,
    /// An address for e-mail.
    Mail,
    /// What somebody or something is called.
    Name,
}

/// What a question begins or holds, folded, and what it asks for; the first that fits.
const ASKS: &[(&str, Fact)] = &[
    ("telefonnummer", Fact::Phone),
    ("telefonnumret", Fact::Phone),
    ("phone number", Fact::Phone),
    ("vilket nummer", Fact::Phone),
    ("mejladress", Fact::Mail),
    ("mailadress", Fact::Mail),
    ("e postadress", Fact::Mail),
    ("email address", Fact::Mail),
    ("oppettider", Fact::Hours),
    ("oppettid", Fact::Hours),
    ("oppettiderna", Fact::Hours),
    ("opening hours", Fact::Hours),
    ("nar oppnar", Fact::Hours),
    ("nar stanger", Fact::Hours),
    ("hur lange ar oppet", Fact::Hours),
    ("vilka tider", Fact::Hours),
    ("vilken tid", Fact::Hours),
    ("what time", Fact::Hours),
    ("hur dags", Fact::Hours),
    ("nar pa dagen", Fact::Hours),
    ("hur manga kronor", Fact::Sum),
    ("hur mycket i kronor", Fact::Sum),
    ("hur mycket pengar", Fact::Sum),
    ("vilket belopp", Fact::Sum),
    ("vad kostar", Fact::Price),
    ("vad kosta", Fact::Price),
    ("vad blir kostnaden", Fact::Price),
    ("vad ar priset", Fact::Price),
    ("vad ar avgiften", Fact::Price),
    ("hur dyr", Fact::Price),
    ("hur dyrt", Fact::Price),
    ("hur mycket kostar", Fact::Price),
    ("hur mkt kostar", Fact::Price),
    ("hur mycket betalar", Fact::Price),
    ("hur mycket far man betala", Fact::Price),
    ("hur hog ar avgiften", Fact::Price),
    ("hur mycket far", Fact::Sum),
    ("hur mkt far", Fact::Sum),
    ("hur mycket ar", Fact::Sum),
    ("hur mycket tjanar", Fact::Sum),
    ("hur mkt tjanar", Fact::Sum),
    ("how much", Fact::Price),
    ("the price", Fact::Price),
    ("the cost", Fact::Price),
    ("the fee", Fact::Price),
    ("what does", Fact::Price),
    ("hur lang tid", Fact::Duration),
    ("hur lange", Fact::Duration),
    ("how long", Fact::Duration),
    ("handlaggningstid", Fact::Duration),
    ("handlaggningstiden", Fact::Duration),
    ("hur manga ar", Fact::Duration),
    ("hur manga ars", Fact::Duration),
    ("hur manga veckor", Fact::Duration),
    ("hur manga manader", Fact::Duration),
    ("hur manga dagar", Fact::Duration),
    ("hur manga timmar", Fact::Duration),
    ("hur manga minuter", Fact::Duration),
    ("how many kronor", Fact::Sum),
    ("how many weeks", Fact::Duration),
    ("how many months", Fact::Duration),
    ("how many days", Fact::Duration),
    ("how many hours", Fact::Duration),
    ("vad tjanar man", Fact::Sum),
    ("vad far man i lon", Fact::Sum),
    ("vad ar timlonen", Fact::Sum),
    ("vad ar lonen", Fact::Sum),
    ("hur manga", Fact::Number),
    ("how many", Fact::Number),
    ("hur hog", Fact::Number),
    ("hur stor", Fact::Number),
    ("hur gammal", Fact::Number),
    ("how old", Fact::Number),
    ("vilket datum", Fact::Date),
    ("vilken dag", Fact::Date),
    ("sista dag", Fact::Date),
    ("sista dagen", Fact::Date),
    ("nar ar sista", Fact::Date),
    ("deadline", Fact::Date),
    ("vad heter", Fact::Name),
    ("vem heter", Fact::Name),
    ("what is the name", Fact::Name),
];

/// Words that ask for hours in a question for a time: "när är tippen öppen?", "when does it close?".
const OPEN: &[&str] = &[
    "oppet", "oppen", "oppna", "oppnar", "stangt", "stangd", "stanger", "stangda", "open", "opens", "close", "closes",
    "closed",
];

const AROUND_THE_CLOCK: &[&str] = &["dygnet runt", "hela dygnet", "around the clock"];
/// When something is open, without a clock.
const PARTS_OF_THE_WEEK: &[&str] =
    &["kvallar och helger", "kvallar och natter", "pa kvallar", "pa helger", "evenings and weekends"];

/// What somebody is who has a name, as the ends of words: a question for one is a question for the name.
const ROLES: &[&str] = &[
    "chef",
    "chefen",
    "rektor",
    "rektorn",
    "ordforande",
    "ordforanden",
    "kommunalrad",
    "kommunalradet",
    "direktor",
    "direktoren",
    "borgmastare",
    "handlaggare",
    "handlaggaren",
    "mayor",
    "principal",
    "director",
    "manager",
];

/// What is asked for, and not what it is asked of.
const ASKING: &[&str] = &[
    "kostar",
    "kosta",
    "kostnad",
    "kostnaden",
    "pris",
    "priset",
    "avgift",
    "avgiften",
    "taxa",
    "taxan",
    "belopp",
    "betala",
    "betalar",
    "pengar",
    "kronor",
    "summa",
    "lon",
    "lonen",
    "tjanar",
    "tid",
    "tiden",
    "tider",
    "lang",
    "lange",
    "dags",
    "dagen",
    "dag",
    "datum",
    "nummer",
    "telefonnummer",
    "telefonnumret",
    "mejladress",
    "mailadress",
    "oppettider",
    "oppettid",
    "oppettiderna",
    "heter",
    "hog",
    "hogt",
    "stor",
    "stort",
    "gammal",
    "dyr",
    "dyrt",
    "mkt",
    "handlaggningstid",
    "handlaggningstiden",
    "veckor",
    "manader",
    "dagar",
    "timmar",
    "minuter",
    "ars",
    "cost",
    "costs",
    "price",
    "fee",
    "charge",
    "hours",
    "opening",
    "phone",
    "number",
    "name",
    "long",
    "time",
    "old",
];

/// Words that make a Price of a question that begins with "what does".
const PRICE_WORDS: &[&str] = &["cost", "charge", "price", "fee"];

/// Words for numbers, folded.
const NUMBER_WORDS: &[&str] = &[
    "en",
    "ett",
    "tva",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "atta",
    "nio",
    "tio",
    "elva",
    "tolv",
    "femton",
    "tjugo",
    "halv",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "ingen",
    "inga",
    "obegransat",
];
const UNITS: &[&str] = &[
    "ar",
    "aret",
    "manad",
    "manader",
    "manaden",
    "vecka",
    "veckor",
    "dag",
    "dagar",
    "dagarna",
    "dygn",
    "timme",
    "timmar",
    "minut",
    "minuter",
    "year",
    "years",
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "hour",
    "hours",
    "minutes",
    "arbetsdagar",
    "termin",
    "lasar",
    "laasar",
    "tillsvidare",
];
const FREE: &[&str] = &[
    "gratis",
    "kostnadsfri",
    "kostnadsfritt",
    "avgiftsfri",
    "avgiftsfritt",
    "avgiftsfria",
    "kostar ingenting",
    "kostar inget",
    "ingen avgift",
    "inga avgifter",
    "utan kostnad",
    "utan avgift",
    "inte betala",
    "betalar inte",
    "free of charge",
    "free",
    "no fee",
    "costs nothing",
    "inte nagot att",
];

impl Fact {
    /// What a question asks for; none when words alone answer it.
    pub(super) fn asked_for(question: &str) -> Option<Self> {
        let folded = language::fold(question);
        let padded = format!(" {folded} ");
        let fits = |phrase: &str| padded.contains(&format!(" {phrase} "));
        let open = OPEN.iter().any(|word| fits(word));
        let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(&format!("{word} ")));
        if open && begins(&["nar", "when"]) {
            return Some(Self::Open);
        }
        if begins(&["vem ar", "who is"]) && folded.split(' ').any(|word| ROLES.iter().any(|role| word.ends_with(role)))
        {
            return Some(Self::Name);
        }
        let (phrase, fact) = ASKS.iter().find(|(phrase, _)| fits(phrase))?;
        match *fact {
            Self::Duration if open => Some(Self::Hours),
            fact => (*phrase != "what does" || PRICE_WORDS.iter().any(|word| fits(word))).then_some(fact),
        }
    }

    /// The word that a sentence has to share with the question to answer it, folded: what is counted, or who is named.
    pub(super) fn about(self, question: &str) -> Option<String> {
        let before: &[&str] = match self {
            Self::Number => &["manga", "many"],
            Self::Name => &["heter", "ar", "of"],
            _ => return None,
        };
        let folded = language::fold(question);
        let words: Vec<&str> = folded.split(' ').collect();
        let at = words.iter().position(|word| before.contains(word))?;
        words[at + 1..].iter().find(|word| !language::is_stop_word(word)).map(|word| (*word).to_owned())
    }

    /// The words of a question that say what the fact is asked of; those that ask for it are left out.
    pub(super) fn subject(folded: &str) -> impl Iterator<Item = &str> {
        let says = |word: &&str| !language::is_stop_word(word) && !ASKING.contains(word) && !OPEN.contains(word);
        folded.split_whitespace().filter(says)
    }

    /// Whether a text holds such a fact.
    pub(super) fn stands_in(self, text: &str) -> bool {
        let folded = language::fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let any_number = || words.iter().any(|word| number(word) || NUMBER_WORDS.contains(word));
        let next_to = |units: &[&str], both: bool| {
            words.windows(2).any(|pair| {
                let counted = number(pair[0]) || both && NUMBER_WORDS.contains(&pair[0]);
                counted && units.contains(&pair[1])
            })
        };
        let says = |phrases: &[&str]| {
            let padded = format!(" {folded} ");
            phrases.iter().any(|phrase| padded.contains(&format!(" {phrase} ")))
        };
        let money = || {
            text.contains(" kr") && words.iter().any(|word| number(word)) || next_to(&["kronor", "kr", "sek"], false)
        };
        match self {
            Self::Sum => money(),
            Self::Price => money() || says(FREE) || next_to(&["procent", "percent"], true) || text.contains('%'),
            Self::Hours => is_time(text) || says(AROUND_THE_CLOCK),
            Self::Open => {
                let parts = says(PARTS_OF_THE_WEEK) || words.iter().any(|word| language::month_named(word).is_some());
                is_time(text) || says(AROUND_THE_CLOCK) || parts && words.iter().any(|word| OPEN.contains(word))
            }
            Self::Date => {
                words.iter().any(|word| language::month_named(word).is_some()) && words.iter().any(|word| number(word))
                    || next_to(UNITS, true)
            }
            Self::Duration => next_to(UNITS, true) || says(&["tills vidare", "direkt", "samma dag"]) || is_time(text),
            Self::Number => any_number(),
            Self::Phone => phone(text),
            Self::Mail => text.contains('@'),
            Self::Name => has_name(text),
        }
    }
}

/// Whether a text names a time of the day: `8–16`, `kl 9`, `10.30`.
fn is_time(text: &str) -> bool {
    let clock = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let mut parts = word.split(['–', '-', '.', ':']);
        let hour = |part: &str| part.len() <= 2 && part.parse::<u8>().is_ok_and(|hour| hour <= 24);
        let first = parts.next().is_some_and(hour);
        let rest: Vec<&str> = parts.collect();
        (
            first,
            first
                && !rest.is_empty()
                && rest.iter().all(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|it| it < 60)),
        )
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().any(|word| word.contains(['–', '-', '.', ':']) && clock(word).1)
        || words.windows(2).any(|pair| {
            matches!(pair[0].trim_end_matches('.').to_lowercase().as_str(), "kl" | "klockan" | "at") && clock(pair[1]).0
        })
}

/// Whether a text holds at least six digits in a row, blanks and hyphens aside.
fn phone(text: &str) -> bool {
    let mut run = 0;
    for character in text.chars() {
        match character {
            '0'..='9' => run += 1,
            ' ' | '-' | '–' | '\u{a0}' => {}
            _ => run = 0,
        }
        if run >= 6 {
            return true;
        }
    }
    text.contains("112") || text.contains("1177")
}

/// Whether a capital letter stands inside a sentence: a name, as far as one can tell.
fn has_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| !pair[0].ends_with(['.', '?', '!', ':']) && pair[1].chars().next().is_some_and(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::Fact;

    #[test]
    fn what_is_asked_for_is_told_from_the_words() {
        for (question, fact) in [
            ("Vad kostar färdtjänst?", Some(Fact::Price)),
            ("hur mycket betalar jag för hemtjänst", Some(Fact::Price)),
            ("What does a permit cost?", Some(Fact::Price)),
            ("What does the preschool serve?", None),
            ("simhallen öppettider", Some(Fact::Hours)),
            ("Hur lång tid tar bygglov?", Some(Fact::Duration)),
            ("Vad heter rektorn?", Some(Fact::Name)),
            ("Vilket nummer har Kontakt Linköping?", Some(Fact::Phone)),
            ("När är tippen öppen?", Some(Fact::Open)),
            ("When does the library close?", Some(Fact::Open)),
            ("What time does the library close?", Some(Fact::Hours)),
            ("När ska jag ansöka?", None),
            ("Vem är enhetschef?", Some(Fact::Name)),
            ("Vem är ansvarig för snöröjningen?", None),
            ("Hur ansöker jag om bygglov?", None),
        ] {
            assert_eq!(Fact::asked_for(question), fact, "{question}");
        }
    }

    #[test]
    fn what_a_fact_is_asked_of_is_the_rest_of_the_question() {
        let subject = |folded: &'static str| Fact::subject(folded).collect::<Vec<_>>();
        assert_eq!(subject("hur mycket kostar en liter mjolk"), ["liter", "mjolk"]);
        assert_eq!(subject("nar ar tippen oppen"), ["tippen"]);
        assert_eq!(subject("vad kostar det"), [""; 0]);
    }

    #[test]
    fn a_sentence_holds_the_fact_or_does_not() {
        assert!(
            Fact::Price.stands_in("Avgiften är 370 kronor i månaden.")
                && Fact::Price.stands_in("Det kostar ingenting.")
        );
        assert!(!Fact::Price.stands_in("Avgiften beror på inkomsten, och 2 barn räknas."));
        assert!(Fact::Hours.stands_in("Öppet vardagar 8–16.") && Fact::Hours.stands_in("Vi öppnar kl 9."));
        assert!(!Fact::Hours.stands_in("Det finns 3 simhallar, och de 25 banorna är öppna."));
        assert!(Fact::Open.stands_in("Badet är öppet i juli.") && !Fact::Open.stands_in("Badet är öppet."));
        assert!(Fact::Open.stands_in("Jouren har öppet på kvällar.") && Fact::Open.stands_in("Öppet 8–16."));
        assert!(
            !Fact::Open.stands_in("Vi plogar på kvällar.") && !Fact::Hours.stands_in("Jouren har öppet på kvällar.")
        );
        assert!(Fact::Duration.stands_in("Beslutet tar högst 10 veckor.") && !Fact::Duration.stands_in("Det tar tid."));
        assert!(Fact::Phone.stands_in("Ring 013-20 60 00.") && !Fact::Phone.stands_in("Ring oss."));
        assert!(
            Fact::Name.stands_in("Rektorn heter Anna Ek.") && !Fact::Name.stands_in("Rektorn svarar. Ring skolan.")
        );
    }
}
