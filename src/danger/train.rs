//! Learns weights from examples.
//!
//! Each thing that is told apart is a linear support vector machine with squared hinge loss, solved by dual coordinate
//! descent (Hsieh and others, 2008): sixty lines, the same result at every run. What is reported, and what the thresholds
//! are chosen by, is cross-validated by voice: a text is judged by weights that have seen nothing of its author.

use std::collections::{BTreeMap, HashMap};

use super::By;
use super::example::{Example, Tells, hash_of};
use super::kind::{About, Kind, Tier, Tongue};
use super::weights::{
    ABOUT, ALARM, BESIDE, CERTAIN, COLUMNS, CONCERN, Dictionary, FIRST_KIND, GROUPS, OfVectors, PLANES, Scores, TIERS,
    TONGUES, Table, Thresholds, WIDTH, Weights, file_id, group, key,
};
use super::words::{features, words};

/// How much an error costs beside large weights; doubled and halved it changes little.
const COST: f32 = 0.1;
const COST_OF_VECTORS: f32 = 0.03;
/// A possible danger that gets an alarm is no great harm, and so counts less when certain ones are learned.
const POSSIBLE_AS_CERTAIN: f32 = 0.2;
/// How often all examples are gone through.
const ROUNDS: usize = 25;
/// A feature's size in a text of one, and the constant one's.
const SIZE: f32 = 4.0;
/// Vectors of this model differ little; this makes their differences as large as those of words.
const VECTOR_SIZE: f32 = 8.0;
/// The words' scores beside them.
const SCORE_SIZE: f32 = 3.0;
/// What the words' own score counts beside the vector's, where that is not learned. To learn it as well was tried: it
/// names no more kinds rightly, and notices less danger in languages with few examples.
const OWN_WORDS: f32 = 2.0;
/// What only one text has says nothing about others.
const TEXTS_OF_A_FEATURE: u32 = 2;
/// So many features are kept that matter most for the tiers, and so many for the kinds: as many as the file has room for.
const FOR_TIERS: usize = 40_000;
const FOR_KINDS: usize = 10_000;
/// Weights of the tiers have so many steps to either side of nothing, and those of the kinds.
const STEPS: [f32; 2] = [127.0, 15.0];
/// Of ordinary texts, so many may get an alarm, and so many an alarm or a concern.
const FALSE_ALARMS: f64 = 0.010;
const FALSE_CONCERNS: f64 = 0.060;
/// With the vector's word, which may only add to them.
const FALSE_ALARMS_OF_BOTH: f64 = 0.015;
const FALSE_CONCERNS_OF_BOTH: f64 = 0.066;
/// Of texts of possible danger, so many may get an alarm by words and vector. The thresholds are those with the most
/// alarms for certain danger that keep to this and to the false alarms: see [`trade_off`].
const POSSIBLE_ALARMS_OF_BOTH: f64 = 0.20;
/// So many thresholds of how certain danger is are tried.
const CERTAINTIES: u32 = 100;
/// A second kind is named for so many of the texts that tell of danger.
const SECOND_KINDS: f64 = 0.5;

/// A text as the machines see it: sizes by place, sorted by place.
type Point = Vec<(u32, f32)>;

/// Learns everything from all examples. `vectors` are the model's, one for each example. `judged` are the scores that
/// [`leave_one_voice_out`] gave them, and `files` are the texts of the files that the examples stand in.
#[must_use]
pub fn train(examples: &[Example], files: &[String], vectors: &[Vec<f32>], judged: &[Judged]) -> Weights {
    let mut weights = learn(examples, &|_| true);
    let words: Vec<&Scores> = judged.iter().map(|one| &one.words).collect();
    weights.vectors = learn_vectors(examples, vectors, &words, &|_| true);
    weights.of = hash_of(examples);
    weights.ids = examples.iter().map(Example::id).collect();
    weights.ids.sort_unstable();
    weights.ids.dedup();
    weights.files = files.iter().map(|text| file_id(text)).collect();
    weights.files.sort_unstable();
    weights.thresholds = thresholds_with(judged, POSSIBLE_ALARMS_OF_BOTH);
    weights.exact = exact(examples, &weights);
    weights
}

