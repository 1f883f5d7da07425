//! Pictures as phones and programs make them, piece by piece, and what is left of them.

use proptest::prelude::*;

use super::Picture::{Gif, Jpeg, Png, Webp};
use super::*;

/// What must not be left anywhere; each is put into the pieces that a camera or a program notes such things in.
const SECRET: &[u8] = b"58.4108N 15.6214E Pixel 9 2026:11:30 Kim";

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Cleaned, and nothing secret is left; cleaning twice is as once.
fn clean(picture: Picture, bytes: &[u8]) -> Vec<u8> {
    let cleaned = without_traces(picture, bytes).expect("a whole picture");
    assert!(!holds(&cleaned, b"58.41") && !holds(&cleaned, b"Pixel"), "{}", String::from_utf8_lossy(&cleaned));
    assert_eq!(without_traces(picture, &cleaned).as_deref(), Ok(&cleaned[..]), "twice is as once");
    cleaned
}

/// A block of Exif as a phone writes it: maker, orientation, place, time, its own notes, a small picture.
fn exif(orientation: u16, little: bool) -> Vec<u8> {
    let short = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let long = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let mut block = if little { b"II\x2a\0".to_vec() } else { b"MM\0\x2a".to_vec() };
    block.extend(long(8));
    block.extend(short(3));
    // Make, behind the directory.
    block.extend([short(0x010F), short(2)].concat());
    block.extend([long(40), long(50)].concat());
    block.extend([short(0x0112), short(3)].concat());
    block.extend(long(1));
    block.extend([short(orientation), short(0)].concat());
    // The directory of the place.
    block.extend([short(0x8825), short(4)].concat());
    block.extend([long(1), long(50)].concat());
    block.extend(long(0));
    block.extend(SECRET);
    block
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("a segment");
    [&[0xFF, marker][..], &length.to_be_bytes(), data].concat()
}

fn app(marker: u8, name: &[u8], data: &[u8]) -> Vec<u8> {
    segment(marker, &[name, data].concat())
}

const SOI: &[u8] = &[0xFF, 0xD8];
const EOI: &[u8] = &[0xFF, 0xD9];

fn jfif() -> Vec<u8> {
    segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
}

/// Tables and a frame.
fn tables() -> Vec<u8> {
    [segment(0xDB, &[7; 65]), segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]), segment(0xC4, &[5; 20])].concat()
}

/// A scan with a stuffed byte, a restart and fill bytes before the next marker.
fn scan() -> Vec<u8> {
    [segment(0xDA, &[1, 1, 0, 0, 63, 0]), vec![1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 5]].concat()
}

fn minimal(orientation: u8) -> Vec<u8> {
    segment(0xE1, &orientation::prefixed(orientation))
}

#[test]
fn a_phones_photo_keeps_its_rows_its_colours_and_which_way_is_up() {
    let icc = app(0xE2, b"ICC_PROFILE\0\x01\x01", b"Display P3");
    let adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
    for little in [false, true] {
        let photo = [
            SOI,
            &app(0xE1, b"Exif\0\0", &exif(6, little)),
            &app(0xE1, b"http://ns.adobe.com/xap/1.0/\0", SECRET),
            &app(0xE1, b"http://ns.adobe.com/xmp/extension/\0", SECRET),
            &app(0xE2, b"MPF\0", SECRET),
            &icc,
            &app(0xED, b"Photoshop 3.0\x008BIM", SECRET),
            &app(0xEB, b"JP", SECRET),
            &adobe,
            &segment(0xFE, SECRET),
            &tables(),
            &scan(),
            EOI,
            // A film, and a second picture with all its notes.
            SECRET,
            SOI,
            &app(0xE1, b"Exif\0\0", &exif(6, little)),
        ]
        .concat();
        let kept = [SOI, &minimal(6), &icc, &adobe, &tables(), &scan(), EOI].concat();
        assert_eq!(clean(Jpeg, &photo), kept);
    }
}

