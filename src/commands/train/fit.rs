//! Fits weights to choices by Newton's method.

/// What a choice is between, and which of it is right. Rows with none right teach nothing.
pub(super) struct Choice<const N: usize> {
    pub(super) rows: Vec<[f64; N]>,
    pub(super) right: Vec<bool>,
}

/// More steps change nothing that counts.
const STEPS: usize = 40;
/// A step that changes no weight by more than this is the last.
const STILL: f64 = 1e-4;

/// Weights under which the right rows of choices are likeliest: a conditional logit, with a normal prior of the precision
/// `ridge` around nothing.
pub(super) fn conditional<const N: usize>(choices: &[&Choice<N>], ridge: f64, start: [f64; N]) -> [f64; N] {
    minimum(start, ridge, |weights| {
        let mut at = Point::new(0.0);
        for choice in choices.iter().filter(|choice| choice.right.contains(&true)) {
            let scores: Vec<f64> = choice.rows.iter().map(|row| dot(row, weights)).collect();
            let (all, every) = shares(&scores, |_| true);
            let (right, only) = shares(&scores, |row| choice.right[row]);
            at.loss += all - right;
            let mean = mean(&choice.rows, &every);
            for (row, (every, only)) in choice.rows.iter().zip(every.iter().zip(&only)) {
                let apart: [f64; N] = std::array::from_fn(|column| row[column] - mean[column]);
                at.add(row, every - only, &apart, *every);
            }
        }
        at
    })
}

/// Weights under which the probability of each row to be right is likeliest: a logistic regression, with the same prior.
pub(super) fn logistic<const N: usize>(rows: &[(&[f64; N], bool)], ridge: f64) -> [f64; N] {
    minimum([0.0; N], ridge, |weights| {
        let mut at = Point::new(0.0);
        for (row, right) in rows {
            let probability = sigmoid(dot(row, weights));
            let of_right = if *right { probability } else { 1.0 - probability };
            at.loss -= of_right.max(1e-12).ln();
            at.add(row, probability - f64::from(u8::from(*right)), row, probability * (1.0 - probability));
        }
        at
    })
}

/// A probability from its odds' logarithm.
pub(super) fn sigmoid(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

pub(super) fn dot<const N: usize>(one: &[f64; N], other: &[f64; N]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// A loss with its slope and its curve.
struct Point<const N: usize> {
    loss: f64,
    slope: [f64; N],
    curve: [[f64; N]; N],
}

impl<const N: usize> Point<N> {
    fn new(loss: f64) -> Self {
        Self { loss, slope: [0.0; N], curve: [[0.0; N]; N] }
    }

    fn add(&mut self, row: &[f64; N], slope: f64, apart: &[f64; N], curve: f64) {
        for (column, value) in row.iter().enumerate() {
            self.slope[column] += slope * value;
            for other in 0..N {
                self.curve[column][other] += curve * apart[column] * apart[other];
            }
        }
    }
}

/// Where a loss is least, with a prior around nothing. A step that makes it worse is halved until it does not.
fn minimum<const N: usize>(start: [f64; N], ridge: f64, at: impl Fn(&[f64; N]) -> Point<N>) -> [f64; N] {
    let prior = |weights: &[f64; N]| ridge / 2.0 * dot(weights, weights);
    let mut weights = start;
    let mut now = at(&weights);
    for _ in 0..STEPS {
        let loss = now.loss + prior(&weights);
        let slope: [f64; N] = std::array::from_fn(|column| now.slope[column] + ridge * weights[column]);
        let mut curve = now.curve;
        for (column, row) in curve.iter_mut().enumerate() {
            row[column] += ridge.max(1e-9);
        }
        let mut step = solved(curve, slope);
        loop {
            let next: [f64; N] = std::array::from_fn(|column| weights[column] - step[column]);
            let there = at(&next);
            if there.loss + prior(&next) <= loss + 1e-9 {
                (weights, now) = (next, there);
                break;
            }
            if step.iter().all(|part| part.abs() < STILL) {
                return weights;
            }
            for part in &mut step {
                *part /= 2.0;
            }
        }
        if step.iter().all(|part| part.abs() < STILL) {
            break;
        }
    }
    weights
}

/// What solves a system of linear equations: Gaussian elimination with pivots.
fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let best = (column..N).max_by(|one, other| matrix[*one][column].abs().total_cmp(&matrix[*other][column].abs()));
        let best = best.unwrap_or(column);
        matrix.swap(column, best);
        right.swap(column, best);
        for row in column + 1..N {
            let factor = matrix[row][column] / matrix[column][column];
            let above = matrix[column];
            matrix[row].iter_mut().zip(above).skip(column).for_each(|(value, above)| *value -= factor * above);
            right[row] -= factor * right[column];
        }
    }
    let mut found = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| matrix[row][column] * found[column]).sum();
        found[row] = (right[row] - known) / matrix[row][row];
    }
    found
}

