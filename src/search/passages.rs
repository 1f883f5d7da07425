//! How well each passage fits a question: by what it says itself, and by that and what stands around it.
//!
//! A passage stands in the index in two pieces, each of which is there once. Its own words are scored by themselves; and
//! with those around it as if both were one text: a term is as rare, and a text as long, as it is in the two together.

use std::sync::Arc;

use tantivy::index::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, InvertedIndexReader};

use super::build::{Fields, TextFields};
use super::scores::{Lengths, Scores, each_posting, rarity};
use super::terms::{FieldTerms, Terms};

/// The passages of an index, ready to be scored.
pub(super) struct Passages {
    words: PassageField,
    parts: PassageField,
    /// How many there are; at least one.
    count: u64,
    /// How many documents there are in all.
    all: usize,
}

/// The words of passages, or their parts.
struct PassageField {
    own: Arc<InvertedIndexReader>,
    around: Arc<InvertedIndexReader>,
    /// How long passages are by themselves.
    own_lengths: Lengths,
    /// And with what stands around them.
    lengths: Lengths,
}

/// A term that the index knows.
struct Known<'a> {
    field: &'a PassageField,
    own: Option<TermInfo>,
    around: Option<TermInfo>,
    weight: f32,
    /// What it is worth in the question itself, by its rarity.
    in_question: f32,
    /// How rare it is at most, in the two pieces together.
    rarity: f32,
    /// How rare it is in the passages' own words.
    own_rarity: f32,
}

/// How well passages fit.
pub(super) struct PassageScores {
    /// With what stands around them.
    pub(super) text: Scores,
    /// By themselves.
    pub(super) own: Scores,
}

impl Passages {
    /// Opens the passages of a segment. `count` is how many there are.
    pub(super) fn open(segment: &SegmentReader, fields: Fields, count: u64) -> tantivy::Result<Self> {
        let count = count.max(1);
        let Fields { own, around, lengths, .. } = fields;
        let open = |of: fn(TextFields) -> Field| PassageField::open(segment, [own, around, lengths].map(of), count);
        let (words, parts) = (open(|fields| fields.words)?, open(|fields| fields.parts)?);
        Ok(Self { words, parts, count, all: segment.max_doc() as usize })
    }

    /// Scores every passage by those `most` terms that say most.
    pub(super) fn scores(&self, terms: &Terms, most: usize) -> tantivy::Result<PassageScores> {
        let mut scores = PassageScores { text: Scores::none(self.all), own: Scores::none(self.all) };
        let mut known = Vec::new();
        self.look_up(&self.words, &terms.words, &mut known, &mut scores)?;
        self.look_up(&self.parts, &terms.parts, &mut known, &mut scores)?;
        if known.len() > most {
            known.sort_by(|one, other| other.worth().total_cmp(&one.worth()));
            for left_out in known.drain(most..) {
                scores.text.add_of_question(left_out.rarity * left_out.in_question);
            }
        }
        let mut found = Found::default();
        for known in known {
            match (&known.own, &known.around) {
                (Some(own), Some(around)) => self.add_both(&known, own, around, &mut found, &mut scores)?,
                (Some(own), None) => known.add_own(own, &mut scores)?,
                (None, Some(around)) => known.add_around(around, &mut scores)?,
                (None, None) => {}
            }
        }
        Ok(scores)
    }

    /// Adds the terms of a field that the index knows, and what is known already of their worth in the question itself.
    fn look_up<'a>(
        &self,
        field: &'a PassageField,
        asked: &FieldTerms,
        known: &mut Vec<Known<'a>>,
        scores: &mut PassageScores,
    ) -> tantivy::Result<()> {
        let has_own = field.own.total_num_tokens() > 0;
        let has_any = has_own || field.around.total_num_tokens() > 0;
        let in_question =
            |has: bool, lengths: &Lengths| if has { lengths.score_in_question(asked.length) } else { 0.0 };
        let (once, own_once) = (in_question(has_any, &field.lengths), in_question(has_own, &field.own_lengths));
        for (term, weight) in &asked.terms {
            let (own, around) = (field.own.terms().get(term)?, field.around.terms().get(term)?);
            let held = |postings: &Option<TermInfo>| postings.as_ref().map_or(0, |it| u64::from(it.doc_freq));
            let own_rarity = rarity(held(&own), self.count);
            let rarity = rarity(held(&own).max(held(&around)), self.count);
            let is_asked = *weight >= 1.0;
            if is_asked {
                scores.own.add_of_question(own_rarity * own_once);
            }
            let in_question = if is_asked { once } else { 0.0 };
            if own.is_none() && around.is_none() {
                scores.text.add_of_question(rarity * in_question);
            } else {
                known.push(Known { field, own, around, weight: *weight, in_question, rarity, own_rarity });
            }
        }
        Ok(())
    }

    /// Adds a term that stands in both pieces.
    fn add_both(
        &self,
        known: &Known<'_>,
        own: &TermInfo,
        around: &TermInfo,
        found: &mut Found,
        scores: &mut PassageScores,
    ) -> tantivy::Result<()> {
        let PassageField { own: of_own, around: of_around, own_lengths, lengths } = known.field;
        let own_worth = known.own_rarity * known.weight;
        found.times.resize(self.all, 0);
        each_posting(of_own, own, |passage, times| {
            scores.own.add(passage, own_lengths.score(passage, times, own_worth));
            found.note(passage, times);
        })?;
        each_posting(of_around, around, |passage, times| found.note(passage, times))?;
        let rarity = rarity(found.passages.len() as u64, self.count);
        scores.text.add_of_question(rarity * known.in_question);
        found.take(|passage, times| scores.text.add(passage, lengths.score(passage, times, rarity * known.weight)));
        Ok(())
    }

    /// Whether a word is one of theirs.
    pub(super) fn know(&self, word: &str) -> tantivy::Result<bool> {
        let PassageField { own, around, .. } = &self.words;
        Ok(own.terms().term_ord(word)?.is_some() || around.terms().term_ord(word)?.is_some())
    }

    /// Their words that begin like this, each with how many passages hold it; a word that stands in both pieces comes twice.
    pub(super) fn words_from(&self, beginning: [u8; 2], mut take: impl FnMut(&str, u32)) -> tantivy::Result<()> {
        let until = [beginning[0], beginning[1] + 1];
        for piece in [&self.words.own, &self.words.around] {
            let mut terms = piece.terms().range().ge(beginning).lt(until).into_stream()?;
            while terms.advance() {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    take(term, terms.value().doc_freq);
                }
            }
        }
        Ok(())
    }
}

