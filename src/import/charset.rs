//! Bytes of a web page → text, whatever the server says about them.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its own word about its characters is looked for, as browsers do.
const PRESCAN: usize = 1024;

/// The text of a page. What is UTF-8 is read as UTF-8 whatever is declared, because text in another encoding that
/// happens to be UTF-8 does not exist outside of ASCII; that holds for nearly all of it as well, when a page of UTF-8 has a
/// piece of another in it. Otherwise the header counts, then the page itself, and last what its letters look like.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    if let Some(text) = mostly_utf8(bytes) {
        return text;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]).to_ascii_lowercase();
    let declared = content_type.and_then(|header| charset(&header.to_ascii_lowercase())).or_else(|| charset(&head));
    match declared.filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => by_its_letters(bytes),
    }
}

/// UTF-16 without its mark: every second byte of Latin text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    const LEAST: usize = 8;
    let head = &bytes[..bytes.len().min(PRESCAN) & !1];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if head.len() < LEAST {
        None
    } else if even == 0 && odd * 10 >= half * 9 {
        Some(UTF_16LE)
    } else if odd == 0 && even * 10 >= half * 9 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A text of UTF-8 with some bytes in it that are none; those are read as old Swedish pages are written.
fn mostly_utf8(bytes: &[u8]) -> Option<String> {
    let (mut text, mut whole, mut broken) = (String::with_capacity(bytes.len()), 0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (whole > broken).then_some(text)
}

/// `å ä ö Å Ä Ö` of MS-DOS (code pages 437 and 850) and of the first Macintosh.
const DOS: [u8; 6] = [0x86, 0x84, 0x94, 0x8f, 0x8e, 0x99];
const MAC: [u8; 6] = [0x8c, 0x8a, 0x9a, 0x81, 0x80, 0x85];
const WINDOWS: [u8; 6] = [0xe5, 0xe4, 0xf6, 0xc5, 0xc4, 0xd6];

/// A text that nothing is said about: the encoding in which most of its letters are Swedish ones between other letters.
fn by_its_letters(bytes: &[u8]) -> String {
    let beside = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let count = |letters: [u8; 6]| {
        let fits = |(at, byte): (usize, &u8)| letters.contains(byte) && (beside(at + 1) || at > 0 && beside(at - 1));
        bytes.iter().enumerate().filter(|it| fits(*it)).count()
    };
    let (windows, mac, dos) = (count(WINDOWS), count(MAC), count(DOS));
    if windows >= mac.max(dos) {
        WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    } else if mac >= dos {
        MACINTOSH.decode_without_bom_handling(bytes).0.into_owned()
    } else {
        // No browser reads it, so no library for the web does: its Swedish letters, and otherwise what is ASCII.
        let letter = |byte: &u8| match DOS.iter().position(|known| known == byte) {
            Some(at) => ['å', 'ä', 'ö', 'Å', 'Ä', 'Ö'][at],
            None if byte.is_ascii() => char::from(*byte),
            None if *byte == 0x82 => 'é',
            None => ' ',
        };
        bytes.iter().map(letter).collect()
    }
}

/// The encoding after the first `charset=` of a text in lower case, or after the `encoding=` of XML.
fn charset(text: &str) -> Option<&'static Encoding> {
    let xml = || text.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0.split_once("encoding=");
    let (_, after) = xml().or_else(|| text.split_once("charset="))?;
    let name = after.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c)).unwrap_or(name.len());
    Encoding::for_label(&name.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn swedish_letters_survive_whatever_the_server_says() {
        let latin = b"F\xf6rskola \x96 \xe5r";
        assert_eq!(decode(latin, None), "Förskola – år", "nothing is said");
        assert_eq!(decode(latin, Some("text/html; charset=ISO-8859-1")), "Förskola – år");
        assert_eq!(decode(latin, Some("text/html; charset=utf-8")), "Förskola – år", "the header is wrong");
        assert_eq!(decode("Förskola".as_bytes(), Some("text/html; charset=iso-8859-1")), "Förskola", "wrong as well");
        assert_eq!(decode(b"\xef\xbb\xbfF\xc3\xb6r", None), "För", "a byte order mark is no text");
        assert_eq!(decode(b"\xff\xfeF\0\xf6\0r\0", None), "För", "UTF-16");
    }

    #[test]
    fn the_page_itself_is_asked_when_the_header_is_silent() {
        let greek = b"<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-7'>\xe1";
        assert!(decode(greek, Some("text/html")).ends_with('α'));
        assert!(decode(greek, Some("text/html; charset=windows-1252")).ends_with('á'), "the header counts first");
    }

    #[test]
    fn letters_survive_in_other_encodings_too() {
        assert_eq!(decode(b"F\x9arskola p\x8c \x85n", None), "Förskola på Ön", "a first Macintosh");
        assert_eq!(decode(b"F\x94rskola p\x86 \x99n", None), "Förskola på Ön", "MS-DOS");
        assert_eq!(decode(b"F\0\xf6\0r\0s\0k\0o\0l\0a\0", None), "Förskola", "UTF-16 without its mark");
        assert_eq!(decode(b"\0F\0\xf6\0r\0s\0k\0o\0l\0a", None), "Förskola", "and the other way round");
        let xml = b"<?xml version='1.0' encoding='iso-8859-2'?><p>\xb3";
        assert!(decode(xml, None).ends_with('ł'), "what XML says of itself");
    }

    #[test]
    fn a_piece_of_another_encoding_spoils_no_page() {
        let mixed = ["Förskola på Ön ".as_bytes(), b"f\xf6r alla"].concat();
        for header in [None, Some("text/html; charset=utf-8"), Some("text/html; charset=iso-8859-1")] {
            assert_eq!(decode(&mixed, header), "Förskola på Ön för alla", "{header:?}");
        }
        let cut = &"Förskola på Ö".as_bytes()[.."Förskola på Ö".len() - 1];
        assert!(decode(cut, None).starts_with("Förskola på "), "cut in the middle of a letter");
    }
}
