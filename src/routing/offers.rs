//! Who is asked: offers from the queue, hand-overs to a colleague, and who may take what.

use std::collections::BTreeSet;

use super::agent::{Agent, Pending, State};
use super::decision::{Acceptance, CannotAccept, CannotTransfer, Decision, OfferEnd, Presence, Transfer, WhyAway};
use super::{Mode, Routing};
use crate::conversation::{AgentId, ConversationId, Text};
use crate::moment::Moment;

impl Routing {
    /// Whether the agent may take a conversation from the queue or from a colleague, and how.
    ///
    /// In [`Mode::Offer`] that is what stands offered to the agent, what the agent has said no to and nobody is asked
    /// about now, and who was told that nobody will come. An offer counts until [`tick`](Self::tick) has found it
    /// missed. Holding it already is no refusal: the same press came twice. Somebody who may be in danger is taken by
    /// whoever presses first, out of turn and above the capacity; the conversation's life holds the same rule.
    ///
    /// # Errors
    /// Which rule says no.
    pub fn may_accept(&self, agent: AgentId, id: ConversationId) -> Result<Acceptance, CannotAccept> {
        let known = self.here(agent)?;
        let capacity = self.rules.capacity;
        if known.held.contains_key(&id) {
            return Ok(Acceptance { capacity, transfer: None });
        }
        if let Some(offer) = known.offer.as_ref().filter(|offer| offer.conversation == id) {
            return Ok(Acceptance { capacity, transfer: offer.transfer.clone() });
        }
        if !known.is_available() {
            return Err(CannotAccept::Away);
        }
        if !self.queue.contains(id) {
            return Err(CannotAccept::NotQueued);
        }
        if self.offered_to(id).is_some() {
            return Err(CannotAccept::OfferedToAnother);
        }
        if self.queue.is_urgent(id) {
            return Ok(Acceptance { capacity, transfer: None });
        }
        if self.rules.mode == Mode::Offer && !known.declined.contains(&id) && !self.queue.is_told(id) {
            return Err(CannotAccept::NotOffered);
        }
        self.with_room(known)
    }

    /// Whether the agent may take a message from the morning list; that can be done while away.
    ///
    /// # Errors
    /// When the agent is gone, or has as many conversations as allowed.
    pub fn may_take_message(&self, agent: AgentId) -> Result<Acceptance, CannotAccept> {
        self.with_room(self.here(agent)?)
    }

    /// The agent says no: the next one is asked. Does nothing when it is not offered to the agent.
    pub fn declined(&mut self, agent: AgentId, id: ConversationId, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        if self.offered_to(id) == Some(agent) {
            self.refuse(agent, OfferEnd::Declined, &mut out);
            self.settle(now, &mut out);
        }
        out
    }

    /// Asks one colleague to take over; the conversation stays where it is until the colleague has said yes.
    ///
    /// # Errors
    /// Which rule says no.
    pub fn offer_transfer(
        &mut self,
        id: ConversationId,
        from: AgentId,
        to: AgentId,
        reason: Option<Text>,
        now: Moment,
    ) -> Result<Vec<Decision>, CannotTransfer> {
        if !self.holds(from, id) {
            return Err(CannotTransfer::NotYours);
        }
        if from == to {
            return Err(CannotTransfer::ToSelf);
        }
        if self.offered_to(id).is_some() {
            return Err(CannotTransfer::AlreadyOffered);
        }
        let colleague = self.agents.get(&to).filter(|known| known.is_available());
        let colleague = colleague.ok_or(CannotTransfer::NotAvailable)?;
        if colleague.offer.is_some() || colleague.load() >= usize::from(self.rules.capacity) {
            return Err(CannotTransfer::Busy);
        }
        let mut out = Vec::new();
        self.ask(to, id, Some(Transfer { from, reason }), now, &mut out);
        Ok(out)
    }

    /// The offer that stands for an agent, to be shown again after a reload.
    #[must_use]
    pub fn offer_to(&self, agent: AgentId) -> Option<Decision> {
        let offer = self.agents.get(&agent)?.offer.as_ref()?;
        Some(offer_decision(agent, offer))
    }

    /// What a colleague wants to hand to an agent, if the offer that stands is of that kind.
    #[must_use]
    pub fn handed_to(&self, agent: AgentId, id: ConversationId) -> Option<Transfer> {
        let offer = self.agents.get(&agent)?.offer.as_ref().filter(|offer| offer.conversation == id)?;
        offer.transfer.clone()
    }

    /// Whom a conversation stands offered to.
    #[must_use]
    pub fn offered_to(&self, id: ConversationId) -> Option<AgentId> {
        let asked = |known: &Agent| known.offer.as_ref().is_some_and(|offer| offer.conversation == id);
        self.agents.iter().find(|(_, known)| asked(known)).map(|(&agent, _)| agent)
    }

    /// Offers what waits to whoever is free, longest idle first, until one of them runs out.
    pub(super) fn make_offers(&mut self, now: Moment, out: &mut Vec<Decision>) {
        for (agent, id) in self.pairs() {
            self.ask(agent, id, None, now, out);
        }
    }

