//! The font: which glyphs a text takes, and how wide they are.

use std::io::Read;
use std::ops::Range;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

// Packed they take half the room in the program; they are unpacked for the first document.
static REGULAR: LazyLock<Vec<u8>> = LazyLock::new(|| unpacked(include_bytes!("fonts/DejaVuSans.ttf.gz")));
static BOLD: LazyLock<Vec<u8>> = LazyLock::new(|| unpacked(include_bytes!("fonts/DejaVuSans-Bold.ttf.gz")));

/// What was packed; what cannot be unpacked is no font either.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).map_or_else(|_| Vec::new(), |_| bytes)
}

/// What stands for a character that the font has not.
pub(super) const BOX: char = '\u{25A1}';

/// The two weights.
pub(super) struct Faces {
    pub(super) regular: Face,
    pub(super) bold: Face,
}

/// The script of a character after ISO 15924, such as `Ethi`; none for signs of no script, such as emoji.
pub(super) fn script(c: char) -> Option<[u8; 4]> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(c.encode_utf8(&mut [0; 4]));
    buffer.guess_segment_properties();
    let script = buffer.script();
    (script != rustybuzz::script::UNKNOWN).then(|| script.tag().to_bytes())
}

/// One weight of the font.
pub(super) struct Face {
    pub(super) font: Font,
    shapes: rustybuzz::Face<'static>,
    units_per_em: f32,
}

impl Faces {
    /// Those that are compiled in.
    pub(super) fn embedded() -> Option<Self> {
        Some(Self { regular: Face::new(&REGULAR)?, bold: Face::new(&BOLD)? })
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let font = Font::new(bytes.into(), 0)?;
        let units_per_em = font.units_per_em();
        Some(Self { font, shapes: rustybuzz::Face::from_slice(bytes, 0)?, units_per_em })
    }

    /// The character itself, or the [box](BOX).
    pub(super) fn drawable(&self, c: char) -> char {
        if self.shapes.glyph_index(c).is_some() { c } else { BOX }
    }

    /// Whether a character is seen as a box. What only says how others are drawn, as between the parts of an emoji, is not.
    pub(super) fn is_box(&self, c: char) -> bool {
        let is_mark = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E0FFF}');
        !is_mark && !c.is_control() && self.drawable(c) != c
    }

    /// How wide a character is at a size when nothing joins it: for breaking lines, where a hair does not matter.
    pub(super) fn width(&self, c: char, size: f32) -> f32 {
        let glyph = self.shapes.glyph_index(self.drawable(c));
        let advance = glyph.and_then(|glyph| self.shapes.glyph_hor_advance(glyph)).unwrap_or_default();
        f32::from(advance) / self.units_per_em * size
    }

    /// The glyphs of a text that reads in one direction, from left to right as they stand.
    pub(super) fn shape(&self, text: &str, right_to_left: bool) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
        let shaped = rustybuzz::shape(&self.shapes, &[], buffer);
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let cluster = |start: usize| -> Range<usize> {
            let after = starts.partition_point(|&other| other <= start);
            start..starts.get(after).copied().unwrap_or(text.len())
        };
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        glyphs
            .map(|(info, place)| {
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    self.em(place.x_advance),
                    self.em(place.x_offset),
                    self.em(place.y_offset),
                    self.em(place.y_advance),
                    cluster(info.cluster as usize),
                    None,
                )
            })
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "units of a font are far below 2²³")]
    fn em(&self, units: i32) -> f32 {
        units as f32 / self.units_per_em
    }
}
