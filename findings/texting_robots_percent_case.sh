#!/usr/bin/env bash
# A rule of robots.txt holds for an address only where both write the letters of a percent sign in the same case.
#
# Package:   texting_robots 0.2.2 (crates.io), beside protego 0.5.0 (PyPI)
# Seen:      2026-11-30
# Behaviour: "Disallow: /ans%c3%b6kan" forbids /ans%c3%b6kan and allows /ans%C3%B6kan and /ansökan, which are the same
#            address (RFC 9309, 2.2.2; RFC 3986, 6.2.2.1). Libraries that make addresses write capital letters, so that a
#            rule typed in small letters holds for nothing. Protego forbids all three.
# What to do: write the letters after percent signs as capitals in the rules and in the address before they are compared.
#
# Ends with 0 while this is so, and with 1 when one of them reads it differently. Needs cargo, Python and their registries.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cargo init --quiet --vcs none --name seen .
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
texting_robots = "=0.2.2"
TOML
cat >src/main.rs <<'RUST'
use texting_robots::Robot;

fn main() {
    for rule in ["/ans%c3%b6kan", "/ans%C3%B6kan"] {
        let text = format!("User-agent: *\nDisallow: {rule}\n");
        let robot = Robot::new("seen", text.as_bytes()).expect("it is read");
        for path in ["/ans%c3%b6kan", "/ans%C3%B6kan", "/ansökan"] {
            let allowed = robot.allowed(&format!("https://exempel.se{path}"));
            println!("crate: {rule} and {path}: {}", if allowed { "allowed" } else { "forbidden" });
        }
    }
}
RUST
cargo run --quiet >seen.txt

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check protego==0.5.0
python/bin/python >>seen.txt <<'PYTHON'
from protego import Protego

for rule in ["/ans%c3%b6kan", "/ans%C3%B6kan"]:
    rules = Protego.parse(f"User-agent: *\nDisallow: {rule}\n")
    for path in ["/ans%c3%b6kan", "/ans%C3%B6kan", "/ansökan"]:
        allowed = rules.can_fetch(f"https://exempel.se{path}", "seen")
        print(f"protego: {rule} and {path}: {'allowed' if allowed else 'forbidden'}")
PYTHON

cat >expected.txt <<'TEXT'
crate: /ans%c3%b6kan and /ans%c3%b6kan: forbidden
crate: /ans%c3%b6kan and /ans%C3%B6kan: allowed
crate: /ans%c3%b6kan and /ansökan: allowed
crate: /ans%C3%B6kan and /ans%c3%b6kan: allowed
crate: /ans%C3%B6kan and /ans%C3%B6kan: forbidden
crate: /ans%C3%B6kan and /ansökan: forbidden
protego: /ans%c3%b6kan and /ans%c3%b6kan: forbidden
protego: /ans%c3%b6kan and /ans%C3%B6kan: forbidden
protego: /ans%c3%b6kan and /ansökan: forbidden
protego: /ans%C3%B6kan and /ans%c3%b6kan: forbidden
protego: /ans%C3%B6kan and /ans%C3%B6kan: forbidden
protego: /ans%C3%B6kan and /ansökan: forbidden
TEXT
cat seen.txt
diff expected.txt seen.txt && echo "As seen on 2026-11-30."
