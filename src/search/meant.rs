//! What the passages of an index mean: their vectors, as far as they are there.

use std::collections::HashSet;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use super::Error;
use super::points::Point;
use crate::meaning::{Compact, Kept, Key, Meaning, Role, Rows};

/// The file of vectors, beside the indexes.
const FILE: &str = "vectors";
/// Longer questions are cut, in characters: what is asked in more words is not asked more clearly, and takes longer.
const LONGEST: usize = 400;
/// The nearness of a passage that nobody has read: no text is so far from any question.
const UNREAD: f32 = 0.0;

/// How far the vectors of an index are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// Texts that stand for passages: pieces of them.
    pub texts: usize,
    /// Those that have no vector yet.
    pub left: usize,
    /// Those that got theirs just now.
    pub new: usize,
}

/// The vectors of an index's passages.
pub(super) struct Meant {
    meaning: Arc<Meaning>,
    /// Which passage each row stands for.
    of: Vec<u32>,
    rows: Rows,
}

impl Meant {
    /// Finds the vectors of points among those that are kept.
    pub(super) fn new(meaning: &Arc<Meaning>, points: &[Point], kept: &Kept) -> Self {
        let mut meant = Self { meaning: Arc::clone(meaning), of: Vec::new(), rows: Rows::default() };
        for point in points {
            if let Some(vector) = kept.get(point.key()) {
                meant.of.push(point.passage);
                meant.rows.push(vector);
            }
        }
        meant
    }

    /// How near each of so many passages is to a question: the nearest of the texts that stand for it.
    pub(super) fn nearness(&self, question: &str, passages: usize) -> Result<Vec<f32>, Error> {
        let mut nearness = vec![UNREAD; passages];
        if self.rows.is_empty() {
            return Ok(nearness);
        }
        let question: String = question.chars().take(LONGEST).collect();
        let question = self.meaning.of_question(&question)?;
        for (passage, near) in self.of.iter().zip(self.rows.nearness(&question)) {
            if let Some(nearest) = nearness.get_mut(*passage as usize) {
                *nearest = nearest.max(near);
            }
        }
        Ok(nearness)
    }
}

/// The vectors that are kept beside indexes.
pub(super) fn kept(indexes: &Path, meaning: &Meaning) -> Kept {
    Kept::read(&indexes.join(FILE), meaning.hash())
}

/// Keeps the vectors of points, and no others.
pub(super) fn keep(indexes: &Path, points: &[Point], kept: &mut Kept) -> Result<(), Error> {
    let wanted: HashSet<Key> = points.iter().map(Point::key).collect();
    kept.retain(|key| wanted.contains(&key));
    let path = indexes.join(FILE);
    kept.write(&path).map_err(Error::at(&path))
}

/// The points that have no vector, one for each text: what stands on several pages is read once.
pub(super) fn missing<'a>(points: &'a [Point], kept: &Kept) -> Vec<&'a Point> {
    let mut seen = HashSet::new();
    let is_missing = |point: &&Point| {
        let key = point.key();
        kept.get(key).is_none() && seen.insert(key)
    };
    points.iter().filter(is_missing).collect()
}

/// Computes the vectors of the first `most` points that have none, on so many threads.
pub(super) fn learn(
    points: &[Point],
    meaning: &Meaning,
    kept: &mut Kept,
    most: usize,
    threads: NonZero<usize>,
) -> Result<Learnt, Error> {
    let missing = missing(points, kept);
    let now = &missing[..missing.len().min(most)];
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(Key, Compact)>, Error> {
        let mut computed = Vec::new();
        while let Some(point) = now.get(next.fetch_add(1, Ordering::Relaxed)) {
            computed.push((point.key(), meaning.of_text(&point.text, Role::Passage)?));
        }
        Ok(computed)
    };
    let computed: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.get()).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("reading a text does not panic")).collect()
    });
    for computed in computed {
        for (key, vector) in computed? {
            kept.insert(key, vector);
        }
    }
    Ok(Learnt { texts: points.len(), left: missing.len() - now.len(), new: now.len() })
}