/// The short examples that weights judge wrongly: danger less certain than it is, ordinary texts as danger. Where two say
/// the same words the more certain danger counts.
fn exact(examples: &[Example], weights: &Weights) -> BTreeMap<u32, (Option<Tells>, Tongue)> {
    let mut exact: BTreeMap<u32, (Option<Tells>, Tongue)> = BTreeMap::new();
    for example in examples {
        let Some(key) = key(&words(&example.text)) else { continue };
        let wanted = example.tells.map(|it| it.tier);
        let noticed = weights.noticed(&weights.scores(&example.text), By::Words).map(|it| it.tier);
        if noticed < wanted || (wanted.is_none() && noticed.is_some()) {
            let before = exact.entry(key).or_insert((example.tells, example.tongue));
            if before.0.map(|it| it.tier) < wanted {
                *before = (example.tells, example.tongue);
            }
        }
    }
    exact
}

/// The weights as they would be if so many texts of possible danger might get an alarm, for the one who chooses.
pub fn trade_off(weights: &Weights, judged: &[Judged]) -> impl Iterator<Item = (f64, Weights)> {
    let with = |share| Weights { thresholds: thresholds_with(judged, share), ..weights.clone() };
    [0.16, 0.17, 0.18, 0.19, 0.20, 0.22, 0.24, 0.26].into_iter().map(move |share| (share, with(share)))
}

fn thresholds_with(judged: &[Judged], possible_alarms: f64) -> [Thresholds; GROUPS] {
    std::array::from_fn(|at| {
        let of_group: Vec<&Judged> = judged.iter().filter(|one| group(one.words.tongue) == at).collect();
        thresholds(&of_group, possible_alarms)
    })
}

/// What weights that know nothing of an example's voice say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What it tells of in truth.
    pub tier: Option<Tier>,
    /// Which kind.
    pub kind: Option<Kind>,
    /// By words alone.
    pub words: Scores,
    /// By words and vector.
    pub both: Scores,
}

/// Judges each example by weights that were learned without its voice. `told` hears of each voice that is done. What is
/// learned of vectors is learned beside the words' scores of texts whose voice those did not know either.
#[must_use]
pub fn leave_one_voice_out(examples: &[Example], vectors: &[Vec<f32>], told: impl Fn(&str) + Sync) -> Vec<Judged> {
    let words = of_each_voice(examples, |voice| {
        let weights = learn(examples, &|example| example.author != voice);
        told(voice);
        move |at: usize| weights.scores(&examples[at].text)
    });
    let of_words: Vec<&Scores> = words.iter().collect();
    let nothing = learn(&[], &|_| true);
    let both = of_each_voice(examples, |voice| {
        let mut weights = nothing.clone();
        weights.vectors = learn_vectors(examples, vectors, &of_words, &|example| example.author != voice);
        let words = &words;
        move |at: usize| weights.with_vector(&words[at], &vectors[at])
    });
    let judged = examples.iter().zip(words.iter().zip(both));
    let judged = judged.map(|(example, (words, both))| {
        let (tier, kind) = (example.tells.map(|it| it.tier), example.tells.map(|it| it.kind));
        Judged { tier, kind, words: words.clone(), both }
    });
    judged.collect()
}

/// What each example is judged as by `learn`, which is told the voice that is left out. Two work at once.
fn of_each_voice<J: Fn(usize) -> Scores>(examples: &[Example], learn: impl Fn(&str) -> J + Sync) -> Vec<Scores> {
    let mut voices: Vec<&str> = examples.iter().map(|example| example.author.as_str()).collect();
    voices.sort_unstable();
    voices.dedup();
    let queue = std::sync::Mutex::new(voices);
    let next = || queue.lock().ok().and_then(|mut voices| voices.pop());
    let work = || {
        let mut judged = HashMap::new();
        while let Some(voice) = next() {
            let judge = learn(voice);
            let of_voice = (0..examples.len()).filter(|at| examples[*at].author == voice);
            judged.extend(of_voice.map(|at| (at, judge(at))));
        }
        judged
    };
    let mut all: HashMap<usize, Scores> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    (0..examples.len()).filter_map(|at| all.remove(&at)).collect()
}

