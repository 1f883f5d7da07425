//! What comes of websites, good and broken ones.

use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use vagledare::import::{Report, Sources};

use crate::site::{Reply, Site, html, page, status};

fn files(pages: &[vagledare::import::Written]) -> Vec<&str> {
    pages.iter().map(|page| page.file.as_str()).collect()
}

fn reasons(told: &[vagledare::import::Told]) -> Vec<&str> {
    told.iter().map(|told| told.reason.as_str()).collect()
}

#[test]
fn a_sitemap_of_sitemaps_becomes_pages() {
    let site = Site::open();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    write!(packer, "<urlset><url><loc>{}</loc></url></urlset>", site.url("/bad")).expect("packed");
    let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", site.url("/1.xml.gz"));
    site.put("/sitemap.xml", html(&index));
    let archive = Reply {
        status: 200,
        headers: vec![("content-type", "application/gzip".into())],
        body: packer.finish().expect("packed"),
    };
    site.put("/1.xml.gz", archive);
    site.put("/bad", page("Bada ute", "Vattnet är kallt.</p><p>Senast uppdaterad den 11 juni 2021", &[]));
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.new), report.failed.len()), (vec!["bada-ute.md"], 0));
    let text = site.read("pages/bada-ute.md").replace(site.url("/").as_str(), "https://k.example/");
    insta::assert_snapshot!(text, @r#"
    +++
    title = "Bada ute"
    url = "https://k.example/bad"
    reviewed = "2021-06-11"
    language = "sv"
    confirmed = false
    topics = []
    keywords = []
    +++
    # Bada ute

    Vattnet är kallt.
    "#);
}

#[test]
fn only_what_changed_is_fetched_again() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b"]);
    site.put("/a", page("A", "Ett.", &[]).with("etag", "\"1\""));
    site.put("/b", page("B", "Två.", &[]));
    assert_eq!(site.import(&site.sitemap()).new.len(), 2);
    site.take_asked();
    let again = site.import(&site.sitemap());
    assert_eq!((again.unchanged, again.changed.len()), (2, 0));
    let asked = site.take_asked();
    let mark = asked.iter().find(|asked| asked.path == "/a").and_then(|asked| asked.headers.get("if-none-match"));
    assert_eq!(mark.map(axum::http::HeaderValue::as_bytes), Some(b"\"1\"".as_slice()), "answered with 304");
    site.put("/b", page("B", "Tre.", &[]));
    let changed = site.import(&site.sitemap());
    assert_eq!((changed.unchanged, files(&changed.changed)), (1, vec!["b.md"]));
    assert!(site.read("pages/b.md").ends_with("# B\n\nTre.\n"));
}

#[test]
fn links_are_followed_as_deep_as_asked_and_never_to_another_host() {
    let (site, other) = (Site::open(), Site::open());
    other.put("/", page("Annan", "Nej.", &[]));
    site.put("/", page("Start", "Hej.", &["/1", other.url("/").as_str(), "/bild.jpg", "/plan.pdf"]));
    site.put("/1", page("Ett", "Text ett.", &["/2", "/#del"]));
    site.put("/2", page("Två", "Text två.", &["/3"]));
    site.put("/3", page("Tre", "Text tre.", &[]));
    let report = site.import(&site.start("/", 2));
    assert_eq!(files(&report.new), ["start.md", "ett.md", "tva.md"]);
    assert_eq!(site.asked(), ["/", "/1", "/2"]);
    assert!(other.asked().is_empty());
    // One step deeper: pages that are known have to be read again for their links.
    assert_eq!(files(&site.import(&site.start("/", 3)).new), ["tre.md"]);
}

#[test]
fn redirects_are_followed_within_the_host_and_circles_are_left() {
    let (site, other) = (Site::open(), Site::open());
    other.put("/", page("Annan", "Nej.", &[]));
    site.put_sitemap(&["/gammal", "/runt", "/ut"]);
    site.put("/gammal", status(301).with("location", "/ny"));
    site.put("/ny", page("Ny", "Här.", &[]));
    site.put("/runt", status(302).with("location", "/runt2"));
    site.put("/runt2", status(302).with("location", "/runt"));
    site.put("/ut", status(302).with("location", other.url("/").as_str()));
    let report = site.import(&site.sitemap());
    assert_eq!(files(&report.new), ["ny.md"]);
    assert!(report.new[0].url.ends_with("/ny"));
    assert_eq!(reasons(&report.failed), ["sidan skickar vidare i en cirkel"]);
    assert!(report.skipped.iter().any(|told| told.reason.contains("utanför det som importen får hämta")));
    assert!(other.asked().is_empty());
}

