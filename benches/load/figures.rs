//! Figures over several rounds, the floors they are held to, and the table.

use std::fmt::Write as _;
use std::time::Duration;

/// What a figure must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Floor {
    /// The median may not be larger.
    AtMost(f64),
    /// The median may not be smaller.
    AtLeast(f64),
}

impl Floor {
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtMost(limit) => figure <= limit,
            Self::AtLeast(limit) => figure >= limit,
        }
    }
}

/// One line of the table.
#[derive(Debug)]
struct Line {
    what: String,
    unit: &'static str,
    rounds: Vec<f64>,
    floor: Option<Floor>,
}

/// Everything that was measured, in the order in which it is shown.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
    remarks: Vec<String>,
}

impl Report {
    /// Adds a figure with its value in each round, and what its median must reach.
    pub(crate) fn figure(&mut self, what: &str, unit: &'static str, rounds: Vec<f64>, floor: Option<Floor>) {
        self.lines.push(Line { what: what.to_owned(), unit, rounds, floor });
    }

    /// Adds a sentence that stands under the table.
    pub(crate) fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// How many figures miss their floor. A figure with a floor and without any round that counts misses it, too.
    pub(crate) fn missed(&self) -> usize {
        self.lines.iter().filter(|line| line.verdict() == Verdict::Missed).count()
    }

    /// The table as text.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        let widest = self.lines.iter().map(|line| line.what.chars().count()).max().unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{:widest$}  {:>10}  {:>10}  {:>10}  {:>6}  {:<10}  {:>12}",
            "figure", "min", "median", "max", "rounds", "unit", "must reach"
        );
        for line in &self.lines {
            let _ = writeln!(table, "{}", line.shown(widest));
        }
        for remark in &self.remarks {
            let _ = writeln!(table, "\n{remark}");
        }
        table
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    NoFloor,
    Reached,
    Missed,
}

impl Line {
    fn verdict(&self) -> Verdict {
        let Some(floor) = self.floor else { return Verdict::NoFloor };
        match median(&self.rounds) {
            Some(figure) if floor.holds(figure) => Verdict::Reached,
            _ => Verdict::Missed,
        }
    }

    fn shown(&self, widest: usize) -> String {
        let mut sorted = self.rounds.clone();
        sorted.sort_by(f64::total_cmp);
        let figure = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), number);
        let floor = match self.floor {
            Some(Floor::AtMost(limit)) => format!("≤ {}", number(limit)),
            Some(Floor::AtLeast(limit)) => format!("≥ {}", number(limit)),
            None => String::new(),
        };
        let verdict = match self.verdict() {
            Verdict::NoFloor => "",
            Verdict::Reached => "reached",
            Verdict::Missed => "MISSED",
        };
        let line = format!(
            "{:widest$}  {:>10}  {:>10}  {:>10}  {:>6}  {:<10}  {floor:>12}  {verdict}",
            self.what,
            figure(sorted.first().copied()),
            figure(median(&self.rounds)),
            figure(sorted.last().copied()),
            self.rounds.len(),
            self.unit,
        );
        line.trim_end().to_owned()
    }
}

/// Three digits that mean something, or all of a large number in groups of three.
fn number(figure: f64) -> String {
    match figure.abs() {
        0.0 => "0".to_owned(),
        small if small < 10.0 => format!("{figure:.2}"),
        middle if middle < 100.0 => format!("{figure:.1}"),
        _ => grouped(&format!("{figure:.0}")),
    }
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        if index > 0 && left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The middle one; of an even number the mean of the middle two.
pub(crate) fn median(figures: &[f64]) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// The ratio of each round's pair: what varies from round to round on the machine hits both.
pub(crate) fn ratios(of: &[f64], to: &[f64]) -> Vec<f64> {
    of.iter().zip(to).map(|(of, to)| of / to).collect()
}

/// The value that `per_hundred` in a hundred do not exceed, in milliseconds; sorts what it is given.
pub(crate) fn percentile_ms(taken: &mut [Duration], per_hundred: usize) -> f64 {
    taken.sort_unstable();
    let rank = (taken.len() * per_hundred).div_ceil(100).max(1);
    taken.get(rank - 1).map_or(f64::NAN, |it| it.as_secs_f64() * 1000.0)
}