/// Learns all tables of words from the examples that are wanted.
fn learn(examples: &[Example], wanted: &dyn Fn(&Example) -> bool) -> Weights {
    let chosen: Vec<usize> = (0..examples.len()).filter(|at| wanted(&examples[*at])).collect();
    let dangers: Vec<usize> = chosen.iter().copied().filter(|at| examples[*at].tells.is_some()).collect();
    let table = |(columns, bits): (usize, u32), of: &[usize], label: &dyn Fn(&Example, usize) -> (bool, f32)| {
        let points: Vec<Point> = of.iter().map(|at| point(&examples[*at].text, bits)).collect();
        let solved = (0..columns).map(|column| {
            let labels: Vec<_> = of.iter().map(|at| label(&examples[*at], column)).collect();
            solve(&points, &labels, 1 << bits, COST)
        });
        pack(&solved.collect::<Vec<_>>(), bits)
    };
    let about = |example: &Example, column: usize| (example.tells.map(|it| it.about) == Some(About::ALL[column]), 1.0);
    let tongue = |example: &Example, column: usize| (example.tongue == Tongue::ALL[column], 1.0);
    Weights {
        of: [0; 32],
        ids: Vec::new(),
        files: Vec::new(),
        exact: BTreeMap::new(),
        thresholds: [[0.0; 7]; GROUPS],
        dictionary: learn_dictionary(examples, &chosen),
        about: table(ABOUT, &dangers, &about),
        tongues: table(TONGUES, &chosen, &tongue),
        vectors: OfVectors { weights: Vec::new(), bias: Vec::new() },
    }
}

/// Learns the tiers from all chosen examples and the kinds from those that tell of danger, and keeps what matters.
fn learn_dictionary(examples: &[Example], chosen: &[usize]) -> Dictionary {
    let mut texts_of: HashMap<u32, u32> = HashMap::new();
    let counted: Vec<BTreeMap<u32, f32>> = chosen.iter().map(|at| counts(&examples[*at].text)).collect();
    for feature in counted.iter().flat_map(BTreeMap::keys) {
        *texts_of.entry(*feature).or_default() += 1;
    }
    let mut known: Vec<u32> =
        texts_of.into_iter().filter(|(_, texts)| *texts >= TEXTS_OF_A_FEATURE).map(|(feature, _)| feature).collect();
    known.sort_unstable();
    let point = |counts: &BTreeMap<u32, f32>| -> Point {
        let places = counts
            .iter()
            .filter_map(|(feature, count)| Some((u32::try_from(known.binary_search(feature).ok()?).ok()?, *count)));
        sized(places.collect(), counts.values().sum())
    };
    let points: Vec<Point> = counted.iter().map(point).collect();
    let is_danger = |at: &usize| examples[chosen[*at]].tells.is_some();
    let dangers: Vec<usize> = (0..chosen.len()).filter(is_danger).collect();
    let of_dangers: Vec<Point> = dangers.iter().map(|at| points[*at].clone()).collect();
    let solved: Vec<Solved> = (0..COLUMNS)
        .map(|column| {
            let of = |at: usize| label(&examples[chosen[at]], column);
            if column < TIERS {
                solve(&points, &(0..points.len()).map(of).collect::<Vec<_>>(), known.len(), COST)
            } else {
                solve(&of_dangers, &dangers.iter().map(|at| of(*at)).collect::<Vec<_>>(), known.len(), COST)
            }
        })
        .collect();
    let kept = matter_most(&solved, known.len());
    let scale: Vec<f32> = (0..COLUMNS)
        .map(|column| {
            let largest = kept.iter().map(|at| solved[column].weights[*at].abs()).fold(f32::MIN_POSITIVE, f32::max);
            largest / STEPS[usize::from(column >= TIERS)]
        })
        .collect();
    let weights = kept.iter().map(|at| {
        std::array::from_fn(|column| {
            #[expect(clippy::cast_possible_truncation, reason = "between -127 and 127")]
            let rounded = (solved[column].weights[*at] / scale[column]).round() as i8;
            rounded
        })
    });
    Dictionary::new(
        kept.iter().map(|at| known[*at]).collect(),
        weights.collect(),
        std::array::from_fn(|column| scale[column] * SIZE),
        std::array::from_fn(|column| solved[column].bias),
    )
}

