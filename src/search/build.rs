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
    /// What a passage says by itself.
    pub(super) own: TextFields,
    /// What stands around it: its page's title and keywords, and its heading.
    pub(super) around: TextFields,
    /// How long the two are together.
    pub(super) lengths: TextFields,
    /// What is asked that it answers.
    pub(super) question: TextFields,
    /// The passage's number in the catalogue.
    passage: Field,
}

/// The name of the field that holds a passage's number.
pub(super) const PASSAGE: &str = "passage";

impl Fields {
    /// The schema and its fields.
    pub(super) fn define() -> (Schema, Self) {
        // The text handed to the index is already folded and parted; spaces are all that is left to find.
        let indexing =
            TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut schema = Schema::builder();
        let mut add = |name: &str| schema.add_text_field(name, options.clone());
        let own = TextFields { words: add("own_words"), parts: add("own_parts") };
        let around = TextFields { words: add("around_words"), parts: add("around_parts") };
        let question = TextFields { words: add("question_words"), parts: add("question_parts") };
        let mut add = |name: &str| schema.add_u64_field(name, NumericOptions::from(FAST));
        let lengths = TextFields { words: add("words_length"), parts: add("parts_length") };
        let fields = Self { own, around, lengths, question, passage: add(PASSAGE) };
        (schema.build(), fields)
    }

    /// The fields of an index that is there.
    pub(super) fn of(schema: &Schema) -> Result<Self, Error> {
        let get = |name: &str| schema.get_field(name);
        Ok(Self {
            own: TextFields { words: get("own_words")?, parts: get("own_parts")? },
            around: TextFields { words: get("around_words")?, parts: get("around_parts")? },
            lengths: TextFields { words: get("words_length")?, parts: get("parts_length")? },
            question: TextFields { words: get("question_words")?, parts: get("question_parts")? },
            passage: get(PASSAGE)?,
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
        let (own, around) = (Written::of(&own_text(section)), Written::of(&around(page, section)));
        writer.add_document(passage(fields, own, around, number))?;
        for question in &section.questions {
            writer.add_document(self::question(fields, Written::of(question), number))?;
        }
    }
    Ok(())
}

/// A text as its two fields hold it.
pub(super) struct Written {
    words: String,
    parts: String,
}

impl Written {
    pub(super) fn of(text: &str) -> Self {
        let words = language::fold(text);
        Self { parts: parts(&words), words }
    }

    fn add(self, document: &mut TantivyDocument, to: TextFields) {
        document.add_text(to.parts, self.parts);
        document.add_text(to.words, self.words);
    }
}

/// A passage: what it says by itself, and what stands around it.
pub(super) fn passage(fields: Fields, own: Written, around: Written, number: u64) -> TantivyDocument {
    let length = |one: &str, other: &str| one.split_whitespace().chain(other.split_whitespace()).count() as u64;
    let mut document = TantivyDocument::new();
    document.add_u64(fields.lengths.words, length(&own.words, &around.words));
    document.add_u64(fields.lengths.parts, length(&own.parts, &around.parts));
    own.add(&mut document, fields.own);
    around.add(&mut document, fields.around);
    document.add_u64(fields.passage, number);
    document
}

/// A question that a passage answers.
fn question(fields: Fields, asked: Written, number: u64) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    asked.add(&mut document, fields.question);
    document.add_u64(fields.passage, number);
    document
}

/// What a passage is found by wherever it stands: its heading, itself, and what it answers.
fn own_text(section: &Section) -> String {
    let heading = section.heading.as_deref().unwrap_or_default();
    format!("{heading}\n{}\n{}", section.text, section.questions.join("\n"))
}

/// What a passage is found by as a part of its page, besides: what the page is called, and its keywords.
///
/// The title and the heading count three times. A passage must not lose to another page's because its own page says in
/// the heading what it is about and the passage itself does not repeat it; measured, that puts two more pages in a
/// hundred first.
fn around(page: &Page, section: &Section) -> String {
    let title = &page.info.title;
    let heading = section.heading.as_deref().unwrap_or_default();
    let keywords = page.keywords.join("\n");
    format!("{title}\n{title}\n{title}\n{heading}\n{heading}\n{keywords}")
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
