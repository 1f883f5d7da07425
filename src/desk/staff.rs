//! Signing in and out.
//!
//! A wrong name, a wrong password and one that is too long are told alike. How long a no takes says nothing about the name:
//! a name that nobody has costs a hash as well, and what is too long is refused before the name is looked at. Attempts are
//! counted before the password is looked at, so that guessing does not even cost us the work of a hash.
//!
//! # What is counted
//!
//! | of | how many | why |
//! | --- | --- | --- |
//! | a network | `attempts_per_address` | one machine that tries many names |
//! | a name from one network | `attempts_per_name` | one machine that tries one name: it locks out itself, and nobody elsewhere |
//! | a name from all networks together that it was never signed in from | `attempts_per_name_elsewhere` | many machines that try one name |
//!
//! Without the last, a password could be guessed at ten times in a quarter of an hour from each of thousands of machines. With
//! it alone, those machines would lock the person out. So a network that the person has signed in from before, which is the
//! office or home, has its own allowance and no part in it. What is left is that in the middle of an attack nobody signs in for
//! the first time from a new place; that is the price of the bound.
//!
//! A name is counted by the [key](name::key) that its account is found by, not by its spelling. A network is an address, or
//! the 64 bits that an IPv6 customer has all addresses of.

use std::net::IpAddr;

use chrono::Duration;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use super::agent::Person;
use super::hashing::Hashing;
use super::pace::Counted;
use super::signed_in::SessionId;
use super::{Desk, DeskError};
use crate::access::password::{self, Fit};
use crate::access::{Deed, name};
use crate::chance;
use crate::conversation::AgentId;
use crate::moment::{Moment, Now};
use crate::store::{Session, Staff};

/// Who is held up is logged at most so often.
const TOLD_EVERY: Duration = Duration::minutes(1);

/// How signing in is bounded.
#[derive(Debug, Clone)]
pub struct StaffRules {
    /// How many passwords are hashed at once.
    pub hashes_at_once: usize,
    /// How many wait for that.
    pub hashes_waiting: usize,
    /// How long a session lasts.
    pub session: Duration,
    /// How many attempts for one name from one network within the window.
    pub attempts_per_name: u32,
    /// How many attempts for one name within the window, from all networks together that it was never signed in from.
    pub attempts_per_name_elsewhere: u32,
    /// How many attempts from one network within the window.
    pub attempts_per_address: u32,
    /// The window.
    pub window: Duration,
    /// Whether accounts marked as demonstration may sign in.
    pub demo: bool,
    /// The cost of a hash.
    pub cost: password::Cost,
}

/// A session's token as the browser keeps it in its cookie.
pub struct SessionToken(pub String);

/// What keeps signing in within its bounds.
pub(super) struct SignIn {
    hashing: Hashing,
    networks: Counted<IpAddr>,
    names: Counted<(String, IpAddr)>,
    names_elsewhere: Counted<String>,
    /// When it was last logged that somebody is held up.
    told_held_up: Mutex<Option<Moment>>,
}

impl SignIn {
    pub(super) fn new(rules: &StaffRules) -> Self {
        Self {
            hashing: Hashing::new(rules.hashes_at_once, rules.hashes_waiting),
            networks: Counted::within(rules.window),
            names: Counted::within(rules.window),
            names_elsewhere: Counted::within(rules.window),
            told_held_up: Mutex::default(),
        }
    }
}

/// One attempt: who is asked for, and from where.
struct Attempt {
    /// The account, if there is one that may sign in.
    staff: Option<Staff>,
    name: String,
    network: IpAddr,
    place: [u8; 32],
    /// Whether the account has been signed in to from here before.
    from_known_place: bool,
}

