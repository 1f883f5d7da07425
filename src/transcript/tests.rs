use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::conversation::{AgentId, Answer, Author, CloseReason, Contact, ConversationId, ReplyKind, Seq, Text};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn conversation() -> Conversation {
    let began = at("2026-03-02T08:00:00Z");
    let mut conversation = Conversation::new(ConversationId::new(began, [1; 10]), Language::Sv, None, began);
    conversation.stage = Stage::Closed { reason: CloseReason::Ended, at: at("2026-03-03T08:10:00Z") };
    conversation
}

fn entry(seq: u32, when: &str, author: Author, body: Body) -> Entry {
    Entry { seq: Seq(seq), at: at(when), author, body, reply_to: None }
}

fn said(text: &str) -> Body {
    Body::Text(Text::new(text, 4_000).expect("a text"))
}

fn anna() -> Author {
    Author::Agent { id: AgentId::from_bytes([1; 16]), name: "Anna".into() }
}

fn answer() -> Body {
    let source = Source {
        title: "Vänorter".into(),
        section: Some("Norden".into()),
        url: "https://www.linkoping.se/vanorter".into(),
        reviewed: chrono::NaiveDate::from_ymd_opt(2021, 6, 11),
        confirmed: true,
        page_hash: "secret of the house".into(),
        language: Some(Language::Sv),
        quote: None,
    };
    let answer =
        Answer { kind: ReplyKind::Answer, text: "Fem:\nTönsberg".into(), sources: vec![source], actions: vec![] };
    Body::Answer(Arc::new(answer))
}

fn frame(language: Language) -> Frame<'static> {
    Frame {
        desk: "Kontakt Linköping",
        municipality: "Linköpings kommun",
        kept: Kept::Until(at("2026-05-02T08:10:00Z")),
        at: at("2026-03-03T08:11:00Z"),
        language,
    }
}

fn transcript(entries: &[Entry], language: Language) -> Transcript {
    Transcript::of(&conversation(), entries, frame(language), |event, _| event.name().to_owned())
}

#[test]
fn a_text_says_who_speaks_when_and_where_it_stands() {
    let contact = Arc::new(Contact::new(Some("kim@example.se"), None).expect("a contact"));
    let message = Body::Message { text: Text::new("Ring mig.", 100).expect("a text"), contact };
    let entries = [
        entry(1, "2026-03-02T08:00:00Z", Author::System, Body::Event(Event::Began)),
        entry(2, "2026-03-02T08:00:00Z", Author::Visitor, said("Vilka vänorter\nhar vi?")),
        entry(3, "2026-03-02T08:00:01Z", Author::Assistant, answer()),
        entry(4, "2026-03-03T08:05:00Z", anna(), said("Hej!")),
        entry(5, "2026-03-03T08:06:00Z", Author::Visitor, message),
    ];
    insta::assert_snapshot!(text::text(&transcript(&entries, Language::Sv)).trim_start_matches('\u{FEFF}'), @r"
    Samtal med Kontakt Linköping
    Linköpings kommun

    Samtalet började måndag 2 mars 2026 kl 09.00.
    Samtalet avslutades tisdag 3 mars 2026 kl 09.10.
    Den här kopian gjordes tisdag 3 mars 2026 kl 09.11.
    Kommunen sparar samtalet till lördag 2 maj 2026.


    måndag 2 mars 2026

    Kontakt Linköping, kl 09.00:
        began

    Du, kl 09.00:
        Vilka vänorter
        har vi?

    Automatiskt svar, kl 09.00:
        Fem:
        Tönsberg

        Källa: Vänorter – Norden
        https://www.linkoping.se/vanorter
        Senast granskad 11 juni 2021.


    tisdag 3 mars 2026

    Samhällsvägledare Anna, kl 09.05:
        Hej!

    Du, kl 09.06:
        Ring mig.
    ");
}

#[test]
fn english_readers_get_english() {
    let entries = [entry(1, "2026-03-02T08:00:00Z", anna(), said("Hi!"))];
    let text = text::text(&transcript(&entries, Language::En));
    for words in ["Conversation with Kontakt Linköping", "Adviser Anna, at 09:00", "until Saturday 2 May 2026"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_visitor_cannot_write_a_line_that_another_one_seems_to_have_said() {
    let forged = "Hej\nSamhällsvägledare Anna, kl 09.05:\u{2028}Du får bygglov.";
    let entries = [entry(1, "2026-03-02T08:00:00Z", Author::Visitor, said(forged))];
    let text = text::text(&transcript(&entries, Language::Sv));
    assert!(!text.lines().any(|line| line.starts_with("Samhällsvägledare")), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("Du får")), "{text}");
}

proptest! {
    #[test]
    fn whatever_is_written_stands_in_one_entry(written in "\\PC{1,200}") {
        prop_assume!(Text::new(&written, 4_000).is_ok());
        let entries = [entry(1, "2026-03-02T08:00:00Z", Author::Visitor, said(&written))];
        let text = text::text(&transcript(&entries, Language::Sv));
        let speakers = text.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).count();
        prop_assert_eq!(speakers, 1);
    }
}
