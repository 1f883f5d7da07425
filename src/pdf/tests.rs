use chrono::{DateTime, Utc};
use pdf_extract::Document;
use pdf_extract::content::Content;
use proptest::prelude::*;

use super::*;
use crate::language::Language;
use crate::transcript::{Cited, Day, Line};

fn transcript(lines: Vec<Line>) -> Transcript {
    let saved_at: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().expect("a moment");
    Transcript {
        language: Language::Sv,
        title: "Samtal med Kontakt Linköping".into(),
        municipality: "Linköpings kommun".into(),
        facts: vec!["Samtalet började måndag 2 mars 2026 kl 09.00.".into()],
        days: vec![Day { name: "måndag 2 mars 2026".into(), lines }],
        saved_at,
        file_name: "samtal-2026-03-02".into(),
    }
}

fn line(text: &str) -> Line {
    let cited = Cited {
        page: "Källa: Vänorter".into(),
        address: "https://www.linkoping.se/vanorter".into(),
        reviewed: "Senast granskad 11 juni 2021.".into(),
    };
    Line { speaker: "Samhällsvägledare Åsa, kl 09.05".into(), text: text.into(), sources: vec![cited] }
}

/// The text of a document as another program reads it, its blanks made alike.
fn read(pdf: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(pdf).expect("a document");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn count(pdf: &[u8], word: &str) -> usize {
    pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// How many elements of a kind the tree of tags has.
fn elements(pdf: &[u8], kind: &str) -> usize {
    let document = Document::load_mem(pdf).expect("a document");
    let elements = document.objects.values().filter_map(|object| object.as_dict().ok());
    elements.filter(|it| it.get(b"S").and_then(|kind| kind.as_name()).is_ok_and(|it| it == kind.as_bytes())).count()
}

/// Whether a text stands beside the glyphs of the first page, for those who do not see them.
fn stands_beside(pdf: &[u8], text: &str) -> bool {
    let document = Document::load_mem(pdf).expect("a document");
    let page = document.page_iter().next().expect("a page");
    let content = Content::decode(&document.get_page_content(page).expect("content")).expect("operations");
    let wanted: Vec<u8> = "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let beside = content.operations.iter().filter_map(|it| it.operands.get(1)?.as_dict().ok()?.get(b"ActualText").ok());
    beside.filter_map(|text| text.as_str().ok()).any(|text| text == wanted)
}

#[test]
fn what_was_said_is_read_out_of_the_document_again() {
    let pdf = write(&transcript(vec![line("Hej! Är förskolan öppen på söndag?\nÅÄÖ åäö é")])).expect("a document");
    let text = read(&pdf);
    for words in [
        "Samtal med Kontakt Linköping",
        "Samhällsvägledare Åsa, kl 09.05",
        "Är förskolan öppen på söndag?",
        "ÅÄÖ åäö é",
        "https://www.linkoping.se/vanorter",
        "Senast granskad 11 juni 2021.",
        "Sida 1 av 1",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn it_is_tagged_with_language_title_headings_and_paragraphs() {
    let pdf = write(&transcript(vec![line("Hej")])).expect("a document");
    let held = |word| count(&pdf, word) > 0;
    assert!(held("/Marked true") && held("/StructTreeRoot") && held("/DisplayDocTitle true"), "tagged, with a title");
    assert!(held("/Lang (sv)") || held("/Lang(sv)"), "a language");
    assert!(held("pdfuaid:part"), "PDF/UA");
    let kinds = ["H1", "H2", "H3", "P"].map(|kind| elements(&pdf, kind));
    assert_eq!(kinds, [1, 1, 1, 6], "two facts, what was said, and its source in three lines are paragraphs");
}

#[test]
fn other_scripts_are_drawn_and_what_the_font_has_not_is_still_read() {
    let texts = [
        "Γειά σου",
        "Здравствуйте",
        "مرحبا بكم في البلدية 2026",
        "שלום",
        "你好",
        "สวัสดี",
        "👩‍👩‍👧 🇸🇪",
        "e\u{301}\u{302}\u{303}",
    ];
    let pdf = write(&transcript(texts.iter().map(|text| line(text)).collect())).expect("a document");
    let text = read(&pdf);
    assert!(text.contains("Γειά σου") && text.contains("Здравствуйте"), "{text}");
    for hidden in ["مرحبا بكم في البلدية 2026", "你好", "สวัสดี"] {
        assert!(stands_beside(&pdf, hidden), "{hidden}");
    }
}

#[test]
fn what_cannot_be_shown_is_told_of_at_the_head_with_its_script_and_where_it_is() {
    let head = |texts: &[&str]| {
        let pdf = write(&transcript(texts.iter().map(|text| line(text)).collect())).expect("a document");
        let text = read(&pdf);
        let (head, _) = text.split_once("måndag 2 mars 2026 Samhäll").expect("the first day");
        head.to_owned()
    };
    for shown in ["Hej! Är förskolan öppen?", "Γειά σου, Здравствуйте", "مرحبا بكم", "e\u{301} \u{200D}\u{FE0F} → ✓ •"]
    {
        assert!(!head(&[shown]).contains("Obs!"), "{shown}");
    }
    for (text, told) in [
        ("ሰላም እንዴት ነህ", "Obs! 9 tecken kan inte visas i det här dokumentet (etiopisk skrift)."),
        ("你好", "Obs! 2 tecken kan inte visas i det här dokumentet (kinesiska tecken)."),
        ("Tack 👍🏽", "Obs! 1 tecken kan inte visas i det här dokumentet (emoji och andra symboler). Där står en ruta."),
    ] {
        let head = head(&[text]);
        assert!(head.contains(told) && head.contains("textfilen, som du kan spara på samma ställe."), "{head}");
    }
    let both = head(&["สวัสดี 你好", "ሰላም"]);
    assert!(
        both.contains("Obs! 11 tecken") && both.contains("(thailändsk skrift, etiopisk skrift, kinesiska tecken)"),
        "{both}"
    );
    let mut named = transcript(vec![line("Hej")]);
    named.days[0].lines[0].speaker = "Samhällsvägledare ሰ, kl 09.05".into();
    assert!(read(&write(&named).expect("a document")).contains("Obs! 1 tecken"), "whoever has it in their name");
}

#[test]
fn a_long_conversation_takes_pages_and_the_font_is_taken_only_as_far_as_it_is_used() {
    let pdf = write(&transcript((0..200).map(|number| line(&format!("Rad {number}"))).collect())).expect("a document");
    let text = read(&pdf);
    assert!(text.contains("Rad 0 ") && text.contains("Rad 199 ") && text.contains("Sida 1 av 2"), "{text}");
    assert!(pdf.len() < 300_000, "{} bytes", pdf.len());
}

fn said(text: String) -> Line {
    Line { speaker: "Du, kl 09.05".into(), text, sources: vec![] }
}

#[test]
fn a_document_has_an_end_however_much_was_written_and_says_where_the_rest_is() {
    let faces = face::Faces::embedded().expect("a font");
    for (what, text) in [
        ("words", "Är det så? ".repeat(360)),
        ("lines", "\n".repeat(4_000)),
        ("what takes no room", "\u{301}".repeat(4_000)),
    ] {
        let pages = layout::pages(&transcript((0..2_000).map(|_| said(text.clone())).collect()), &faces);
        assert!(pages.count <= layout::MOST_PAGES + 5, "{what}: {} pages", pages.count);
        let letters: usize = pages.blocks.iter().map(|it| it.text.chars().count()).sum();
        assert!(letters <= layout::MOST_LETTERS + 1_000, "{what}: {letters} letters");
        let last = pages.blocks.last().expect("blocks");
        assert_eq!(last.text, crate::wording::transcript::goes_on(Language::Sv), "{what}");
    }
}

#[test]
fn what_fits_is_whole_and_says_nothing_of_an_end() {
    let faces = face::Faces::embedded().expect("a font");
    let lines = (0..500).map(|number| said(format!("Rad {number}"))).collect();
    let pages = layout::pages(&transcript(lines), &faces);
    assert_eq!(pages.blocks.last().expect("blocks").text, "Rad 499");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_keeps_anybody_from_their_document(texts in prop::collection::vec(any::<String>(), 1..4)) {
        let lines = texts.iter().map(|text| line(text)).collect();
        prop_assert!(write(&transcript(lines)).is_ok());
    }
}
