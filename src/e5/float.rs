//! Functions of floating-point numbers, written so that many are computed at once.

/// The number that 16 bits stand for (IEEE 754 binary16).
pub(crate) fn from_half(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let rest = u32::from(bits & 0x7fff) << 13;
    // The exponents are 112 apart. Multiplying instead of adding does the subnormal ones as well.
    let size = f32::from_bits(rest) * f32::from_bits((127 + 112) << 23);
    let infinite = if bits & 0x7c00 == 0x7c00 { 0x7f80_0000 } else { 0 };
    f32::from_bits(size.to_bits() | infinite | sign)
}

/// *e* to a power that is not positive, to five digits.
#[inline(always)]
pub(crate) fn exp(power: f32) -> f32 {
    // Below this the result is not a normal number any more, and nothing beside 1.
    let halvings = power.max(-87.0) * std::f32::consts::LOG2_E;
    // Adding 1.5 · 2²³ rounds to a whole number that stands in the last bits of the sum.
    let shifted = halvings + 12_582_912.0;
    let rest = (halvings - (shifted - 12_582_912.0)) * std::f32::consts::LN_2;
    let power_of_two = f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23));
    // Taylor's series; the rest is at most ln 2 / 2 away from 0.
    let series = 1.0
        + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0 + rest / 720.0)))));
    series * power_of_two
}

/// The Gaussian error linear unit: a value, weighted by how much of a normal distribution lies below it.
#[inline(always)]
pub(crate) fn gelu(value: f32) -> f32 {
    // The error function after Abramowitz and Stegun, 7.1.26: off by at most 1.5 · 10⁻⁷.
    let x = value.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    let error = 1.0 - series * exp(-x * x);
    0.5 * value * (1.0 + error.copysign(value))
}

/// Numbers that are added side by side: sums of floating-point numbers may only be reordered by hand.
const LANES: usize = 16;

/// The sum of what `of` makes of numbers.
#[inline(always)]
pub(crate) fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for chunk in chunks {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += of(*number);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|number| of(*number)).sum::<f32>()
}

/// The largest of numbers.
#[inline(always)]
pub(crate) fn largest(numbers: &[f32]) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    let mut most = [f32::MIN; LANES];
    for chunk in chunks {
        for (most, number) in most.iter_mut().zip(chunk) {
            *most = if number > most { *number } else { *most };
        }
    }
    most.iter().chain(rest).copied().fold(f32::MIN, f32::max)
}

/// The sum of products of whole numbers with others.
#[inline(always)]
pub(crate) fn dot(steps: &[i8], numbers: &[f32]) -> f32 {
    let ((steps, more_steps), (numbers, more_numbers)) = (steps.as_chunks::<LANES>(), numbers.as_chunks::<LANES>());
    let mut sums = [0.0_f32; LANES];
    for (steps, numbers) in steps.iter().zip(numbers) {
        for lane in 0..LANES {
            sums[lane] += f32::from(steps[lane]) * numbers[lane];
        }
    }
    let rest = more_steps.iter().zip(more_numbers).map(|(step, number)| f32::from(*step) * number);
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::{dot, exp, from_half, gelu, largest, sum};

    #[test]
    fn halves_are_read_as_the_standard_says() {
        let halves = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x0400, 0x7c00];
        let numbers = [0.0, -0.0, 1.0, -2.0, 65_504.0, 2.0_f32.powi(-24), 1_023.0 / 16_777_216.0, 2.0_f32.powi(-14)];
        let numbers = numbers.into_iter().chain([f32::INFINITY]);
        for (half, number) in halves.into_iter().zip(numbers) {
            assert_eq!(from_half(half).to_bits(), number.to_bits(), "{half:#06x}");
        }
        assert!(from_half(0x7e00).is_nan());
    }

    #[test]
    fn powers_and_the_error_function_are_right_to_five_digits() {
        for hundredths in 0_i16..=3_000 {
            let power = -f32::from(hundredths) / 100.0;
            let right = f64::from(power).exp();
            assert!((f64::from(exp(power)) - right).abs() <= 1e-5 * right, "{power}");
        }
        assert!(exp(-1_000.0) < 1e-37, "and nothing below");
        // 0.5 x (1 + erf(x / √2)), from tables of the normal distribution.
        for (value, right) in [(0.0, 0.0), (1.0, 0.841_344_7), (-1.0, -0.158_655_3), (2.5, 2.484_475_8), (-9.0, 0.0)] {
            assert!((gelu(value) - right).abs() < 1e-5, "{value}: {}", gelu(value));
        }
    }

    #[test]
    fn sums_have_all_their_numbers_whatever_their_count() {
        for count in 0..50_u8 {
            let numbers: Vec<f32> = (1..=count).map(f32::from).collect();
            let steps: Vec<i8> = (1..=count).map(u8::cast_signed).collect();
            let right = f32::from(count) * (f32::from(count) + 1.0) / 2.0;
            assert!((sum(&numbers, |number| number) - right).abs() < 0.1);
            assert!((dot(&steps, &vec![1.0; usize::from(count)]) - right).abs() < 0.1);
            assert!(count == 0 || (largest(&numbers) - f32::from(count)).abs() < 0.1);
        }
    }
}
