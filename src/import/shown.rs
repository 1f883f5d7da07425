//! Text as a page shows it, copied from a browser or taken out of a PDF: paragraphs with empty lines between them.
//!
//! A source that knows its headings marks them. Else nothing but the shape tells what is what: a short line without a
//! full stop that stands before a paragraph is its heading; what stands before the first such heading is menus; what follows the page's date is its foot.

use super::block::{Block, Inline, to_markdown};
use super::{Content, dates, tidy};
use crate::language::fold;

/// Stands before a heading, as often as its level says, where the source knows what its headings are: ASCII's own
/// "start of heading".
pub(super) const HEADING: char = '\u{1}';

/// How far into a text its title may stand.
const TITLE_WITHIN: usize = 8;

/// Longest heading, in characters.
const HEADING_CHARS: usize = 90;

/// Lines that a chat begins with, folded. They and what follows are the chat's own text.
const CHATS: &[&str] = &["chatta", "chatta med oss", "chatt", "chat", "oppna chatten", "starta chatt"];

/// What a text says; none when there is no paragraph in it.
pub(super) fn read(text: &str) -> Option<Content> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut paragraphs = paragraphs(&text);
    let reviewed = dates::reviewed(text.lines());
    if text.contains(HEADING) {
        return marked(&paragraphs, reviewed);
    }
    let foot = |lines: &Vec<&str>| {
        let (first, last) = (lines.first().map(|line| fold(line)), lines.last());
        first.is_some_and(|first| CHATS.contains(&first.as_str()))
            || last.is_some_and(|line| dates::stated(line).is_some())
    };
    // A page can tell its date under the heading as well: only what follows a paragraph is the foot.
    let body = paragraphs.iter().position(|lines| is_paragraph(lines))?;
    if let Some(at) = paragraphs[body..].iter().position(foot) {
        paragraphs.truncate(body + at);
    }
    let first = paragraphs[..body].iter().rposition(|lines| is_heading(lines)).unwrap_or(body);
    let title = paragraphs[first].join(" ");
    let blocks = blocks(&paragraphs[first + usize::from(first < body)..]);
    let blocks = tidy::tidy(blocks, &title);
    (!blocks.is_empty()).then(|| Content { title: short(&title), language: None, reviewed, body: to_markdown(&blocks) })
}

/// A text that says what its headings are. Nothing is guessed, and nothing is cut off: it has no menus and no foot.
fn marked(paragraphs: &[Vec<&str>], reviewed: Option<chrono::NaiveDate>) -> Option<Content> {
    let headings = || paragraphs.iter().enumerate().filter_map(|(at, lines)| Some((at, level(lines)?)));
    let main = headings().find(|(at, level)| *level == 1 && *at < TITLE_WITHIN);
    let (title_at, _) = main.or_else(|| headings().next())?;
    let title = paragraphs[title_at].join(" ").replace(HEADING, "");
    let mut blocks = Vec::new();
    for (at, lines) in paragraphs.iter().enumerate().filter(|(at, _)| *at != title_at) {
        if let Some(level) = level(lines) {
            let text = lines.join(" ").replace(HEADING, "");
            blocks.push(Block::Heading(level.saturating_add(1), Inline::plain(&text)));
        } else if let Some((number, item)) = numbered(lines) {
            let around =
                [at.checked_sub(1), at.checked_add(1)].map(|at| numbered(paragraphs.get(at?)?).map(|(of, _)| of));
            let item = vec![Block::Text(Inline::plain(item))];
            match blocks.last_mut() {
                Some(Block::List(Some(_), items)) if around[0].is_some_and(|before| before + 1 == number) => {
                    items.push(item);
                }
                _ if around[1] == Some(number + 1) => blocks.push(Block::List(Some(number), vec![item])),
                _ => push_lines(&mut blocks, lines),
            }
        } else {
            push_lines(&mut blocks, lines);
        }
    }
    let blocks = tidy::tidy(blocks, &title);
    (!blocks.is_empty()).then(|| Content { title: short(&title), language: None, reviewed, body: to_markdown(&blocks) })
}

/// The level of a marked heading.
fn level(lines: &[&str]) -> Option<u8> {
    let marks = lines.first()?.chars().take_while(|letter| *letter == HEADING).count();
    u8::try_from(marks).ok().filter(|level| *level > 0)
}

/// `3. Skicka in ansökan` → 3 and the text.
fn numbered<'a>(lines: &[&'a str]) -> Option<(u64, &'a str)> {
    let [line] = lines else { return None };
    let (number, text) = line.split_once(' ')?;
    Some((number.strip_suffix(['.', ')'])?.parse().ok()?, text.trim()))
}

fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).map(<[&str]>::to_vec).collect()
}

fn is_heading(lines: &[&str]) -> bool {
    let [line] = lines else { return false };
    line.chars().count() <= HEADING_CHARS
        && !line.ends_with(['.', ':', ',', ';', '!'])
        && point(line).is_none()
        && line.chars().any(char::is_alphabetic)
        && dates::stated(line).is_none()
}

