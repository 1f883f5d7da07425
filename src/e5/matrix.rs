//! Products with matrices of 4-bit weights.
//!
//! A row of weights is kept in blocks of 32, each weight a whole number from −8 to 7 that its block's scale is multiplied
//! by (the layout `Q4_0`). What is multiplied by them is rounded in the same blocks to whole numbers from −127 to 127. So
//! the sum over a block is at most 32 · 8 · 127 = 32,512, which fits into 16 bits: plain 16-bit arithmetic, that every
//! compiler puts into vector registers, is exact here.

use pulp::{Arch, NullaryFnOnce};

use crate::float::{self, from_half};

/// Weights, or values, that share a scale.
pub(crate) const BLOCK: usize = 32;
/// Bytes of a block of weights in a file: a scale of 16 bits, and two weights a byte.
pub(crate) const BLOCK_BYTES: usize = 2 + BLOCK / 2;
/// Outputs that are computed together.
const PANEL: usize = 32;
/// Bytes that hold one weight of each output of a panel.
const SLICE: usize = PANEL / 2;
/// Rows of values that are multiplied together, so that unpacked weights are used several times.
const TOGETHER: usize = 4;

/// Largest rounded value: the middle of 255 steps is 0.
const STEPS: f32 = 127.0;

/// A matrix of 4-bit weights, and what is added to each output.
pub(crate) struct Matrix {
    inputs: usize,
    outputs: usize,
    /// Panel by panel and input by input: the weight of output `n` of the panel in the low half of byte `n`, that of
    /// output `n + 16` in the high half. So weights of neighbouring outputs lie side by side.
    weights: Vec<u8>,
    /// Panel by panel and block by block, the scale of each output.
    scales: Vec<f32>,
    bias: Vec<f32>,
}

/// Rows of values, rounded block by block.
pub(crate) struct Rounded {
    rows: usize,
    width: usize,
    /// Filled up with zeros to whole groups of [`TOGETHER`] rows.
    values: Vec<i16>,
    scales: Vec<f32>,
}

/// The scale and the weights of the blocks of a file.
pub(crate) fn blocks(bytes: &[u8]) -> impl Iterator<Item = (f32, [i8; BLOCK])> + '_ {
    bytes.chunks_exact(BLOCK_BYTES).map(|block| {
        let mut weights = [0; BLOCK];
        let (low, high) = weights.split_at_mut(BLOCK / 2);
        for ((low, high), byte) in low.iter_mut().zip(high).zip(&block[2..]) {
            *low = nibble(*byte & 15);
            *high = nibble(*byte >> 4);
        }
        (from_half(u16::from_le_bytes([block[0], block[1]])), weights)
    })
}

/// Half a byte as the weight that it stands for.
fn nibble(half: u8) -> i8 {
    half.cast_signed() - 8
}

impl Matrix {
    /// Packs the blocks of a file, output by output. Both numbers are multiples of 32.
    pub(crate) fn pack(inputs: usize, outputs: usize, bytes: &[u8], bias: Vec<f32>) -> Self {
        let in_row = inputs / BLOCK;
        let mut weights = vec![0; inputs * outputs / 2];
        let mut scales = vec![0.0; in_row * outputs];
        for (at, block) in bytes.chunks_exact(BLOCK_BYTES).enumerate() {
            let (output, block_at) = (at / in_row, at % in_row);
            let (panel, lane) = (output / PANEL, output % PANEL);
            scales[(panel * in_row + block_at) * PANEL + lane] = from_half(u16::from_le_bytes([block[0], block[1]]));
            let slices = &mut weights[(panel * in_row + block_at) * BLOCK * SLICE..][..BLOCK * SLICE];
            let shift = if lane < SLICE { 0 } else { 4 };
            for (input, byte) in block[2..].iter().enumerate() {
                slices[input * SLICE + lane % SLICE] |= (byte & 15) << shift;
                slices[(input + BLOCK / 2) * SLICE + lane % SLICE] |= (byte >> 4) << shift;
            }
        }
        Self { inputs, outputs, weights, scales, bias }
    }

