//! A question → the terms to look for, and the score that the question would have against itself.

use std::collections::HashSet;

use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::build::Fields;
use crate::language;

/// BM25 as tantivy computes it (`k1`, `b`).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A question made ready.
pub(super) struct Asked {
    /// The terms that the index knows, rarest first when there were too many.
    terms: Vec<(Term, f32)>,
    /// What a passage with the question's own words would score.
    pub(super) own_score: f32,
}

/// A field's terms in a question.
struct InField {
    field: Field,
    /// Each once.
    terms: HashSet<Term>,
    /// How many there are with repetitions: the question's length in this field.
    length: usize,
}

impl InField {
    fn new(field: Field) -> Self {
        Self { field, terms: HashSet::new(), length: 0 }
    }

    fn add(&mut self, term: &str) {
        self.length += 1;
        self.terms.insert(Term::from_field_text(self.field, term));
    }
}

impl Asked {
    /// Looks a question's words and parts up, and keeps the `most` rarest of those that the index knows.
    pub(super) fn new(question: &str, fields: Fields, searcher: &Searcher, most: usize) -> tantivy::Result<Self> {
        let mut asked = Self { terms: Vec::new(), own_score: 0.0 };
        for in_field in in_fields(question, fields) {
            asked.look_up(in_field, searcher)?;
        }
        if asked.terms.len() > most {
            asked.terms.sort_by(|(_, one), (_, other)| other.total_cmp(one));
            asked.terms.truncate(most);
        }
        Ok(asked)
    }

    /// Adds the terms of one field and what they weigh.
    ///
    /// The own score is the BM25 score of the question against a passage that is the question: every term once, the
    /// passage as long as the question. A term that the index does not know weighs most, as the rarest would, and so
    /// makes us less sure.
    fn look_up(&mut self, in_field: InField, searcher: &Searcher) -> tantivy::Result<()> {
        let InField { field, terms, length } = in_field;
        let documents = searcher.num_docs();
        let mut tokens = 0;
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(field)?.total_num_tokens();
        }
        let average = float(tokens) / float(documents).max(1.0);
        let norm = K1 * (1.0 - B + B * float(length as u64) / average.max(1.0));
        for term in terms {
            let known = searcher.doc_freq(&term)?;
            let idf = (1.0 + (float(documents - known) + 0.5) / (float(known) + 0.5)).ln();
            self.own_score += idf * (1.0 + K1) / (1.0 + norm);
            if known > 0 {
                self.terms.push((term, idf));
            }
        }
        Ok(())
    }

    /// Any of the terms, their scores added; none when the index knows none of them.
    pub(super) fn query(self) -> Option<BooleanQuery> {
        if self.terms.is_empty() {
            return None;
        }
        let term = |(term, _)| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
        Some(BooleanQuery::union(self.terms.into_iter().map(term).collect()))
    }
}

fn in_fields(question: &str, fields: Fields) -> [InField; 2] {
    let folded = language::fold(question);
    let mut words = InField::new(fields.words);
    let mut parts = InField::new(fields.parts);
    let mut buffer = String::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        words.add(word);
        if !language::is_stop_word(word) {
            language::grams(word, &mut buffer, |gram| parts.add(gram));
        }
    }
    [words, parts]
}

#[expect(clippy::cast_precision_loss, reason = "scores are estimates; no count here comes near 2^24 exactly")]
fn float(count: u64) -> f32 {
    count as f32
}
