//! Markdown → sections of plain text, word for word.
//!
//! The words stay as the editor wrote them; only the marks become lines that read well without layout. A list item
//! begins with `– ` or its number, a table row with `• `, a link shows its address after its text, and a line break in
//! the file stays a line break, as easy-to-read pages want it. Blocks are parted by an empty line. What is struck through
//! does not hold any more, and is left out.
//!
//! The browser reads lists and tables back from these lines (`web/shared/blocks.js`), wherever a text has been kept or
//! sent: so nothing of a table is lost in them. An [en space](CELL), which stands nowhere else, parts its cells, and the
//! line above the rows names its columns. `tests/data/blocks.json` holds both ends together.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Stands between the cells of a row, and looks like a blank.
const CELL: char = '\u{2002}';

/// Plain text under one heading.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The heading; none for what stands before the first.
    pub(super) heading: Option<String>,
    /// The text.
    pub(super) text: String,
}

/// Parts a page at its second-level headings. The first-level heading repeats the title and is left out.
pub(super) fn parts(markdown: &str) -> Vec<Part> {
    let mut reader = Reader::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        reader.take(event, &markdown[range]);
    }
    reader.finish_part();
    reader.parts
}

#[derive(Default)]
struct Reader {
    parts: Vec<Part>,
    part: Part,
    /// The text of the block being read.
    block: String,
    /// The next number of each list that is open; none for lists with points.
    lists: Vec<Option<u64>>,
    /// Where each open link leads and where its text begins.
    links: Vec<(String, usize)>,
    table: Table,
    /// Whether a cell of a table is being read.
    in_cell: bool,
    /// Whether the block of HTML being read is text.
    html_is_text: bool,
    /// How many marks that strike text through are open.
    struck: usize,
}

#[derive(Default)]
struct Table {
    head: Vec<String>,
    row: Vec<String>,
    in_head: bool,
}

impl Reader {
    /// Takes the next event; `source` is what stands there in the file.
    fn take(&mut self, event: Event<'_>, source: &str) {
        match event {
            // One `~` is "about" (`~500 kronor`); two strike through.
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) if !source.starts_with("~~") => {
                self.text("~");
            }
            Event::Start(Tag::Strikethrough) => self.struck += 1,
            Event::End(TagEnd::Strikethrough) => self.struck = self.struck.saturating_sub(1),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.new_line(),
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::Html(lines) => self.html(&lines),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.struck == 0 {
            let text = text.replace(CELL, " ");
            // "~~500~~ 650": the blanks before and after what is left out are one.
            let after_blank = self.block.is_empty() || self.block.ends_with([' ', '\n']);
            self.block.push_str(if after_blank { text.trim_start_matches(' ') } else { &text });
        }
    }

    /// A tag of HTML within a line. `<br>` is a break and `<del>` strikes through; other tags say nothing.
    fn inline_html(&mut self, tag: &str) {
        match tag_name(tag).as_str() {
            "br" | "br/" => self.new_line(),
            "s" | "del" | "strike" => self.struck += 1,
            "/s" | "/del" | "/strike" => self.struck = self.struck.saturating_sub(1),
            _ => {}
        }
    }

