//! Danger in what a visitor writes: looked for before it is acknowledged, and by the model of meaning after that.

use std::collections::VecDeque;
use std::sync::Arc;

use tracing::warn;

use super::slot::Slot;
use super::{Desk, DeskError};
use crate::answer::danger::{TOGETHER, end_of};
use crate::conversation::{Author, Body, Change, Command, Noticed, Seq, Text, Tier};

/// What a visitor wrote last, as it is looked at together; none until it is known.
#[derive(Debug, Default)]
pub(super) struct Recent(Option<VecDeque<Box<str>>>);

impl Recent {
    /// Whether what was written before is known.
    pub(super) fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// Takes over what was written before, the oldest first.
    pub(super) fn learn<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        self.0.get_or_insert_default();
        texts.into_iter().for_each(|text| self.push(text));
    }

    /// The end of a message, after those before it. One that comes again is the same one.
    pub(super) fn push(&mut self, text: &str) {
        let texts = self.0.get_or_insert_default();
        let end = end_of(text);
        if texts.back().is_some_and(|last| **last == *end) {
            return;
        }
        texts.push_back(end.into());
        if texts.len() > usize::from(TOGETHER) {
            texts.pop_front();
        }
    }

    /// The messages before a text, which may be the last one already; the oldest first.
    pub(super) fn before(&self, text: &str) -> Vec<&str> {
        let texts = self.0.iter().flatten().map(|text| &**text);
        let mut texts: Vec<&str> = texts.collect();
        if texts.last().is_some_and(|last| text.ends_with(last)) {
            texts.pop();
        }
        texts.split_off(texts.len().saturating_sub(usize::from(TOGETHER) - 1))
    }
}

impl Desk {
    /// The danger that a message tells of, with those before it.
    pub(super) async fn notice(&self, slot: &Slot, text: &Text) -> Result<Option<Noticed>, DeskError> {
        if !slot.recent.lock().is_known() {
            let texts = match slot.latest(|state| state.seq) {
                Seq::NONE => Vec::new(),
                _ => Box::pin(self.0.store.visitor_texts(slot.id, u32::from(TOGETHER) - 1)).await?,
            };
            slot.recent.lock().learn(texts.iter().map(Text::as_str));
        }
        let mut recent = slot.recent.lock();
        let noticed = self.0.assistant.notice(text.as_str(), &recent.before(text.as_str()));
        recent.push(text.as_str());
        Ok(noticed)
    }

    /// Lets the model of meaning look at what a visitor has written, soon, where no reply does so on its way.
    pub(super) fn look_closer_soon(&self, slot: &Arc<Slot>, change: &Change) {
        if change.awaits_reply.is_some() || !self.0.assistant.has_model() {
            return;
        }
        let said = change.entries.iter().find_map(|entry| match &entry.body {
            Body::Text(text) | Body::Message { text, .. }
                if entry.seq == change.acked && entry.author == Author::Visitor =>
            {
                Some(text.clone())
            }
            _ => None,
        });
        if let Some(text) = said {
            let (desk, slot) = (self.clone(), Arc::clone(slot));
            self.spawn(async move {
                let look = || async { desk.look_closer(&slot, &text).await.map(|_| ()) };
                desk.until_kept("what was noticed late could not be told", look).await;
            });
        }
    }

    /// Lets the model of meaning look at what a visitor has written, and tells what it adds. It never takes anything away.
    ///
    /// # Errors
    /// When the store cannot write: then it has to be looked at again.
    pub(super) async fn look_closer(&self, slot: &Arc<Slot>, text: &Text) -> Result<Option<Tier>, DeskError> {
        if !self.0.assistant.has_model() {
            return Ok(None);
        }
        let (assistant, text) = (self.0.assistant.clone(), text.as_str().to_owned());
        let before: Vec<String> = slot.recent.lock().before(&text).into_iter().map(str::to_owned).collect();
        let look = move || {
            let before: Vec<&str> = before.iter().map(String::as_str).collect();
            assistant.notice_closer(&text, &before)
        };
        let Some(noticed) = tokio::task::spawn_blocking(look).await.ok().flatten() else { return Ok(None) };
        let tier = noticed.tier;
        match self.step(slot, Command::Notice(noticed), None).await {
            Ok(_) => Ok(Some(tier)),
            Err(error @ DeskError::Unavailable) => Err(error),
            Err(error @ DeskError::Full) if !self.has_all_its_entries(slot) => Err(error),
            Err(error) => {
                warn!(conversation.id = %slot.id, %error, "what was noticed late could not be told");
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_last_messages_are_looked_at_together_and_one_that_comes_again_counts_once() {
        let mut recent = Recent::default();
        assert!(!recent.is_known() && recent.before("a").is_empty());
        recent.learn(["ett", "två"]);
        assert_eq!(recent.before("tre"), ["ett", "två"]);
        recent.push("tre");
        assert_eq!(recent.before("tre"), ["ett", "två"], "sent again");
        recent.push("fyra");
        assert_eq!(recent.before("fem"), ["tre", "fyra"]);
        let long = "å".repeat(5000);
        recent.push(&long);
        assert_eq!(recent.before(&long), ["tre", "fyra"]);
        assert_eq!(recent.before("slut")[1].chars().count(), 200);
    }
}
