//! Sockets of staff live as long as the session that they were opened with.
//!
//! Sessions end in many ways: somebody signs out in another tab, their time is over, and, from the command line and so in
//! another process, the password is changed or the account disabled. Whatever it was, in the end the store has no such
//! session any more, and that is what is looked for.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use tracing::info;

use super::{Desk, DeskError};
use crate::bus::{Knock, Mailbox, Told, Topic};
use crate::conversation::AgentId;
use crate::store::Accounts;

/// What a session is known by here: the hash of its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(pub(super) [u8; 32]);

impl SessionId {
    /// The session of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

/// The open sockets of staff, each with its session. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct StaffSockets(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    all: HashMap<u64, Seat>,
}

#[derive(Debug)]
struct Seat {
    session: SessionId,
    agent: AgentId,
    mailbox: Arc<Mailbox>,
}

/// A socket's place among those of its session, until it is dropped.
#[derive(Debug)]
pub(super) struct Seated {
    sockets: StaffSockets,
    number: u64,
}

impl StaffSockets {
    pub(super) fn seat(&self, session: SessionId, agent: AgentId, mailbox: &Arc<Mailbox>) -> Seated {
        let mut open = self.0.lock();
        open.next += 1;
        let number = open.next;
        open.all.insert(number, Seat { session, agent, mailbox: Arc::clone(mailbox) });
        Seated { sockets: self.clone(), number }
    }

    fn sessions(&self) -> HashSet<(SessionId, AgentId)> {
        self.0.lock().all.values().map(|seat| (seat.session, seat.agent)).collect()
    }

    /// Sends the sockets of a session away; tells whether its agent has others.
    fn close(&self, session: SessionId, agent: AgentId) -> bool {
        let open = self.0.lock();
        for seat in open.all.values().filter(|seat| seat.session == session) {
            seat.mailbox.knock(Knock::Close("signed_out"));
        }
        open.all.values().any(|seat| seat.agent == agent && seat.session != session)
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.sockets.0.lock().all.remove(&self.number);
    }
}

impl Desk {
    /// Whether a session is there, its time is not over, and its account may be signed in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn goes_on(&self, session: SessionId) -> Result<bool, DeskError> {
        Ok(self.person_of(session).await?.is_some())
    }

    /// Closes every socket whose session has ended meanwhile, and signs off everybody who has none left or may not be here
    /// any more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn end_sockets_without_session(&self) -> Result<(), DeskError> {
        let (open, here) = (self.0.staff_sockets.sessions(), self.answering());
        if open.is_empty() && here.is_empty() {
            return Ok(());
        }
        // Every few seconds for everybody: the store is asked once.
        let tokens = open.iter().map(|(session, _)| session.0).collect();
        let Accounts { sessions, staff } = self.0.store.accounts(tokens, here.clone()).await?;
        let now = self.look();
        for (session, agent) in open {
            let kept = sessions.get(&session.0);
            let whose = kept.and_then(|kept| staff.get(&kept.staff));
            if !kept.zip(whose).is_some_and(|(kept, whose)| self.holds(kept, whose, &now)) {
                info!(agent.id = %agent, "the sockets of a session that has ended are closed");
                self.end_sockets_of(session, agent);
            }
        }
        // Who is here without a socket for the moment would be asked to take conversations until the next sign of life,
        // and be here again with it.
        for agent in here {
            let account = staff.get(&agent);
            if !account.is_some_and(|staff| self.may_answer(staff)) {
                info!(agent.id = %agent, "somebody who may not answer any more was signed off");
                self.leaves_routing(agent);
            }
            if !account.is_some_and(|staff| self.may_sign_in(staff)) {
                self.0.bus.tell(Topic::Agent(agent), &Told::SignedOut);
            }
        }
        Ok(())
    }

    /// The agent is gone at once, and others hear of it.
    fn leaves_routing(&self, agent: AgentId) {
        let decisions = self.0.routing.lock().signed_out(agent, self.moment());
        self.carry_out(decisions);
        self.0.bus.tell(Topic::Staff, &Told::Team);
    }

    /// Everybody whom routing knows as one who answers.
    fn answering(&self) -> Vec<AgentId> {
        let routing = self.0.routing.lock();
        routing.team().filter(|member| !member.gone).map(|member| member.agent).collect()
    }

    /// Closes the sockets of a session. An agent without another one is gone at once.
    pub(super) fn end_sockets_of(&self, session: SessionId, agent: AgentId) {
        if self.0.staff_sockets.close(session, agent) {
            return;
        }
        self.leaves_routing(agent);
    }
}