#[test]
fn a_page_that_moved_keeps_its_file() {
    let site = Site::open();
    site.put_sitemap(&["/a"]);
    site.put("/a", page("Bygglov", "Text.", &[]));
    site.import(&site.sitemap());
    site.put_sitemap(&["/b"]);
    site.put("/a", status(301).with("location", "/b"));
    site.put("/b", page("Bygglov", "Text.", &[]));
    let report = site.import(&site.sitemap());
    assert_eq!((site.pages(), report.gone.len()), (vec!["bygglov.md".to_owned()], 0), "{report:?}");
    assert!(site.read("pages/bygglov.md").contains(site.url("/b").as_str()));
}

#[test]
fn what_robots_txt_forbids_is_not_asked_for_and_its_pause_is_kept() {
    let mut site = Site::open();
    site.limits.pause = Duration::from_millis(500);
    site.put("/robots.txt", html("User-agent: *\nDisallow: /intern\nCrawl-delay: 7\n"));
    site.put_sitemap(&["/a", "/intern/b", "/c"]);
    site.put("/a", page("A", "Ett.", &[]));
    site.put("/c", page("C", "Tre.", &[]));
    let report = site.import(&site.sitemap());
    assert_eq!(site.asked(), ["/sitemap.xml", "/a", "/c"]);
    assert_eq!(reasons(&report.skipped), ["robots.txt tillåter det inte"]);
    // After robots.txt our own pause, as its wish is not known before; then the one it asks for.
    assert_eq!(*site.waits.borrow(), [Duration::from_millis(500), Duration::from_secs(7), Duration::from_secs(7)]);
}

#[test]
fn a_host_is_asked_once_a_second_and_told_who_asks() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b"]);
    site.import(&site.sitemap());
    assert_eq!(*site.waits.borrow(), [Duration::from_secs(1); 3]);
    for asked in site.take_asked() {
        let agent = asked.headers["user-agent"].to_str().expect("text").to_owned();
        assert!(agent.starts_with("Vagledaren/") && agent.ends_with("(+https://kommun.example/kontakt)"), "{agent}");
    }
}

#[test]
fn a_server_in_trouble_is_asked_again_and_one_without_rules_is_left_alone() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b", "/c"]);
    site.put_in_turn("/a", vec![status(500), page("A", "Ett.", &[])]);
    site.put_in_turn("/b", vec![status(503).with("retry-after", "30"), page("B", "Två.", &[])]);
    site.put("/c", status(500));
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.new), reasons(&report.failed)), (vec!["a.md", "b.md"], vec!["servern svarade 500"]));
    assert!(site.waits.borrow().contains(&Duration::from_secs(30)));
    let down = Site::open();
    down.put("/robots.txt", status(503));
    down.put("/", page("A", "Ett.", &[]));
    let report = down.import(&down.start("/", 1));
    assert!(reasons(&report.failed)[0].contains("robots.txt"), "{report:?}");
    assert!(down.asked().is_empty());
}

#[test]
fn a_page_that_is_gone_is_put_aside_and_comes_back_with_an_editors_words() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b"]);
    site.put("/a", page("A", "Ett.", &[]));
    site.put("/b", page("B", "Två.", &[]));
    site.import(&site.sitemap());
    site.write("pages/a.md", &site.read("pages/a.md").replace("keywords = []", "keywords = [\"första\"]"));
    // The page is neither there nor in the sitemap any more.
    site.put("/a", status(410));
    site.put("/b", status(404));
    site.put_sitemap(&["/b"]);
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.gone), site.pages().len()), (vec!["b.md", "a.md"], 0));
    assert!(site.read("import/gone/a.md").contains("första"));
    site.put("/a", page("A", "Ett igen.", &[]));
    site.put_sitemap(&["/a"]);
    assert_eq!(files(&site.import(&site.sitemap()).changed), ["a.md"]);
    let back = site.read("pages/a.md");
    assert!(back.contains("första") && back.contains("Ett igen."), "{back}");
}

