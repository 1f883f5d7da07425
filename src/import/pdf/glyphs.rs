//! The format: a page's operators → letters at their places. Nothing is painted.

use std::collections::HashSet;
use std::sync::Arc;

use hayro_font::{CMapResolverFn, Font, FontCache, FontData, FontGlyph, FontResolverFn};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Do;
use hayro_syntax::object::{Array, Dict, Name, Number, ObjRef, Object, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};

use super::layout::{Glyph, PAINTED, POINT};

/// What stands for a letter that the document gives no meaning to.
pub(super) const UNKNOWN: char = '\u{fffd}';

/// Forms within forms; what is deeper goes in circles.
const DEEPEST: usize = 12;

/// Operators of a document, at most. A thousand pages of dense text have about two million.
const MOST_STEPS: usize = 20_000_000;

/// What drawing a form counts as.
const FORM_STEPS: usize = 500;

/// Letters of a document, at most.
const MOST_GLYPHS: usize = 4_000_000;

/// From one space to another: `x' = 0·x + 2·y + 4`, `y' = 1·x + 3·y + 5`.
type Matrix = [f64; 6];

const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn direction(matrix: Matrix, x: f64, y: f64) -> (f64, f64) {
    (matrix[0] * x + matrix[2] * y, matrix[1] * x + matrix[3] * y)
}

/// What `q` keeps and `Q` gives back.
#[derive(Clone)]
struct State<'a> {
    page: Matrix,
    font: Option<(Font<'a>, bool)>,
    size: f64,
    between_letters: f64,
    between_words: f64,
    wide: f64,
    leading: f64,
    rise: f64,
}

/// How far a path reaches on the page.
#[derive(Default)]
struct Shape(Option<[f64; 4]>);

impl Shape {
    fn add(&mut self, state: &State<'_>, x: f64, y: f64) {
        let (x, y) = direction(state.page, x, y);
        let (x, y) = (x + state.page[4], y + state.page[5]);
        let [left, top, right, bottom] = self.0.unwrap_or([x, y, x, y]);
        self.0 = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
    }

    /// The point of a list, if this is as small and as wide as it is high. Browsers paint them.
    fn point(self) -> Option<Glyph> {
        let [left, top, right, bottom] = self.0?;
        let (width, height) = (right - left, bottom - top);
        let is_point = (1.2..8.0).contains(&width) && (0.75..1.33).contains(&(height / width));
        is_point.then(|| Glyph {
            text: String::new(),
            at: (left, f64::midpoint(top, bottom)),
            step: (width, 0.0),
            size: PAINTED,
            bold: false,
        })
    }
}

/// A marked part of the content.
enum Mark {
    Plain,
    /// A head or foot of the page, or a layer that is switched off.
    Left,
    /// What the part says, whatever its glyphs are; empty once it is said.
    Says(Option<String>),
}

/// Reads the pages of a document.
pub(super) struct Reader<'a> {
    fonts: FontCache<'a>,
    resolver: FontResolverFn,
    cmaps: CMapResolverFn,
    off: HashSet<ObjRef>,
    steps: usize,
    room: usize,
    glyphs: Vec<Glyph>,
    marks: Vec<Mark>,
}

