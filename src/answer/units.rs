//! A passage in the units that are quoted: sentences, items of lists, rows of tables, each with what leads in to it.

use crate::language;

/// Longer lines are text, in characters: a subheading is short.
const SUBHEADING: usize = 80;

/// A piece of a passage that can be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    /// Its words as they stand there.
    pub(super) text: &'a str,
    /// The line above its block that says what the block is about: a heading within the passage.
    subheading: Option<&'a str>,
    /// What its list or table begins with: the sentence before the list, or the names of the columns.
    lead_in: Option<LeadIn<'a>>,
    /// The number of its block.
    block: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sentence,
    /// An item of a list or a row of a table.
    Item,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LeadIn<'a> {
    text: &'a str,
    /// Whether it is a block of its own.
    is_apart: bool,
}

impl Unit<'_> {
    /// Its words under those that lead in to it.
    pub(super) fn in_context(&self) -> String {
        let before = [self.subheading, self.lead_in.map(|lead| lead.text)];
        before.into_iter().flatten().chain([self.text]).collect::<Vec<_>>().join("\n")
    }
}

/// The units of a passage, in their order.
pub(super) fn units(passage: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::new();
    let mut subheading = None;
    let mut blocks = passage.split("\n\n").filter(|block| !block.trim().is_empty()).enumerate().peekable();
    while let Some((number, block)) = blocks.next() {
        let items = items(block);
        if let Some((head, items)) = items {
            let before = units.last().filter(|last| last.block + 1 == number && last.text.ends_with(':'));
            let lead_in = match (head, before) {
                (Some(head), _) => Some(LeadIn { text: head, is_apart: false }),
                (None, Some(before)) => Some(LeadIn { text: before.text, is_apart: true }),
                (None, None) => None,
            };
            let item = |text| Unit { text, subheading, lead_in, block: number, kind: Kind::Item };
            units.extend(items.into_iter().map(item));
            continue;
        }
        let block = block.trim();
        if is_subheading(block) && blocks.peek().is_some() {
            subheading = Some(block);
            continue;
        }
        let sentences = language::sentences(block).into_iter().map(str::trim).filter(|text| !text.is_empty());
        units.extend(sentences.map(|text| Unit {
            text,
            subheading,
            lead_in: None,
            block: number,
            kind: Kind::Sentence,
        }));
    }
    units
}

/// What a reader sees of units that follow each other: with the lines that lead in to them, and a mark where a list or a table
/// goes on.
pub(super) fn shown(all: &[Unit<'_>], from: usize, to: usize) -> String {
    let mut shown = String::new();
    let mut last: Option<&Unit<'_>> = None;
    for unit in &all[from..to] {
        let begins = last.is_none_or(|last| last.block != unit.block);
        if unit.subheading.is_some() && last.is_none_or(|last| last.subheading != unit.subheading) {
            new_block(&mut shown);
            shown.push_str(unit.subheading.unwrap_or_default());
        }
        if let Some(lead) = unit.lead_in.filter(|_| begins) {
            let is_there = last.is_some_and(|last| last.text == lead.text);
            if !is_there {
                new_block(&mut shown);
                shown.push_str(lead.text);
            }
            if lead.is_apart { new_block(&mut shown) } else { shown.push('\n') }
        } else if begins {
            new_block(&mut shown);
        } else {
            shown.push(if unit.kind == Kind::Item { '\n' } else { ' ' });
        }
        shown.push_str(unit.text);
        last = Some(unit);
    }
    let of_list = |unit: &Unit<'_>| unit.kind == Kind::Item;
    let cut = |one: Option<&Unit<'_>>, other: Option<&Unit<'_>>| {
        one.zip(other).is_some_and(|(one, other)| of_list(one) && one.block == other.block)
    };
    let goes_on = cut(all.get(to.wrapping_sub(1)), all.get(to));
    if goes_on || from > 0 && cut(all.get(from - 1), all.get(from)) {
        shown.push_str(LEFT_OUT);
    }
    shown
}

/// Stands after a list or a table of which items were left out.
const LEFT_OUT: &str = "\n\n[…]";

fn new_block(shown: &mut String) {
    if !shown.is_empty() && !shown.ends_with("\n\n") {
        shown.push_str("\n\n");
    }
}

/// Whether a block is a short line that is no sentence.
fn is_subheading(block: &str) -> bool {
    !block.contains('\n')
        && block.chars().count() <= SUBHEADING
        && !block.ends_with(['.', '?', '!', ':', '…', ')', ','])
}

/// A list or a table: the line before its items, and the items with the lines that go on from each. None when it is neither.
fn items(block: &str) -> Option<(Option<&str>, Vec<&str>)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for (number, line) in block.split_inclusive('\n').enumerate() {
        if is_item(line) {
            starts.push(at);
        } else if starts.is_empty() && number > 0 {
            return None;
        }
        at += line.len();
    }
    let first = *starts.first()?;
    let head = block[..first].trim();
    let ends = starts.iter().copied().skip(1).chain([block.len()]);
    let items = starts.iter().zip(ends).map(|(from, to)| block[*from..to].trim_end());
    Some((Some(head).filter(|head| !head.is_empty()), items.collect()))
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let after_digits = line.trim_start_matches(|character: char| character.is_ascii_digit());
    line.starts_with("– ")
        || line.starts_with("• ")
        || after_digits.len() < line.len() && after_digits.starts_with(". ")
}

