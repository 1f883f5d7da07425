//! How the desk says no, in words for the one who asked.

use crate::language::Language;

/// The sentence for an error code of the wire. `limit` names the limit that was met, where there is one.
#[must_use]
pub fn text(code: &str, language: Language, limit: Option<usize>) -> String {
    let (sv, en) = match code {
        "too_long" => {
            let limit = limit.unwrap_or_default();
            return match language {
                Language::Sv => format!("Texten är för lång. Den får ha högst {limit} tecken."),
                Language::En => format!("The text is too long. It can have at most {limit} characters."),
            };
        }
        "bad_time" => {
            let limit = limit.unwrap_or_default();
            return match language {
                Language::Sv => format!("Välj en tid som ligger framåt, högst {limit} dygn från nu."),
                Language::En => format!("Choose a time that lies ahead, at most {limit} days from now."),
            };
        }
        "too_large" => {
            let limit = limit.unwrap_or_default();
            let megabytes = format!("{}.{}", limit / 1_000_000, limit % 1_000_000 / 100_000);
            return match language {
                Language::Sv => {
                    format!("Filen är för stor. Den får ha högst {} megabyte.", megabytes.replace('.', ","))
                }
                Language::En => format!("The file is too large. It can have at most {megabytes} megabytes."),
            };
        }
        "too_many_files" => {
            let limit = limit.unwrap_or_default();
            return match language {
                Language::Sv => format!("Ett samtal får ha högst {limit} filer."),
                Language::En => format!("A conversation can have at most {limit} files."),
            };
        }
        "wrong_kind" => (
            "Filen är av ett slag som vi inte tar emot. Skicka en bild eller en PDF.",
            "The file is of a kind that we do not take. Send an image or a PDF.",
        ),
        "no_swedish" => (
            "Skriv texten till besökarna på svenska också. Den läser alla som inte läser på engelska.",
            "Write the text to visitors in Swedish as well. Everybody who does not read English reads that one.",
        ),
        "bad_frame" => ("Meddelandet gick inte att läsa.", "The message could not be read."),
        "unknown_type" => {
            ("Servern känner inte till den sortens meddelande.", "The server does not know that kind of message.")
        }
        "too_fast" => {
            ("Det gick för fort. Vänta en stund och skicka igen.", "That was too fast. Wait a moment and send again.")
        }
        "too_many" => (
            "Det är för många på en gång. Försök igen om en stund.",
            "There are too many at once. Try again in a while.",
        ),
        "not_allowed" => ("Det går inte att göra det just nu.", "That cannot be done right now."),
        "not_found" => ("Samtalet finns inte.", "The conversation does not exist."),
        "unknown_receipt" => (
            "Koden öppnar inget samtal. Den kan ha bytts ut mot en ny, eller så är samtalet raderat.",
            "The code opens no conversation. A new code may have taken its place, or the conversation has been erased.",
        ),
        "closed" => (
            "Samtalet är avslutat. Skriv igen så börjar ett nytt.",
            "The conversation is over. Write again to begin a new one.",
        ),
        "taken" => ("En kollega har redan tagit samtalet.", "A colleague has already taken the conversation."),
        "full" => (
            "Det går inte att ta emot mer just nu. Försök igen om en stund.",
            "No more can be taken right now. Try again in a while.",
        ),
        "unavailable" => (
            "Tjänsten kan inte spara just nu. Ditt meddelande är inte skickat.",
            "The service cannot store anything right now. Your message has not been sent.",
        ),
        _ => ("Något gick fel hos oss. Försök igen.", "Something went wrong on our side. Try again."),
    };
    match language {
        Language::Sv => sv.into(),
        Language::En => en.into(),
    }
}
