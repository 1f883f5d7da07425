//! The words of a query, mended by what the index knows: misspelt ones, compounds written apart or together.

use super::passages::Passages;
use crate::knowledge::Query;
use crate::language;

/// Unknown words, at most, that are looked for in the index letter by letter.
const MENDED: usize = 4;
/// Shorter words are left as they are: nearly every short word is like another.
const SHORTEST: usize = 5;
/// From this length on two letters may be wrong.
const LONG: usize = 9;
/// What a word weighs that the visitor probably meant, beside one that was written.
const MEANT: f32 = 0.8;

/// Words to look for, each with its weight: 1 for what is asked.
pub(super) struct Words {
    all: Vec<(String, f32)>,
}

impl Words {
    /// The words of a query. `known` is what the pages say.
    pub(super) fn of(query: &Query, known: &Passages) -> tantivy::Result<Self> {
        let index = Index { known };
        let folded = language::fold(&query.asked);
        let asked: Vec<&str> = folded.split_whitespace().collect();
        let mut all: Vec<(String, f32)> = Vec::with_capacity(asked.len() + 8);
        let mut mended = 0;
        for word in &asked {
            all.push(((*word).to_owned(), 1.0));
            if mended == MENDED || word.chars().count() < SHORTEST || index.knows(word)? {
                continue;
            }
            mended += 1;
            let apart = index.apart(word)?.into_iter().flatten();
            all.extend(index.nearest(word)?.into_iter().chain(apart).map(|meant| (meant, MEANT)));
        }
        for pair in asked.windows(2).filter(|pair| pair.iter().all(|word| word.len() > 2)) {
            let together = pair.concat();
            if index.knows(&together)? {
                all.push((together, MEANT));
            }
        }
        for (text, weight) in &query.also {
            all.extend(language::fold(text).split_whitespace().map(|word| (word.to_owned(), *weight)));
        }
        Ok(Self { all })
    }

    /// Each word and its weight.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, f32)> {
        self.all.iter().map(|(word, weight)| (word.as_str(), *weight))
    }
}

/// The words of the index.
struct Index<'a> {
    known: &'a Passages,
}

impl Index<'_> {
    fn knows(&self, word: &str) -> tantivy::Result<bool> {
        self.known.know(word)
    }

    /// The commonest of the words that differ least, by one letter, in long words by two. The first two letters have to
    /// be right: a large website has hundreds of thousands of words, and looking at a tenth of them takes too long.
    fn nearest(&self, word: &str) -> tantivy::Result<Option<String>> {
        let Some(&[first, second]) = word.as_bytes().first_chunk().filter(|two| two.is_ascii()) else {
            return Ok(None);
        };
        let most = if word.len() < LONG { 1 } else { 2 };
        let mut best: Option<(usize, u32, String)> = None;
        self.known.words_from([first, second], |term, held| {
            let Some(distance) = distance(word.as_bytes(), term.as_bytes(), most) else { return };
            let rarity = u32::MAX - held;
            if best.as_ref().is_none_or(|(nearest, rarest, _)| (distance, rarity) < (*nearest, *rarest)) {
                best = Some((distance, rarity, term.to_owned()));
            }
        })?;
        Ok(best.map(|(_, _, term)| term))
    }

    /// The two words that a compound is made of, when the index knows both: `sopsortering` is `sop` and `sortering`. An
    /// `s` between them belongs to neither.
    fn apart(&self, word: &str) -> tantivy::Result<Option<[String; 2]>> {
        // The longest first word is rather right: `gatubelysning` is not `ga` and `tubelysning`.
        for at in (4..word.len().saturating_sub(3)).rev().filter(|at| word.is_char_boundary(*at)) {
            let (first, second) = word.split_at(at);
            let bare = first.strip_suffix('s').filter(|bare| bare.len() >= 4);
            if !self.knows(second)? {
                continue;
            }
            for first in [Some(first), bare].into_iter().flatten() {
                if self.knows(first)? {
                    return Ok(Some([first.to_owned(), second.to_owned()]));
                }
            }
        }
        Ok(None)
    }
}

/// How many letters have to be changed, put in, taken out or swapped with their neighbour, if not more than `most`.
fn distance(one: &[u8], other: &[u8], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let width = other.len() + 1;
    let mut rows = [vec![0; width], (0..width).collect::<Vec<usize>>(), vec![0; width]];
    for (at, letter) in one.iter().enumerate() {
        rows[2][0] = at + 1;
        for (to, wanted) in other.iter().enumerate() {
            let mut least = (rows[1][to] + usize::from(letter != wanted)).min(rows[1][to + 1] + 1).min(rows[2][to] + 1);
            if at > 0 && to > 0 && letter == &other[to - 1] && &one[at - 1] == wanted {
                least = least.min(rows[0][to - 1] + 1);
            }
            rows[2][to + 1] = least;
        }
        if rows[2].iter().min().is_none_or(|least| *least > most) {
            return None;
        }
        rows.rotate_left(1);
    }
    Some(rows[1][width - 1]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_that_differ_are_counted() {
        let count = |one: &str, other: &str| distance(one.as_bytes(), other.as_bytes(), 2);
        assert_eq!(count("forskola", "forskola"), Some(0));
        assert_eq!(count("foskola", "forskola"), Some(1));
        assert_eq!(count("fosrkola", "forskola"), Some(1), "two neighbours changed places");
        assert_eq!(count("fyrskolan", "forskola"), Some(2));
        assert_eq!(count("skola", "forskola"), None);
    }
}
