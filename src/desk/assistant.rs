//! The automatic answers: from a question that was acknowledged to the reply that stands in the log.
//!
//! A question is owed an answer from the moment that it is acknowledged: the store remembers it until the answer is
//! written, so that a process that dies in between answers when it is back, once.

use std::collections::HashSet;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDateTime, Utc};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use tracing::{info, warn};

use super::gaps::{KnownPage, Tried};
use super::known::{Known, KnownNow, Reread};
use super::slot::Slot;
use super::{Desk, DeskError};
use crate::answer::danger::{Telling, alarm_text, concern_text, notice, notice_closer};
use crate::answer::{self, Asked, Cited, Contact, IfAlarm, Reply};
use crate::bus::{Meanwhile, Told, Topic};
use crate::conversation::{
    Answer, Body, Change, Command, Conversation, ConversationId, Danger, Noticed, ReplyKind, Seq, Source, Stage, Text,
    Tier,
};
use crate::hours::in_stockholm;
use crate::knowledge::{Hits, PageInfo, PageVersion, Problem, Query};
use crate::language::{self, Language};
use crate::privacy::without_masks;
use crate::search::{self, Learnt, Limits, Look};
use crate::store;

/// The automatic answers, cheap to clone.
#[derive(Clone)]
pub struct Assistant(Arc<Inner>);

struct Inner {
    known: KnownNow,
    settings: AssistantSettings,
    /// The versions of pages that the store has already.
    kept: Mutex<HashSet<String>>,
}

/// What the assistant goes by: plain values from the configuration.
#[derive(Debug, Clone)]
pub struct AssistantSettings {
    /// The folder of knowledge.
    pub knowledge: PathBuf,
    /// Where indexes are kept.
    pub index: PathBuf,
    /// The program whose command `index` builds indexes; none when this process builds them.
    pub indexer: Option<PathBuf>,
    /// The file of the model of meaning, if there is to be one.
    pub model: Option<PathBuf>,
    /// Confidence below which it abstains.
    pub abstain_below: f32,
    /// Further pages named under an answer.
    pub links: usize,
    /// Words and parts of words of a question that are looked for.
    pub query_terms: usize,
    /// What the desk is called.
    pub desk: String,
    /// Its telephone number.
    pub phone: String,
    /// Its page on the web.
    pub web: String,
    /// After how many days without a review a page is old, if ever.
    pub old_after_days: Option<Days>,
    /// Whether an old page is left out.
    pub hide_old: bool,
}

/// What is true around a question.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// What the visitor asked before.
    pub previous: Option<&'a str>,
    /// The language to answer in.
    pub language: Language,
    /// The sentence about the desk's hours, in that language.
    pub hours: &'a str,
    /// Whether a person would be given now.
    pub reachable: bool,
    /// Whether the desk is open.
    pub open: bool,
    /// The time in Sweden.
    pub at: NaiveDateTime,
    /// What is said where the question tells of certain danger.
    pub if_alarm: IfAlarm,
}

impl AssistantSettings {
    /// The folder of pages.
    pub(super) fn pages(&self) -> PathBuf {
        self.knowledge.join("pages")
    }
}

// An agent is shown so many passages at once.
const SUGGESTIONS: usize = 5;

impl Assistant {
    /// Opens the pages, and builds their index when it is not there. What is broken is logged with file and line.
    ///
    /// # Errors
    /// When the folder cannot be read or the index cannot be written.
    pub async fn open(settings: AssistantSettings) -> anyhow::Result<Self> {
        let known = KnownNow::open(&settings).await?;
        Ok(Self(Arc::new(Inner { known, settings, kept: Mutex::default() })))
    }

    /// What the knowledge folder looked like before it was first read.
    #[must_use]
    pub fn looked(&self) -> Option<Look> {
        self.0.known.looked
    }

    /// What the knowledge folder looks like now; none when it cannot be listed. Reads the disk.
    #[must_use]
    pub fn look(&self) -> Option<Look> {
        Look::at(&self.0.settings.knowledge).ok()
    }

    /// Reads the knowledge folder anew.
    pub(super) async fn reread(&self) -> Reread {
        self.0.known.reread(&self.0.settings).await
    }

    /// Reads some of what the pages mean and nobody has read yet; none without a model. Answers go on meanwhile.
    ///
    /// # Errors
    /// When the model cannot be opened, or the vectors cannot be computed or kept.
    pub async fn learn(&self) -> Option<Result<Learnt, search::Error>> {
        self.0.known.learn(&self.0.settings).await
    }

