//! A log on its way to one reader: read from the store a page at a time, and only when the page before has been taken.
//!
//! Whoever takes nothing holds a page, however long the conversation is. What is committed after the log was opened is
//! not in it: a reader subscribes first, and hears that.

use super::DeskError;
use crate::conversation::{Aside, ConversationId, Entry, Seq};
use crate::store::{Page, Rest, Store, StoreError};

/// What somebody has not got yet of a log.
pub struct Log(Pages<Entry>);

/// The notes on a conversation, for staff.
pub struct Notes(Pages<Aside>);

struct Pages<T> {
    store: Store,
    /// The page that was read and not given yet.
    next: Vec<T>,
    rest: Rest,
}

impl Log {
    /// The entries after a number that are there now.
    pub(super) async fn after(store: &Store, id: ConversationId, last: Seq) -> Result<Self, StoreError> {
        Ok(Self(Pages::new(store, store.log_page(id, last).await?)))
    }

    /// A log in which nothing stands.
    pub(super) fn empty(store: &Store) -> Self {
        Self(Pages::new(store, Page { items: Vec::new(), rest: Rest::default() }))
    }

    /// The next entries, in their order; none when all of them have been given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next(&mut self) -> Result<Vec<Entry>, DeskError> {
        self.0.next(Store::log_page_after).await
    }
}

impl Notes {
    pub(super) async fn of(store: &Store, id: ConversationId) -> Result<Self, StoreError> {
        Ok(Self(Pages::new(store, store.notes_page(id).await?)))
    }

    /// The next notes, in their order; none when all of them have been given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next(&mut self) -> Result<Vec<Aside>, DeskError> {
        self.0.next(Store::notes_page_after).await
    }
}

impl<T> Pages<T> {
    fn new(store: &Store, first: Page<T>) -> Self {
        Self { store: store.clone(), next: first.items, rest: first.rest }
    }

    async fn next(
        &mut self,
        read: impl AsyncFn(&Store, Rest) -> Result<Page<T>, StoreError>,
    ) -> Result<Vec<T>, DeskError> {
        // A page of what was deleted meanwhile is empty, and the log is not at its end.
        while self.next.is_empty() && !self.rest.is_empty() {
            let Page { items, rest } = read(&self.store, std::mem::take(&mut self.rest)).await?;
            (self.next, self.rest) = (items, rest);
        }
        Ok(std::mem::take(&mut self.next))
    }
}