    /// Who is to be asked about which conversation now.
    fn pairs(&self) -> Vec<(AgentId, ConversationId)> {
        if self.rules.mode == Mode::Accept || self.queue.len() == 0 {
            return Vec::new();
        }
        let free = self.agents.iter().filter(|(_, known)| known.is_free(self.rules.capacity));
        let mut free: Vec<_> = free.map(|(&agent, known)| (known.idle_since, agent, known)).collect();
        free.sort_unstable_by_key(|&(idle_since, agent, _)| (idle_since, agent));
        let mut pairs = Vec::with_capacity(free.len());
        let asked: BTreeSet<_> =
            self.agents.values().filter_map(|known| known.offer.as_ref()).map(|offer| offer.conversation).collect();
        for id in self.queue.ready().filter(|id| !asked.contains(id)) {
            if free.is_empty() {
                break;
            }
            if let Some(next) = free.iter().position(|(_, _, known)| !known.declined.contains(&id)) {
                pairs.push((free.remove(next).1, id));
            }
        }
        pairs
    }

    fn ask(
        &mut self,
        agent: AgentId,
        conversation: ConversationId,
        transfer: Option<Transfer>,
        now: Moment,
        out: &mut Vec<Decision>,
    ) {
        let Some(known) = self.agents.get_mut(&agent) else { return };
        let offer = known.offer.insert(Pending { conversation, expires_at: now + self.rules.offer, transfer });
        out.push(offer_decision(agent, offer));
    }

    pub(super) fn find_missed(&mut self, now: Moment, out: &mut Vec<Decision>) {
        let late = |known: &Agent| known.offer.as_ref().is_some_and(|offer| offer.expires_at <= now);
        let missed = self.agents.iter().filter(|(_, known)| late(known));
        for agent in missed.map(|(&agent, _)| agent).collect::<Vec<_>>() {
            self.refuse(agent, OfferEnd::Missed, out);
            if let Some(known) = self.agents.get_mut(&agent) {
                known.state = State::Here(Presence::Away(WhyAway::Missed));
            }
            out.push(Decision::SetAway { agent });
        }
    }

    /// Ends an agent's offer, and does not ask again about that conversation in this round.
    fn refuse(&mut self, agent: AgentId, reason: OfferEnd, out: &mut Vec<Decision>) {
        if let Some(known) = self.agents.get_mut(&agent)
            && let Some(offer) = &known.offer
            && offer.transfer.is_none()
        {
            known.declined.insert(offer.conversation);
        }
        self.end_offer(agent, reason, out);
    }

    /// Ends an agent's offer, if there is one, and tells those who need to know.
    pub(super) fn end_offer(&mut self, agent: AgentId, reason: OfferEnd, out: &mut Vec<Decision>) {
        let Some(offer) = self.agents.get_mut(&agent).and_then(|known| known.offer.take()) else { return };
        let conversation = offer.conversation;
        out.push(Decision::OfferGone { conversation, agent, reason });
        let failed = matches!(reason, OfferEnd::Missed | OfferEnd::Declined | OfferEnd::Withdrawn);
        if let Some(Transfer { from, reason: asked }) = offer.transfer.filter(|_| failed) {
            out.push(Decision::TransferFailed { conversation, from, to: agent, reason, asked });
        }
    }

    /// Ends the offer of a conversation, if it stands offered; the reason may depend on whom.
    pub(super) fn end_offers_of(
        &mut self,
        id: ConversationId,
        reason: impl FnOnce(AgentId) -> OfferEnd,
        out: &mut Vec<Decision>,
    ) {
        if let Some(agent) = self.offered_to(id) {
            self.end_offer(agent, reason(agent), out);
        }
    }

    /// The agent has become available: asked again about everything. What all the others available have refused is
    /// asked of everybody again.
    pub(super) fn new_round(&mut self, agent: AgentId) {
        let Some(known) = self.agents.get_mut(&agent) else { return };
        known.declined.clear();
        let others = || self.agents.iter().filter(|&(&other, known)| other != agent && known.is_available());
        let refused: BTreeSet<_> = self.agents.values().flat_map(|known| &known.declined).copied().collect();
        let refused_by_all = |id: &ConversationId| others().all(|(_, known)| known.declined.contains(id));
        let again: Vec<_> = refused.into_iter().filter(refused_by_all).collect();
        for id in again {
            self.forget_declines(id);
        }
    }

    pub(super) fn forget_declines(&mut self, id: ConversationId) {
        for known in self.agents.values_mut() {
            known.declined.remove(&id);
        }
    }

    fn here(&self, agent: AgentId) -> Result<&Agent, CannotAccept> {
        self.agents.get(&agent).filter(|known| known.is_here()).ok_or(CannotAccept::NotHere)
    }

    fn with_room(&self, known: &Agent) -> Result<Acceptance, CannotAccept> {
        let capacity = self.rules.capacity;
        let has_room = known.load() < usize::from(capacity);
        has_room.then_some(Acceptance { capacity, transfer: None }).ok_or(CannotAccept::AtCapacity)
    }
}

fn offer_decision(agent: AgentId, offer: &Pending) -> Decision {
    Decision::Offer {
        conversation: offer.conversation,
        agent,
        expires_at: offer.expires_at,
        transfer_from: offer.transfer.as_ref().map(|transfer| transfer.from),
    }
}
