//! Letters at their places → lines in the order in which they are read. Pure: nothing here knows the format.
//!
//! Letters become pieces (a run on one line without a wide gap), pieces become columns where a blank strip parts the
//! page from above to below, and lines within a column. The order in which a document draws its text is mostly the
//! order of reading, so it decides where the places alone could mean both a table and two columns: what stands on one
//! side of a strip and is drawn at once is read at once. It is a column (or a card, or a box) when it says several
//! things below each other, and the cell of a row when it is one thing, however many lines that takes.

/// A letter, or several that are drawn as one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// What it says.
    pub(super) text: String,
    /// Where it begins on its baseline, in points from the upper left corner.
    pub(super) at: (f64, f64),
    /// From its beginning to its end.
    pub(super) step: (f64, f64),
    /// Height of its font, in points.
    pub(super) size: f64,
    /// Whether its font is a bold one.
    pub(super) bold: bool,
}

/// A line as it is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Its baseline, from the upper edge.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
    /// Whether it is the row of a table.
    pub(super) row: bool,
}

/// Lines of one column, or of the whole width.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Column {
    pub(super) lines: Vec<Line>,
}

/// The size of what is painted and not written: the point of a list, perhaps. Its place is its middle.
pub(super) const PAINTED: f64 = 0.0;

/// What the point of a list is written as.
pub(super) const POINT: char = '•';

/// A gap that parts a line, in ems: cells of a table, columns.
const WIDE: f64 = 0.7;

/// A gap between cells that begin below each other: whoever draws a table may leave next to nothing between them.
const CLOSE: f64 = 0.15;

/// So many pieces that begin below each other are cells of a column, within so many ems.
const EDGE: usize = 3;
const NEAR: f64 = 12.0;

/// A gap between the cells of a table, in ems.
const CELL: f64 = 0.8;

/// One between cells where it is in two rows only: blanks of justified lines can stand below each other.
const CELL_OF_TWO: f64 = 2.2;

/// More rows than this on a page are no text that somebody reads in columns.
const MOST_ROWS: usize = 600;

/// More strips than these, the widest ones, part no text into columns.
const MOST_STRIPS: usize = 16;

/// Where a row has more cells than this, only the clearly wide strips part them; and so many rows show where cells
/// begin.
const MOST_CELLS: usize = 40;

/// From one line of a cell to the next, in ems, at most.
const LINE: f64 = 1.8;

/// What parts the cells of a row.
pub(super) const CELLS: &str = " | ";

/// A run of letters on one line.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    bold: bool,
    /// When it is drawn.
    order: usize,
}

/// The lines of a page, column by column.
pub(super) fn columns(glyphs: Vec<Glyph>) -> Vec<Column> {
    let mut sides: [Vec<Glyph>; 4] = Default::default();
    for glyph in glyphs {
        // What stands aslant is a stamp.
        if let Some(side) = side(glyph.step) {
            sides[side].push(upright(glyph, side));
        }
    }
    // What most of the page's text goes by is read first: a page can be turned by its text alone.
    let mut sides: Vec<_> = sides.into_iter().filter(|side| !side.is_empty()).collect();
    sides.sort_by_key(|side| std::cmp::Reverse(side.len()));
    sides.into_iter().flat_map(|side| ordered(rows(with_points(side)))).collect()
}

/// Pieces of text, with the points of lists that are painted before them.
fn with_points(glyphs: Vec<Glyph>) -> Vec<Piece> {
    let (points, glyphs): (Vec<_>, Vec<_>) = glyphs.into_iter().partition(|glyph| glyph.size <= PAINTED);
    let mut pieces = pieces(once(glyphs));
    for point in points.iter().take(MOST_ROWS) {
        let ((left, middle), right) = (point.at, point.at.0 + point.step.0);
        let beside = |piece: &&mut Piece| {
            let (gap, up) = (piece.left - right, piece.base - middle);
            (0.0..piece.size * 2.5).contains(&gap) && (piece.size * 0.1..piece.size * 0.6).contains(&up)
        };
        let nearest = pieces.iter_mut().filter(beside).min_by(|one, other| one.left.total_cmp(&other.left));
        if let Some(piece) = nearest.filter(|piece| !piece.text.starts_with(POINT)) {
            piece.text.insert_str(0, "• ");
            piece.left = left;
        }
    }
    pieces
}

