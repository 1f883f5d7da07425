//! Danger that was told of in a conversation: what an event says of it, and what is remembered of it meanwhile.
//!
//! It is data about somebody's health. Only the staff of the conversation see the kind; it leaves with the conversation.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

pub use danger::{About, Kind, Noticed, Tier, Tongue};

/// The same is not told again within this time, unless there is more to tell.
const SAME: Duration = Duration::minutes(5);

/// What an event says of danger. Its words are made for each reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Danger {
    /// Which kinds, the likeliest first.
    pub kinds: Vec<Kind>,
    /// Who is in danger.
    #[serde(default = "another")]
    pub about: About,
    /// The language that it was told in.
    #[serde(default = "swedish")]
    pub language: Tongue,
}

// Before these were kept, nobody knew.
fn another() -> About {
    About::Other
}

fn swedish() -> Tongue {
    Tongue::Sv
}

impl From<Noticed> for Danger {
    fn from(Noticed { tier: _, kinds, about, tongue }: Noticed) -> Self {
        Self { kinds, about, language: tongue }
    }
}

/// What a conversation remembers of danger until it is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The most certain that was told.
    pub tier: Tier,
    /// The kinds that were told.
    pub kinds: Vec<Kind>,
    /// When it was last told.
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// Whether the visitor has said since that nobody is in danger.
    #[serde(default)]
    pub nobody: bool,
    /// What was told of each kind; empty in what was kept before this was.
    #[serde(default)]
    pub told: Vec<Told>,
}

/// What was last told of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which.
    pub kind: Kind,
    /// How certain it was.
    pub tier: Tier,
    /// When.
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub at: DateTime<Utc>,
}

impl Marked {
    /// Whether something need not be told, as it was told just now: of the likeliest kind of danger nothing less certain was.
    /// What was told before the visitor said that nobody is in danger holds nothing back: what is said after that is new.
    #[must_use]
    pub fn holds(&self, noticed: &Noticed, now: DateTime<Utc>) -> bool {
        if self.nobody {
            return false;
        }
        let told = noticed.kinds.first().map_or(Some((self.tier, self.at)), |kind| self.told_of(*kind));
        told.is_some_and(|(tier, at)| tier >= noticed.tier && now - at < SAME)
    }

    fn told_of(&self, kind: Kind) -> Option<(Tier, DateTime<Utc>)> {
        if self.told.is_empty() {
            return self.kinds.contains(&kind).then_some((self.tier, self.at));
        }
        self.told.iter().find(|told| told.kind == kind).map(|told| (told.tier, told.at))
    }

    /// What is remembered when something is told after what was told before.
    #[must_use]
    pub fn after(before: Option<&Self>, noticed: &Noticed, now: DateTime<Utc>) -> Self {
        let mut kinds = before.map(|before| before.kinds.clone()).unwrap_or_default();
        kinds.extend(noticed.kinds.iter().filter(|kind| !kinds.contains(kind)).copied().collect::<Vec<_>>());
        let tier = before.map_or(noticed.tier, |before| before.tier.max(noticed.tier));
        let before = before.into_iter().flat_map(|before| {
            let of = |kind: &Kind| before.told_of(*kind).map(|(tier, at)| Told { kind: *kind, tier, at });
            before.kinds.iter().filter_map(of)
        });
        let mut told: Vec<Told> = before.filter(|it| !noticed.kinds.contains(&it.kind)).collect();
        told.extend(noticed.kinds.iter().map(|kind| Told { kind: *kind, tier: noticed.tier, at: now }));
        Self { tier, kinds, at: now, nobody: false, told }
    }
}
