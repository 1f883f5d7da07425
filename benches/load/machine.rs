//! What the bench needs of the machine: two cores, `taskset`, and enough files open at once.
//!
//! A process sets its own limits and cores only through calls that this house forbids (`unsafe`), so the bench starts
//! itself anew through the shell, once.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

// Says that the bench has been started anew.
const SETTLED: &str = "VAGLEDARE_BENCH_SETTLED";

/// How many cores the machine has, whatever this process may use of them.
pub(crate) fn cores() -> usize {
    let online = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    online.lines().filter(|line| line.starts_with("cpu") && !line.starts_with("cpu ")).count()
}

/// The processor's name.
pub(crate) fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim()));
    name.unwrap_or("unknown processor").to_owned()
}

/// How many processes ran or waited for a core in the last minute, on average: more than a little spoils the figures.
pub(crate) fn load() -> String {
    let averages = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split_whitespace().next().unwrap_or("unknown").to_owned()
}

/// Puts this process on core 1, with at least so many files. Returns in the process that has both.
pub(crate) fn settle(files: u64) -> Result<()> {
    let (soft, hard) = open_files()?;
    ensure!(
        hard >= files,
        "{files} open files are needed and at most {hard} are allowed. Raise the limit (as root: `ulimit -Hn {files}`, \
         or `nofile` in /etc/security/limits.conf), or measure fewer with --visitors"
    );
    if std::env::var_os(SETTLED).is_some() {
        ensure!(soft >= files, "`ulimit -n {files}` had no effect: the limit is {soft}");
        return Ok(());
    }
    ensure!(cores() >= 2, "two cores are needed: one for the server, one for the generator");
    if Command::new("taskset").arg("--version").output().is_err() {
        bail!("`taskset` is needed to give server and generator a core each; it is part of util-linux");
    }
    let bench = std::env::current_exe().context("the bench does not find itself")?;
    let error = Command::new("sh")
        .args(["-c", "ulimit -n \"$0\" && exec taskset -c 1 \"$@\"", &files.max(soft).to_string()])
        .arg(bench)
        .args(std::env::args_os().skip(1))
        .env(SETTLED, "1")
        .exec();
    Err(error).context("the bench cannot be started anew through sh")
}

/// The soft and the hard limit of open files.
fn open_files() -> Result<(u64, u64)> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).context("no limit of open files")?;
    let mut numbers = line.split_whitespace().map(|it| it.parse().unwrap_or(u64::MAX));
    Ok((numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default()))
}
