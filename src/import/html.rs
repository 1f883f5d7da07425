//! Elements → blocks: headings, paragraphs, lists, tables and links, in the order that a reader meets them.

use dom_query::NodeRef;
use url::Url;

use super::accordion::{BELOW, BELOW_TAG};
use super::block::{Block, Inline};
use super::table;

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

/// The text below an element as one run.
pub(super) fn inline(node: &NodeRef<'_>, base: Option<&Url>) -> Inline {
    let mut text = Inline::default();
    for block in blocks(node, base) {
        match block {
            Block::Heading(_, inner) | Block::Text(inner) => text.join(" ", &inner),
            Block::List(_, items) => {
                for inner in items.iter().flatten() {
                    if let Block::Text(inner) = inner {
                        text.join("; ", inner);
                    }
                }
            }
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| text.join("; ", cell)),
        }
    }
    text.one_line()
}

struct Reader<'a> {
    base: Option<&'a Url>,
    blocks: Vec<Block>,
    /// The paragraph being read.
    text: Inline,
}

impl Reader<'_> {
    fn children(&mut self, node: &NodeRef<'_>) {
        for child in node.children_it(false) {
            self.node(&child);
        }
    }

    fn node(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            self.text.push(&node.text());
            return;
        }
        match tag(node).as_str() {
            "" | "img" | "wbr" | "del" => {}
            "br" => self.line_break(),
            "a" if node.has_attr("href") => self.link(node),
            // Only text of the line: no new block. Everything that is not named here stands by itself.
            "a" | "abbr" | "b" | "bdi" | "bdo" | "button" | "cite" | "code" | "em" | "font" | "i" | "ins" | "kbd"
            | "label" | "mark" | "q" | "s" | "small" | "span" | "strong" | "sub" | "sup" | "time" | "u" | "var" => {
                self.children(node);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | BELOW_TAG => self.heading(node),
            "ul" | "ol" | "menu" => self.list(node),
            "dl" => self.definitions(node),
            "table" => self.table(node),
            _ => {
                self.finish_text();
                self.children(node);
                self.finish_text();
            }
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
        let items = node.element_children().into_iter().map(|item| blocks(&item, self.base));
        let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
        // Cards and accordions are often lists by their markup; their headings have to stay headings.
        if items.iter().flatten().any(|block| matches!(block, Block::Heading(..) | Block::Table(_))) {
            self.blocks.extend(items.into_iter().flatten());
        } else if !items.is_empty() {
            self.blocks.push(Block::List(first, items));
        }
    }

    /// `Telefon: 013-…` on a line, or a heading with its text when there is much of it.
    fn definitions(&mut self, node: &NodeRef<'_>) {
        self.finish_text();
        let (mut items, mut term) = (Vec::new(), Inline::default());
        for child in node.descendants_it().filter(|inner| matches!(tag(inner).as_str(), "dt" | "dd")) {
            if tag(&child) == "dt" {
                term = inline(&child, self.base);
                continue;
            }
            let mut inner = blocks(&child, self.base);
            if let [Block::Text(text)] = inner.as_mut_slice() {
                let mut line = std::mem::take(&mut term);
                line.join(if line.shown.ends_with([':', '?']) { " " } else { ": " }, text);
                items.push(vec![Block::Text(line)]);
            } else if !inner.is_empty() {
                self.finish_items(&mut items);
                self.blocks.push(Block::Heading(BELOW, std::mem::take(&mut term)));
                self.blocks.append(&mut inner);
            }
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
