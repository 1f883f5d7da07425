//! How well each document's text fits a question: BM25 over parts of words, for all documents at once.
//!
//! Tantivy's own union of terms is made for a few terms and millions of documents: it keeps a place in every list of
//! postings and leaves out documents that cannot come among the best. A question here has sixty to a hundred parts, most
//! of which stand everywhere, and hardly a document can be left out. So each list is read from end to end, once, and added to
//! every document's score (`benches/search.rs`).
//!
//! What BM25 has to know of a kind of text is counted over the documents that hold it. Over the whole index it would not
//! do: that holds many short questions beside each passage. With all of them counted, a passage's average length comes
//! out at a fraction of what it is, every passage counts as far too long, and short ones win that say little.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, InvertedIndexReader};

use crate::knowledge::Sought;

/// BM25 as tantivy computes it (`k1`, `b`).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Texts of a kind, ready to be scored.
pub(super) struct Texts {
    postings: Arc<InvertedIndexReader>,
    /// By document, how long its text is, as roughly as tantivy keeps a length.
    lengths: Box<[u8]>,
    /// What each of these lengths does to a score.
    norms: Box<[f32]>,
    /// How many documents hold this kind of text; at least one.
    documents: u64,
}

impl Texts {
    /// Opens the texts of a kind. `documents` is how many hold it.
    pub(super) fn open(segment: &SegmentReader, field: Field, documents: u64) -> tantivy::Result<Self> {
        let documents = documents.max(1);
        let postings = segment.inverted_index(field)?;
        let average = (float(postings.total_num_tokens()) / float(documents)).max(1.0);
        let kept = segment.get_fieldnorms_reader(field)?;
        let lengths = (0..segment.max_doc()).map(|document| kept.fieldnorm_id(document)).collect();
        let norms = (0..=u8::MAX).map(|length| norm(FieldNormReader::id_to_fieldnorm(length).into(), average));
        Ok(Self { postings, lengths, norms: norms.collect(), documents })
    }

    /// How well every document fits.
    pub(super) fn scores(&self, sought: &Sought) -> tantivy::Result<Vec<f32>> {
        self.scores_and(sought, |_, _| {})
    }

    /// The same, and tells of each part in which documents it stands.
    pub(super) fn scores_and(&self, sought: &Sought, mut tell: impl FnMut(u16, DocId)) -> tantivy::Result<Vec<f32>> {
        let mut scores = vec![0.0; self.lengths.len()];
        for (gram, part, weight) in sought.parts() {
            let Some(postings) = self.postings.terms().get(gram)? else { continue };
            let worth = weight * rarity(float(postings.doc_freq.into()), self.documents);
            each_posting(&self.postings, &postings, |document, times| {
                let norm = self.norms[usize::from(self.lengths[document as usize])];
                let times = float(times.into());
                scores[document as usize] += worth * (1.0 + K1) * times / (times + norm);
                tell(part, document);
            })?;
        }
        Ok(scores)
    }

    /// How many terms a document's text has, as roughly as tantivy keeps it.
    pub(super) fn length(&self, document: usize) -> f32 {
        float(FieldNormReader::id_to_fieldnorm(self.lengths[document]).into())
    }

    /// How many documents there are, of whatever kind.
    pub(super) fn documents_in_all(&self) -> usize {
        self.lengths.len()
    }

    /// How much it says to find what so many of the texts hold.
    pub(super) fn rarity(&self, held: f32) -> f32 {
        rarity(held, self.documents)
    }
}

fn rarity(held: f32, documents: u64) -> f32 {
    (1.0 + (float(documents) - held + 0.5).max(0.5) / (held + 0.5)).ln()
}

/// Calls `take` with every document that holds a term, and how often.
fn each_posting(index: &InvertedIndexReader, term: &TermInfo, mut take: impl FnMut(DocId, u32)) -> tantivy::Result<()> {
    let mut block = index.read_block_postings_from_terminfo(term, IndexRecordOption::WithFreqs)?;
    while !block.docs().is_empty() {
        for (document, times) in block.docs().iter().zip(block.freqs()) {
            take(*document, *times);
        }
        block.advance();
    }
    Ok(())
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

    use super::super::build::{Fields, passage};
    use super::Texts;
    use crate::knowledge::Sought;

    /// Texts of different lengths, enough of them for lists of several blocks.
    const TEXTS: u64 = 700;

    fn words(number: u64) -> String {
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
            writer.add_document(passage(fields, &words(number), number)).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        let texts = Texts::open(&searcher.segment_readers()[0], fields.passage, TEXTS).expect("opened");
        let sought = Sought::of([("Vad kostar sophämtning och bygglov för förskolan?", 1.0), ("avgift", 0.7)], 64);
        let scores = texts.scores(&sought).expect("scored");

        let term = |(gram, _, weight): (&str, u16, f32)| -> Box<dyn Query> {
            let term = TermQuery::new(Term::from_field_text(fields.passage, gram), IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(term), weight))
        };
        let union = sought.parts().map(term).collect();
        let most = usize::try_from(TEXTS).expect("small");
        let theirs = TopDocs::with_limit(most).order_by_score();
        let theirs = searcher.search(&BooleanQuery::union(union), &theirs).expect("searched");
        assert!(theirs.len() > 500, "{}", theirs.len());
        for (score, at) in &theirs {
            let ours = scores[at.doc_id as usize];
            assert!((ours - score).abs() <= score * 1e-4, "{ours} and {score}");
        }
        assert_eq!(scores.iter().filter(|score| **score > 0.0).count(), theirs.len(), "and no others");
    }
}