#[test]
fn notes_between_the_scans_of_a_progressive_photo_go_as_well() {
    let photo = [
        SOI,
        &jfif(),
        &app(0xE1, b"Exif\0\0", &exif(8, true)),
        &tables(),
        &scan(),
        &[0xFF, 0xFF, 0xFF],
        &segment(0xFE, SECRET)[1..],
        &segment(0xC4, &[9; 20]),
        &app(0xE1, b"Exif\0\0", &exif(3, true)),
        &scan(),
        &segment(0xDC, &[0, 1]),
        EOI,
    ]
    .concat();
    let kept = [
        SOI,
        &jfif(),
        &minimal(8),
        &tables(),
        &scan(),
        &segment(0xC4, &[9; 20]),
        &scan(),
        &segment(0xDC, &[0, 1]),
        EOI,
    ];
    assert_eq!(clean(Jpeg, &photo), kept.concat());
}

#[test]
fn the_small_picture_in_a_jpegs_head_may_show_what_was_cut_away() {
    let mut head = b"JFIF\0\x01\x01\0\0\x01\0\x01\x04\x03".to_vec();
    head.extend(SECRET);
    let photo = [SOI, &segment(0xE0, &head), &app(0xE0, b"JFXX\0\x10", SECRET), &tables(), &scan(), EOI].concat();
    assert_eq!(clean(Jpeg, &photo), [SOI, &jfif(), &tables(), &scan(), EOI].concat());
}

#[test]
fn what_stands_behind_the_colours_in_adobes_segment_goes() {
    let colours = b"Adobe\0\x64\0\0\0\0\x01".as_slice();
    let rest = [tables(), scan(), EOI.to_vec()].concat();
    let photo = [SOI, &segment(0xEE, &[colours, SECRET].concat()), &rest].concat();
    assert_eq!(clean(Jpeg, &photo), [SOI, &segment(0xEE, colours), &rest].concat());
}

#[test]
fn a_photo_that_is_upright_gets_no_note_and_one_that_lacks_its_end_gets_one() {
    for orientation in [0, 1, 9, 300] {
        let photo = [SOI, &app(0xE1, b"Exif\0\0", &exif(orientation, false)), &tables(), &scan()].concat();
        assert_eq!(clean(Jpeg, &photo), [SOI, &tables(), &scan(), EOI].concat(), "{orientation}");
    }
}

