//! The baseline: a plain index of two fields, any of the terms, the ten best document numbers.

use std::collections::BTreeSet;
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};
use vagledare::knowledge::Page;
use vagledare::language;

pub(crate) struct Bare {
    searcher: Searcher,
    words: Field,
    parts: Field,
}

impl Bare {
    /// Indexes every passage of a folder in one segment.
    pub(crate) fn build(directory: &Path, pages: &Path) -> Self {
        std::fs::create_dir_all(directory).expect("created");
        let indexing =
            TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
        let mut schema = Schema::builder();
        let words = schema.add_text_field("words", TextOptions::default().set_indexing_options(indexing.clone()));
        let parts = schema.add_text_field("parts", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_dir(directory, schema.build()).expect("created");
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for entry in std::fs::read_dir(pages).expect("listed") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("read");
            let page = Page::read("page.md", "page", &text).expect("a good page");
            for section in &page.sections {
                let heading = section.heading.as_deref().unwrap_or_default();
                let keywords = page.keywords.join(" ");
                let text = format!("{} {heading} {keywords} {}", page.info.title, section.text);
                let mut document = TantivyDocument::new();
                document.add_text(words, language::fold(&text));
                document.add_text(parts, all_parts(&text).join(" "));
                writer.add_document(document).expect("added");
            }
        }
        writer.commit().expect("committed");
        let segments = index.searchable_segment_ids().expect("segments");
        if segments.len() > 1 {
            writer.merge(&segments).wait().expect("merged");
        }
        let searcher = index.reader().expect("a reader").searcher();
        Self { searcher, words, parts }
    }

    /// The ten best documents for any of the terms.
    pub(crate) fn search(&self, question: &str) -> usize {
        let folded = language::fold(question);
        let words: BTreeSet<&str> = folded.split(' ').collect();
        let parts: BTreeSet<String> = all_parts(question).into_iter().collect();
        let words = words.into_iter().map(|word| Term::from_field_text(self.words, word));
        let parts = parts.iter().map(|part| Term::from_field_text(self.parts, part));
        let terms = words
            .chain(parts)
            .map(|term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) });
        let query = BooleanQuery::union(terms.collect());
        self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).expect("searched").len()
    }
}

fn all_parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut buffer = String::new();
    for word in language::fold(text).split(' ').filter(|word| !word.is_empty() && !language::is_stop_word(word)) {
        language::grams(word, &mut buffer, |part| parts.push(part.to_owned()));
    }
    parts
}
