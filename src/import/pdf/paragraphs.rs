//! Lines → the text of a document: paragraphs, headings, words that were parted at the end of a line. Pure.

use std::collections::{HashMap, HashSet};

use super::layout::{Column, Line};
use crate::import::shown::HEADING;

/// Longest heading, in characters.
const HEADING_CHARS: usize = 160;

/// The text of a document's pages: paragraphs with empty lines between them, headings marked by [`HEADING`].
pub(super) fn text(pages: &[Vec<Column>]) -> String {
    let lines = || pages.iter().flatten().flat_map(|column| &column.lines);
    let body = body(lines());
    let known = words(lines());
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for column in pages.iter().flatten() {
        for (at, paragraph) in split(&column.lines, body).into_iter().enumerate() {
            match paragraphs.last_mut() {
                // A sentence that goes on in the next column, or on the next page.
                Some(last) if at == 0 && last.goes_on(&paragraph) => last.lines.extend(paragraph.lines),
                _ => paragraphs.push(paragraph),
            }
        }
    }
    let levels = levels(&paragraphs, body);
    let mut text = String::new();
    for paragraph in &paragraphs {
        if let Some(level) = levels.get(&key(paragraph)).filter(|_| paragraph.is_heading(body)) {
            text.extend(std::iter::repeat_n(HEADING, *level));
            text.push_str(&flow(&paragraph.lines, f64::MAX, &known).replace('\n', " "));
        } else {
            text.push_str(&flow(&paragraph.lines, paragraph.right, &known));
        }
        text.push_str("\n\n");
    }
    text
}

/// Lines that belong together, and where their column ends.
#[derive(Debug)]
struct Paragraph {
    lines: Vec<Line>,
    right: f64,
}

impl Paragraph {
    fn size(&self) -> f64 {
        self.lines.iter().map(|line| line.size).fold(0.0, f64::max)
    }

    fn is_bold(&self) -> bool {
        self.lines.iter().all(|line| line.bold)
    }

    fn is_heading(&self, body: f64) -> bool {
        let text = || self.lines.iter().map(|line| line.text.as_str());
        let large = self.size() > body * 1.1;
        let chars: usize = text().map(|line| line.chars().count()).sum();
        let last = text().next_back().unwrap_or_default();
        (large || self.is_bold() && self.size() > body * 0.95)
            && self.lines.len() <= 4
            && chars <= HEADING_CHARS
            && text().any(|line| line.chars().any(char::is_alphabetic))
            && !self.lines.iter().any(|line| line.row)
            && (large || !last.ends_with(['.', ',', ';', ':']))
            && item(&self.lines[0].text) != Some(Item::Point)
    }

    fn goes_on(&self, next: &Self) -> bool {
        let (Some(last), Some(first)) = (self.lines.last(), next.lines.first()) else { return false };
        let open = !last.text.ends_with(['.', '!', '?', ':', ';']);
        (last.size - first.size).abs() < last.size * 0.05
            && last.bold == first.bold
            && !last.row
            && !first.row
            && item(&first.text).is_none()
            && open
            && first.text.starts_with(|letter: char| letter.is_lowercase() || letter.is_ascii_digit())
    }
}

/// Half points, as sizes differ by a hair.
#[expect(clippy::cast_possible_truncation, reason = "a font is no larger than its page")]
fn step(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// The size that most of the text has.
fn body<'a>(lines: impl Iterator<Item = &'a Line>) -> f64 {
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    for line in lines {
        *sizes.entry(step(line.size)).or_default() += line.text.chars().count();
    }
    let most = sizes.into_iter().max_by_key(|(size, chars)| (*chars, *size)).map_or(0, |(size, _)| size);
    f64::from(i32::try_from(most).unwrap_or(0)) / 2.0
}

fn key(paragraph: &Paragraph) -> i64 {
    step(paragraph.size())
}

/// Which level the headings of a size have; none when nearly everything would be a heading.
fn levels(paragraphs: &[Paragraph], body: f64) -> HashMap<i64, usize> {
    let headings = || paragraphs.iter().filter(|paragraph| paragraph.is_heading(body));
    let chars = |paragraph: &Paragraph| paragraph.lines.iter().map(|line| line.text.chars().count()).sum::<usize>();
    let (in_headings, in_all) = (headings().map(chars).sum::<usize>(), paragraphs.iter().map(chars).sum::<usize>());
    if in_headings * 2 > in_all {
        return HashMap::new();
    }
    let mut sizes: Vec<i64> = headings().map(key).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    sizes.dedup();
    sizes.into_iter().enumerate().map(|(at, size)| (size, (at + 1).min(4))).collect()
}

fn split(lines: &[Line], body: f64) -> Vec<Paragraph> {
    let right = lines.iter().map(|line| line.right).fold(0.0, f64::max);
    let usual = usual_step(lines, body);
    let mut out: Vec<Paragraph> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let with_last = at > 0 && {
            let last = &lines[at - 1];
            let down = (line.base - last.base) / last.size.max(line.size);
            down > 0.0
                && (down < usual * 1.3 || line.row && last.row && down < 4.0)
                && (line.size - last.size).abs() < line.size * 0.08
                // A row of a table may have a bold first cell, an item a bold first word.
                && (line.bold == last.bold || line.row || last.row)
                && item(&line.text) != Some(Item::Number)
        };
        match out.last_mut() {
            Some(paragraph) if with_last => paragraph.lines.push(line.clone()),
            _ => out.push(Paragraph { lines: vec![line.clone()], right }),
        }
    }
    out
}