/// Where a text goes: to the right, down, to the left, up.
fn side((x, y): (f64, f64)) -> Option<usize> {
    let (along, across) = (x.abs().max(y.abs()), x.abs().min(y.abs()));
    if across > along * 0.1 {
        None
    } else if x.abs() >= y.abs() {
        Some(if x >= 0.0 { 0 } else { 2 })
    } else {
        Some(if y > 0.0 { 1 } else { 3 })
    }
}

fn upright(glyph: Glyph, side: usize) -> Glyph {
    let turn = |(x, y): (f64, f64)| match side {
        0 => (x, y),
        1 => (y, -x),
        2 => (-x, -y),
        _ => (-y, x),
    };
    Glyph { at: turn(glyph.at), step: turn(glyph.step), ..glyph }
}

/// Letters that are drawn twice to look bold, or for a shadow, are there once.
fn once(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a page; what is off it is equal to its edge")]
    fn cell(glyph: &Glyph, by: (f64, f64)) -> (i64, i64, i64) {
        let width = (glyph.size * 0.12).max(0.2);
        let at = |place: f64, by: f64| (place / width + by).floor() as i64;
        (at(glyph.at.0, by.0), at(glyph.at.1, by.1), (glyph.size * 100.0) as i64)
    }
    let mut seen = std::collections::HashSet::new();
    let mut kept = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let text = glyph.text.trim();
        if !text.is_empty() {
            let around = [(0.25, 0.25), (-0.25, 0.25), (0.25, -0.25), (-0.25, -0.25)];
            let cells = around.map(|by| (text.to_owned(), cell(&glyph, by)));
            if cells.iter().any(|cell| seen.contains(cell)) {
                continue;
            }
            seen.extend(cells);
        }
        kept.push(glyph);
    }
    kept
}

fn is_blank(glyph: &Glyph) -> bool {
    !glyph.text.is_empty() && glyph.text.chars().all(char::is_whitespace)
}

fn pieces(glyphs: Vec<Glyph>) -> Vec<Piece> {
    let (blank, all) = (glyphs.iter().filter(|glyph| is_blank(glyph)).count(), glyphs.len());
    // Where blanks are written, a gap must be clear to be one that is not.
    let gap = if blank * 20 > all { 0.3 } else { 0.16 };
    let mut runs: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        if is_blank(&glyph) {
            // A blank ends a run only if what follows stands far off.
            if let Some(run) = runs.last_mut() {
                run.push(glyph);
            }
            continue;
        }
        let last = runs.last().and_then(|run| run.iter().rev().find(|glyph| !is_blank(glyph)));
        let goes_on = last.is_some_and(|last| {
            let size = last.size.max(glyph.size).max(1.0);
            let between = glyph.at.0 - (last.at.0 + last.step.0);
            (last.at.1 - glyph.at.1).abs() < size * 0.1
                && between < size * WIDE
                && between > -size * 0.6
                && (last.size - glyph.size).abs() < size * 0.3
        });
        match runs.last_mut() {
            Some(run) if goes_on => run.push(glyph),
            _ => runs.push(vec![glyph]),
        }
    }
    at_edges(runs).iter().enumerate().filter_map(|(order, run)| piece(run, gap, order)).collect()
}

/// Runs, parted where a word begins at a place where others begin: cells can be as close as words.
fn at_edges(runs: Vec<Vec<Glyph>>) -> Vec<Vec<Glyph>> {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a page; what is off it is equal to its edge")]
    let place = |glyph: &Glyph| (glyph.at.0 * 5.0).round() as i64;
    let mut begins: std::collections::HashMap<i64, Vec<f64>> = std::collections::HashMap::new();
    for run in &runs {
        begins.entry(place(&run[0])).or_default().push(run[0].at.1);
    }
    for bases in begins.values_mut() {
        bases.sort_by(f64::total_cmp);
    }
    let is_edge = |glyph: &Glyph| {
        let (at, far) = (place(glyph), glyph.size * NEAR);
        let near = |bases: &Vec<f64>| {
            let above = |base: f64| bases.partition_point(|other| *other < base);
            above(glyph.at.1 + far) - above(glyph.at.1 - far)
        };
        (at - 1..=at + 1).filter_map(|at| begins.get(&at)).map(near).sum::<usize>() >= EDGE
    };
    let mut parted = Vec::with_capacity(runs.len());
    for run in runs {
        let mut part: Vec<Glyph> = Vec::new();
        for glyph in run {
            let end = part.iter().rev().find(|glyph| !is_blank(glyph)).map(|last| last.at.0 + last.step.0);
            let apart = end.is_some_and(|end| glyph.at.0 - end > glyph.size * CLOSE);
            if apart && !is_blank(&glyph) && is_edge(&glyph) {
                parted.push(std::mem::take(&mut part));
            }
            part.push(glyph);
        }
        parted.push(part);
    }
    parted
}

