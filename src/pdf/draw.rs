//! Pages as a document, with the tree of tags that a screen reader goes by.

use std::num::NonZeroU16;

use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::Document;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree};
use krilla::{SerializeSettings, text::KrillaGlyph};
use unicode_bidi::{BidiInfo, Level};

use super::PdfError;
use super::face::{Face, Faces};
use super::layout::{Block, HEIGHT, Kind, Look, Pages, Row, SIDE, WIDTH};
use crate::transcript::Transcript;
use crate::wording::transcript as words;

const INK: [u8; 3] = [23, 33, 46];
const SOFT_INK: [u8; 3] = [74, 88, 105];
const FOOT_SIZE: f32 = 8.5;

/// The document.
pub(super) fn document(transcript: &Transcript, pages: &Pages, faces: &Faces) -> Result<Vec<u8>, PdfError> {
    let failed = |error: &dyn std::fmt::Debug| PdfError(format!("{error:?}"));
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|error| failed(&error))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut tags: Vec<Vec<Identifier>> = pages.blocks.iter().map(|_| Vec::new()).collect();
    for number in 0..pages.count {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| failed(&"the size of a page"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for (block, tags) in pages.blocks.iter().zip(&mut tags) {
            for (_, row) in block.rows.iter().filter(|(on, _)| *on == number) {
                tags.push(tagged_row(&mut surface, block.kind.look(), row, faces));
            }
        }
        foot(&mut surface, transcript, (number + 1, pages.count), faces);
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(transcript.language.tag().to_owned()));
    for (block, tags) in pages.blocks.iter().zip(tags) {
        let mut group = TagGroup::new(kind(block));
        for tag in tags {
            group.push(tag);
        }
        tree.push(group);
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(pages));
    document.set_metadata(metadata(transcript));
    document.finish().map_err(|error| failed(&error))
}

fn kind(block: &Block) -> TagKind {
    match block.kind.level().and_then(NonZeroU16::new) {
        Some(level) => Tag::Hn(level, Some(block.text.clone())).into(),
        None => Tag::P.into(),
    }
}

/// Bookmarks: the title and the days.
fn outline(pages: &Pages) -> Outline {
    let mut outline = Outline::new();
    for block in pages.blocks.iter().filter(|block| matches!(block.kind, Kind::Title | Kind::Day)) {
        let Some((page, row)) = block.rows.first() else { continue };
        let place = Point::from_xy(0.0, (row.baseline - block.kind.look().size * 2.0).max(0.0));
        outline.push_child(OutlineNode::new(block.text.clone(), XyzDestination::new(*page, place)));
    }
    outline
}

fn metadata(transcript: &Transcript) -> Metadata {
    Metadata::new()
        .title(transcript.title.clone())
        .authors(vec![transcript.municipality.clone()])
        .language(transcript.language.tag().to_owned())
        .creation_date(date(transcript.saved_at))
}

fn date(at: DateTime<Utc>) -> krilla::metadata::DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    krilla::metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
}

/// Which page it is: no part of what is read.
fn foot(surface: &mut Surface<'_>, transcript: &Transcript, (number, of): (usize, usize), faces: &Faces) {
    let text = format!("{} · {}", transcript.title, words::page(number, of, transcript.language));
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)));
    let row = Row { text, left: SIDE, baseline: HEIGHT - 40.0 };
    draw(surface, &row, &faces.regular, FOOT_SIZE, SOFT_INK);
    surface.end_tagged();
}

fn tagged_row(surface: &mut Surface<'_>, look: Look, row: &Row, faces: &Faces) -> Identifier {
    let face = if look.bold { &faces.bold } else { &faces.regular };
    // Where the order of the glyphs or a box hides what was written, the words themselves stand beside.
    let hidden = has_rtl(&row.text) || row.text.chars().any(|c| face.drawable(c) != c);
    let span = SpanTag::empty().with_actual_text(hidden.then_some(row.text.as_str()));
    let tag = surface.start_tagged(ContentTag::Span(span));
    draw(surface, row, face, look.size, if look.soft { SOFT_INK } else { INK });
    surface.end_tagged();
    tag
}

fn has_rtl(text: &str) -> bool {
    BidiInfo::new(text, Some(Level::ltr())).has_rtl()
}

/// Draws a line, its words in the order in which they are read (Unicode's UAX 9).
fn draw(surface: &mut Surface<'_>, row: &Row, face: &Face, size: f32, [red, green, blue]: [u8; 3]) {
    let text: String = row.text.chars().map(|c| face.drawable(c)).collect();
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }));
    let bidi = BidiInfo::new(&text, None);
    let mut runs: Vec<(String, Vec<KrillaGlyph>)> = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, visual) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in visual {
            let right_to_left = levels[run.start].is_rtl();
            let words = text[run].to_owned();
            let glyphs = face.shape(&words, right_to_left);
            runs.push((words, glyphs));
        }
    }
    let wide: f32 = runs.iter().flat_map(|(_, glyphs)| glyphs).map(|glyph| glyph.x_advance * size).sum();
    let from_right = bidi.paragraphs.first().is_some_and(|paragraph| paragraph.level.is_rtl());
    let mut left = if from_right { WIDTH - SIDE - wide } else { row.left };
    for (words, glyphs) in runs {
        surface.draw_glyphs(Point::from_xy(left, row.baseline), &glyphs, face.font.clone(), &words, size, false);
        left += glyphs.iter().map(|glyph| glyph.x_advance * size).sum::<f32>();
    }
}