    /// Waits until other pages are known than before.
    pub async fn pages_change(&self) {
        self.0.known.changed.notified().await;
    }

    /// The files of the knowledge folder that cannot be read.
    pub(super) fn problems(&self) -> Arc<[Problem]> {
        Arc::clone(&self.known().problems)
    }

    /// What is known now; whoever asks several things about one answer asks the same.
    fn known(&self) -> Arc<Known> {
        self.0.known.get()
    }

    /// What is said of danger that an event of a time tells of: what was closed then is not shown.
    pub(super) fn danger_text(&self, tier: Tier, danger: &Danger, at: DateTime<Utc>, language: Language) -> String {
        let known = self.known();
        let Danger { kinds, about, language: tongue } = danger;
        let (about, tongue, at) = (*about, *tongue, in_stockholm(at));
        let told = Telling { kinds, about, tongue, language, at, words: &known.words };
        match tier {
            Tier::Alarm => alarm_text(&told),
            Tier::Concern => concern_text(&told),
        }
    }

    /// The danger that a message tells of, with the messages before it.
    pub(super) fn notice(&self, text: &str, before: &[&str]) -> Option<Noticed> {
        notice(text, before, &self.known().words.danger)
    }

    /// What the model of meaning adds to what words tell of a message, with those before it; nothing without a model. Takes some
    /// 20 ms, and three times that where a short message may go on from others.
    pub(super) fn notice_closer(&self, text: &str, before: &[&str]) -> Option<Noticed> {
        let meaning = self.0.known.meaning()?;
        let vector = |text: &str| match meaning.of_question(text) {
            Ok(vector) => Ok::<_, Infallible>(Some(vector.numbers().to_vec())),
            Err(error) => {
                warn!(%error, "the model of meaning cannot be read");
                Ok(None)
            }
        };
        let Ok(noticed) = notice_closer(text, before, &self.known().words.danger, vector);
        noticed
    }

    /// Whether there is a model of meaning to ask.
    pub(super) fn has_model(&self) -> bool {
        self.0.known.meaning().is_some()
    }

    /// Answers a question from what is known.
    fn reply(&self, known: &Known, question: &str, around: &Around<'_>) -> Reply {
        let (words, settings) = (&known.words, &self.0.settings);
        let (question, previous) = (without_masks(question), around.previous.map(without_masks));
        let asked = Asked {
            question: &question,
            language: around.language,
            hours: around.hours,
            contact: Contact { desk: &settings.desk, phone: &settings.phone, web: &settings.web },
            reachable: around.reachable,
            open: around.open,
            at: around.at,
            if_alarm: around.if_alarm,
            words,
            abstain_below: settings.abstain_below,
            more_pages: settings.links,
            previous: previous.as_deref(),
            old_before: self.0.settings.old_after_days.and_then(|days| around.at.date().checked_sub_days(days)),
            hide_old: settings.hide_old,
        };
        answer::reply(&asked, |query| self.find(known, query, Limits::default().passages))
    }

    /// What is answered to a question outside of any conversation, and the pages near it, at most so many.
    pub(super) fn tried(&self, question: &str, around: &Around<'_>, most: usize) -> Tried {
        let known = self.known();
        let reply = self.reply(&known, question, around);
        let mut near: Vec<KnownPage> = Vec::new();
        for hit in self.find(&known, &without_masks(question).as_ref().into(), 2 * most).found {
            if near.len() < most && near.iter().all(|page| page.slug != hit.page.slug) {
                near.push(known_page(&hit.page));
            }
        }
        let page = reply.sources.first();
        let page = page.map(|it| KnownPage { slug: it.page.clone(), title: it.title.clone(), url: it.url.clone() });
        Tried { reply: reply.kind, text: reply.text, page, near }
    }

    /// A page by its name among pages.
    pub(super) fn page(&self, slug: &str) -> Option<KnownPage> {
        self.known().library.pages().find(|page| page.slug == slug).map(known_page)
    }

