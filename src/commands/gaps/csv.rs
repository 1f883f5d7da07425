//! Gaps as a table for the spreadsheets of editors: separated values (RFC 4180).
//!
//! Excel takes the separator from the language of the system, a semicolon in Swedish, and reads UTF-8 as such only behind a
//! byte order mark.

use super::Csv;
use crate::gaps::{Gap, PageRef};
use crate::hours::in_stockholm;

const HEADING: [&str; 13] = [
    "Fråga",
    "Antal",
    "Utan svar",
    "Hjälpte inte",
    "Första gången",
    "Senaste gången",
    "Språk",
    "Andra sätt att fråga",
    "Visad sida",
    "Visad adress",
    "Åtgärdad",
    "Sida som svarar nu",
    "Undanlagd",
];

/// The heading, and a row for each gap.
pub(super) fn table(gaps: &[&Gap], separator: Csv) -> String {
    let heading = HEADING.map(str::to_owned);
    let rows = std::iter::once(heading).chain(gaps.iter().map(|gap| row(gap)));
    match separator {
        Csv::Semicolon => rows.fold("\u{FEFF}".to_owned(), |table, cells| table + &line(&cells, ";")),
        Csv::Comma => rows.map(|cells| line(&cells, ",")).collect(),
    }
}

fn row(gap: &Gap) -> [String; 13] {
    let day = |at| in_stockholm(at).date().to_string();
    let samples: Vec<&str> = gap.samples.iter().map(|sample| sample.text.as_str()).collect();
    let languages: Vec<&str> = gap.languages.iter().map(|language| language.tag()).collect();
    let of_page = |of: fn(&PageRef) -> &String| gap.page.as_ref().map(of).cloned().unwrap_or_default();
    let handled = gap.standing.handled().map(|(handled, _)| handled);
    [
        gap.name.clone(),
        gap.count().to_string(),
        gap.abstentions.to_string(),
        gap.not_helped.to_string(),
        day(gap.first),
        day(gap.last),
        languages.join(" "),
        samples.join("\n"),
        of_page(|page| &page.title),
        of_page(|page| &page.url),
        handled.map(|handled| day(handled.at)).unwrap_or_default(),
        handled.map(|handled| handled.page.url.clone()).unwrap_or_default(),
        gap.standing.put_aside().map(|(at, _)| day(at)).unwrap_or_default(),
    ]
}

fn line(cells: &[String], separator: &str) -> String {
    cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(separator) + "\r\n"
}

/// A cell. What a visitor wrote may begin like a formula, which a spreadsheet would carry out: an apostrophe before it
/// makes it a text (OWASP, CSV Injection).
fn cell(text: &str) -> String {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', ';', '"', '\n', '\r', '\t']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_visitor_wrote_can_neither_break_a_row_nor_be_a_formula() {
        for (text, written) in [
            ("Får man grilla?", "Får man grilla?"),
            ("bygglov, carport", "\"bygglov, carport\""),
            ("säg \"hej\"", "\"säg \"\"hej\"\"\""),
            ("två\nrader", "\"två\nrader\""),
            ("=1+1", "'=1+1"),
            (" \t=1+1", "\"' \t=1+1\""),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2 grader?", "'-2 grader?"),
            ("+46", "'+46"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
