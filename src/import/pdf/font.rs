//! A font without letters, for documents that name a font and do not hold it. Its text is read by its code and its
//! widths, which the document has or the library knows; what a letter looks like matters to nobody here.

/// An OpenType file with nothing but one empty glyph of no width.
pub(super) const EMPTY: [u8; LENGTH] = file();

const TABLES: [(&[u8; 4], &[u8]); 4] = [(b"head", &HEAD), (b"hhea", &HHEA), (b"hmtx", &[0; 4]), (b"maxp", &MAXP)];
const LENGTH: usize = 12 + 16 * 4 + 56 + 36 + 4 + 8;

const HEAD: [u8; 56] = {
    let mut head = [0; 56];
    head[1] = 1;
    (head[12], head[13], head[14], head[15]) = (0x5f, 0x0f, 0x3c, 0xf5);
    // A thousand units an em.
    (head[18], head[19]) = (3, 0xe8);
    head
};

const HHEA: [u8; 36] = {
    let mut hhea = [0; 36];
    hhea[1] = 1;
    // One width.
    hhea[35] = 1;
    hhea
};

/// Version 0.5, one glyph.
const MAXP: [u8; 8] = [0, 0, 0x50, 0, 0, 1, 0, 0];

const fn file() -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    (out[1], out[5]) = (1, 4);
    let (mut table, mut place) = (0, 12 + 16 * 4);
    while table < 4 {
        let (name, bytes) = TABLES[table];
        let entry = 12 + 16 * table;
        let mut at = 0;
        while at < 4 {
            out[entry + at] = name[at];
            at += 1;
        }
        // All of it is shorter than 256 bytes.
        #[expect(clippy::cast_possible_truncation, reason = "the file is shorter than 256 bytes")]
        {
            out[entry + 11] = place as u8;
            out[entry + 15] = bytes.len() as u8;
        }
        at = 0;
        while at < bytes.len() {
            out[place + at] = bytes[at];
            at += 1;
        }
        place += bytes.len();
        table += 1;
    }
    out
}
