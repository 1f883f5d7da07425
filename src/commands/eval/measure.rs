//! What one reply is worth, measure by measure.
//!
//! | measure | over | counts |
//! | --- | --- | --- |
//! | `source_at_1`, `source_at_3` | questions with a page | a right page is first, or among the first three, of the reply's sources, whatever the reply |
//! | `first`, `fact` | those of them with a `want` | it stands in the first 350 characters quoted, in the first 1,000 |
//! | `wrong` | those, and questions without an answer | an answer without it; any answer |
//! | `misled` | questions with a `want` | an answer or a question back without it |
//! | `guess`, `silent` | questions with a page | a question back; neither that nor an answer |
//! | `right_section` | those of them with a section | an answer that quotes that section of the page |
//! | `handled` | questions without an answer, emergencies aside | the [right reaction](super::handled), half for the second best |
//! | `emergency`, `not_emergency` | questions of that kind | the alarm; none |
//! | `chars` | all | characters of the reply |

use super::handled::{Held, kind};
use super::question::{Question, Want};
use super::stands::{FIRST, WHOLE, beginning, has_fact, names_one, quoted};
use super::statistics::{Estimate, average, share};
use crate::answer::Reply;
use crate::knowledge::Referrals;

/// A figure of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    SourceAt1,
    SourceAt3,
    First,
    Fact,
    Wrong,
    Misled,
    Guess,
    Silent,
    RightSection,
    Handled,
    Emergency,
    NotEmergency,
    Chars,
}

use Measure::{
    Chars, Emergency, Fact, First, Guess, Handled, Misled, NotEmergency, RightSection, Silent, SourceAt1, SourceAt3,
    Wrong,
};

impl Measure {
    pub(super) const ALL: [Self; 13] = [
        SourceAt1,
        SourceAt3,
        First,
        Fact,
        Wrong,
        Misled,
        Guess,
        Silent,
        RightSection,
        Handled,
        Emergency,
        NotEmergency,
        Chars,
    ];

    /// The word for it in JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            SourceAt1 => "source_at_1",
            SourceAt3 => "source_at_3",
            First => "first",
            Fact => "fact",
            Wrong => "wrong",
            Misled => "misled",
            Guess => "guess",
            Silent => "silent",
            RightSection => "right_section",
            Handled => "handled",
            Emergency => "emergency",
            NotEmergency => "not_emergency",
            Chars => "chars",
        }
    }

    /// Whether less of it is better.
    pub(super) fn less_is_better(self) -> bool {
        matches!(self, Wrong | Misled | Guess | Silent)
    }

    /// Whether it is right or wrong, rather than long or short.
    pub(super) fn is_share(self) -> bool {
        self != Chars
    }
}

/// The measures of one reply, in the order of [`Measure::ALL`]; none where a measure is not over such questions.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Values([Option<f64>; Measure::ALL.len()]);

impl Values {
    pub(super) fn of(&self, measure: Measure) -> Option<f64> {
        self.0[measure as usize]
    }

    fn set(&mut self, measure: Measure, value: f64) {
        self.0[measure as usize] = Some(value);
    }

    fn set_if(&mut self, measure: Measure, holds: bool) {
        self.set(measure, f64::from(u8::from(holds)));
    }

    /// Whether nothing but its length is known of the reply: the question says too little.
    pub(super) fn is_unmeasured(&self) -> bool {
        Measure::ALL.into_iter().all(|measure| measure == Chars || self.of(measure).is_none())
    }

    /// Those that are known, by name.
    pub(super) fn named(&self) -> serde_json::Map<String, serde_json::Value> {
        let known = Measure::ALL.into_iter().filter_map(|it| Some((it.name().to_owned(), self.of(it)?.into())));
        known.collect()
    }

    /// What another run has written by [name](Self::named). What it did not measure is none.
    pub(super) fn from_named(named: &serde_json::Map<String, serde_json::Value>) -> Self {
        Self(Measure::ALL.map(|measure| named.get(measure.name()).and_then(serde_json::Value::as_f64)))
    }
}

/// Holds a reply against what would be right.
pub(super) fn judge(question: &Question, reply: &Reply, referrals: &Referrals) -> Values {
    let mut values = Values::default();
    let has_page = question.page.is_some() || !question.also.is_empty();
    let (said, held) = (reply.kind.as_str(), Held::of(&question.kind, has_page));
    let (answered, asked_back) = (said == "answer", said == "clarify");
    values.set(Chars, super::statistics::count(reply.text.chars().count()));
    if held.has_no_answer() {
        values.set_if(Wrong, answered);
    } else if held.may_have_page() && has_page {
        let at = reply.sources.iter().position(|source| question.is_answered_by(&source.page));
        values.set_if(SourceAt1, at == Some(0));
        values.set_if(SourceAt3, at.is_some_and(|at| at < 3));
        values.set_if(Guess, asked_back);
        values.set_if(Silent, !answered && !asked_back);
        if question.section.is_some() {
            values.set_if(RightSection, answered && quotes_the_section(question, reply));
        }
        if let Want::OneOf(alternatives) = &question.want {
            let stands = |chars| has_fact(alternatives, beginning(quoted(&reply.text), chars));
            let stated = stands(WHOLE);
            values.set_if(First, stands(FIRST));
            values.set_if(Fact, stated);
            values.set_if(Wrong, answered && !stated);
            values.set_if(Misled, (answered || asked_back) && !stated);
        }
    }
    if let Some(handled) = held.by(said, || names_right(question, reply, referrals)) {
        let measure = match held {
            Held::Emergency => Emergency,
            Held::NotEmergency => NotEmergency,
            _ => Handled,
        };
        values.set(measure, handled);
    }
    values
}

fn quotes_the_section(question: &Question, reply: &Reply) -> bool {
    let mut quoted = reply.sources.iter().filter(|source| source.quote.is_some());
    quoted.any(|source| question.is_answered_by(&source.page) && source.section == question.section)
}

/// Whether a referral names who is right, by a name with a capital or by the id of an authority; it does where no one is
/// named.
fn names_right(question: &Question, reply: &Reply, referrals: &Referrals) -> bool {
    let Some(note) = &question.note else { return true };
    names_one(note, &reply.text).unwrap_or_else(|| {
        let listed = |id: &str| referrals.authority.iter().find(|it| it.id == id);
        let mut listed = note.split(['/', ',']).filter_map(|id| listed(id.trim())).peekable();
        listed.peek().is_none() || listed.any(|it| reply.text.contains(&it.url))
    })
}

/// The figures over some questions.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    pub(super) questions: usize,
    values: [Vec<f64>; Measure::ALL.len()],
}

impl Figures {
    pub(super) fn add(&mut self, values: &Values) {
        self.questions += 1;
        for measure in Measure::ALL {
            self.values[measure as usize].extend(values.of(measure));
        }
    }

    /// None when no question was of that sort.
    pub(super) fn of(&self, measure: Measure) -> Option<Estimate> {
        let values = &self.values[measure as usize];
        if measure.is_share() { share(values) } else { average(values) }
    }
}

/// The name under which a question's kind is counted.
pub(super) fn kind_of(question: &Question) -> &str {
    kind(&question.kind)
}

#[cfg(test)]
mod tests;