#[test]
fn a_page_that_says_itself_that_it_is_gone_is_believed() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b", "/aldrig"]);
    site.put("/a", page("A", "Ett.", &[]));
    site.put("/b", page("B", "Två.", &[]));
    let lost = page("Sidan kunde inte hittas", "Gå till startsidan eller sök.", &[]);
    site.put("/aldrig", lost.clone());
    let report = site.import(&site.sitemap());
    assert_eq!(
        (files(&report.new), reasons(&report.failed)),
        (vec!["a.md", "b.md"], vec!["sidan finns inte: den säger det själv"])
    );
    site.put("/a", lost);
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.gone), site.pages()), (vec!["a.md"], vec!["b.md".to_owned()]));
    assert!(site.read("import/gone/a.md").contains("Ett."));
}

#[test]
fn documents_are_followed_when_they_are_asked_for() {
    let site = Site::open();
    site.put("/", page("Start", "Hej.", &["/plan.pdf"]));
    site.put("/plan.pdf", html("Avgift\n\nDet kostar 600 kronor.").with("content-type", "application/pdf"));
    assert_eq!(files(&site.import(&site.start("/", 1)).new), ["start.md"]);
    site.take_asked();
    let report = site.import(&Sources { pdf: true, ..site.start("/", 1) });
    assert_eq!((files(&report.new), reasons(&report.failed)), (vec!["avgift.md"], vec![]));
    assert!(site.asked().contains(&"/plan.pdf".to_owned()));
}

#[test]
fn an_address_of_https_is_asked_over_tls_and_a_server_without_it_is_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let first = std::thread::spawn(move || {
        let mut first = [0; 2];
        for stream in listener.incoming().take(1) {
            std::io::Read::read_exact(&mut stream.expect("a connection"), &mut first).expect("two bytes");
        }
        first
    });
    let site = Site::open();
    let url = url::Url::parse(&format!("https://{address}/a")).expect("an address");
    let report = site.import(&Sources { list: vec![url], ..Sources::default() });
    assert_eq!(first.join().expect("read"), [0x16, 0x03], "the first bytes of a TLS handshake");
    assert_eq!((report.new.len(), report.failed.len()), (0, 1), "{report:?}");
}

#[test]
fn a_huge_page_and_what_is_no_page_are_left_out() {
    let mut site = Site::open();
    site.limits.bytes = 10_000;
    site.put_sitemap(&["/stor", "/blankett", "/tom", "/dold"]);
    site.put("/stor", page("Stor", &"x ".repeat(10_000), &[]));
    site.put("/blankett", html("x").with("content-type", "application/msword"));
    site.put("/tom", html("<main></main>"));
    site.put("/dold", html("<meta name=robots content=noindex><p>Sökresultat."));
    let report = site.import(&site.sitemap());
    assert_eq!(reasons(&report.failed), ["sidan är större än 1 MiB"]);
    assert_eq!(
        reasons(&report.skipped),
        ["är ingen sida utan application/msword", "sidan har ingen text", "sidan ber att inte bli listad (noindex)"]
    );
    assert!(site.pages().is_empty());
}

#[test]
fn a_calendar_without_end_is_left_after_some_days() {
    let site = Site::open();
    for day in 0..100 {
        let next = format!("/kalender?dag={}", day + 1);
        site.put(&format!("/kalender?dag={day}"), page(&format!("Dag {day}"), &format!("Dag {day}."), &[&next]));
    }
    site.import(&site.start("/kalender?dag=0", 90));
    assert_eq!(site.asked().len(), 21, "the start and twenty more");
}

#[test]
fn the_same_text_becomes_one_page() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/kopia", "/utskrift", "/a?utm_source=brev"]);
    site.put("/a", page("A", "Samma.", &[]));
    site.put("/kopia", page("A", "Samma.", &[]));
    site.put("/utskrift", html("<link rel=canonical href=/a><main><h1>A</h1><p>Skriv ut mig.</p></main>"));
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.new), report.skipped.len()), (vec!["a.md"], 2), "{report:?}");
}

#[test]
fn a_text_that_moves_between_pages_is_never_taken_for_a_copy_of_what_was() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b"]);
    site.put("/a", page("Avgift", "Ett.", &[]));
    site.put("/b", page("Avgift", "Två.", &[]));
    site.import(&site.sitemap());
    site.put("/a", page("Avgift", "Tre.", &[]));
    site.put("/b", page("Avgift", "Ett.", &[]));
    assert_eq!(files(&site.import(&site.sitemap()).changed), ["avgift.md", "avgift-2.md"]);
    // And a page that becomes a copy is put aside, not left with what it said before.
    site.put("/b", page("Avgift", "Tre.", &[]));
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.gone), site.pages()), (vec!["avgift-2.md"], vec!["avgift.md".to_owned()]));
}

