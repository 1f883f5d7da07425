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

/// A text's two fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextFields {
    /// Folded words, stop words and all.
    pub(super) words: Field,
    /// Parts of the words that are not stop words.
    pub(super) parts: Field,
}

/// The fields of the index. A document is a passage's text, or one of the questions that it answers: by themselves,
/// because one question that fits says more than eight that fit a little.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// What a passage says.
    pub(super) text: TextFields,
    /// What is asked that it answers.
    pub(super) question: TextFields,
    /// The passage's number in the catalogue.
    passage: Field,
}

/// The name of the field that holds a passage's number.
pub(super) const PASSAGE: &str = "passage";

impl Fields {
    /// The schema and its fields.
    fn define() -> (Schema, Self) {
        // The text handed to the index is already folded and parted; spaces are all that is left to find.
        let indexing =
            TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
        let text = || TextOptions::default().set_indexing_options(indexing.clone());
        let mut schema = Schema::builder();
        let fields = Self {
            text: TextFields {
                words: schema.add_text_field("words", text()),
                parts: schema.add_text_field("parts", text()),
            },
            question: TextFields {
                words: schema.add_text_field("question_words", text()),
                parts: schema.add_text_field("question_parts", text()),
            },
            passage: schema.add_u64_field(PASSAGE, NumericOptions::from(FAST)),
        };
        (schema.build(), fields)
    }

    /// The fields of an index that is there.
    pub(super) fn of(schema: &Schema) -> Result<Self, Error> {
        Ok(Self {
            text: TextFields { words: schema.get_field("words")?, parts: schema.get_field("parts")? },
            question: TextFields {
                words: schema.get_field("question_words")?,
                parts: schema.get_field("question_parts")?,
            },
            passage: schema.get_field(PASSAGE)?,
        })
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
    for read in folder.pages(&mut key, &mut good) {
        let read = read?;
        if let Some(problem) = read.problem {
            cataloguer.note(problem);
        }
        if let Some(page) = read.page {
            let first = cataloguer.enter(&page)?;
            add(&writer, fields, &page, u64::from(first))?;
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

fn add(writer: &IndexWriter, fields: Fields, page: &Page, first: u64) -> Result<(), Error> {
    for (number, section) in (first..).zip(&page.sections) {
        writer.add_document(document(fields, fields.text, &searchable(page, section), number))?;
        for question in &section.questions {
            writer.add_document(document(fields, fields.question, question, number))?;
        }
    }
    Ok(())
}

/// A text in its two fields, with the number of the passage that it belongs to.
fn document(fields: Fields, of: TextFields, text: &str, number: u64) -> TantivyDocument {
    let words = language::fold(text);
    let mut document = TantivyDocument::new();
    document.add_text(of.parts, parts(&words));
    document.add_text(of.words, words);
    document.add_u64(fields.passage, number);
    document
}

/// What a passage is found by: what its page is called, its heading, its keywords, itself, and what it answers.
///
/// The title counts three times. A passage must not lose to another page's because its own page says in the heading
/// what it is about and the passage itself does not repeat it; measured, that puts two more pages in a hundred first.
fn searchable(page: &Page, section: &Section) -> String {
    let title = &page.info.title;
    let heading = section.heading.as_deref().unwrap_or_default();
    let (keywords, questions) = (page.keywords.join("\n"), section.questions.join("\n"));
    format!("{title}\n{title}\n{title}\n{heading}\n{keywords}\n{}\n{questions}", section.text)
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
