//! Heads and feet of pages, and their numbers, are no part of a text. Pure.

use std::collections::HashMap;

use super::layout::{Column, Line};

/// Lines of a page with its height, in points.
#[derive(Debug, Default)]
pub(super) struct PageLines {
    pub(super) height: f64,
    pub(super) columns: Vec<Column>,
}

/// How much of a page's height its head and its foot may take, each.
const MARGIN: f64 = 0.14;

/// Where a line stands that may be a head or a foot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Spot {
    /// At this height in a margin.
    Height(i64),
    /// Among the first or the last lines of its page, wherever the text ends: true for the first ones.
    End(bool),
}

/// Takes away what pages say at the same place, and their numbers.
pub(super) fn remove(pages: &mut [PageLines]) {
    let mut seen: HashMap<(String, Spot), usize> = HashMap::new();
    for page in &*pages {
        let ends = ends(page);
        let lines = page.columns.iter().flat_map(|column| &column.lines);
        let mut own: Vec<_> = lines
            .flat_map(|line| spots(line, page.height, &ends).into_iter().map(|spot| (shape(&line.text), spot)))
            .collect();
        own.sort();
        own.dedup();
        for one in own {
            *seen.entry(one).or_default() += 1;
        }
    }
    let count = pages.len();
    for (at, page) in pages.iter_mut().enumerate() {
        let (height, ends) = (page.height, ends(page));
        for column in &mut page.columns {
            column.lines.retain(|line| {
                let spots = spots(line, height, &ends);
                let end = spots.iter().any(|spot| matches!(spot, Spot::End(_)));
                let number = end && is_number(&line.text, at + 1, count, in_margin(line, height));
                !(number || spots.into_iter().any(|spot| is_repeated(&seen, &shape(&line.text), spot, count)))
            });
        }
        page.columns.retain(|column| !column.lines.is_empty());
    }
}

/// Whether enough pages say the same there. A head can change from left to right pages and from chapter to chapter.
fn is_repeated(seen: &HashMap<(String, Spot), usize>, shape: &str, spot: Spot, pages: usize) -> bool {
    let count = |spot: Spot| seen.get(&(shape.to_owned(), spot)).copied().unwrap_or(0);
    match spot {
        Spot::Height(at) => (-1..=1).map(|by| count(Spot::Height(at + by))).sum::<usize>() >= 2.max(pages.div_ceil(4)),
        Spot::End(_) => pages > 2 && count(spot) * 3 >= pages * 2,
    }
}

fn spots(line: &Line, height: f64, ends: &[i64]) -> Vec<Spot> {
    let here = place(line, height);
    let mut spots = Vec::new();
    if in_margin(line, height) {
        spots.push(Spot::Height(here));
    }
    if let Some(at) = ends.iter().position(|end| *end == here) {
        spots.push(Spot::End(at < ends.len().div_ceil(2)));
    }
    spots
}

fn in_margin(line: &Line, height: f64) -> bool {
    line.base < height * MARGIN || line.base > height * (1.0 - MARGIN)
}

/// Where the first two and the last two lines of a page stand: a number further in belongs to the text.
fn ends(page: &PageLines) -> Vec<i64> {
    let lines = page.columns.iter().flat_map(|column| &column.lines);
    let mut bases: Vec<&Line> = lines.collect();
    bases.sort_by(|one, other| one.base.total_cmp(&other.base));
    let mut places: Vec<i64> = bases.into_iter().map(|line| place(line, page.height)).collect();
    places.dedup();
    let last = places.len().saturating_sub(2).max(2);
    (0..).zip(places).filter(|(at, _)| *at < 2 || *at >= last).map(|(_, place)| place).collect()
}

/// Three points high, so that a hair does not matter.
#[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
fn place(line: &Line, height: f64) -> i64 {
    // A foot is held by the lower edge, where pages differ in height.
    let from_edge = if line.base > height / 2.0 { line.base - height } else { line.base };
    (from_edge / 3.0).round() as i64
}

/// A text with its numbers made equal.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for letter in text.chars() {
        if letter.is_numeric() {
            if !shape.ends_with('#') {
                shape.push('#');
            }
        } else {
            shape.extend(letter.to_lowercase());
        }
    }
    shape
}

/// Whether a line says nothing but which page this is: "Sida 1 (3)", "1/3", "– 2 –", "Page 2 of 5".
///
/// Outside the margins a line must say more plainly that it is a page's number.
fn is_number(text: &str, page: usize, of: usize, margin: bool) -> bool {
    if text.contains(|sign: char| !(sign.is_alphanumeric() || sign.is_whitespace() || "-–—/().,|:".contains(sign)))
    {
        return false;
    }
    let text = text.to_lowercase();
    // "– 2 –" is written for a page alone.
    let mut named = text.starts_with(['-', '–', '—']) && text.ends_with(['-', '–', '—']);
    let mut numbers: Vec<usize> = Vec::new();
    for word in text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match word {
            "sida" | "sidan" | "sid" | "page" | "s" | "p" | "sivu" | "side" | "seite" => named = true,
            "av" | "of" | "från" | "utav" => {}
            word => match word.parse() {
                Ok(number) if word.len() <= 4 => numbers.push(number),
                _ => return false,
            },
        }
    }
    match numbers[..] {
        // A document may be a part of a longer one, so that its numbers do not begin with one.
        [number] => named || margin && (number == page || of > 1 && number > page && number - page < 1_000),
        [number, all] => {
            let counts = number <= all && number > 0 && all <= 1_000;
            counts && (named || (number, all) == (page, of) || margin && text.contains(['(', '/']))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_known_in_their_forms_and_nothing_else_is() {
        for text in
            ["Sida 2 (3)", "Sid 2/3", "2/3", "2 (3)", "– 2 –", "- 2 -", "2", "Sidan 2 av 3", "Page 2 of 3", "s. 2"]
        {
            assert!(is_number(text, 2, 3, true), "{text}");
        }
        assert!(!is_number("§ 2", 2, 3, true));
        for text in ["2024/2025", "Taxa 2", "§ 2", "2 kap. 3", "12345", "Sida", "2–3 kronor", "(3) 2 1"] {
            assert!(!is_number(text, 2, 3, false), "{text}");
        }
        assert!(is_number("Sida 2 (3)", 2, 3, false), "it says so itself, wherever the text ends");
        assert!(!is_number("14", 2, 3, false) && !is_number("1/3", 2, 3, false), "a number in the text");
    }
}
