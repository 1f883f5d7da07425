//! A model so small that a test can make it: its numbers are chance, and texts of the same letters mean alike.

use crate::matrix::BLOCK_BYTES;

/// Numbers of a token, and between the matrices.
const WIDTH: u32 = 32;
const INNER: u32 = 64;
/// The tokens that stand for no text, and the unknown.
const SPECIAL: [&str; 4] = ["<s>", "<pad>", "</s>", "<unk>"];
/// Pieces with more than a letter, and their scores.
const LONGER: [(&str, f32); 4] = [("\u{2581}ba", -3.0), ("da", -3.0), ("\u{2581}bad", -4.0), ("\u{2581}bada", -4.5)];
/// Tokens that are read together.
pub(crate) const POSITIONS: u32 = 16;

/// The bytes of a model's file. Models of different seeds differ.
#[must_use]
pub fn file(seed: u64) -> Vec<u8> {
    let letters = "\u{2581}abcdefghijklmnopqrstuvwxyzåäö?.:".chars();
    let mut pieces: Vec<(String, f32)> = SPECIAL.iter().map(|piece| ((*piece).to_owned(), 0.0)).collect();
    pieces.extend(letters.map(|letter| (letter.to_string(), -6.0)));
    pieces.extend(LONGER.map(|(piece, score)| (piece.to_owned(), score)));
    let count = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    let mut head = Bytes(b"E5S1".to_vec());
    head.numbers(&[1, WIDTH, 1, 2, INNER, count, POSITIONS, 1, 1e-6_f32.to_bits(), 32]);
    head.numbers(&[count, 0, 2, 1, 3]);
    let text: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
    head.0.extend((text.len() as u64).to_le_bytes());
    let mut end = 0;
    head.numbers(&[0]);
    for (piece, _) in &pieces {
        end += u32::try_from(piece.len()).unwrap_or_default();
        head.numbers(&[end]);
    }
    for (_, score) in &pieces {
        head.numbers(&[score.to_bits()]);
    }
    head.0.extend(text.as_bytes());
    // Two characters to replace: a line break by a space, and a ligature by its letters.
    let mut replacements = Bytes(Vec::new());
    for (character, instead) in [('\n', " "), ('ﬁ', "fi")] {
        replacements.numbers(&[character.into()]);
        replacements.0.push(instead.len().to_le_bytes()[0]);
        instead.chars().for_each(|character| replacements.numbers(&[character.into()]));
    }
    head.numbers(&[2, u32::try_from(replacements.0.len()).unwrap_or_default()]);
    head.0.append(&mut replacements.0);
    with_tensors(head, count, seed)
}

fn with_tensors(mut head: Bytes, words: u32, seed: u64) -> Vec<u8> {
    let square = WIDTH * WIDTH;
    let mut tensors = vec![("emb.word", 1, words * WIDTH), ("emb.pos", 0, POSITIONS * WIDTH), ("emb.type", 0, WIDTH)];
    tensors.extend([("emb.ln.w", 0, WIDTH), ("emb.ln.b", 0, WIDTH)]);
    tensors.extend(["l0.q.w", "l0.k.w", "l0.v.w", "l0.ao.w"].map(|name| (name, 1, square)));
    tensors.extend(["l0.q.b", "l0.k.b", "l0.v.b", "l0.ao.b"].map(|name| (name, 0, WIDTH)));
    tensors.extend([("l0.fi.w", 1, WIDTH * INNER), ("l0.fi.b", 0, INNER)]);
    tensors.extend([("l0.fo.w", 1, INNER * WIDTH), ("l0.fo.b", 0, WIDTH)]);
    tensors.extend(["l0.aln.w", "l0.aln.b", "l0.oln.w", "l0.oln.b"].map(|name| (name, 0, WIDTH)));
    let directory: usize = tensors.iter().map(|(name, ..)| 2 + name.len() + 1 + 4 + 16).sum();
    let mut at = (head.0.len() + 4 + directory) as u64;
    let mut chance = Chance(seed);
    let mut numbers = Vec::new();
    head.numbers(&[u32::try_from(tensors.len()).unwrap_or_default()]);
    for (name, kind, count) in tensors {
        let bytes = chance.tensor(name, kind, count as usize);
        head.0.extend(u16::try_from(name.len()).unwrap_or_default().to_le_bytes());
        head.0.extend(name.as_bytes());
        head.0.push(kind);
        head.numbers(&[count]);
        head.0.extend(at.to_le_bytes());
        head.0.extend((bytes.len() as u64).to_le_bytes());
        at += bytes.len() as u64;
        numbers.extend(bytes);
    }
    head.0.extend(numbers);
    head.0
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn numbers(&mut self, numbers: &[u32]) {
        self.0.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }
}

/// A small linear congruential generator (Knuth's MMIX constants): the same numbers for every test.
struct Chance(u64);

impl Chance {
    fn byte(&mut self) -> u8 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0.to_be_bytes()[0]
    }

    fn tensor(&mut self, name: &str, kind: u8, count: usize) -> Vec<u8> {
        let is_factor = name.ends_with("ln.w");
        if kind == 0 {
            let number = |byte: u8| if is_factor { 1.0 } else { (f32::from(byte) - 127.5) / 1_275.0 };
            return (0..count).flat_map(|_| number(self.byte()).to_le_bytes()).collect();
        }
        // A scale of 1/16 (0x2c00) and weights from −8 to 7.
        let bytes = (0..count / 32 * BLOCK_BYTES).map(|at| match at % BLOCK_BYTES {
            0 => 0,
            1 => 0x2c,
            _ => self.byte(),
        });
        bytes.collect()
    }
}
