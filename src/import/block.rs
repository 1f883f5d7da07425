//! What a page's text is made of, whatever it came from, and how it is written as Markdown.

/// A run of text: as it is shown, and as Markdown writes it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Inline {
    /// As it is shown; a line break in it is one that a reader sees.
    pub(super) shown: String,
    /// With the marks of Markdown.
    pub(super) written: String,
}

/// A part of a page that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading and its level, from 1.
    Heading(u8, Inline),
    /// A paragraph.
    Text(Inline),
    /// A list; numbered when it has a first number.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A table: its first row is its head, which may be empty.
    Table(Vec<Vec<Inline>>),
}

impl Inline {
    /// Text without marks.
    pub(super) fn plain(text: &str) -> Self {
        let mut inline = Self::default();
        inline.push(text);
        inline.trimmed()
    }

    /// Text as the blocks of an item; none when it is blank.
    pub(super) fn text_block(text: &str) -> Vec<Block> {
        let text = Self::plain(text);
        if text.shown.is_empty() { Vec::new() } else { vec![Block::Text(text)] }
    }

    /// Adds text as HTML shows it: blanks of any kind and number are one space.
    pub(super) fn push(&mut self, text: &str) {
        let mut blank = false;
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            if character.is_whitespace() {
                blank = true;
            } else if !matches!(character, '\u{ad}' | '\u{200b}' | '\u{feff}') {
                if std::mem::take(&mut blank) {
                    self.space();
                }
                // `Q & A` is what it is; `&amp;` would be read as one sign.
                let plain = character == '&' && rest.peek().is_some_and(|next| *next == ' ');
                self.add(character, plain);
            }
        }
        if blank {
            self.space();
        }
    }

    fn add(&mut self, character: char, plain: bool) {
        let mark = !plain && matches!(character, '\\' | '`' | '*' | '[' | ']' | '<' | '&' | '_' | '~');
        if mark {
            self.written.push('\\');
        }
        self.written.push(character);
        self.shown.push(character);
    }

    fn space(&mut self) {
        if !self.shown.is_empty() && !self.shown.ends_with([' ', '\n']) {
            self.shown.push(' ');
            self.written.push(' ');
        }
    }

    /// A line break that a reader sees.
    pub(super) fn line_break(&mut self) {
        for text in [&mut self.shown, &mut self.written] {
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
    }

    /// Adds a text that leads somewhere.
    pub(super) fn link(&mut self, text: &Self, address: &str) {
        let text = text.clone().one_line();
        if text.shown.is_empty() {
            return;
        }
        self.shown.push_str(&text.shown);
        let address = address.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace(' ', "%20");
        self.written.extend(["[", &text.written, "](", &address, ")"]);
    }

    /// Puts another run after this one.
    pub(super) fn join(&mut self, between: &str, other: &Self) {
        if !self.shown.is_empty() && !other.shown.is_empty() {
            self.shown.push_str(between);
            self.written.push_str(between);
        }
        self.shown.push_str(&other.shown);
        self.written.push_str(&other.written);
    }

    /// Without blanks around it.
    pub(super) fn trimmed(self) -> Self {
        Self { shown: self.shown.trim().to_owned(), written: self.written.trim().to_owned() }
    }

    /// On one line, as headings and cells need it.
    pub(super) fn one_line(self) -> Self {
        let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { shown: line(self.shown), written: line(self.written) }
    }

    /// On one line where each line stands for itself: an address, two times of opening in one cell.
    pub(super) fn in_cell(self) -> Self {
        let line = |text: String| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.fold(String::new(), |whole, line| {
                let between = if whole.is_empty() { "" } else { between(&whole, ", ") };
                whole + between + line
            })
        };
        Self { shown: line(self.shown), written: line(self.written) }.one_line()
    }

    /// With what only means something at the beginning of a line made plain: `# `, `- `, `1. `.
    fn lines(&self) -> Vec<String> {
        self.written.lines().map(|line| guarded(line.trim())).collect()
    }
}

/// What parts a text from the next one on the same line: a blank when it ends with a sign that parts them already.
pub(super) fn between<'a>(before: &str, wanted: &'a str) -> &'a str {
    if before.ends_with([',', ';', ':', '.', '?', '!', '–', '-', '(', '/']) { " " } else { wanted }
}

fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    if digits > 0 && after.starts_with(['.', ')']) {
        return format!("{}\\{after}", &line[..digits]);
    }
    // `===` and `---` make a heading of the line before; `|` and `:` make a table.
    if line.starts_with(['#', '>', '-', '+', '=', '~', '|', ':']) { format!("\\{line}") } else { line.to_owned() }
}

