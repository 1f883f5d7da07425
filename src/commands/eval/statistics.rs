//! How sure a figure is: intervals at 95 %, of one run and of the difference between two.

/// The standard normal distribution has 95 % within so many deviations.
const Z: f64 = 1.959_963_985;

/// A figure with its interval and how many questions it is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    /// None of a single length, which says nothing of others.
    pub(super) interval: Option<(f64, f64)>,
    pub(super) n: usize,
}

pub(super) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

/// A share and its Wilson score interval (Wilson 1927, without a correction for continuity), which holds for few questions
/// and at 0 and 1. What is half right counts as half a success.
pub(super) fn share(values: &[f64]) -> Option<Estimate> {
    if values.is_empty() {
        return None;
    }
    let (p, n) = (mean(values), count(values.len()));
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let interval = Some(((middle - half).max(0.0), (middle + half).min(1.0)));
    Some(Estimate { value: p, interval, n: values.len() })
}

/// A mean and its interval by the normal distribution: 1.96 standard errors to either side.
pub(super) fn average(values: &[f64]) -> Option<Estimate> {
    if values.is_empty() {
        return None;
    }
    let (middle, n) = (mean(values), count(values.len()));
    let squares: f64 = values.iter().map(|value| (value - middle).powi(2)).sum();
    let half = Z * (squares / (n - 1.0) / n).sqrt();
    let interval = (values.len() > 1).then_some((middle - half, middle + half));
    Some(Estimate { value: middle, interval, n: values.len() })
}

/// How a figure differs between two runs over the same questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Difference {
    pub(super) before: f64,
    pub(super) now: f64,
    /// Of the mean change, by bootstrap.
    pub(super) interval: (f64, f64),
    pub(super) rose: usize,
    pub(super) fell: usize,
    /// Of the sign test.
    pub(super) p: f64,
    pub(super) n: usize,
}

/// Draws of the bootstrap, and what its chance begins with: the same at every run.
const DRAWS: usize = 2000;
const SEED: u64 = 0x5eed;

/// The difference over pairs of before and now. The interval is the percentile bootstrap's over pairs (Efron 1979); `p` is of
/// the exact sign test on the questions that changed.
pub(super) fn difference(pairs: &[(f64, f64)]) -> Option<Difference> {
    if pairs.is_empty() {
        return None;
    }
    let changes: Vec<f64> = pairs.iter().map(|(before, now)| now - before).collect();
    let (rose, fell) = (changes.iter().filter(|it| **it > 0.0).count(), changes.iter().filter(|it| **it < 0.0).count());
    let mut chance = SplitMix(SEED);
    let mut draw =
        || (0..changes.len()).map(|_| changes[chance.below(changes.len())]).sum::<f64>() / count(changes.len());
    let mut drawn: Vec<f64> = (0..DRAWS).map(|_| draw()).collect();
    drawn.sort_unstable_by(f64::total_cmp);
    Some(Difference {
        before: mean(&pairs.iter().map(|it| it.0).collect::<Vec<_>>()),
        now: mean(&pairs.iter().map(|it| it.1).collect::<Vec<_>>()),
        interval: (drawn[DRAWS / 40], drawn[DRAWS - 1 - DRAWS / 40]),
        rose,
        fell,
        // McNemar's exact test, where values are 0 or 1.
        p: sign_test(rose, fell),
        n: pairs.len(),
    })
}

/// How likely a split at least as uneven is when either way is as likely, two-sided.
fn sign_test(rose: usize, fell: usize) -> f64 {
    let all = rose + fell;
    // The share of each number of successes, in logarithms: 0.5 to the power of a thousand is no number any more.
    let mut term = count(all) * 0.5_f64.ln();
    let mut tail = 0.0;
    for successes in 0..=rose.min(fell) {
        tail += term.exp();
        term += (count(all - successes) / count(successes + 1)).ln();
    }
    (2.0 * tail).min(1.0)
}

/// Steele, Lea and Flood's `SplitMix64`: chance that is the same everywhere.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another that is far below 2⁶⁴, so that none is favoured to speak of.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap_or(u64::MAX)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitMix, average, difference, share, sign_test};

    fn near(is: f64, wanted: f64) {
        assert!((is - wanted).abs() < 5e-4, "{is} is not {wanted}");
    }

    /// So many right of so many.
    fn of(right: usize, all: usize) -> (f64, f64, f64) {
        let values: Vec<f64> = (0..all).map(|at| if at < right { 1.0 } else { 0.0 }).collect();
        let found = share(&values).expect("some");
        let (low, high) = found.interval.expect("shares have one");
        assert_eq!(found.n, all);
        (found.value, low, high)
    }

    #[test]
    fn a_share_has_wilsons_interval() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        for (right, all, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
            (29, 29, 0.8830, 1.0),
        ] {
            let (value, least, most) = of(right, all);
            near(value * super::count(all), super::count(right));
            near(least, low);
            near(most, high);
        }
        assert_eq!(share(&[]), None);
        near(share(&[0.5, 0.5, 1.0, 0.0]).expect("some").value, 0.5);
    }

    #[test]
    fn a_mean_has_an_interval_of_standard_errors() {
        let found = average(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).expect("some");
        let (low, high) = found.interval.expect("of several");
        near(found.value, 5.0);
        // A deviation of 2.138 over eight.
        near(low, 3.5184);
        near(high, 6.4816);
        assert_eq!(average(&[3.0]).map(|it| (it.value, it.interval, it.n)), Some((3.0, None, 1)));
    }

    #[test]
    fn the_sign_test_is_exact() {
        near(sign_test(0, 0), 1.0);
        near(sign_test(1, 0), 1.0);
        near(sign_test(0, 6), 0.031_25);
        near(sign_test(9, 2), 0.0654);
        near(sign_test(5, 5), 1.0);
        // (0.5^1200) is no number; the tail is.
        near(sign_test(560, 640), 0.0225);
    }

    #[test]
    fn two_runs_differ_by_a_paired_interval_that_is_the_same_every_time() {
        let pairs: Vec<(f64, f64)> =
            (0..100).map(|at| (if at < 40 { 1.0 } else { 0.0 }, if at % 10 < 5 { 1.0 } else { 0.0 })).collect();
        let found = difference(&pairs).expect("some");
        near(found.before, 0.4);
        near(found.now, 0.5);
        assert_eq!((found.rose, found.fell, found.n), (30, 20, 100));
        near(found.p, 0.2026);
        let (low, high) = found.interval;
        // By the normal distribution −0.037 to 0.237.
        assert!((-0.06..-0.02).contains(&low) && (0.21..0.26).contains(&high), "{low} {high}");
        assert_eq!(difference(&pairs), Some(found));
        let same = difference(&[(1.0, 1.0), (0.0, 0.0)]).expect("some");
        assert_eq!((same.interval, same.p), ((0.0, 0.0), 1.0));
        assert_eq!(difference(&[]), None);
    }

    #[test]
    fn chance_is_the_published_one() {
        let mut chance = SplitMix(1_234_567);
        assert_eq!([chance.next(), chance.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