fn piece(run: &[Glyph], gap: f64, order: usize) -> Option<Piece> {
    let gap_before = |pair: &[Glyph]| (pair[1].at.0 - pair[0].at.0 - pair[0].step.0) / pair[1].size.max(1.0);
    let mut gaps: Vec<f64> =
        run.windows(2).filter(|pair| !is_blank(&pair[0]) && !is_blank(&pair[1])).map(gap_before).collect();
    gaps.sort_by(f64::total_cmp);
    // Letters set apart for looks: a word ends where the gap is clearly wider than the others.
    let usual = gaps.get(gaps.len() / 2).copied().filter(|usual| gaps.len() >= 3 && *usual > 0.06).unwrap_or(0.0);
    let gap = gap.max(usual + 0.14);
    let mut text = String::new();
    for (at, glyph) in run.iter().enumerate() {
        let apart = at > 0 && gap_before(&run[at - 1..=at]) > gap;
        if (apart || is_blank(glyph)) && !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        if !is_blank(glyph) {
            text.push_str(&glyph.text);
        }
    }
    let text = text.trim().to_owned();
    let seen = || run.iter().filter(|glyph| !is_blank(glyph));
    let (first, last) = (seen().next()?, seen().next_back()?);
    (!text.is_empty()).then(|| Piece {
        text,
        left: first.at.0,
        right: seen().map(|glyph| glyph.at.0 + glyph.step.0).fold(last.at.0, f64::max),
        base: first.at.1,
        size: first.size.max(1.0),
        bold: seen().filter(|glyph| glyph.bold).count() * 2 > seen().count(),
        order,
    })
}

/// Pieces of one baseline, from the left to the right, from above to below. A raised sign belongs to its line.
fn rows(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    pieces.sort_by(|one, other| one.base.total_cmp(&other.base));
    let mut rows: Vec<(f64, f64, Vec<Piece>)> = Vec::new();
    for piece in pieces {
        let beside = |row: &(f64, f64, Vec<Piece>)| {
            let same = (piece.base - row.0).abs() < piece.size.max(row.1) * 0.12;
            // Smaller signs above or below the line, next to what they belong to.
            let raised = (piece.base - row.0).abs() < piece.size.max(row.1) * 0.5
                && (piece.size < row.1 * 0.8 || row.1 < piece.size * 0.8)
                && row.2.iter().any(|other| {
                    let near = piece.size.max(row.1) * 0.3;
                    (piece.left - other.right).abs() < near || (other.left - piece.right).abs() < near
                });
            same || raised
        };
        match rows.iter_mut().rev().take(3).find(|row| beside(row)) {
            Some(row) => {
                if piece.size > row.1 {
                    (row.0, row.1) = (piece.base, piece.size);
                }
                row.2.push(piece);
            }
            None => rows.push((piece.base, piece.size, vec![piece])),
        }
    }
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut rows: Vec<_> = rows.into_iter().map(|(_, _, row)| row).collect();
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}

/// Blank strips, from the left to the right.
type Strips = Vec<(f64, f64)>;

