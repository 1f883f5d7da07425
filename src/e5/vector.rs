//! Directions that stand for what texts mean, and how near they are to one another.

use pulp::{Arch, NullaryFnOnce};

use crate::float;

/// Steps that a number is rounded to on either side of 0.
const STEPS: f32 = 127.0;

/// A direction: numbers whose squares add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Vec<f32>);

impl Vector {
    /// The direction that numbers point to.
    #[must_use]
    pub fn towards(mut numbers: Vec<f32>) -> Self {
        let length = numbers.iter().map(|number| number * number).sum::<f32>().sqrt().max(1e-6);
        for number in &mut numbers {
            *number /= length;
        }
        Self(numbers)
    }

    /// The numbers.
    #[must_use]
    pub fn numbers(&self) -> &[f32] {
        &self.0
    }

    /// The same in a byte a number, which leaves the order of what is near as it is.
    #[must_use]
    pub fn compact(&self) -> Compact {
        let most = self.0.iter().fold(0.0_f32, |most, number| most.max(number.abs())).max(f32::MIN_POSITIVE);
        #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
        let steps = self.0.iter().map(|number| (number / most * STEPS).round() as i8).collect();
        Compact { scale: most / STEPS, steps }
    }
}

/// A vector as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Compact {
    /// What the steps are multiplied by.
    pub scale: f32,
    /// The numbers, in steps.
    pub steps: Box<[i8]>,
}

/// Many vectors of one width, to be compared with one.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    scales: Vec<f32>,
    steps: Vec<i8>,
}

impl Rows {
    /// Adds a vector, which must be as wide as the others.
    pub fn push(&mut self, vector: &Compact) {
        self.scales.push(vector.scale);
        self.steps.extend_from_slice(&vector.steps);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// How near each is to a vector: the cosine of the angle between them, up to 1.
    #[must_use]
    pub fn nearness(&self, to: &Vector) -> Vec<f32> {
        Arch::new().dispatch(Nearness { rows: self, to: to.numbers() })
    }
}

struct Nearness<'a> {
    rows: &'a Rows,
    to: &'a [f32],
}

impl NullaryFnOnce for Nearness<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn call(self) -> Vec<f32> {
        let mut nearness = Vec::with_capacity(self.rows.len());
        // A loop, and no `map`: what a closure does inside of a library's function is built for the oldest processor.
        for (steps, scale) in self.rows.steps.chunks_exact(self.to.len()).zip(&self.rows.scales) {
            nearness.push(scale * float::dot(steps, self.to));
        }
        nearness
    }
}

#[cfg(test)]
mod tests {
    use super::{Rows, Vector};

    fn vectors() -> Vec<Vector> {
        let number = |seed: usize| f32::from(u16::try_from(seed * 7_919 % 1_009).expect("small")) / 500.0 - 1.0;
        (0..20).map(|row| Vector::towards((0..100).map(|at| number(row * 100 + at + 1)).collect())).collect()
    }

    #[test]
    fn a_vector_has_the_length_of_one() {
        let vector = Vector::towards(vec![3.0, 4.0]);
        assert_eq!(vector.numbers(), [0.6, 0.8]);
        assert_eq!(Vector::towards(vec![0.0; 2]).numbers(), [0.0, 0.0], "of nothing there is no direction");
    }

    #[test]
    fn compact_rows_are_as_near_as_the_vectors_are() {
        let vectors = vectors();
        let mut rows = Rows::default();
        for vector in &vectors {
            rows.push(&vector.compact());
        }
        assert_eq!((rows.len(), rows.is_empty()), (20, false));
        for (near, vector) in rows.nearness(&vectors[3]).into_iter().zip(&vectors) {
            let plain: f32 = vector.numbers().iter().zip(vectors[3].numbers()).map(|(one, other)| one * other).sum();
            assert!((near - plain).abs() < 0.004, "{near} {plain}");
        }
    }
}
