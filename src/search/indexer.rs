//! Opening the pages of a server: what building needs is given back with the process that built.
//!
//! Building an index takes memory that the allocator keeps for good, and a core for as long as it lasts. So a server has
//! it done by a child of its own program, which ends; the server maps what it has built. While there are people to answer
//! the child comes after them; a server that starts waits for it. A server that cannot have a child builds for itself.

use std::ffi::OsStr;
use std::num::NonZero;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::Command;
use tracing::warn;

use super::{Error, Indexed, Learnt, Library, Report};
use crate::meaning::Meaning;

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

// A child reads so many texts, and ends; what it has read is on disk. That takes well under a minute.
const AT_ONCE: usize = 128;

/// Computes some of the vectors that a library does not have yet, in a process of its own that comes after all others, and
/// takes them up. Without a program it is done here, a few at a time.
///
/// # Errors
/// When the index cannot be read, the vectors cannot be written, or the process fails.
pub async fn learn(
    library: &Arc<Library>,
    meaning: &Arc<Meaning>,
    places: Places<'_>,
    program: Option<&Path>,
) -> Result<Learnt, Error> {
    let Places { pages, indexes, model } = places;
    let (library, meaning, beside) = (Arc::clone(library), Arc::clone(meaning), indexes.to_owned());
    let Some(program) = program else {
        return blocking(move || library.learn(&meaning, &beside, AT_ONCE / 16, NonZero::<usize>::MIN)).await;
    };
    let texts = AT_ONCE.to_string();
    let mut how: Vec<&OsStr> = ["--gently", "--texts", &texts, "--model"].map(OsStr::new).into();
    how.push(model.as_os_str());
    let Indexed { learnt, .. } = child(program, pages, indexes, &how).await?;
    let new = learnt.unwrap_or_default().new;
    let recalled = blocking(move || library.recall(&meaning, &beside)).await?;
    Ok(Learnt { new, ..recalled })
}

/// Where a library's pages, its index and the model are.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The folder of pages.
    pub pages: &'a Path,
    /// Where indexes and vectors are kept.
    pub indexes: &'a Path,
    /// The model's file.
    pub model: &'a Path,
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Error::Child("it was stopped".to_owned())))
}

/// Has a child build the index, and opens it.
async fn built_by(program: &Path, pages: &Path, indexes: &Path, how: &[&str]) -> Result<(Library, Report), Error> {
    let how: Vec<&OsStr> = how.iter().map(OsStr::new).collect();
    let Indexed { report: Report { index, built, .. }, .. } = child(program, pages, indexes, &how).await?;
    blocking(move || open_built(&index, built)).await
}

/// Runs `program index` and reads what it tells.
async fn child(program: &Path, pages: &Path, indexes: &Path, how: &[&OsStr]) -> Result<Indexed, Error> {
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
    Ok(serde_json::from_slice(&output.stdout)?)
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
