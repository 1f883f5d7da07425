//! The texts that stand for a passage when its meaning is looked at: its text in pieces.
//!
//! A long text says several things, and its vector none of them clearly: so each piece has its own, with the title and
//! the heading that say what it is about.

use std::path::Path;

use super::Error;
use super::good::Good;
use crate::knowledge::{Page, Section};
use crate::meaning::{Key, Role};

/// A piece ends with the sentence that makes it longer than this, in bytes. Measured: 250 and 700 put the right text first
/// less often.
const PIECE: usize = 400;

/// A text that stands for a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// The passage's number in the catalogue.
    pub(super) passage: u32,
    pub(super) text: String,
}

impl Point {
    pub(super) fn key(&self) -> Key {
        Key::of(&self.text, Role::Passage)
    }
}

/// The points of the pages of an index, passage by passage. The pages are those that the index was built from.
pub(super) fn of_index(directory: &Path) -> Result<Vec<Point>, Error> {
    let mut points = Vec::new();
    let mut passage = 0;
    for (name, content) in Good::all(directory)? {
        let name = String::from_utf8_lossy(&name).into_owned();
        // It was read when the index was built.
        let Ok(page) = Page::read(&name, &name, &String::from_utf8_lossy(&content)) else { continue };
        for section in &page.sections {
            let add = |text| points.push(Point { passage, text });
            of_section(&page.info.title, section).for_each(add);
            passage += 1;
        }
    }
    Ok(points)
}

fn of_section(title: &str, section: &Section) -> impl Iterator<Item = String> {
    let about: Vec<&str> = [Some(title), section.heading.as_deref()].into_iter().flatten().collect();
    let about = about.join("\n");
    pieces(&section.text).into_iter().map(move |piece| format!("{about}\n{piece}"))
}

/// A text in pieces of whole sentences.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut from, mut last) = (0, 0);
    for (at, mark) in text.match_indices([' ', '\n']) {
        let ends = mark == "\n" || text[..at].ends_with(['.', '?', '!']);
        if !ends {
            continue;
        }
        if at - from > PIECE && last > from {
            pieces.push(text[from..last].trim());
            from = last;
        }
        last = at;
    }
    if text.len() - from > PIECE && last > from {
        pieces.push(text[from..last].trim());
        from = last;
    }
    pieces.push(text[from..].trim());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::{PIECE, of_section, pieces};
    use crate::knowledge::Section;

    #[test]
    fn a_long_text_falls_into_pieces_of_whole_sentences() {
        let sentence = "Du får bada från bryggan när isen har gått, men inte före första maj.";
        let text = [sentence; 12].join(" ");
        let cut = pieces(&text);
        assert_eq!(cut.join(" "), text);
        assert!(cut.len() > 1 && cut.iter().all(|piece| piece.len() <= PIECE && piece.ends_with('.')), "{cut:?}");
        assert_eq!(pieces("Kort.\n\nOch gott."), ["Kort.\n\nOch gott."]);
        assert_eq!(pieces(&"å".repeat(900)).len(), 1, "what has no sentences stays whole");
        assert_eq!(pieces(""), [""; 0]);
    }

    #[test]
    fn a_passage_is_known_by_its_pieces_under_their_heading() {
        let section = Section {
            heading: Some("Bryggan".to_owned()),
            text: "Du får bada.".to_owned(),
            questions: vec!["Får man bada?".to_owned()],
        };
        let points: Vec<_> = of_section("Bad", &section).collect();
        assert_eq!(points, ["Bad\nBryggan\nDu får bada."]);
    }
}