    /// The pages whose titles hold all of the words, in the order of their titles, at most so many.
    pub(super) fn pages_named(&self, words: &str, most: usize) -> Vec<KnownPage> {
        let (known, words) = (self.known(), language::fold(words));
        let named = |page: &&PageInfo| {
            let title = language::fold(&page.title);
            words.split(' ').all(|word| title.contains(word))
        };
        let mut found: Vec<KnownPage> = known.library.pages().filter(named).map(known_page).collect();
        found.sort_by(|one, other| (&one.title, &one.slug).cmp(&(&other.title, &other.slug)));
        found.truncate(most);
        found
    }

    /// Passages that may help to answer.
    pub(super) fn suggest(&self, question: &str) -> Vec<(Source, String)> {
        let found = self.find(&self.known(), &without_masks(question).as_ref().into(), SUGGESTIONS).found;
        found
            .into_iter()
            .map(|hit| {
                let page = &hit.page;
                let source = Source {
                    title: page.title.clone(),
                    section: hit.section,
                    url: page.url.clone(),
                    reviewed: page.reviewed,
                    confirmed: page.confirmed,
                    page_hash: page.hash.clone(),
                    language: Some(page.language),
                    quote: None,
                };
                (source, hit.text)
            })
            .collect()
    }

    fn find(&self, known: &Known, query: &Query, passages: usize) -> Hits {
        let limits = Limits { passages, terms: self.0.settings.query_terms };
        known.library.search(query, limits).unwrap_or_else(|error| {
            // Without the index the assistant abstains: a wrong answer would be worse than none.
            warn!(%error, "the index cannot be read");
            Hits::default()
        })
    }

    /// The quoted versions that the store does not have yet, from what was quoted.
    fn new_versions(&self, known: &Known, sources: &[Cited]) -> Vec<(PageVersion, Cited)> {
        let kept = self.0.kept.lock();
        let new = sources.iter().filter(|cited| !kept.contains(&cited.page_hash));
        new.filter_map(|cited| Some((known.library.page_version(&cited.page_hash)?, cited.clone()))).collect()
    }
}

impl Desk {
    /// Answers a question that was acknowledged, soon; `change` is what it was written with, when it was just now.
    pub(super) fn answer_soon(&self, slot: &Arc<Slot>, question: Seq, change: Option<&Change>) {
        let text = change
            .and_then(|change| change.entries.iter().find(|entry| entry.seq == question))
            .and_then(|it| if let Body::Text(text) = &it.body { Some(text.clone()) } else { None });
        self.answer_in_turn(slot, question, text);
    }

    /// Answers a question, unless nothing is owed to it any more. May be tried again after a failure: a question that has
    /// its answer does not get another one.
    pub(super) async fn answer(&self, slot: &Arc<Slot>, question: Seq, text: Option<Text>) -> Result<(), DeskError> {
        let text = match text {
            Some(text) => Some(text),
            None => self.0.store.question(slot.id, question).await?,
        };
        let conversation = slot.read();
        let (Some(text), Stage::Assistant | Stage::Queued { .. }) = (text, &conversation.stage) else {
            return self.nothing_owed(slot.id, question).await;
        };
        // What the model sees of danger comes before the answer, and in the place of it where danger is certain.
        if self.look_closer(slot, &text).await? == Some(Tier::Alarm) {
            return self.nothing_owed(slot.id, question).await;
        }
        let conversation = slot.read();
        let (known, reply) = self.look_up(&conversation, question, text).await?;
        self.0.metrics.replied(reply.kind.as_str());
        self.keep_versions(&known, &reply.sources).await?;
        info!(conversation.id = %slot.id, reply = ?reply.kind, confidence = reply.confidence, "the assistant answers");
        let Reply { kind, text, sources, actions, .. } = reply;
        let sources = sources.into_iter().map(|cited| source(cited, &text)).collect();
        let answer = Arc::new(Answer { kind, text, sources, actions });
        match self.step(slot, Command::Reply { reply_to: question, answer }, None).await {
            // A person has taken over meanwhile, or it is over: then the assistant keeps quiet.
            Err(DeskError::Refused(_)) => self.nothing_owed(slot.id, question).await,
            // No time will make room in it.
            Err(DeskError::Full) if self.has_all_its_entries(slot) => self.nothing_owed(slot.id, question).await,
            other => other.map(|_| ()),
        }
    }