    /// A line of a block of HTML. A block that begins with a break is text, as its writer meant it; any other says nothing.
    fn html(&mut self, line: &str) {
        let is_break = tag_name(line.trim_start()).trim_end_matches('/') == "br";
        self.html_is_text |= is_break;
        if self.html_is_text {
            let text: String = line.split('<').enumerate().map(|(at, part)| without_tag(at, part)).collect();
            self.new_line();
            self.text(text.trim());
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.finish_block(),
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.finish_block();
                }
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::Paragraph | Tag::HtmlBlock if self.lists.is_empty() => self.finish_block(),
            Tag::Table(_) => {
                self.finish_block();
                self.table = Table::default();
            }
            Tag::TableHead => self.table.in_head = true,
            Tag::TableCell => self.in_cell = true,
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), self.block.len())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.finish_heading(level),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.finish_block();
                }
            }
            TagEnd::TableCell => self.finish_cell(),
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.finish_table_head();
            }
            TagEnd::TableRow => self.finish_row(),
            TagEnd::Table => self.finish_table(),
            TagEnd::HtmlBlock if std::mem::take(&mut self.html_is_text) && self.lists.is_empty() => self.finish_block(),
            TagEnd::Paragraph | TagEnd::CodeBlock if self.lists.is_empty() => self.finish_block(),
            TagEnd::Link => self.finish_link(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.new_line();
        let depth = self.lists.len().saturating_sub(1);
        self.block.extend(std::iter::repeat_n("  ", depth));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.block.extend([&number.to_string(), ". "]);
                *number += 1;
            }
            _ => self.block.push_str("– "),
        }
    }

    fn new_line(&mut self) {
        if self.in_cell {
            // A row is one line.
            let length = self.block.trim_end().len();
            self.block.truncate(length);
            let goes_on = self.block.is_empty() || self.block.ends_with([',', ';', ':', '–', '-', '.', '?', '!']);
            self.block.push_str(if goes_on { " " } else { ", " });
            return;
        }
        if !self.block.is_empty() && !self.block.ends_with('\n') {
            self.block.push('\n');
        }
    }

    fn finish_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let shown = self.block.get(from..).unwrap_or_default().trim();
        let said = address_to_say(shown, &address);
        if let Some(address) = said.filter(|_| self.struck == 0) {
            self.block.extend([" (", &address, ")"]);
        }
    }

    fn finish_cell(&mut self) {
        (self.in_cell, self.struck) = (false, 0);
        let cell = std::mem::take(&mut self.block).trim().to_owned();
        if self.table.in_head { self.table.head.push(cell) } else { self.table.row.push(cell) }
    }

    /// The names of the columns: `Period: Måndag–fredag`, `Nämnd – Stöd; Sista dag`.
    fn finish_table_head(&mut self) {
        let head = std::mem::take(&mut self.table.head);
        if head.iter().any(|name| !name.is_empty()) {
            self.add_line(&cells(&head, head.len() > 2));
        }
        self.table.head = head;
    }

    /// A row of two columns reads best as `Maj: 8–16`; of more columns each names itself.
    fn finish_row(&mut self) {
        let row = std::mem::take(&mut self.table.row);
        let head = &self.table.head;
        let named = head.len() > 2;
        // What is empty is left out where the names say which column it was.
        let is_told =
            |name: &String| named && !name.is_empty() && head.iter().filter(|other| *other == name).count() == 1;
        let last = row.iter().rposition(|cell| !cell.is_empty()).unwrap_or_default();
        let mut told: Vec<String> = row.first().cloned().into_iter().collect();
        for (cell, name) in row.iter().zip(head).take(last + 1).skip(1) {
            match cell.as_str() {
                "" if is_told(name) => {}
                "" => told.push("–".to_owned()),
                _ if named && !name.is_empty() => told.push(format!("{name}: {cell}")),
                _ => told.push(cell.clone()),
            }
        }
        self.add_line(&format!("• {}", cells(&told, named)));
    }

    /// Tables are written straight to the part, because the block holds the cell being read.
    fn add_line(&mut self, line: &str) {
        let text = &mut self.part.text;
        let begins = self.table.row.is_empty() && !text.is_empty() && !text.ends_with('\n');
        if begins {
            text.push_str("\n\n");
        }
        text.push_str(line);
        text.push('\n');
    }

    fn finish_table(&mut self) {
        let length = self.part.text.trim_end().len();
        self.part.text.truncate(length);
    }

    fn finish_heading(&mut self, level: HeadingLevel) {
        match level {
            HeadingLevel::H1 => self.block.clear(),
            HeadingLevel::H2 => {
                let heading = std::mem::take(&mut self.block).trim().to_owned();
                self.finish_part();
                self.part.heading = Some(heading);
            }
            _ => self.finish_block(),
        }
    }

    fn finish_block(&mut self) {
        self.struck = 0;
        let block = std::mem::take(&mut self.block);
        let block = block.trim_end();
        if block.is_empty() {
            return;
        }
        if !self.part.text.is_empty() {
            self.part.text.push_str("\n\n");
        }
        self.part.text.push_str(block);
    }

    /// A heading without text says nothing and is dropped.
    fn finish_part(&mut self) {
        self.finish_block();
        let part = std::mem::take(&mut self.part);
        if !part.text.is_empty() {
            self.parts.push(part);
        }
    }
}