#[test]
fn pages_with_the_same_title_have_names_that_stay() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b"]);
    site.put("/a", page("Kontakt", "Ring ett.", &[]));
    site.put("/b", page("Kontakt", "Ring två.", &[]));
    assert_eq!(files(&site.import(&site.sitemap()).new), ["kontakt.md", "kontakt-2.md"]);
    site.put_sitemap(&["/b", "/a"]);
    site.put("/b", page("Kontakta oss", "Ring tre.", &[]));
    assert_eq!(files(&site.import(&site.sitemap()).changed), ["kontakt-2.md"]);
    assert!(site.read("pages/kontakt-2.md").contains("title = \"Kontakta oss\""));
}

#[test]
fn letters_are_right_whatever_the_server_says() {
    let site = Site::open();
    site.put_sitemap(&["/latin", "/fel"]);
    let latin = |head: &'static str| Reply {
        status: 200,
        headers: vec![("content-type", head.to_owned())],
        body: [b"<h1>F\xf6rskola ".as_slice(), head.as_bytes(), b"</h1><p>K\xf6 och \xe5lder."].concat(),
    };
    site.put("/latin", latin("text/html; charset=iso-8859-1"));
    site.put("/fel", latin("text/html; charset=utf-8"));
    site.import(&site.sitemap());
    for name in site.pages() {
        assert!(name.starts_with("forskola-"), "{name}");
        assert!(site.read(&format!("pages/{name}")).contains("Kö och ålder."));
    }
    assert_eq!(site.pages().len(), 2);
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_stopped() {
    let site = Site::open();
    site.put("/", page("Start", "Hej.", &["/1", "/2", "/3"]));
    for (path, text) in [("/1", "ett"), ("/2", "två"), ("/3", "tre")] {
        site.put(path, page(text, &format!("Text {text}."), &[]));
    }
    let killed = std::panic::catch_unwind(AssertUnwindSafe(|| {
        site.import_until(&site.start("/", 1), &|url| assert!(!url.ends_with("/2"), "killed on purpose"))
    }));
    assert!(killed.is_err());
    site.asked();
    let report = site.import(&site.start("/", 1));
    assert_eq!((report.resumed, site.asked()), (true, vec!["/2".to_owned(), "/3".to_owned()]));
    assert_eq!((files(&report.new), site.pages().len()), (vec!["tva.md", "tre.md"], 4));
    let next = site.import(&site.start("/", 1));
    assert_eq!((next.resumed, next.unchanged), (false, 4));
}

#[test]
fn a_file_that_was_written_just_before_the_process_died_is_known_as_ours() {
    let site = Site::open();
    site.put_sitemap(&["/a"]);
    site.put("/a", page("Bad", "Kallt.", &[]));
    site.import(&site.sitemap());
    // The journal as it was when the file had been written and the line after it had not.
    let journal = site.read("import/state.jsonl");
    let lines: Vec<&str> = journal.lines().collect();
    let claim = lines.iter().position(|line| line.contains("\"line\":\"page\"")).expect("the page is known");
    std::fs::write(site.path("import/state.jsonl"), lines[..=claim].join("\n")).expect("written");
    let report = site.import(&site.sitemap());
    assert_eq!((report.kept.len(), files(&report.changed)), (0, vec!["bad.md"]), "{report:?}");
    assert_eq!(site.pages(), ["bad.md"]);
}

#[test]
fn an_import_stops_at_its_limits_and_goes_on_the_next_time() {
    let mut site = Site::open();
    site.put_sitemap(&["/a", "/b", "/c"]);
    for path in ["/a", "/b", "/c"] {
        site.put(path, page(path, &format!("Text {path}."), &[]));
    }
    site.limits.pages = 2;
    let first: Report = site.import(&site.sitemap());
    assert_eq!((first.new.len(), first.stopped.as_deref()), (2, Some("så många sidor som den får är hämtade")));
    let second = site.import(&site.sitemap());
    assert_eq!((files(&second.new), second.stopped), (vec!["c.md"], None));
    // Two seconds: robots.txt and the sitemap take them.
    site.limits = vagledare::import::Limits { pages: 500, time: Duration::from_secs(2), ..site.limits };
    let late = site.import(&site.sitemap());
    assert_eq!(late.stopped.as_deref(), Some("tiden är slut"));
    assert!(late.unchanged < 3);
}

