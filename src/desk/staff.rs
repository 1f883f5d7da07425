//! Signing in and out.
//!
//! A wrong name and a wrong password are told alike and take the same time. Attempts are counted before the password
//! is looked at, by name and by address, so that guessing does not even cost us the work of a hash.

use std::net::IpAddr;

use chrono::Duration;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tracing::info;

use super::agent::Person;
use super::pace::Counted;
use super::{Desk, DeskError};
use crate::access::password;
use crate::chance;
use crate::store::Staff;

/// How signing in is bounded.
#[derive(Debug, Clone)]
pub struct StaffRules {
    /// How many passwords are hashed at once.
    pub hashes_at_once: usize,
    /// How long a session lasts.
    pub session: Duration,
    /// How many attempts for one name within the window.
    pub attempts_per_name: u32,
    /// How many attempts from one address within the window.
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
    hashing: Semaphore,
    attempts: Counted<Who>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    Name(String),
    Address(IpAddr),
}

impl SignIn {
    pub(super) fn new(rules: &StaffRules) -> Self {
        Self { hashing: Semaphore::new(rules.hashes_at_once.max(1)), attempts: Counted::within(rules.window) }
    }
}

impl Desk {
    /// Signs a member of staff in. `None` when name and password do not fit together.
    ///
    /// # Errors
    /// [`DeskError::TooFast`] after too many attempts; when the store cannot be read or written.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<Option<(Person, SessionToken)>, DeskError> {
        let (rules, sign_in, now) = (&self.0.rules.staff, &self.0.sign_in, self.now());
        sign_in.attempts.take(Who::Address(address), rules.attempts_per_address, now)?;
        sign_in.attempts.take(Who::Name(name.to_owned()), rules.attempts_per_name, now)?;
        let staff = self.0.store.staff_by_name(name).await?.filter(|staff| self.may_sign_in(staff));
        let known = staff.as_ref().map(|staff| staff.id);
        let (kept, cost) = (staff.as_ref().map(|staff| staff.password.clone()), rules.cost);
        let fits = {
            let _turn = sign_in.hashing.acquire().await.map_err(|_| DeskError::Unavailable)?;
            let password = password.to_owned();
            let check = tokio::task::spawn_blocking(move || match kept {
                Some(kept) => password::fits(&password, &kept),
                // An unknown name costs the same time as a wrong password.
                None => password::hash(&password, &chance::bytes(), cost).is_ok_and(|_| false),
            });
            check.await.map_err(|_| DeskError::Unavailable)?
        };
        let Some(staff) = staff.filter(|_| fits) else {
            // What was typed is not logged: people type their password into the wrong field.
            if let Some(known) = known {
                info!(agent.id = %known, "somebody could not sign in to this account");
            } else {
                info!("somebody could not sign in: no account that may has the name");
            }
            return Ok(None);
        };
        sign_in.attempts.forget(&Who::Name(name.to_owned()));
        let secret: [u8; 32] = chance::bytes();
        let token = crate::conversation::VisitorKey::new(secret).reveal();
        self.0.store.create_session(token_hash(&token), staff.id, now, now + rules.session).await?;
        info!(agent.id = %staff.id, "signed in");
        Ok(Some((Person::of(&staff), SessionToken(token))))
    }

    /// The person whose session a token is; `None` when it is nobody's, over, or the account is disabled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn signed_in(&self, token: &str) -> Result<Option<Person>, DeskError> {
        let Some(session) = self.0.store.session(token_hash(token)).await? else { return Ok(None) };
        if session.expires_at <= self.now() {
            return Ok(None);
        }
        let staff = self.0.store.staff(session.staff).await?;
        Ok(staff.filter(|staff| self.may_sign_in(staff)).map(|staff| Person::of(&staff)))
    }

    /// Ends a session. The agent is gone at once.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn sign_out(&self, token: &str) -> Result<(), DeskError> {
        if let Some(person) = self.signed_in(token).await? {
            self.0.store.delete_session(token_hash(token)).await?;
            self.sign_off(person.id);
            info!(agent.id = %person.id, "signed out");
        }
        Ok(())
    }

    /// Signs off everybody who is here and whose account was disabled meanwhile: it happens in another process, so
    /// the desk has to look.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sign_off_disabled(&self) -> Result<(), DeskError> {
        let here: Vec<_> = self.0.people.lock().keys().copied().collect();
        for agent in here {
            let may = self.0.store.staff(agent).await?.is_some_and(|staff| self.may_sign_in(&staff));
            if !may {
                info!(agent.id = %agent, "a disabled account was signed off");
                self.sign_off(agent);
            }
        }
        Ok(())
    }

    fn may_sign_in(&self, staff: &Staff) -> bool {
        staff.disabled_at.is_none() && (self.0.rules.staff.demo || !staff.demo)
    }
}

impl Person {
    pub(super) fn of(staff: &Staff) -> Self {
        let Staff { id, name, display, roles, .. } = staff;
        Self { id: *id, name: name.as_str().into(), display: display.as_str().into(), roles: *roles }
    }
}

fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