/// Cells as one line: `Maj: 8–16`, or `Äldre – Stöd: Möten; Sista dag: 1 maj` where there are `many` columns.
fn cells(cells: &[String], many: bool) -> String {
    let mut line = String::new();
    for (at, cell) in cells.iter().enumerate() {
        line.push_str(cell);
        let mark = match at {
            _ if at + 1 == cells.len() => break,
            0 if cell.is_empty() => "",
            0 if many => " –",
            0 => ":",
            _ => ";",
        };
        line.push_str(mark);
        line.push(CELL);
    }
    line
}

/// A part of a line that was cut at every `<`, without the tag that all but the first begin with.
fn without_tag(at: usize, part: &str) -> &str {
    if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) }
}

/// The name of a tag in small letters, with a slash before it when it ends: `</DEL class=x>` → `/del`.
fn tag_name(tag: &str) -> String {
    let inner = tag.trim_start_matches('<');
    let end = inner.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(inner.len());
    inner[..end].to_ascii_lowercase()
}

/// The address that stands after a link's text; none when the text says it already. A number and an address for mail are
/// said as people read them, without what only programs need: `tel:+4613206000`, `mailto:a@b?subject=…`.
fn address_to_say(shown: &str, address: &str) -> Option<String> {
    let scheme = address.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    match scheme.as_ref().map(|(scheme, rest)| (scheme.as_str(), *rest)) {
        Some(("mailto", rest)) => {
            let mail = without_percent(rest.split('?').next().unwrap_or_default());
            (!mail.is_empty() && !shown.to_lowercase().contains(&mail.to_lowercase())).then_some(mail)
        }
        Some(("tel", rest)) => {
            let number = without_percent(rest.split([';', '?']).next().unwrap_or_default());
            (!number.is_empty() && !digits(shown).contains(&digits(&number))).then_some(number)
        }
        _ => (shown != address).then(|| address.to_owned()),
    }
}

/// The digits of a number as it is dialled in Sweden: `+46 (0)13-20 60 00` and `013-20 60 00` are the same.
fn digits(number: &str) -> String {
    let number = number.replace("(0)", "");
    let (abroad, number) = match number.trim_start().strip_prefix("+46").or(number.trim_start().strip_prefix("0046")) {
        Some(rest) => (true, rest),
        None => (false, number.as_str()),
    };
    let digits = number.chars().filter(char::is_ascii_digit);
    let digits: String = if abroad { digits.skip_while(|digit| *digit == '0').collect() } else { digits.collect() };
    if abroad { format!("0{digits}") } else { digits }
}

/// `%20` and its kin as what they stand for.
fn without_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let sign = (*first == b'%').then(|| text_of_hex(after.get(..2)?)).flatten();
        bytes.push(sign.unwrap_or(*first));
        rest = if sign.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

