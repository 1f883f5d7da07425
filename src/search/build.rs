//! Pages → an index in a directory of its own.

use std::path::{Path, PathBuf};

use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::Error;
use super::catalogue::Cataloguer;
use super::folder::{Folder, Key};
use super::good::Good;
use crate::knowledge::{Page, Section};
use crate::language;

/// What an index's writer may hold in memory, in bytes, before it writes a segment that has to be merged later. It is
/// open only while indexing, and takes no more than the pages need.
const WRITER_BYTES: usize = 60_000_000;

/// The fields of the index: parts of words. A document is a passage, a page, or one of the questions that a passage answers: by
/// themselves, because one question that fits says more than eight that fit a little.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// A passage under its page's title and its heading.
    pub(super) passage: Field,
    /// A page as a whole: its title, its address, its keywords and all of its passages.
    pub(super) page: Field,
    /// A question that a passage answers.
    pub(super) question: Field,
    /// The passage's number in the catalogue, or the page's.
    number: Field,
}

/// The name of the field that holds the number of a passage or a page.
pub(super) const NUMBER: &str = "number";

impl Fields {
    /// The schema and its fields.
    pub(super) fn define() -> (Schema, Self) {
        // The text handed to the index is already folded and parted; spaces are all that is left to find.
        let indexing =
            TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut schema = Schema::builder();
        let mut add = |name: &str| schema.add_text_field(name, options.clone());
        let (passage, page, question) = (add("passage"), add("page"), add("question"));
        let number = schema.add_u64_field(NUMBER, NumericOptions::from(FAST));
        (schema.build(), Self { passage, page, question, number })
    }

    /// The fields of an index that is there.
    pub(super) fn of(schema: &Schema) -> Result<Self, Error> {
        let get = |name: &str| schema.get_field(name);
        Ok(Self { passage: get("passage")?, page: get("page")?, question: get("question")?, number: get(NUMBER)? })
    }
}

/// Indexes the pages of a folder in an empty directory and gives the key of what it has read.
///
/// A page that cannot be read becomes a problem in the catalogue, and is indexed as it was in one of the indexes
/// `before`; the others are indexed as they are.
pub(super) fn build(folder: &Folder, directory: &Path, before: &[PathBuf]) -> Result<String, Error> {
    let (schema, fields) = Fields::define();
    let index = Index::create_in_dir(directory, schema)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut cataloguer = Cataloguer::begin(directory)?;
    let mut key = Key::new();
    let mut good = Good::begin(directory, before)?;
    let mut page_number = 0;
    for read in folder.pages(&mut key, &mut good) {
        let read = read?;
        if let Some(problem) = read.problem {
            cataloguer.note(problem);
        }
        if let Some(page) = read.page {
            let first = cataloguer.enter(&page)?;
            add(&writer, fields, &page, page_number, u64::from(first))?;
            page_number += 1;
        }
    }
    good.finish()?;
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        // One segment answers fastest, and this index never changes.
        writer.merge(&segments).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    writer.wait_merging_threads()?;
    cataloguer.finish()?;
    Ok(key.name())
}

/// Adds a page, its passages and what they are asked. `first` is the number of the first passage.
fn add(writer: &IndexWriter, fields: Fields, page: &Page, number: u64, first: u64) -> Result<(), Error> {
    writer.add_document(document(fields.page, fields, &page_text(page), number))?;
    for (number, section) in (first..).zip(&page.sections) {
        writer.add_document(passage(fields, &passage_text(page, section), number))?;
        for question in &section.questions {
            writer.add_document(document(fields.question, fields, question, number))?;
        }
    }
    Ok(())
}

/// A passage as a document.
pub(super) fn passage(fields: Fields, text: &str, number: u64) -> TantivyDocument {
    document(fields.passage, fields, text, number)
}

fn document(to: Field, fields: Fields, text: &str, number: u64) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_text(to, parts(&language::fold(text)));
    document.add_u64(fields.number, number);
    document
}

/// What a passage is found by.
fn passage_text(page: &Page, section: &Section) -> String {
    let heading = section.heading.as_deref().unwrap_or_default();
    format!("{}\n{heading}\n{}", page.info.title, section.text)
}

/// What a page is found by. An address tells what its page is about, and in which part of the website it stands.
fn page_text(page: &Page) -> String {
    let mut text = format!("{}\n{}\n{}", page.info.title, page.info.url, page.keywords.join("\n"));
    for section in &page.sections {
        text.extend(["\n", section.heading.as_deref().unwrap_or_default(), "\n", &section.text]);
    }
    text
}

/// The parts of folded words, with spaces between.
fn parts(words: &str) -> String {
    let mut parts = String::with_capacity(words.len() * 5);
    let mut buffer = String::new();
    for word in words.split(' ').filter(|word| !language::is_stop_word(word)) {
        language::grams(word, &mut buffer, |gram| {
            parts.push_str(gram);
            parts.push(' ');
        });
    }
    parts
}
