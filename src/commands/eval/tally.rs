//! The figures of a set of questions: in all, by kind, and by what else the questions say.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::asking::Judged;
use super::measure::{Figures, Measure, kind_of};
use super::question::Question;
use super::score::Scores;
use super::statistics::Estimate;
use crate::knowledge::Referrals;

/// Groups of questions with their figures, by name.
pub(super) type Groups = BTreeMap<String, Figures>;

/// Where a question does not say what it is grouped by.
const UNSAID: &str = "–";

/// The figures of a set.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) scores: Scores,
    pub(super) all: Figures,
    pub(super) by_kind: Groups,
    /// By each key that was asked for.
    pub(super) by: Vec<(String, Groups)>,
}

impl Tally {
    /// Of replies, grouped by keys of their questions.
    pub(super) fn of<'a>(judged: impl Iterator<Item = &'a Judged<'a>>, keys: &[String], referrals: &Referrals) -> Self {
        let mut tally = Self { by: keys.iter().map(|key| (key.clone(), Groups::new())).collect(), ..Self::default() };
        for Judged { question, reply, values, took } in judged {
            tally.scores.took(*took);
            tally.scores.add(question, reply, referrals);
            tally.all.add(values);
            tally.by_kind.entry(kind_of(question).to_owned()).or_default().add(values);
            for (key, groups) in &mut tally.by {
                groups.entry(group(question, key)).or_default().add(values);
            }
        }
        tally
    }

    /// For programs.
    pub(super) fn json(&self) -> serde_json::Result<Map<String, Value>> {
        let Value::Object(mut all) = serde_json::to_value(&self.scores)? else { return Ok(Map::new()) };
        all.insert("measures".to_owned(), json!({"all": figures(&self.all), "by_kind": groups(&self.by_kind)}));
        let by: Map<String, Value> = self.by.iter().map(|(key, of)| (key.clone(), groups(of))).collect();
        all.insert("by".to_owned(), by.into());
        Ok(all)
    }
}

fn group(question: &Question, key: &str) -> String {
    let value = if key == "kind" { Some(kind_of(question).to_owned()) } else { question.value(key) };
    value.filter(|it| !it.is_empty()).unwrap_or_else(|| UNSAID.to_owned())
}

/// The group with the worst of a figure, where there are several: the lowest, or the highest of what should be low.
pub(super) fn worst(groups: &Groups, measure: Measure) -> Option<(&str, Estimate)> {
    let found = groups.iter().filter_map(|(name, figures)| Some((name.as_str(), figures.of(measure)?)));
    let found: Vec<_> = found.collect();
    let sign = if measure.less_is_better() { -1.0 } else { 1.0 };
    let lowest = found.iter().copied().min_by(|one, other| (sign * one.1.value).total_cmp(&(sign * other.1.value)))?;
    // Where all are alike none is the worst.
    found.iter().any(|it| (it.1.value - lowest.1.value).abs() > f64::EPSILON).then_some(lowest)
}

fn groups(groups: &Groups) -> Value {
    groups.iter().map(|(name, of)| (name.clone(), figures(of))).collect::<Map<_, _>>().into()
}

fn figures(of: &Figures) -> Value {
    let known = Measure::ALL.into_iter().filter_map(|it| Some((it.name().to_owned(), estimate(of.of(it)?))));
    let mut figures: Map<String, Value> = known.collect();
    figures.insert("questions".to_owned(), of.questions.into());
    figures.into()
}

fn estimate(of: Estimate) -> Value {
    let Estimate { value, interval, n } = of;
    let (low, high) = (interval.map(|it| rounded(it.0)), interval.map(|it| rounded(it.1)));
    json!({"value": rounded(value), "low": low, "high": high, "n": n})
}

/// To four places, as many as anybody compares.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// What was replied to a question, for programs and for a later run to be held against.
pub(super) fn reply_json(judged: &Judged<'_>) -> Value {
    let Judged { question, reply, values, .. } = judged;
    let quoted = reply.sources.iter().find(|it| it.quote.is_some());
    json!({
        "place": question.place,
        "id": question.id,
        "question": question.asked,
        "previous": question.previous,
        "kind": kind_of(question),
        "reply": reply.kind.as_str(),
        "confidence": rounded(f64::from(reply.confidence)),
        "pages": reply.sources.iter().map(|it| &it.page).collect::<Vec<_>>(),
        "section": quoted.and_then(|it| it.section.as_ref()),
        "text": reply.text,
        "measures": values.named(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Groups, worst};
    use crate::commands::eval::measure::{Figures, Measure, Values};

    fn figures(first: f64, wrong: f64) -> Figures {
        let named = serde_json::json!({"first": first, "wrong": wrong, "later": 1});
        let mut figures = Figures::default();
        figures.add(&Values::from_named(named.as_object().expect("an object")));
        figures
    }

    #[test]
    fn the_worst_group_is_the_lowest_or_the_highest_of_what_should_be_low() {
        let groups: Groups = [("kim", 0.0, 0.0), ("alex", 1.0, 1.0)]
            .map(|(name, first, wrong)| (name.to_owned(), figures(first, wrong)))
            .into();
        let named = |measure| worst(&groups, measure).map(|(name, figure)| (name, figure.value, figure.n));
        assert_eq!(named(Measure::First), Some(("kim", 0.0, 1)));
        assert_eq!(named(Measure::Wrong), Some(("alex", 1.0, 1)));
        assert_eq!(named(Measure::Guess), None, "nobody was asked back");
        let alike: Groups = ["kim", "alex"].map(|name| (name.to_owned(), figures(1.0, 0.0))).into();
        assert!(worst(&alike, Measure::First).is_none(), "none is worse");
    }
}
