//! What changed between an earlier run and this one, over the questions that both asked.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::asking::Judged;
use super::measure::{Measure, Values};
use super::print::value;
use super::statistics::{Difference, difference};
use super::tally::rounded;

/// Of another run's JSON what is held against this one.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Earlier {
    #[serde(default)]
    replies: Vec<EarlierReply>,
    #[serde(default)]
    at: String,
    #[serde(default)]
    help: String,
}

#[derive(Debug, Deserialize)]
struct EarlierReply {
    id: Option<String>,
    question: String,
    previous: Option<String>,
    reply: String,
    measures: Map<String, Value>,
}

impl Earlier {
    /// Reads what `--json` has written.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let right = "it has to be what `vagledare eval --json` printed";
        let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let earlier: Self = serde_json::from_str(&text).with_context(|| format!("{}: {right}", path.display()))?;
        ensure!(
            !earlier.replies.is_empty(),
            "{}: no replies stand there; {right}, in this version or a later one",
            path.display()
        );
        Ok(earlier)
    }
}

/// A measure that went up or down for a question.
struct Change<'a> {
    measure: Measure,
    question: &'a str,
    rose: bool,
    replies: (&'a str, &'a str),
}

/// What changed.
pub(super) struct Comparison<'a> {
    both: usize,
    only_now: usize,
    only_before: usize,
    figures: Vec<(Measure, Difference)>,
    changes: Vec<Change<'a>>,
    /// What else was not the same.
    notes: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// Holds replies against those of an earlier run. A question is the same by its id, its words and the one before it.
    pub(super) fn of(earlier: &'a Earlier, judged: &[&'a Judged<'a>], at: &str, help: &str) -> Self {
        let mut before: HashMap<_, Vec<&EarlierReply>> = HashMap::new();
        for reply in earlier.replies.iter().rev() {
            let key = (reply.id.as_deref(), reply.question.as_str(), reply.previous.as_deref());
            before.entry(key).or_default().push(reply);
        }
        let mut pairs = Vec::new();
        for &now in judged {
            let question = now.question;
            let key = (question.id.as_deref(), question.asked.as_str(), question.previous.as_deref());
            if let Some(then) = before.get_mut(&key).and_then(Vec::pop) {
                pairs.push((then, Values::from_named(&then.measures), now));
            }
        }
        let (mut figures, mut changes) = (Vec::new(), Vec::new());
        for measure in Measure::ALL {
            let of = |(then, before, now): &(&'a EarlierReply, Values, &'a Judged<'a>)| {
                Some((*then, *now, before.of(measure)?, now.values.of(measure)?))
            };
            let both: Vec<_> = pairs.iter().filter_map(of).collect();
            let values: Vec<(f64, f64)> = both.iter().map(|(_, _, before, now)| (*before, *now)).collect();
            figures.extend(difference(&values).map(|it| (measure, it)));
            let differ =
                both.iter().filter(|(_, _, before, now)| measure.is_share() && (before - now).abs() > f64::EPSILON);
            changes.extend(differ.map(|(then, judged, before, now)| Change {
                measure,
                question: judged.question.name(),
                rose: now > before,
                replies: (&then.reply, judged.reply.kind.as_str()),
            }));
        }
        let other = |what: &str, before: &str, now: &str| {
            (before != now).then(|| format!("{what} was \"{before}\", now \"{now}\""))
        };
        Self {
            both: pairs.len(),
            only_now: judged.len() - pairs.len(),
            only_before: earlier.replies.len() - pairs.len(),
            figures,
            changes,
            notes: [other("--at", &earlier.at, at), other("help", &earlier.help, help)].into_iter().flatten().collect(),
        }
    }

    /// The questions that a measure got better for, or worse.
    fn changed(&self, measure: Measure, better: bool) -> impl Iterator<Item = &Change<'a>> {
        self.changes.iter().filter(move |it| it.measure == measure && (it.rose != measure.less_is_better()) == better)
    }

    /// For people.
    pub(super) fn text(&self, name: &str) -> String {
        let Self { both, only_now, only_before, .. } = self;
        let mut text =
            format!("against {name}: {both} questions in both, {only_now} only now, {only_before} only then\n");
        for note in &self.notes {
            let _ = writeln!(text, "not the same: {note}");
        }
        let _ = writeln!(
            text,
            "\n{:<14} {:>7} {:>7} {:>7} {:>15} {:>5} {:>5} {:>6} {:>5}",
            "figure", "before", "now", "change", "95 %", "rose", "fell", "p", "n"
        );
        for (measure, it) in &self.figures {
            let signed =
                |change: f64| format!("{}{}", if change < 0.0 { "−" } else { "+" }, value(*measure, change.abs()));
            let interval = format!("{} – {}", signed(it.interval.0), signed(it.interval.1));
            let (before, now, change) =
                (value(*measure, it.before), value(*measure, it.now), signed(it.now - it.before));
            let Difference { rose, fell, p, n, .. } = it;
            let _ = writeln!(
                text,
                "{:<14} {before:>7} {now:>7} {change:>7} {interval:>15} {rose:>5} {fell:>5} {p:>6.3} {n:>5}",
                measure.name()
            );
        }
        for measure in Measure::ALL {
            for (better, word) in [(false, "worse"), (true, "better")] {
                let named: Vec<String> = self
                    .changed(measure, better)
                    .map(|it| match it.replies {
                        (before, now) if before == now => it.question.to_owned(),
                        (before, now) => format!("{} ({before} → {now})", it.question),
                    })
                    .collect();
                if !named.is_empty() {
                    let _ = writeln!(text, "\n{} {word}: {}", measure.name(), named.join(", "));
                }
            }
        }
        text
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let figures = self.figures.iter().map(|(measure, it)| {
            let Difference { before, now, interval, rose, fell, p, n } = *it;
            let figure = json!({
                "before": rounded(before), "now": rounded(now), "change": rounded(now - before),
                "low": rounded(interval.0), "high": rounded(interval.1), "rose": rose, "fell": fell, "p": rounded(p), "n": n,
            });
            (measure.name().to_owned(), figure)
        });
        let named = |measure, better| self.changed(measure, better).map(|it| it.question).collect::<Vec<_>>();
        let changes = Measure::ALL.into_iter().filter(|it| it.is_share()).map(|measure| {
            (measure.name().to_owned(), json!({"worse": named(measure, false), "better": named(measure, true)}))
        });
        json!({
            "both": self.both, "only_now": self.only_now, "only_before": self.only_before, "not_the_same": self.notes,
            "figures": figures.collect::<Map<_, _>>(), "changes": changes.collect::<Map<_, _>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Comparison, Earlier};
    use crate::answer::{Reply, ReplyKind};
    use crate::commands::eval::asking::Judged;
    use crate::commands::eval::measure::Values;
    use crate::commands::eval::question::questions;

    #[test]
    fn what_changed_is_named_by_measure_and_direction() {
        let asked = questions(
            "q.jsonl",
            "{\"id\":\"a\",\"question\":\"Bada?\"}\n{\"question\":\"Åka?\"}\n{\"id\":\"c\",\"question\":\"Ny?\"}\n",
        )
        .expect("good");
        let values = |first: f64, wrong: f64| {
            Values::from_named(
                serde_json::json!({"first": first, "wrong": wrong, "chars": 10}).as_object().expect("an object"),
            )
        };
        let reply =
            |kind| Reply { kind, text: String::new(), sources: Vec::new(), actions: Vec::new(), confidence: 1.0 };
        let judged: Vec<Judged<'_>> = [(1.0, 0.0), (0.0, 1.0), (1.0, 0.0)]
            .into_iter()
            .zip(&asked)
            .map(|((first, wrong), question)| Judged {
                question,
                reply: reply(ReplyKind::Answer),
                values: values(first, wrong),
                took: Duration::ZERO,
            })
            .collect();
        let earlier: Earlier = serde_json::from_str(
            r#"{"at":"x","help":"kept","replies":[
                {"id":"a","question":"Bada?","previous":null,"reply":"clarify","measures":{"first":0.0,"wrong":0.0,"chars":4,"old":1}},
                {"id":null,"question":"Åka?","previous":null,"reply":"answer","measures":{"first":0.0,"wrong":0.0,"chars":4}},
                {"id":"c","question":"Gammal?","previous":null,"reply":"answer","measures":{"first":1.0}}]}"#,
        )
        .expect("as it is written");
        let comparison = Comparison::of(&earlier, &judged.iter().collect::<Vec<_>>(), "x", "without");
        let told = comparison.json();
        assert_eq!([&told["both"], &told["only_now"], &told["only_before"]], [2, 1, 1]);
        assert_eq!(told["changes"]["first"], serde_json::json!({"worse": [], "better": ["a"]}));
        assert_eq!(
            told["changes"]["wrong"],
            serde_json::json!({"worse": ["q.jsonl:2"], "better": []}),
            "more of it is worse"
        );
        assert_eq!((&told["figures"]["first"]["change"], &told["figures"]["first"]["n"]), (&0.5.into(), &2.into()));
        assert_eq!(told["figures"]["chars"]["change"], 6.0);
        let text = comparison.text("earlier.json");
        assert!(text.contains("not the same: help was \"kept\", now \"without\""), "{text}");
        assert!(
            text.contains("first better: a (clarify → answer)") && text.contains("wrong worse: q.jsonl:2\n"),
            "{text}"
        );
    }

    #[test]
    fn only_what_eval_has_printed_can_be_held_against() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("earlier.json");
        let told = |text: &str| {
            std::fs::write(&path, text).expect("written");
            format!("{:#}", Earlier::read(&path).expect_err("nothing to compare with"))
        };
        assert!(told("{\"page_at_1\":0.9}").contains("no replies stand there"));
        assert!(told("page@1 90 %").contains("what `vagledare eval --json` printed"));
    }
}
