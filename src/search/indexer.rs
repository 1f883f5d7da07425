//! Opening the pages of a server: what building needs is given back with the process that built.
//!
//! Building an index takes memory that the allocator keeps for good, and a core for as long as it lasts. So a server has
//! it done by a child of its own program, which ends; the server maps what it has built. While there are people to answer
//! the child comes after them; a server that starts waits for it. A server that cannot have a child builds for itself.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tracing::warn;

use super::{Error, Library, Report};

// Ten thousand pages take seconds. What takes longer than this hangs.
const LONGEST: Duration = Duration::from_mins(10);

/// Opens the index of a folder of pages as it is now, and has it [built](renew) when it is not there.
///
/// # Errors
/// When the folder cannot be listed or the index cannot be written or read.
pub async fn open(pages: &Path, indexes: &Path, program: Option<&Path>) -> Result<(Library, Report), Error> {
    let (pages_now, indexes_now) = (pages.to_owned(), indexes.to_owned());
    match blocking(move || Library::find(&pages_now, &indexes_now)).await? {
        Some(found) => Ok(found),
        None => build(pages, indexes, program, &[]).await,
    }
}

/// Opens the index of a folder that has changed, while questions are answered from the one before.
///
/// # Errors
/// When the folder cannot be listed or the index cannot be written or read.
pub async fn renew(pages: &Path, indexes: &Path, program: Option<&Path>) -> Result<(Library, Report), Error> {
    build(pages, indexes, program, &["--gently"]).await
}

/// Has `program index` build the index in a process of its own. Without a program, or when that fails, it is built here.
async fn build(pages: &Path, indexes: &Path, program: Option<&Path>, how: &[&str]) -> Result<(Library, Report), Error> {
    if let Some(program) = program {
        match built_by(program, pages, indexes, how).await {
            Ok(built) => return Ok(built),
            Err(why) => warn!(%why, "the pages could not be indexed by a process of their own and are indexed here"),
        }
    }
    let (pages, indexes) = (pages.to_owned(), indexes.to_owned());
    blocking(move || Library::open(&pages, &indexes)).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Error::Child("it was stopped".to_owned())))
}

/// Has a child build the index, and opens it.
async fn built_by(program: &Path, pages: &Path, indexes: &Path, how: &[&str]) -> Result<(Library, Report), Error> {
    let mut command = Command::new(program);
    command.args(["index", "--json"]).args(how).arg("--pages").arg(pages).arg("--index").arg(indexes);
    // A server that stops does not wait for it: an index that is not whole is begun anew.
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(LONGEST, command.output());
    let output = output.await.map_err(|_| Error::Child(format!("it took longer than {LONGEST:?}")))?;
    let output = output.map_err(|error| Error::Child(format!("{} does not start: {error}", program.display())))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Error::Child(format!("{}: {}", output.status, said.trim())));
    }
    let Report { index, built, .. } = serde_json::from_slice(&output.stdout)?;
    blocking(move || open_built(&index, built)).await
}

fn open_built(index: &Path, built: bool) -> Result<(Library, Report), Error> {
    // Another process may have replaced it by now, with the index of other pages.
    let gone = || Error::Child(format!("{} is not there any more", index.display()));
    Library::there(index.to_owned(), built).ok_or_else(gone)
}

#[cfg(test)]
mod tests {
    use super::{Path, renew};

    #[tokio::test]
    async fn without_a_process_of_its_own_the_index_is_built_all_the_same() {
        let folder = tempfile::tempdir().expect("a directory");
        for (number, program) in ["/nowhere/vagledare", "/bin/false", "/bin/echo"].into_iter().enumerate() {
            let index = folder.path().join(number.to_string());
            let (_, report) =
                renew(Path::new("knowledge/pages"), &index, Some(Path::new(program))).await.expect("opened");
            assert!(report.built && report.pages > 0, "{program}");
        }
    }
}
