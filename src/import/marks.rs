//! Marks that belong to a text without being part of what it says: what is struck through, tools in headings, the marks of
//! footnotes.

use dom_query::{Document, NodeRef};

use super::accordion::BELOW_TAG;
use super::block::Inline;
use super::html::{shown, tag};
use super::tidy;
use crate::language::fold;

/// Takes out what is struck through, and the tools that stand in headings.
pub(super) fn remove(document: &Document) {
    for node in document.select("s, strike, del, [style], [class]").nodes() {
        if is_struck(node) {
            // What stood around it stays apart.
            let text = node.text();
            let has_blanks = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
            if has_blanks {
                node.before_html(" ");
            }
            node.remove_from_parent();
        }
    }
    for heading in document.select(&format!("h1, h2, h3, h4, h5, h6, {BELOW_TAG}")).nodes() {
        let whole = shown(heading);
        for node in heading.descendants() {
            if is_tool(&node, &whole) {
                node.remove_from_parent();
            }
        }
    }
}

fn is_struck(node: &NodeRef<'_>) -> bool {
    if matches!(tag(node).as_str(), "s" | "strike" | "del") {
        return true;
    }
    let style = node.attr_or("style", "").to_ascii_lowercase();
    let by_style = style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        matches!(name.trim(), "text-decoration" | "text-decoration-line") && value.contains("line-through")
    });
    // The names that Bootstrap, Tailwind and editors have for it.
    let by_class = ["line-through", "text-decoration-line-through", "strikethrough", "struck"];
    by_style || by_class.iter().any(|class| node.has_class(class))
}

/// What a tool in a heading says, folded, to begin with: "Kopiera länk till rubriken".
const TOOLS: &[&str] = &[
    "kopiera lank",
    "kopiera adress",
    "lank till rubrik",
    "lank till avsnitt",
    "lank till denna rubrik",
    "direktlank",
    "permalank",
    "permalink",
    "copy link",
    "copy address",
    "link to this",
    "dela rubrik",
];

/// Whether an element of a heading is a tool and not a part of what the heading says: a link to the heading itself, a
/// button beside its text.
fn is_tool(node: &NodeRef<'_>, heading: &str) -> bool {
    let tag = tag(node);
    if !matches!(tag.as_str(), "a" | "button" | "span" | "small" | "div") {
        return false;
    }
    let text = shown(node);
    let folded = fold(&text);
    if TOOLS.iter().any(|begin| folded.starts_with(begin)) && text.chars().count() < heading.chars().count() {
        return true;
    }
    if !matches!(tag.as_str(), "a" | "button") {
        return false;
    }
    // A sign ("#", "¶", "§", a chain), or the name of a tool.
    folded.is_empty()
        || (text != heading && (tidy::is_label(&folded) || ["lank", "link", "anchor"].contains(&folded.as_str())))
}

/// Whether an element stands above its line.
pub(super) fn is_raised(node: &NodeRef<'_>) -> bool {
    let style = node.attr_or("style", "").to_ascii_lowercase().replace(' ', "");
    let children = node.element_children();
    let leads_there = || matches!(children.as_slice(), [inner] if tag(inner) == "sup" && shown(inner) == shown(node));
    tag(node) == "sup"
        || (tag(node) == "a" && leads_there())
        || style.contains("vertical-align:super")
        || node.attr_or("role", "").as_ref() == "doc-noteref"
        || ["footnote-ref", "footnote-reference", "footnoteref", "noteref"].iter().any(|class| node.has_class(class))
}

/// Adds a text that stands above its line after `text`. A footnote's mark is left out, because on one line it would be read
/// as a part of what it stands at: "250¹ kronor" must not cost 2501. Powers, minutes and ordinals keep their meaning.
pub(super) fn raise(text: &mut Inline, raised: &str) {
    let raised = raised.split_whitespace().collect::<Vec<_>>().join(" ");
    if raised.is_empty() {
        return;
    }
    let before: String =
        text.shown.trim_end_matches(' ').chars().rev().take_while(|last| last.is_alphanumeric()).collect();
    let before: String = before.chars().rev().collect();
    match meaning(&before, text.shown.is_empty() || text.shown.ends_with('\n'), &raised) {
        Raised::Note => {}
        Raised::Plain => text.push(&raised),
        Raised::Power => text.push(&raised.chars().map(power).collect::<String>()),
        Raised::After(between) => text.push(&format!("{between}{raised}")),
    }
}