#[test]
fn a_photo_that_cannot_be_taken_apart_is_refused() {
    let whole = [SOI, &app(0xE1, b"Exif\0\0", &exif(6, false)), &tables(), &scan(), EOI].concat();
    for end in [2, 3, 5, 40, 130, 160] {
        assert_eq!(without_traces(Jpeg, &whole[..end]), Err(Damaged), "{end}");
    }
    let no_frame = [SOI, &scan(), EOI].concat();
    let no_rows = [SOI, &tables(), EOI].concat();
    for broken in [&no_frame, &no_rows, &[SOI, SOI, &whole].concat(), &b"GIF89a".to_vec()] {
        assert_eq!(without_traces(Jpeg, broken), Err(Damaged));
    }
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(&[&name[..], data].concat());
    [&u32::try_from(data.len()).expect("a chunk").to_be_bytes()[..], &name, data, &sum.sum().to_be_bytes()].concat()
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

#[test]
fn a_png_keeps_what_it_looks_like_and_nothing_after_its_end() {
    let (head, rows, end) = (chunk(*b"IHDR", &[1; 13]), chunk(*b"IDAT", &[2; 30]), chunk(*b"IEND", &[]));
    let colours = [chunk(*b"gAMA", &[0, 0, 1, 2]), chunk(*b"iCCP", b"p\0\0xx"), chunk(*b"PLTE", &[0; 6])].concat();
    let shot = [
        SIGNATURE,
        &head,
        &chunk(*b"tEXt", &[b"Author\0", SECRET].concat()),
        &colours,
        &chunk(*b"zTXt", SECRET),
        &chunk(*b"iTXt", &[b"XML:com.adobe.xmp\0", SECRET].concat()),
        &chunk(*b"tIME", b"58.4100"),
        &rows,
        &chunk(*b"iDOT", SECRET),
        &rows,
        &chunk(*b"eXIf", &exif(3, false)),
        &end,
        // What a program that cut the picture left of the old one.
        SECRET,
        &rows,
        &end,
    ]
    .concat();
    let note = chunk(*b"eXIf", &orientation::block(3));
    let kept = [SIGNATURE, &head, &colours, &note, &rows, &rows, &end].concat();
    assert_eq!(clean(Png, &shot), kept);
    let endless = [SIGNATURE, &head, &rows].concat();
    assert_eq!(clean(Png, &endless), [SIGNATURE, &head, &rows, &end].concat());
}

#[test]
fn a_png_that_cannot_be_taken_apart_is_refused() {
    let (head, rows) = (chunk(*b"IHDR", &[1; 13]), chunk(*b"IDAT", &[2; 30]));
    let far = [SIGNATURE, &head, &rows, &[0xFF; 4], b"tEXt", SECRET].concat();
    for broken in [
        [SIGNATURE, &head].concat(),
        [SIGNATURE, &head, &rows[..20]].concat(),
        [SIGNATURE, &rows, &head].concat(),
        // Apple's own kind, which browsers do not show.
        [SIGNATURE, &chunk(*b"CgBI", &[0; 4]), &head, &rows].concat(),
        far,
    ] {
        assert_eq!(without_traces(Png, &broken), Err(Damaged));
    }
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, data) in chunks {
        body.extend(*name);
        body.extend(u32::try_from(data.len()).expect("a chunk").to_le_bytes());
        body.extend(*data);
        body.extend(&[0][..data.len() % 2]);
    }
    [&b"RIFF"[..], &u32::try_from(body.len()).expect("a file").to_le_bytes(), &body].concat()
}