/// How far the lines of a paragraph stand apart, in ems: what a quarter of all pairs stay below.
fn usual_step(lines: &[Line], body: f64) -> f64 {
    let pairs = lines.windows(2).filter(|pair| (pair[0].size - pair[1].size).abs() < body * 0.05 && !pair[0].row);
    let mut steps: Vec<f64> = pairs.map(|pair| (pair[1].base - pair[0].base) / pair[1].size).collect();
    steps.retain(|step| *step > 0.8);
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied().unwrap_or(1.4).clamp(1.0, 1.75)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Point,
    Number,
}

/// What a line of a list begins with.
fn item(text: &str) -> Option<Item> {
    let (mark, rest) = text.split_once(' ')?;
    if rest.is_empty() {
        return None;
    }
    if matches!(mark, "•" | "▪" | "●" | "◦" | "·" | "‣" | "–" | "-" | "\u{f0b7}" | "○" | "■" | "*") {
        return Some(Item::Point);
    }
    let number = mark.strip_suffix(['.', ')'])?;
    let counts = !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    let letter = number.len() == 1 && mark.ends_with(')') && number.chars().all(char::is_alphabetic);
    (counts || letter).then_some(Item::Number)
}

/// The words of a document in small letters, those at the ends of lines aside.
fn words<'a>(lines: impl Iterator<Item = &'a Line>) -> HashSet<String> {
    let mut known = HashSet::new();
    for line in lines {
        for word in line.text.split_whitespace().filter(|word| !word.ends_with(['-', '\u{ad}'])) {
            known.insert(word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase());
        }
    }
    known
}

/// Lines as one text. A break that the width made is a blank; one that somebody made stays.
fn flow(lines: &[Line], right: f64, known: &HashSet<String>) -> String {
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at == 0 {
            text.push_str(&line.text);
            continue;
        }
        let last = &lines[at - 1];
        let made = line.row || last.row || item(&line.text).is_some() || (fits(last, line, right) && !is_parted(&text));
        if made {
            text.push('\n');
            text.push_str(&line.text);
        } else {
            join(&mut text, &line.text, known);
        }
    }
    text
}

/// Whether the first word of the next line had room on the last one: then the break was meant.
fn fits(last: &Line, next: &Line, right: f64) -> bool {
    let chars = f64::from(u32::try_from(next.text.chars().count()).unwrap_or(u32::MAX)).max(1.0);
    let word = next.text.split(' ').next().unwrap_or_default().chars().count();
    let word = f64::from(u32::try_from(word).unwrap_or(u32::MAX)) * (next.right - next.left) / chars;
    right < f64::MAX && last.right + word + last.size * 1.6 < right
}

/// Lines as one, parted words whole.
pub(super) fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        if text.is_empty() {
            text.push_str(line);
        } else {
            join(&mut text, line, &HashSet::new());
        }
    }
    text
}

/// Whether a text ends within a word.
fn is_parted(text: &str) -> bool {
    let stem = text.trim_end_matches(['-', '\u{ad}', '\u{2010}']);
    stem.len() < text.len() && stem.ends_with(char::is_alphanumeric)
}

/// Puts a line after a text. A hyphen at its end goes if it was put there to part a word, and stays if the word has it
/// ("e-tjänst") or stands for what follows ("plan- och bygglagen").
fn join(text: &mut String, next: &str, known: &HashSet<String>) {
    let soft = text.ends_with('\u{ad}');
    if !soft && !text.ends_with(['-', '\u{2010}']) {
        // "9.30–" at the end of a line, "14.00" on the next.
        let dash = text.strip_suffix('–').is_some_and(|before| before.ends_with(|sign: char| sign.is_ascii_digit()));
        if !(dash && next.starts_with(|sign: char| sign.is_ascii_digit())) {
            text.push(' ');
        }
        text.push_str(next);
        return;
    }
    let before = text.trim_end_matches(['-', '\u{ad}', '\u{2010}']).to_owned();
    let stem = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let first = next.split_whitespace().next().unwrap_or_default();
    let bare = |word: &str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    let hangs = matches!(bare(first).as_str(), "och" | "eller" | "samt" | "respektive" | "and" | "or");
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphabetic);
    if stem.is_empty() || (hangs && !soft) {
        // A dash between blanks, or a word whose end comes later.
        text.push(' ');
    } else if soft {
        *text = before;
    } else if is_letter(stem.chars().next_back()) && first.starts_with(char::is_lowercase) {
        let with = bare(&format!("{stem}-{first}"));
        let without = bare(&format!("{stem}{first}"));
        let single = bare(stem).chars().count() == 1;
        if known.contains(&without) || !(known.contains(&with) || single) {
            *text = before;
        }
    }
    text.push_str(next);
}
