#!/usr/bin/env bash
# A date with a weekday and days after it names another day than it reads like.
#
# Package:   opening-hours 2.1.4 (crates.io), beside opening_hours 3.8.0 (npm)
# Seen:      2026-11-30
# Behaviour: "Jun 20+Sa -1 day" reads like the day before the first Saturday from 20 June on: in 2026 Friday 19 June, the
#            eve of midsummer, and in 2027 Friday 25 June. The crate takes the days away first and looks for the Saturday
#            afterwards: it opens on Saturday 20 June 2026 and Saturday 19 June 2027, in silence. A day's offset alone, and
#            one after Easter, is read as written. The package on npm refuses the weekday instead of reading it.
# What to do: name the eve by its dates and weekday, "Jun 19-25 Fr", which both read alike.
#
# Ends with 0 while this is so, and with 1 when one of them reads it differently. Needs cargo, npm and their registries.
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
chrono = { version = "=0.4.45", default-features = false }
opening-hours = { version = "=2.1.4", default-features = false }
TOML
cat >src/main.rs <<'RUST'
use chrono::{Days, NaiveDate};
use opening_hours::OpeningHours;

fn main() {
    for rule in ["Jun 20+Sa -1 day 10:00-12:00", "Jun 19-25 Fr 10:00-12:00", "easter -2 days 10:00-12:00"] {
        let hours: OpeningHours = rule.parse().expect("the syntax is taken");
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
        let days = (0..730).map(|n| first + Days::new(n));
        let open: Vec<_> = days
            .filter(|day| hours.is_open(day.and_hms_opt(11, 0, 0).expect("a time")))
            .map(|day| day.format("%a %Y-%m-%d").to_string())
            .collect();
        println!("crate: {rule}: {}", open.join(", "));
    }
}
RUST
cargo run --quiet >seen.txt

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund opening_hours@3.8.0
cat >seen.cjs <<'JS'
const OpeningHours = require('opening_hours');
const place = { lat: 58.41, lon: 15.62, address: { country_code: 'se', state: '' } };
for (const rule of ['Jun 20+Sa -1 day 10:00-12:00', 'Jun 19-25 Fr 10:00-12:00']) {
  let seen;
  try {
    const hours = new (OpeningHours.default ?? OpeningHours)(rule, place);
    const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].join('-');
    seen = hours.getOpenIntervals(new Date(2026, 0, 1), new Date(2028, 0, 1)).map(([from]) => day(from)).join(', ');
  } catch {
    seen = 'refused';
  }
  console.log(`npm: ${rule}: ${seen}`);
}
JS
node seen.cjs >>seen.txt

cat >expected.txt <<'TEXT'
crate: Jun 20+Sa -1 day 10:00-12:00: Sat 2026-06-20, Sat 2027-06-19
crate: Jun 19-25 Fr 10:00-12:00: Fri 2026-06-19, Fri 2027-06-25
crate: easter -2 days 10:00-12:00: Fri 2026-04-03, Fri 2027-03-26
npm: Jun 20+Sa -1 day 10:00-12:00: refused
npm: Jun 19-25 Fr 10:00-12:00: 2026-6-19, 2027-6-25
TEXT
cat seen.txt
diff expected.txt seen.txt && echo "As seen on 2026-11-30."