fn text_of_hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn the_lead_and_each_section_stand_for_themselves() {
        let parts =
            parts("# Titel\n\nInledning.\n\n## Ansök\n\nSå här.\n\n### Utan e-legitimation\n\nRing.\n\n## Tom\n");
        let read: Vec<_> = parts.iter().map(|part| (part.heading.as_deref(), part.text.as_str())).collect();
        assert_eq!(read, [(None, "Inledning."), (Some("Ansök"), "Så här.\n\nUtan e-legitimation\n\nRing.")]);
    }

    #[test]
    fn lists_are_whole_lines() {
        let text = &parts("Orter:\n\n- Oslo\n- **Åbo**, i\n  Finland\n  - inre\n\n1. Ring\n2. Vänta\n\nSlut.")[0].text;
        assert_eq!(text, "Orter:\n\n– Oslo\n– Åbo, i\nFinland\n  – inre\n\n1. Ring\n2. Vänta\n\nSlut.");
    }

    #[test]
    fn tables_are_readable_lines() {
        let two =
            &parts("Tider.\n\n| Period | Tid |\n| --- | --- |\n| Maj | 8–16 |\n| Juni | 8–15 |\n\nVälkommen.")[0].text;
        assert_eq!(two, "Tider.\n\nPeriod:\u{2002}Tid\n• Maj:\u{2002}8–16\n• Juni:\u{2002}8–15\n\nVälkommen.");
        let three = &parts("| Nämnd | Stöd | Sista dag |\n|-|-|-|\n| Äldre | Möten | 1 maj |\n")[0].text;
        assert_eq!(
            three,
            "Nämnd –\u{2002}Stöd;\u{2002}Sista dag\n• Äldre –\u{2002}Stöd: Möten;\u{2002}Sista dag: 1 maj"
        );
    }

    /// The same file is read by `web/shared/blocks.test.js`, from the text back to what the page shows.
    #[test]
    fn what_the_browser_reads_back_is_what_is_written_here() {
        let all: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../tests/data/blocks.json")).expect("JSON");
        assert!(all.len() > 8);
        for one in all {
            assert_eq!(text(one["markdown"].as_str().expect("Markdown")), one["text"].as_str().expect("text"));
        }
    }

    #[test]
    fn a_link_keeps_its_text_and_address() {
        let text = &parts("Se [kartan](https://k.example/x) och <https://k.example>.\nRad två.")[0].text;
        assert_eq!(text, "Se kartan (https://k.example/x) och https://k.example.\nRad två.");
    }

    #[test]
    fn markup_of_the_web_is_no_text() {
        assert_eq!(parts("Hej <b onclick=x>du</b>\n\n<script>alert(1)</script>\n")[0].text, "Hej du");
    }

    fn text(markdown: &str) -> String {
        parts(markdown).into_iter().map(|part| part.text).collect()
    }

    #[test]
    fn a_break_of_html_is_a_break_also_in_a_cell() {
        let table =
            "| Dag | Tid |\n| --- | --- |\n| Måndag | 8–12<br>13–16 |\n| Tisdag<br/>onsdag | Kl.:<BR />9–15 |\n";
        assert_eq!(text(table), "Dag:\u{2002}Tid\n• Måndag:\u{2002}8–12, 13–16\n• Tisdag, onsdag:\u{2002}Kl.: 9–15");
        assert_eq!(text("Storgatan 5<br class=x>582 22 Linköping"), "Storgatan 5\n582 22 Linköping");
        assert_eq!(
            text("Ring.\n\n<br>\nSkriv <b>gärna</b>.\n\nSlut."),
            "Ring.\n\nSkriv gärna.\n\nSlut.",
            "not a block of HTML"
        );
        assert_eq!(text("- Glyttinge<br>Norra vägen\n- Ryd"), "– Glyttinge\nNorra vägen\n– Ryd");
    }

    #[test]
    fn what_is_struck_through_is_left_out_whatever_strikes_it() {
        assert_eq!(text("Sotningen kostar ~~500 kronor~~ 650 kronor."), "Sotningen kostar 650 kronor.");
        assert_eq!(text("Det kostar <del>500</del> 650 och <S>7 **öre**</S>8."), "Det kostar 650 och 8.");
        assert_eq!(text("| A | B |\n|-|-|\n| ~~60~~ 75 | <strike>1</strike> 2 |"), "A:\u{2002}B\n• 75:\u{2002}2");
        assert_eq!(text("~~Ring [oss](tel:1)~~ Skriv."), "Skriv.");
        assert_eq!(text("Det kostar ~500 kronor, inte ~600."), "Det kostar ~500 kronor, inte ~600.");
        assert_eq!(text("Det kostar ~500~ kronor."), "Det kostar ~500~ kronor.");
        assert_eq!(text("<s>Stängt utan slut\n\nÖppet."), "Öppet.", "no further than its paragraph");
    }

    #[test]
    fn a_number_and_an_address_for_mail_are_said_once() {
        assert_eq!(text("Ring [013-20 60 00](tel:+4613206000)."), "Ring 013-20 60 00.");
        assert_eq!(text("[Ring 013–20 60 00](tel:013-20%2060%2000)"), "Ring 013–20 60 00");
        assert_eq!(text("[+46 (0)13-20 60 00](TEL:0046-13206000;ext=4)"), "+46 (0)13-20 60 00");
        assert_eq!(text("[Ring oss](tel:+4613206000)"), "Ring oss (+4613206000)");
        assert_eq!(text("[Bygg@k.example](mailto:bygg@k.example?subject=Hej)"), "Bygg@k.example");
        assert_eq!(text("[mejla oss](mailto:bygg@k.example?body=Hej%20du)"), "mejla oss (bygg@k.example)");
        assert_eq!(text("<bygg@k.example>"), "bygg@k.example");
    }
}
