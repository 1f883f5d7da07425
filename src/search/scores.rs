//! How well each document fits a question: BM25, for all documents at once.
//!
//! Tantivy's own union of terms is made for a few terms and millions of documents: it keeps a place in every list of
//! postings and leaves out documents that cannot come among the best. A question here has sixty to a hundred terms, most
//! of them parts of words that stand everywhere, and hardly a document can be left out. So each list is read from end to
//! end, once, and added to every document's score. Of 10,000 passages, three kinds of text are scored this way in less time
//! than one union takes (`benches/search.rs`).
//!
//! What BM25 has to know of a kind of text is counted over the documents that hold it. Over the whole index it would not
//! do: that holds many short questions beside each passage. With all of them counted, a passage's average length comes
//! out at a fraction of what it is, every passage counts as far too long, and short ones win that say little.

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

/// Texts of a kind, ready to be scored.
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
    lengths: Lengths,
}

/// A term that the index knows.
struct Known<'a> {
    field: &'a TextField,
    postings: TermInfo,
    /// How much finding it says, by its rarity and its weight in the question.
    worth: f32,
}

/// How long texts are, and what that does to their scores.
pub(super) struct Lengths {
    /// By document, as roughly as tantivy keeps a length.
    of: Box<[u8]>,
    /// What each of these lengths does to a score.
    norms: Box<[f32]>,
    /// How many terms a text holds on average; at least one.
    average: f32,
}

/// How well every document fits: shares of what a text with the question's own words would score.
pub(super) struct Scores {
    by_document: Vec<f32>,
    /// What the question scores against itself. That is the BM25 score of what is asked against a text that is the question:
    /// every term once, the text as long as the question. A term that the index does not know weighs most, as the rarest
    /// would, and so makes us less sure.
    of_question: f32,
}

impl Texts {
    /// Opens the texts of a kind. `documents` is how many hold it.
    pub(super) fn open(segment: &SegmentReader, fields: TextFields, documents: u64) -> tantivy::Result<Self> {
        let documents = documents.max(1);
        let open = |field| -> tantivy::Result<TextField> {
            let postings = segment.inverted_index(field)?;
            let lengths = Lengths::kept(segment, field, postings.total_num_tokens(), documents)?;
            Ok(TextField { postings, lengths })
        };
        let (words, parts) = (open(fields.words)?, open(fields.parts)?);
        Ok(Self { words, parts, documents, all: segment.max_doc() as usize })
    }

    /// Scores every document by those `most` terms that say most.
    pub(super) fn scores(&self, terms: &Terms, most: usize) -> tantivy::Result<Scores> {
        let mut scores = Scores::none(self.all);
        let mut known = Vec::new();
        self.look_up(&self.words, &terms.words, &mut known, &mut scores)?;
        self.look_up(&self.parts, &terms.parts, &mut known, &mut scores)?;
        if known.len() > most {
            known.sort_by(|one, other| other.worth.total_cmp(&one.worth));
            known.truncate(most);
        }
        for Known { field, postings, worth } in known {
            each_posting(&field.postings, &postings, |document, times| {
                scores.add(document, field.lengths.score(document, times, worth));
            })?;
        }
        Ok(scores)
    }

    /// Adds the terms of a field that the index knows, and what all of them are worth in the question itself.
    fn look_up<'a>(
        &self,
        field: &'a TextField,
        asked: &FieldTerms,
        known: &mut Vec<Known<'a>>,
        scores: &mut Scores,
    ) -> tantivy::Result<()> {
        if field.postings.total_num_tokens() == 0 {
            return Ok(());
        }
        let once = field.lengths.score_in_question(asked.length);
        for (term, weight) in &asked.terms {
            let postings = field.postings.terms().get(term)?;
            let rarity = rarity(postings.as_ref().map_or(0, |it| it.doc_freq.into()), self.documents);
            if *weight >= 1.0 {
                scores.of_question += rarity * once;
            }
            known.extend(postings.map(|postings| Known { field, postings, worth: rarity * weight }));
        }
        Ok(())
    }
}

impl Lengths {
    /// The lengths that the index keeps of a field's texts.
    pub(super) fn kept(segment: &SegmentReader, field: Field, terms: u64, documents: u64) -> tantivy::Result<Self> {
        let kept = segment.get_fieldnorms_reader(field)?;
        Ok(Self::new((0..segment.max_doc()).map(|document| kept.fieldnorm_id(document)), terms, documents))
    }

    /// Lengths as they are.
    pub(super) fn exact(lengths: impl Iterator<Item = u64>, terms: u64, documents: u64) -> Self {
        let roughly = |length| FieldNormReader::fieldnorm_to_id(u32::try_from(length).unwrap_or(u32::MAX));
        Self::new(lengths.map(roughly), terms, documents)
    }

