//! Tables: cells that reach over several rows say their text in each of them, so that a row can be read alone.

use dom_query::NodeRef;
use url::Url;

use super::block::{Block, Inline};
use super::html::{self, inline, tag};

/// Rows and columns that a cell may reach over; a page can claim millions.
const MOST_SPANS: usize = 50;

/// A table with its caption before it; none when it only lays out the page.
pub(super) fn read(table: &NodeRef<'_>, base: Option<&Url>) -> Option<Vec<Block>> {
    let within = |name: &str| table.descendants_it().any(|inner| tag(&inner) == name);
    if ["table", "h1", "h2", "h3"].into_iter().any(within) || table.attr_or("role", "").as_ref() == "presentation" {
        return None;
    }
    let rows: Vec<_> = table.descendants_it().filter(|inner| tag(inner) == "tr").collect();
    let has_head = rows.first().is_some_and(is_head);
    let mut grid = Grid::default();
    let mut cells: Vec<_> = rows.iter().map(|row| grid.row(row, base)).collect();
    cells.retain(|row| row.iter().any(|cell| !cell.shown.is_empty()));
    let columns = cells.iter().map(Vec::len).max()?;
    if columns < 2 {
        return None;
    }
    if !has_head {
        cells.insert(0, vec![Inline::default(); columns]);
    }
    let caption = table.descendants_it().find(|inner| tag(inner) == "caption").map(|caption| inline(&caption, base));
    let caption = caption.filter(|caption| !caption.shown.is_empty()).map(Block::Text);
    Some(caption.into_iter().chain([Block::Table(cells)]).collect())
}

fn cells_of<'a>(row: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    row.element_children().into_iter().filter(|cell| matches!(tag(cell).as_str(), "td" | "th")).collect()
}

fn is_head(row: &NodeRef<'_>) -> bool {
    let in_head = row.parent().is_some_and(|above| tag(&above) == "thead");
    let cells = cells_of(row);
    in_head || (cells.len() > 1 && cells.iter().all(|cell| tag(cell) == "th"))
}

/// What cells of earlier rows reach down with: column by column, how many rows more and the text.
#[derive(Default)]
struct Grid(Vec<(usize, Inline)>);

impl Grid {
    fn row(&mut self, row: &NodeRef<'_>, base: Option<&Url>) -> Vec<Inline> {
        let mut out = Vec::new();
        for cell in cells_of(row) {
            while let Some(text) = self.reaching_down(out.len()) {
                out.push(text);
            }
            let span = |name: &str| cell.attr_or(name, "1").trim().parse().unwrap_or(1).clamp(1, MOST_SPANS);
            let text = html::cell(&cell, base);
            for column in 0..span("colspan") {
                let shown = if column == 0 { text.clone() } else { Inline::default() };
                self.remember(out.len(), span("rowspan") - 1, shown.clone());
                out.push(shown);
            }
        }
        while let Some(text) = self.reaching_down(out.len()) {
            out.push(text);
        }
        out
    }

    fn reaching_down(&mut self, column: usize) -> Option<Inline> {
        let (rows, text) = self.0.get_mut(column).filter(|(rows, _)| *rows > 0)?;
        *rows -= 1;
        Some(text.clone())
    }

    fn remember(&mut self, column: usize, rows: usize, text: Inline) {
        if self.0.len() <= column {
            self.0.resize(column + 1, (0, Inline::default()));
        }
        self.0[column] = (rows, text);
    }
}
