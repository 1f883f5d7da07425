//! A transcript as plain text.

use super::{Line, Transcript};

// What somebody wrote is set in, so that none of their lines can pass for the line that says who speaks.
const INDENT: &str = "    ";

/// The text, with a byte order mark: editors on older computers take a file without one for Windows-1252, and å, ä and
/// ö with it for something else.
#[must_use]
pub fn text(transcript: &Transcript) -> String {
    let mut text = format!("\u{FEFF}{}\n{}\n\n", transcript.title, transcript.municipality);
    for fact in &transcript.facts {
        text.push_str(fact);
        text.push('\n');
    }
    for day in &transcript.days {
        text.push_str("\n\n");
        text.push_str(&day.name);
        text.push('\n');
        text.extend(day.lines.iter().map(line));
    }
    text
}

fn line(line: &Line) -> String {
    let sources = line.sources.iter().flat_map(|cited| ["", &*cited.page, &*cited.address, &*cited.reviewed]);
    let mut text = format!("\n{}:\n", line.speaker);
    for row in line.text.split('\n').chain(sources) {
        if !row.is_empty() {
            text.push_str(INDENT);
            text.push_str(row);
        }
        text.push('\n');
    }
    text
}