/// The places with the largest weights, sorted.
fn matter_most(solved: &[Solved], width: usize) -> Vec<usize> {
    let largest = |columns: &[Solved], most: usize| {
        let size = |at: usize| columns.iter().map(|one| one.weights[at].abs()).fold(0.0, f32::max);
        let mut order: Vec<usize> = (0..width).collect();
        order.sort_by(|one, other| size(*other).total_cmp(&size(*one)).then(one.cmp(other)));
        order.truncate(most);
        order
    };
    let mut kept = largest(&solved[..TIERS], FOR_TIERS);
    kept.extend(largest(&solved[TIERS..], FOR_KINDS));
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// Whether an example belongs to a column, and what an error with it counts.
fn label(example: &Example, column: usize) -> (bool, f32) {
    match column.checked_sub(TIERS) {
        Some(kind) => (example.tells.map(|it| it.kind) == Some(Kind::ALL[kind]), 1.0),
        None => tier(example, column),
    }
}

/// Whether an example belongs to a column of the tiers, and what an error with it counts.
fn tier(example: &Example, column: usize) -> (bool, f32) {
    match example.tells.map(|it| it.tier) {
        None => (false, 1.0),
        Some(Tier::Concern) if column == ALARM => (false, POSSIBLE_AS_CERTAIN),
        Some(Tier::Alarm | Tier::Concern) => (true, 1.0),
    }
}

/// Learns the planes of vector and words from the examples that are wanted. `words` are scores of each example by words
/// that did not know its voice: what words say of texts that they know would count too much.
fn learn_vectors(
    examples: &[Example],
    vectors: &[Vec<f32>],
    words: &[&Scores],
    wanted: &dyn Fn(&Example) -> bool,
) -> OfVectors {
    let chosen: Vec<usize> = (0..examples.len()).filter(|at| wanted(&examples[*at])).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of examples")]
    let count = chosen.len().max(1) as f32;
    let mean: Vec<f32> =
        (0..WIDTH).map(|at| chosen.iter().map(|example| vectors[*example][at]).sum::<f32>() / count).collect();
    let point = |at: usize, plane: usize| -> Point {
        let numbers = vectors[at].iter().zip(&mean).map(|(number, mean)| (number - mean) * VECTOR_SIZE);
        let tiers = words[at].tiers.map(|score| if of_an_alarm(plane) { score * SCORE_SIZE } else { 0.0 });
        (0..).zip(numbers.chain(tiers)).collect()
    };
    let mut learned = OfVectors { weights: Vec::new(), bias: Vec::new() };
    for plane in 0..PLANES {
        let labelled = chosen.iter().filter_map(|at| Some((*at, side(&examples[*at], plane)?)));
        let (points, labels): (Vec<Point>, Vec<(bool, f32)>) =
            labelled.map(|(at, is)| (point(at, plane), (is, 1.0))).unzip();
        let Solved { mut weights, bias } = solve(&points, &labels, BESIDE, COST_OF_VECTORS);
        let (of_vector, of_words) = weights.split_at_mut(WIDTH);
        for weight in of_vector.iter_mut() {
            *weight *= VECTOR_SIZE;
        }
        for weight in of_words.iter_mut() {
            *weight *= SCORE_SIZE;
        }
        if !of_an_alarm(plane) {
            of_words[plane.checked_sub(FIRST_KIND).map_or(CONCERN, |kind| TIERS + kind)] = OWN_WORDS;
        }
        learned.bias.push(bias - of_vector.iter().zip(&mean).map(|(weight, mean)| weight * mean).sum::<f32>());
        learned.weights.extend(weights);
    }
    learned
}

/// Whether a plane decides on alarms; these learn what words count.
fn of_an_alarm(plane: usize) -> bool {
    plane == ALARM || plane == CERTAIN
}

/// On which side of a plane of vector and words an example is; none where the plane is not about it.
fn side(example: &Example, plane: usize) -> Option<bool> {
    let tier = example.tells.map(|it| it.tier);
    match plane {
        CONCERN => Some(tier.is_some()),
        ALARM => (tier != Some(Tier::Concern)).then_some(tier.is_some()),
        CERTAIN => tier.map(|tier| tier == Tier::Alarm),
        kind => example.tells.map(|it| it.kind == Kind::ALL[kind - FIRST_KIND]),
    }
}

/// The features of a text, and how often it has each.
fn counts(text: &str) -> BTreeMap<u32, f32> {
    let words = words(text);
    let mut counts = BTreeMap::new();
    for at in 0..words.len() {
        features(&words, at, |feature| *counts.entry(feature).or_default() += 1.0);
    }
    counts
}

/// Counts by place as sizes, of a text with so many features: together as long for a short text as for a long one.
fn sized(counts: Point, all: f32) -> Point {
    counts.into_iter().map(|(place, count)| (place, SIZE * count / all.max(1.0).sqrt())).collect()
}

/// The features of a text as rows of a table that they share by chance.
fn point(text: &str, bits: u32) -> Point {
    let mut rows = BTreeMap::<u32, f32>::new();
    for (feature, count) in counts(text) {
        *rows.entry(feature & ((1 << bits) - 1)).or_default() += count;
    }
    let all = rows.values().sum();
    sized(rows.into_iter().collect(), all)
}

/// A plane between two sorts of points.
struct Solved {
    weights: Vec<f32>,
    bias: f32,
}

/// Finds the plane: dual coordinate descent, one example after the other in an order that is mixed anew each round.
fn solve(points: &[Point], labels: &[(bool, f32)], width: usize, cost: f32) -> Solved {
    let (mut weights, mut bias) = (vec![0.0_f32; width], 0.0_f32);
    let mut alpha = vec![0.0_f32; points.len()];
    let lengths: Vec<f32> =
        points.iter().map(|point| 1.0 + point.iter().map(|(_, size)| size * size).sum::<f32>()).collect();
    let mut order: Vec<usize> = (0..points.len()).collect();
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let other = usize::try_from(chance >> 33).unwrap_or_default() % (at + 1);
            order.swap(at, other);
        }
        for &at in &order {
            let (is, counts) = labels[at];
            let (label, slack) = (if is { 1.0 } else { -1.0 }, 0.5 / (cost * counts));
            let score = bias + points[at].iter().map(|(place, size)| weights[*place as usize] * size).sum::<f32>();
            let gradient = label * score - 1.0 + slack * alpha[at];
            let new = (alpha[at] - gradient / (lengths[at] + slack)).max(0.0);
            let step = (new - alpha[at]) * label;
            if step != 0.0 {
                alpha[at] = new;
                bias += step;
                for (place, size) in &points[at] {
                    weights[*place as usize] += step * size;
                }
            }
        }
    }
    Solved { weights, bias }
}

