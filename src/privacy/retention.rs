//! How long a closed conversation lives.

use chrono::{DateTime, TimeDelta, Utc};

/// The rule that conversations are disposed of by (*gallring*). It has a name, because the protocol must
/// say under which decision something was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionRule {
    /// Days that a conversation is kept in which a person took part, or that a person has read.
    pub days_with_agent: u32,
    /// Days that a conversation is kept in which only the assistant answered.
    pub days_assistant_only: u32,
    /// The decision, such as "Gallringsbeslut KS 2026-123".
    pub decision: String,
}

/// How long a conversation is kept, as its visitor is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is over, and is kept until then.
    Until(DateTime<Utc>),
    /// It is not over yet: so many days after it will be.
    AfterClosing {
        /// The days, as things stand now; they become more when a person takes part.
        days: u32,
    },
}

impl RetentionRule {
    /// How long a conversation is kept that was closed then, or is not yet.
    #[must_use]
    pub fn kept(&self, closed_at: Option<DateTime<Utc>>, answered_by_person: bool) -> Kept {
        match closed_at {
            Some(at) => Kept::Until(self.due_at(at, answered_by_person)),
            None if answered_by_person => Kept::AfterClosing { days: self.days_with_agent },
            None => Kept::AfterClosing { days: self.days_assistant_only },
        }
    }

    /// When a conversation is to be disposed of: so many times 24 hours after it was closed. A conversation
    /// that is not closed is never due. Beyond the end of the calendar it is the last instant there is.
    #[must_use]
    pub fn due_at(&self, closed_at: DateTime<Utc>, answered_by_person: bool) -> DateTime<Utc> {
        let days = if answered_by_person { self.days_with_agent } else { self.days_assistant_only };
        TimeDelta::try_days(i64::from(days))
            .and_then(|kept| closed_at.checked_add_signed(kept))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The latest closing that is due at `now`, for a search in the store: whatever was closed at or before
    /// it is to be disposed of.
    #[must_use]
    pub fn closed_by(&self, now: DateTime<Utc>, answered_by_person: bool) -> DateTime<Utc> {
        let days = if answered_by_person { self.days_with_agent } else { self.days_assistant_only };
        TimeDelta::try_days(i64::from(days))
            .and_then(|kept| now.checked_sub_signed(kept))
            .unwrap_or(DateTime::<Utc>::MIN_UTC)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(days_with_agent: u32, days_assistant_only: u32) -> RetentionRule {
        RetentionRule { days_with_agent, days_assistant_only, decision: "KS 2026-123".to_owned() }
    }

    #[test]
    fn a_conversation_with_a_person_lives_longer_than_one_with_the_assistant() {
        let closed: DateTime<Utc> = "2026-03-02T09:00:00Z".parse().expect("an instant");
        let due = |person| rule(60, 21).due_at(closed, person).to_rfc3339();
        assert_eq!(due(true), "2026-05-01T09:00:00+00:00");
        assert_eq!(due(false), "2026-03-23T09:00:00+00:00");
    }

    #[test]
    fn a_visitor_is_told_the_day_once_there_is_one() {
        let closed: DateTime<Utc> = "2026-03-02T09:00:00Z".parse().expect("an instant");
        assert_eq!(rule(60, 21).kept(Some(closed), true), Kept::Until(rule(60, 21).due_at(closed, true)));
        assert_eq!(rule(60, 21).kept(None, false), Kept::AfterClosing { days: 21 });
        assert_eq!(rule(60, 21).kept(None, true), Kept::AfterClosing { days: 60 });
    }

    #[test]
    fn days_beyond_the_calendar_keep_for_ever_and_never_panic() {
        let closed: DateTime<Utc> = "2026-03-02T09:00:00Z".parse().expect("an instant");
        assert_eq!(rule(u32::MAX, 1).due_at(closed, true), DateTime::<Utc>::MAX_UTC);
        assert_eq!(rule(u32::MAX, 1).closed_by(closed, true), DateTime::<Utc>::MIN_UTC);
    }

    proptest! {
        #[test]
        fn searching_by_closing_finds_exactly_what_is_due(
            closed in 0_i64..4_000_000_000, now in 0_i64..4_000_000_000,
            days in 0_u32..4_000, person in any::<bool>(),
        ) {
            let at = |second| DateTime::from_timestamp(second, 0).expect("an instant");
            let rule = rule(days, days / 3);
            let found = at(closed) <= rule.closed_by(at(now), person);
            prop_assert_eq!(found, rule.due_at(at(closed), person) <= at(now));
        }
    }
}
