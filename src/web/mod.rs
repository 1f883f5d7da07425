//! The browser's side: the widget, the console, the demonstration page, and what they share.
//!
//! Everything beside this file is embedded as it is written, so that the program needs no files at run time and a
//! visitor's browser asks no other host. Modules import each other by relative paths, and are served under
//! `/assets/<version>/…`, where the version changes with any byte: what is there may be cached for ever. What a page
//! names itself, its `main.js` and `main.css`, is sent [joined] with everything that it imports.
//!
//! The pages' shells hold `{{name}}` (put in as text) and `{{json:name}}` (a JSON value inside a data block). The
//! server gives the values; this module reads no configuration.

mod joined;
mod loader;

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, DirEntry, File, include_dir};
use sha2::{Digest, Sha256};

pub use loader::{BEFORE, Loader, Loaders};

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/web");

/// A file as it is sent to a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The bytes, uncompressed.
    pub bytes: &'static [u8],
    /// The same compressed (gzip), of what every visitor's browser fetches.
    pub gzipped: Option<&'static [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
}

/// A page that the server fills in before sending it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// The chat itself, inside the frame: `version`, `look`, `language`, `title` and `json:settings`.
    Widget,
    /// Where a visitor comes back with a receipt code: as the widget.
    Receipt,
    /// The agents' side: `version`, `look`, `language`, `title` and `json:settings`.
    Console,
    /// A page like the municipality's own, with the widget embedded: `version` and `look`.
    Demo,
    /// What is shown where there is no page: `version`, `look`, `desk`, and `title_` and `text_` with `sv` and `en`.
    Fault,
}

impl Shell {
    fn path(self) -> &'static str {
        match self {
            Self::Widget => "widget/index.html",
            Self::Receipt => "widget/receipt/index.html",
            Self::Console => "console/index.html",
            Self::Demo => "demo/index.html",
            Self::Fault => "fault/index.html",
        }
    }
}

/// The file at `path`, relative to this folder, such as `widget/main.js`.
///
/// `None` for what is not there and for what is not the browser's: sources of the server, tests, shells, types.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    let content_type = content_type(path)?;
    let as_written = FILES.get_file(path)?.contents();
    Some(match JOINED.get(path) {
        Some(joined) => Asset { bytes: joined.text.as_bytes(), gzipped: Some(&joined.gzipped), content_type },
        None => Asset { bytes: as_written, gzipped: None, content_type },
    })
}

/// Makes ready what the first page would otherwise wait for. Takes some milliseconds of computing.
pub fn prepare() {
    LazyLock::force(&JOINED);
}

/// What pages name themselves, joined with what it imports.
static JOINED: LazyLock<HashMap<&'static str, Joined>> = LazyLock::new(|| {
    // What cannot be joined is sent as it is written, and works as well; a test finds it.
    paths().into_iter().filter_map(|path| Some((path, Joined::new(join(path)?.ok()?)))).collect()
});

struct Joined {
    text: String,
    gzipped: Vec<u8>,
}

impl Joined {
    fn new(text: String) -> Self {
        Self { gzipped: gzipped(text.as_bytes()), text }
    }
}

/// As small as it gets: it is done once.
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::best());
    // Nothing fails that is written into memory.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Joins a file with what it imports; none for what no page names itself.
fn join(path: &str) -> Option<Result<String, joined::Fault>> {
    let read = |path: &str| FILES.get_file(path)?.contents_utf8();
    match path.rsplit_once('/')?.1 {
        "main.js" => Some(joined::script(path, &read)),
        "main.css" => Some(joined::style(path, &read)),
        _ => None,
    }
}

/// The script that a website embeds, with its few words in every language, and what is put into it: colours, JSON, and its
/// `host` if that is known.
fn loader_with(given: &[(&str, String)]) -> String {
    let script = joined::without_comments(text("widget/widget.js")).replace("'{{json:words}}'", &loader_words());
    let script = given.iter().fold(script, |script, (name, value)| {
        script.replace(&format!("'{{{{json:{name}}}}}'"), value).replace(&format!("{{{{{name}}}}}"), value)
    });
    // The script finds out itself what it is not told.
    script.replace("{{host}}", "")
}

/// Twelve hexadecimal digits that change when any asset changes, or the way in which they are joined.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hash = Sha256::new();
        // As they are written: joining them would make the start wait for what nobody has asked for yet.
        for path in paths().into_iter().filter(|path| content_type(path).is_some()) {
            hash.update(path.as_bytes());
            hash.update([0]);
            hash.update(FILES.get_file(path).map_or(&[][..], File::contents));
        }
        hash.update(include_bytes!("joined.rs"));
        hash.finalize().iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    })
}