fn ordered(rows: Vec<Vec<Piece>>) -> Vec<Column> {
    if rows.len() > MOST_ROWS {
        return vec![Column { lines: rows.iter().filter_map(|row| line(row, false)).collect() }];
    }
    let mut out: Vec<Column> = Vec::new();
    let mut rest = rows;
    // The lines of the whole width that were met since the last columns.
    let mut full: Vec<Vec<Piece>> = Vec::new();
    while !rest.is_empty() {
        let (length, strips) = band(&rest);
        let mut found = None;
        if length >= 2 {
            let mut strips = strips;
            strips.sort_by(|one, other| (other.1 - other.0).total_cmp(&(one.1 - one.0)));
            found = strips.iter().take(MOST_STRIPS).find_map(|strip| {
                let middle = f64::midpoint(strip.0, strip.1);
                // The last rows of a table can look like two short columns.
                let beside = |row: &&Vec<Piece>| !row.iter().any(|piece| piece.left < middle && piece.right > strip.1);
                let below_cells = full.iter().rev().take_while(beside).any(|row| {
                    row.iter().any(|piece| piece.left < middle) && row.iter().any(|piece| piece.left > middle)
                });
                parted(&rest[..length], middle, if below_cells { 5 } else { 2 })
            });
        }
        if let Some(Parted { columns, rows }) = found {
            out.extend(whole(&std::mem::take(&mut full)));
            out.extend(columns.into_iter().flat_map(|column| ordered(self::rows(column))));
            rest.drain(..rows);
        } else {
            full.push(rest.remove(0));
        }
    }
    out.extend(whole(&full));
    out
}

/// How many rows from the first one on have a blank strip in common, and those strips that have text on both sides.
fn band(rows: &[Vec<Piece>]) -> (usize, Strips) {
    bands(rows, WIDE).pop().unwrap_or_default()
}

/// The same for each number of rows, the fewest first: the more rows, the fewer and the narrower strips. None is less
/// wide than so many ems.
fn bands(rows: &[Vec<Piece>], width: f64) -> Vec<(usize, Strips)> {
    let edge = |pick: fn(&Piece) -> f64, best: fn(f64, f64) -> f64| rows.iter().flatten().map(pick).reduce(best);
    let (Some(left), Some(right)) = (edge(|p| p.left, f64::min), edge(|p| p.right, f64::max)) else {
        return Vec::new();
    };
    let mut free: Strips = vec![(left, right)];
    let mut all = Vec::new();
    // The text's size, not that of a heading in one of the columns.
    let size = usual_size(rows.iter().flatten());
    // Where the first piece from the left ends, and the last one begins.
    let (mut first, mut last) = (f64::INFINITY, f64::NEG_INFINITY);
    for (at, row) in rows.iter().enumerate() {
        for piece in row {
            free = free
                .iter()
                .flat_map(|(from, to)| [(*from, to.min(piece.left)), (from.max(piece.right), *to)])
                .collect();
            free.retain(|(from, to)| to - from > size * width);
        }
        if free.is_empty() {
            break;
        }
        first = row.iter().map(|piece| piece.right).fold(first, f64::min);
        last = row.iter().map(|piece| piece.left).fold(last, f64::max);
        let both = |(from, to): &(f64, f64)| first <= *from + 0.1 && last >= *to - 0.1;
        let strips: Strips = free.iter().copied().filter(both).collect();
        if !strips.is_empty() {
            all.push((at + 1, strips));
        }
    }
    all
}

