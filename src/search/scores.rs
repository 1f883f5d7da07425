//! How well each document fits a question: BM25, for all documents at once.
//!
//! Tantivy's own union of terms is made for a few terms and millions of documents: it keeps a place in every list of
//! postings and leaves out documents that cannot come among the best. A question here has sixty to a hundred terms, most
//! of them parts of words that stand everywhere, and hardly a document can be left out. So each list is read from end to
//! end, once, and added to every document's score. Of 10,000 passages, three kinds of text are scored this way in less than
//! half the time that one union takes (`benches/search.rs`).

use std::sync::Arc;

use tantivy::collector::TopNComputer;
use tantivy::collector::sort_key::NaturalComparator;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, InvertedIndexReader};

use super::build::TextFields;
use super::terms::{FieldTerms, Terms};

/// BM25 as tantivy computes it (`k1`, `b`).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The texts of a kind, ready to be scored.
///
/// What BM25 has to know of them is counted over the documents that hold this kind of text. Over the whole index it would
/// not do: that holds many short questions beside each passage. With all of them counted, a passage's average length comes
/// out at a fraction of what it is, every passage counts as far too long, and short ones win that say little.
pub(super) struct Texts {
    words: TextField,
    parts: TextField,
    /// How many documents hold this kind of text; at least one.
    documents: u64,
    /// How many documents there are in all.
    all: usize,
}

/// One of their fields.
struct TextField {
    postings: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    /// What a text's length does to its score, by the length as the index keeps it.
    norms: Box<[f32]>,
    /// How many terms a text holds on average; at least one.
    average: f32,
}

/// A term that the index knows.
struct Known<'a> {
    field: &'a TextField,
    postings: TermInfo,
    /// How much finding it says, by its rarity and its weight in the question.
    worth: f32,
}

/// How well every document fits: shares of what a text with the question's own words would score.
pub(super) struct Scores {
    by_document: Vec<f32>,
    /// What one point is worth as a share.
    share: f32,
}

impl Texts {
    /// Opens the texts of a kind. `documents` is how many hold it.
    pub(super) fn open(segment: &SegmentReader, fields: TextFields, documents: u64) -> tantivy::Result<Self> {
        let documents = documents.max(1);
        let open = |field| TextField::open(segment, field, documents);
        let (words, parts) = (open(fields.words)?, open(fields.parts)?);
        Ok(Self { words, parts, documents, all: segment.max_doc() as usize })
    }

    /// Scores every document by those `most` terms that say most.
    pub(super) fn scores(&self, terms: &Terms, most: usize) -> tantivy::Result<Scores> {
        let mut known = Vec::new();
        let mut own_score = self.look_up(&self.words, &terms.words, &mut known)?;
        own_score += self.look_up(&self.parts, &terms.parts, &mut known)?;
        if known.len() > most {
            known.sort_by(|one, other| other.worth.total_cmp(&one.worth));
            known.truncate(most);
        }
        let mut by_document = vec![0.0; self.all];
        for known in known {
            known.add_to(&mut by_document)?;
        }
        Ok(Scores { by_document, share: 1.0 / own_score.max(f32::MIN_POSITIVE) })
    }

    /// Adds the terms of a field that the index knows, and gives the score that the question has against itself there.
    ///
    /// That is the BM25 score of what is asked against a text that is the question: every term once, the text as long as
    /// the question. A term that the index does not know weighs most, as the rarest would, and so makes us less sure.
    fn look_up<'a>(
        &self,
        field: &'a TextField,
        asked: &FieldTerms,
        known: &mut Vec<Known<'a>>,
    ) -> tantivy::Result<f32> {
        if field.postings.total_num_tokens() == 0 {
            return Ok(0.0);
        }
        let norm = norm(asked.length as u64, field.average);
        let mut own_score = 0.0;
        for (term, weight) in &asked.terms {
            let postings = field.postings.terms().get(term)?;
            let held = postings.as_ref().map_or(0, |it| u64::from(it.doc_freq));
            let idf = (1.0 + (float(self.documents - held) + 0.5) / (float(held) + 0.5)).ln();
            if *weight >= 1.0 {
                own_score += idf * (1.0 + K1) / (1.0 + norm);
            }
            known.extend(postings.map(|postings| Known { field, postings, worth: idf * weight }));
        }
        Ok(own_score)
    }

    /// The words of this kind.
    pub(super) fn words(&self) -> &InvertedIndexReader {
        &self.words.postings
    }
}

