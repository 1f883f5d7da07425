//! Pages in the markup of the systems that Swedish municipalities use, written for these tests.

use url::Url;

use super::{WebPage, read};
use crate::language::Language;

fn page(html: &str) -> WebPage {
    read(html, Some(&Url::parse("https://kommun.example/bygga/sida.html").expect("an address")))
}

fn body(html: &str) -> String {
    page(html).content.expect("there is text").body
}

const SITEVISION: &str = r##"<!doctype html><html lang="sv"><head><title>Bygga altan - Exempels kommun</title>
<link rel="canonical" href="/bygga/altan.html"></head><body class="has-cookie-banner">
<div class="sv-cookie-consent"><p>Vi använder kakor. <button>Godkänn alla</button></p></div>
<a class="skip-link" href="#innehall">Hoppa till huvudinnehåll</a>
<header><h2>Meny</h2><nav><ul><li><a href="/start.html">Start</a></li><li><a href="/bygga">Bygga</a></li></ul></nav></header>
<main class="sv-main" id="innehall"><div class="pagecontent sv-layout">
<div class="sv-breadcrumbs-portlet"><ul><li><a href="/">Start</a></li><li>Bygga altan</li></ul></div>
<div class="sv-text-portlet sv-use-margins"><div class="sv-text-portlet-content"><h1 class="heading">Bygga altan</h1>
<p class="ingress">En altan kräver oftast inte bygglov.<br>Ring oss om du är osäker.</p></div></div>
<div id="readspeaker_button1" class="rs_skip rsbtn"><a href="//app.readspeaker.com/x">Lyssna</a></div>
<div class="env-toc"><h2>Hitta på sidan</h2><ul><li><a href="#h-Hojd">Höjd</a></li><li><a href="#h-Sa">Så ansöker du</a></li></ul></div>
<div class="sv-text-portlet-content"><h2 id="h-Hojd">Höjd</h2><p>Höjden mäts från <a href="/bygga/mark.html">marken<span
class="env-assistive-text"> Länk till annan webbplats.</span></a>.</p>
<ul><li>under 1,8 meter: inget lov</li><li>över 1,8 meter:<ul><li>sök lov</li></ul></li></ul></div>
<div class="sol-accordion"><button type="button" class="env-collapse-header" aria-expanded="false" aria-controls="p1">Vad
kostar lovet?</button><div id="p1" hidden aria-hidden="true"><table><caption>Avgifter 2026</caption><tr><th>Vad</th><th>Kronor</th></tr>
<tr><td rowspan="2">Altan</td><td>4 000</td></tr><tr><td>5 000 med tak</td></tr></table></div></div>
<h3><button aria-expanded="false">Hur lång tid tar det?</button></h3><div style="display: none"><p>Tio veckor.</p></div>
<dl><dt>Telefon</dt><dd><a href="tel:+4613000000">013-00 00 00</a></dd><dt>E-post</dt><dd>bygg@kommun.example</dd></dl>
<div class="page-feedback"><h2>Hjälpte informationen dig?</h2><button>Ja</button><button>Nej</button></div>
<p>Senast uppdaterad den <time>11 juni 2021</time></p></div></main>
<footer><p>Exempels kommun, 581 81 Exempel</p></footer><div class="vergic-chat"><p>Välkommen till chatten.</p></div>
<script>document.write("<p>nej</p>")</script></body></html>"##;

