//! Who is here: sockets, signs of life, and what the agents say of themselves.

use std::sync::Arc;

use super::Routing;
use super::agent::{Agent, State};
use super::decision::{Decision, Member, OfferEnd, Presence, WhyAway};
use crate::conversation::{AgentId, ConversationId};
use crate::moment::Moment;

impl Routing {
    /// After a restart: an agent as the store remembers them, with the conversations in hand and when each was taken.
    /// The counting to gone begins anew. To be called before anything else happens.
    pub fn restored(
        &mut self,
        agent: AgentId,
        name: Arc<str>,
        presence: Presence,
        conversations: impl IntoIterator<Item = (ConversationId, Moment)>,
        now: Moment,
    ) -> Vec<Decision> {
        let mut out = Vec::new();
        let known = self.agents.entry(agent).or_insert_with(|| Agent::new(name, presence, now));
        known.held.extend(conversations);
        self.settle(now, &mut out);
        out
    }

    /// A socket of the agent has opened. Whoever is new here, or was gone, is away until they say "available".
    pub fn arrived(&mut self, agent: AgentId, name: Arc<str>, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        let away = Presence::Away(WhyAway::JustCome);
        let known = self.agents.entry(agent).or_insert_with(|| Agent::new(Arc::clone(&name), away, now));
        known.name = name;
        known.sockets += 1;
        known.seen = known.seen.max(now);
        known.come_back(now);
        self.settle(now, &mut out);
        out
    }

    /// A sign of life from one of the agent's sockets. Costs one look unless the agent was gone; whether it was is the
    /// answer. One who has signed out comes back only with a new socket.
    pub fn sign(&mut self, agent: AgentId, now: Moment) -> bool {
        let Some(known) = self.agents.get_mut(&agent) else { return false };
        known.seen = known.seen.max(now);
        let back = known.state == State::Silent;
        if back {
            known.come_back(now);
        }
        back
    }

    /// A socket of the agent has closed. That alone is not gone: people reload.
    pub fn socket_closed(&mut self, agent: AgentId) {
        if let Some(known) = self.agents.get_mut(&agent) {
            known.sockets = known.sockets.saturating_sub(1);
        }
    }

    /// The agent has signed out, and is gone at once.
    pub fn signed_out(&mut self, agent: AgentId, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        if self.agents.get(&agent).is_some_and(|known| known.state != State::SignedOut) {
            self.lose(agent, State::SignedOut, &mut out);
            self.settle(now, &mut out);
        }
        out
    }

    /// The agent takes conversations from now on, or no more; those in hand stay. Nothing happens for one who is gone.
    pub fn set_presence(&mut self, agent: AgentId, presence: Presence, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        let Some(known) = self.agents.get_mut(&agent).filter(|known| known.is_here()) else { return out };
        known.seen = known.seen.max(now);
        let was = std::mem::replace(&mut known.state, State::Here(presence));
        if known.is_available() && was != known.state {
            known.idle_since = now;
            self.new_round(agent);
        } else if !known.is_available() {
            self.end_offer(agent, OfferEnd::Withdrawn, &mut out);
        }
        self.settle(now, &mut out);
        out
    }

    /// The team as the console shows it.
    pub fn team(&self) -> impl Iterator<Item = Member> {
        self.agents.iter().map(|(&agent, known)| Member {
            agent,
            name: Arc::clone(&known.name),
            presence: known.presence(),
            gone: !known.is_here(),
            conversations: known.held.len(),
            capacity: self.rules.capacity,
        })
    }

    /// An agent's presence; `None` for one who is not here.
    #[must_use]
    pub fn presence(&self, agent: AgentId) -> Option<Presence> {
        self.agents.get(&agent).filter(|known| known.is_here()).map(Agent::presence)
    }

    /// The conversations in an agent's hands.
    pub fn held_by(&self, agent: AgentId) -> impl Iterator<Item = ConversationId> {
        self.agents.get(&agent).into_iter().flat_map(|known| known.held.keys().copied())
    }

    pub(super) fn find_gone(&mut self, now: Moment, out: &mut Vec<Decision>) {
        let limit = now - self.rules.agent_gone;
        let silent = self.agents.iter().filter(|(_, known)| known.is_here() && known.seen <= limit);
        for agent in silent.map(|(&agent, _)| agent).collect::<Vec<_>>() {
            self.lose(agent, State::Silent, out);
        }
    }

    /// The agent is gone: without an offer from here on, and without conversations.
    fn lose(&mut self, agent: AgentId, state: State, out: &mut Vec<Decision>) {
        self.end_offer(agent, OfferEnd::Withdrawn, out);
        let Some(known) = self.agents.get_mut(&agent) else { return };
        let news = known.is_here();
        known.state = state;
        known.declined.clear();
        let conversations: Vec<_> = std::mem::take(&mut known.held).into_keys().collect();
        for &id in &conversations {
            self.end_offers_of(id, |_| OfferEnd::Left, out);
        }
        if news {
            out.push(Decision::AgentGone { agent, conversations });
        }
    }

    /// Puts a conversation into an agent's hands, or tells that it has lost its agent if there is none to have it.
    pub(super) fn give(&mut self, agent: AgentId, id: ConversationId, now: Moment, out: &mut Vec<Decision>) {
        let capacity = usize::from(self.rules.capacity);
        let Some(known) = self.agents.get_mut(&agent).filter(|known| known.is_here()) else {
            out.push(Decision::AgentGone { agent, conversations: vec![id] });
            return;
        };
        known.held.insert(id, now);
        known.idle_since = now;
        if known.load() > capacity {
            self.end_offer(agent, OfferEnd::Withdrawn, out);
        }
    }

    pub(super) fn holds(&self, agent: AgentId, id: ConversationId) -> bool {
        self.agents.get(&agent).is_some_and(|known| known.held.contains_key(&id))
    }

    /// Takes a conversation out of whoever's hands it is in, and tells when it was put there.
    pub(super) fn release(&mut self, id: ConversationId, now: Moment) -> Option<Moment> {
        let holder = self.agents.iter_mut().find(|(_, known)| known.held.contains_key(&id));
        let (&agent, known) = holder?;
        let taken = known.held.remove(&id);
        known.idle_since = now;
        if known.is_available() {
            self.new_round(agent);
        }
        taken
    }
}
