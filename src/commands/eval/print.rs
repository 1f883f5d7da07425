//! Figures as lines of text, for people at a terminal.

use std::fmt::Write as _;

use super::measure::{Figures, Measure};
use super::statistics::Estimate;
use super::tally::{Groups, Tally, worst};

use Measure::{
    Chars, Emergency, Fact, First, Guess, Handled, Misled, NotEmergency, RightSection, Silent, SourceAt1, SourceAt3,
    Wrong,
};

/// What stands side by side: as many as a terminal has room for.
const TABLES: [&[Measure]; 3] = [
    &[SourceAt1, SourceAt3, First, Fact, RightSection],
    &[Wrong, Misled, Guess, Silent],
    &[Handled, Emergency, NotEmergency, Chars],
];

/// Characters of a cell: the figure, its interval, how many questions.
const CELL: usize = 19;
const NAME: usize = 18;

/// The figures of a set.
pub(super) fn tally(name: &str, tally: &Tally) -> String {
    let mut text = format!("{name}: {} questions\n\n{}", tally.all.questions, tally.scores.table());
    text.push_str("\nfigures with their 95 % interval and over how many questions\n");
    tables(&mut text, "kind", &tally.all, &tally.by_kind);
    for (key, groups) in &tally.by {
        let _ = writeln!(text, "\nby {key}");
        tables(&mut text, key, &tally.all, groups);
        worst_groups(&mut text, groups);
    }
    text
}

fn tables(text: &mut String, of: &str, all: &Figures, groups: &Groups) {
    for measures in TABLES {
        let measures: Vec<Measure> = measures.iter().copied().filter(|it| all.of(*it).is_some()).collect();
        if measures.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{of:<NAME$}");
        for measure in &measures {
            let _ = write!(text, " {:>CELL$}", measure.name());
        }
        text.push('\n');
        let named = groups.iter().map(|(name, figures)| (name.as_str(), figures));
        for (name, figures) in std::iter::once(("all", all)).chain(named) {
            let cells: Vec<Option<Estimate>> = measures.iter().map(|it| figures.of(*it)).collect();
            if cells.iter().any(Option::is_some) {
                row(text, name, &measures, &cells);
            }
        }
    }
}

fn row(text: &mut String, name: &str, measures: &[Measure], cells: &[Option<Estimate>]) {
    let shown: String = name.chars().take(NAME).collect();
    let _ = write!(text, "{shown:<NAME$}");
    for (measure, cell) in measures.iter().zip(cells) {
        let cell = cell.map_or_else(|| "–".to_owned(), |it| estimate(*measure, it));
        let _ = write!(text, " {cell:>CELL$}");
    }
    text.push('\n');
}

/// A figure as people read it: a share in per cent, a length in characters.
pub(super) fn value(measure: Measure, value: f64) -> String {
    format!("{:.1}", if measure.is_share() { value * 100.0 } else { value })
}

fn estimate(measure: Measure, of: Estimate) -> String {
    let whole = |bound: f64| format!("{:.0}", if measure.is_share() { bound * 100.0 } else { bound });
    let interval = of.interval.map_or_else(|| "–".to_owned(), |(low, high)| format!("{}–{}", whole(low), whole(high)));
    format!("{} {interval:>7} {:>4}", value(measure, of.value), of.n)
}

/// Names the group that each figure is worst in.
fn worst_groups(text: &mut String, groups: &Groups) {
    text.push('\n');
    for measure in Measure::ALL.into_iter().filter(|it| it.is_share()) {
        if let Some((name, figure)) = worst(groups, measure) {
            let which = if measure.less_is_better() { "highest" } else { "lowest" };
            let measure_name = measure.name();
            let _ = writeln!(
                text,
                "{which:<8} {measure_name:<14} {:>5} of {:<4} {name}",
                value(measure, figure.value),
                figure.n
            );
        }
    }
}
