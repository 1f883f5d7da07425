//! Elements → blocks: headings, paragraphs, lists, tables and links, in the order that a reader meets them.

use dom_query::NodeRef;
use url::Url;

use super::accordion::{BELOW, BELOW_TAG};
use super::block::{Block, Inline, between};
use super::{marks, table};

/// Elements that stand by themselves. All others are a part of their line, as in a browser: those that only style text,
/// and those that HTML does not know.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "noframes",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
];

/// The tag of an element; empty for everything else.
pub(super) fn tag(node: &NodeRef<'_>) -> String {
    if node.is_element() { node.node_name().map(|name| name.to_string()).unwrap_or_default() } else { String::new() }
}

/// The text of an element on one line.
pub(super) fn shown(node: &NodeRef<'_>) -> String {
    node.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The blocks below an element. Links become whole addresses, seen from `base`.
pub(super) fn blocks(node: &NodeRef<'_>, base: Option<&Url>) -> Vec<Block> {
    let mut reader = Reader { base, blocks: Vec::new(), text: Inline::default() };
    reader.children(node);
    reader.finish_text();
    reader.blocks
}

/// Whether an element is a heading.
pub(super) fn is_heading(node: &NodeRef<'_>) -> bool {
    matches!(tag(node).as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element stands by itself.
fn is_block(node: &NodeRef<'_>) -> bool {
    let style = node.attr_or("style", "").to_ascii_lowercase().replace(' ', "");
    let styled = ["display:block", "display:flex", "display:grid", "display:table", "display:list-item"];
    BLOCKS.contains(&tag(node).as_str()) || styled.iter().any(|rule| style.contains(rule))
}

/// The text below an element as one run, as a heading needs it.
pub(super) fn inline(node: &NodeRef<'_>, base: Option<&Url>) -> Inline {
    let mut text = Inline::default();
    join_all(&mut text, &blocks(node, base), " ");
    text.one_line()
}

/// The text below an element as one run in which each part stands for itself, as the cell of a table needs it.
pub(super) fn cell(node: &NodeRef<'_>, base: Option<&Url>) -> Inline {
    let mut text = Inline::default();
    join_all(&mut text, &blocks(node, base), ", ");
    text.in_cell()
}

/// Puts blocks one after the other, whatever they are: nothing that they say is lost.
fn join_all(text: &mut Inline, blocks: &[Block], between_texts: &str) {
    for (at, block) in blocks.iter().enumerate() {
        let after_heading = at > 0 && matches!(blocks[at - 1], Block::Heading(..));
        let wanted = if after_heading { ": " } else { between_texts };
        match block {
            Block::Heading(_, inner) | Block::Text(inner) => {
                text.join(between(&text.shown.clone(), wanted), inner);
            }
            Block::List(_, items) => {
                let wanted = if at > 0 { ": " } else { wanted };
                join_items(text, items, wanted);
            }
            Block::Table(rows) => {
                for inner in rows.iter().flatten() {
                    text.join(between(&text.shown.clone(), "; "), inner);
                }
            }
        }
    }
}

/// The items of a list, with semicolons between them; what stands in an item is parted by commas, and a list in it comes
/// after a colon: "Vardagar: 10–19; Helger: 11–16".
fn join_items(text: &mut Inline, items: &[Vec<Block>], first: &str) {
    for (at, item) in items.iter().enumerate() {
        let mut inner = Inline::default();
        join_all(&mut inner, item, ", ");
        let wanted = if at == 0 { first } else { "; " };
        text.join(between(&text.shown.clone(), wanted), &inner);
    }
}

struct Reader<'a> {
    base: Option<&'a Url>,
    blocks: Vec<Block>,
    /// The paragraph being read.
    text: Inline,
}

impl Reader<'_> {
    fn children(&mut self, node: &NodeRef<'_>) {
        let mut before: Option<NodeRef<'_>> = None;
        for child in node.children_it(false) {
            if child.is_comment() {
                continue;
            }
            if before
                .is_some_and(|before| is_in_line(&before) && is_in_line(&child) && marks::are_apart(&before, &child))
            {
                self.text.push(" ");
            }
            self.node(&child);
            before = Some(child);
        }
    }

    fn node(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            self.text.push(&node.text());
            return;
        }
        match tag(node).as_str() {
            "" | "img" | "wbr" => {}
            "br" => self.line_break(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | BELOW_TAG => self.heading(node),
            "ul" | "ol" | "menu" => self.list(node),
            "dl" => self.definitions(node),
            "table" => self.table(node),
            _ if marks::is_raised(node) && !is_block(node) => marks::raise(&mut self.text, &node.text()),
            "a" if node.has_attr("href") => self.link(node),
            _ if is_block(node) => {
                self.finish_text();
                self.children(node);
                self.finish_text();
            }
            _ => self.children(node),
        }
    }

    fn line_break(&mut self) {
        // Two breaks after each other are an empty line, as a paragraph is.
        if self.text.shown.ends_with('\n') { self.finish_text() } else { self.text.line_break() }
    }

    fn link(&mut self, node: &NodeRef<'_>) {
        // A card: a link around headings and paragraphs. Its address goes with its heading or its first text.
        let mut inner = blocks(node, None);
        let address = self.address(&node.attr_or("href", ""));
        let (Some(address), false) = (address, inner.is_empty()) else {
            return self.children(node);
        };
        if let [Block::Text(text)] = inner.as_slice() {
            self.text.link(text, &address);
            return;
        }
        self.finish_text();
        let first = inner.iter_mut().find_map(|block| match block {
            Block::Heading(_, text) | Block::Text(text) => Some(text),
            Block::List(..) | Block::Table(_) => None,
        });
        if let Some(text) = first {
            let shown = std::mem::take(text);
            text.link(&shown, &address);
        }
        self.blocks.append(&mut inner);
    }

    /// The whole address of a link; none for what leads nowhere outside of a browser.
    fn address(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let address = match self.base {
            Some(base) => base.join(href).ok()?,
            None => Url::parse(href).ok()?,
        };
        matches!(address.scheme(), "http" | "https" | "mailto" | "tel").then(|| address.to_string())
    }

    fn heading(&mut self, node: &NodeRef<'_>) {
        self.finish_text();
        let level = tag(node).strip_prefix('h').and_then(|digit| digit.parse().ok()).unwrap_or(BELOW);
        let text = inline(node, self.base);
        if !text.shown.is_empty() {
            self.blocks.push(Block::Heading(level, text));
        }
    }

    fn list(&mut self, node: &NodeRef<'_>) {
        self.finish_text();
        let first = (tag(node) == "ol").then(|| node.attr_or("start", "1").parse().unwrap_or(1));
        let items = node.children_it(false).map(|item| {
            // Text that stands in a list without an item around it is one.
            if item.is_text() { Inline::text_block(&item.text()) } else { item_blocks(&item, self.base) }
        });
        let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
        // Cards and accordions are often lists by their markup; their headings have to stay headings.
        if items.iter().flatten().any(|block| matches!(block, Block::Heading(..) | Block::Table(_))) {
            self.blocks.extend(items.into_iter().flatten());
        } else if !items.is_empty() {
            self.blocks.push(Block::List(first, items));
        }
    }

    /// `Telefon: 013-…` on a line, or a heading with its text when there is much of it. What is described may have several
    /// names, and several descriptions.
    fn definitions(&mut self, node: &NodeRef<'_>) {
        self.finish_text();
        let mut items = Vec::new();
        for group in groups(node) {
            let mut term = Inline::default();
            for name in &group.names {
                term.join(", ", &inline(name, self.base));
            }
            let described: Vec<_> = group.descriptions.iter().map(|one| blocks(one, self.base)).collect();
            let is_short = described.iter().all(|one| matches!(one.as_slice(), [] | [Block::Text(_)]));
            if is_short {
                let mut line = term;
                for (at, text) in described.iter().flatten().enumerate() {
                    let Block::Text(text) = text else { continue };
                    let wanted = if at == 0 { ": " } else { "; " };
                    line.join(between(&line.shown.clone(), wanted), text);
                }
                if !line.shown.is_empty() {
                    items.push(vec![Block::Text(line)]);
                }
                continue;
            }
            self.finish_items(&mut items);
            if !term.shown.is_empty() {
                self.blocks.push(Block::Heading(BELOW, term));
            }
            self.blocks.extend(described.into_iter().flatten());
        }
        self.finish_items(&mut items);
    }

    fn finish_items(&mut self, items: &mut Vec<Vec<Block>>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(None, std::mem::take(items)));
        }
    }

    fn table(&mut self, node: &NodeRef<'_>) {
        self.finish_text();
        match table::read(node, self.base) {
            Some(mut found) => self.blocks.append(&mut found),
            // A table that only lays out the page.
            None => self.children(node),
        }
        self.finish_text();
    }

    fn finish_text(&mut self) {
        let text = std::mem::take(&mut self.text).trimmed();
        if !text.shown.is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }
}

