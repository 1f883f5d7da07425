//! Learns the weights from the examples, and says how well they judge voices that they do not know.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use danger::train::{Judged, leave_one_voice_out, trade_off, train};
use danger::{By, Example, Tier, Weights};
use sha2::{Digest as _, Sha256};

const USAGE: &str = "\
usage: train-danger --model FILE [--examples DIR] [--weights FILE] [--measure]

Learns the weights of src/danger/weights.bin from the examples in knowledge/danger, and prints how well texts are judged
whose voice was left out. --model names e5-small-q4.bin (config/packaging/fetch-model). --measure writes nothing.
Vectors are kept in target/danger-vectors, by text.";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|it| it == "--help" || it == "-h") {
        println!("{USAGE}");
        return Ok(());
    }
    let value = |name: &str| arguments.iter().position(|it| it == name).and_then(|at| arguments.get(at + 1));
    let path = |name: &str, usual: &str| value(name).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let Some(model) = value("--model") else { bail!("{USAGE}") };
    let (examples, files) = read_all(&path("--examples", "knowledge/danger"))?;
    println!("{} examples", examples.len());
    let vectors = vectors(&examples, Path::new(model), Path::new("target/danger-vectors"))?;
    let judged = leave_one_voice_out(&examples, &vectors, |voice| eprintln!("left out: {voice}"));
    let weights = train(&examples, &files, &vectors, &judged);
    report(&examples, &judged, &weights);
    report_trade_off(&judged, &weights);
    let bytes = weights.write();
    println!("weights: {} bytes, {} examples word for word", bytes.len(), weights.word_for_word());
    if !arguments.iter().any(|it| it == "--measure") {
        std::fs::write(path("--weights", "src/danger/weights.bin"), bytes).context("the weights")?;
    }
    Ok(())
}

/// The examples of a folder, and the texts of its files.
fn read_all(folder: &Path) -> anyhow::Result<(Vec<Example>, Vec<String>)> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let (mut examples, mut texts) = (Vec::new(), Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let read = danger::read(&text);
        examples
            .extend(read.map_err(|fault| anyhow::anyhow!("{}, byte {}: {}", file.display(), fault.at, fault.what))?);
        texts.push(text);
    }
    Ok((examples, texts))
}

/// A text's key, and its vector.
type Kept = ([u8; 16], Vec<f32>);

/// The model's vector of each example; those known from before are read.
fn vectors(examples: &[Example], model: &Path, kept: &Path) -> anyhow::Result<Vec<Vec<f32>>> {
    let key = |text: &str| -> [u8; 16] { Sha256::digest(text).as_slice()[..16].try_into().unwrap_or_default() };
    let mut known: HashMap<[u8; 16], Vec<f32>> = HashMap::new();
    for row in std::fs::read(kept).unwrap_or_default().chunks_exact(16 + 384 * 4) {
        let numbers = row[16..].as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        known.insert(row[..16].try_into()?, numbers);
    }
    let mut missing: Vec<&str> =
        examples.iter().map(|it| it.text.as_str()).filter(|it| !known.contains_key(&key(it))).collect();
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        println!("reading {} texts with the model", missing.len());
        let model = e5::Model::open(model)?;
        let halves: Vec<_> = missing.chunks(missing.len().div_ceil(2)).collect();
        let read = |texts: &[&str]| -> Result<Vec<Kept>, e5::Error> {
            texts.iter().map(|it| Ok((key(it), model.embed(it, e5::Role::Question)?.numbers().to_vec()))).collect()
        };
        std::thread::scope(|scope| -> anyhow::Result<()> {
            let workers: Vec<_> = halves.iter().map(|half| scope.spawn(|| read(half))).collect();
            for worker in workers {
                known.extend(worker.join().map_err(|_| anyhow::anyhow!("a worker stopped"))??);
            }
            Ok(())
        })?;
        let rows = known.iter().flat_map(|(key, numbers)| {
            key.iter().copied().chain(numbers.iter().flat_map(|number| number.to_le_bytes()))
        });
        std::fs::write(kept, rows.collect::<Vec<u8>>()).context("target/danger-vectors")?;
    }
    Ok(examples.iter().map(|it| known[&key(&it.text)].clone()).collect())
}

