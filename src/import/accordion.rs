//! What a page folds away: accordions, `<details>` and tabs become headings with their text under them.

use dom_query::{Document, NodeRef};

use super::block::Block;
use super::html::{is_heading, shown, tag};
use super::{noise, tidy};
use crate::language::fold;

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
            name(panel, &shown(&tab));
        }
    }
    show_what_is_hidden(document);
}

/// Puts a heading at the beginning of a panel.
fn name(panel: &NodeRef<'_>, heading: &str) {
    let heading = heading.replace('&', "&amp;").replace('<', "&lt;");
    panel.prepend_html(format!("<{BELOW_TAG}>{heading}</{BELOW_TAG}>"));
}

/// Shows what is hidden until somebody asks for it: what a browser finds by searching, what a link or a button on the page
/// names, and what a heading would stand over nothing without. What is hidden otherwise is not for readers: dialogs, faults
/// of forms, templates.
fn show_what_is_hidden(document: &Document) {
    for panel in document.select("[hidden], [aria-hidden=true], [style]").nodes() {
        let is_findable = panel.attr_or("hidden", "").eq_ignore_ascii_case("until-found");
        if !is_hidden(panel) || !(is_findable || may_be_content(panel)) {
            continue;
        }
        if let Some(button) = named_by(document, panel) {
            show(panel);
            // A tab stands with other tabs; its name goes with its panel.
            let is_before = panel.prev_element_sibling().is_some_and(|before| holds(&before, &button))
                || panel.parent().and_then(|above| above.prev_element_sibling()).is_some_and(|it| holds(&it, &button));
            let text = shown(&button);
            if is_before {
                make_heading(&button);
            } else if !NO_HEADING.contains(&text.to_lowercase().as_str()) && !begins_with_heading(panel, &text) {
                name(panel, &text);
            }
        } else if let Some(before) = panel.prev_element_sibling().filter(|before| is_over(before, panel)) {
            show(panel);
            if !is_heading(&before) && tag(&before) != "dt" {
                make_heading(&before);
            }
        } else if is_findable {
            show(panel);
        }
    }
}

/// Whether an element is hidden, by whichever of the ways HTML and its styles have.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr_or("style", "").to_lowercase().replace(' ', "");
    node.has_attr("hidden")
        || node.attr_or("aria-hidden", "").as_ref() == "true"
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// Roles and words of classes that name what a page opens over itself or beside itself.
const OVER_THE_PAGE: &[&str] = &[
    "dialog",
    "alertdialog",
    "alert",
    "status",
    "menu",
    "listbox",
    "tooltip",
    "modal",
    "popup",
    "popover",
    "lightbox",
    "overlay",
    "dropdown",
    "offcanvas",
    "toast",
    "template",
    "spinner",
    "loading",
    "error",
    "validation",
    "megamenu",
    "autocomplete",
];

/// Whether what is hidden can be a part of what the page says.
fn may_be_content(panel: &NodeRef<'_>) -> bool {
    let names = |node: &NodeRef<'_>| {
        let names = format!("{} {} {}", node.attr_or("role", ""), node.attr_or("class", ""), node.attr_or("id", ""));
        names.split_whitespace().flat_map(noise::words).any(|word| OVER_THE_PAGE.contains(&word.as_str()))
    };
    let is_frame = |node: &NodeRef<'_>| matches!(tag(node).as_str(), "nav" | "header" | "footer" | "dialog");
    let can_hold = !matches!(tag(panel).as_str(), "i" | "svg" | "img" | "input" | "button" | "span" | "path" | "use");
    let has_field = panel.descendants_it().any(|inner| matches!(tag(&inner).as_str(), "input" | "textarea" | "select"));
    can_hold
        && !has_field
        && !names(panel)
        && !is_frame(panel)
        && !panel.ancestors_it(None).any(|above| (is_frame(&above) || names(&above)) && !holds_main(&above))
        && !shown(panel).is_empty()
        && !noise::is_mostly_links(panel)
}

/// The link or button that opens a panel by naming it.
fn named_by<'a>(document: &'a Document, panel: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let id = panel.attr("id").filter(|id| !id.is_empty())?;
    let with_sign = format!("#{id}");
    let names = |node: &&NodeRef<'_>| {
        let controls = node.attr_or("aria-controls", "");
        let targets = ["href", "data-target", "data-bs-target"];
        let named = controls.split_whitespace().any(|one| one == &*id)
            || targets.iter().any(|target| &*node.attr_or(target, "") == with_sign.as_str());
        let opens = format!("{} {}", node.attr_or("data-toggle", ""), node.attr_or("data-bs-toggle", ""));
        named && !opens.split_whitespace().any(|way| OVER_THE_PAGE.contains(&way)) && is_toggle(node)
    };
    document.select("[href], [aria-controls], [data-target], [data-bs-target]").nodes().iter().find(names).copied()
}

