//! Lines on pages: what stands where. A4, in points, from the top left corner.

use std::collections::BTreeMap;

use super::face::{self, Face, Faces};
use crate::transcript::{Cited, Line, Transcript};
use crate::wording::transcript as words;

/// Width of a page.
pub(super) const WIDTH: f32 = 595.0;
/// Height of a page.
pub(super) const HEIGHT: f32 = 842.0;
/// Left and right of the text.
pub(super) const SIDE: f32 = 64.0;
/// Where the text begins and ends.
const TOP: f32 = 64.0;
const BOTTOM: f32 = HEIGHT - 72.0;
/// A document has so many pages, and as many letters as they hold when they are full; letters that take no room count
/// as well. What has more is cut, and says so.
pub(super) const MOST_PAGES: usize = 100;
pub(super) const MOST_LETTERS: usize = 450_000;
/// How far what was said is set in from who said it.
const INDENT: f32 = 14.0;

/// What a block of text is: how it looks, and what a screen reader makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The title of the document.
    Title,
    /// A line of its head.
    Fact,
    /// What the reader of the document has to know of it.
    Notice,
    /// The day, over its entries.
    Day,
    /// Who speaks, over what was said.
    Speaker,
    /// What was said.
    Said,
    /// Where it stands.
    Source,
}

/// How a kind of block looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) size: f32,
    pub(super) soft: bool,
    leading: f32,
    before: f32,
    indent: f32,
    /// How much room there must be, so that a heading is not the last thing on its page.
    keep: f32,
}

impl Kind {
    pub(super) fn look(self) -> Look {
        let plain = Look { bold: false, size: 10.5, soft: false, leading: 15.0, before: 0.0, indent: 0.0, keep: 0.0 };
        match self {
            Self::Title => Look { bold: true, size: 18.0, leading: 25.0, ..plain },
            Self::Fact => Look { size: 10.0, soft: true, ..plain },
            Self::Notice => Look { before: 8.0, ..plain },
            Self::Day => Look { bold: true, size: 13.0, leading: 18.0, before: 22.0, keep: 60.0, ..plain },
            Self::Speaker => Look { bold: true, size: 9.5, soft: true, before: 11.0, keep: 32.0, ..plain },
            Self::Said => Look { indent: INDENT, ..plain },
            Self::Source => Look { size: 9.0, leading: 13.0, soft: true, indent: INDENT, ..plain },
        }
    }

    /// The level of a heading.
    pub(super) fn level(self) -> Option<u16> {
        match self {
            Self::Title => Some(1),
            Self::Day => Some(2),
            Self::Speaker => Some(3),
            Self::Fact | Self::Notice | Self::Said | Self::Source => None,
        }
    }
}

/// Text that belongs together, such as a paragraph. It may go on over pages.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Its lines, each with its page.
    pub(super) rows: Vec<(usize, Row)>,
}

/// One line of a block.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) baseline: f32,
}

/// The blocks in their order, and how many pages they take.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) blocks: Vec<Block>,
    pub(super) count: usize,
}

/// Sets a transcript.
pub(super) fn pages(transcript: &Transcript, faces: &Faces) -> Pages {
    let mut setter = Setter { faces, page: 0, y: TOP, blocks: Vec::new(), letters: 0, is_cut: false };
    setter.set(Kind::Title, &transcript.title);
    setter.set(Kind::Fact, &transcript.municipality);
    for fact in &transcript.facts {
        setter.set(Kind::Fact, fact);
    }
    if let Some(told) = not_shown(transcript, faces) {
        setter.set(Kind::Notice, &told);
    }
    'all: for day in &transcript.days {
        setter.set(Kind::Day, &day.name);
        for line in &day.lines {
            setter.line(line);
            if setter.is_cut {
                break 'all;
            }
        }
    }
    if setter.is_cut {
        setter.y += Kind::Day.look().before;
        setter.set_block(Kind::Fact, words::goes_on(transcript.language));
    }
    Pages { count: setter.page + 1, blocks: setter.blocks }
}

