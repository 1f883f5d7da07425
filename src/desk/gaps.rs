//! Content gaps as editors and leaders see them: which questions find no answer, and what has been done about it.

use super::agent::Person;
use super::assistant::Around;
use super::{Desk, DeskError};
use crate::access::{Deed, Roles};
use crate::answer::IfAlarm;
use crate::conversation::{ReplyKind, Text};
use crate::gaps::{self, Gap, Handled, PageRef, Period};
use crate::hours::in_stockholm;
use crate::language::{self, Language};

/// Questions that are grouped at once, at most; beyond that the oldest are left out.
pub const QUESTIONS: u32 = 5_000;

/// Other ways of asking that a gap shows.
const SAMPLES: usize = 5;

/// Pages near a question that are offered to choose from.
const NEAR: usize = 5;

/// Pages that a search gives, at most.
const FOUND: usize = 8;

/// The gaps of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapList {
    /// The gaps, the greatest first, those that are handled or put aside among them.
    pub gaps: Vec<Gap>,
    /// Whether there were more questions than are grouped at once.
    pub cut: bool,
}

/// What a question would be answered now.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Which kind of reply.
    pub reply: ReplyKind,
    /// Its words.
    pub text: String,
    /// The page that it quotes.
    pub page: Option<KnownPage>,
    /// The pages nearest to the question, the best first.
    pub near: Vec<KnownPage>,
}

/// A page that the assistant answers from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPage {
    /// Its name among pages.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

impl Desk {
    /// The gaps since a period began.
    ///
    /// # Errors
    /// When the role does not allow it, or the store cannot be read.
    pub async fn gaps(&self, roles: Roles, period: Period) -> Result<GapList, DeskError> {
        allowed(roles, Deed::ReadGaps)?;
        let questions = self.0.store.gap_questions(period.begins(self.now()), QUESTIONS + 1).await?;
        let kept = questions.len().min(QUESTIONS as usize);
        let cut = questions.len() > kept;
        // Thousands of questions take a while: nobody's message waits for it.
        let grouped = tokio::task::spawn_blocking(move || gaps::group(&questions[..kept], SAMPLES)).await;
        Ok(GapList { gaps: grouped.map_err(|_| DeskError::Unavailable)?, cut })
    }

    /// Marks questions as handled with the page, by its name among pages, that answers them from now on.
    ///
    /// # Errors
    /// When the role does not allow it, there are too many questions, or neither page nor question is there.
    pub async fn handle_gap(&self, by: &Person, questions: Vec<i64>, page: &str) -> Result<(), DeskError> {
        allowed(by.roles, Deed::EditPages)?;
        bounded(&questions)?;
        let page = self.0.assistant.page(page).ok_or(DeskError::NotFound)?;
        let handled = Handled { at: self.now(), page: PageRef { title: page.title, url: page.url } };
        there(self.0.store.handle_gap(questions, by.id, handled).await?)
    }

    /// Takes back that questions were handled.
    ///
    /// # Errors
    /// When the role does not allow it, there are too many questions, or none of them was handled.
    pub async fn reopen_gap(&self, roles: Roles, questions: Vec<i64>) -> Result<(), DeskError> {
        allowed(roles, Deed::EditPages)?;
        bounded(&questions)?;
        there(self.0.store.reopen_gap(questions).await?)
    }

    /// Puts questions aside that no page will ever answer.
    ///
    /// # Errors
    /// When the role does not allow it, there are too many questions, or none of them is there.
    pub async fn put_gap_aside(&self, by: &Person, questions: Vec<i64>) -> Result<(), DeskError> {
        allowed(by.roles, Deed::EditPages)?;
        bounded(&questions)?;
        there(self.0.store.put_gap_aside(questions, by.id, self.now()).await?)
    }

    /// Takes back that questions were put aside.
    ///
    /// # Errors
    /// When the role does not allow it, there are too many questions, or none of them was put aside.
    pub async fn bring_gap_back(&self, roles: Roles, questions: Vec<i64>) -> Result<(), DeskError> {
        allowed(roles, Deed::EditPages)?;
        bounded(&questions)?;
        there(self.0.store.bring_gap_back(questions).await?)
    }

    /// What the assistant would answer to a question now, and which pages are near it. Nothing is stored.
    ///
    /// # Errors
    /// When the role does not allow it, or the question is empty or too long.
    pub fn try_question(&self, roles: Roles, question: &str) -> Result<Tried, DeskError> {
        allowed(roles, Deed::ReadGaps)?;
        let question = Text::new(question, self.0.rules.text_chars)?;
        let language = language::language_of(&language::fold(question.as_str())).unwrap_or(Language::Sv);
        let hours = self.current().hours_text(language);
        let at = in_stockholm(self.now());
        let if_alarm = IfAlarm::Numbers;
        let around = Around { previous: None, language, hours: &hours, reachable: false, open: false, at, if_alarm };
        Ok(self.0.assistant.tried(question.as_str(), &around, NEAR))
    }

    /// The pages whose titles hold all of the words, in the order of their titles.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn find_pages(&self, roles: Roles, words: &str) -> Result<Vec<KnownPage>, DeskError> {
        allowed(roles, Deed::ReadGaps)?;
        Ok(self.0.assistant.pages_named(words, FOUND))
    }
}

fn allowed(roles: Roles, deed: Deed) -> Result<(), DeskError> {
    if roles.may(deed) { Ok(()) } else { Err(DeskError::NotAllowed) }
}

fn bounded(questions: &[i64]) -> Result<(), DeskError> {
    if questions.len() > QUESTIONS as usize { Err(DeskError::TooMany) } else { Ok(()) }
}

fn there(changed: usize) -> Result<(), DeskError> {
    if changed > 0 { Ok(()) } else { Err(DeskError::NotFound) }
}