impl TextField {
    fn open(segment: &SegmentReader, field: Field, documents: u64) -> tantivy::Result<Self> {
        let postings = segment.inverted_index(field)?;
        let average = (float(postings.total_num_tokens()) / float(documents)).max(1.0);
        let norms = (0..=u8::MAX).map(|length| norm(FieldNormReader::id_to_fieldnorm(length).into(), average));
        Ok(Self { lengths: segment.get_fieldnorms_reader(field)?, norms: norms.collect(), average, postings })
    }
}

impl Known<'_> {
    /// Adds what this term is worth to the documents that hold it.
    fn add_to(&self, scores: &mut [f32]) -> tantivy::Result<()> {
        let TextField { postings, lengths, norms, .. } = self.field;
        let worth = self.worth * (1.0 + K1);
        let mut block = postings.read_block_postings_from_terminfo(&self.postings, IndexRecordOption::WithFreqs)?;
        while !block.docs().is_empty() {
            for (document, times) in block.docs().iter().zip(block.freqs()) {
                let times = float(u64::from(*times));
                let norm = norms[usize::from(lengths.fieldnorm_id(*document))];
                scores[*document as usize] += worth * times / (times + norm);
            }
            block.advance();
        }
        Ok(())
    }
}

impl Scores {
    /// How well a document fits.
    pub(super) fn of(&self, document: DocId) -> f32 {
        self.by_document[document as usize] * self.share
    }

    /// The documents that fit best, the best first, at most so many.
    pub(super) fn best(&self, most: usize) -> impl Iterator<Item = DocId> + use<> {
        let mut best: TopNComputer<f32, DocId, _> = TopNComputer::new_with_comparator(most, NaturalComparator);
        for (document, score) in (0..).zip(&self.by_document) {
            if *score > 0.0 {
                best.push(*score, document);
            }
        }
        best.into_sorted_vec().into_iter().map(|it| it.doc)
    }
}

/// What a text's length in terms does to its score.
fn norm(length: u64, average: f32) -> f32 {
    K1 * (1.0 - B + B * float(length) / average)
}

#[expect(clippy::cast_precision_loss, reason = "scores are estimates; no count here comes near 2^24 exactly")]
fn float(count: u64) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use tantivy::collector::TopDocs;
    use tantivy::query::{BooleanQuery, BoostQuery, Query, TermQuery};
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, IndexWriter, Term};

    use super::super::build::{Fields, Written, document};
    use super::super::terms::Terms;
    use super::super::words::Words;
    use super::Texts;

    /// Texts of different lengths, enough of them for lists of several blocks.
    const TEXTS: u64 = 700;

    fn text(number: u64) -> String {
        let words =
            ["bygglov", "förskola", "avgift", "sopor", "hämtning", "bibliotek", "skola", "parkering", "tillstånd"];
        let count = 3 + number % 17;
        let word = |at: u64| words[usize::try_from((number * 7 + at * at) % 9).expect("small")];
        (0..count).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn scores_are_those_of_tantivys_own_union_of_the_terms() {
        let (schema, fields) = Fields::define();
        let index = Index::create_in_ram(schema);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for number in 0..TEXTS {
            writer.add_document(document(fields, [(fields.text, Written::of(&text(number)))], number)).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        let texts = Texts::open(&searcher.segment_readers()[0], fields.text, TEXTS).expect("opened");
        let mut query: crate::knowledge::Query = "Vad kostar sophämtning och bygglov för förskolan?".into();
        query.also.push(("avgift".to_owned(), 0.7));
        let terms = Terms::of(&Words::of(&query, texts.words()).expect("read"));
        let scores = texts.scores(&terms, usize::MAX).expect("scored");

        let of = |field, terms: &[(String, f32)]| -> Vec<Box<dyn Query>> {
            let term = |(term, weight): &(String, f32)| -> Box<dyn Query> {
                let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
                Box::new(BoostQuery::new(Box::new(term), *weight))
            };
            terms.iter().map(term).collect()
        };
        let mut union = of(fields.text.words, &terms.words.terms);
        union.extend(of(fields.text.parts, &terms.parts.terms));
        let most = usize::try_from(TEXTS).expect("small");
        let theirs = TopDocs::with_limit(most).order_by_score();
        let theirs = searcher.search(&BooleanQuery::union(union), &theirs).expect("searched");
        assert!(theirs.len() > 500, "{}", theirs.len());
        for (score, at) in &theirs {
            let ours = scores.by_document[at.doc_id as usize];
            assert!((ours - score).abs() <= score * 1e-4, "{ours} and {score}");
        }
        assert_eq!(scores.best(most).count(), theirs.len(), "and no others");
        let best = scores.best(10).map(|document| scores.by_document[document as usize]);
        assert!(best.zip(&theirs).all(|(ours, (score, _))| (ours - score).abs() <= score * 1e-4));
    }
}