#[test]
fn a_page_of_sitevision_is_its_text_and_nothing_of_its_frame() {
    let read = page(SITEVISION);
    let content = read.content.expect("there is text");
    assert_eq!((content.title.as_str(), content.language), ("Bygga altan", Some(Language::Sv)));
    assert_eq!(content.reviewed.map(|date| date.to_string()).as_deref(), Some("2021-06-11"));
    assert_eq!(read.canonical.map(String::from).as_deref(), Some("https://kommun.example/bygga/altan.html"));
    assert!(read.links.iter().any(|link| link.path() == "/start.html"), "menus are followed, though not kept");
    insta::assert_snapshot!(content.body, @r"
    En altan kräver oftast inte bygglov.
    Ring oss om du är osäker.

    ## Höjd

    Höjden mäts från [marken](https://kommun.example/bygga/mark.html).

    - under 1,8 meter: inget lov
    - över 1,8 meter:
      - sök lov

    ### Vad kostar lovet?

    Avgifter 2026

    | Vad | Kronor |
    | --- | --- |
    | Altan | 4 000 |
    | Altan | 5 000 med tak |

    ### Hur lång tid tar det?

    Tio veckor.

    - Telefon: [013-00 00 00](tel:+4613000000)
    - E-post: bygg@kommun.example
    ");
}

#[test]
fn a_page_of_episerver_without_main_and_in_one_form_is_read() {
    let html = r#"<html><head><title>Färdtjänst | Exempels kommun</title><meta property="article:modified_time"
        content="2024-03-02T10:00:00"></head><body><form id="aspnetForm" action="./"><div id="header" class="navbar"><ul
        class="menu"><li><a href="/a">Omsorg</a></li><li><a href="/b">Skola</a></li></ul></div><div class="row"><div
        id="content" class="col-md-8"><ol class="breadcrumb"><li><a href="/">Start</a></li></ol><h1>Färdtjänst</h1><div
        class="preamble">Du som inte kan åka buss kan få färdtjänst.</div><div class="main-body"><h2>Ansök</h2><p>Ansök
        hos kommunen. Beslutet tar fyra veckor.</p><p>&nbsp;</p></div><ul class="share-list social-share"><li>Dela på
        Facebook</li></ul></div></div><details><summary>Ledsagare</summary><p>Får följa med.</p></details></form></body></html>"#;
    let content = page(html).content.expect("there is text");
    assert_eq!(content.reviewed.map(|date| date.to_string()).as_deref(), Some("2024-03-02"));
    assert_eq!(content.title, "Färdtjänst");
    assert_eq!(
        content.body,
        "Du som inte kan åka buss kan få färdtjänst.\n\n## Ansök\n\nAnsök hos kommunen. Beslutet tar fyra veckor.\n"
    );
}

#[test]
fn a_page_of_wordpress_loses_comments_and_neighbours() {
    let html = r#"<html lang="en-GB"><body class="page-template chat-enabled"><div id="page"><a class="screen-reader-text"
        href="\#main">Skip</a><main id="main"><article class="post-12"><header class="entry-header"><h1
        class="entry-title">Moving here</h1><span class="posted-on">Published January 5, 2025</span></header><div
        class="entry-content"><div class="wp-block-group"><p>Welcome! You need a personal number, see the
        tax agency&rsquo;s page.</p></div><div class="sharedaddy"><h3>Share</h3></div></div></article><nav
        class="post-navigation"><a href="/p">Previous</a></nav><div id="comments"><p>Nice page!</p></div></main></div></body></html>"#;
    let content = page(html).content.expect("there is text");
    assert_eq!(content.language, Some(Language::En));
    assert_eq!(content.reviewed.map(|date| date.to_string()).as_deref(), Some("2025-01-05"));
    assert_eq!(content.body, "Welcome! You need a personal number, see the tax agency’s page.\n");
}

#[test]
fn a_page_without_heading_is_named_after_what_else_names_it() {
    let titled = |head: &str| {
        let html = format!("<html><head>{head}</head><body><p>Text om något.</p></body></html>");
        page(&html).content.expect("there is text").title
    };
    assert_eq!(titled("<meta property='og:title' content='Sotning'><title>x</title>"), "Sotning");
    assert_eq!(titled("<title>Elda - ute - Exempels kommun</title>"), "Elda - ute");
    assert_eq!(titled(""), "Sida", "the address's last part");
}

#[test]
fn tabs_are_headings_and_cards_keep_their_addresses() {
    let html = r#"<main><h1>Vatten</h1><div role="tablist"><button role="tab" id="t1">Priser &amp; avgifter</button></div>
        <div role="tabpanel" aria-labelledby="t1" hidden><p>En kubikmeter kostar 20 kronor.</p></div>
        <ul><li><a href="/avlopp"><h2>Avlopp</h2><p>Så fungerar det.</p></a></li></ul></main>"#;
    assert_eq!(
        body(html),
        "## Priser & avgifter\n\nEn kubikmeter kostar 20 kronor.\n\n## [Avlopp](https://kommun.example/avlopp)\n\nSå \
         fungerar det.\n"
    );
}

#[test]
fn a_table_that_only_lays_out_the_page_is_read_through() {
    let html =
        "<main><h1>X</h1><table><tr><td><h2>Vänster</h2><p>Text.</p></td><td><p>Höger</p></td></tr></table></main>";
    assert_eq!(body(html), "## Vänster\n\nText.\n\nHöger\n");
}

#[test]
fn a_page_without_text_is_no_page_and_broken_markup_is_read() {
    assert_eq!(page("<html><body><nav><a href=/>Start</a></nav><h1>Tom</h1></body></html>").content, None);
    assert_eq!(page("").content, None);
    assert_eq!(
        body("<h1>Ö</h1><p>Text utan slut <b>och <i>fel</b> ordning<ul><li>a<li>b"),
        "Text utan slut och fel ordning\n\n- a\n- b\n"
    );
    let deep = |depth: usize| {
        page(&format!("<main><p>Botten.</p>{}nej{}</main>", "<div>".repeat(depth), "</div>".repeat(depth))).content
    };
    assert_eq!(deep(1_000).expect("there is text").body, "Botten.\n");
    assert_eq!(deep(100_000), None, "not even parsed");
}

#[test]
fn a_page_that_asks_not_to_be_listed_says_so() {
    assert!(page("<meta name=ROBOTS content='NoIndex, follow'><p>x").noindex);
    assert!(!page("<p>x").noindex);
}
