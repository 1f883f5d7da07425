//! What is quoted: the units of the best passages that most likely hold the answer, and how sure that is.
//!
//! ```text
//! passages, by likelihood ─► units of the first five ─► features × weights ─► likelihood of each unit
//!        ─► the run of units in 350 characters that holds most of it, up to three times ─► quotations, sureness
//! ```

use super::fact::{Asked, has_number};
use super::units::{Unit, shown, units};
use crate::knowledge::{Held, Hit, Hits, QUOTE, SURENESS, Set, Sought};

/// Passages whose units are looked at: what answers is among the first five of sixty in more than nine of ten questions for
/// which it is among the sixty at all.
pub const PASSAGES: usize = 5;
/// A passage that is less likely than this beside the best one is not quoted, whatever its sentences say: of a question of two
/// words a sentence anywhere may hold both.
const UNLIKELY: f32 = 0.05;
/// Longest quotation, in characters, unless one sentence alone is longer.
const LONGEST: usize = 350;
/// All quotations of a reply together.
const ALTOGETHER: usize = 1_000;
/// Quotations of a reply, at most.
const QUOTATIONS: usize = 3;
/// No more are added once they are this likely to hold the answer, of all that the passages say. Measured by
/// cross-validation: without a bound, 2 of 100 replies more hold the fact, and all are a third longer.
const ENOUGH: f32 = 0.8;
/// Shorter quotations are not worth their frame.
const SHORTEST: usize = 60;
/// The length of a usual sentence, in characters.
const USUAL: f32 = 80.0;
/// How near the nearest passage of a page mostly is. From there it is counted in tenths, which brings it to the size of the other
/// features.
const USUAL_NEARNESS: f32 = 0.85;
const A_TENTH: f32 = 0.1;
/// A likelihood is kept from 0 and 1 by so much before its odds are taken: to be far better than the others is no sign of being
/// right.
const LEAST: f32 = 0.02;

/// A passage's units with what tells how well each answers, but for how likely their passage is.
pub struct Looked<'a> {
    units: Vec<Unit<'a>>,
    /// By unit, in the order of [`QUOTE`].
    pub features: Vec<[f32; QUOTE.len()]>,
}

impl Looked<'_> {
    /// The words of a unit under those that lead in to it.
    #[must_use]
    pub fn in_context(&self, at: usize) -> String {
        self.units[at].in_context()
    }

    /// What a reader sees of a quotation that begins with a unit.
    #[must_use]
    pub fn from(&self, at: usize) -> String {
        let mut text = shown(&self.units, at, at + 1);
        for to in at + 2..=self.units.len() {
            let longer = shown(&self.units, at, to);
            if longer.chars().count() > LONGEST {
                break;
            }
            text = longer;
        }
        text
    }
}

/// Words of a page that may answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// The number of the passage among those that were found.
    pub passage: usize,
    /// The words, with the lines that lead in to them.
    pub text: String,
    /// How likely they are to hold the answer rather than other units of these passages.
    pub likelihood: f32,
}

/// The units of a passage, looked at for a question.
#[must_use]
pub fn look<'a>(question: &str, sought: &Sought, hit: &'a Hit) -> Looked<'a> {
    let asked = Asked::of(question);
    let section = hit.section.as_deref().unwrap_or_default();
    let around = sought.held_by(&format!("{} {section}", hit.page.title));
    let units = units(&hit.text);
    let features = units.iter().enumerate().map(|(at, unit)| of_unit(unit, at, &around, sought, asked)).collect();
    Looked { units, features }
}

fn of_unit(unit: &Unit<'_>, at: usize, around: &Held, sought: &Sought, asked: Asked) -> [f32; QUOTE.len()] {
    let one = |is: bool| f32::from(u8::from(is));
    let context = unit.in_context();
    [
        0.0,
        sought.cover(&sought.held_by(&context)),
        sought.cover_beside(&sought.held_by(unit.text), around),
        // What the title and the heading have said already: without it they would speak against their own passage.
        sought.cover(around),
        one(at == 0),
        (characters(unit.text) / USUAL).ln(),
        one(has_number(&context)),
        one(asked.is_in(&context)),
    ]
}

/// How many of the passages, the likeliest first, are worth quoting.
#[must_use]
pub fn worth_quoting(mut likelihoods: impl Iterator<Item = f32>) -> usize {
    let Some(best) = likelihoods.next() else { return 0 };
    1 + likelihoods.take(PASSAGES - 1).take_while(|likelihood| *likelihood >= UNLIKELY * best).count()
}