#[test]
fn a_list_asks_for_its_addresses_and_for_no_others() {
    let site = Site::open();
    site.put("/a", page("A", "Ett.", &["/b"]));
    let sources = Sources { list: vec![site.url("/a"), site.url("/saknas")], ..Sources::default() };
    let report = site.import(&sources);
    assert_eq!(
        (files(&report.new), reasons(&report.failed)),
        (vec!["a.md"], vec!["sidan finns inte: servern svarade 404"])
    );
    assert_eq!(site.asked(), ["/a", "/saknas"]);
}

#[test]
fn a_sitemap_of_another_host_says_so_and_fails() {
    let site = Site::open();
    let map = |urls: &[&str]| {
        let urls = urls.iter().map(|url| format!("<url><loc>{url}</loc></url>")).collect::<Vec<_>>().concat();
        html(&format!("<urlset>{urls}</urlset>")).with("content-type", "application/xml")
    };
    site.put("/sitemap.xml", map(&["https://www.k.example/a", "https://www.k.example/b"]));
    let report = site.import(&site.sitemap());
    assert_eq!(
        reasons(&report.failed),
        ["alla 2 adresser i webbplatskartan är på www.k.example; ange --host www.k.example"]
    );
    // An index that leads there, and a map that is moved there.
    let index = "<sitemapindex><sitemap><loc>https://www.k.example/1.xml</loc></sitemap></sitemapindex>";
    site.put("/sitemap.xml", html(index));
    let report = site.import(&site.sitemap());
    assert!(reasons(&report.failed)[0].contains("leder till https://www.k.example/1.xml, utanför"), "{report:?}");
    site.put("/sitemap.xml", status(301).with("location", "https://www.k.example/sitemap.xml"));
    let report = site.import(&site.sitemap());
    assert!(reasons(&report.failed)[0].contains("utanför"), "{report:?}");
    // Some of it is ours: the rest is told and nothing has failed.
    site.put("/a", page("A", "Ett.", &[]));
    site.put("/sitemap.xml", map(&[site.url("/a").as_str(), "https://e.k.example/tjanst"]));
    let report = site.import(&site.sitemap());
    assert_eq!((files(&report.new), report.failed.len()), (vec!["a.md"], 0));
    assert_eq!(
        reasons(&report.skipped),
        ["1 adresser i webbplatskartan är på e.k.example; ange --host e.k.example om de ska vara med"]
    );
}

#[test]
fn a_page_is_one_whatever_visit_its_address_names() {
    let site = Site::open();
    site.put("/", page("Start", "Hej.", &["/a;jsessionid=1", "/a;jsessionid=2", "/(S(x1))/a", "/a?PHPSESSID=3"]));
    site.put("/a", page("A", "Ett.", &[]));
    let report = site.import(&site.start("/", 1));
    assert_eq!((files(&report.new), site.asked()), (vec!["start.md", "a.md"], vec!["/".to_owned(), "/a".to_owned()]));
}

#[test]
fn a_document_is_read_for_what_it_is_or_refused_with_a_reason() {
    let site = Site::open();
    let raw = |bytes: &[u8], kind: &str| Reply {
        status: 200,
        headers: vec![("content-type", kind.to_owned())],
        body: bytes.to_vec(),
    };
    let paths = ["/bild", "/brev", "/plan", "/text", "/sida", "/binart"];
    site.put_sitemap(&paths);
    site.put("/bild", raw(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text/html"));
    site.put("/brev", raw(b"{\\rtf1\\ansi Ans\\'f6kan}", "application/rtf"));
    site.put("/plan", raw("\r\n%PDF-1.4\n\nAvgift\n\nDet kostar 600 kronor.".as_bytes(), "text/html"));
    site.put("/text", raw(b"Taxa\n\nDet kostar 700 kronor f\xf6r alla.", "text/plain; charset=iso-8859-1"));
    site.put("/sida", raw(b"<!doctype html><h1>Bad</h1><p>Kallt.", "application/octet-stream"));
    site.put("/binart", raw(b"\0\x01\x02ett\0tv\x03", "text/html"));
    let report = site.import(&site.sitemap());
    assert_eq!(
        reasons(&report.skipped),
        [
            "säger sig vara en webbsida men är en bild (PNG)",
            "är ingen sida utan ett RTF-dokument",
            "säger sig vara en webbsida men är en fil som inte är text"
        ]
    );
    assert_eq!(files(&report.new).len(), 3, "{report:?}");
    assert!(site.read("pages/taxa.md").contains("för alla") && site.read("pages/bad.md").contains("Kallt."));
}
