//! `[staff]`: passwords and sessions.

use serde::Deserialize;

use super::fault::Faults;

/// Settings of sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffSettings {
    /// Memory of a hash, in KiB.
    pub argon2_memory_kib: u32,
    /// Passes over the memory.
    pub argon2_iterations: u32,
    /// Lanes.
    pub argon2_parallelism: u32,
    /// Hashes computed at the same time.
    pub hashes_at_once: usize,
    /// Sign-ins that wait for that, at most.
    pub hashes_waiting: usize,
    /// Hours that a sign-in lasts.
    pub session_hours: u32,
    /// Minutes without a request or an open console before signing in anew.
    /// Attempts with one name from one address in the window.
    pub sign_in_attempts_per_name: u32,
    /// Attempts with one name in the window, from all addresses together that it was never signed in from.
    pub sign_in_attempts_per_name_elsewhere: u32,
    /// Attempts from one address in the window.
    pub sign_in_attempts_per_address: u32,
    /// The window, in seconds.
    pub sign_in_window_s: u32,
}

impl StaffSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        // OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes and one lane, or more.
        faults.bounds("staff.argon2_memory_kib", self.argon2_memory_kib, 19_456..=4 * 1_024 * 1_024);
        faults.bounds("staff.argon2_iterations", self.argon2_iterations, 2..=100);
        faults.bounds("staff.argon2_parallelism", self.argon2_parallelism, 1..=64);
        faults.bounds("staff.hashes_at_once", self.hashes_at_once, 1..=64);
        faults.bounds("staff.hashes_waiting", self.hashes_waiting, 1..=10_000);
        faults.bounds("staff.session_hours", self.session_hours, 1..=168);
        faults.bounds("staff.sign_in_attempts_per_name", self.sign_in_attempts_per_name, 1..=10_000);
        let elsewhere = self.sign_in_attempts_per_name_elsewhere;
        faults.bounds("staff.sign_in_attempts_per_name_elsewhere", elsewhere, 1..=1_000_000);
        faults.bounds("staff.sign_in_attempts_per_address", self.sign_in_attempts_per_address, 1..=10_000);
        faults.bounds("staff.sign_in_window_s", self.sign_in_window_s, 1..=86_400);
    }
}