/// The quotations that most likely hold the answer, the likeliest first. `looked` are the passages by their number among
/// those that were found, each with its likelihood.
#[must_use]
pub fn quotations(looked: &[(f32, &Looked<'_>)], weights: &[f32; QUOTE.len()]) -> Vec<Quotation> {
    let best = &looked[..worth_quoting(looked.iter().map(|(likelihood, _)| *likelihood))];
    let score = |likelihood: f32, features: &[f32; QUOTE.len()]| {
        let of_unit: f32 = features.iter().zip(weights).skip(1).map(|(feature, weight)| feature * weight).sum();
        weights[0] * likelihood.max(f32::MIN_POSITIVE).ln() + of_unit
    };
    let mut shares: Vec<Vec<f32>> = best
        .iter()
        .map(|(likelihood, looked)| looked.features.iter().map(|it| score(*likelihood, it)).collect())
        .collect();
    let most = shares.iter().flatten().copied().fold(f32::MIN, f32::max);
    shares.iter_mut().flatten().for_each(|score| *score = (*score - most).exp());
    let all: f32 = shares.iter().flatten().sum();
    shares.iter_mut().flatten().for_each(|share| *share /= all);
    let (mut quotations, mut used, mut likely) = (Vec::new(), 0, 0.0);
    while quotations.len() < QUOTATIONS && likely < ENOUGH {
        let room = LONGEST.min(ALTOGETHER.saturating_sub(used + 2));
        if room < SHORTEST {
            break;
        }
        let Some(run) = likeliest(best, &shares, room) else { break };
        let (passage, looked) = (run.passage, best[run.passage].1);
        let text = shown(&looked.units, run.from, run.to);
        used += text.chars().count() + 1;
        if used > ALTOGETHER && !quotations.is_empty() {
            break;
        }
        likely += run.likelihood;
        // What is taken is in no further quotation.
        shares[passage][run.from..run.to].fill(f32::NAN);
        quotations.push(Quotation { passage, text, likelihood: run.likelihood.min(1.0) });
    }
    quotations
}

/// Units of a passage that follow each other.
struct Run {
    passage: usize,
    from: usize,
    to: usize,
    likelihood: f32,
}

/// The run of units, none of them taken, that holds most of the likelihood in so many characters; of several the shortest. One
/// unit alone may be longer.
fn likeliest(best: &[(f32, &Looked<'_>)], shares: &[Vec<f32>], room: usize) -> Option<Run> {
    let mut likeliest: Option<(f32, Run)> = None;
    for (passage, ((_, looked), shares)) in best.iter().zip(shares).enumerate() {
        for from in 0..shares.len() {
            let mut likelihood = 0.0;
            for to in from + 1..=shares.len() {
                let share = shares[to - 1];
                if share.is_nan() {
                    break;
                }
                likelihood += share;
                let length = characters(&shown(&looked.units, from, to));
                if length > characters_of(room) && to > from + 1 {
                    break;
                }
                let worth = likelihood - 1e-6 * length;
                if likeliest.as_ref().is_none_or(|(most, _)| worth > *most) {
                    likeliest = Some((worth, Run { passage, from, to, likelihood }));
                }
            }
        }
    }
    likeliest.map(|(_, run)| run)
}

/// What tells how sure it is that the quotations hold the answer, in the order of [`SURENESS`].
#[must_use]
pub fn of_reply(question: &str, hits: &Hits, quotations: &[Quotation]) -> [f32; SURENESS.len()] {
    let Some(first) = quotations.first() else {
        let mut nothing = [0.0; SURENESS.len()];
        nothing[0] = 1.0;
        return nothing;
    };
    let sought = &hits.sought;
    let hit = &hits.found[first.passage];
    let of_page = hits.found.iter().filter(|it| it.page.slug == hit.page.slug);
    let page: f32 = of_page.map(|it| it.likelihood).sum();
    // The units share what is likely of the passages that were looked at.
    let looked_at: f32 = hits.found.iter().take(PASSAGES).map(|it| it.likelihood).sum();
    let held: Vec<Held> = hits.found.iter().map(|hit| sought.held_by(&whole(hit))).collect();
    let asked = Asked::of(question).but_yes_or_no();
    let is_there = asked.is_in(&first.text);
    let one = |is: bool| f32::from(u8::from(is));
    [
        1.0,
        log_odds(first.likelihood * looked_at),
        log_odds(page),
        sought.cover(&held[first.passage]),
        sought.cover(&sought.held_by(&first.text)),
        sought.unheld(&held),
        one(is_there),
        one(!asked.is_none() && !is_there),
        hits.nearest.map_or(0.0, |nearest| (nearest - USUAL_NEARNESS) / A_TENTH),
    ]
}

/// A passage with what stands above it.
pub(super) fn whole(hit: &Hit) -> String {
    format!("{} {} {}", hit.page.title, hit.section.as_deref().unwrap_or_default(), hit.text)
}

/// The probability that a reply's quotations hold what was asked for.
#[must_use]
pub fn sureness(features: &[f32; SURENESS.len()], weights: &Set) -> f32 {
    let sum: f32 = features.iter().zip(&weights.sureness).map(|(feature, weight)| feature * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn log_odds(likelihood: f32) -> f32 {
    let likelihood = likelihood.clamp(LEAST, 1.0 - LEAST);
    (likelihood / (1.0 - likelihood)).ln()
}

fn characters(text: &str) -> f32 {
    characters_of(text.chars().count())
}

#[expect(clippy::cast_precision_loss, reason = "a length of a sentence")]
fn characters_of(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{LONGEST, look, of_reply, quotations, sureness};
    use crate::knowledge::{Hit, Hits, Page, Sought, WEIGHTS};

    fn hit(title: &str, text: &str, likelihood: f32) -> Hit {
        let page = format!("+++\ntitle = \"{title}\"\nurl = \"https://k.example/{likelihood}\"\n+++\n{text}\n");
        let page = Page::read("a.md", &likelihood.to_string(), &page).expect("a page");
        Hit { page: Arc::new(page.info), section: None, text: page.sections[0].text.clone(), likelihood }
    }

    fn quoted(question: &str, hits: &[Hit]) -> (Vec<super::Quotation>, f32) {
        let sought = Sought::of([(question, 1.0)], 64);
        let looked: Vec<_> = hits.iter().map(|hit| (hit.likelihood, look(question, &sought, hit))).collect();
        let looked: Vec<_> = looked.iter().map(|(likelihood, looked)| (*likelihood, looked)).collect();
        let quoted = quotations(&looked, &WEIGHTS.words.quote);
        let hits = Hits { found: hits.to_vec(), sought, nearest: None };
        let sure = sureness(&of_reply(question, &hits, &quoted), &WEIGHTS.words);
        (quoted, sure)
    }

    const RENTAL: &str = "Lokalerna bokas i bokningssystemet på webben, och du får svar inom en vecka. Vaktmästaren visar hur \
        larmet fungerar innan det första besöket. Avgiften för festlokalen är 1 200 kronor per kväll. Den som städar själv får \
        tillbaka depositionen. Du hämtar nyckeln på expeditionen mot legitimation samma dag. Parkera på den stora planen bakom \
        huset, aldrig på gården. Stolar och bord ställs tillbaka som de stod när du kom.";

    #[test]
    fn the_quotation_holds_what_was_asked_and_is_short() {
        let (quoted, sure) = quoted("Vad kostar festlokalen per kväll?", &[hit("Hyra lokal", RENTAL, 0.9)]);
        assert!(quoted[0].text.contains("1 200 kronor per kväll"), "{quoted:?}");
        assert!(quoted.iter().all(|it| it.text.chars().count() <= LONGEST), "{quoted:?}");
        assert!(quoted.iter().map(|it| it.text.chars().count()).sum::<usize>() <= 1_000);
        assert!(quoted.windows(2).all(|pair| pair[0].likelihood >= pair[1].likelihood));
        assert!((0.3..1.0).contains(&sure), "{sure}");
    }

    #[test]
    fn another_passage_is_quoted_where_it_rather_holds_the_fact() {
        let other = hit("Hyra lokal: priser", "Festlokalen kostar 1 200 kronor per kväll.", 0.3);
        let first = hit("Hyra lokal", "Festlokalen bokar du i bokningssystemet.", 0.4);
        let (quoted, _) = quoted("Vad kostar festlokalen per kväll?", &[first, other]);
        assert_eq!(quoted[0].passage, 1, "{quoted:?}");
    }

    #[test]
    fn what_holds_nothing_of_the_question_makes_nobody_sure() {
        let hits = [0.1, 0.09, 0.08].map(|likelihood| hit("Hyra lokal", RENTAL, likelihood));
        let (_, sure) = quoted("Vad kostar en fiskelicens?", &hits);
        assert!(sure < 0.3, "{sure}");
        assert!(quoted("Vad?", &[]).0.is_empty());
    }

    #[test]
    fn one_sentence_may_be_longer_than_a_quotation() {
        let long = format!("Festlokalen har {} plats.", "en mycket stor ".repeat(40));
        let (quoted, _) = quoted("festlokalen", &[hit("Lokal", &long, 0.9)]);
        assert_eq!(quoted[0].text, long);
    }
}
