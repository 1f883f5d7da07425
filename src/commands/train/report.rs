//! How well questions are answered by weights that saw neither their voice nor their pages.

use std::fmt::Write as _;

use super::asked::Read;
use super::fit::{dot, logistic, sigmoid};
use super::learn::{Learned, Outcome, learn, other as other_score, outcome, passages};
use crate::commands::eval::help::fold;
use crate::knowledge::SURENESS;

/// Folds of the pages.
const FOLDS: u32 = 5;
/// Questions of a hundred, at most, that may get an answer which does not hold what was asked for.
const WRONG: f64 = 0.07;
/// How strongly the weights of a probability are held to nothing.
const RIDGE: f64 = 0.1;

/// What was learned, and how well it does.
pub(super) struct Judged {
    /// From all questions.
    pub(super) learned: Learned,
    pub(super) sureness: [f64; SURENESS.len()],
    /// The probability from which on so few answers are wrong as are allowed.
    pub(super) answer_from: f64,
    /// What a passage scores that has nothing to do with the question.
    pub(super) other: f64,
    rows: Vec<Row>,
}

/// A question, judged by weights that saw neither its voice nor its pages.
struct Row {
    author: String,
    set: usize,
    answerable: bool,
    outcome: Outcome,
    probability: f64,
}

/// The part of the questions that are judged together.
fn cell<'a>(read: &'a Read<'_>) -> (&'a str, u32) {
    let page = read.question.pages.first().unwrap_or(&read.question.id);
    (&read.question.author, fold(page, FOLDS))
}

