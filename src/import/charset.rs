//! Bytes of a web page → text, whatever the server says about them.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into a page its own word about its characters is looked for, as browsers do.
const PRESCAN: usize = 1024;

/// The text of a page. What is UTF-8 is read as UTF-8 whatever is declared, because text in another encoding that
/// happens to be UTF-8 does not exist outside of ASCII; otherwise the header counts, then the page itself, and last
/// what old Swedish pages are written in.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]).to_ascii_lowercase();
    let declared = content_type.and_then(|header| charset(&header.to_ascii_lowercase())).or_else(|| charset(&head));
    let encoding = declared.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding after the first `charset=` of a text in lower case.
fn charset(text: &str) -> Option<&'static Encoding> {
    let (_, after) = text.split_once("charset=")?;
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
}
