//! The sentences of a passage that a question is about, word for word.

use std::collections::HashSet;

use crate::language;

/// Passages up to this length, in characters, are quoted whole: what surrounds a sentence often limits it.
const WHOLE: usize = 600;
/// A sentence is quoted when it has at least this share of what the best one has in common with the question.
const NEARLY_AS_GOOD: f32 = 0.5;
/// What stands where sentences were left out.
const LEFT_OUT: &str = "[…]";

/// The part of a passage to show: all of it when it is short, otherwise the sentences closest to the question, in their
/// order and with `[…]` where something was left out. A list or table stays whole, with the block before it when that
/// leads in to it.
pub(super) fn quote(question: &str, passage: &str) -> String {
    if passage.chars().count() <= WHOLE {
        return passage.to_owned();
    }
    let asked = Parts::of(question);
    let pieces = pieces(passage);
    let scores: Vec<f32> = pieces.iter().map(|piece| asked.in_common(piece)).collect();
    let best = scores.iter().copied().fold(0.0, f32::max);
    if best == 0.0 {
        return beginning(&pieces);
    }
    let chosen: Vec<bool> = scores.iter().map(|score| *score >= best * NEARLY_AS_GOOD).collect();
    joined(passage, &pieces, &chosen)
}

/// Whether one of the pieces of a passage that have something in common with the question is as wanted.
pub(super) fn nearest(question: &str, passage: &str, wanted: impl Fn(&str) -> bool) -> bool {
    let asked = Parts::of(question);
    pieces(passage).into_iter().any(|piece| wanted(piece) && asked.in_common(piece) > 0.0)
}

/// Whether a piece has a word that begins as the folded `word` does.
pub(super) fn has_word(piece: &str, word: &str) -> bool {
    let beginning: String = word.chars().take(5).collect();
    language::fold(piece).split(' ').any(|one| one.contains(&beginning))
}

/// The first pieces, up to the length of a short passage.
fn beginning(pieces: &[&str]) -> String {
    let mut quoted = String::new();
    for piece in pieces {
        if !quoted.is_empty() && quoted.len() + piece.len() > WHOLE {
            break;
        }
        quoted.push_str(piece);
    }
    quoted.trim_end().to_owned() + " " + LEFT_OUT
}

fn joined(passage: &str, pieces: &[&str], chosen: &[bool]) -> String {
    let mut quoted = String::with_capacity(passage.len());
    let mut left_out = false;
    for (piece, chosen) in pieces.iter().zip(chosen) {
        if *chosen {
            if std::mem::take(&mut left_out) {
                let between = if quoted.is_empty() || quoted.ends_with(char::is_whitespace) { "" } else { " " };
                quoted.extend([between, LEFT_OUT, " "]);
            }
            quoted.push_str(piece);
        } else {
            left_out = true;
        }
    }
    let mut quoted = quoted.trim_end().to_owned();
    if left_out {
        quoted.extend([" ", LEFT_OUT]);
    }
    quoted
}

/// A passage in pieces that are quoted or left out: sentences, and lists and tables with what leads in to them. Each
/// piece keeps the blanks after it, so that together they are the passage.
fn pieces(passage: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut lead_in = None;
    let mut at = 0;
    for block in passage.split_inclusive("\n\n") {
        let from = lead_in.take().unwrap_or(at);
        at += block.len();
        if is_list(block) {
            pieces.push(&passage[from..at]);
        } else if block.trim_end().ends_with(':') {
            lead_in = Some(from);
        } else {
            pieces.extend(language::sentences(&passage[from..at]));
        }
    }
    if let Some(from) = lead_in {
        pieces.push(&passage[from..]);
    }
    pieces
}

/// Whether a block is a list or a table: its first or second line is an item or a row.
fn is_list(block: &str) -> bool {
    block.lines().take(2).any(|line| {
        let line = line.trim_start();
        let after_digits = line.trim_start_matches(|character: char| character.is_ascii_digit());
        line.starts_with("– ")
            || line.starts_with("• ")
            || after_digits.len() < line.len() && after_digits.starts_with(". ")
    })
}

/// The parts of a text's words, stop words aside.
pub(super) struct Parts(HashSet<String>);