/// Whether a node is an element that is a part of its line.
fn is_in_line(node: &NodeRef<'_>) -> bool {
    let name = tag(node);
    let stands_apart = ["", "br", "wbr", "img", "ul", "ol", "menu", "dl", "table", BELOW_TAG];
    !stands_apart.contains(&name.as_str()) && !is_heading(node) && !is_block(node)
}

/// The blocks of an item. A list that stands in a list without an item around it is one by itself.
fn item_blocks(item: &NodeRef<'_>, base: Option<&Url>) -> Vec<Block> {
    if !matches!(tag(item).as_str(), "ul" | "ol" | "menu" | "dl") {
        return blocks(item, base);
    }
    let mut reader = Reader { base, blocks: Vec::new(), text: Inline::default() };
    reader.node(item);
    reader.blocks
}

/// Names and what describes them.
#[derive(Default)]
struct Group<'a> {
    names: Vec<NodeRef<'a>>,
    descriptions: Vec<NodeRef<'a>>,
}

/// The groups of a list of definitions, without those of lists within its descriptions. An element around a group, which
/// HTML allows, is looked through.
fn groups<'a>(list: &NodeRef<'a>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = vec![Group::default()];
    let mut open: Vec<NodeRef<'a>> = list.element_children();
    open.reverse();
    while let Some(node) = open.pop() {
        let is_name = tag(&node) == "dt";
        if !is_name && tag(&node) != "dd" {
            if node.descendants_it().any(|inner| matches!(tag(&inner).as_str(), "dt" | "dd")) {
                let mut inner = node.element_children();
                inner.reverse();
                open.extend(inner);
            }
            continue;
        }
        let begins = is_name && groups.last().is_some_and(|group| !group.descriptions.is_empty());
        if begins {
            groups.push(Group::default());
        }
        if let Some(group) = groups.last_mut() {
            if is_name { group.names.push(node) } else { group.descriptions.push(node) }
        }
    }
    groups
}
