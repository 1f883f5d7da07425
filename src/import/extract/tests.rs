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

#[test]
fn the_mark_of_a_footnote_is_no_part_of_a_number() {
    let html = r"<main><h1>Ställplats</h1><p>En natt kostar 250<sup>1</sup> kronor, en vecka 1 400<sup>2)</sup> kronor och en
        timme 20 kronor<sup>[3]</sup>. Platsen är 40 m<sup>2</sup>.</p><p>Bygg högst 15<sup>3</sup> kvadratmeter. Vattnet
        innehåller CO<sub>2</sub> och 10<sup>3</sup> bakterier.</p><p><sup>1</sup> Gäller maj.</p></main>";
    assert_eq!(
        body(html),
        "En natt kostar 250 kronor, en vecka 1 400 kronor och en timme 20 kronor. Platsen är 40 m².\n\nBygg högst 15 \
         kvadratmeter. Vattnet innehåller CO2 och 10³ bakterier.\n\n1 Gäller maj.\n"
    );
}

#[test]
fn what_else_stands_above_its_line_keeps_its_meaning() {
    let line = |html: &str| body(&format!("<main><h1>X</h1><p>{html}</p></main>"));
    for (html, shown) in [
        // Links and styles make footnotes as well.
        (r##"250<a href="#fn1"><sup>1</sup></a> kronor"##, "250 kronor\n"),
        (r##"250<sup><a href="#fn1">1</a></sup> kronor"##, "250 kronor\n"),
        (r#"250<a href="/avgift#fn1"><sup>[1]</sup></a> kronor"#, "250 kronor\n"),
        (r#"250<span style="vertical-align: super">1</span> kronor"#, "250 kronor\n"),
        (r##"250<a role="doc-noteref" href="#n">*</a> kronor"##, "250 kronor\n"),
        ("<b>250</b><sup>1, 2</sup> kronor", "250 kronor\n"),
        ("öppet 8<sup>00</sup>–16<sup>30</sup>", "öppet 8.00–16.30\n"),
        ("49<sup>90</sup> kr", "49,90 kr\n"),
        ("den 3<sup>:e</sup>, 1<sup>a</sup>, 2<sup>nd</sup>", "den 3:e, 1a, 2nd\n"),
        ("ytan 12 km <sup>2</sup>", "ytan 12 km ²\n"),
        ("Bad<sup>stängt i dag</sup>", "Bad stängt i dag\n"),
    ] {
        assert_eq!(line(html), shown, "{html}");
    }
}

#[test]
fn what_is_struck_through_is_left_out_whatever_strikes_it() {
    let line = |html: &str| body(&format!("<main><h1>X</h1><p>{html}</p></main>"));
    for html in [
        "Ett bad kostar <s>60 kronor</s> 75 kronor.",
        "Ett bad kostar <strike>60 kronor</strike> 75 kronor.",
        "Ett bad kostar <del>60 kronor</del> <ins>75 kronor</ins>.",
        r#"Ett bad kostar <span style="text-decoration: line-through">60 kronor</span> 75 kronor."#,
        r#"Ett bad kostar <span style="color:red;text-decoration-line:underline line-through;">60</span> 75 kronor."#,
        r#"Ett bad kostar <b class="old line-through">60 kronor</b> 75 kronor."#,
        "Ett bad kostar<s> 60 kronor </s>75 kronor.",
    ] {
        assert_eq!(line(html), "Ett bad kostar 75 kronor.\n", "{html}");
    }
    let table = "<main><h1>X</h1><table><tr><th>Vad</th><th>Pris</th></tr><tr><td>Bad</td><td \
        style='text-decoration:line-through'>60</td><td>75</td></tr></table></main>";
    assert!(body(table).contains("| Bad | 75 |"), "{}", body(table));
    assert_eq!(line("<span style='text-decoration:underline'>Viktigt</span> att veta."), "Viktigt att veta.\n");
}

#[test]
fn elements_that_html_does_not_know_stay_in_their_line() {
    let line = |html: &str| body(&format!("<main><h1>X</h1><p>{html}</p></main>"));
    for (html, shown) in [
        ("Ring <sv-phone>013-20 60 00</sv-phone> i dag.", "Ring 013-20 60 00 i dag.\n"),
        ("En <dfn>altan</dfn> är <big>stor</big> och <data value=1>ny</data>.", "En altan är stor och ny.\n"),
        ("<blink>Öppet</blink> <time>8–16</time>", "Öppet 8–16\n"),
        // A style can make a block of anything.
        ("<span style='display: block'>Ett.</span><span style='display:block'>Två.</span>", "Ett.\n\nTvå.\n"),
    ] {
        assert_eq!(line(html), shown, "{html}");
    }
}

#[test]
fn neighbours_that_only_style_parts_of_a_line_stay_apart() {
    let line = |html: &str| body(&format!("<main><h1>X</h1><div>{html}</div></main>"));
    for (html, shown) in [
        (r#"<span class="day">Måndag</span><span class="time">8–16</span>"#, "Måndag 8–16\n"),
        (r#"<span class="label">växel</span><span class="value">kontaktcenter</span>"#, "växel kontaktcenter\n"),
        ("<strong>Telefon:</strong><span>013-20 60 00</span>", "Telefon: 013-20 60 00\n"),
        ("<x-day>måndag</x-day><x-day>tisdag</x-day>", "måndag tisdag\n"),
        (
            r#"<a href="/a">Bad</a><a href="/b">gym</a>"#,
            "[Bad](https://kommun.example/a) [gym](https://kommun.example/b)\n",
        ),
        // One word in pieces.
        ("<b>Bygg</b>lov", "Bygglov\n"),
        ("<b>Bygg</b><b>lov</b>", "Bygglov\n"),
        (r#"<span class="SpellE">Bygg</span><span class="a">lovet</span>"#, "Bygglovet\n"),
        (r#"<span class="a">e</span><span class="b">-tjänst</span><span>.</span>"#, "e-tjänst.\n"),
        ("<i>www.</i><i>kommun.se</i>, <i>8:</i><i>30</i>", "www.kommun.se, 8:30\n"),
        ("H<sub>2</sub><span>O</span>", "H2O\n"),
    ] {
        assert_eq!(line(html), shown, "{html}");
    }
}

#[test]
fn what_is_folded_away_keeps_its_answers() {
    let html = r##"<main><h1>Skolskjuts</h1><p>Svar på vanliga frågor.</p>
        <div class="faq"><h2>När ska jag ansöka?</h2><div style="display:none"><p>Senast den 15 april.</p></div></div>
        <div class="faq"><h2><a href="javascript:void(0)">Hur långt?</a></h2><div style="display: none;"><p>Tre kilometer.</p></div></div>
        <div class="panel"><h3><a data-toggle="collapse" href="#c3">Om bussen inte kommer?</a></h3><div id="c3" class="collapse">Ring
        bolaget.</div></div><div><h2>En kompis?</h2><div hidden="until-found"><p>Nej.</p></div></div>
        <div><p><strong>Byta skola?</strong></p><div aria-hidden="true"><p>Ja, på nytt.</p></div></div></main>"##;
    insta::assert_snapshot!(body(html), @r"
    Svar på vanliga frågor.

    ## När ska jag ansöka?

    Senast den 15 april.

    ## Hur långt?

    Tre kilometer.

    ### Om bussen inte kommer?

    Ring bolaget.

    ## En kompis?

    Nej.

    ### Byta skola?

    Ja, på nytt.
    ");
}

#[test]
fn other_ways_to_fold_text_away_keep_it_too() {
    let folded = |html: &str| body(&format!("<main><h1>X</h1><p>Först.</p>{html}</main>"));
    for (html, shown) in [
        // One flat list of questions and answers.
        ("<h3>A?</h3><div hidden>Ja.</div><h3>B?</h3><div hidden>Nej.</div>", "## A?\n\nJa.\n\n## B?\n\nNej.\n"),
        (
            "<dl><dt>A?</dt><dd style='display:none'>Ja.</dd><dt>B?</dt><dd hidden>Nej.</dd></dl>",
            "- A? Ja.\n- B? Nej.\n",
        ),
        ("<button>A?</button><div style='visibility:hidden'>Ja, det går.</div>", "## A?\n\nJa, det går.\n"),
        ("<div role=button tabindex=0>A?</div><div hidden>Ja, det går.</div>", "## A?\n\nJa, det går.\n"),
        // A link or button elsewhere that names it.
        (
            "<ul class='nav nav-tabs'><li><a href='#t1'>Pris</a></li><li><a href='#t2'>Tider</a></li></ul><div id=t1>20 \
             kronor.</div><div id=t2 style='display:none'>Klockan 8.</div>",
            "20 kronor.\n\n## Tider\n\nKlockan 8.\n",
        ),
        (
            "<button data-bs-toggle=collapse data-bs-target='#m'>Läs mer</button><p>Sedan.</p><div id=m hidden>Allt \
             annat.</div>",
            "Sedan.\n\nAllt annat.\n",
        ),
        ("<details><summary>A?</summary><p>Ja.</p></details>", "## A?\n\nJa.\n"),
        (
            "<p>Text som <span hidden=until-found>hittas</span>.</p><div hidden=until-found>Mer.</div>",
            "Text som hittas.\n\nMer.\n",
        ),
    ] {
        assert_eq!(folded(html), format!("Först.\n\n{shown}"), "{html}");
    }
}

#[test]
fn what_is_hidden_and_no_answer_stays_out() {
    let folded = |html: &str| body(&format!("<main><h1>X</h1>{html}<p>Sist.</p></main>"));
    for html in [
        "<div hidden>Ett fel uppstod.</div>",
        "<div style='display:none'>Laddar …</div>",
        "<a href='#d' data-toggle=modal>Karta</a><div id=d class='modal fade' aria-hidden=true><h2>Karta</h2><p>Stäng.</p></div>",
        "<button aria-expanded=false aria-controls=s>Dela</button><div id=s class=share hidden><a href=/f>Facebook</a></div>",
        "<div role=dialog hidden><h2>Kakor</h2><p>Vi använder kakor.</p></div>",
        "<h2 hidden>Dold rubrik</h2>",
    ] {
        let body = folded(html);
        assert!(body.ends_with("Sist.\n"), "{body}");
        for junk in ["fel", "Laddar", "Stäng", "Facebook", "kakor", "Dold"] {
            assert!(!body.contains(junk), "{body}");
        }
    }
    // The heading has a text that is seen: what is hidden beside it is something else.
    let seen = folded("<h2>Kontakt</h2><div style='display:none'>Ett fel uppstod.</div><p>Ring oss.</p>");
    assert_eq!(seen, "## Kontakt\n\nRing oss.\n\nSist.\n");
}

#[test]
fn a_section_with_its_own_heading_stays_whatever_it_is_called() {
    let html = r#"<main><h1>Synpunkter</h1><p>Vi vill veta vad du tycker.</p>
        <section class="feedback-info"><h2>Lämna en synpunkt</h2><p>Använd e-tjänsten, så får du svar.</p></section>
        <section class="block block--chat"><h2>Chatta med oss</h2><p>Chatten är öppen 8–16.</p><button>Öppna</button></section>
        <div class="contact-share"><h2>Dela med dig till revisorerna</h2><p>De nås på 013-20 70 00.</p></div>
        <div id="comments"><h2>Kommentera planer</h2><p>Samråd pågår i tre veckor.</p></div>
        <div class="consent-info"><h2>Samtycke</h2><p>Du kan ta tillbaka ditt samtycke.</p></div>
        <article class="card sidebar-card"><h2>Sidoinformation</h2><p>Östgötagatan 5.</p></article>
        <h2 id="cookies">Kakor</h2><p id="share">Vi använder kakor för statistik.</p><h3 class="chat">Chatten</h3><p>Svarar.</p></main>"#;
    let read = page(html);
    assert_eq!(read.left_out, [""; 0]);
    insta::assert_snapshot!(read.content.expect("there is text").body, @r"
    Vi vill veta vad du tycker.

    ## Lämna en synpunkt

    Använd e-tjänsten, så får du svar.

    ## Chatta med oss

    Chatten är öppen 8–16.

    ## Dela med dig till revisorerna

    De nås på 013-20 70 00.

    ## Kommentera planer

    Samråd pågår i tre veckor.

    ## Samtycke

    Du kan ta tillbaka ditt samtycke.

    ## Sidoinformation

    Östgötagatan 5.

    ## Kakor

    Vi använder kakor för statistik.

    ### Chatten

    Svarar.
    ");
}

#[test]
fn a_tool_by_the_same_name_goes_and_stands_in_the_report() {
    let tool = |html: &str| {
        let read = page(&format!("<main><h1>X</h1><p>Först.</p>{html}</main>"));
        assert_eq!(read.content.expect("there is text").body, "Först.\n", "{html}");
        read.left_out
    };
    for html in [
        "<div class=share><h2>Dela sidan</h2><ul><li><a href=/f>Facebook</a></li><li><a href=/x>X</a></li></ul></div>",
        "<div class=feedback><h2>Hjälpte informationen på sidan dig?</h2><button>Ja</button><button>Nej</button></div>",
        "<div class=chat><p>Hej! Vad kan jag hjälpa dig med i dag?</p></div>",
        "<div class=sv-cookie-consent><h2>Om kakor</h2><p>Vi använder kakor på webbplatsen.</p></div>",
    ] {
        assert_eq!(tool(html), [""; 0], "{html}");
    }
    let cookies = "<div class=cookies><h2>Vi använder kakor</h2><p>De behövs för statistik.</p><button>Godkänn alla</button></div>";
    assert_eq!(tool(cookies), ["”Vi använder kakor” ser ut som ett verktyg (cookies)"]);
    let form = "<section id=feedback><h2>Skriv till oss</h2><p>Vi läser allt som du skriver.</p><textarea></textarea></section>";
    assert_eq!(tool(form), ["”Skriv till oss” ser ut som ett verktyg (feedback)"]);
    let hidden = "<div hidden><h2>Stängt i jul</h2><p>Vi öppnar i januari.</p></div>";
    assert_eq!(tool(hidden), ["”Stängt i jul” är dold"]);
}

#[test]
fn a_list_of_definitions_may_have_several_names_and_descriptions() {
    let html = "<main><h1>X</h1><dl><dt>Ullstämma</dt><dt>Gärstad</dt><dd>Måndag 8–19</dd><dd>Lördag 9–15</dd><dt>Malmen</dt>\
        <dd>Stängd</dd></dl><dl><dt>Kontakt</dt><dd><dl><dt>Telefon</dt><dd>013-20 60 00</dd><dt>E-post</dt><dd>a@k.example</dd>\
        </dl></dd></dl><dl><div><dt>Adress</dt><dd><p>Åvägen 1</p><p>Linköping</p></dd></div><dt>Ensam</dt></dl></main>";
    insta::assert_snapshot!(body(html), @r"
    - Ullstämma, Gärstad: Måndag 8–19; Lördag 9–15
    - Malmen: Stängd

    ## Kontakt

    - Telefon: 013-20 60 00
    - E-post: a@k.example

    ## Adress

    Åvägen 1

    Linköping

    - Ensam
    ");
}

#[test]
fn a_list_in_a_cell_keeps_its_text() {
    let row = |cell: &str| {
        let html = format!(
            "<main><h1>X</h1><table><tr><th>A</th><th>B</th></tr><tr><td>C</td><td>{cell}</td></tr></table></main>"
        );
        body(&html).lines().nth(2).unwrap_or_default().to_owned()
    };
    for (cell, shown) in [
        (
            "<ul><li>Vardagar<ul><li>10–19</li></ul></li><li>Helger<ul><li>11–16</li></ul></li></ul>",
            "Vardagar: 10–19; Helger: 11–16",
        ),
        ("<dl><dt>Måndag</dt><dd>12–18</dd><dt>Tisdag</dt><dd>10–16</dd></dl>", "Måndag: 12–18; Tisdag: 10–16"),
        ("<p>Måndag 13–18</p><p>Onsdag 13–18</p>", "Måndag 13–18, Onsdag 13–18"),
        ("<ol><li>Bakom<ol><li>centrum</li></ol></li></ol>", "Bakom: centrum"),
        ("Storgatan 5<br>582 22 Linköping", "Storgatan 5, 582 22 Linköping"),
        ("<ul><li><p>Ring.</p><p>Skriv.</p></li><li>Kom</li></ul>", "Ring. Skriv. Kom"),
        ("<h4>Växel</h4><ul><li><h5>Dag</h5>013</li></ul>", "Växel: Dag: 013"),
        ("<ul>Utan punkt<li>med</li></ul>", "Utan punkt; med"),
    ] {
        assert_eq!(row(cell), format!("| C | {shown} |"), "{cell}");
    }
}

#[test]
fn a_heading_is_what_it_says_without_its_tools() {
    let heading = |html: &str| body(&format!("<main><h1>X</h1>{html}<p>Text.</p></main>"));
    for html in [
        r##"<h2 id="avgift">Avgift <a class="anchor" href="#avgift" aria-label="Länk till Avgift">#</a></h2>"##,
        r#"<h2>Avgift<a href="https://kommun.example/x#avgift">¶</a></h2>"#,
        r#"<h2>Avgift <button type="button" class="copy">Kopiera länk till rubriken</button></h2>"#,
        r##"<h2><a href="#avgift">Avgift</a> <span>Kopiera länk</span></h2>"##,
        r##"<h2>Avgift <a href="#avgift"><svg></svg><span class="x">Direktlänk till rubriken</span></a></h2>"##,
        r##"<div><h2>Avgift</h2><a href="#avgift">#</a><button>Kopiera länk</button></div>"##,
        r##"<h2>Avgift<a href="#a" title="Länk">&#8203;</a></h2>"##,
    ] {
        assert_eq!(heading(html), "## Avgift\n\nText.\n", "{html}");
    }
    assert_eq!(heading("<h2><a href='#a'>Taxa</a> och <a href='#b'>C#</a></h2>"), "## Taxa och C#\n\nText.\n");
    let titled = page("<main><h1>Parkering<a href='#p'>#</a></h1><p>Text.</p></main>").content.expect("there is text");
    assert_eq!(titled.title, "Parkering");
}
