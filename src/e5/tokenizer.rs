//! Text → tokens, as the model was taught: pieces of words by `SentencePiece`'s unigram model.
//!
//! Characters are replaced by those that mean the same (full-width letters, ligatures), runs of spaces become one, and a
//! space becomes `▁` in front of its word. Of all ways to cut the text into pieces that the model knows, the one is taken
//! whose pieces have the highest scores in sum; Viterbi's algorithm finds it in one pass.

use std::ops::Range;

use crate::file::Pieces;

/// What stands for a space.
const SPACE: char = '\u{2581}';
/// So much less than the least likely piece an unknown character is worth (`kUnkPenalty` in `SentencePiece`).
const UNKNOWN: f32 = 10.0;

/// Tokens that stand for no text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Special {
    pub(crate) begin: u32,
    pub(crate) end: u32,
    pub(crate) unknown: u32,
}

/// Characters that are replaced, and by what.
pub(crate) struct Replacements {
    /// Sorted, each with where its replacement stands.
    characters: Vec<(char, Range<u32>)>,
    replacements: Vec<char>,
}

/// Cuts texts into tokens.
pub(crate) struct Tokenizer {
    pub(crate) special: Special,
    pieces: Pieces,
    /// The tokens, sorted by the bytes of their pieces: those that begin alike stand together.
    sorted: Vec<u32>,
    replacements: Replacements,
    /// What an unknown character scores.
    unknown_score: f32,
}

/// The best way to cut the text as far as a character.
#[derive(Debug, Clone, Copy)]
struct Best {
    score: f32,
    token: u32,
    /// Where its last token begins.
    from: usize,
}

impl Replacements {
    /// Reads `count` characters, each with how many replace it, and which; none when they cannot be read.
    pub(crate) fn read(mut bytes: &[u8], count: usize) -> Option<Self> {
        let mut characters = Vec::new();
        let mut replacements = Vec::new();
        for _ in 0..count {
            let character = character(&mut bytes)?;
            let (length, rest) = bytes.split_first()?;
            bytes = rest;
            let from = u32::try_from(replacements.len()).ok()?;
            for _ in 0..*length {
                replacements.push(self::character(&mut bytes)?);
            }
            characters.push((character, from..from + u32::from(*length)));
        }
        let is_sorted = characters.is_sorted_by(|(one, _), (other, _)| one < other);
        (bytes.is_empty() && is_sorted).then_some(Self { characters, replacements })
    }

    fn of(&self, character: char) -> Option<&[char]> {
        let at = self.characters.binary_search_by_key(&character, |(character, _)| *character).ok()?;
        let Range { start, end } = self.characters[at].1;
        Some(&self.replacements[start as usize..end as usize])
    }

    /// A text as the model reads it.
    fn normal(&self, text: &str) -> String {
        let mut normal = String::with_capacity(text.len() + SPACE.len_utf8());
        let mut add = |character: char| {
            let character = if character == ' ' { SPACE } else { character };
            if normal.is_empty() && character != SPACE {
                normal.push(SPACE);
            }
            if character != SPACE || !normal.ends_with(SPACE) {
                normal.push(character);
            }
        };
        for character in text.chars() {
            match self.of(character) {
                Some(instead) => instead.iter().copied().for_each(&mut add),
                None => add(character),
            }
        }
        normal
    }
}

/// A character at the front of four bytes, which are taken away.
fn character(bytes: &mut &[u8]) -> Option<char> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    char::from_u32(u32::from_le_bytes(*first))
}

impl Tokenizer {
    pub(crate) fn new(pieces: Pieces, replacements: Replacements) -> Self {
        let tokens = 0..u32::try_from(pieces.scores.len()).unwrap_or(u32::MAX);
        let mut sorted: Vec<u32> = tokens.filter(|token| *token != pieces.special.unknown).collect();
        sorted.sort_unstable_by_key(|token| pieces.piece(*token));
        let unknown_score = pieces.scores.iter().copied().fold(0.0, f32::min) - UNKNOWN;
        Self { special: pieces.special, pieces, sorted, replacements, unknown_score }
    }

    /// The tokens of a text, without those that stand for its beginning and end.
    pub(crate) fn tokens(&self, text: &str) -> Vec<u32> {
        let text = self.replacements.normal(text);
        let mut best: Vec<Option<Best>> = vec![None; text.len() + 1];
        for (from, character) in text.char_indices() {
            // A character that no cut comes to lies within a piece.
            let score = if from == 0 { Some(0.0) } else { best[from].map(|best| best.score) };
            let Some(score) = score else { continue };
            let mut offer = |token: u32, to: usize, score: f32| {
                if best[to].is_none_or(|best| score > best.score) {
                    best[to] = Some(Best { score, token, from });
                }
            };
            self.beginnings(&text.as_bytes()[from..], |token, length| {
                offer(token, from + length, score + self.pieces.scores[token as usize]);
            });
            offer(self.special.unknown, from + character.len_utf8(), score + self.unknown_score);
        }
        let mut tokens = Vec::new();
        let mut to = text.len();
        while let Some(Best { token, from, .. }) = best[to] {
            tokens.push(token);
            to = from;
        }
        tokens.reverse();
        tokens
    }

    /// Calls `found` with each piece that a text begins with, and its length; the shortest first.
    fn beginnings(&self, text: &[u8], mut found: impl FnMut(u32, usize)) {
        let mut alike = self.sorted.as_slice();
        for (at, byte) in text.iter().enumerate() {
            let of = |token: &u32| self.pieces.piece(*token).get(at).copied();
            alike = &alike[alike.partition_point(|token| of(token) < Some(*byte))..];
            alike = &alike[..alike.partition_point(|token| of(token) == Some(*byte))];
            match alike.first() {
                None => return,
                Some(token) if self.pieces.piece(*token).len() == at + 1 => found(*token, at + 1),
                Some(_) => {}
            }
        }
    }
}

impl Pieces {
    fn piece(&self, token: u32) -> &[u8] {
        let at = token as usize;
        &self.bytes[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use crate::Model;

    /// What the tiny model makes of a text, piece by piece.
    fn pieces(text: &str) -> Vec<String> {
        let (_folder, model) = Model::tiny(1);
        let tokens = model.tokenizer.tokens(text);
        let piece = |token: u32| String::from_utf8_lossy(model.tokenizer.pieces.piece(token)).into_owned();
        tokens.into_iter().map(piece).collect()
    }

    #[test]
    fn of_all_ways_to_cut_a_text_the_likeliest_is_taken() {
        assert_eq!(pieces("bada"), ["▁bada"]);
        assert_eq!(pieces("badade"), ["▁bada", "d", "e"]);
        assert_eq!(pieces("bad"), ["▁bad"]);
        assert_eq!(pieces("bar"), ["▁ba", "r"]);
        assert_eq!(pieces("öda"), ["▁", "ö", "da"]);
    }

    #[test]
    fn spaces_are_one_and_characters_that_mean_the_same_are_the_same() {
        assert_eq!(pieces("  bada \n da"), ["▁bada", "▁", "da"]);
        assert_eq!(pieces("\u{fb01}"), ["▁", "f", "i"]);
    }

    #[test]
    fn what_no_piece_knows_is_unknown_character_by_character() {
        assert_eq!(pieces("a😀Яa"), ["▁", "a", "<unk>", "<unk>", "a"]);
        assert_eq!(pieces(""), [""; 0]);
    }
}
