//! Questions for a kind of fact, and the sentences that hold one: a time, a sum, a name.
//!
//! It is one feature among others of what answers a question. The words are those of a language's grammar, and its units of
//! measure: closed classes, no list that grows with the pages.

use std::sync::LazyLock;

use regex::Regex;

/// A kind of fact: what a question that asks for it says, and what a sentence that holds it has. Both are expressions over
/// [plain](plain) text.
struct Kind {
    name: &'static str,
    asks: Regex,
    /// None where a capital letter tells.
    holds: Option<Regex>,
}

/// Which kinds of fact a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Asked(u16);

const MONTHS: &str = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|january|february|\
                      march|may|june|july|august|october";
const DAYS: &str =
    "mandag|tisdag|onsdag|torsdag|fredag|lordag|sondag|monday|tuesday|wednesday|thursday|friday|saturday|sunday";
/// Parts of the day and of the week.
const PARTS: &str =
    "kvall|natt|morgon|formiddag|eftermiddag|helg|vardag|evening|night|morning|afternoon|weekend|weekday";
const NUMBERS: &str = "tva|tre|fyra|fem|sex|sju|atta|nio|tio|elva|tolv|femton|tjugo|trettio|two|three|four|five|six|seven|eight|\
                       nine|ten|twelve";

/// The name of the kind that is only confirmed or denied.
const YES_OR_NO: &str = "yes_or_no";

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let kinds: [(&str, &str, String); 9] = [
        (
            "date",
            r"\b(nar|when|datum|vilken dag|vilka dagar|what day|senast|deadline|vilken manad|vilken vecka)\b",
            format!(r"\b({MONTHS}|({DAYS}|{PARTS})\w*)\b|\bvecka \d|\b20\d\d\b"),
        ),
        (
            "time",
            r"\b(klockan|vilken tid|vilka tider|oppet|oppettid\w*|oppnar|stanger|open\w*|close\w*|what time|hur dags|kl)\b",
            format!(r"\b\d{{1,2}}[.:]\d\d\b|\b(kl|klockan)\b|\b\d{{1,2}}\s*-\s*\d{{1,2}}\b|\b({PARTS})\w*|dygnet runt"),
        ),
        (
            "duration",
            r"\b(hur (lange|lang tid)|how long|(hur manga|how many) (dagar|dar|veckor|manader|timmar|ar|minuter|days|weeks|months|hours|years)|hur ofta|how often)\b",
            format!(
                r"(\d|\b({NUMBERS}|en|ett|one)) ?(arbets|vardags|las|kalender)?(dag|veck|manad|timm|minut|ar\b|day|week|month|hour|year)|dygnet runt|\bvarje (dag|vecka|manad|ar)"
            ),
        ),
        (
            "cost",
            r"\b(kosta\w*|pris\w*|avgift\w*|taxa\w*|betala\w*|dyrt|cost\w*|price|fee|pay|hur mycket|hur mkt|how much|kr|kronor|gratis|free)\b",
            r"\d\s*(kr\b|kronor|ore\b|sek\b|kr/|%|procent|percent)|\b(gratis|avgiftsfri\w*|kostnadsfri\w*|free of charge|utan avgift|ingen avgift|ingar|kostar inge\w*)\b"
                .to_owned(),
        ),
        (
            "number",
            r"\b(hur manga|how many|max|hogst|minst|hur stor\w*|hur langt|hur hog\w*|hur ofta|hur gammal|alder|how old|vilken storlek)\b",
            format!(r"\d|\b({NUMBERS})\b"),
        ),
        ("name", r"\b(vem|vilka|vems|who)\b", String::new()),
        ("place", r"\b(var|vart|where|adress\w*|nanstans|vilken plats)\b", r"gatan|vagen|torget|plan \d|street|besok".to_owned()),
        (
            "contact",
            r"\b(telefon\w*|tele|tel|nummer|numret|nr|ring\w*|phone|call|mejl\w*|mail\w*|epost|e-post\w*|email)\b",
            r"\b0\d{1,3}-\d|\b11[2-9]\d*\b|\b1177\b|@|www\.|e-tjanst|webben|e-post|blankett".to_owned(),
        ),
        (
            YES_OR_NO,
            r"^(\w+ ){0,3}(far|kan|maste|ska|behover|ar|har|finns|gar|kommer|can|do|does|is|may|must|are)\b",
            r"\b(inte|ej|ingen|inga|inget|aldrig|varken|utan|bara|endast|not|no|only|undantag\w*|forbjud\w*)\b".to_owned(),
        ),
    ];
    let regex = |expression: &str| Regex::new(&format!("(?-u){expression}")).expect("a test builds them all");
    let kind = |(name, asks, holds): (&'static str, &str, String)| Kind {
        name,
        asks: regex(asks),
        holds: (!holds.is_empty()).then(|| regex(&holds)),
    };
    kinds.into_iter().map(kind).collect()
});

