use super::text;
use crate::import::shown::{self, HEADING};

/// A document of these pages' operators. `fonts` are `/F1 …` entries, `catalog` further entries of the catalog, `page`
/// of each page.
struct Made<'a> {
    pages: &'a [String],
    font: &'a str,
    catalog: &'a str,
    page: &'a str,
    more: &'a [String],
}

const HELVETICA: &str = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding";

impl Made<'_> {
    fn bytes(&self) -> Vec<u8> {
        let first = 3 + self.more.len();
        let kids = (0..self.pages.len()).fold(String::new(), |kids, at| kids + &format!("{} 0 R ", first + 1 + at * 2));
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog),
            format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", self.pages.len()),
            format!("<< {} >>", self.font),
        ];
        objects.extend(self.more.iter().cloned());
        let bold = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>";
        let forms = if self.more.is_empty() { "" } else { "/XObject << /X 4 0 R >>" };
        for (at, page) in self.pages.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R {} \
                 /Resources << /Font << /F1 3 0 R /F2 {bold} >> {forms} >> >>",
                first + 2 + at * 2,
                self.page
            ));
            objects.push(format!("<< /Length {} >>\nstream\n{page}\nendstream", latin(page).len()));
        }
        let (mut out, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
        for (number, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.extend(latin(&format!("{} 0 obj\n{object}\nendobj\n", number + 1)));
        }
        let table = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        for place in places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
        let size = objects.len() + 1;
        out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
        out
    }
}

fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn made(pages: &[String]) -> Vec<u8> {
    Made { pages, font: HELVETICA, catalog: "", page: "", more: &[] }.bytes()
}

