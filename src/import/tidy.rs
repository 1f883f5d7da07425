//! Blocks as they were found → blocks as a page of ours has them: without labels of tools, without "Hjälpte
//! informationen dig?", with headings from the second level on.

use super::block::Block;
use super::dates;
use crate::language::fold;

/// Texts that are the names of tools, folded.
const LABELS: &[&str] = &[
    "kopiera lank",
    "kopiera lanken",
    "kopiera lank till rubriken",
    "kopiera lank till avsnittet",
    "copy link",
    "lyssna",
    "lyssna pa sidan",
    "lyssna pa innehallet",
    "lyssna pa texten",
    "listen",
    "dela",
    "dela sidan",
    "dela den har sidan",
    "dela pa facebook",
    "dela pa linkedin",
    "dela pa x",
    "dela via e post",
    "share",
    "share this page",
    "skriv ut",
    "skriv ut sidan",
    "print",
    "hitta pa sidan",
    "innehall pa sidan",
    "pa den har sidan",
    "innehallsforteckning",
    "on this page",
    "till toppen",
    "till sidans topp",
    "tillbaka till toppen",
    "upp till toppen",
    "back to top",
    "hoppa till huvudinnehall",
    "hoppa till innehallet",
    "hoppa till innehall",
    "hoppa over navigering",
    "till innehall pa sidan",
    "skip to content",
    "skip to main content",
    "snabbnavigation",
    "huvudmeny",
    "stang",
    "visa mer",
    "visa mindre",
    "visa alla",
    "tipsa en van",
    "translate",
    "oversatt",
    "du ar har",
    "tillbaka",
];

/// What a question about the page itself begins with, folded.
const FEEDBACK: &[&str] = &[
    "hjalpte informationen",
    "hjalpte den har",
    "hjalpte sidan",
    "hjalpte texten",
    "hade du nytta av",
    "har du nytta av",
    "var informationen till hjalp",
    "var sidan till hjalp",
    "var den har sidan till hjalp",
    "var innehallet",
    "hittade du det du sokte",
    "hittade du informationen",
    "fick du hjalp av",
    "vad tycker du om sidan",
    "tyck till om sidan",
    "lamna synpunkter pa sidan",
    "ar du nojd med",
    "was this page helpful",
    "did you find what you",
];

/// Longest text after such a question that still belongs to it: "Ja", "Nej, inte alls", "Skicka".
const ANSWER_CHARS: usize = 60;

/// Tidies what stands below a page's title.
pub(super) fn tidy(blocks: Vec<Block>, title: &str) -> Vec<Block> {
    let mut blocks = without_feedback(blocks);
    blocks.retain(|block| !says_nothing(block) && !is_date(block));
    let title = fold(title);
    blocks.retain(|block| !matches!(block, Block::Heading(1, text) if fold(&text.shown) == title));
    let mut blocks = without_empty_headings(blocks);
    level(&mut blocks);
    blocks
}

/// Whether a folded text is the name of a tool.
pub(super) fn is_label(folded: &str) -> bool {
    LABELS.contains(&folded)
}

fn says_nothing(block: &Block) -> bool {
    let (Block::Text(text) | Block::Heading(_, text)) = block else { return false };
    let folded = fold(&text.shown);
    // What is nothing but signs (an arrow, a line) says nothing.
    folded.is_empty() || is_label(&folded)
}

fn is_date(block: &Block) -> bool {
    matches!(block, Block::Text(text) if text.shown.lines().all(|line| dates::stated(line).is_some()))
}

/// Whether a text asks about the page itself: "Hjälpte informationen dig?".
pub(super) fn is_feedback(text: &str) -> bool {
    let folded = fold(text);
    FEEDBACK.iter().any(|begin| folded.starts_with(begin))
}

fn without_feedback(blocks: Vec<Block>) -> Vec<Block> {
    let mut inside = None;
    let keep = |block: &Block| {
        inside = match (block, inside) {
            (Block::Heading(level, text), _) if is_feedback(&text.shown) => Some(*level),
            // A short line that asks. In running text "Var innehållet …" can begin anything.
            (Block::Text(text), None) if text.shown.chars().count() <= 100 && is_feedback(&text.shown) => Some(0),
            (Block::Heading(level, _), Some(of)) if of > 0 && *level > of => Some(of),
            (Block::Text(text), of) if text.shown.chars().count() <= ANSWER_CHARS || is_feedback(&text.shown) => of,
            (Block::List(..), of) => of,
            (Block::Heading(..) | Block::Text(_) | Block::Table(_), _) => None,
        };
        inside.is_none()
    };
    let mut blocks = blocks;
    blocks.retain(keep);
    blocks
}

/// A heading with nothing under it, not even a smaller heading, says nothing.
fn without_empty_headings(blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.into_iter().rev() {
        let has_text = match (&block, kept.last()) {
            (Block::Heading(level, _), Some(Block::Heading(next, _))) => next > level,
            (Block::Heading(..), None) => false,
            _ => true,
        };
        if has_text {
            kept.push(block);
        }
    }
    kept.reverse();
    kept
}

/// The largest heading becomes the second level, because a passage of the index is what stands under one of those. No
/// level is skipped on the way down.
fn level(blocks: &mut [Block]) {
    let mut open: Vec<u8> = Vec::new();
    for block in blocks {
        if let Block::Heading(level, _) = block {
            while open.last().is_some_and(|above| above >= level) {
                open.pop();
            }
            open.push(*level);
            *level = u8::try_from(open.len() + 1).unwrap_or(6).min(6);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::block::{Inline, to_markdown};

    fn heading(level: u8, text: &str) -> Block {
        Block::Heading(level, Inline::plain(text))
    }

    fn text(text: &str) -> Block {
        Block::Text(Inline::plain(text))
    }

    #[test]
    fn tools_dates_and_questions_about_the_page_are_left_out() {
        let blocks = vec![
            heading(1, "Simhallar"),
            text("Lyssna"),
            text("Kommunen har fyra simhallar."),
            heading(2, "Hjälpte informationen på sidan dig?"),
            text("Ja"),
            text("Nej"),
            heading(2, "Priser"),
            text("Ett bad kostar 60 kronor."),
            text("Hade du nytta av sidan?"),
            Block::List(None, vec![vec![text("Ja")]]),
            text("Senast uppdaterad den 11 juni 2021"),
        ];
        insta::assert_snapshot!(to_markdown(&tidy(blocks, "Simhallar")), @r"
        Kommunen har fyra simhallar.

        ## Priser

        Ett bad kostar 60 kronor.
        ");
    }

    #[test]
    fn headings_begin_at_the_second_level_and_skip_none() {
        let blocks = vec![
            heading(3, "Ansök"),
            heading(5, "På papper"),
            text("Skriv."),
            heading(3, "Tom"),
            heading(1, "Kontakt"),
            text("Ring."),
        ];
        let levels = tidy(blocks, "Bygglov").into_iter().filter_map(|block| match block {
            Block::Heading(level, text) => Some((level, text.shown)),
            _ => None,
        });
        let levels: Vec<_> = levels.collect();
        assert_eq!(levels, [(2, "Ansök".to_owned()), (3, "På papper".to_owned()), (2, "Kontakt".to_owned())]);
    }
}
