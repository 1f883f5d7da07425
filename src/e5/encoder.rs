//! Tokens → numbers that stand for what they mean together: BERT's encoder.
//!
//! ```text
//! token + position ─► norm ─┬─► attention ─(+)─► norm ─┬─► wider, GELU, narrower ─(+)─► norm ─► … ─► mean
//!                           └───────────────┘          └───────────────────────────┘
//! ```

use pulp::{Arch, NullaryFnOnce};

use crate::Error;
use crate::file::{Packed, Shape};
use crate::float::{self, exp, gelu};
use crate::matrix::{Matrix, Rounded};

/// What is computed with tokens, layer by layer.
pub(crate) struct Encoder {
    shape: Shape,
    positions: Vec<f32>,
    first: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    query: Matrix,
    key: Matrix,
    value: Matrix,
    attended: Matrix,
    after_attention: Norm,
    wider: Matrix,
    narrower: Matrix,
    last: Norm,
}

/// Brings each row to a mean of 0 and a variance of 1, and from there to what was learnt.
struct Norm {
    factors: Vec<f32>,
    offsets: Vec<f32>,
    epsilon: f32,
}

impl Encoder {
    pub(crate) fn read(packed: &Packed) -> Result<Self, Error> {
        let shape = packed.shape;
        let mut positions = packed.floats("emb.pos", shape.positions * shape.width)?;
        let kinds = packed.floats("emb.type", shape.kinds * shape.width)?;
        for row in positions.chunks_exact_mut(shape.width) {
            // Of the kinds of text that a model may tell apart, all of ours are the first.
            add(row, &kinds[..shape.width]);
        }
        let first = Norm::read(packed, "emb.ln")?;
        let layers = (0..shape.layers).map(|number| Layer::read(packed, number)).collect::<Result<_, _>>()?;
        Ok(Self { shape, positions, first, layers })
    }

    /// The mean of what the rows of tokens have become. There are at most as many as positions.
    pub(crate) fn mean(&self, mut rows: Vec<f32>) -> Vec<f32> {
        add(&mut rows, &self.positions);
        self.first.apply(&mut rows);
        for layer in &self.layers {
            layer.apply(&mut rows, self.shape);
        }
        let mut mean = vec![0.0; self.shape.width];
        let count = rows.len() / self.shape.width;
        for row in rows.chunks_exact(self.shape.width) {
            add(&mut mean, row);
        }
        #[expect(clippy::cast_precision_loss, reason = "there are a few hundred positions")]
        let share = 1.0 / count as f32;
        for value in &mut mean {
            *value *= share;
        }
        mean
    }
}

impl Layer {
    fn read(packed: &Packed, number: usize) -> Result<Self, Error> {
        let Shape { width, inner, .. } = packed.shape;
        let matrix = |name: &str, inputs, outputs| packed.matrix(&format!("l{number}.{name}"), inputs, outputs);
        Ok(Self {
            query: matrix("q", width, width)?,
            key: matrix("k", width, width)?,
            value: matrix("v", width, width)?,
            attended: matrix("ao", width, width)?,
            after_attention: Norm::read(packed, &format!("l{number}.aln"))?,
            wider: matrix("fi", width, inner)?,
            narrower: matrix("fo", inner, width)?,
            last: Norm::read(packed, &format!("l{number}.oln"))?,
        })
    }

    fn apply(&self, rows: &mut [f32], shape: Shape) {
        let input = Rounded::of(rows, shape.width);
        let [queries, keys, values] = [&self.query, &self.key, &self.value].map(|matrix| matrix.multiply(&input));
        let mut attended = vec![0.0; rows.len()];
        Arch::new().dispatch(Attention { shape, queries: &queries, keys: &keys, values: &values, into: &mut attended });
        add(rows, &self.attended.multiply(&Rounded::of(&attended, shape.width)));
        self.after_attention.apply(rows);
        let mut wide = self.wider.multiply(&Rounded::of(rows, shape.width));
        Arch::new().dispatch(Gelu(&mut wide));
        add(rows, &self.narrower.multiply(&Rounded::of(&wide, shape.inner)));
        self.last.apply(rows);
    }
}

impl Norm {
    fn read(packed: &Packed, name: &str) -> Result<Self, Error> {
        let Shape { width, epsilon, .. } = packed.shape;
        let numbers = |part: &str| packed.floats(&format!("{name}.{part}"), width);
        Ok(Self { factors: numbers("w")?, offsets: numbers("b")?, epsilon })
    }

    fn apply(&self, rows: &mut [f32]) {
        Arch::new().dispatch(Normalise { norm: self, rows });
    }
}

fn add(to: &mut [f32], what: &[f32]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += what;
    }
}

struct Normalise<'a> {
    norm: &'a Norm,
    rows: &'a mut [f32],
}

impl NullaryFnOnce for Normalise<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Norm { factors, offsets, epsilon } = self.norm;
        #[expect(clippy::cast_precision_loss, reason = "a row has a few hundred numbers")]
        let share = 1.0 / factors.len() as f32;
        for row in self.rows.chunks_exact_mut(factors.len()) {
            let mean = float::sum(row, |value| value) * share;
            let variance = float::sum(row, |value| (value - mean) * (value - mean)) * share;
            let inverse = 1.0 / (variance + epsilon).sqrt();
            for ((value, factor), offset) in row.iter_mut().zip(factors).zip(offsets) {
                *value = (*value - mean) * inverse * factor + offset;
            }
        }
    }
}

struct Gelu<'a>(&'a mut [f32]);

impl NullaryFnOnce for Gelu<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for value in self.0 {
            *value = gelu(*value);
        }
    }
}

/// Every token looks at all tokens: the better its query fits a key, the more of that token's value it takes. Each head
/// has its share of a row to itself.
struct Attention<'a> {
    shape: Shape,
    queries: &'a [f32],
    keys: &'a [f32],
    values: &'a [f32],
    into: &'a mut [f32],
}

impl NullaryFnOnce for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { shape: Shape { width, heads, .. }, queries, keys, values, into } = self;
        let (size, count) = (width / heads, queries.len() / width);
        #[expect(clippy::cast_precision_loss, reason = "a head has a few dozen numbers")]
        let scale = 1.0 / (size as f32).sqrt();
        let mut turned = vec![0.0; size * count];
        let mut fits = vec![0.0; count];
        for head in 0..heads {
            let part = |row: usize| row * width + head * size..row * width + (head + 1) * size;
            // Keys side by side, so that one number of a query meets many keys at once.
            for row in 0..count {
                for (at, key) in keys[part(row)].iter().enumerate() {
                    turned[at * count + row] = *key;
                }
            }
            for row in 0..count {
                fits.fill(0.0);
                for (query, keys) in queries[part(row)].iter().zip(turned.chunks_exact(count)) {
                    for (fit, key) in fits.iter_mut().zip(keys) {
                        *fit += query * scale * key;
                    }
                }
                let most = float::largest(&fits);
                for fit in &mut fits {
                    *fit = exp(*fit - most);
                }
                let share = 1.0 / float::sum(&fits, |fit| fit);
                let into = &mut into[part(row)];
                for (other, fit) in fits.iter().enumerate() {
                    for (into, value) in into.iter_mut().zip(&values[part(other)]) {
                        *into += fit * share * value;
                    }
                }
            }
        }
    }
}