    /// What the assistant has to say to a question, from the pages that are known now.
    async fn look_up(
        &self,
        conversation: &Conversation,
        question: Seq,
        text: Text,
    ) -> Result<(Arc<Known>, Reply), DeskError> {
        let now = self.current();
        let hours = now.text(conversation.language);
        let before = self.0.store.visitor_text_before(conversation.id, question).await?;
        let timer = self.0.clock.stopwatch();
        let (language, reachable, open, at) =
            (conversation.language, now.reachable, now.open, in_stockholm(self.now()));
        let nobody = conversation.danger.as_ref().is_some_and(|danger| danger.nobody);
        let if_alarm = if nobody { IfAlarm::Answer } else { IfAlarm::Again };
        let (assistant, known) = (self.0.assistant.clone(), self.0.assistant.known());
        let (is_long, kept) = (known.library.has_meaning(), Arc::clone(&known));
        let reply = move || {
            let previous = before.as_ref().map(Text::as_str);
            let around = Around { previous, language, hours: &hours, reachable, open, at, if_alarm };
            assistant.reply(&known, text.as_str(), &around)
        };
        let reply = computed(is_long, reply).await?;
        self.0.metrics.searched(timer.elapsed());
        Ok((kept, reply))
    }

    /// Looks for what the pages say to the last question of a visitor who waits for a person, and shows it, soon. It is
    /// no entry: the person will answer, and what was only shown meanwhile is nobody's answer.
    pub(super) fn meanwhile_soon(&self, slot: &Arc<Slot>) {
        let (desk, slot) = (self.clone(), Arc::clone(slot));
        self.spawn(async move {
            if let Err(error) = desk.meanwhile(&slot).await {
                warn!(conversation.id = %slot.id, %error, "nothing could be shown to somebody who waits");
            }
        });
    }

    async fn meanwhile(&self, slot: &Arc<Slot>) -> Result<(), DeskError> {
        let conversation = slot.read();
        let (Stage::Queued { .. }, Some(question)) = (&conversation.stage, conversation.open_question) else {
            return Ok(());
        };
        let Some(text) = self.0.store.question(slot.id, question).await? else { return Ok(()) };
        let (_, reply) = self.look_up(&conversation, question, text).await?;
        // To be told that nothing was found, or whom else to ask, would only unsettle those whose turn will come.
        if reply.kind == ReplyKind::Answer {
            let sources = reply.sources.into_iter().map(|cited| source(cited, &reply.text)).collect();
            let passages = Arc::new(Meanwhile { text: reply.text, sources });
            self.0.bus.tell(Topic::Conversation(slot.id), &Told::Meanwhile(slot.id, passages));
        }
        Ok(())
    }

    async fn nothing_owed(&self, id: ConversationId, question: Seq) -> Result<(), DeskError> {
        Ok(self.0.store.reply_not_owed(id, question).await?)
    }

    /// Keeps the text of what is quoted, from the pages that it was quoted from, before it is quoted: the hash in the answer must lead somewhere.
    async fn keep_versions(&self, known: &Known, sources: &[Cited]) -> Result<(), DeskError> {
        for (version, cited) in self.0.assistant.new_versions(known, sources) {
            self.0.store.keep_page_version(kept(&version, cited)).await?;
            self.0.assistant.0.kept.lock().insert(version.hash);
        }
        Ok(())
    }
}

fn known_page(page: &PageInfo) -> KnownPage {
    KnownPage { slug: page.slug.clone(), title: page.title.clone(), url: page.url.clone() }
}

/// Computes here, or, what keeps a core busy for many milliseconds, beside the tasks that serve sockets.
async fn computed<T: Send + 'static>(
    is_long: bool,
    compute: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DeskError> {
    if !is_long {
        return Ok(compute());
    }
    tokio::task::spawn_blocking(compute).await.map_err(|_| DeskError::Unavailable)
}

fn kept(version: &PageVersion, cited: Cited) -> store::PageVersion {
    let hash = Sha256::digest(version.text.as_bytes()).into();
    store::PageVersion { hash, title: cited.title, url: cited.url, text: version.text.clone() }
}

/// A source as it is stored, of a reply with this text.
fn source(cited: Cited, text: &str) -> Source {
    let Cited { title, section, url, reviewed, confirmed, page: _, page_hash, language, quote } = cited;
    let units = |byte: usize| u32::try_from(text.get(..byte)?.encode_utf16().count()).ok();
    let quote = quote.and_then(|it| Some((units(it.start)?, units(it.end)?)));
    Source { title, section, url, reviewed, confirmed, page_hash, language: Some(language), quote }
}
