//! Disposal: closed conversations are deleted when their days are over, under a named decision, with a protocol.

use chrono::{DateTime, Days, Duration, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::desk::Desk;
use crate::privacy::RetentionRule;

/// Disposes once a day.
pub struct Disposal {
    /// The desk.
    pub desk: Desk,
    /// What time it is.
    pub clock: Clock,
    /// How long what is kept, and under which decision.
    pub rule: RetentionRule,
    /// The hour of the day in Sweden, 0–23.
    pub hour: u32,
}

impl Disposal {
    /// Disposes at the hour, every day, until the process stops.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(next_run(self.clock.now(), self.hour)) => self.dispose().await,
            }
        }
    }

    async fn dispose(&self) {
        match self.desk.dispose(&self.rule).await {
            Ok(conversations) => info!(conversations, "closed conversations were disposed of"),
            Err(error) => warn!(%error, "closed conversations could not be disposed of; the next day tries again"),
        }
    }
}

/// The next time that it is `hour` o'clock in Sweden. On the night when the clocks go forward, an hour that does not
/// exist comes an hour later.
fn next_run(now: DateTime<Utc>, hour: u32) -> DateTime<Utc> {
    let today = now.with_timezone(&Stockholm).date_naive();
    let time = NaiveTime::from_hms_opt(hour.min(23), 0, 0).unwrap_or_default();
    (0..3)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .filter_map(|day| {
            let local = day.and_time(time);
            Stockholm
                .from_local_datetime(&local)
                .earliest()
                .or_else(|| Stockholm.from_local_datetime(&(local + Duration::hours(1))).earliest())
        })
        .map(|at| at.to_utc())
        .find(|at| *at > now)
        .unwrap_or(now + Duration::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn it_runs_at_the_hour_in_sweden_in_winter_and_summer() {
        assert_eq!(next_run(at("2026-03-02T01:59:59Z"), 3), at("2026-03-02T02:00:00Z"));
        assert_eq!(next_run(at("2026-03-02T02:00:00Z"), 3), at("2026-03-03T02:00:00Z"));
        assert_eq!(next_run(at("2026-07-01T12:00:00Z"), 3), at("2026-07-02T01:00:00Z"));
    }

    #[test]
    fn an_hour_that_the_clocks_leave_out_comes_an_hour_later() {
        // 29 March 2026: 02:00 becomes 03:00 in Sweden.
        assert_eq!(next_run(at("2026-03-28T12:00:00Z"), 2), at("2026-03-29T01:00:00Z"));
        // 25 October 2026: 02:00 comes twice; the first one counts, and once only.
        assert_eq!(next_run(at("2026-10-24T12:00:00Z"), 2), at("2026-10-25T00:00:00Z"));
        assert_eq!(next_run(at("2026-10-25T00:00:00Z"), 2), at("2026-10-26T01:00:00Z"));
    }
}