enum Raised {
    /// The mark of a footnote.
    Note,
    /// A part of the word: "1:a", "2nd".
    Plain,
    /// "m²", "10³".
    Power,
    /// With something between: "8.30", "49,90".
    After(&'static str),
}

fn meaning(before: &str, begins: bool, raised: &str) -> Raised {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if begins {
        // The footnote itself.
        return Raised::Plain;
    }
    let unit = before.trim_start_matches(|first: char| first.is_ascii_digit());
    let exponent = raised.trim_start_matches(['-', '−', '–']);
    let is_length = ["m", "mm", "cm", "dm", "km", "x", "y", "r", "a", "b", "n"].contains(&unit);
    if is_length && matches!(exponent, "1" | "2" | "3") || before == "10" && is_number(exponent) && exponent.len() < 3 {
        return Raised::Power;
    }
    if is_number(before) && is_number(raised) && raised.len() == 2 {
        let hour = before.parse().is_ok_and(|hour: u32| hour <= 24);
        if hour && matches!(raised, "00" | "15" | "30" | "45") {
            return Raised::After(".");
        }
        if raised.parse().is_ok_and(|part: u32| part >= 50) || raised == "00" {
            return Raised::After(",");
        }
    }
    if is_note(raised) && !(is_number(before) && before.len() < 3 && matches!(raised, "a" | "e")) {
        return Raised::Note;
    }
    // "1:a", "2nd", "kommunTM"; what is longer is a word of its own.
    if raised.chars().count() <= 2 || raised.starts_with([':', ',', '.']) { Raised::Plain } else { Raised::After(" ") }
}

/// `1`, `2)`, `[3]`, `a`, `*`, `†`, `1, 2`.
fn is_note(raised: &str) -> bool {
    raised.split([',', ' ']).filter(|mark| !mark.is_empty()).all(|mark| {
        let mark = mark.trim_matches(['(', ')', '[', ']', '.']);
        let is_number = mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit());
        let is_letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_lowercase());
        is_number || is_letter || mark.chars().all(|sign| matches!(sign, '*' | '†' | '‡' | '#' | '§'))
    })
}

fn power(digit: char) -> char {
    match digit {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '-' | '−' | '–' => '⁻',
        other => other,
    }
}

/// Whether a blank belongs between two neighbours that only style parts of a line: `<span class="day">Måndag</span><span
/// class="time">8–16</span>` is two words, and the halves of one that an editor's program cut are one.
pub(super) fn are_apart(one: &NodeRef<'_>, next: &NodeRef<'_>) -> bool {
    let (before, after) = (one.text(), next.text());
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    if last.is_whitespace() || first.is_whitespace() {
        return false;
    }
    let is_raised_or_lowered = |node: &NodeRef<'_>| tag(node) == "sub" || is_raised(node);
    if is_raised_or_lowered(one) || is_raised_or_lowered(next) {
        return false;
    }
    if first.is_ascii_punctuation() && first != '(' || "–”’».…".contains(first) {
        return false;
    }
    if !last.is_alphanumeric() {
        // Halves of an address, of a number and of a time stay together: "www." "kommun.se", "8:" "30".
        let after_digit = before.chars().rev().nth(1).is_some_and(|it| it.is_ascii_digit()) && first.is_ascii_digit();
        return match last {
            ',' | '.' => first.is_uppercase(),
            ':' => !after_digit && first.is_alphanumeric(),
            ';' | '!' | '?' | ')' => first.is_alphanumeric(),
            _ => false,
        };
    }
    let is_link = |node: &NodeRef<'_>| matches!(tag(node).as_str(), "a" | "button" | "label");
    let is_own = |node: &NodeRef<'_>| tag(node).contains('-');
    let turns = last.is_lowercase() && first.is_uppercase()
        || last.is_alphabetic() && first.is_ascii_digit()
        || last.is_ascii_digit() && first.is_alphabetic()
        || first == '(';
    let named = |node: &NodeRef<'_>| node.attr("class").filter(|class| !class.trim().is_empty());
    // Word marks what it cannot spell, in the middle of words.
    let of_word =
        |class: &str| ["SpellE", "GramE", "TextRun", "NormalText", "EOP"].iter().any(|mark| class.contains(mark));
    let differ = match (named(one), named(next)) {
        (Some(one), Some(next)) => one != next && !of_word(&one) && !of_word(&next),
        _ => false,
    };
    turns || differ || (is_link(one) && is_link(next)) || (is_own(one) && is_own(next))
}