/// Counts of one sort of texts.
#[derive(Default)]
struct Counts {
    /// By true tier (none, possible, certain): all; noticed and alarmed by words; the same by both.
    all: [usize; 3],
    noticed: [[usize; 3]; 2],
    alarmed: [[usize; 3]; 2],
    /// Of the noticed dangers: how many have the right kind, how many kinds are named.
    right: [usize; 2],
    named: [usize; 2],
}

fn report(examples: &[Example], judged: &[Judged], weights: &Weights) {
    let mut by: BTreeMap<String, Counts> = BTreeMap::new();
    let (mut about, mut tongue, mut dangers) = (0, 0, 0);
    for (example, one) in examples.iter().zip(judged) {
        tongue += usize::from(one.words.tongue() == example.tongue);
        if let Some(tells) = example.tells {
            dangers += 1;
            about += usize::from(one.words.likeliest().1 == tells.about);
        }
        let kind = one.kind.map_or("none", danger::Kind::tag);
        let voice = format!("voice {}", example.author);
        let language = format!("language {}", example.tongue.tag());
        // Short turns of a talk are what people write most, and say least.
        let length = match danger::words(&example.text).len() {
            0..=3 => "length 1 to 3 words",
            4..=8 => "length 4 to 8 words",
            _ => "length 9 words and more",
        };
        let mut sorts = vec!["all".to_owned(), voice, language, format!("kind {kind}"), length.to_owned()];
        if matches!(example.tongue, danger::Tongue::Sv | danger::Tongue::En) {
            sorts.push("all sv, en".to_owned());
        }
        for sort in sorts {
            by.entry(sort).or_default().count(one, weights);
        }
    }
    println!("texts of voices left out; words | words and vector");
    println!("{:32} {:^17} {:^17} {:^17} {:^17} kind", "", "certain: alarm", "noticed", "possible: noticed", "alarm");
    for (sort, counts) in &by {
        counts.print(sort);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of examples")]
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    println!("whose danger: {:.3}; language: {:.3}", share(about, dangers), share(tongue, examples.len()));
}

/// What fewer alarms for possible danger would cost in alarms for certain danger.
fn report_trade_off(judged: &[Judged], weights: &Weights) {
    println!("the same, by how many texts of possible danger may get an alarm by words and vector");
    for (share, weights) in trade_off(weights, judged) {
        let mut counts = Counts::default();
        for one in judged {
            counts.count(one, &weights);
        }
        counts.print(&format!("at most {share:.2}"));
    }
}

impl Counts {
    fn count(&mut self, one: &Judged, weights: &Weights) {
        let truth = one.tier.map_or(0, |tier| 1 + usize::from(tier == Tier::Alarm));
        self.all[truth] += 1;
        let by_words = weights.noticed(&one.words, By::Words);
        let by_both = weights.noticed(&one.both, By::Both);
        // Of equals the words': what they told is not told again.
        let higher = by_both.into_iter().chain(by_words.clone()).max_by_key(|it| it.tier);
        for (at, noticed) in [by_words, higher].into_iter().enumerate() {
            let Some(noticed) = noticed else { continue };
            self.noticed[at][truth] += 1;
            self.alarmed[at][truth] += usize::from(noticed.tier == Tier::Alarm);
            if let Some(kind) = one.kind {
                self.right[at] += usize::from(noticed.kinds.contains(&kind));
                self.named[at] += noticed.kinds.len();
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of examples")]
    fn print(&self, sort: &str) {
        let share = |part: usize, of: usize| {
            if of == 0 { "  –  ".to_owned() } else { format!("{:.3}", part as f64 / of as f64) }
        };
        let both = |counts: &[[usize; 3]; 2], tier: usize| {
            format!("{} | {}", share(counts[0][tier], self.all[tier]), share(counts[1][tier], self.all[tier]))
        };
        let noticed = |at: usize| self.noticed[at][1] + self.noticed[at][2];
        println!(
            "{sort:32} {} · {} · {} · {} · {} | {} ({:.2}) · none {}: alarm {}, noticed {} · n {}+{}",
            both(&self.alarmed, 2),
            both(&self.noticed, 2),
            both(&self.noticed, 1),
            both(&self.alarmed, 1),
            share(self.right[0], noticed(0)),
            share(self.right[1], noticed(1)),
            self.named[1] as f64 / noticed(1).max(1) as f64,
            self.all[0],
            both(&self.alarmed, 0),
            both(&self.noticed, 0),
            self.all[2],
            self.all[1],
        );
    }
}