/// What is said of characters that are seen as boxes, when there are any.
fn not_shown(transcript: &Transcript, faces: &Faces) -> Option<String> {
    let (bold, regular) = (&faces.bold, &faces.regular);
    let lines = transcript.days.iter().flat_map(|day| &day.lines);
    let said = lines.flat_map(|line| {
        let sources = line.sources.iter().flat_map(|cited| [&cited.page, &cited.address]).chain([&line.text]);
        sources.map(|text| (regular, text)).chain([(bold, &line.speaker)])
    });
    let texts = said.chain([(bold, &transcript.title), (regular, &transcript.municipality)]);
    let mut scripts: BTreeMap<Option<[u8; 4]>, usize> = BTreeMap::new();
    for c in texts.flat_map(|(face, text)| text.chars().filter(|c| face.is_box(*c))) {
        *scripts.entry(face::script(c)).or_default() += 1;
    }
    let count = scripts.values().sum();
    let mut scripts: Vec<_> = scripts.into_iter().collect();
    scripts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let scripts: Vec<_> = scripts.into_iter().map(|(script, _)| script).collect();
    (count > 0).then(|| words::not_shown(count, &scripts, transcript.language))
}

struct Setter<'a> {
    faces: &'a Faces,
    page: usize,
    y: f32,
    blocks: Vec<Block>,
    letters: usize,
    /// Whether something was left out.
    is_cut: bool,
}

impl Setter<'_> {
    fn line(&mut self, line: &Line) {
        self.set(Kind::Speaker, &line.speaker);
        for paragraph in line.text.split('\n') {
            self.set(Kind::Said, paragraph);
            if self.is_cut {
                return;
            }
        }
        for Cited { page, address, reviewed } in &line.sources {
            self.y += 4.0;
            for text in [page, address, reviewed] {
                self.set(Kind::Source, text);
            }
        }
    }

    fn set(&mut self, kind: Kind, text: &str) {
        self.letters += text.chars().count();
        if self.is_cut || self.page >= MOST_PAGES || self.letters > MOST_LETTERS {
            self.is_cut = true;
        } else {
            self.set_block(kind, text);
        }
    }

    fn set_block(&mut self, kind: Kind, text: &str) {
        let look = kind.look();
        let face = if look.bold { &self.faces.bold } else { &self.faces.regular };
        self.y += look.before;
        if self.y + look.leading.max(look.keep) > BOTTOM {
            self.turn();
        }
        let mut rows = Vec::new();
        for text in broken(text, WIDTH - 2.0 * SIDE - look.indent, face, look.size) {
            if self.y + look.leading > BOTTOM {
                self.turn();
            }
            self.y += look.leading;
            let row = Row { text, left: SIDE + look.indent, baseline: self.y - look.leading * 0.25 };
            // An empty line takes its room and nothing else.
            if !row.text.trim().is_empty() {
                rows.push((self.page, row));
            }
        }
        self.blocks.push(Block { kind, text: text.to_owned(), rows });
    }

    fn turn(&mut self) {
        self.page += 1;
        self.y = TOP;
    }
}

/// A paragraph as lines that fit: between words, and within a word that is wider than a line.
fn broken(paragraph: &str, width: f32, face: &Face, size: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in paragraph.split_inclusive(' ') {
        let wide: f32 = word.trim_end().chars().map(|c| face.width(c, size)).sum();
        if used > 0.0 && used + wide > width {
            lines.push(String::new());
            used = 0.0;
        }
        for c in word.chars() {
            let wide = face.width(c, size);
            // A blank may hang over, and what stands on the letter before stays with it.
            if c != ' ' && wide > 0.0 && used > 0.0 && used + wide > width {
                lines.push(String::new());
                used = 0.0;
            }
            used += wide;
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_break_between_words_and_within_long_ones() {
        let faces = Faces::embedded().expect("a font");
        let lines = |text: &str, width| broken(text, width, &faces.regular, 10.0);
        assert_eq!(lines("Vilka vänorter har vi?", 90.0), ["Vilka vänorter ", "har vi?"]);
        assert_eq!(lines("aaaaaaaaaaaaaaaaaaaa", 62.0), ["aaaaaaaaaa", "aaaaaaaaaa"]);
        assert_eq!(lines("", 90.0), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_sticks_out(text in "\\PC{0,300}") {
            let faces = Faces::embedded().expect("a font");
            let lines = broken(&text, 100.0, &faces.regular, 10.0);
            prop_assert_eq!(lines.concat(), text);
            for line in lines {
                let wide: f32 = line.trim_end_matches(' ').chars().map(|c| faces.regular.width(c, 10.0)).sum();
                prop_assert!(wide <= 100.01 || line.chars().count() == 1, "{} is {} wide", line, wide);
            }
        }
    }
}