/// A text at a place, counted from below as the format does.
fn at(x: u32, y: u32, size: u32, text: &str) -> String {
    format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

/// Lines below each other.
fn lines(x: u32, y: u32, lines: &[&str]) -> String {
    (0..).zip(lines).map(|(row, line)| at(x, y - row * 14, 11, line)).collect()
}

fn read(pages: &[String]) -> String {
    text(&made(pages)).expect("a text")
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

/// How many of the words are there whole and in this order.
fn in_order(wanted: &[&str], got: &[&str]) -> usize {
    let mut best = vec![0; got.len() + 1];
    for word in wanted {
        let mut next = vec![0; got.len() + 1];
        for (at, other) in got.iter().enumerate() {
            next[at + 1] = if word == other { best[at] + 1 } else { best[at + 1].max(next[at]) };
        }
        best = next;
    }
    best.last().copied().unwrap_or(0)
}

#[test]
fn words_are_whole_and_columns_follow_each_other() {
    let (forskola, avgifter) =
        (include_str!("../../../tests/data/pdf/forskola.txt"), include_str!("../../../tests/data/pdf/avgifter.txt"));
    let besok = include_str!("../../../tests/data/pdf/besok.txt");
    let fardtjanst = include_str!("../../../tests/data/pdf/fardtjanst.txt");
    let sotning = include_str!("../../../tests/data/pdf/sotning.txt");
    for (name, pdf, says) in [
        ("chromium, columns", &include_bytes!("../../../tests/data/pdf/forskola-chromium.pdf")[..], forskola),
        ("chromium, tables", include_bytes!("../../../tests/data/pdf/avgifter-chromium.pdf"), avgifter),
        ("typst, columns", include_bytes!("../../../tests/data/pdf/forskola-typst.pdf"), forskola),
        ("chromium, cards", include_bytes!("../../../tests/data/pdf/besok-chromium.pdf"), besok),
        ("chromium, a box", include_bytes!("../../../tests/data/pdf/fardtjanst-chromium.pdf"), fardtjanst),
        ("libreoffice, a table", include_bytes!("../../../tests/data/pdf/sotning-libreoffice.pdf"), sotning),
    ] {
        let got = text(pdf).expect("a text");
        let (wanted, got_words) = (words(says), words(&got));
        let kept = in_order(&wanted, &got_words);
        assert!(kept * 100 >= wanted.len() * 99, "{name}: {kept} of {}\n{got}", wanted.len());
        assert!(got_words.len() <= wanted.len() + 2, "{name}: heads and feet are no text\n{got}");
    }
}

#[test]
fn headings_by_size_become_sections_and_rows_keep_their_cells() {
    let pdf = include_bytes!("../../../tests/data/pdf/avgifter-chromium.pdf");
    let content = shown::read(&text(pdf).expect("a text")).expect("content");
    assert_eq!(content.title, "Avgifter för vatten och avlopp");
    for part in [
        "\n## Brukningsavgifter\n",
        "\n## Öppettider kundtjänst\n",
        "Fast avgift villa | kronor per år | 2 875,00\n",
        "Dagvattenavgift fastighet | kronor per påbörjat hundratal kvadratmeter | 412,50\n",
    ] {
        assert!(content.body.contains(part), "{part}\n{}", content.body);
    }
}

#[test]
fn cards_are_sections_and_cells_a_blank_apart_are_rows() {
    let cards = text(include_bytes!("../../../tests/data/pdf/besok-chromium.pdf")).expect("a text");
    assert!(!cards.contains(" | "), "{cards}");
    let cards = shown::read(&cards).expect("content").body;
    for part in ["\n## Turistbyrån\n\nHamnplan 1\n", "\n## Kulturskolan\n\nParkvägen 7\n"] {
        assert!(cards.contains(part), "{part}\n{cards}");
    }
    // In the middle of its row, a cell's lines stand between those of the next one.
    let table = text(include_bytes!("../../../tests/data/pdf/sotning-libreoffice.pdf")).expect("a text");
    for row in [
        "Tjänst | Vad som ingår | Så mycket kostar det\n",
        "Brandskyddskontroll | Kontroll av eldstad och skorsten, protokoll | 1 180 kronor\n",
        "\nFilmning av skorsten efter eldning eller ombyggnad | Filmning och skriftligt utlåtande | Timtaxa, minst två",
        "\nRådgivning | Telefonsamtal | Kostnadsfritt för alla boende i kommunen hela året\n",
    ] {
        assert!(table.contains(row), "{row}\n{table}");
    }
}

#[test]
fn a_box_stands_before_the_heading_beside_it_and_cuts_no_text() {
    let got = text(include_bytes!("../../../tests/data/pdf/fardtjanst-chromium.pdf")).expect("a text");
    let parts =
        ["med buss eller tåg.", "Beställ resa", "timme före.", "Ansökan\n", "Du ansöker", "samtalet.", "Beslutet"];
    let places = parts.map(|part| got.find(part));
    assert!(places[0].is_some() && places.is_sorted(), "{places:?}\n{got}");
}

#[test]
fn cells_a_blank_apart_are_cells_and_numbers_of_a_list_are_none() {
    let row = |y: u32, cells: [&str; 3]| -> String {
        [60, 189, 340].into_iter().zip(cells).map(|(x, cell)| at(x, y, 11, cell)).collect()
    };
    // The longest first cell ends a third of an em before the second one.
    let page = row(700, ["Avgift", "Enhet", "Belopp"])
        + &row(682, ["Fast avgift villa", "kronor per ar", "2 875"])
        + &row(664, ["Fast avgift flerbostadshus", "kronor per lagenhet", "1 437"])
        + &row(646, ["Forbrukningsavgift", "kronor per kubikmeter", "31"]);
    let got = read(&[page]);
    assert!(got.contains("Fast avgift flerbostadshus | kronor per lagenhet | 1 437\n"), "{got}");
    let prices = [
        (["Bryggplats for en bat med", "egen boj hela sommaren"], "310 kr"),
        (["Vinterplats pa land under", "tak med el och vatten"], "420 kr"),
        (["Gastplats vid den yttre", "bryggan hogst tva dygn"], "95 kr"),
    ];
    let mut page = String::new();
    for (item, (place, price)) in (0..).zip(prices) {
        let y = 700 - item * 34;
        page += &at(60, y, 11, &format!("{}.", item + 1));
        page += &(lines(74, y, &place) + &at(340, y, 11, price));
    }
    let got = read(&[page]);
    assert!(got.contains("2. Vinterplats pa land under tak med el och vatten | 420 kr"), "{got}");
}

#[test]
fn two_columns_drawn_line_by_line_are_read_one_after_the_other() {
    let left = [
        "Kommunen ansvarar for vatten och",
        "avlopp i hela tatorten och for alla",
        "ledningar fram till tomtens grans.",
        "Den som ager huset svarar sjalv for",
        "ledningen pa den egna tomten hela",
        "vagen in i huset och vidare ut.",
    ];
    let right = [
        "Avgiften betalas fyra ganger om aret",
        "och raknas efter matarens stallning,",
        "som lases av en gang i borjan av var.",
        "Den som inte lamnar nagon stallning",
        "betalar for en antagen forbrukning,",
        "som sedan jamnas ut i nasta rakning.",
    ];
    let mut page = at(60, 780, 11, "Allmanna bestammelser for vatten och avlopp i kommunen, som galler fran nyar");
    for (row, (one, other)) in (0..).zip(left.iter().zip(right)) {
        page += &at(60, 740 - row * 14, 11, one);
        page += &at(310, 740 - row * 14, 11, other);
    }
    let got = read(&[page]).replace('\n', " ");
    let places = ["nyar", "tomtens grans", "vidare ut", "Avgiften betalas", "nasta rakning"].map(|part| got.find(part));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?} {got}");
}

#[test]
fn a_table_is_read_row_by_row() {
    let rows = [("Hamn", "Pris"), ("Norra", "310 kr"), ("Sodra", "420 kr"), ("Vastra", "95 kr"), ("Gast", "40 kr")];
    let page: String = (0..)
        .zip(rows)
        .map(|(row, (one, other))| at(60, 700 - row * 18, 11, one) + &at(300, 700 - row * 18, 11, other))
        .collect();
    let got = read(&[page]);
    assert!(got.contains("Norra | 310 kr\nSodra | 420 kr\n"), "{got}");
}

#[test]
fn cells_that_wrap_keep_to_themselves_whatever_stands_above_or_below_the_table() {
    let cells = [
        [&["Åtgärd"][..], &["Vem som betalar"], &["Avgift"]],
        [
            &["Tillsyn av anläggning i", "högsta riskklassen"],
            &["Företag som bereder,", "lagrar eller säljer"],
            &["1 365 kronor", "per timme"],
        ],
        [&["Registrering"], &["Alla som börjar servera", "eller sälja livsmedel"], &["1 365 kronor"]],
    ];
    let mut page = String::new();
    for (y, row) in [700, 670, 626].into_iter().zip(cells) {
        page.extend([50, 190, 330].into_iter().zip(row).map(|(x, cell)| lines(x, y, cell)));
    }
    let table = "Åtgärd | Vem som betalar | Avgift\n\
        Tillsyn av anläggning i högsta riskklassen | Företag som bereder, lagrar eller säljer | 1 365 kronor per timme\n\
        Registrering | Alla som börjar servera eller sälja livsmedel | 1 365 kronor";
    // What leaves all of the strips free, one of them, or none.
    for below in
        ["Restid", "Restid räknas från kommunhuset till anläggningen", &"Restid räknas från kommunhuset. ".repeat(3)]
    {
        let got = read(&[page.clone() + &at(50, 560, 11, below.trim())]);
        assert!(got.replace("\n\n", "\n").starts_with(table), "{below}: {got}");
        assert!(got.trim_end().ends_with(below.trim()), "{got}");
        let got = read(&[at(50, 740, 11, below.trim()) + &page]);
        assert!(got.replace("\n\n", "\n").trim_end().ends_with(table), "{below}: {got}");
    }
}

#[test]
fn figures_stay_with_what_they_say_also_where_a_table_is_drawn_column_by_column() {
    let names = ["Nämnd", "Kommunstyrelsen med beredskap", "Socialnämnden", "Summa"];
    let page = lines(50, 700, &names)
        + &lines(300, 700, &["I år", "184 250", "912 400", "1 096 650"])
        + &lines(400, 700, &["Nästa år", "191 300", "955 750", "1 147 050"]);
    let got = read(&[page]);
    for row in ["Nämnd | I år | Nästa år", "Socialnämnden | 912 400 | 955 750", "Summa | 1 096 650 | 1 147 050"] {
        assert!(got.contains(row), "{row} in {got}");
    }
}

#[test]
fn words_are_whole_without_blanks_and_set_apart() {
    let page = at(60, 700, 12, "Ansokan")
        + &at(110, 700, 12, "om")
        + &at(130, 700, 12, "bygglov")
        // Set apart by the operator for it, and letter by letter.
        + "BT /F1 12 Tf 4 Tc 60 660 Td (PROTOKOLL) Tj ET\n"
        + "BT /F1 12 Tf 60 620 Td [(N) -250 (\u{c4}) -250 (M) -250 (N) -250 (D) -250 (E) -250 (N)] TJ ET\n"
        // Kerned tight, with a gap that is no blank.
        + "BT /F1 12 Tf 60 580 Td [(Av) 80 (g) -90 (ift)] TJ ET\n";
    let got = read(&[page]);
    for part in ["Ansokan om bygglov", "PROTOKOLL", "NÄMNDEN", "Avgift"] {
        assert!(got.contains(part), "{part} in {got}");
    }
}

#[test]
fn parted_words_are_whole_and_real_hyphens_stay() {
    let page = lines(
        60,
        700,
        &[
            "Vi handlägger ansökan om bygg-",
            "lov i tur och ordning. Skicka in via e-",
            "tjänsten eller hör av dig till plan-",
            "och byggenheten, som svarar inom två vec\u{ad}",
            "kor. Bilaga 7-",
            "9 lämnas till den som bor i Malmö-",
            "Lund och som har beviljats ett hjälp-",
            "medel av regionen, enligt vår taxa här.",
        ],
    );
    let got = read(&[page]);
    for part in
        ["om bygglov i", "via e-tjänsten", "plan- och byggenheten", "två veckor", "7-9", "Malmö-Lund", "hjälpmedel"]
    {
        assert!(got.contains(part), "{part} in {got}");
    }
}

#[test]
fn ligatures_are_letters() {
    let font = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding \
        /Differences [1 /fi /fl /f_f /odieresis] >>";
    let page = at(60, 700, 11, "Of\\001cer \\002yttar e\\003ekten \\004verallt");
    let got = text(&Made { pages: &[page], font, catalog: "", page: "", more: &[] }.bytes()).expect("a text");
    assert!(got.contains("Officer flyttar effekten överallt"), "{got}");
    assert_eq!(
        super::letters::plain("o\u{308}ppet, A\u{30a}r, e\u{301}n, ﬀ ﬃ ﬄ\u{a0}x"),
        "öppet, År, én, ff ffi ffl x"
    );
}

#[test]
fn heads_feet_and_numbers_are_left_out_and_sentences_go_on() {
    let page = |number: u32, body: &str| {
        at(60, 800, 9, "Sj\\366stads kommun   Taxa f\\366r hamnen")
            + body
            + &at(480, 40, 9, &format!("Sida {number} \\(3\\)"))
    };
    let pages = [
        page(
            1,
            &lines(
                60,
                740,
                &[
                    "Den som lägger till med båt i hamnen betalar avgift för varje dygn och för",
                    "el. För båtar över tolv meter tas en högre",
                ],
            ),
        ),
        page(2, &lines(60, 740, &["avgift ut. Avgiften betalas i automaten på kajen."])),
        page(3, &lines(60, 740, &["En vinterplats kostar femhundra kronor i månaden."])),
    ];
    // Lines of a paragraph stand below each other as they did.
    let got = read(&pages).replace('\n', " ");
    assert!(got.contains("tas en högre avgift ut. Avgiften"), "{got}");
    assert!(!got.contains("kommun") && !got.contains("Sida") && got.contains("femhundra kronor"), "{got}");
}

#[test]
fn turned_pages_are_read_upright() {
    let lines = lines(60, 700, &["Kartan visar kommunens alla vagar och", "broar samt de cykelvagar som planeras."]);
    let says = "Kartan visar kommunens alla vagar och broar samt de cykelvagar som planeras.";
    for page in ["/Rotate 90", "/Rotate 180", "/Rotate 270"] {
        let bytes = Made { pages: &[turned(page)], font: HELVETICA, catalog: "", page, more: &[] }.bytes();
        assert_eq!(text(&bytes).expect("a text").trim().replace('\n', " "), says, "{page}");
    }
    // A wide page without the mark: its text alone is turned.
    assert_eq!(
        read(&[format!("q 0 1 -1 0 500 60 cm {} Q", lines.replace("60 7", "60 1").replace("60 6", "60 0"))])
            .trim()
            .replace('\n', " "),
        says
    );
}

fn turned(page: &str) -> String {
    let inner = lines(60, 400, &["Kartan visar kommunens alla vagar och", "broar samt de cykelvagar som planeras."]);
    let matrix = match page {
        "/Rotate 90" => "0 1 -1 0 595 0",
        "/Rotate 180" => "-1 0 0 -1 595 842",
        _ => "0 -1 1 0 0 842",
    };
    format!("q {matrix} cm {inner} Q")
}

#[test]
fn what_cannot_be_read_says_why() {
    let waiting =
        lines(60, 700, &["Please wait...", "If this message is not eventually replaced by the proper contents"]);
    let xfa =
        |catalog: &str, page: String| Made { pages: &[page], font: HELVETICA, catalog, page: "", more: &[] }.bytes();
    let unknown = "/Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [65 /g1 /g2 /g3 /g4] >>";
    let gone = Made { pages: &[at(60, 700, 11, "ABCD DCBA")], font: unknown, catalog: "", page: "", more: &[] }.bytes();
    for (bytes, reason) in [
        (xfa("/AcroForm << /XFA [] /Fields [] >> /NeedsRendering true", waiting.clone()), "formulär"),
        (xfa("/AcroForm << /XFA [] /Fields [] >>", waiting), "formulär"),
        (made(&["0 0 100 100 re f".to_owned()]), "ingen text"),
        (gone, "teckensnitt"),
        (include_bytes!("../../../tests/data/pdf/locked.pdf").to_vec(), "lösenord"),
        (b"%PDF-1.4\nnothing".to_vec(), "trasig"),
        (Vec::new(), "trasig"),
    ] {
        let told = text(&bytes).expect_err(reason);
        assert!(told.starts_with("PDF-filen") && told.contains(reason), "{told}");
    }
    let form = lines(60, 700, &["Ansökan om färdtjänst", "Fyll i ditt namn och skicka blanketten till oss."]);
    assert!(text(&xfa("/AcroForm << /XFA [] /Fields [] >>", form)).is_ok(), "a form that shows its text");
    let opens = text(include_bytes!("../../../tests/data/pdf/opens.pdf")).expect("nobody needs a password");
    assert!(opens.contains("Anslutningen kostar tusen kronor"), "{opens}");
}

#[test]
fn bytes_before_the_beginning_do_no_harm() {
    let whole = made(&[at(60, 700, 11, "Anslutningen kostar tusen kronor.")]);
    for before in [&b"\r\n"[..], b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"] {
        let bytes = [before, &whole].concat();
        assert_eq!(text(&bytes).expect("a text").trim(), "Anslutningen kostar tusen kronor.");
    }
}

#[test]
fn forms_that_draw_each_other_come_to_an_end() {
    let inner = "/X Do ".repeat(40);
    let form = format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length {} >>\nstream\n{inner}\nendstream",
        inner.len()
    );
    let pages = [at(60, 700, 11, "Text som finns.") + "/X Do"];
    let bytes = Made { pages: &pages, font: HELVETICA, catalog: "", page: "", more: &[form] }.bytes();
    assert_eq!(text(&bytes).expect("it ends").trim(), "Text som finns.");
}

