//! What stands on a page without being its content: menus, banners, tools, forms and chat windows.

use dom_query::{Document, NodeRef};

use super::html::{shown, tag};

/// Elements that never hold what a page says. Buttons are read first, because some are the headings of accordions.
const ELEMENTS: &str = "script, style, noscript, template, svg, iframe, object, canvas, video, audio, form, dialog, \
    nav, footer, button, input, select, textarea, [role=navigation], [role=banner], [role=contentinfo], \
    [role=search], [role=dialog], [role=alertdialog], [role=menu], [role=tablist], [role=log], \
    body > header, body > aside, body > div > header, [aria-hidden=true], [hidden]";

/// Words of a class or id that name what is no content. Two words that follow each other are also read as one, so that
/// `skip-link`, `skip_link` and `skiplink` are the same.
const WORDS: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "brodsmulor",
    "brodsmula",
    "cookie",
    "cookies",
    "cookiebanner",
    "cookieconsent",
    "consent",
    "readspeaker",
    "rsbtn",
    "talandewebb",
    "share",
    "sharing",
    "sharebuttons",
    "sharedaddy",
    "addthis",
    "socialmedia",
    "socialshare",
    "chat",
    "chatt",
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
    "feedback",
    "pagefeedback",
    "pagehelpful",
    "tableofcontents",
    "onthispage",
    "innehallsforteckning",
    "prevnext",
    "postnavigation",
    "comments",
    "commentlist",
    "relatedposts",
    "pagination",
    "searchform",
    "hamburger",
    "offcanvas",
    "noprint",
];

/// Words that name menus, and other things as well: what they stand on is dropped when it is nothing but links.
const MENU_WORDS: &[&str] = &["menu", "meny", "submenu", "navigation", "nav", "navbar", "subnav", "sidebar", "toc"];

/// How much of a menu's text its links hold, at least, in percent.
const MENU_LINKS: usize = 80;

/// Takes away what is no content. What holds the page's main heading stays whatever its name is: a frame around
/// everything can be called `has-cookie-banner`.
pub(super) fn remove(document: &Document) {
    for node in document.select(ELEMENTS).nodes() {
        if tag(node) == "button" && node.ancestors_it(None).any(|above| is_heading(&above)) {
            continue;
        }
        remove_unless_main(node);
    }
    for node in document.select("[class], [id], [style]").nodes() {
        if is_named_noise(node) || is_invisible(node) {
            remove_unless_main(node);
        }
    }
    for node in document.select("ul, ol").nodes() {
        if only_leads_within_the_page(node) {
            node.remove_from_parent();
        }
    }
}

fn is_heading(node: &NodeRef<'_>) -> bool {
    matches!(tag(node).as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn remove_unless_main(node: &NodeRef<'_>) {
    let is_main = |node: &NodeRef<'_>| matches!(tag(node).as_str(), "h1" | "main" | "body" | "html");
    let in_form = tag(node) == "form";
    // ASP.NET puts a whole page into one form.
    let whole_page = in_form && node.descendants_it().any(|inner| is_heading(&inner) || tag(&inner) == "main");
    if !whole_page && !is_main(node) && !node.descendants_it().any(|inner| is_main(&inner)) {
        node.remove_from_parent();
    }
}

fn is_invisible(node: &NodeRef<'_>) -> bool {
    let style = node.attr_or("style", "").to_lowercase().replace(' ', "");
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn is_named_noise(node: &NodeRef<'_>) -> bool {
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""));
    let (mut noise, mut menu) = (false, false);
    for name in names.split_whitespace() {
        let words = words(name);
        noise |= words.iter().any(|word| WORDS.contains(&word.as_str()));
        noise |= words.windows(2).any(|pair| WORDS.contains(&pair.concat().as_str()));
        noise |= words.windows(3).any(|three| WORDS.contains(&three.concat().as_str()));
        menu |= words.iter().any(|word| MENU_WORDS.contains(&word.as_str()));
    }
    noise || (menu && is_mostly_links(node))
}

/// The words of a name in any of the usual spellings: `cookie-banner`, `cookie_banner`, `CookieBanner`.
fn words(name: &str) -> Vec<String> {
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

fn is_mostly_links(node: &NodeRef<'_>) -> bool {
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
