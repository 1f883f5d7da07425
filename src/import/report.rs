//! What an import came to.

use std::fmt::Write as _;

use serde::Serialize;

/// What an import came to, page by page. Reasons are in Swedish, because editors read them.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether this import went on with one that was interrupted.
    pub resumed: bool,
    /// Pages that were not there before.
    pub new: Vec<Written>,
    /// Pages whose text is another one now.
    pub changed: Vec<Written>,
    /// How many pages are as they were.
    pub unchanged: usize,
    /// Pages that the website no longer has. Their files were moved aside.
    pub gone: Vec<Written>,
    /// Files that were left as they are, because a person wrote in them, and why.
    pub kept: Vec<Told>,
    /// Addresses that no page was made of, and why.
    pub skipped: Vec<Told>,
    /// Parts of pages that look like tools and not like content: the first page that each stands on, and which it is.
    pub left_out: Vec<Told>,
    /// Addresses that could not be fetched or read, and why.
    pub failed: Vec<Told>,
    /// Why the import stopped before its end.
    pub stopped: Option<String>,
}

/// A file that was written or moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The address.
    pub url: String,
    /// The name of the file.
    pub file: String,
    /// Whether somebody had confirmed the page, and has to do so again.
    pub was_confirmed: bool,
}

/// An address and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The address, or the file that was given.
    pub url: String,
    /// Why.
    pub reason: String,
}

impl Report {
    /// Notes that a part of a page was left out. What stands on every page of a website is noted once.
    pub(super) fn leave_out(&mut self, url: &url::Url, what: &str) {
        if !self.left_out.iter().any(|told| told.reason == what) {
            self.left_out.push(Told { url: url.to_string(), reason: what.to_owned() });
        }
    }

    /// The report for a person.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let counts = [
            (self.new.len(), "nya"),
            (self.changed.len(), "ändrade"),
            (self.unchanged, "oförändrade"),
            (self.gone.len(), "borttagna"),
            (self.kept.len(), "lämnade i fred"),
            (self.skipped.len(), "överhoppade"),
            (self.failed.len(), "misslyckade"),
        ];
        let counts = counts.iter().map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ");
        if self.resumed {
            text.push_str("Importen fortsatte där den förra avbröts.\n");
        }
        let _ = writeln!(text, "Sidor: {counts}.");
        list(&mut text, "Nya", self.new.iter().map(written));
        list(&mut text, "Ändrade", self.changed.iter().map(written));
        list(&mut text, "Borttagna från webbplatsen; filerna ligger nu i import/gone", self.gone.iter().map(written));
        list(&mut text, "Lämnade i fred", self.kept.iter().map(told));
        list(&mut text, "Överhoppade", self.skipped.iter().map(told));
        list(&mut text, "Delar av sidor som utelämnades", self.left_out.iter().map(told));
        list(&mut text, "Misslyckade", self.failed.iter().map(told));
        if let Some(reason) = &self.stopped {
            let _ = writeln!(text, "\nImporten stannade: {reason}. Kör samma kommando igen för att fortsätta.");
        }
        text
    }
}

fn list(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    for (at, line) in lines.enumerate() {
        if at == 0 {
            let _ = writeln!(text, "\n{heading}:");
        }
        let _ = writeln!(text, "– {line}");
    }
}

fn written(page: &Written) -> String {
    let again = if page.was_confirmed { "; var bekräftad, bekräfta sidan igen" } else { "" };
    format!("{} ({}){again}", page.file, page.url)
}

fn told(told: &Told) -> String {
    format!("{}: {}", told.url, told.reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_what_became_of_each_page() {
        let page = |file: &str, was_confirmed| Written {
            url: format!("https://k.example/{file}"),
            file: format!("{file}.md"),
            was_confirmed,
        };
        let report = Report {
            new: vec![page("bad", false)],
            changed: vec![page("lov", true)],
            unchanged: 40,
            failed: vec![Told { url: "https://k.example/x".into(), reason: "servern svarade 500".into() }],
            stopped: Some("tiden är slut".into()),
            ..Report::default()
        };
        insta::assert_snapshot!(report.to_text(), @r"
        Sidor: 1 nya, 1 ändrade, 40 oförändrade, 0 borttagna, 0 lämnade i fred, 0 överhoppade, 1 misslyckade.

        Nya:
        – bad.md (https://k.example/bad)

        Ändrade:
        – lov.md (https://k.example/lov); var bekräftad, bekräfta sidan igen

        Misslyckade:
        – https://k.example/x: servern svarade 500

        Importen stannade: tiden är slut. Kör samma kommando igen för att fortsätta.
        ");
    }
}
