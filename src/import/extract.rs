//! A web page as a browser gets it → what it says.

use dom_query::{Document, NodeRef};
use url::Url;

use super::Content;
use super::block::{Block, to_markdown};
use super::html::{blocks, shown};
use super::{accordion, dates, marks, noise, tidy};
use crate::language::Language;

/// What a web page says, and what it says to a reader that is a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WebPage {
    /// The page; none when there is no text on it.
    pub(super) content: Option<Content>,
    /// The address that the page itself gives as its own.
    pub(super) canonical: Option<Url>,
    /// Where its links lead, menus and all.
    pub(super) links: Vec<Url>,
    /// Whether it asks not to be listed anywhere.
    pub(super) noindex: bool,
    /// Parts of the content that look like tools or are hidden, and so are not in it.
    pub(super) left_out: Vec<String>,
}

/// How deep elements may stand in each other. Browsers stop at 512; what is deeper is broken, or meant to do harm.
const DEEPEST: usize = 200;

/// How deep they may stand for the page to be parsed at all: the parser's time grows with the square of it.
const DEEPEST_PARSED: usize = 2_000;

/// Elements that have no end, or whose end is mostly left out.
const ENDLESS: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "path", "source", "tbody", "td", "th", "thead", "tr", "track", "wbr",
];

/// What holds the content of a page, in the systems that municipalities use; the first one that has text is taken.
const ROOTS: &[&str] = &[
    "main",
    "[role=main]",
    "#pagecontent, .pagecontent",
    "article",
    "#main-content",
    "#content",
    ".entry-content",
    "#main",
    "body",
];

/// Least text, in characters, of what is taken for a page's content while there are other candidates.
const LEAST: usize = 80;

/// Reads a page. `address` is where it was found.
pub(super) fn read(html: &str, address: Option<&Url>) -> WebPage {
    if nesting(html) > DEEPEST_PARSED {
        return WebPage { content: None, canonical: None, links: Vec::new(), noindex: false, left_out: Vec::new() };
    }
    let document = Document::from(html);
    cut(&document);
    let base = base(&document, address);
    let links = links(&document, base.as_ref());
    let noindex =
        meta(&document, &["meta[name=robots i]"]).is_some_and(|rules| rules.to_lowercase().contains("noindex"));
    let canonical = document
        .select("link[rel=canonical]")
        .attr("href")
        .and_then(|href| base.as_ref().map_or_else(|| Url::parse(&href), |base| base.join(&href)).ok());
    document.select("script, style, noscript, template").remove();
    let reviewed = reviewed(&document);
    accordion::unfold(&document);
    marks::remove(&document);
    let first_heading = document.select("h1").nodes().iter().map(shown).find(|text| !text.is_empty());
    let left_out = noise::remove(&document);
    let root = root(&document);
    let mut found = root.map(|root| blocks(&root, base.as_ref())).unwrap_or_default();
    accordion::settle(&mut found);
    let title = title(&found, first_heading, &document, address);
    let found = tidy::tidy(found, &title);
    let has_text = found.iter().any(|block| !matches!(block, Block::Heading(..)));
    let content =
        has_text.then(|| Content { language: language(&document), reviewed, body: to_markdown(&found), title });
    WebPage { content, canonical, links, noindex, left_out }
}

