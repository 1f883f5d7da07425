//! `[privacy]`: how long conversations live.

use serde::Deserialize;

use super::fault::Faults;

/// Ten years.
const LONGEST_DAYS: u32 = 3_660;

/// Settings of disposal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacySettings {
    /// Days that a closed conversation is kept when a person took part.
    pub retention_days: u32,
    /// Days that it is kept when only the assistant answered.
    pub retention_days_assistant: u32,
    /// The decision that it is deleted under.
    pub decision: String,
    /// The hour of the day in Sweden when disposal runs.
    pub disposal_hour: u32,
}

impl PrivacySettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.bounds("privacy.retention_days", self.retention_days, 1..=LONGEST_DAYS);
        faults.bounds("privacy.retention_days_assistant", self.retention_days_assistant, 1..=LONGEST_DAYS);
        faults.bounds("privacy.disposal_hour", self.disposal_hour, 0..=23);
        faults.filled("privacy.decision", &self.decision);
    }
}