/// Whether an element can be what folds content out: it says something that is no tool's name, and stands in no menu.
fn is_toggle(node: &NodeRef<'_>) -> bool {
    let text = shown(node);
    let folded = fold(&text);
    let reveals = NO_HEADING.contains(&text.to_lowercase().as_str())
        && !["meny", "menu", "stäng"].contains(&text.to_lowercase().as_str());
    let is_framed =
        |above: NodeRef<'_>| matches!(tag(&above).as_str(), "nav" | "header" | "footer") && !holds_main(&above);
    !folded.is_empty()
        && (reveals || !tidy::is_label(&folded))
        && !tidy::is_feedback(&text)
        && !node.ancestors_it(None).any(is_framed)
}

fn holds_main(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|inner| matches!(tag(&inner).as_str(), "main" | "h1"))
}

fn holds(node: &NodeRef<'_>, inner: &NodeRef<'_>) -> bool {
    node.id == inner.id || node.descendants_it().any(|one| one.id == inner.id)
}

fn begins_with_heading(panel: &NodeRef<'_>, text: &str) -> bool {
    panel.descendants_it().find(is_heading).is_some_and(|heading| fold(&shown(&heading)) == fold(text))
}

/// Whether what stands before a hidden panel is its heading: it looks like one, and without the panel nothing would stand
/// under it.
fn is_over(before: &NodeRef<'_>, panel: &NodeRef<'_>) -> bool {
    let name = tag(before);
    let only = |inner: &str| {
        let children = before.element_children();
        matches!(children.as_slice(), [child] if tag(child) == inner && shown(child) == shown(before))
    };
    let leads_nowhere = |node: &NodeRef<'_>| {
        let href = node.attr_or("href", "");
        href.starts_with('#') || href.starts_with("javascript:")
    };
    let looks_so = (is_heading(before) && name != "h1")
        || matches!(name.as_str(), "dt" | "button" | "summary" | BELOW_TAG)
        || before.attr_or("role", "").as_ref() == "button"
        || (matches!(name.as_str(), "p" | "div" | "a") && (only("strong") || only("b")))
        || (name == "a" && leads_nowhere(before))
        || (name == "div" && (only("button") || only("a") && before.element_children().iter().any(leads_nowhere)))
        || (name == "div" && before.descendants_it().any(|inner| is_heading(&inner) && shown(&inner) == shown(before)));
    looks_so && !is_hidden(before) && is_toggle(before) && nothing_follows(panel)
}

/// Whether no text of the same part of the page follows a panel: the next thing is a heading, another panel, or nothing.
fn nothing_follows(panel: &NodeRef<'_>) -> bool {
    let mut next = panel.next_sibling();
    while let Some(node) = next {
        let is_text = node.is_text() && !node.text().trim().is_empty();
        if is_text {
            return false;
        }
        if node.is_element() && !is_hidden(&node) && !shown(&node).is_empty() {
            // Another question with its panel, or running text that belongs to the heading.
            let after = node.next_element_sibling();
            return is_heading(&node)
                || matches!(tag(&node).as_str(), "dt" | "button" | "section" | "article" | BELOW_TAG)
                || node.descendants_it().any(|inner| is_heading(&inner))
                || after.is_some_and(|after| is_hidden(&after));
        }
        next = node.next_sibling();
    }
    true
}

fn panel_of<'a>(document: &'a Document, button: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    if let Some(panel) = button.attr("aria-controls").and_then(|id| by_id(document, &id)) {
        return Some(panel);
    }
    let beside = |node: &NodeRef<'a>| node.next_element_sibling();
    beside(button).or_else(|| button.parent().filter(is_heading).and_then(|heading| beside(&heading)))
}

fn by_id<'a>(document: &'a Document, id: &str) -> Option<NodeRef<'a>> {
    // An id may hold what a selector does not take; comparing it takes everything.
    document.select("[id]").nodes().iter().find(|node| node.attr_or("id", "").as_ref() == id).copied()
}

fn show(panel: &NodeRef<'_>) {
    panel.remove_attrs(&["hidden", "aria-hidden", "style"]);
}

fn make_heading(button: &NodeRef<'_>) {
    if button.ancestors_it(None).any(|above| is_heading(&above))
        || button.descendants_it().any(|inner| is_heading(&inner))
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
