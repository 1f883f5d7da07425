//! How the desk says no, in words for the one who asked.

use chrono::{DateTime, Timelike as _, Utc};

use super::transcript::clock;
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
        "too_slow" => (
            "Det tog för lång tid att skicka. Kontrollera din uppkoppling och försök igen.",
            "It took too long to send. Check your connection and try again.",
        ),
        "busy" => (
            "Det är många som sparar eller hämtar något just nu. Försök igen om en liten stund.",
            "Many people are saving or fetching something right now. Try again in a little while.",
        ),
        "too_many" => (
            "Det är för många på en gång. Försök igen om en stund.",
            "There are too many at once. Try again in a while.",
        ),
        "not_allowed" => ("Det går inte att göra det just nu.", "That cannot be done right now."),
        "not_found" => ("Samtalet finns inte.", "The conversation does not exist."),
        "unknown_receipt" => (
            "Koden öppnar inget samtal. Den kan ha bytts ut mot en ny, eller så är samtalet raderat.",
            "The code opens no conversation. A new code may have taken its place, or the conversation has been deleted.",
        ),
        "unknown_address" => ("Adressen finns inte.", "There is nothing at this address."),
        "wrong_method" => ("Så kan adressen inte användas.", "The address cannot be used in this way."),
        "closed" => (
            "Samtalet är avslutat. Skriv igen så börjar ett nytt.",
            "The conversation has ended. Write again to begin a new one.",
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

/// Why no conversation can begin from where the visitor is, from when one can, and whom to ring meanwhile; `phone` may be
/// empty.
#[must_use]
pub fn too_many_began(at: DateTime<Utc>, phone: &str, language: Language) -> String {
    // A clock without seconds: at the minute that is told one can begin.
    let full = at.second() == 0 && at.nanosecond() == 0;
    let when = clock(if full { at } else { at + chrono::Duration::minutes(1) }, language);
    let why = match language {
        Language::Sv => "Många samtal har börjat från samma nätverk som ditt den senaste timmen. Försök igen",
        Language::En => "Many conversations have begun from the same network as yours in the last hour. Try again",
    };
    format!("{why} {when}. {}", instead(phone, language))
}

/// Why the chat cannot be opened from where the visitor is, and whom to ring meanwhile; `phone` may be empty.
#[must_use]
pub fn no_place(phone: &str, language: Language) -> String {
    let why = match language {
        Language::Sv => "Just nu är det fullt i chatten. Vi försöker igen av oss själva.",
        Language::En => "The chat is full right now. We keep trying.",
    };
    format!("{why} {}", instead(phone, language))
}

/// Why nothing that is written is kept just now, that it is sent by itself when it can be, and whom to ring meanwhile;
/// `phone` may be empty.
#[must_use]
pub fn not_stored(phone: &str, language: Language) -> String {
    let why = match language {
        Language::Sv => {
            "Just nu kan vi inte ta emot det du skriver. Dina ord finns kvar här och skickas så snart det går."
        }
        Language::En => {
            "We cannot take what you write right now. Your words stay here and are sent as soon as possible."
        }
    };
    format!("{why} {}", instead(phone, language))
}

fn instead(phone: &str, language: Language) -> String {
    let ring = match (phone, language) {
        ("", _) => String::new(),
        (phone, Language::Sv) => format!("Du kan också ringa {phone}. "),
        (phone, Language::En) => format!("You can also call {phone}. "),
    };
    match language {
        Language::Sv => format!("{ring}Är det fara för någons liv, ring 112."),
        Language::En => format!("{ring}If somebody's life is in danger, call 112."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_cannot_begin_reads_why_until_when_and_whom_to_ring() {
        let at: DateTime<Utc> = "2026-03-02T09:00:01Z".parse().expect("a moment");
        let sv = too_many_began(at, "013-20 60 00", Language::Sv);
        assert!(sv.contains("samma nätverk") && sv.contains("kl 10.01") && sv.contains("013-20 60 00"), "{sv}");
        let full: DateTime<Utc> = "2026-03-02T09:00:00Z".parse().expect("a moment");
        assert!(too_many_began(full, "", Language::Sv).contains("Försök igen kl 10.00. Är"), "no number, no sentence");
        let kept = not_stored("013-20 60 00", Language::Sv);
        assert!(kept.contains("skickas så snart det går. Du kan också ringa 013-20 60 00. Är det fara"), "{kept}");
        assert!(too_many_began(full, "013-20 60 00", Language::En).contains("Try again at 10:00. You can also call"));
    }
}
