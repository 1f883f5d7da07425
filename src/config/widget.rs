//! `[widget]`: how the chat leaves a computer that others use.

use serde::Deserialize;

use super::fault::Faults;

/// WCAG 2.2.1: a time limit is warned of at least so long before.
const SHORTEST_WARNING_S: u32 = 20;
const DAY_S: u32 = 86_400;

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
}

impl WidgetSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.web_page("widget.quick_exit_url", &self.quick_exit_url);
        if self.idle_clear_s != 0 {
            faults.bounds("widget.idle_clear_s", self.idle_clear_s, 60..=DAY_S);
        }
        faults.bounds("widget.idle_warning_s", self.idle_warning_s, SHORTEST_WARNING_S..=3_600);
    }
}
