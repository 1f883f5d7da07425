//! Carrying out what routing decides: offers made, missed and gone, agents who are gone.

use std::sync::Arc;

use tracing::info;

use super::{Desk, DeskError};
use crate::bus::{Told, Topic};
use crate::conversation::{AgentId, Aside, AsideKind, Command, Conversation, ConversationId, Stage, Text};
use crate::routing::{Decision, OfferEnd, Transfer};

/// How much is shown of what told of danger: more than of a question, for it may stand at the end.
const DANGER_CHARS: usize = 300;

impl Desk {
    /// Tells at once; what has to be written follows as soon as it can, in the order of the decisions.
    pub(super) fn carry_out(&self, decisions: Vec<Decision>) {
        if decisions.is_empty() {
            return;
        }
        for decision in &decisions {
            self.tell_decision(decision);
        }
        let desk = self.clone();
        self.spawn(async move {
            for decision in &decisions {
                // What routing has decided is true for it: a conversation whose agent is gone must not stay with them.
                let write = || desk.write_down(decision);
                desk.until_kept("what routing decided could not be written down", write).await;
            }
        });
    }

    pub(super) fn tell_decision(&self, decision: &Decision) {
        let (agent, told) = match decision {
            Decision::Offer { conversation, agent, expires_at, .. } => {
                (*agent, Told::Offer { conversation: *conversation, expires_at: self.look().wall_when(*expires_at) })
            }
            Decision::OfferGone { conversation, agent, reason } => {
                (*agent, Told::OfferGone { conversation: *conversation, reason: reason.as_str() })
            }
            Decision::TransferFailed { from, .. } => (*from, Told::Mine),
            Decision::SetAway { agent } | Decision::AgentGone { agent, .. } => {
                self.0.bus.tell(Topic::Staff, &Told::Team);
                (*agent, Told::Mine)
            }
            // The next look at the desk tells everybody, and those who wait what can be said of their wait now.
            Decision::LastAgentLeft | Decision::SomebodyAvailable => return self.mark_queue_changed(),
        };
        self.0.bus.tell(Topic::Agent(agent), &told);
    }

    async fn write_down(&self, decision: &Decision) -> Result<(), DeskError> {
        match *decision {
            Decision::Offer { conversation, agent, .. } => {
                self.put_aside(conversation, agent, AsideKind::Offered).await
            }
            Decision::OfferGone { conversation, agent, reason: OfferEnd::Missed } => {
                info!(conversation.id = %conversation, agent.id = %agent, "an offer was missed");
                self.put_aside(conversation, agent, AsideKind::Missed).await
            }
            Decision::OfferGone { conversation, agent, reason: OfferEnd::Declined } => {
                self.put_aside(conversation, agent, AsideKind::Declined).await
            }
            Decision::TransferFailed { conversation, to, reason, ref asked, .. } => {
                self.come_back(conversation, to, reason, asked.clone()).await
            }
            Decision::AgentGone { agent, ref conversations } => {
                info!(agent.id = %agent, conversations = conversations.len(), "an agent is gone");
                self.lose_agent(agent, conversations).await
            }
            _ => Ok(()),
        }
    }

    async fn put_aside(&self, id: ConversationId, agent: AgentId, kind: AsideKind) -> Result<(), DeskError> {
        self.put_aside_with(id, agent, kind, None).await.map(|_| ())
    }

    async fn put_aside_with(
        &self,
        id: ConversationId,
        agent: AgentId,
        kind: AsideKind,
        text: Option<Text>,
    ) -> Result<Aside, DeskError> {
        let at_seq = self.slot(id).await?.read().seq;
        let aside = Aside { at_seq, at: self.now(), agent: Some(agent), kind, text };
        self.0.store.aside(id, aside.clone(), None).await?;
        Ok(aside)
    }

    /// A colleague did not take what was handed to them: the agent who has it reads so in the log, with the reason that
    /// they gave.
    async fn come_back(
        &self,
        id: ConversationId,
        to: AgentId,
        end: OfferEnd,
        why: Option<Text>,
    ) -> Result<(), DeskError> {
        let kind = match end {
            OfferEnd::Declined => AsideKind::TransferDeclined,
            OfferEnd::Missed => AsideKind::TransferMissed,
            _ => AsideKind::TransferWithdrawn,
        };
        let aside = self.put_aside_with(id, to, kind, why).await?;
        self.0.bus.tell(Topic::Conversation(id), &Told::Aside(id, Arc::new(aside)));
        Ok(())
    }

    async fn lose_agent(&self, agent: AgentId, conversations: &[ConversationId]) -> Result<(), DeskError> {
        for id in conversations {
            let slot = self.slot(*id).await?;
            match self.step(&slot, Command::LoseAgent { agent }, None).await {
                // It was closed or handed over in the same moment.
                Ok(_) | Err(DeskError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// What an agent is shown of a conversation that waits: what it is about, its page and its language.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn card(&self, id: ConversationId) -> Result<Card, DeskError> {
        let conversation = self.slot(id).await?.read();
        let first_line = match self.what_told_of_danger(&conversation).await? {
            Some(text) => text.one_line(DANGER_CHARS),
            None => self.0.store.first_text(id).await?.map(|text| text.first_line(120)).unwrap_or_default(),
        };
        let handover = match conversation.stage {
            Stage::Queued { returned: true, .. } => self.given_back(id).await?,
            _ => None,
        };
        Ok(Card { conversation, first_line: first_line.into(), handover })
    }

    /// What the visitor had written when danger was told of last; none where nothing is remembered of any.
    pub(super) async fn what_told_of_danger(&self, conversation: &Conversation) -> Result<Option<Text>, DeskError> {
        if conversation.danger.is_none() {
            return Ok(None);
        }
        Ok(self.0.store.danger_text(conversation.id).await?)
    }

    /// What an agent is shown of a conversation that is offered to them.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn card_for(&self, agent: AgentId, id: ConversationId) -> Result<Card, DeskError> {
        let handed = self.0.routing.lock().handed_to(agent, id);
        let mut card = self.card(id).await?;
        if let Some(Transfer { from, reason }) = handed {
            card.handover = Some(Handover { from: self.name_shown(from).await?, reason });
        }
        Ok(card)
    }

    async fn given_back(&self, id: ConversationId) -> Result<Option<Handover>, DeskError> {
        let Some(Aside { agent: Some(agent), text: reason, .. }) = self.0.store.handed_over(id).await? else {
            return Ok(None);
        };
        Ok(Some(Handover { from: self.name_shown(agent).await?, reason }))
    }

    /// The colleague who is asked to take a conversation over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn asked_to_take_over(&self, id: ConversationId) -> Result<Option<Arc<str>>, DeskError> {
        let asked = self.0.routing.lock().offered_to(id);
        match asked {
            Some(agent) => self.name_shown(agent).await.map(Some),
            None => Ok(None),
        }
    }
}

/// A conversation as a list shows it.
#[derive(Debug, Clone)]
pub struct Card {
    /// The conversation.
    pub conversation: Conversation,
    /// What the visitor wrote when danger was told of last; where none was, the beginning of what they wrote first.
    pub first_line: Arc<str>,
    /// Who hands it over, or gave it back.
    pub handover: Option<Handover>,
}

/// From whom a conversation comes, for staff.
#[derive(Debug, Clone)]
pub struct Handover {
    /// The name shown of the agent who had it.
    pub from: Arc<str>,
    /// Why, as the agent wrote it.
    pub reason: Option<Text>,
}