/// A shell with its values put in.
///
/// `{{name}}` becomes the value as text, with everything that HTML could read escaped; `{{json:name}}` becomes the
/// value as it is with `<` escaped, and must be JSON. `{{ways:sv}}` and `{{ways:en}}` become the items of a list: `phone`,
/// `email` and `contact_url`, those that there are. A value that the shell does not ask for is not used; a name
/// without a value becomes empty (`null` for JSON).
#[must_use]
pub fn page(shell: Shell, values: &[(&str, &str)]) -> String {
    let mut rest = text(shell.path());
    let mut out = String::with_capacity(rest.len() + 1024);
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        out.push_str(&filled(name, values));
        rest = tail;
    }
    out + rest
}

fn filled(name: &str, values: &[(&str, &str)]) -> String {
    let value = |wanted: &str| values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    match name.split_once(':') {
        // `</script>` or `<!--` inside a string would end the data block or change how it is read.
        Some(("json", name)) => value(name).unwrap_or("null").replace('<', "\\u003c"),
        Some(("ways", language)) => ways(language, |name| value(name).unwrap_or_default()),
        _ => escaped(value(name).unwrap_or_default()),
    }
}

/// How else one reaches the municipality: what helps where the chat cannot.
fn ways<'a>(language: &str, value: impl Fn(&str) -> &'a str) -> String {
    let (phone, email, page) = (value("phone"), value("email"), value("contact_url"));
    let dialled: String = phone.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
    let [call, write, more] = match language {
        "en" => ["Call", "Write to", "All ways to reach us"],
        _ => ["Ring", "Skriv till", "Alla sätt att nå oss"],
    };
    let item = |before: &str, address: &str, shown: &str| {
        format!("<li>{before} <a href=\"{}\" target=\"_top\">{}</a></li>", escaped(address), escaped(shown))
    };
    let mut items = String::new();
    if !phone.is_empty() {
        items += &item(call, &format!("tel:{dialled}"), phone);
    }
    if !email.is_empty() {
        items += &item(write, &format!("mailto:{email}"), email);
    }
    if !page.is_empty() {
        items += &item("", page, more);
    }
    items
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// `{"sv": …, "en": …}`, from every language's `loader.json`.
fn loader_words() -> String {
    let languages = FILES.get_dir("locale").into_iter().flat_map(Dir::dirs).filter_map(|folder| {
        let language = folder.path().file_name()?.to_str()?;
        let words = FILES.get_file(format!("locale/{language}/loader.json"))?.contents_utf8()?;
        Some(format!("\"{language}\":{}", words.trim()))
    });
    format!("{{{}}}", languages.collect::<Vec<_>>().join(","))
}

fn text(path: &str) -> &'static str {
    FILES.get_file(path).and_then(File::contents_utf8).unwrap_or_default()
}