fn usual_size<'a>(pieces: impl Iterator<Item = &'a Piece>) -> f64 {
    let mut sizes: Vec<f64> = pieces.map(|piece| piece.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// Columns in the order in which they are read, and how many rows they take.
struct Parted {
    columns: Vec<Vec<Piece>>,
    rows: usize,
}

/// What stands beside a strip as columns; none when it is a table.
fn parted(rows: &[Vec<Piece>], middle: f64, least: usize) -> Option<Parted> {
    // What follows below, and is drawn after the right column, is no end of the left one.
    let end = last(&side_of(rows, middle, false))?;
    let lowest = rows.iter().rposition(|row| row.iter().any(|piece| piece.left >= middle))?;
    let below = rows[lowest + 1..].iter().position(|row| row.iter().all(|piece| piece.order > end));
    let taken = below.map_or(rows.len(), |below| lowest + 1 + below);
    let (left, right) = (side_of(&rows[..taken], middle, true), side_of(&rows[..taken], middle, false));
    let shapes = |rows: &[Vec<Piece>]| Some([Shape::of(rows, middle, true)?, Shape::of(rows, middle, false)?]);
    let stand =
        |sides: &[Shape; 2]| sides.iter().all(|side| side.lines >= least && side.width >= 4.0 && !side.is_figures());
    let say_more = |sides: &[Shape; 2]| sides.iter().all(|side| side.parts > 1);
    let columns = |columns: &[&[&Piece]], rows: usize| {
        let columns = columns.iter().map(|column| column.iter().copied().cloned().collect()).collect();
        Some(Parted { columns, rows })
    };
    if in_turn(&left, &right) {
        return if stand(&shapes(&rows[..taken])?) { columns(&[&left, &right], taken) } else { None };
    }
    if let Some((above, left)) = around(&left, &right) {
        let sides = shapes(&rows[..taken])?;
        return if stand(&sides) && say_more(&sides) { columns(&[&above, &right, &left], taken) } else { None };
    }
    // Cards in several rows: each row is drawn card by card.
    if let Some(turn) = turn(rows, middle) {
        let card = shapes(&rows[turn.clone()]).filter(|sides| stand(sides) && say_more(sides));
        if card.is_some() {
            let rows = &rows[..turn.end];
            return columns(&[&side_of(rows, middle, true), &side_of(rows, middle, false)], turn.end);
        }
    }
    // Drawn across, line by line: two columns of running text all the same, when their lines are full and their
    // paragraphs end at different heights.
    if !is_by_lines(&left, &right) {
        return None;
    }
    let [lefts, rights] = shapes(&rows[..taken])?;
    let running = lefts.is_running() && rights.is_running() && !lefts.is_figures() && !rights.is_figures();
    if running && !lefts.breaks_like(&rights) { columns(&[&left, &right], taken) } else { None }
}

/// What stands on one side of a place.
fn side_of(rows: &[Vec<Piece>], middle: f64, left: bool) -> Vec<&Piece> {
    rows.iter().flatten().filter(|piece| (piece.left < middle) == left).collect()
}

fn last(pieces: &[&Piece]) -> Option<usize> {
    pieces.iter().map(|piece| piece.order).max()
}

/// A box that is drawn at once, between what is read before it and after it on its left. A browser draws a box before
/// everything else; it belongs after what stands above it.
fn around<'a>(left: &[&'a Piece], right: &[&Piece]) -> Option<(Vec<&'a Piece>, Vec<&'a Piece>)> {
    let (first, last) = (right.iter().map(|piece| piece.order).min()?, last(right)?);
    if left.iter().any(|piece| (first..=last).contains(&piece.order)) {
        return None;
    }
    let (mut above, mut below): (Vec<&Piece>, Vec<&Piece>) = left.iter().partition(|piece| piece.order < first);
    if above.is_empty() {
        let top = right.iter().map(|piece| piece.base - piece.size * 0.5).reduce(f64::min)?;
        (above, below) = below.into_iter().partition(|piece| piece.base < top);
        // A heading stays with its text.
        let text = usual_size(below.iter().copied());
        while let Some(heading) = above.pop_if(|piece| piece.bold || piece.size > text * 1.1) {
            below.push(heading);
        }
    }
    Some((above, below))
}

/// The rows, from the first one with something on the right of a place on, that are drawn on its left, then on its
/// right, and are complete with that.
fn turn(rows: &[Vec<Piece>], middle: f64) -> Option<std::ops::Range<usize>> {
    let (mut latest, mut first) = (0, usize::MAX);
    let mut goes_on = |row: &Vec<Piece>| {
        for piece in row {
            if piece.left < middle {
                latest = latest.max(piece.order);
            } else {
                first = first.min(piece.order);
            }
        }
        latest < first
    };
    let end = rows.iter().take_while(|row| goes_on(row)).count();
    let start =
        rows.iter().position(|row| row.iter().any(|piece| piece.left >= middle)).filter(|start| *start < end)?;
    let orders = || rows[start..end].iter().flatten().map(|piece| piece.order);
    let (first, last) = (orders().min()?, orders().max()?);
    let in_between = |piece: &Piece| (first..last).contains(&piece.order);
    (!rows[end..].iter().flatten().any(in_between)).then_some(start..end)
}