#[test]
fn a_webp_keeps_its_flags_true() {
    let (profile, rows) = (b"profile".as_slice(), b"rows and rows".as_slice());
    let photo = riff(&[
        (b"VP8X", &[0x20 | 0x08 | 0x04, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
        (b"ICCP", profile),
        (b"VP8 ", rows),
        (b"EXIF", &exif(6, true)),
        (b"XMP ", SECRET),
        (b"MINE", SECRET),
    ]);
    let upright = riff(&[
        (b"VP8X", &[0x20 | 0x08, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
        (b"ICCP", profile),
        (b"VP8 ", rows),
        (b"EXIF", &orientation::block(6)),
    ]);
    assert_eq!(clean(Webp, &[&photo, SECRET].concat()), upright);
    // The block as JPEG has it, upright: no note is needed, and no flag is left that says there is one.
    let exif = [b"Exif\0\0", &exif(1, false)[..]].concat();
    let photo = riff(&[(b"VP8X", &[0x0C, 0, 0, 0, 1, 0, 0, 1, 0, 0]), (b"VP8L", rows), (b"EXIF", &exif)]);
    assert_eq!(clean(Webp, &photo), riff(&[(b"VP8X", &[0, 0, 0, 0, 1, 0, 0, 1, 0, 0]), (b"VP8L", rows)]));
    assert_eq!(clean(Webp, &riff(&[(b"VP8 ", rows)])), riff(&[(b"VP8 ", rows)]));
    for broken in [&photo[..photo.len() - 4], b"RIFF\x04\0\0\0WEBP", &riff(&[(b"EXIF", SECRET)])] {
        assert_eq!(without_traces(Webp, broken), Err(Damaged));
    }
}

#[test]
fn notes_in_the_pictures_of_a_moving_webp_go_as_well() {
    let part = |secret: bool| {
        let inner = riff(&[(b"ALPH", &[1; 4]), (b"VP8 ", &[2; 6])]);
        let noted = riff(&[(b"ALPH", &[1; 4]), (b"NOTE", SECRET), (b"VP8 ", &[2; 6])]);
        [&[3; 16], &(if secret { noted } else { inner })[12..]].concat()
    };
    let film = |secret: bool| {
        riff(&[
            (b"VP8X", &[2, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
            (b"ANIM", &[0; 6]),
            (b"ANMF", &part(secret)),
            (b"ANMF", &part(secret)),
        ])
    };
    assert_eq!(clean(Webp, &film(true)), film(false));
}

#[test]
fn a_gif_keeps_its_pictures_and_how_often_it_runs() {
    let head = [b"GIF89a", &[2, 0, 2, 0, 0x80, 0, 0][..], &[0; 6]].concat();
    let again = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0";
    let control = b"\x21\xF9\x04\x01\x0A\0\0\0";
    let picture = [b"\x2C\0\0\0\0\x02\0\x02\0\x81".as_slice(), &[9; 12], b"\x02\x03abc\x01d\0"].concat();
    let remark = [b"\x21\xFE".as_slice(), &[40], SECRET, &[0]].concat();
    assert_eq!(SECRET.len(), 40);
    let xmp = [b"\x21\xFF\x0BXMP DataXMP".as_slice(), &[40], SECRET, &[0]].concat();
    let words = [b"\x21\x01\x0C".as_slice(), &[0; 12], &[40], SECRET, &[0]].concat();
    let gif = [&head[..], again, &remark, control, &remark, &picture, &xmp, control, &words, &picture, b"\x3B", SECRET]
        .concat();
    assert_eq!(clean(Gif, &gif), [&head[..], again, control, &picture, &picture, b"\x3B"].concat());
    assert_eq!(clean(Gif, &[&head[..], &picture].concat()), [&head[..], &picture, b"\x3B"].concat());
    for broken in [&head[..], &[&head[..], &picture[..20]].concat(), &[&head[..], SECRET].concat()] {
        assert_eq!(without_traces(Gif, broken), Err(Damaged));
    }
}

/// A picture of each kind, to be damaged.
fn whole(picture: Picture) -> Vec<u8> {
    match picture {
        Jpeg => [SOI, &jfif(), &app(0xE1, b"Exif\0\0", &exif(6, true)), &tables(), &scan(), &scan(), EOI].concat(),
        Png => [SIGNATURE, &chunk(*b"IHDR", &[1; 13]), &chunk(*b"eXIf", &exif(6, false)), &chunk(*b"IDAT", &[2; 30])]
            .concat(),
        Webp => riff(&[(b"VP8X", &[8; 10]), (b"ANMF", &[3; 16]), (b"VP8 ", &[2; 7]), (b"EXIF", &exif(6, true))]),
        Gif => [b"GIF89a", &[2, 0, 2, 0, 0, 0, 0][..], b"\x21\xFE\x02ab\0\x2C\0\0\0\0\x02\0\x02\0\0\x02\x01d\0\x3B"]
            .concat(),
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_cleaning_ends_and_twice_is_as_once(
        picture in prop::sample::select(vec![Jpeg, Png, Webp, Gif]),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        tail in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = whole(picture);
        for (place, byte) in hits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(bytes.len() - cut.index(bytes.len()) / 2);
        bytes.extend(tail);
        if let Ok(cleaned) = without_traces(picture, &bytes) {
            prop_assert!(cleaned.len() <= bytes.len() + 36);
            prop_assert_eq!(without_traces(picture, &cleaned), Ok(cleaned.clone()));
        }
    }

    #[test]
    fn bytes_without_any_sense_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for picture in [Jpeg, Png, Webp, Gif] {
            let _ = without_traces(picture, &bytes);
            let _ = without_traces(picture, &[&whole(picture)[..12], &bytes].concat());
        }
        let _ = orientation::of(&bytes);
    }
}