fn is_paragraph(lines: &[&str]) -> bool {
    !is_heading(lines) && dates::stated(lines[0]).is_none() && lines.iter().any(|line| line.contains(' '))
}

/// The text of a line that begins with a point, as browsers and PDFs show the items of lists.
fn point(line: &str) -> Option<&str> {
    line.strip_prefix(['•', '▪', '●', '·', '◦', '-', '–', '*', '\u{f0b7}'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn blocks(paragraphs: &[Vec<&str>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, lines) in paragraphs.iter().enumerate() {
        let next_is_text = paragraphs.get(at + 1).is_some_and(|next| !is_heading(next));
        if is_heading(lines) && next_is_text {
            blocks.push(Block::Heading(2, Inline::plain(lines[0])));
        } else {
            push_lines(&mut blocks, lines);
        }
    }
    blocks
}

/// Lines of a paragraph: points become a list, other lines are one text, as a PDF breaks them only for its width.
fn push_lines(blocks: &mut Vec<Block>, lines: &[&str]) {
    let mut text: Vec<&str> = Vec::new();
    let mut items: Vec<Vec<String>> = Vec::new();
    for line in lines {
        match (point(line), items.last_mut()) {
            (Some(item), _) => items.push(vec![item.to_owned()]),
            (None, Some(item)) => item.push((*line).to_owned()),
            (None, None) => text.push(line),
        }
    }
    if !text.is_empty() {
        blocks.push(Block::Text(joined(&text)));
    }
    let items: Vec<_> = items.iter().map(|lines| vec![Block::Text(Inline::plain(&unbroken(lines)))]).collect();
    match blocks.last_mut() {
        _ if items.is_empty() => {}
        Some(Block::List(None, before)) if text.is_empty() => before.extend(items),
        _ => blocks.push(Block::List(None, items)),
    }
}

/// Long lines were broken for their width; short ones by somebody who meant it: an address, opening hours.
fn joined(lines: &[&str]) -> Inline {
    const WIDTH: usize = 60;
    let (last, before) = lines.split_last().unwrap_or((&"", &[]));
    if before.iter().all(|line| line.chars().count() >= WIDTH) {
        return Inline::plain(&unbroken(lines));
    }
    let mut text = Inline::default();
    for line in before {
        text.push(line);
        text.line_break();
    }
    text.push(last);
    text
}

/// Lines as one, and words that were parted at the end of a line as whole ones.
fn unbroken(lines: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.as_ref();
        let parted = text.strip_suffix('-').is_some_and(|before| before.ends_with(char::is_alphabetic))
            && line.starts_with(char::is_lowercase)
            && !line.starts_with("och ");
        if parted {
            text.pop();
        } else if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

fn short(title: &str) -> String {
    const LONGEST: usize = 120;
    title.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = "Snabbnavigation\n\nHoppa till huvudinnehåll\n\nBadplatser\n\nKommunen sköter nio badplatser. \
        Vattnet provas varje sommar.\n\nKarta över badplatser\n\nHundar vid badplatser\n\nHundar får inte vara på \
        stranden.\n\nTa med:\n\n• koppel\n• påse\n\nHär finns de\n\nGlyttinge\nNorra vägen 3\n\nSenast uppdaterad den 11 \
        juni 2021\n\nChatta\nChatta. Fäll ut menyn\n\nKontakt\n\nVälkommen till chatten. Vi som svarar är vägledare.";

    #[test]
    fn a_page_copied_from_the_browser_keeps_its_text_and_loses_its_frame() {
        let content = read(SHOWN).expect("there is text");
        assert_eq!(content.title, "Badplatser");
        assert_eq!(content.reviewed.map(|date| date.to_string()).as_deref(), Some("2021-06-11"));
        insta::assert_snapshot!(content.body, @r"
        Kommunen sköter nio badplatser. Vattnet provas varje sommar.

        Karta över badplatser

        ## Hundar vid badplatser

        Hundar får inte vara på stranden.

        Ta med:

        - koppel
        - påse

        ## Här finns de

        Glyttinge
        Norra vägen 3
        ");
    }

    #[test]
    fn a_date_under_the_heading_is_no_foot() {
        let content = read("Bygglov\n\nPublicerad 2024-05-06\n\nDu behöver lov för det mesta.").expect("there is text");
        assert_eq!((content.title.as_str(), content.body.as_str()), ("Bygglov", "Du behöver lov för det mesta.\n"));
        assert_eq!(content.reviewed.map(|date| date.to_string()).as_deref(), Some("2024-05-06"));
    }

    #[test]
    fn words_parted_at_the_end_of_a_line_are_whole_again() {
        assert_eq!(
            unbroken(&["hem-", "tjänst och stöd- ", "och service"].map(str::trim)),
            "hemtjänst och stöd- och service"
        );
    }

    #[test]
    fn menus_and_nothing_else_are_no_page() {
        assert_eq!(read("Start\n\nBygga och bo\n\nKontakt\n"), None);
        assert_eq!(read(""), None);
    }
}