/// Whether a line on one side is mostly followed by one on the other, and not by the next one of its own cell.
fn is_by_lines(left: &[&Piece], right: &[&Piece]) -> bool {
    let mut drawn: Vec<(&Piece, bool)> = left.iter().map(|piece| (*piece, true)).collect();
    drawn.extend(right.iter().map(|piece| (*piece, false)));
    drawn.sort_by_key(|(piece, _)| piece.order);
    let down = |pair: &&[(&Piece, bool)]| {
        let ((one, left), (other, also_left)) = (pair[0], pair[1]);
        left == also_left && other.base - one.base > one.size * 0.6
    };
    drawn.windows(2).filter(down).count() * 5 < drawn.len()
}

/// Whether all of one is drawn before the other, but for a stray piece.
fn in_turn(left: &[&Piece], right: &[&Piece]) -> bool {
    let Some(first) = right.iter().map(|piece| piece.order).min() else { return false };
    let after = left.iter().filter(|piece| piece.order > first).count();
    after * 20 <= left.len()
}

/// What a column looks like.
struct Shape {
    lines: usize,
    /// In ems.
    width: f64,
    words: usize,
    full: usize,
    /// Lines without a letter.
    figures: usize,
    /// Headings and paragraphs, and lines that end before their width does.
    parts: usize,
    breaks: Vec<f64>,
    size: f64,
}

impl Shape {
    /// Of what stands on one side of a place.
    fn of(rows: &[Vec<Piece>], middle: f64, left: bool) -> Option<Self> {
        let rows: Vec<Vec<&Piece>> =
            rows.iter().map(|row| row.iter().filter(|piece| (piece.left < middle) == left).collect()).collect();
        let rows: Vec<Vec<&Piece>> = rows.into_iter().filter(|row| !row.is_empty()).collect();
        let pieces = || rows.iter().flatten().copied();
        let left = pieces().map(|piece| piece.left).reduce(f64::min)?;
        let right = pieces().map(|piece| piece.right).reduce(f64::max)?;
        let size = usual_size(pieces());
        let end = |row: &Vec<&Piece>| row.iter().map(|piece| piece.right).fold(left, f64::max);
        let bases: Vec<f64> = rows.iter().map(|row| row[0].base).collect();
        let mut steps: Vec<f64> = bases.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps.sort_by(f64::total_cmp);
        let usual = steps.get(steps.len() / 2).copied().unwrap_or(size * 1.2);
        Some(Self {
            lines: rows.len(),
            width: (right - left) / size,
            words: pieces().map(|piece| piece.text.split(' ').count()).sum(),
            full: rows.iter().filter(|row| end(row) - left > (right - left) * 0.7).count(),
            figures: rows.iter().filter(|row| row.iter().all(|piece| is_figures(piece))).count(),
            parts: 1 + rows.windows(2).filter(|pair| is_end(&pair[0], &pair[1], right, usual)).count(),
            breaks: bases.windows(2).filter(|pair| pair[1] - pair[0] > usual * 1.2).map(|pair| pair[1]).collect(),
            size,
        })
    }

    /// Whether nothing but figures, which alone say nothing: a table may be drawn column by column, too.
    fn is_figures(&self) -> bool {
        self.figures * 2 > self.lines
    }

    fn is_running(&self) -> bool {
        self.lines >= 4 && self.words >= self.lines * 3 && self.full * 10 >= self.lines * 6 && self.width >= 8.0
    }

    /// Whether the paragraphs of both begin at the same heights, as cells do.
    fn breaks_like(&self, other: &Self) -> bool {
        let (few, many) = if self.breaks.len() < other.breaks.len() { (self, other) } else { (other, self) };
        let near = |base: &&f64| many.breaks.iter().any(|other| (*base - other).abs() < self.size * 0.3);
        !few.breaks.is_empty() && few.breaks.iter().filter(near).count() == few.breaks.len()
    }
}

/// Whether a line ends what it says: the next one is of another font or further down, or its first word had room here.
fn is_end(line: &[&Piece], next: &[&Piece], right: f64, usual: f64) -> bool {
    let (Some(last), Some(first)) = (line.last(), next.first()) else { return false };
    let chars = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    let word = first.text.split(' ').next().map_or(0.0, chars) / chars(&first.text).max(1.0);
    last.bold != first.bold
        || (last.size - first.size).abs() > last.size * 0.08
        || first.base - last.base > usual * 1.3
        || last.right + word * (first.right - first.left) + last.size * 1.6 < right
}