#[cfg(test)]
mod tests {
    use super::{shown, units};

    const PASSAGE: &str = "Du når oss på telefon, t.ex. 013-20 60 00. Vi svarar också på brev.\n\nDe fyra orterna är:\n\n\
        – Tönsberg\n– Isafjördur\n  på Island\n– Roskilde\n\nSommartid\n\nDag\u{2002}Tid\n• Tisdag:\u{2002}14–19\n• Söndag:\u{2002}15–19\n\n\
        Vintertid är det stängt.";

    fn texts() -> Vec<&'static str> {
        units(PASSAGE).iter().map(|unit| unit.text).collect()
    }

    #[test]
    fn sentences_items_and_rows_are_units() {
        assert_eq!(
            texts(),
            [
                "Du når oss på telefon, t.ex. 013-20 60 00.",
                "Vi svarar också på brev.",
                "De fyra orterna är:",
                "– Tönsberg",
                "– Isafjördur\n  på Island",
                "– Roskilde",
                "• Tisdag:\u{2002}14–19",
                "• Söndag:\u{2002}15–19",
                "Vintertid är det stängt.",
            ]
        );
        assert!(units("").is_empty());
    }

    #[test]
    fn a_unit_is_shown_with_what_leads_in_to_it() {
        let all = units(PASSAGE);
        assert_eq!(shown(&all, 5, 6), "De fyra orterna är:\n\n– Roskilde\n\n[…]");
        assert_eq!(shown(&all, 2, 6), "De fyra orterna är:\n\n– Tönsberg\n– Isafjördur\n  på Island\n– Roskilde");
        assert_eq!(shown(&all, 7, 8), "Sommartid\n\nDag\u{2002}Tid\n• Söndag:\u{2002}15–19\n\n[…]");
        assert_eq!(shown(&all, 0, 2), "Du når oss på telefon, t.ex. 013-20 60 00. Vi svarar också på brev.");
        assert_eq!(all[7].in_context(), "Sommartid\nDag\u{2002}Tid\n• Söndag:\u{2002}15–19");
    }

    #[test]
    fn every_line_that_is_shown_stands_on_the_page() {
        let all = units(PASSAGE);
        for from in 0..all.len() {
            for to in from + 1..=all.len() {
                let shown = shown(&all, from, to);
                assert!(shown.lines().all(|line| line == "[…]" || PASSAGE.contains(line)), "{shown}");
            }
        }
    }
}