impl Desk {
    /// Signs a member of staff in. `None` when name and password do not fit together. `network` is where they are, as the
    /// edge counts addresses: guesses from all that one customer has are one guesser's.
    ///
    /// # Errors
    /// [`DeskError::TooFast`] after too many attempts, [`DeskError::TooMany`] while too many others wait; when the store
    /// cannot be read or written.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        network: IpAddr,
    ) -> Result<Option<(Person, SessionToken)>, DeskError> {
        let (rules, sign_in, now) = (&self.0.rules.staff, &self.0.sign_in, self.moment());
        let of_network = sign_in.networks.take(network, rules.attempts_per_address, now);
        of_network.inspect_err(|_| self.tell_held_up(None, now))?;
        // Nobody's, whoever is asked for: neither is looked at.
        if password::is_too_long(password) || name.len() > name::MAX_BYTES {
            info!("somebody could not sign in");
            return Ok(None);
        }
        let attempt = self.attempt(name, network).await?;
        self.count(&attempt).inspect_err(|_| self.tell_held_up(attempt.staff.as_ref(), now))?;
        let fit = self.fit(attempt.staff.as_ref(), password).await?;
        let Some(staff) = attempt.staff.as_ref().filter(|_| fit != Fit::No) else {
            // What was typed is not logged: people type their password into the wrong field.
            if let Some(known) = &attempt.staff {
                let name = &known.name;
                info!(agent.id = %known.id, agent.name = %name, "somebody could not sign in to the account {name}");
            } else {
                info!("somebody could not sign in: no account that may has the name");
            }
            return Ok(None);
        };
        let secret: [u8; 32] = chance::bytes();
        let token = crate::conversation::VisitorKey::new(secret).reveal();
        let begins = self.now();
        let (session, until) = (SessionId::of(&token), begins + rules.session);
        if !self.0.store.create_session(session.0, staff.id, begins, until, staff.password.clone()).await? {
            info!("a password was changed while somebody signed in with it");
            return Ok(None);
        }
        self.forgive(&attempt);
        self.0.store.note_place(staff.id, attempt.place, begins).await?;
        if fit == Fit::Stale {
            self.renew(staff, password).await;
        }
        info!(agent.id = %staff.id, agent.name = %staff.name, "{} signed in", staff.name);
        Ok(Some((Person::of(staff), SessionToken(token))))
    }

    async fn attempt(&self, name: &str, network: IpAddr) -> Result<Attempt, DeskError> {
        let store = &self.0.store;
        let staff = store.staff_by_name(name).await?.filter(|staff| self.may_sign_in(staff));
        // A name that nobody has is asked for its places as well: it must not be the quicker one.
        let whose = staff.as_ref().map_or_else(|| AgentId::from_bytes([0; 16]), |staff| staff.id);
        let place = place(whose, network);
        let from_known_place = store.knows_place(whose, place, self.now()).await?;
        Ok(Attempt { staff, name: name::key(name), network, place, from_known_place })
    }

    fn count(&self, attempt: &Attempt) -> Result<(), DeskError> {
        let (rules, sign_in, now) = (&self.0.rules.staff, &self.0.sign_in, self.moment());
        // What its own network has no more of is not taken from everybody else's.
        sign_in.names.take((attempt.name.clone(), attempt.network), rules.attempts_per_name, now)?;
        if !attempt.from_known_place {
            sign_in.names_elsewhere.take(attempt.name.clone(), rules.attempts_per_name_elsewhere, now)?;
        }
        Ok(())
    }

    /// Says that somebody has tried too often; who goes on trying is not told of each time.
    fn tell_held_up(&self, staff: Option<&Staff>, now: Moment) {
        let mut told = self.0.sign_in.told_held_up.lock();
        if told.is_some_and(|told| now - told < TOLD_EVERY) {
            return;
        }
        *told = Some(now);
        drop(told);
        let (id, name) = (staff.map(|it| tracing::field::display(it.id)), staff.map(|it| it.name.as_str()));
        warn!(agent.id = id, agent.name = name, "somebody has tried to sign in too often and is held up");
    }

    /// Who has signed in has not guessed.
    fn forgive(&self, attempt: &Attempt) {
        let sign_in = &self.0.sign_in;
        sign_in.names.forget(&(attempt.name.clone(), attempt.network));
        if !attempt.from_known_place {
            // Only this one: the others may be somebody else's.
            sign_in.names_elsewhere.give_back(&attempt.name);
        }
    }

    async fn fit(&self, staff: Option<&Staff>, password: &str) -> Result<Fit, DeskError> {
        let cost = self.0.rules.staff.cost;
        let kept = match staff {
            Some(staff) => staff.password.clone(),
            None => password::of_nobody(&chance::bytes(), &chance::bytes(), cost).map_err(|error| {
                warn!(%error, "the cost of a hash");
                DeskError::Unavailable
            })?,
        };
        let password = password.to_owned();
        self.0.sign_in.hashing.run(move || password::fit(&password, &kept, cost)).await
    }

    /// Keeps a password as it would be kept today. It has fitted as it was: when that cannot be done it is left.
    async fn renew(&self, staff: &Staff, password: &str) {
        let (cost, words) = (self.0.rules.staff.cost, password.to_owned());
        let hash = self.0.sign_in.hashing.run(move || password::hash(&words, &chance::bytes(), cost)).await;
        let Ok(Ok(hash)) = hash else { return };
        if let Err(error) = self.0.store.renew_password(staff.id, staff.password.clone(), hash).await {
            warn!(%error, agent.id = %staff.id, "the hash of a password could not be renewed");
        }
    }

    /// The person whose session a token is; `None` when it is nobody's, over, or the account is disabled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn signed_in(&self, token: &str) -> Result<Option<Person>, DeskError> {
        self.person_of(SessionId::of(token)).await
    }

    /// As [`signed_in`](Self::signed_in), for a session whose token is not at hand.
    pub(super) async fn person_of(&self, session: SessionId) -> Result<Option<Person>, DeskError> {
        let Some(session) = self.0.store.session(session.0).await? else { return Ok(None) };
        let staff = self.0.store.staff(session.staff).await?;
        Ok(staff.filter(|staff| self.holds(&session, staff, &self.look())).map(|staff| Person::of(&staff)))
    }

    /// Whether a session still lets its account in.
    pub(super) fn holds(&self, session: &Session, staff: &Staff, now: &Now) -> bool {
        !is_over(session, now) && self.may_sign_in(staff)
    }

    /// Ends a session and closes its sockets. An agent who is not here with another session is gone at once.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn sign_out(&self, token: &str) -> Result<(), DeskError> {
        let id = SessionId::of(token);
        if let Some(session) = self.0.store.session(id.0).await? {
            self.0.store.delete_session(id.0).await?;
            self.end_sockets_of(id, session.staff);
            let staff = self.0.store.staff(session.staff).await?;
            let name = staff.as_ref().map_or("somebody", |staff| staff.name.as_str());
            info!(agent.id = %session.staff, agent.name = name, "{name} signed out");
        }
        Ok(())
    }

    /// Whether an account may be signed in to and take conversations.
    pub(super) fn may_answer(&self, staff: &Staff) -> bool {
        self.may_sign_in(staff) && staff.roles.may(Deed::Answer)
    }

    pub(super) fn may_sign_in(&self, staff: &Staff) -> bool {
        staff.disabled_at.is_none() && (self.0.rules.staff.demo || !staff.demo)
    }
}

impl Person {
    pub(super) fn of(staff: &Staff) -> Self {
        let Staff { id, name, display, roles, .. } = staff;
        Self { id: *id, name: name.as_str().into(), display: display.as_str().into(), roles: *roles }
    }
}

/// Whether a session has lasted as long as it was given, however the wall clock was set meanwhile.
fn is_over(session: &Session, now: &Now) -> bool {
    now.moment - now.moment_of(session.created_at) >= session.expires_at - session.created_at
}

/// A person's place, from which neither the network nor, without it, the person can be read.
fn place(staff: AgentId, network: IpAddr) -> [u8; 32] {
    Sha256::new().chain_update(staff.as_bytes()).chain_update(network.to_string()).finalize().into()
}