fn content_type(path: &str) -> Option<&'static str> {
    let mut parts = path.rsplit('.');
    let (extension, before) = (parts.next()?, parts.next()?);
    // Tests stand beside what they test: `text.test.js`.
    if before == "test" || path == "package.json" {
        return None;
    }
    match extension {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "json" => Some("application/json"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "txt" => Some("text/plain; charset=utf-8"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

/// Every embedded file's path, in one order on every machine.
fn paths() -> Vec<&'static str> {
    fn walk(folder: &'static Dir<'static>, found: &mut Vec<&'static str>) {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => walk(inner, found),
                DirEntry::File(file) => found.extend(file.path().to_str()),
            }
        }
    }
    let mut found = Vec::new();
    walk(&FILES, &mut found);
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// What a module or a style asks for by a relative path.
    fn asked_for(path: &str, source: &str) -> Vec<String> {
        source
            .lines()
            .filter(|line| {
                let line = line.trim_start();
                line.starts_with("import")
                    || line.starts_with("export")
                    || line.contains("} from")
                    || line.starts_with("@import")
            })
            .filter_map(|line| line.split(['\'', '"']).find(|part| part.starts_with("./") || part.starts_with("../")))
            .filter(|target| !target.ends_with(".d.ts"))
            .map(|target| joined::resolved(path, target))
            .collect()
    }

    #[test]
    fn every_module_and_style_that_is_asked_for_is_there() {
        let mut seen = 0;
        for path in paths().into_iter().filter(|path| asset(path).is_some() && !path.starts_with("vendor/")) {
            for target in asked_for(path, text(path)) {
                assert!(asset(&target).is_some(), "{path} asks for {target}");
                seen += 1;
            }
        }
        assert!(seen > 50, "only {seen} imports were found");
    }

    #[test]
    fn what_a_page_names_is_joined_with_everything_that_it_imports() {
        let joined: Vec<&str> = paths().into_iter().filter(|path| join(path).is_some()).collect();
        assert!(joined.len() >= 6, "{joined:?}");
        for path in joined {
            assert_eq!(join(path).and_then(Result::err), None, "{path}");
            let sent = asset(path).expect("it is embedded").bytes;
            let sent = std::str::from_utf8(sent).expect("text");
            let left = |line: &&str| ["@import", "import ", "export "].iter().any(|word| line.starts_with(word));
            assert_eq!(sent.lines().find(left), None, "{path}");
            let mut unpacked = String::new();
            let packed = asset(path).and_then(|it| it.gzipped).expect("it is packed once");
            flate2::read::GzDecoder::new(packed).read_to_string(&mut unpacked).expect("whole");
            assert_eq!(unpacked, sent, "{path}");
        }
    }

    /// What a visitor's browser fetches when the chat is opened for the first time: once, as it may be kept for ever.
    #[test]
    fn the_widget_with_its_libraries_and_its_words_in_a_language_are_small() {
        let size = |path: &str| gzipped(asset(path).expect("it is there").bytes).len();
        let code = size("widget/main.js") + size("widget/main.css");
        // Of these 4 kB are what keeps an alarm in sight and its numbers a press away, and 5 kB are the rule for personal
        // numbers, with the digits of every script: it is the server's own, and so it is as long. Another kB says where else
        // somebody answers when the chat does not, and gives a small phone its room. And 2 kB are what makes lists and tables
        // of an answer's lines, and a draft whole again that a number was taken out of. The last kB says what became of an
        // earlier conversation, takes buttons away that are over, and lets a table stand whole on a phone.
        assert!(code < 53_000, "scripts, styles and libraries: {code} bytes");
        for language in ["sv", "en"] {
            let words: usize =
                ["shared", "widget"].iter().map(|of| size(&format!("locale/{language}/{of}.json"))).sum();
            assert!(words < 4_000, "words in {language}: {words} bytes");
        }
    }

    #[test]
    fn the_shells_ask_for_files_that_are_there_and_hold_nothing_inline() {
        for shell in [Shell::Widget, Shell::Receipt, Shell::Console, Shell::Demo, Shell::Fault] {
            let html = page(shell, &[("version", "v")]);
            let assets = html.split(['"', '\'']).filter_map(|part| part.strip_prefix("/assets/v/")).collect::<Vec<_>>();
            assert!(!assets.is_empty(), "{shell:?}");
            for path in assets {
                assert!(asset(path).is_some(), "{shell:?} asks for {path}");
            }
            assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("onclick"), "{shell:?}");
            assert!(!html.contains("{{"), "{shell:?}");
        }
    }

    #[test]
    fn what_is_put_into_a_page_cannot_become_markup() {
        let hostile = "<img src=x onerror=\"alert(1)\">&'";
        let json = "{\"desk\":\"</script><script>alert(1)\"}";
        let html = page(Shell::Widget, &[("title", hostile), ("settings", json)]);
        assert!(!html.contains("<img") && !html.contains("<script>alert"));
        assert!(html.contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;"));
        assert!(html.contains("\\u003c/script>\\u003cscript>alert(1)"));
    }

    #[test]
    fn only_what_a_browser_needs_is_served() {
        for path in [
            "mod.rs",
            "package.json",
            "widget/index.html",
            "shared/text.test.js",
            "shared/wire.d.ts",
            "../mod.rs",
            "vendor/update.mjs",
        ] {
            assert_eq!(asset(path), None, "{path}");
        }
        let script = asset("shared/connection.js").expect("it is embedded");
        assert_eq!(script.content_type, "text/javascript; charset=utf-8");
    }

    #[test]
    fn the_script_tag_knows_its_words() {
        let colours = ["brand", "brand_deep", "on_brand", "focus"].map(|name| (name, "#123456".to_owned()));
        let contact = ("contact", "{\"phone\":\"013-20 60 00\",\"email\":\"kontakt@example.se\"}".to_owned());
        let loader = Loader::with(&[&colours[..], &[contact]].concat());
        let loader = loader.body();
        assert!(
            loader.contains("({\"phone\":\"013-20 60 00\","),
            "where else somebody answers is known without a network"
        );
        assert!(loader.contains("\"sv\":{") && loader.contains("\"en\":{") && loader.contains("background: #123456;"));
        assert!(!loader.contains("{{"));
        let size = gzipped(loader.as_bytes()).len();
        assert!(size < 6 * 1024, "a website loads it on every page: {size} bytes");
    }

    #[test]
    fn the_version_is_short_and_stays() {
        assert_eq!(version().len(), 12);
        assert_eq!(version(), version());
    }
}