    /// The products with each row, one after the other.
    pub(crate) fn multiply(&self, rows: &Rounded) -> Vec<f32> {
        debug_assert_eq!(rows.width, self.inputs, "rows as wide as the matrix");
        let mut products = vec![0.0; rows.rows * self.outputs];
        Arch::new().dispatch(Multiply { matrix: self, rows, products: &mut products });
        products
    }
}

/// The weights of a panel, one number each.
#[inline(always)]
fn unpack(packed: &[u8], unpacked: &mut [[i16; PANEL]]) {
    let (packed, _) = packed.as_chunks::<SLICE>();
    for (slice, weights) in packed.iter().zip(unpacked) {
        for lane in 0..SLICE {
            weights[lane] = i16::from(slice[lane] & 15) - 8;
        }
        for lane in 0..SLICE {
            weights[SLICE + lane] = i16::from(slice[lane] >> 4) - 8;
        }
    }
}

impl Rounded {
    /// Rounds rows of `width` values.
    pub(crate) fn of(values: &[f32], width: usize) -> Self {
        let rows = values.len() / width;
        let filled = rows.next_multiple_of(TOGETHER);
        let mut rounded =
            Self { rows, width, values: vec![0; filled * width], scales: vec![0.0; filled * width / BLOCK] };
        Arch::new().dispatch(Round { values, into: &mut rounded });
        rounded
    }

    /// The products of [`TOGETHER`] rows with a panel.
    #[inline(always)]
    fn sums(&self, first: usize, weights: &[[i16; PANEL]], scales: &[f32]) -> [[f32; PANEL]; TOGETHER] {
        let mut sums = [[0.0; PANEL]; TOGETHER];
        let blocks = self.width / BLOCK;
        let (scales, _) = scales.as_chunks::<PANEL>();
        let (weights, _) = weights.as_chunks::<BLOCK>();
        let row = |row: usize| self.values[(first + row) * self.width..][..self.width].as_chunks::<BLOCK>().0;
        let rows: [&[[i16; BLOCK]]; TOGETHER] = std::array::from_fn(row);
        for block in 0..blocks {
            let values: [&[i16; BLOCK]; TOGETHER] = std::array::from_fn(|row| &rows[row][block]);
            let whole = whole_sums(values, &weights[block]);
            for row in 0..TOGETHER {
                let scale = self.scales[(first + row) * blocks + block];
                for lane in 0..PANEL {
                    sums[row][lane] += f32::from(whole[row][lane]) * (scale * scales[block][lane]);
                }
            }
        }
        sums
    }
}

/// The sums over one block, in whole numbers.
#[inline(always)]
fn whole_sums(values: [&[i16; BLOCK]; TOGETHER], weights: &[[i16; PANEL]; BLOCK]) -> [[i16; PANEL]; TOGETHER] {
    let mut sums = [[0_i16; PANEL]; TOGETHER];
    for input in 0..BLOCK {
        for row in 0..TOGETHER {
            let value = values[row][input];
            for lane in 0..PANEL {
                sums[row][lane] = sums[row][lane].wrapping_add(weights[input][lane].wrapping_mul(value));
            }
        }
    }
    sums
}

/// The nearest whole number, of values that are small.
#[inline(always)]
fn nearest(value: f32) -> i16 {
    // Adding 1.5 · 2²³ leaves no bits for a fraction, so that the sum is rounded to even as it is made. Its last bits are
    // the number: so no call and no test stands in the way of the vector registers.
    const MAGIC: f32 = 12_582_912.0;
    let [low, high, ..] = (value + MAGIC).to_bits().to_le_bytes();
    i16::from_le_bytes([low, high])
}

/// A product, for the processor that there is.
struct Multiply<'a> {
    matrix: &'a Matrix,
    rows: &'a Rounded,
    products: &'a mut [f32],
}