/// Planes as a table of whole numbers.
fn pack(solved: &[Solved], bits: u32) -> Table {
    let columns = solved.len();
    let largest = |one: &Solved| one.weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let steps: Vec<f32> = solved.iter().map(|one| largest(one) / 127.0).collect();
    let mut weights = vec![0; columns << bits];
    for (column, one) in solved.iter().enumerate() {
        for (row, weight) in one.weights.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "between -127 and 127")]
            let rounded = (weight / steps[column]).round() as i8;
            weights[row * columns + column] = rounded;
        }
    }
    let scale = steps.iter().map(|step| step * SIZE).collect();
    Table { columns, bits, weights, scale, bias: solved.iter().map(|one| one.bias).collect() }
}

/// The thresholds that keep to the false alarms wanted, on texts of voices that the weights did not know.
fn thresholds(judged: &[&Judged], possible_alarms: f64) -> Thresholds {
    let ordinary: Vec<&Judged> = judged.iter().filter(|one| one.tier.is_none()).copied().collect();
    let dangers: Vec<&Judged> = judged.iter().filter(|one| one.tier.is_some()).copied().collect();
    let alarm = quantile(ordinary.iter().map(|one| one.words.tiers[ALARM]), FALSE_ALARMS);
    // What gets an alarm is noticed in any case; the rest of the allowance is the concerns'.
    let or_alarm = |one: &Judged, alarm: f32| if one.words.tiers[ALARM] >= alarm { f32::MAX } else { f32::MIN };
    let concern =
        quantile(ordinary.iter().map(|one| one.words.tiers[CONCERN].max(or_alarm(one, alarm))), FALSE_CONCERNS);
    let (both_alarm, both_certain) = alarm_of_both(judged, alarm, possible_alarms);
    let noticed = |one: &&Judged| {
        let is = one.words.tiers[CONCERN] >= concern
            || one.words.tiers[ALARM] >= alarm
            || (one.both.tiers[ALARM] >= both_alarm && one.both.certain >= both_certain);
        one.both.tiers[CONCERN].max(if is { f32::MAX } else { f32::MIN })
    };
    let both_concern = quantile(ordinary.iter().map(noticed), FALSE_CONCERNS_OF_BOTH);
    let gap = |scores: &Scores| {
        let mut sorted = scores.kinds.clone();
        sorted.sort_by(|one, other| other.total_cmp(one));
        sorted[0] - sorted[1]
    };
    let second = |of: fn(&Judged) -> &Scores| -quantile(dangers.iter().map(|one| -gap(of(one))), SECOND_KINDS);
    [concern, alarm, both_concern, both_alarm, second(|one| &one.words), second(|one| &one.both), both_certain]
}