/// The logarithm of the sum of the exponentials of those scores that `counts`, and the share of each in it.
fn shares(scores: &[f64], counts: impl Fn(usize) -> bool) -> (f64, Vec<f64>) {
    let score = |(row, score): (usize, &f64)| if counts(row) { *score } else { f64::NEG_INFINITY };
    let most = scores.iter().enumerate().map(score).fold(f64::NEG_INFINITY, f64::max);
    let mut shares: Vec<f64> = scores.iter().enumerate().map(|it| (score(it) - most).exp()).collect();
    let all: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= all;
    }
    (most + all.ln(), shares)
}

fn mean<const N: usize>(rows: &[[f64; N]], shares: &[f64]) -> [f64; N] {
    let mut mean = [0.0; N];
    for (row, share) in rows.iter().zip(shares) {
        mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += share * value);
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::{Choice, conditional, logistic, sigmoid, solved};

    #[test]
    fn a_system_of_equations_is_solved() {
        let found = solved([[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [2.0, 0.0, 1.0]], [5.0, 3.0, 5.0]);
        assert!(found.iter().zip([2.0, 1.0, 3.0]).all(|(one, other): (&f64, f64)| (one - other).abs() > 0.0));
        let [x, y, z] = found;
        let holds =
            [2.0 * y + z, x + y, 2.0 * x + z].iter().zip([5.0, 3.0, 5.0]).all(|(it, is)| (it - is).abs() < 1e-9);
        assert!(holds, "{found:?}");
    }

    #[test]
    fn choices_are_fitted_as_they_were_made() {
        // The odds of the first row are e to the weight: two of three choices take it.
        let choice = |first: bool| Choice { rows: vec![[1.0], [0.0]], right: vec![first, !first] };
        let choices = [choice(true), choice(true), choice(false)];
        let [weight] = conditional(&choices.iter().collect::<Vec<_>>(), 0.0, [0.0]);
        assert!((weight - 2.0_f64.ln()).abs() < 1e-6, "{weight}");
        let none = Choice { rows: vec![[9.0], [0.0]], right: vec![false, false] };
        assert!(conditional(&[&none], 1.0, [0.0])[0].abs() < 1e-9, "where nothing is right nothing is learned");
    }

    #[test]
    fn probabilities_are_fitted_to_shares() {
        let rows =
            [([1.0, 0.0], true), ([1.0, 0.0], false), ([1.0, 1.0], true), ([1.0, 1.0], true), ([1.0, 1.0], false)];
        let weights = logistic(&rows.iter().map(|(row, right)| (row, *right)).collect::<Vec<_>>(), 1e-6);
        assert!(
            (sigmoid(weights[0]) - 0.5).abs() < 1e-3 && (sigmoid(weights[0] + weights[1]) - 2.0 / 3.0).abs() < 1e-3
        );
    }
}