    fn new(of: impl Iterator<Item = u8>, terms: u64, documents: u64) -> Self {
        let average = (float(terms) / float(documents)).max(1.0);
        let norms = (0..=u8::MAX).map(|length| norm(FieldNormReader::id_to_fieldnorm(length).into(), average));
        Self { of: of.collect(), norms: norms.collect(), average }
    }

    /// What it is worth to a document that a term stands there so many times.
    pub(super) fn score(&self, document: DocId, times: u32, worth: f32) -> f32 {
        let times = float(times.into());
        let norm = self.norms[usize::from(self.of[document as usize])];
        worth * (1.0 + K1) * times / (times + norm)
    }

    /// What it would be worth, at a rarity of one, to a text of so many terms that holds the term once.
    pub(super) fn score_in_question(&self, length: usize) -> f32 {
        (1.0 + K1) / (1.0 + norm(length as u64, self.average))
    }
}

impl Scores {
    /// No document fits.
    pub(super) fn none(documents: usize) -> Self {
        Self { by_document: vec![0.0; documents], of_question: 0.0 }
    }

    pub(super) fn add(&mut self, document: DocId, score: f32) {
        self.by_document[document as usize] += score;
    }

    /// Adds what a term is worth in the question itself.
    pub(super) fn add_of_question(&mut self, score: f32) {
        self.of_question += score;
    }

    /// How well a document fits.
    pub(super) fn of(&self, document: DocId) -> f32 {
        self.by_document[document as usize] / self.of_question.max(f32::MIN_POSITIVE)
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

/// How much it says to find a term that so many of the documents hold.
pub(super) fn rarity(held: u64, documents: u64) -> f32 {
    (1.0 + (float(documents - held) + 0.5) / (float(held) + 0.5)).ln()
}

/// Calls `take` with every document that holds a term, and how often.
pub(super) fn each_posting(
    index: &InvertedIndexReader,
    term: &TermInfo,
    mut take: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
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
pub(super) mod tests {
    use tantivy::collector::TopDocs;
    use tantivy::query::{BooleanQuery, BoostQuery, Query, TermQuery};
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, IndexWriter, Searcher, Term};

    use super::super::build::{Fields, Written, passage};
    use super::super::passages::Passages;
    use super::super::terms::Terms;
    use super::super::words::Words;
    use super::Texts;

    /// Texts of different lengths, enough of them for lists of several blocks.
    pub(in crate::search) const TEXTS: u64 = 700;

    fn words(number: u64) -> Vec<&'static str> {
        let words =
            ["bygglov", "förskola", "avgift", "sopor", "hämtning", "bibliotek", "skola", "parkering", "tillstånd"];
        let count = 3 + number % 17;
        let word = |at: u64| words[usize::try_from((number * 7 + at * at) % 9).expect("small")];
        (0..count).map(word).collect()
    }

    pub(in crate::search) fn index(mut add: impl FnMut(&IndexWriter, Fields, &[&str], u64)) -> (Searcher, Fields) {
        let (schema, fields) = Fields::define();
        let index = Index::create_in_ram(schema);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        (0..TEXTS).for_each(|number| add(&writer, fields, &words(number), number));
        writer.commit().expect("committed");
        (index.reader().expect("a reader").searcher(), fields)
    }

    pub(in crate::search) fn add(writer: &IndexWriter, fields: Fields, own: &[&str], around: &[&str], number: u64) {
        let written = |words: &[&str]| Written::of(&words.join(" "));
        writer.add_document(passage(fields, written(own), written(around), number)).expect("added");
    }

    /// Every text in one piece.
    pub(in crate::search) fn whole() -> (Searcher, Fields) {
        index(|writer, fields, words, number| add(writer, fields, words, &[], number))
    }

    pub(in crate::search) fn asked(searcher: &Searcher, fields: Fields) -> Terms {
        let passages = Passages::open(&searcher.segment_readers()[0], fields, TEXTS).expect("opened");
        let mut query: crate::knowledge::Query = "Vad kostar sophämtning och bygglov för förskolan?".into();
        query.also.push(("avgift".to_owned(), 0.7));
        Terms::of(&Words::of(&query, &passages).expect("read"))
    }

    #[test]
    fn scores_are_those_of_tantivys_own_union_of_the_terms() {
        let (searcher, fields) = whole();
        let texts = Texts::open(&searcher.segment_readers()[0], fields.own, TEXTS).expect("opened");
        let terms = asked(&searcher, fields);
        let scores = texts.scores(&terms, usize::MAX).expect("scored");

        let of = |field, terms: &[(String, f32)]| -> Vec<Box<dyn Query>> {
            let term = |(term, weight): &(String, f32)| -> Box<dyn Query> {
                let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
                Box::new(BoostQuery::new(Box::new(term), *weight))
            };
            terms.iter().map(term).collect()
        };
        let mut union = of(fields.own.words, &terms.words.terms);
        union.extend(of(fields.own.parts, &terms.parts.terms));
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
