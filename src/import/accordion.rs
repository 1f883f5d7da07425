//! What a page folds away: accordions, `<details>` and tabs become headings with their text under them.

use dom_query::{Document, NodeRef};

use super::block::Block;
use super::html::{shown, tag};

/// The level of a heading that is one below the heading before it: the markup of an accordion has none of its own.
pub(super) const BELOW: u8 = 0;

/// The element that such a heading is made.
pub(super) const BELOW_TAG: &str = "folded-heading";

/// Buttons that fold something out without being its heading.
const NO_HEADING: &[&str] = &["meny", "menu", "visa mer", "visa alla", "visa", "mer", "läs mer", "show more", "stäng"];

/// Shows what is folded away, and makes headings of what folds it out.
pub(super) fn unfold(document: &Document) {
    for button in document.select("[aria-expanded]").nodes() {
        let in_menu = button.ancestors_it(None).any(|above| matches!(tag(&above).as_str(), "nav" | "header"));
        if in_menu {
            continue;
        }
        if let Some(panel) = panel_of(document, button) {
            show(&panel);
            make_heading(button);
        }
    }
    for summary in document.select("details > summary").nodes() {
        make_heading(summary);
    }
    for panel in document.select("[role=tabpanel]").nodes() {
        show(panel);
        if let Some(tab) = panel.attr("aria-labelledby").and_then(|id| by_id(document, &id)) {
            let name = shown(&tab).replace('&', "&amp;").replace('<', "&lt;");
            panel.prepend_html(format!("<{BELOW_TAG}>{name}</{BELOW_TAG}>"));
        }
    }
}

fn panel_of<'a>(document: &'a Document, button: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    if let Some(panel) = button.attr("aria-controls").and_then(|id| by_id(document, &id)) {
        return Some(panel);
    }
    let beside = |node: &NodeRef<'a>| node.next_element_sibling();
    beside(button).or_else(|| button.parent().filter(in_heading).and_then(|heading| beside(&heading)))
}

fn by_id<'a>(document: &'a Document, id: &str) -> Option<NodeRef<'a>> {
    // An id may hold what a selector does not take; comparing it takes everything.
    document.select("[id]").nodes().iter().find(|node| node.attr_or("id", "").as_ref() == id).copied()
}

fn in_heading(node: &NodeRef<'_>) -> bool {
    matches!(tag(node).as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn show(panel: &NodeRef<'_>) {
    panel.remove_attrs(&["hidden", "aria-hidden", "style"]);
}

fn make_heading(button: &NodeRef<'_>) {
    if button.ancestors_it(None).any(|above| in_heading(&above))
        || button.descendants_it().any(|inner| in_heading(&inner))
    {
        if tag(button) == "button" || tag(button) == "summary" {
            button.rename("div");
        }
        return;
    }
    if !NO_HEADING.contains(&shown(button).to_lowercase().as_str()) {
        button.rename(BELOW_TAG);
    }
}

/// Gives headings without a level of their own one below the last heading that has one, or the second level.
pub(super) fn settle(blocks: &mut [Block]) {
    let mut last = 1;
    for block in blocks {
        if let Block::Heading(level, _) = block {
            if *level == BELOW { *level = (last + 1).min(6) } else { last = *level }
        }
    }
}