#[test]
fn bold_lines_are_headings_where_everything_has_one_size() {
    let bold = |y: u32, text: &str| format!("BT /F2 11 Tf 60 {y} Td ({text}) Tj ET\n");
    let page = bold(760, "Hemtjanst")
        + &lines(60, 740, &["Du som behover hjalp hemma kan ansoka om hemtjanst hos oss, hela aret om."])
        + &bold(712, "Avgift och inkomst")
        + &lines(60, 698, &["Avgiften beror pa din inkomst och pa hur mycket hjalp du far varje manad."]);
    let got = read(&[page]);
    assert!(
        got.contains(&format!("{HEADING}Hemtjanst\n")) && got.contains(&format!("{HEADING}Avgift och inkomst\n")),
        "{got}"
    );
    let content = shown::read(&got).expect("content");
    assert_eq!(content.title, "Hemtjanst");
    assert!(content.body.contains("## Avgift och inkomst\n\nAvgiften beror"), "{}", content.body);
}

#[test]
fn a_document_by_krilla_is_read_whole() {
    use krilla::geom::Point;
    use krilla::page::PageSettings;
    use krilla::text::{Font, GlyphId, KrillaGlyph};
    use std::io::Read as _;

    let mut face = Vec::new();
    let packed = &include_bytes!("../../pdf/fonts/DejaVuSans.ttf.gz")[..];
    flate2::read::GzDecoder::new(packed).read_to_end(&mut face).expect("a font");
    let font = Font::new(face.clone().into(), 0).expect("a font");
    let shapes = rustybuzz::Face::from_slice(&face, 0).expect("a font");
    let draw = |surface: &mut krilla::surface::Surface<'_>, x: f32, y: f32, text: &str| {
        let mut buffer = rustybuzz::UnicodeBuffer::new();
        buffer.push_str(text);
        let run = rustybuzz::shape(&shapes, &[], buffer);
        let starts: Vec<usize> = run.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let units = font.units_per_em();
        let glyphs: Vec<KrillaGlyph> = (0..)
            .zip(run.glyph_infos().iter().zip(run.glyph_positions()))
            .map(|(at, (info, place))| {
                let range = starts[at]..starts.get(at + 1).copied().unwrap_or(text.len());
                #[expect(clippy::cast_precision_loss, reason = "a font's units are small")]
                let wide = place.x_advance as f32 / units;
                KrillaGlyph::new(GlyphId::new(info.glyph_id), wide, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font.clone(), text, 10.0, false);
    };
    let says =
        ["Officiella besked om färdtjänst, bostadsanpassning", "och flyttbidrag ges av förvaltningens handläggare."];
    let mut document = krilla::Document::new();
    let mut page = document.start_page_with(PageSettings::from_wh(595.0, 842.0).expect("a size"));
    let mut surface = page.surface();
    for (y, line) in [(100.0, says[0]), (113.0, says[1])] {
        draw(&mut surface, 60.0, y, line);
    }
    surface.finish();
    page.finish();
    let got = text(&document.finish().expect("a document")).expect("a text");
    assert_eq!(got.trim(), says.join(" "));
}