impl Judged {
    pub(super) fn of(read: &[Read<'_>]) -> Self {
        let choices = passages(read);
        let all = learn(&read.iter().collect::<Vec<_>>(), &choices.iter().collect::<Vec<_>>(), None);
        let mut cells: Vec<(&str, u32)> = read.iter().map(cell).collect();
        cells.sort_unstable();
        cells.dedup();
        let of_cell = |(author, fold): (&str, u32)| {
            let (mut others, mut of_others) = (Vec::new(), Vec::new());
            for (read, choice) in read.iter().zip(&choices) {
                let (other, page) = cell(read);
                if other != author && page != fold {
                    others.push(read);
                    of_others.push(choice);
                }
            }
            let learned = learn(&others, &of_others, Some(all));
            let judged = read.iter().enumerate().filter(|(_, read)| cell(read) == (author, fold));
            judged.map(|(at, read)| (at, outcome(read, &learned))).collect::<Vec<_>>()
        };
        let (one, other): (Vec<_>, Vec<_>) = cells.iter().enumerate().partition(|(at, _)| at % 2 == 0);
        let part =
            |cells: Vec<(usize, &(&str, u32))>| cells.into_iter().flat_map(|(_, it)| of_cell(*it)).collect::<Vec<_>>();
        let mut outcomes = std::thread::scope(|scope| {
            let other = scope.spawn(|| part(other));
            let mut outcomes = part(one);
            outcomes.extend(other.join().expect("learning does not panic"));
            outcomes
        });
        outcomes.sort_by_key(|(at, _)| *at);
        let rows: Vec<(&[f64; SURENESS.len()], bool)> =
            outcomes.iter().map(|(_, outcome)| (&outcome.sureness, outcome.fact)).collect();
        let sureness = logistic(&rows, RIDGE);
        let probability = |at: usize| {
            let (author, fold) = cell(&read[at]);
            let apart = |at: usize| {
                let (other, page) = cell(&read[at]);
                other != author && page != fold
            };
            let others: Vec<_> = (0..rows.len()).filter(|at| apart(*at)).map(|at| rows[at]).collect();
            logistic(&others, RIDGE)
        };
        let mut by_cell: Vec<((&str, u32), [f64; SURENESS.len()])> = Vec::new();
        for (at, read) in read.iter().enumerate() {
            if by_cell.iter().all(|(it, _)| *it != cell(read)) {
                by_cell.push((cell(read), probability(at)));
            }
        }
        let probabilities: Vec<f64> = rows
            .iter()
            .zip(read)
            .map(|((row, _), read)| {
                let weights =
                    by_cell.iter().find(|(it, _)| *it == cell(read)).map_or(&sureness, |(_, weights)| weights);
                sigmoid(dot(row, weights))
            })
            .collect();
        let row = |((_, outcome), (read, probability)): ((usize, Outcome), (&Read<'_>, f64))| Row {
            author: read.question.author.clone(),
            set: read.question.set,
            answerable: !read.question.want.is_empty() && !read.question.pages.is_empty(),
            outcome,
            probability,
        };
        let rows: Vec<Row> = outcomes.into_iter().zip(read.iter().zip(probabilities)).map(row).collect();
        Self { learned: all, sureness, answer_from: answer_from(&rows), other: other_score(&choices, &all), rows }
    }

    /// The figures, as lines of text.
    pub(super) fn told(&self) -> String {
        let mut told = String::new();
        let mut sets: Vec<usize> = self.rows.iter().map(|row| row.set).collect();
        sets.dedup();
        self.line(&mut told, "all", |_| true);
        for set in sets {
            self.line(&mut told, &format!("pages {}", set + 1), |row| row.set == set);
        }
        let mut authors: Vec<&str> = self.rows.iter().map(|row| row.author.as_str()).collect();
        authors.sort_unstable();
        authors.dedup();
        for author in authors {
            // Who asks only what no page answers has nothing to find.
            if !self.rows.iter().any(|row| row.author == author && row.answerable) {
                continue;
            }
            self.line(&mut told, author, |row| row.author == author);
        }
        self.thresholds(&mut told);
        self.calibration(&mut told);
        told
    }

    fn line(&self, told: &mut String, name: &str, is_in: impl Fn(&Row) -> bool) {
        let rows: Vec<&Row> = self.rows.iter().filter(|row| row.answerable && is_in(row)).collect();
        let share = |is: fn(&Outcome) -> bool| mean(rows.iter().map(|row| f64::from(u8::from(is(&row.outcome)))));
        let _ = writeln!(
            told,
            "  {name:16} {:5} questions  page@1 {:.3}  page@3 {:.3}  passage@1 {:.3}  first {:.3}  fact {:.3}  characters {:.0}",
            rows.len(),
            share(|it| it.page_at_1),
            share(|it| it.page_at_3),
            share(|it| it.passage_at_1),
            share(|it| it.first),
            share(|it| it.fact),
            mean(rows.iter().map(|row| f64::from(u32::try_from(row.outcome.characters).unwrap_or(u32::MAX)))),
        );
    }

    /// What is answered, guessed and not said from which probability on.
    fn thresholds(&self, told: &mut String) {
        let all = self.rows.len();
        let count = |is: &dyn Fn(&&Row) -> bool| number(self.rows.iter().filter(is).count());
        let answerable = count(&|row| row.answerable);
        let _ = writeln!(told, "  an answer from  answered  of these answerable  wrong  right of the answered");
        for step in (6..=19).rev() {
            let from = f64::from(step) / 20.0;
            let answered = count(&|row| row.probability >= from);
            let wrong = count(&|row| row.probability >= from && !row.outcome.fact);
            let some = count(&|row| row.answerable && row.probability >= from) / answerable;
            let (share, wrong_share) = (answered / number(all), wrong / number(all));
            let right = 1.0 - wrong / answered;
            let _ = writeln!(told, "            {from:.2}     {share:.3}  {some:.3}  {wrong_share:.3}  {right:.3}");
        }
        let _ = writeln!(
            told,
            "  silent below  silent where a page answers  silent where none does  shown without the fact"
        );
        for step in 1..=18 {
            let below = f64::from(step) / 40.0;
            let silent = count(&|row| row.answerable && row.probability < below) / answerable;
            let rightly = count(&|row| !row.answerable && row.probability < below) / (number(all) - answerable);
            let misled = count(&|row| row.answerable && row.probability >= below && !row.outcome.fact) / answerable;
            let _ = writeln!(told, "          {below:.3}     {silent:.3}  {rightly:.3}  {misled:.3}");
        }
    }

    /// Whether what is said to be so likely is so often right.
    fn calibration(&self, told: &mut String) {
        told.push_str("  said → right (questions)");
        for tenth in 0..10_u32 {
            let (from, to) = (f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0);
            let rows: Vec<&Row> =
                self.rows.iter().filter(|row| row.probability >= from && row.probability < to).collect();
            let said = mean(rows.iter().map(|row| row.probability));
            let right = mean(rows.iter().map(|row| f64::from(u8::from(row.outcome.fact))));
            let _ = write!(told, "  {said:.2} → {right:.2} ({})", rows.len());
        }
        told.push('\n');
    }
}

/// The least probability from which on no more answers are wrong than are allowed.
fn answer_from(rows: &[Row]) -> f64 {
    let mut by_probability: Vec<(f64, bool)> = rows.iter().map(|row| (row.probability, row.outcome.fact)).collect();
    by_probability.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut wrong, mut from) = (0, 1.0);
    for (probability, is_right) in by_probability {
        wrong += usize::from(!is_right);
        if number(wrong) > WRONG * number(rows.len()) {
            break;
        }
        from = probability;
    }
    from
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = number(values.len());
    values.sum::<f64>() / count
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
