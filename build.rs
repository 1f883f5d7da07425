//! What the build has to know beside the manifest.

use std::env::var;
use std::process::Command;

fn main() {
    // The browser's files are embedded: a new one among them has to be noticed.
    println!("cargo::rerun-if-changed=src/web");
    if unpacks_relocations() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the C library here reads the addresses that it fills in at start from a packed table, as it does since 2.36
/// (2022): the table takes 1.7 MB less. An older one, for which the program would not start, gets the plain table.
fn unpacks_relocations() -> bool {
    let is_release = var("PROFILE").is_ok_and(|profile| profile == "release");
    let is_gnu = var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu") && var("TARGET") == var("HOST");
    is_release && is_gnu && c_library().is_some_and(|version| version >= (2, 36))
}

/// The version of the C library of the machine that builds.
fn c_library() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
