//! Frames as the generator writes and reads them: by their beginning and a mark in the text.
//!
//! The generator shares the machine with what it measures. It looks for the few bytes that it needs instead of reading
//! every frame as JSON; that the server speaks the protocol is the matter of the tests.

/// One of the two who talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Visitor,
    Agent,
}

impl Side {
    /// The letter that marks what this side has written.
    fn letter(self) -> char {
        match self {
            Self::Visitor => 'v',
            Self::Agent => 'a',
        }
    }
}

/// What a frame is to the generator.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard<'a> {
    /// What this socket sent under that number is acknowledged.
    Acknowledged(u64),
    /// Somebody wrote; one's own words come back as well.
    Said(Side, u64),
    /// An error or a goodbye: nothing of the kind has a place in a measurement.
    Refused(&'a str),
    /// Stages, desk, queue and the like.
    Other,
}

/// Reads a frame.
pub(crate) fn heard(frame: &str) -> Heard<'_> {
    let Some(rest) = frame.strip_prefix("{\"type\":\"") else { return Heard::Other };
    if let Some(ack) = rest.strip_prefix("ack\"") {
        return match marked(ack, "\"id\":\"") {
            Some((_, number)) => Heard::Acknowledged(number),
            None => Heard::Other,
        };
    }
    if rest.starts_with("error\"") || rest.starts_with("bye\"") {
        return Heard::Refused(frame);
    }
    let carries_text = rest.starts_with("entry\"") || rest.starts_with("say\"");
    match marked(rest, "\"text\":\"#") {
        Some((side, number)) if carries_text => Heard::Said(side, number),
        _ => Heard::Other,
    }
}

/// Side and number, such as `v17`, right after `before`.
pub(crate) fn marked(frame: &str, before: &str) -> Option<(Side, u64)> {
    let (_, rest) = frame.split_once(before)?;
    let side = match rest.as_bytes().first()? {
        b'v' => Side::Visitor,
        b'a' => Side::Agent,
        _ => return None,
    };
    let digits = &rest[1..];
    let end = digits.find(|it: char| !it.is_ascii_digit())?;
    Some((side, digits[..end].parse().ok()?))
}

/// A message of ordinary length. An agent names the conversation.
pub(crate) fn say(side: Side, conversation: Option<&str>, number: u64) -> String {
    let letter = side.letter();
    let begin = format!("{{\"type\":\"say\",\"id\":\"{letter}{number}\",\"text\":\"#{letter}{number} {WORDS}\"");
    match conversation {
        Some(conversation) => format!("{begin},\"conversation\":\"{conversation}\"}}"),
        None => begin + "}",
    }
}

const WORDS: &str = "Hej! Jag undrar när återvinningscentralen i Gärstad har öppet på lördag, tack.";

/// The value of a text field, such as `"conversation":"…"`, where it first stands.
pub(crate) fn field<'a>(frame: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = frame.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