/// Whether a text has a figure, or a number in a word.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?-u)\d|\b({NUMBERS})\b")).expect("a test builds it"));

impl Asked {
    /// The kinds of fact that a question asks for.
    pub(super) fn of(question: &str) -> Self {
        let plain = plain(question);
        let asks = KINDS.iter().enumerate().filter(|(_, kind)| kind.asks.is_match(&plain));
        Self(asks.fold(0, |asked, (at, _)| asked | 1 << at))
    }

    /// Those of them that are more than yes or no.
    pub(super) fn but_yes_or_no(self) -> Self {
        let is_one = |kind: &Kind| kind.name == YES_OR_NO;
        let at = KINDS.iter().position(is_one).unwrap_or_default();
        Self(self.0 & !(1 << at))
    }

    /// Whether it asks for none that is known.
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether a text holds a fact of one of them.
    pub(super) fn is_in(self, text: &str) -> bool {
        let plain = plain(text);
        let asked = KINDS.iter().enumerate().filter(|(at, _)| self.0 & (1 << at) != 0);
        asked.into_iter().any(|(_, kind)| match &kind.holds {
            _ if matches!(kind.name, "name" | "place") && has_name(text) => true,
            Some(holds) => holds.is_match(&plain),
            None => false,
        })
    }

    /// The first of them by name.
    pub(super) fn name(self) -> Option<&'static str> {
        KINDS.iter().enumerate().find(|(at, _)| self.0 & (1 << at) != 0).map(|(_, kind)| kind.name)
    }
}

/// Whether a text has a figure, or a number in a word.
pub(super) fn has_number(text: &str) -> bool {
    NUMBER.is_match(&plain(text))
}

/// Whether a capital letter stands inside a sentence: a name, as far as one can tell.
fn has_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| !pair[0].ends_with(['.', '?', '!', ':']) && pair[1].chars().next().is_some_and(char::is_uppercase))
}

/// A text in lower case, without dots and accents, with one kind of hyphen and of blank: its marks stay.
fn plain(text: &str) -> String {
    let plain = |character: char| match character {
        'å' | 'ä' | 'à' | 'á' | 'Å' | 'Ä' => 'a',
        'ö' | 'Ö' | 'ø' => 'o',
        'é' | 'è' | 'É' => 'e',
        'ü' | 'Ü' => 'u',
        '–' | '—' | '−' => '-',
        '\u{a0}' | '\u{2002}' | '\u{2009}' | '\u{202f}' => ' ',
        other => other.to_ascii_lowercase(),
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::{Asked, KINDS, has_number};

    #[test]
    fn what_is_asked_for_is_told_from_the_words() {
        for (question, name) in [
            ("Vad kostar färdtjänst?", Some("cost")),
            ("How much is a permit?", Some("cost")),
            ("simhallen öppettider", Some("time")),
            ("Hur lång tid tar bygglov?", Some("duration")),
            ("Vem är rektor?", Some("name")),
            ("Telefonnummer till Kontakt Linköping", Some("contact")),
            ("När ska jag ansöka?", Some("date")),
            ("Var ligger tippen", Some("place")),
            ("Får man elda?", Some("yes_or_no")),
            ("bygglov altan", None),
        ] {
            assert_eq!(Asked::of(question).name(), name, "{question}");
        }
        assert!(Asked::of("Får man elda?").but_yes_or_no().is_none());
        assert_eq!(KINDS.len(), 9);
    }

    #[test]
    fn a_sentence_holds_the_fact_or_does_not() {
        let holds = |question: &str, text: &str| Asked::of(question).is_in(text);
        assert!(holds("vad kostar det", "Avgiften är 370 kronor.") && holds("vad kostar det", "Det är gratis."));
        assert!(!holds("vad kostar det", "Avgiften beror på inkomsten, och 2 barn räknas."));
        assert!(holds("vilka tider", "Öppet vardagar 8–16.") && !holds("vilka tider", "Det finns 3 simhallar."));
        assert!(holds("hur lång tid tar det", "Beslutet tar högst tio veckor."));
        assert!(!holds("hur lång tid tar det", "Det tar tid."));
        assert!(holds("vem bestämmer", "Det gör rektor Anna Ek.") && !holds("vem bestämmer", "Det gör rektorn. Ring."));
        assert!(holds("vilket telefonnummer", "Ring 013-20 60 00.") && !holds("vilket telefonnummer", "Ring oss."));
        assert!(holds("får man elda", "Du får inte elda.") && !holds("bygglov altan", "Du får inte 8–16."));
        assert!(has_number("två veckor") && has_number("8") && !has_number("en vecka"));
    }
}
