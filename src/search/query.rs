//! A question → the terms to look for, and the score that the question would have against itself.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, Query as IndexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::build::TextFields;
use super::statistics::Statistics;
use super::words::Words;
use crate::language;

/// BM25 as tantivy computes it (`k1`, `b`).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A question made ready for the two fields of a kind of text.
pub(super) struct Asked {
    /// The terms that the index knows, those that say most first when there were too many.
    terms: Vec<Known>,
    /// What a text with the question's own words would score.
    pub(super) own_score: f32,
}

/// A term that the index knows.
struct Known {
    term: Term,
    /// What it weighs beside the question's own words.
    weight: f32,
    /// How much finding it says.
    idf: f32,
}

/// A field's terms in a question.
struct InField {
    field: Field,
    /// Each once, with its weight: 1 for what is asked.
    terms: HashMap<Term, f32>,
    /// How many are asked, with repetitions: the question's length in this field.
    length: usize,
}

impl InField {
    fn new(field: Field) -> Self {
        Self { field, terms: HashMap::new(), length: 0 }
    }

    fn add(&mut self, term: &str, weight: f32) {
        self.length += usize::from(weight >= 1.0);
        let known = self.terms.entry(Term::from_field_text(self.field, term)).or_default();
        *known = known.max(weight);
    }
}

impl Asked {
    /// Looks words and their parts up, and keeps the `most` that say most of those that the index knows.
    pub(super) fn new(words: &Words, fields: TextFields, statistics: Statistics, most: usize) -> tantivy::Result<Self> {
        let mut asked = Self { terms: Vec::new(), own_score: 0.0 };
        for in_field in in_fields(words, fields) {
            asked.look_up(in_field, statistics)?;
        }
        if asked.terms.len() > most {
            asked.terms.sort_by(|one, other| (other.idf * other.weight).total_cmp(&(one.idf * one.weight)));
            asked.terms.truncate(most);
        }
        Ok(asked)
    }

    /// Adds the terms of one field and what they weigh.
    ///
    /// The own score is the BM25 score of what is asked against a text that is the question: every term once, the text
    /// as long as the question. A term that the index does not know weighs most, as the rarest would, and so makes us
    /// less sure.
    fn look_up(&mut self, in_field: InField, statistics: Statistics) -> tantivy::Result<()> {
        let InField { field, terms, length } = in_field;
        let (tokens, documents) = (statistics.total_num_tokens(field)?, statistics.total_num_docs()?);
        if tokens == 0 {
            return Ok(());
        }
        let average = float(tokens) / float(documents);
        let norm = K1 * (1.0 - B + B * float(length as u64) / average.max(1.0));
        for (term, weight) in terms {
            let known = statistics.doc_freq(&term)?;
            let idf = (1.0 + (float(documents - known) + 0.5) / (float(known) + 0.5)).ln();
            if weight >= 1.0 {
                self.own_score += idf * (1.0 + K1) / (1.0 + norm);
            }
            if known > 0 {
                self.terms.push(Known { term, weight, idf });
            }
        }
        Ok(())
    }

    /// Any of the terms, their scores added; none when the index knows none of them.
    pub(super) fn query(self) -> Option<BooleanQuery> {
        if self.terms.is_empty() {
            return None;
        }
        let term = |known: Known| -> Box<dyn IndexQuery> {
            let term = Box::new(TermQuery::new(known.term, IndexRecordOption::WithFreqs));
            if known.weight < 1.0 { Box::new(BoostQuery::new(term, known.weight)) } else { term }
        };
        Some(BooleanQuery::union(self.terms.into_iter().map(term).collect()))
    }
}

fn in_fields(words: &Words, fields: TextFields) -> [InField; 2] {
    let mut whole = InField::new(fields.words);
    let mut parts = InField::new(fields.parts);
    let mut buffer = String::new();
    for (word, weight) in words.all() {
        whole.add(word, weight);
        if !language::is_stop_word(word) {
            language::grams(word, &mut buffer, |gram| parts.add(gram, weight));
        }
    }
    [whole, parts]
}

#[expect(clippy::cast_precision_loss, reason = "scores are estimates; no count here comes near 2^24 exactly")]
fn float(count: u64) -> f32 {
    count as f32
}