/// The two thresholds of an alarm by words and vector, beside one by words from `alarm` on: of those that keep to the false
/// alarms and to the possible ones, the pair that gives most texts of certain danger one.
fn alarm_of_both(judged: &[&Judged], alarm: f32, possible_alarms: f64) -> (f32, f32) {
    let of = |tier: Option<Tier>| judged.iter().filter(move |one| one.tier == tier);
    let tried = (0..CERTAINTIES).map(|at| {
        let certain =
            quantile(of(Some(Tier::Concern)).map(|one| one.both.certain), f64::from(at) / f64::from(CERTAINTIES));
        let score = |one: &&Judged| match one {
            one if one.words.tiers[ALARM] >= alarm => f32::MAX,
            one if one.both.certain >= certain => one.both.tiers[ALARM],
            _ => f32::MIN,
        };
        let ordinary = quantile(of(None).map(score), FALSE_ALARMS_OF_BOTH);
        let both = ordinary.max(quantile(of(Some(Tier::Concern)).map(score), possible_alarms));
        (of(Some(Tier::Alarm)).filter(|one| score(one) >= both).count(), both, certain)
    });
    let best = tried.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map_or((f32::MAX, f32::MAX), |(_, both, certain)| (both, certain))
}

/// The number that a share of all numbers reaches.
fn quantile(numbers: impl Iterator<Item = f32>, share: f64) -> f32 {
    let mut sorted: Vec<f32> = numbers.collect();
    sorted.sort_by(|one, other| other.total_cmp(one));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a count of examples"
    )]
    let over = (sorted.len() as f64 * share).floor() as usize;
    // Between the last one that may reach it and the first that may not.
    match (over.checked_sub(1).and_then(|last| sorted.get(last)), sorted.get(over)) {
        (Some(last), Some(next)) if last.is_finite() && *last < f32::MAX => {
            f32::midpoint(*last, *next).max(next.next_up())
        }
        (_, Some(next)) => next.next_up(),
        _ => f32::MAX,
    }
}