impl NullaryFnOnce for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { matrix: Matrix { inputs, outputs, weights, scales, bias }, rows, products } = self;
        let blocks = inputs / BLOCK;
        let mut unpacked = vec![[0_i16; PANEL]; *inputs];
        for panel in 0..outputs / PANEL {
            unpack(&weights[panel * inputs * SLICE..][..inputs * SLICE], &mut unpacked);
            let scales = &scales[panel * blocks * PANEL..][..blocks * PANEL];
            for first in (0..rows.rows).step_by(TOGETHER) {
                let sums = rows.sums(first, &unpacked, scales);
                for (row, sums) in (first..rows.rows).zip(sums) {
                    let products = &mut products[row * outputs + panel * PANEL..][..PANEL];
                    for ((product, sum), bias) in products.iter_mut().zip(sums).zip(&bias[panel * PANEL..]) {
                        *product = sum + bias;
                    }
                }
            }
        }
    }
}

/// Rounding, for the processor that there is.
struct Round<'a> {
    values: &'a [f32],
    into: &'a mut Rounded,
}

impl NullaryFnOnce for Round<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (from, _) = self.values.as_chunks::<BLOCK>();
        let (into, _) = self.into.values.as_chunks_mut::<BLOCK>();
        for ((from, into), scale) in from.iter().zip(into).zip(&mut self.into.scales) {
            let most = float::largest(&from.map(f32::abs));
            *scale = most / STEPS;
            let steps = if most > 0.0 { STEPS / most } else { 0.0 };
            for (into, value) in into.iter_mut().zip(from) {
                *into = nearest(value * steps);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, BLOCK_BYTES, Matrix, Rounded, blocks};

    /// Blocks with scales of different sizes and every weight.
    fn weights(count: usize) -> Vec<u8> {
        let byte = |at: usize| match at % BLOCK_BYTES {
            0 => at.to_le_bytes()[0],
            1 => 0x2c,
            _ => (at * 7_919 % 251).to_le_bytes()[0],
        };
        (0..count / BLOCK * BLOCK_BYTES).map(byte).collect()
    }

    fn values(count: usize) -> Vec<f32> {
        (0..count).map(|at| f32::from(u16::try_from(at * 7_919 % 1_009).expect("small")) / 500.0 - 1.0).collect()
    }

    /// The products as one would write them down.
    fn plain(bytes: &[u8], inputs: usize, rows: &[f32], bias: &[f32]) -> Vec<f32> {
        let weights: Vec<f32> =
            blocks(bytes).flat_map(|(scale, weights)| weights.map(|weight| scale * f32::from(weight))).collect();
        let product = |row: &[f32], weights: &[f32]| row.iter().zip(weights).map(|(value, by)| value * by).sum::<f32>();
        let of_row = |row| weights.chunks_exact(inputs).zip(bias).map(move |(by, bias)| product(row, by) + bias);
        rows.chunks_exact(inputs).flat_map(of_row).collect()
    }

    #[test]
    fn products_are_those_of_plain_arithmetic() {
        let (inputs, outputs) = (96, 64);
        let (bytes, bias) = (weights(inputs * outputs), values(outputs));
        let matrix = Matrix::pack(inputs, outputs, &bytes, bias.clone());
        for rows in 1..10 {
            let rows = values(rows * inputs);
            let products = matrix.multiply(&Rounded::of(&rows, inputs));
            let right = plain(&bytes, inputs, &rows, &bias);
            assert_eq!(products.len(), right.len());
            for (product, right) in products.iter().zip(&right) {
                assert!((product - right).abs() < 0.15, "{product} {right}");
            }
        }
    }

    #[test]
    fn the_largest_sums_fit() {
        // Scales of 1 (0x3c00) and weights of −8, with values that are rounded to 127.
        let mut bytes = vec![0; BLOCK * BLOCK_BYTES];
        bytes.iter_mut().skip(1).step_by(BLOCK_BYTES).for_each(|byte| *byte = 0x3c);
        let matrix = Matrix::pack(BLOCK, BLOCK, &bytes, vec![0.0; BLOCK]);
        for (value, right) in [(127.0, -32_512.0), (-127.0, 32_512.0), (0.0, 0.0)] {
            let products = matrix.multiply(&Rounded::of(&[value; BLOCK], BLOCK));
            assert!(products.iter().all(|product| (product - right).abs() < 0.1), "{products:?}");
        }
    }
}
