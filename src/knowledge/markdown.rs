//! Markdown → sections of plain text, word for word.
//!
//! The words stay as the editor wrote them; only the marks become lines that read well without layout. A list item
//! begins with `– ` or its number, a table row with `• `, a link shows its address after its text, and a line break in
//! the file stays a line break, as easy-to-read pages want it. Blocks are parted by an empty line.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

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
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.take(event);
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
}

#[derive(Default)]
struct Table {
    head: Vec<String>,
    row: Vec<String>,
    in_head: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.block.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.new_line(),
            _ => {}
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
            Tag::Paragraph if self.lists.is_empty() => self.finish_block(),
            Tag::Table(_) => {
                self.finish_block();
                self.table = Table::default();
            }
            Tag::TableHead => self.table.in_head = true,
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
        if !self.block.is_empty() && !self.block.ends_with('\n') {
            self.block.push('\n');
        }
    }

    fn finish_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        if self.block.get(from..).is_some_and(|text| text.trim() != address) {
            self.block.extend([" (", &address, ")"]);
        }
    }

    fn finish_cell(&mut self) {
        let cell = std::mem::take(&mut self.block).trim().to_owned();
        if self.table.in_head { self.table.head.push(cell) } else { self.table.row.push(cell) }
    }

    /// Two columns read best as `Period: Måndag–fredag` over the rows; more columns name themselves in each row.
    fn finish_table_head(&mut self) {
        if let [first, second] = self.table.head.as_slice()
            && !(first.is_empty() && second.is_empty())
        {
            let head = format!("{first}: {second}");
            self.add_line(&head);
        }
    }

    fn finish_row(&mut self) {
        let row = std::mem::take(&mut self.table.row);
        let named = self.table.head.len() > 2;
        let cells =
            row.iter().enumerate().skip(1).filter(|(_, cell)| !cell.is_empty()).map(|(column, cell)| {
                match self.table.head.get(column) {
                    Some(name) if named && !name.is_empty() => format!("{name}: {cell}"),
                    _ => cell.clone(),
                }
            });
        let rest = cells.collect::<Vec<_>>().join("; ");
        let first = row.first().map_or("", String::as_str);
        let between = if first.is_empty() || rest.is_empty() {
            ""
        } else if named {
            " – "
        } else {
            ": "
        };
        self.add_line(&format!("• {first}{between}{rest}"));
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
        assert_eq!(two, "Tider.\n\nPeriod: Tid\n• Maj: 8–16\n• Juni: 8–15\n\nVälkommen.");
        let three = &parts("| Nämnd | Stöd | Sista dag |\n|-|-|-|\n| Äldre | Möten | 1 maj |\n")[0].text;
        assert_eq!(three, "• Äldre – Stöd: Möten; Sista dag: 1 maj");
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
}