/// Rows of the whole width as lines; several rows of a table's cells as one.
fn whole(rows: &[Vec<Piece>]) -> Option<Column> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        // A short line above a table takes its strips away as one below it does: then the table begins below.
        let below = |by: usize| rows.get(at + by..).and_then(cells).map_or(0, |below| below.borders);
        let more = |found: &Cells| (1..4).any(|by| below(by) > found.borders);
        if let Some(Cells { rows: length, strips, .. }) = cells(&rows[at..]).filter(|found| !more(found)) {
            lines.extend(table(&rows[at..at + length], &strips));
            at += length;
        } else {
            lines.extend(line(&rows[at], false));
            at += 1;
        }
    }
    (!lines.is_empty()).then_some(Column { lines })
}

/// The beginning of some rows as a table.
struct Cells {
    rows: usize,
    strips: Strips,
    /// How often a strip parts a row.
    borders: usize,
}

/// The rows of a table from the first one on, and the strips between its cells. What stands below a table, a short line
/// perhaps, leaves some of its strips free and not others: so many rows are taken that most borders of cells are kept.
fn cells(rows: &[Vec<Piece>]) -> Option<Cells> {
    let mut best: Option<Cells> = None;
    let (mut many, mut counted) = (0, 0);
    for (length, strips) in bands(rows, CLOSE) {
        many += rows[counted..length].iter().filter(|row| row.len() > 1).count();
        counted = length;
        let least = rows[0][0].size * if many > 2 { CELL } else { CELL_OF_TWO };
        let few = strips.len() < MOST_CELLS;
        let seen = &rows[..length.min(MOST_CELLS)];
        let is_strip = |strip: &(f64, f64)| strip.1 - strip.0 > least || few && is_edge(seen, *strip);
        let strips: Strips = strips.into_iter().filter(is_strip).collect();
        let borders = many * strips.len();
        let most = best.as_ref().map_or(1, |best| best.borders);
        if many >= 2 && borders >= most && has_cells(&rows[..length], &strips) {
            best = Some(Cells { rows: length, strips, borders });
        }
    }
    best
}

/// Whether a strip between some cells and others is one, however narrow: what begins near its end begins at it, as
/// cells do and words of a text do not.
fn is_edge(rows: &[Vec<Piece>], (from, to): (f64, f64)) -> bool {
    let begins =
        |ems: f64| rows.iter().flatten().filter(|piece| (-0.1..piece.size * ems).contains(&(piece.left - to))).count();
    // The points and numbers of a list are no cells.
    let cells = rows.iter().flatten().filter(|piece| piece.right <= from + 0.1 && !is_mark(&piece.text));
    let (at_edge, before) = (begins(0.1), cells.count());
    at_edge.min(before) >= EDGE && at_edge * 3 > begins(3.0) * 2
}

/// Whether both sides of a strip are more than the points and numbers of a list.
fn has_cells(rows: &[Vec<Piece>], strips: &Strips) -> bool {
    let (from, _) = strips[0];
    let first: Vec<&Piece> = rows.iter().flatten().filter(|piece| piece.right <= from + 0.1).collect();
    let marks = first.iter().filter(|piece| is_mark(&piece.text)).count();
    strips.len() > 1 || marks * 2 <= first.len()
}

fn is_mark(text: &str) -> bool {
    let end = text.strip_suffix(['.', ')', ':']).unwrap_or(text);
    text.chars().count() <= 4
        && (!text.chars().any(char::is_alphanumeric)
            || (end.len() < text.len() && (end.chars().all(|c| c.is_ascii_digit()) || end.chars().count() == 1)))
}

fn is_figures(piece: &Piece) -> bool {
    !piece.text.contains(char::is_alphabetic)
}

