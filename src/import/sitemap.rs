//! Sitemaps (sitemaps.org): lists of addresses, and lists of such lists, also compressed.

use std::io::Read as _;

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

/// What a sitemap lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// Pages.
    pub(super) pages: Vec<Url>,
    /// Further sitemaps.
    pub(super) sitemaps: Vec<Url>,
}

/// Largest sitemap once it is unpacked, in bytes: what the protocol allows.
const LARGEST: u64 = 50 * 1024 * 1024;

/// Reads a sitemap, or a list of addresses with one on each line, which the protocol also allows. What is broken ends
/// the list: the addresses before it count.
pub(super) fn read(bytes: &[u8], address: &Url) -> Sitemap {
    let unpacked;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = unpack(bytes);
        &unpacked
    } else {
        bytes
    };
    let text = super::charset::decode(bytes, None);
    if text.trim_start().starts_with('<') { read_xml(&text, address) } else { read_lines(&text, address) }
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // An archive that ends too early gives what was in it so far.
    let _ = flate2::read::MultiGzDecoder::new(bytes).take(LARGEST).read_to_end(&mut out);
    out
}

fn read_lines(text: &str, address: &Url) -> Sitemap {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Sitemap { pages: lines.filter_map(|line| address.join(line).ok()).collect(), sitemaps: Vec::new() }
}

fn read_xml(text: &str, address: &Url) -> Sitemap {
    let mut reader = Reader::from_str(text);
    let (mut found, mut in_sitemap, mut location) = (Sitemap::default(), false, None::<String>);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "sitemap" => in_sitemap = true,
                "url" => in_sitemap = false,
                "loc" => location = Some(String::new()),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(location) = &mut location {
                    location.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(location) = &mut location {
                    location.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(location) = &mut location {
                    location.push_str(sign(&name));
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "loc" => {
                let url = location.take().and_then(|location| address.join(location.trim()).ok());
                if in_sitemap { found.sitemaps.extend(url) } else { found.pages.extend(url) }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The signs that XML writes as words; addresses need no others.
fn sign(name: &str) -> &'static str {
    match name {
        "amp" | "#38" => "&",
        "apos" | "#39" => "'",
        "quot" | "#34" => "\"",
        "lt" => "<",
        "gt" => ">",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn listed(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
        let found = read(bytes, &Url::parse("https://k.example/sitemap.xml").expect("an address"));
        let text = |urls: Vec<Url>| urls.into_iter().map(String::from).collect();
        (text(found.pages), text(found.sitemaps))
    }

    const PAGES: &str = "<?xml version=\"1.0\"?>\n<urlset xmlns:image=\"x\"><url><loc>\n https://k.example/a?b=1&amp;c=2 \
        </loc><image:image><image:title>x</image:title></image:image><lastmod>2026-01-01</lastmod></url><url><loc><![CDATA[/b]]></loc></url></urlset>";

    #[test]
    fn pages_and_further_sitemaps_are_told_apart() {
        let pages = ["https://k.example/a?b=1&c=2".to_owned(), "https://k.example/b".to_owned()].to_vec();
        assert_eq!(listed(PAGES.as_bytes()), (pages, vec![]));
        let index = "<sitemapindex><sitemap><loc>https://k.example/1.xml.gz</loc></sitemap></sitemapindex>";
        assert_eq!(listed(index.as_bytes()), (vec![], vec!["https://k.example/1.xml.gz".to_owned()]));
    }

    #[test]
    fn a_compressed_sitemap_is_read_and_a_broken_one_as_far_as_it_goes() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(PAGES.as_bytes()).expect("packed");
        assert_eq!(listed(&packer.finish().expect("packed")), listed(PAGES.as_bytes()));
        let broken = PAGES.replace("<lastmod>", "</wrong>");
        assert_eq!(listed(broken.as_bytes()).0, ["https://k.example/a?b=1&c=2"]);
        assert_eq!(listed(b"<html><p>404"), (vec![], vec![]));
    }

    #[test]
    fn a_list_of_addresses_is_a_sitemap_too() {
        assert_eq!(listed("# sidor\nhttps://k.example/å\n\n".as_bytes()).0, ["https://k.example/%C3%A5"]);
    }
}
