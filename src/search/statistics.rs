//! What BM25 has to know of a kind of text.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Statistics over the documents that hold a kind of text.
///
/// Those of the whole index would not do: it holds many short questions beside each passage. With all of them counted, a
/// passage's average length comes out at a fraction of what it is, every passage counts as far too long, and short ones
/// win that say little.
#[derive(Clone, Copy)]
pub(super) struct Statistics<'a> {
    pub(super) searcher: &'a Searcher,
    /// How many documents hold this kind of text; at least one.
    pub(super) documents: u64,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.searcher.doc_freq(term)
    }
}
