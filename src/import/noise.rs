//! What stands on a page without being its content: menus, banners, tools, forms and chat windows.

use dom_query::{Document, NodeRef};

use super::html::{is_heading, shown, tag};
use super::{accordion, tidy};
use crate::language::fold;

/// Elements that never hold what a page says. Buttons are read first, because some are the headings of accordions.
const ELEMENTS: &str = "script, style, noscript, template, svg, iframe, object, canvas, video, audio, form, dialog, \
    nav, footer, button, input, select, textarea, [role=navigation], [role=banner], [role=contentinfo], \
    [role=search], [role=dialog], [role=alertdialog], [role=menu], [role=tablist], [role=log], \
    body > header, body > aside, body > div > header";

/// Words of a class or id that name what is no content. Two words that follow each other are also read as one, so that
/// `skip-link`, `skip_link` and `skiplink` are the same.
const WORDS: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "brodsmulor",
    "brodsmula",
    "cookiebanner",
    "cookiebar",
    "cookienotice",
    "cookiedialog",
    "cookiepopup",
    "cookieconsent",
    "readspeaker",
    "rsbtn",
    "talandewebb",
    "sharebuttons",
    "sharedaddy",
    "addthis",
    "socialmedia",
    "socialshare",
    "chatbot",
    "chatwindow",
    "chatwidget",
    "skiplink",
    "skiplinks",
    "skipto",
    "skiptocontent",
    "assistivetext",
    "visuallyhidden",
    "sronly",
    "readertext",
    "pagefeedback",
    "feedbackform",
    "pagehelpful",
    "tableofcontents",
    "onthispage",
    "innehallsforteckning",
    "prevnext",
    "postnavigation",
    "commentlist",
    "commentsarea",
    "commentform",
    "relatedposts",
    "pagination",
    "searchform",
    "hamburger",
    "offcanvas",
    "noprint",
];

/// Words that name tools, and what a municipality writes about as well: a part of the content that has a heading and a text
/// of its own stays, whatever it is called.
const TOOL_WORDS: &[&str] =
    &["cookie", "cookies", "consent", "share", "sharing", "chat", "chatt", "feedback", "comments"];

/// Words that name menus, and other things as well: what they stand on is dropped when it is nothing but links.
const MENU_WORDS: &[&str] = &["menu", "meny", "submenu", "navigation", "nav", "navbar", "subnav", "sidebar", "toc"];

/// How much of a menu's text its links hold, at least, in percent.
const MENU_LINKS: usize = 80;

/// Takes away what is no content, and tells which parts that have a heading were taken from the middle of it. What holds
/// the page's main heading stays whatever its name is: a frame around everything can be called `has-cookie-banner`.
pub(super) fn remove(document: &Document) -> Vec<String> {
    let mut left_out = Vec::new();
    for node in document.select("[class], [id], [style], [hidden], [aria-hidden=true]").nodes() {
        let why = match named(node) {
            _ if accordion::is_hidden(node) => "är dold",
            Named::Tool if is_content(node) => continue,
            Named::Tool => "ser ut som ett verktyg",
            Named::Noise => "",
            Named::Nothing => continue,
        };
        let what = heading_of(node).filter(|_| !why.is_empty() && is_within_content(node));
        if remove_unless_main(node)
            && let Some(heading) = what
        {
            left_out.push(format!("”{heading}” {why}{}", by_name(node)));
        }
    }
    for node in document.select(ELEMENTS).nodes() {
        if tag(node) == "button" && node.ancestors_it(None).any(|above| is_heading(&above)) {
            continue;
        }
        remove_unless_main(node);
    }
    for node in document.select("ul, ol").nodes() {
        if only_leads_within_the_page(node) {
            node.remove_from_parent();
        }
    }
    left_out
}

/// What an element's class says, for the report.
fn by_name(node: &NodeRef<'_>) -> String {
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""));
    let names = names.split_whitespace().collect::<Vec<_>>().join(" ");
    if names.is_empty() { String::new() } else { format!(" ({names})") }
}

fn heading_of(node: &NodeRef<'_>) -> Option<String> {
    let heading = node.descendants_it().find(is_heading).map(|heading| shown(&heading));
    heading.filter(|text| !text.is_empty() && !tidy::is_label(&fold(text)) && !tidy::is_feedback(text))
}

/// Whether a part of the page that is named as a tool is content: it stands within the content, has a heading that is none
/// of a tool's, and says something under it. A form is a tool, and what asks for consent by a button.
fn is_content(node: &NodeRef<'_>) -> bool {
    /// Least text besides the heading, in characters: "Ja" and "Nej" are less.
    const LEAST: usize = 20;
    let Some(heading) = heading_of(node).filter(|_| is_within_content(node)) else { return false };
    let says = shown(node).chars().count().saturating_sub(heading.chars().count()) >= LEAST;
    let is_form = node.descendants_it().any(|inner| matches!(tag(&inner).as_str(), "form" | "textarea" | "input"));
    let asks = node.descendants_it().any(|inner| tag(&inner) == "button" && agrees(&fold(&shown(&inner))));
    says && !is_form && !asks && !is_mostly_links(node)
}

