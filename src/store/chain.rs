//! Changes that are decided one on the other while those before them are still on their way to the disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Changes of one conversation, each decided on the one before, that may wait for the writer together.
///
/// When one of them is not written, none of those after it is: they were decided on something that never came true.
#[derive(Debug, Default)]
pub struct Chain {
    length: u32,
    links: Arc<Links>,
}

/// What the writer tells of a chain. Changes are counted from 1.
#[derive(Debug)]
struct Links {
    /// The last one that is written and synced.
    kept: AtomicU32,
    /// The first one that was not written.
    refused: AtomicU32,
}

/// One change's place in its chain.
#[derive(Debug)]
pub(super) struct Link {
    number: u32,
    links: Arc<Links>,
}

impl Default for Links {
    fn default() -> Self {
        Self { kept: AtomicU32::new(0), refused: AtomicU32::new(u32::MAX) }
    }
}

impl Chain {
    /// How many changes were put in line.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.length
    }

    /// How many of the first changes are known to be written and synced.
    #[must_use]
    pub fn kept(&self) -> u32 {
        self.links.kept.load(Ordering::Acquire)
    }

    /// How many of the first changes are written, once one after them is known not to be: `None` while all goes well.
    ///
    /// To be asked by whoever has heard that a change was not written: until then the commit of those before may still
    /// be under way.
    #[must_use]
    pub fn kept_before_refusal(&self) -> Option<u32> {
        let first = self.links.refused.load(Ordering::Acquire);
        (first != u32::MAX).then(|| first - 1)
    }

    /// Whether `other` is the same chain.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.links, &other.links)
    }

    /// The place of one more change; it counts once it is [`added`](Self::add).
    pub(super) fn next(&self) -> Link {
        Link { number: self.length + 1, links: Arc::clone(&self.links) }
    }

    /// One more change stands in line.
    pub(super) fn add(&mut self) {
        self.length += 1;
    }
}

impl Link {
    /// Whether a change before this one was not written.
    pub(super) fn is_cut_off(&self) -> bool {
        self.links.refused.load(Ordering::Acquire) < self.number
    }

    /// This change is not written.
    pub(super) fn refuse(&self) {
        self.links.refused.fetch_min(self.number, Ordering::AcqRel);
    }

    /// This change is written and synced, and so are all before it.
    pub(super) fn keep(&self) {
        self.links.kept.fetch_max(self.number, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::Chain;

    #[test]
    fn what_follows_a_change_that_was_not_written_is_cut_off() {
        let mut chain = Chain::default();
        let links = [(); 3].map(|()| {
            let link = chain.next();
            chain.add();
            link
        });
        links[0].keep();
        assert_eq!((chain.length(), chain.kept(), chain.kept_before_refusal()), (3, 1, None));
        links[1].refuse();
        assert_eq!(links.each_ref().map(super::Link::is_cut_off), [false, false, true]);
        assert_eq!(chain.kept_before_refusal(), Some(1));
    }
}
