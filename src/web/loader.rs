//! The script that a website embeds, and those that came before it.
//!
//! A website may name the script by its version, and say by a hash what it has to be (subresource integrity). The
//! version is made of the bytes, so that there can never be others under one name. A program cannot hold what its
//! successors were built from, and an installation may leap over releases: so each keeps in its own data directory what
//! it has served, the script of now and [the two before](BEFORE).
//!
//! A file is named `<number>-<version>.js`; the highest number is the newest.

use std::path::Path;
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384};

/// How many versions before the one of now are still served.
pub const BEFORE: usize = 2;

/// One version of the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loader {
    version: String,
    body: String,
}

impl Loader {
    /// The one of this program, with its few words in every language, and with what the configuration gives it by name:
    /// the colours of its button, where else somebody answers as JSON, and as `host` the origin that visitors' browsers use.
    #[must_use]
    pub fn with(given: &[(&str, String)]) -> Self {
        Self::of(super::loader_with(given))
    }

    fn of(body: String) -> Self {
        let hash = Sha256::digest(body.as_bytes());
        let version = hash.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self { version, body }
    }

    /// Sixteen hexadecimal digits of what the bytes hash to.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The script.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Where it is served for as long as it is kept: `/widget-<version>.js`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/widget-{}.js", self.version)
    }

    /// What a tag's `integrity` says of it.
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("sha384-{}", STANDARD.encode(Sha384::digest(self.body.as_bytes())))
    }
}

/// The versions that are served, the newest first.
#[derive(Debug, Clone)]
pub struct Loaders(Vec<Loader>);

impl Loaders {
    /// Only this one.
    #[must_use]
    pub fn only(current: Loader) -> Self {
        Self(vec![current])
    }

    /// This one and those before it that `folder` has; keeps this one there for those to come.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn keep(current: Loader, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut kept = kept(folder)?;
        let newest = kept.first().map(|(number, loader)| (*number, *loader == current));
        if newest.is_none_or(|(_, same)| !same) {
            let number = newest.map_or(1, |(number, _)| number + 1);
            let part = folder.join(".part");
            fs::write(&part, &current.body)?;
            fs::rename(part, folder.join(file_name(number, &current)))?;
            kept.insert(0, (number, current));
        }
        let mut served: Vec<Loader> = Vec::new();
        for (number, loader) in kept {
            // One that has come back after another, as when an upgrade is undone, stands in its new place only.
            if served.len() > BEFORE || served.contains(&loader) {
                fs::remove_file(folder.join(file_name(number, &loader)))?;
            } else {
                served.push(loader);
            }
        }
        Ok(Self(served))
    }

    /// The script of now.
    #[must_use]
    pub fn newest(&self) -> Option<&Loader> {
        self.0.first()
    }

    /// The version with this name.
    #[must_use]
    pub fn get(&self, version: &str) -> Option<&Loader> {
        self.0.iter().find(|loader| loader.version == version)
    }
}

/// What is there, the newest first. A file whose bytes are not what its name says is none of ours.
fn kept(folder: &Path) -> io::Result<Vec<(u32, Loader)>> {
    let mut kept = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name();
        let Some((number, version)) = name.to_str().and_then(|name| name.strip_suffix(".js")?.split_once('-')) else {
            continue;
        };
        let (Ok(number), Ok(body)) = (number.parse::<u32>(), fs::read_to_string(file.path())) else { continue };
        let loader = Loader::of(body);
        if loader.version == version {
            kept.push((number, loader));
        }
    }
    kept.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    Ok(kept)
}

fn file_name(number: u32, loader: &Loader) -> String {
    format!("{number}-{}.js", loader.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(body: &str) -> Loader {
        Loader::of(body.to_owned())
    }

    /// What a server that starts with this script serves.
    fn served(folder: &Path, body: &str) -> Vec<String> {
        let loaders = Loaders::keep(release(body), folder).expect("kept");
        loaders.0.into_iter().map(|loader| loader.body).collect()
    }

    #[test]
    fn the_two_versions_before_are_served_and_none_older() {
        let folder = tempfile::tempdir().expect("a directory");
        let folder = folder.path().join("widget");
        assert_eq!(served(&folder, "a"), ["a"]);
        assert_eq!(served(&folder, "b"), ["b", "a"]);
        assert_eq!(served(&folder, "b"), ["b", "a"], "a restart is no release");
        assert_eq!(served(&folder, "c"), ["c", "b", "a"]);
        assert_eq!(served(&folder, "d"), ["d", "c", "b"]);
        assert_eq!(fs::read_dir(&folder).expect("read").count(), 3, "and no older one is kept");
        assert_eq!(served(&folder, "c"), ["c", "d", "b"], "an upgrade that was undone");
        let loaders = Loaders::keep(release("c"), &folder).expect("kept");
        assert_eq!(loaders.get(release("b").version()).map(Loader::body), Some("b"));
        assert_eq!(loaders.get(release("a").version()), None);
    }

    #[test]
    fn more_than_nine_releases_keep_their_order() {
        let folder = tempfile::tempdir().expect("a directory");
        let bodies: Vec<String> = (0..12).map(|n| format!("release {n}")).collect();
        for body in &bodies {
            served(folder.path(), body);
        }
        assert_eq!(served(folder.path(), &bodies[11]), ["release 11", "release 10", "release 9"]);
    }

    #[test]
    fn a_file_that_somebody_has_changed_is_not_served() {
        let folder = tempfile::tempdir().expect("a directory");
        served(folder.path(), "a");
        let file = folder.path().join(file_name(1, &release("a")));
        fs::write(file, "evil").expect("written");
        fs::write(folder.path().join("notes.txt"), "of somebody's own").expect("written");
        assert_eq!(served(folder.path(), "b"), ["b"]);
    }

    #[test]
    fn the_bytes_are_the_version_and_the_hash() {
        assert_eq!(Loader::with(&[]).version().len(), 16);
        assert_ne!(release("a").version(), release("b").version());
        // As `openssl dgst -sha384 -binary | openssl base64` says.
        assert_eq!(
            release("alert('Hello, world.');").integrity(),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }
}