/// About how deep the elements of a page stand in each other, by its text alone.
fn nesting(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !name.is_empty() && !ENDLESS.contains(&name.as_str()) && !tag.contains("/>") {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Takes away what stands too deep, without going there by recursion.
fn cut(document: &Document) {
    let mut open = vec![(document.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > DEEPEST {
            node.remove_from_parent();
        } else {
            open.extend(node.children_it(false).map(|child| (child, depth + 1)));
        }
    }
}

fn base(document: &Document, address: Option<&Url>) -> Option<Url> {
    let stated = document.select("base[href]").attr("href");
    match (stated, address) {
        (Some(href), Some(address)) => address.join(&href).ok().or_else(|| Some(address.clone())),
        (Some(href), None) => Url::parse(&href).ok(),
        (None, address) => address.cloned(),
    }
}

fn links(document: &Document, base: Option<&Url>) -> Vec<Url> {
    let Some(base) = base else { return Vec::new() };
    let links = document.select("a[href], area[href], frame[src], iframe[src]");
    let open = links.nodes().iter().filter(|link| !link.attr_or("rel", "").to_lowercase().contains("nofollow"));
    open.filter_map(|link| base.join(link.attr("href").or_else(|| link.attr("src"))?.trim()).ok())
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .collect()
}

fn meta(document: &Document, selectors: &[&str]) -> Option<String> {
    let found = selectors.iter().find_map(|selector| document.select(selector).attr("content"));
    found.map(|content| content.trim().to_owned()).filter(|content| !content.is_empty())
}

/// What the page shows counts before what only programs see, because editors see only the former.
fn reviewed(document: &Document) -> Option<chrono::NaiveDate> {
    const SMALL: usize = 12;
    let lines = document.select("p, li, span, div, time, small, dd, td, footer, em, section");
    let small = lines.nodes().iter().filter(|node| node.descendants_it().take(SMALL).count() < SMALL);
    let lines: Vec<String> = small.map(shown).collect();
    dates::reviewed(lines.iter().map(String::as_str)).or_else(|| {
        let stated = meta(
            document,
            &[
                "meta[property='article:modified_time']",
                "meta[name='DC.Date.Modified' i]",
                "meta[name='last-modified' i]",
            ],
        )?;
        stated.get(..10)?.parse().ok()
    })
}

fn root(document: &Document) -> Option<NodeRef<'_>> {
    let best = |selector: &&str| {
        let found = document.select(selector);
        found.nodes().iter().copied().max_by_key(|node| shown(node).len())
    };
    let mut candidates = ROOTS.iter().filter_map(best);
    candidates.find(|node| shown(node).chars().count() >= LEAST).or_else(|| document.body())
}

/// The main heading, or what else names the page; at last the end of its address.
fn title(found: &[Block], heading: Option<String>, document: &Document, address: Option<&Url>) -> String {
    let main = found.iter().find_map(|block| match block {
        Block::Heading(1, text) => Some(text.shown.clone()),
        _ => None,
    });
    main.or(heading)
        .or_else(|| meta(document, &["meta[property='og:title']"]).map(|title| without_site(&title)))
        .or_else(|| document.select("head title").nodes().first().map(|node| without_site(&shown(node))))
        .filter(|title| !title.is_empty())
        .or_else(|| {
            found
                .iter()
                .find_map(|block| if let Block::Heading(_, text) = block { Some(text.shown.clone()) } else { None })
        })
        .or_else(|| address.and_then(from_address))
        .unwrap_or_else(|| "Utan rubrik".to_owned())
}

/// `Simhallar - Linköpings kommun` → `Simhallar`.
fn without_site(title: &str) -> String {
    let parts = [" | ", " - ", " – ", " — "].iter().find_map(|between| title.rsplit_once(between));
    parts.map_or(title, |(page, _)| page).trim().to_owned()
}

/// `/bygga-och-bo/bygg_lov.html` → `Bygg lov`.
fn from_address(address: &Url) -> Option<String> {
    let last = address.path_segments()?.rfind(|part| !part.is_empty())?;
    let decoded = percent_encoding_free(last);
    let words = decoded.split('.').next()?.replace(['-', '_', '+'], " ");
    let mut letters = words.trim().chars();
    Some(letters.next()?.to_uppercase().chain(letters).collect())
}

/// A part of an address with its `%C3%A5` as letters.
fn percent_encoding_free(part: &str) -> String {
    let query = format!("x={}", part.replace('+', "%2B"));
    url::form_urlencoded::parse(query.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn language(document: &Document) -> Option<Language> {
    let stated = document.select("main[lang]").attr("lang").or_else(|| document.select("html[lang]").attr("lang"));
    stated.filter(|tag| !tag.trim().is_empty()).map(|tag| Language::from_tag(&tag))
}

#[cfg(test)]
mod tests;