impl Parts {
    pub(super) fn of(text: &str) -> Self {
        let mut parts = HashSet::new();
        let mut buffer = String::new();
        for word in language::fold(text).split(' ').filter(|word| !word.is_empty() && !language::is_stop_word(word)) {
            language::grams(word, &mut buffer, |gram| {
                parts.insert(gram.to_owned());
            });
        }
        Self(parts)
    }

    /// Whether at least half of a folded word's parts are among them: the word in another form, within a compound, or
    /// with a letter wrong.
    pub(super) fn has_most_of(&self, word: &str) -> bool {
        let (mut all, mut there) = (0, 0);
        language::grams(word, &mut String::new(), |part| {
            all += 1;
            there += usize::from(self.0.contains(part));
        });
        2 * there >= all
    }

    /// How many of them a piece has; a long piece has to have a few more for the same.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]
    fn in_common(&self, piece: &str) -> f32 {
        let has = Self::of(piece).0;
        let common = has.intersection(&self.0).count();
        common as f32 / (has.len() as f32 + 40.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::{pieces, quote};

    const LONG: &str = "Du når oss på telefon, t.ex. 013-20 60 00, kl. 8–16. Vi svarar också på brev.\nRing gärna i tid.\n\n\
        De fyra orterna är:\n\n– Tönsberg i Norge\n– Isafjardarbaer på Island\n– Roskilde i Danmark\n– Joensuu i Finland\n\n\
        Samarbetet ska ge nytta och utgår från mål och projekt som kommunens verksamheter driver. \
        Kommunstyrelsen har antagit positionspapper för arbetet, och de ses över vartannat år av nämnden. \
        Flaggan hissas vid besök. Möten hålls på rådhuset i november, och gäster får bo på hotell vid Stora torget. \
        Frågor om resor tas emot av kansliet varje vardag, och det går bra att skriva på vilket nordiskt språk som helst.";

    #[test]
    fn pieces_together_are_the_passage() {
        let pieces = pieces(LONG);
        assert_eq!(pieces.concat(), LONG);
        assert_eq!(pieces[0], "Du når oss på telefon, t.ex. 013-20 60 00, kl. 8–16. ");
        assert!(pieces.iter().any(|piece| piece.starts_with("De fyra") && piece.trim_end().ends_with("Finland")));
    }

    #[test]
    fn a_list_stays_whole_with_its_lead_in() {
        let quoted = quote("vilka orter i norge", LONG);
        assert!(
            quoted.contains("De fyra orterna är:\n\n– Tönsberg i Norge\n– Isafjardarbaer på Island\n– Roskilde"),
            "{quoted}"
        );
        assert!(quoted.contains("Joensuu i Finland"), "{quoted}");
        assert!(!quoted.contains("hotell"), "{quoted}");
    }

    #[test]
    fn what_is_quoted_stands_on_the_page() {
        for asked in ["när hissas flaggan", "telefon", "xyz", ""] {
            let quoted = quote(asked, LONG);
            assert!(quoted.len() < LONG.len() && quoted.contains("[…]"), "{quoted}");
            for part in quoted.split("[…]").map(str::trim) {
                assert!(LONG.contains(part), "{part}");
            }
        }
        assert!(quote("när hissas flaggan", LONG).contains("Flaggan hissas vid besök."));
    }

    #[test]
    fn a_short_passage_is_quoted_whole() {
        assert_eq!(quote("något annat", "Kort. Och bra."), "Kort. Och bra.");
    }

    #[test]
    fn a_price_after_an_abbreviation_stays_in_its_sentence() {
        let passage =
            "Lokalerna bokas i bokningssystemet. Avgiften för festlokalen är max. 1 200 kronor per kväll, inkl. 25 \
            procents moms. Den som städar själv får tillbaka depositionen. "
                .to_owned()
                + &"Vaktmästaren visar hur larmet fungerar innan det första besöket. ".repeat(9);
        let quoted = quote("vad är avgiften för festlokalen", &passage);
        assert!(quoted.contains("är max. 1 200 kronor per kväll, inkl. 25 procents moms."), "{quoted}");
        assert!(quoted.contains("[…]") && !quoted.contains("larmet"), "{quoted}");
    }
}