/// Whether a folded text is what a button says that accepts cookies.
fn agrees(folded: &str) -> bool {
    ["godkann", "acceptera", "tillat", "jag forstar", "neka", "avvisa", "accept", "allow", "reject", "ok"]
        .iter()
        .any(|word| folded.split(' ').any(|one| one == *word) || folded.starts_with(word) && word.contains(' '))
}

/// Whether an element stands in what holds the content of the page.
fn is_within_content(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(None).any(|above| {
        let id = above.attr_or("id", "").to_lowercase();
        matches!(tag(&above).as_str(), "main" | "article")
            || above.attr_or("role", "").as_ref() == "main"
            || ["content", "main", "main-content", "pagecontent"].contains(&id.as_str())
            || ["pagecontent", "entry-content"].iter().any(|class| above.has_class(class))
    })
}

/// Tells whether the element is gone.
fn remove_unless_main(node: &NodeRef<'_>) -> bool {
    let is_main = |node: &NodeRef<'_>| matches!(tag(node).as_str(), "h1" | "main" | "body" | "html");
    let in_form = tag(node) == "form";
    // ASP.NET puts a whole page into one form.
    let whole_page = in_form && node.descendants_it().any(|inner| is_heading(&inner) || tag(&inner) == "main");
    let goes = !whole_page && !is_main(node) && !node.descendants_it().any(|inner| is_main(&inner));
    if goes {
        node.remove_from_parent();
    }
    goes
}

/// What an element's names say about it.
enum Named {
    Noise,
    /// A tool, or a text about one.
    Tool,
    Nothing,
}

fn named(node: &NodeRef<'_>) -> Named {
    // What an id names in a heading, a paragraph or a row is a place to jump to.
    let holds_parts = matches!(
        tag(node).as_str(),
        "div" | "section" | "aside" | "ul" | "ol" | "article" | "form" | "header" | "footer" | "nav" | "button" | "a"
    );
    let id = if holds_parts { node.attr_or("id", "").to_string() } else { String::new() };
    let names = format!("{} {id}", node.attr_or("class", ""));
    let (mut noise, mut tool, mut menu) = (false, false, false);
    for name in names.split_whitespace() {
        let words = words(name);
        noise |= words.iter().any(|word| WORDS.contains(&word.as_str()));
        noise |= words.windows(2).any(|pair| WORDS.contains(&pair.concat().as_str()));
        noise |= words.windows(3).any(|three| WORDS.contains(&three.concat().as_str()));
        tool |= words.iter().any(|word| TOOL_WORDS.contains(&word.as_str()));
        menu |= words.iter().any(|word| MENU_WORDS.contains(&word.as_str()));
    }
    // A heading is content whatever its class says of what stands under it.
    tool &= !is_heading(node);
    if noise || (menu && is_mostly_links(node)) {
        Named::Noise
    } else if tool {
        Named::Tool
    } else {
        Named::Nothing
    }
}

/// The words of a name in any of the usual spellings: `cookie-banner`, `cookie_banner`, `CookieBanner`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for character in name.chars() {
        let parts = !character.is_ascii_alphanumeric() || (after_small && character.is_ascii_uppercase());
        if parts {
            words.push(String::new());
        }
        after_small = character.is_ascii_lowercase();
        if character.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether an element is nothing but links, as menus are.
pub(super) fn is_mostly_links(node: &NodeRef<'_>) -> bool {
    let length = |node: &NodeRef<'_>| shown(node).chars().count();
    let links: usize = node.descendants_it().filter(|inner| tag(inner) == "a").map(|link| length(&link)).sum();
    links * 100 >= length(node) * MENU_LINKS
}

/// "Hitta på sidan": a list of nothing but links to headings of the same page.
fn only_leads_within_the_page(list: &NodeRef<'_>) -> bool {
    let links: Vec<_> = list.descendants_it().filter(|inner| tag(inner) == "a").collect();
    !links.is_empty() && links.iter().all(|link| link.attr_or("href", "").starts_with('#')) && is_mostly_links(list)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_name_is_read_in_every_spelling() {
        assert_eq!(words("cookie-banner__text"), ["cookie", "banner", "text"]);
        assert_eq!(words("svCookieBanner"), ["sv", "cookie", "banner"]);
        assert_eq!(words("matsedel"), ["matsedel"]);
    }
}
