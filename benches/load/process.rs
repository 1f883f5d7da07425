//! Processes that are measured: on cores of their own, with their memory and their time, ended with their owner.

use std::ffi::OsStr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Where a process may run. The generator keeps to core 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cores {
    /// On core 0 only.
    One,
    /// On all of them.
    All,
}

/// A child process. It is killed when this is dropped, whatever the reason.
#[derive(Debug)]
pub(crate) struct Process(Child);

/// Resident memory in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resident {
    /// Everything, files that are mapped among it.
    pub(crate) all: f64,
    /// What the process has allocated.
    pub(crate) own: f64,
}

/// The command for `program` on these cores.
pub(crate) fn command(cores: Cores, program: &OsStr) -> Command {
    let list = match cores {
        Cores::One => "0".to_owned(),
        Cores::All => format!("0-{}", crate::machine::cores().saturating_sub(1)),
    };
    let mut command = Command::new("taskset");
    command.arg("-c").arg(list).arg(program);
    command
}

impl Process {
    /// Starts it. `taskset` becomes the program, so that the process id is the program's own.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("{} does not start", command.get_program().display()))?;
        Ok(Self(child))
    }

    /// What the process writes on its standard output.
    pub(crate) fn output(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<String> {
        self.0.try_wait().ok().flatten().map(|status| status.to_string())
    }

    /// Its memory, from `/proc/PID/smaps_rollup`.
    pub(crate) fn resident(&self) -> Result<Resident> {
        let path = format!("/proc/{}/smaps_rollup", self.0.id());
        let rollup = std::fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
        let bytes = |name: &str| -> Result<f64> {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name)).with_context(|| name.to_owned())?;
            let kib: u32 = line.trim().trim_end_matches(" kB").parse()?;
            Ok(f64::from(kib) * 1024.0)
        };
        Ok(Resident { all: bytes("Rss:")?, own: bytes("Anonymous:")? })
    }

    /// The processor time that it has used, in all its threads.
    pub(crate) fn used(&self) -> Result<Duration> {
        used(&self.0.id().to_string())
    }
}

/// The processor time of a process, or of `self`.
pub(crate) fn used(process: &str) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in parentheses may hold spaces; the fields after it are counted from 3 (proc_pid_stat(5)).
    let (_, fields) = stat.rsplit_once(')').context("stat has no name")?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum();
    // The kernel tells times to programs in hundredths of a second (USER_HZ), on every architecture that matters.
    Ok(Duration::from_millis(ticks * 10))
}

impl Drop for Process {
    fn drop(&mut self) {
        // A process that has ended by itself cannot be killed; either way it is waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A quiet child: nothing in, nothing out.
pub(crate) fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null())
}