impl PassageField {
    fn open(segment: &SegmentReader, [own, around, lengths]: [Field; 3], passages: u64) -> tantivy::Result<Self> {
        let (of_own, around) = (segment.inverted_index(own)?, segment.inverted_index(around)?);
        let own_terms = of_own.total_num_tokens();
        let own_lengths = Lengths::kept(segment, own, own_terms, passages)?;
        let kept = segment.fast_fields().u64(segment.schema().get_field_name(lengths))?;
        let lengths = (0..segment.max_doc()).map(|document| kept.first(document).unwrap_or_default());
        let lengths = Lengths::exact(lengths, own_terms + around.total_num_tokens(), passages);
        Ok(Self { own: of_own, around, own_lengths, lengths })
    }
}

impl Known<'_> {
    /// How much finding it says, by its rarity and its weight in the question.
    fn worth(&self) -> f32 {
        self.rarity * self.weight
    }

    /// Adds a term that stands in passages' own words only.
    fn add_own(&self, own: &TermInfo, scores: &mut PassageScores) -> tantivy::Result<()> {
        let PassageField { own: of_own, own_lengths, lengths, .. } = self.field;
        scores.text.add_of_question(self.rarity * self.in_question);
        let worth = self.worth();
        each_posting(of_own, own, |passage, times| {
            scores.own.add(passage, own_lengths.score(passage, times, worth));
            scores.text.add(passage, lengths.score(passage, times, worth));
        })
    }

    /// Adds a term that stands around passages only.
    fn add_around(&self, around: &TermInfo, scores: &mut PassageScores) -> tantivy::Result<()> {
        let PassageField { around: of_around, lengths, .. } = self.field;
        scores.text.add_of_question(self.rarity * self.in_question);
        let worth = self.worth();
        each_posting(of_around, around, |passage, times| {
            scores.text.add(passage, lengths.score(passage, times, worth));
        })
    }
}

/// The passages that hold a term in either piece, and how often in both.
#[derive(Default)]
struct Found {
    passages: Vec<DocId>,
    /// By document; zero where the term does not stand.
    times: Vec<u32>,
}

impl Found {
    fn note(&mut self, passage: DocId, times: u32) {
        let sum = &mut self.times[passage as usize];
        if *sum == 0 {
            self.passages.push(passage);
        }
        *sum += times;
    }

    /// Takes all of them out.
    fn take(&mut self, mut each: impl FnMut(DocId, u32)) {
        for passage in self.passages.drain(..) {
            each(passage, std::mem::take(&mut self.times[passage as usize]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scores::tests::{TEXTS, add, asked, index, whole};
    use super::super::scores::{Scores, Texts};
    use super::Passages;

    fn are_the_same(one: &Scores, other: &Scores) {
        let mut fit = 0;
        for document in 0..u32::try_from(TEXTS).expect("small") {
            let (one, other) = (one.of(document), other.of(document));
            assert!((one - other).abs() <= one * 1e-4, "{document}: {one} and {other}");
            fit += usize::from(one > 0.0);
        }
        assert!(fit > 500, "{fit}");
    }

    #[test]
    fn a_passage_in_two_pieces_scores_as_in_one_and_its_own_words_as_by_themselves() {
        let (in_one, fields) = whole();
        let one = Texts::open(&in_one.segment_readers()[0], fields.own, TEXTS).expect("opened");
        let (in_two, fields) = index(|writer, fields, words, number| {
            let (around, own) = words.split_at(words.len() / 3);
            add(writer, fields, own, around, number);
        });
        let segment = &in_two.segment_readers()[0];
        let own = Texts::open(segment, fields.own, TEXTS).expect("opened");
        let passages = Passages::open(segment, fields, TEXTS).expect("opened");
        let terms = asked(&in_two, fields);
        let scores = passages.scores(&terms, usize::MAX).expect("scored");
        are_the_same(&scores.text, &one.scores(&terms, usize::MAX).expect("scored"));
        are_the_same(&scores.own, &own.scores(&terms, usize::MAX).expect("scored"));
    }
}
