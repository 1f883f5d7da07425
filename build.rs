//! The browser's files are embedded: a new one among them has to be noticed.

fn main() {
    println!("cargo::rerun-if-changed=src/web");
}