impl<'a> Reader<'a> {
    /// For the document with this catalog.
    pub(super) fn new(catalog: &Dict<'a>) -> Self {
        let off = catalog.get::<Dict<'a>>("OCProperties").and_then(|layers| layers.get::<Dict<'a>>("D"));
        let off = off.and_then(|shown| shown.get::<Array<'a>>("OFF"));
        Self {
            fonts: FontCache::new(),
            // A font that is not in the document needs a program all the same, or the library leaves its text out.
            resolver: Arc::new(|_| {
                let empty: FontData = Arc::new(super::font::EMPTY);
                Some((empty, 0))
            }),
            cmaps: Arc::new(|_| None),
            off: off.map(|off| off.raw_iter().filter_map(|layer| layer.as_obj_ref()).collect()).unwrap_or_default(),
            steps: MOST_STEPS,
            room: MOST_GLYPHS,
            glyphs: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The letters of a page as it is held to be read, in the order in which they are drawn; none when the document has
    /// more than anybody writes.
    pub(super) fn page(&mut self, page: &Page<'a>) -> Option<Vec<Glyph>> {
        self.marks.clear();
        let state = State {
            page: page.initial_transform(true).as_coeffs(),
            font: None,
            size: 0.0,
            between_letters: 0.0,
            between_words: 0.0,
            wide: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.run(page.typed_operations(), page.resources(), state, 0)?;
        let (width, height) = page.render_dimensions();
        let mut glyphs = std::mem::take(&mut self.glyphs);
        // What lies outside the paper is not shown.
        glyphs.retain(|glyph| {
            let (x, y) = glyph.at;
            x > -1.0 && y > -1.0 && x < f64::from(width) + 1.0 && y < f64::from(height) + glyph.size
        });
        Some(glyphs)
    }

    fn run(
        &mut self,
        mut steps: TypedIter<'_>,
        resources: &Resources<'a>,
        state: State<'a>,
        depth: usize,
    ) -> Option<()> {
        let mut kept = Vec::new();
        let mut state = state;
        let (mut text, mut line) = (SAME, SAME);
        let mut shape = Shape::default();
        let marks = self.marks.len();
        while let Some(step) = steps.next() {
            self.steps = self.steps.checked_sub(1)?;
            match step {
                Do::SaveState(_) if kept.len() < 1_000 => kept.push(state.clone()),
                Do::RestoreState(_) => state = kept.pop().unwrap_or(state),
                Do::Transform(it) => {
                    state.page = then([it.0, it.1, it.2, it.3, it.4, it.5].map(|n| n.as_f64()), state.page);
                }
                Do::BeginText(_) => (text, line) = (SAME, SAME),
                Do::CharacterSpacing(it) => state.between_letters = it.0.as_f64(),
                Do::WordSpacing(it) => state.between_words = it.0.as_f64(),
                Do::HorizontalScaling(it) => state.wide = it.0.as_f64() / 100.0,
                Do::TextLeading(it) => state.leading = it.0.as_f64(),
                Do::TextRise(it) => state.rise = it.0.as_f64(),
                Do::TextFont(it) => {
                    state.size = it.1.as_f64();
                    state.font = resources.get_font(it.0).and_then(|dict| self.font(&dict));
                }
                Do::SetGraphicsState(it) => {
                    if let Some(font) = resources.get_ext_g_state(it.0).and_then(|named| named.get::<Array<'a>>("Font"))
                    {
                        let mut parts = font.flex_iter();
                        state.font = parts.next::<Dict<'a>>().and_then(|dict| self.font(&dict));
                        state.size = parts.next::<Number>().map_or(state.size, |size| size.as_f64());
                    }
                }
                Do::SetTextMatrix(it) => {
                    line = [it.0, it.1, it.2, it.3, it.4, it.5].map(|n| n.as_f64());
                    text = line;
                }
                Do::NextLine(it) => next_line(&mut line, &mut text, it.0.as_f64(), it.1.as_f64()),
                Do::NextLineAndSetLeading(it) => {
                    state.leading = -it.1.as_f64();
                    next_line(&mut line, &mut text, it.0.as_f64(), it.1.as_f64());
                }
                Do::NextLineUsingLeading(_) => next_line(&mut line, &mut text, 0.0, -state.leading),
                Do::ShowText(it) => self.show(&state, &mut text, it.0.as_bytes())?,
                Do::NextLineAndShowText(it) => {
                    next_line(&mut line, &mut text, 0.0, -state.leading);
                    self.show(&state, &mut text, it.0.as_bytes())?;
                }
                Do::ShowTextWithParameters(it) => {
                    (state.between_words, state.between_letters) = (it.0.as_f64(), it.1.as_f64());
                    next_line(&mut line, &mut text, 0.0, -state.leading);
                    self.show(&state, &mut text, it.2.as_bytes())?;
                }
                Do::ShowTexts(it) => {
                    for part in it.0.iter::<Object<'_>>() {
                        match part {
                            Object::String(shown) => self.show(&state, &mut text, shown.as_bytes())?,
                            Object::Number(back) => {
                                let by = -back.as_f64() / 1000.0 * state.size;
                                let across = state.font.as_ref().is_none_or(|(font, _)| font.is_horizontal());
                                let (x, y) = if across { (by * state.wide, 0.0) } else { (0.0, by) };
                                text = then([1.0, 0.0, 0.0, 1.0, x, y], text);
                            }
                            _ => {}
                        }
                    }
                }
                Do::XObject(it) => {
                    if let Some(form) = resources.get_x_object(it.0).filter(|_| depth < DEEPEST) {
                        self.form(&form, resources, &state, depth)?;
                    }
                }
                Do::BeginMarkedContent(it) => self.mark(it.0, None),
                Do::BeginMarkedContentWithProperties(it) => self.begin(it.0, it.1, resources),
                Do::EndMarkedContent(_) if self.marks.len() > marks => drop(self.marks.pop()),
                step => self.paint(&step, &state, &mut shape)?,
            }
        }
        self.marks.truncate(marks);
        Some(())
    }

    /// Paths, of which only the points of lists count.
    fn paint(&mut self, step: &Do<'_, '_>, state: &State<'a>, shape: &mut Shape) -> Option<()> {
        match step {
            Do::MoveTo(it) => shape.add(state, it.0.as_f64(), it.1.as_f64()),
            Do::LineTo(it) => shape.add(state, it.0.as_f64(), it.1.as_f64()),
            Do::CubicTo(it) => shape.add(state, it.4.as_f64(), it.5.as_f64()),
            Do::CubicStartTo(it) => shape.add(state, it.2.as_f64(), it.3.as_f64()),
            Do::CubicEndTo(it) => shape.add(state, it.2.as_f64(), it.3.as_f64()),
            Do::RectPath(it) => {
                let [x, y, width, height] = [&it.0, &it.1, &it.2, &it.3].map(hayro_syntax::object::Number::as_f64);
                shape.add(state, x, y);
                shape.add(state, x + width, y + height);
            }
            Do::FillPathNonZero(_) | Do::FillPathEvenOdd(_) | Do::FillPathNonZeroCompatibility(_) => {
                if let Some(point) = std::mem::take(shape).point() {
                    self.room = self.room.checked_sub(1)?;
                    self.put(point, || POINT.to_string());
                }
            }
            Do::EndPath(_) | Do::StrokePath(_) | Do::CloseAndStrokePath(_) => *shape = Shape::default(),
            _ => {}
        }
        Some(())
    }

    /// A marked part begins, with its properties or their name.
    fn begin(&mut self, tag: &Name<'_>, properties: &Object<'_>, resources: &Resources<'a>) {
        let properties = match properties {
            Object::Name(named) if resources.properties.get_ref(named).is_some_and(|of| self.off.contains(&of)) => {
                self.marks.push(Mark::Left);
                return;
            }
            Object::Name(named) => resources.properties.get::<Dict<'a>>(named).map(|dict| Properties::of(&dict)),
            Object::Dict(dict) => Some(Properties::of(dict)),
            _ => None,
        };
        self.mark(tag, properties);
    }

    fn form(&mut self, form: &Stream<'a>, resources: &Resources<'a>, state: &State<'a>, depth: usize) -> Option<()> {
        let dict = form.dict();
        let is_form = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_ref() == b"Form");
        if !is_form || dict.get_ref("OC").is_some_and(|layer| self.off.contains(&layer)) {
            return Some(());
        }
        // Unpacking a form costs far more than an operator.
        self.steps = self.steps.checked_sub(FORM_STEPS)?;
        let Ok(data) = form.decoded_data() else { return Some(()) };
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let mut state = state.clone();
        if let Some(matrix) = dict.get::<Array<'a>>("Matrix") {
            let mut placed = SAME;
            for (to, from) in placed.iter_mut().zip(matrix.iter::<Number>()) {
                *to = from.as_f64();
            }
            state.page = then(placed, state.page);
        }
        self.run(TypedIter::new(&data), own.as_ref().unwrap_or(resources), state, depth + 1)
    }

    fn font(&self, dict: &Dict<'a>) -> Option<(Font<'a>, bool)> {
        let name = dict.get::<Name<'a>>("BaseFont").map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
        let bold = ["bold", "black", "heavy"].iter().any(|word| name.contains(word));
        self.fonts.font(dict, &self.resolver, &self.cmaps).map(|font| (font, bold))
    }

    fn mark(&mut self, tag: &Name<'_>, properties: Option<Properties>) {
        let Properties { pagination, says } = properties.unwrap_or_default();
        self.marks.push(match says {
            _ if pagination && tag.as_ref() == b"Artifact" => Mark::Left,
            Some(says) => Mark::Says(Some(says)),
            None => Mark::Plain,
        });
    }

    fn show(&mut self, state: &State<'a>, text: &mut Matrix, bytes: &[u8]) -> Option<()> {
        let Some((font, bold)) = &state.font else { return Some(()) };
        let across = font.is_horizontal();
        let mut at = 0;
        while at < bytes.len() {
            self.room = self.room.checked_sub(1)?;
            let (code, length) = font.read_code(bytes, at);
            at += length.max(1);
            let advance = font.code_advance(code);
            let word = if code == 32 && length == 1 { state.between_words } else { 0.0 };
            let (along, width) = if across { (state.wide, advance.x) } else { (1.0, advance.y) };
            let width = width / 1000.0 * state.size;
            let place = then(*text, state.page);
            let (x, y) = direction(place, 0.0, state.rise);
            let (up_x, up_y) = direction(place, 0.0, state.size);
            // Wide-set letters are no words of one letter each.
            let shown = (width + state.between_letters.max(0.0)) * along;
            let step = if across { direction(place, shown, 0.0) } else { direction(place, 0.0, shown) };
            let glyph = Glyph {
                text: String::new(),
                at: (x + place[4], y + place[5]),
                step,
                size: up_x.hypot(up_y),
                bold: *bold,
            };
            self.put(glyph, || meaning(font, code));
            let moved = (width + state.between_letters + word) * along;
            let (x, y) = if across { (moved, 0.0) } else { (0.0, moved) };
            *text = then([1.0, 0.0, 0.0, 1.0, x, y], *text);
        }
        Some(())
    }

    fn put(&mut self, mut glyph: Glyph, meaning: impl FnOnce() -> String) {
        if self.marks.iter().any(|mark| matches!(mark, Mark::Left)) {
            return;
        }
        let outer = self.marks.iter_mut().find_map(|mark| if let Mark::Says(says) = mark { Some(says) } else { None });
        glyph.text = match outer {
            Some(says) if glyph.size > PAINTED => says.take().unwrap_or_default(),
            _ => meaning(),
        };
        self.glyphs.push(glyph);
    }
}

fn next_line(line: &mut Matrix, text: &mut Matrix, x: f64, y: f64) {
    *line = then([1.0, 0.0, 0.0, 1.0, x, y], *line);
    *text = *line;
}

/// What a code means. A sign of a font's own area is a point of a list or a picture, which the font alone knows.
fn meaning(font: &Font<'_>, code: u32) -> String {
    let meant = match font.glyph(font.map_code(code), code) {
        FontGlyph::Outline(glyph) => glyph.as_unicode(),
        FontGlyph::Type3(glyph) => glyph.as_unicode(),
    };
    let meant = meant.map(|meant| match meant {
        hayro_font::hayro_cmap::BfString::Char(letter) => letter.to_string(),
        hayro_font::hayro_cmap::BfString::String(letters) => letters,
    });
    meant.filter(|meant| !meant.contains('\0')).unwrap_or_else(|| UNKNOWN.to_string())
}

/// Of a marked part's properties, those that count here.
#[derive(Default)]
struct Properties {
    pagination: bool,
    says: Option<String>,
}

impl Properties {
    fn of(dict: &Dict<'_>) -> Self {
        let pagination = dict.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() == b"Pagination");
        Self { pagination, says: dict.get::<PdfString<'_>>("ActualText").map(|text| decoded(text.as_bytes())) }
    }
}

/// A text string: UTF-16, UTF-8, or one byte a letter.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
