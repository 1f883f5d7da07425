//! `[widget]`: what a visitor may begin with, and how the chat leaves a computer that others use.

use serde::Deserialize;

use super::desk::InBothLanguages;
use super::fault::Faults;

/// WCAG 2.2.1: a time limit is warned of at least so long before.
const SHORTEST_WARNING_S: u32 = 20;
const DAY_S: u32 = 86_400;
/// More are a page to read, not a choice.
const MOST_TOPICS: usize = 12;
const LONGEST_TOPIC: usize = 60;

/// Settings of the visitor's chat.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WidgetSettings {
    /// Where the quick exit leads; empty when there is none.
    pub quick_exit_url: String,
    /// How long nothing may happen before the visitor is asked; 0 when nobody is.
    pub idle_clear_s: u32,
    /// How long the question stands before the browser is cleared.
    pub idle_warning_s: u32,
    /// What a message can be said to be about before it is written.
    pub topics: Vec<InBothLanguages>,
}

impl WidgetSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.web_page("widget.quick_exit_url", &self.quick_exit_url);
        if self.idle_clear_s != 0 {
            faults.bounds("widget.idle_clear_s", self.idle_clear_s, 60..=DAY_S);
        }
        faults.bounds("widget.idle_warning_s", self.idle_warning_s, SHORTEST_WARNING_S..=3_600);
        if self.topics.len() > MOST_TOPICS {
            faults.add("widget.topics", format!("{} topics are more than {MOST_TOPICS}", self.topics.len()));
        }
        let all = self.topics.iter().flat_map(|topic| [&topic.sv, &topic.en]);
        if let Some(topic) = all.into_iter().find(|topic| !(1..=LONGEST_TOPIC).contains(&topic.trim().chars().count()))
        {
            faults.add("widget.topics", format!("`{topic}` must have 1 to {LONGEST_TOPIC} characters"));
        }
    }
}