/// The rows of a table. A cell of several lines is drawn as a whole, so what is drawn in between belongs to the same row.
/// Where whole columns are drawn one after the other that tells nothing: there each line with figures is a row.
fn table(rows: &[Vec<Piece>], strips: &Strips) -> Vec<Line> {
    let has_figures = |row: &[Piece]| row.iter().any(is_figures);
    let by_figures = strips.first().is_some_and(|(from, to)| {
        let middle = f64::midpoint(*from, *to);
        in_turn(&side_of(rows, middle, true), &side_of(rows, middle, false))
            && rows.iter().filter(|row| has_figures(row)).count() * 2 > rows.len()
    });
    let wrapped = wrapped(rows, strips);
    let mut groups: Vec<Vec<&Vec<Piece>>> = Vec::new();
    let mut latest = 0;
    for (at, row) in rows.iter().enumerate() {
        let first = row.iter().map(|piece| piece.order).min().unwrap_or(0);
        let last = row.iter().map(|piece| piece.order).max().unwrap_or(0);
        let near = groups.last().and_then(|group| group.last()).is_some_and(|above| {
            let size = row[0].size.max(above[0].size);
            row[0].base - above[0].base < size * 2.2
        });
        let goes_on = if by_figures { !has_figures(row) } else { first < latest };
        match groups.last_mut() {
            Some(group) if goes_on && near || wrapped.contains(&at) => group.push(row),
            _ => groups.push(vec![row]),
        }
        latest = latest.max(last);
    }
    groups.iter().filter_map(|group| table_row(group, strips)).collect()
}

/// In which column of a table a piece stands.
fn cell(piece: &Piece, strips: &Strips) -> usize {
    strips.iter().filter(|(from, to)| piece.left > f64::midpoint(*from, *to)).count()
}

/// Rows of a table that go on with a cell of the row above: what is drawn after it stands below it in the same cell,
/// and nothing else stands beside it, or another cell's line stands between the two.
fn wrapped(rows: &[Vec<Piece>], strips: &Strips) -> std::collections::HashSet<usize> {
    let mut drawn: Vec<(&Piece, usize)> =
        rows.iter().enumerate().flat_map(|(at, row)| row.iter().map(move |piece| (piece, at))).collect();
    drawn.sort_by_key(|(piece, _)| piece.order);
    let mut wrapped = std::collections::HashSet::new();
    for pair in drawn.windows(2) {
        let ((above, from), (below, to)) = (pair[0], pair[1]);
        let column = cell(below, strips);
        let same = column == cell(above, strips)
            && above.bold == below.bold
            && (above.size - below.size).abs() < above.size * 0.08
            && below.base - above.base < below.size * LINE;
        if same && (to > from + 1 || to == from + 1 && column > 0 && rows[to].len() == 1) {
            wrapped.extend(from + 1..=to);
        }
    }
    wrapped
}

fn table_row(group: &[&Vec<Piece>], strips: &Strips) -> Option<Line> {
    let mut cells: Vec<Vec<Piece>> = vec![Vec::new(); strips.len() + 1];
    for piece in group.iter().copied().flatten() {
        cells[cell(piece, strips)].push(piece.clone());
    }
    let mut texts = Vec::new();
    for cell in cells {
        let lines: Vec<String> = rows(cell).iter().filter_map(|row| line(row, false)).map(|line| line.text).collect();
        if !lines.is_empty() {
            texts.push(super::paragraphs::joined(&lines));
        }
    }
    let whole: Vec<Piece> = group.iter().copied().flatten().cloned().collect();
    let mut shape = line(&whole, true)?;
    shape.row = texts.len() > 1;
    shape.text = texts.join(CELLS);
    Some(shape)
}

fn line(row: &[Piece], table: bool) -> Option<Line> {
    let first = row.first()?;
    let mut text = String::new();
    let mut end = first.left;
    for piece in row {
        if !text.is_empty() && piece.left - end > piece.size * 0.16 {
            text.push(' ');
        }
        text.push_str(&piece.text);
        end = end.max(piece.right);
    }
    let letters = |piece: &Piece| piece.text.chars().count();
    let main = row.iter().max_by_key(|piece| letters(piece))?;
    let bold: usize = row.iter().filter(|piece| piece.bold).map(letters).sum();
    Some(Line {
        text,
        left: row.iter().map(|piece| piece.left).fold(first.left, f64::min),
        right: row.iter().map(|piece| piece.right).fold(end, f64::max),
        base: main.base,
        size: main.size,
        // A number before a bold heading is not always bold as well.
        bold: bold * 10 >= row.iter().map(letters).sum::<usize>() * 8,
        row: table,
    })
}