/// Blocks as Markdown, with a line break at the end.
pub(super) fn to_markdown(blocks: &[Block]) -> String {
    let mut text = lines(blocks).join("\n");
    text.push('\n');
    text
}

fn lines(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            out.push(String::new());
            // Two lists that follow each other are one in Markdown, unless something stands between them.
            if matches!((&blocks[at - 1], block), (Block::List(..), Block::List(..))) {
                out.extend(["<!-- -->".to_owned(), String::new()]);
            }
        }
        match block {
            Block::Heading(level, text) => {
                out.push(format!("{} {}", "#".repeat((*level).into()), text.clone().one_line().written));
            }
            Block::Text(text) => out.extend(text.lines()),
            Block::List(first, items) => out.extend(list(*first, items)),
            Block::Table(rows) => out.extend(table(rows)),
        }
    }
    out
}

fn list(first: Option<u64>, items: &[Vec<Block>]) -> Vec<String> {
    let mut out = Vec::new();
    for (item, number) in items.iter().zip(first.unwrap_or(1)..) {
        let mark = if first.is_some() { format!("{number}. ") } else { "- ".to_owned() };
        let indent = " ".repeat(mark.len());
        for (at, line) in item_lines(item).into_iter().enumerate() {
            let before = if at == 0 { &mark } else { &indent };
            out.push(if line.is_empty() { line } else { format!("{before}{line}") });
        }
    }
    out
}

/// A list within an item follows its text without an empty line, which keeps the whole list tight.
fn item_lines(item: &[Block]) -> Vec<String> {
    match item {
        [Block::Text(text), inner @ Block::List(..)] => {
            text.lines().into_iter().chain(lines(std::slice::from_ref(inner))).collect()
        }
        blocks => lines(blocks),
    }
}

fn table(rows: &[Vec<Inline>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut out: Vec<String> = rows.iter().map(|row| table_row(row, columns)).collect();
    out.insert(1.min(out.len()), format!("|{}", " --- |".repeat(columns)));
    out
}

fn table_row(row: &[Inline], columns: usize) -> String {
    let cell = |at: usize| row.get(at).map(|cell| cell.clone().one_line().written.replace('|', "\\|"));
    let cells = (0..columns).map(|at| format!(" {} |", cell(at).unwrap_or_default()));
    format!("|{}", cells.collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::knowledge::Page;

    /// What the assistant reads in a page of these blocks.
    fn read(blocks: &[Block]) -> String {
        let page = format!("+++\ntitle = \"T\"\nurl = \"https://k.example/\"\n+++\n# T\n\n{}", to_markdown(blocks));
        Page::read("t.md", "t", &page).expect("a page").version().text
    }

    fn text(text: &str) -> Block {
        Block::Text(Inline::plain(text))
    }

    #[test]
    fn blocks_are_read_as_they_were_meant() {
        let item = |shown: &str| vec![text(shown)];
        let cell = Inline::plain;
        let blocks = [
            text("Tider:"),
            Block::List(None, vec![item("maj"), vec![text("juni"), Block::List(None, vec![item("midsommar")])]]),
            Block::List(Some(3), vec![item("Ring"), item("Vänta")]),
            Block::Heading(2, cell("Avgift")),
            Block::Table(vec![vec![cell("Vad"), cell("Kronor")], vec![cell("Larm | dygn"), cell("200")]]),
        ];
        insta::assert_snapshot!(read(&blocks), @r"
        T

        Tider:

        – maj
        – juni
          – midsommar

        3. Ring
        4. Vänta

        Avgift

        Vad: Kronor
        • Larm | dygn: 200
        ");
    }

    #[test]
    fn a_link_keeps_its_address_and_its_text() {
        let mut inline = Inline::plain("Se");
        inline.join(" ", &{
            let mut link = Inline::default();
            link.link(&Inline::plain("kartan [ny]"), "https://k.example/a_(b)");
            link
        });
        assert_eq!(inline.shown, "Se kartan [ny]");
        assert_eq!(read(&[Block::Text(inline)]), "T\n\nSe kartan [ny] (https://k.example/a_%28b%29)");
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_mark(shown in "(# |- |\\+ |> |1\\. |2\\) |~~~|---|\\|)?[ -~åäö–|*_#>`&;\\[\\]\n]{1,40}") {
            let inline = Inline::plain(&shown);
            prop_assume!(!inline.shown.is_empty());
            prop_assert_eq!(read(&[text(&shown)]), format!("T\n\n{}", inline.shown));
        }
    }
}
