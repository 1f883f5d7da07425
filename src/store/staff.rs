//! Accounts of staff and their sessions. Passwords come hashed; a session's token is known to its browser only.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::Store;
use super::conversations::{all, one};
use super::error::StoreError;
use super::row::{agent, millis, odd, time, time_or_none};
use crate::access::{Role, Roles, name};
use crate::conversation::AgentId;

macro_rules! select_staff {
    ($rest:literal) => {
        concat!("SELECT id, name, display, roles, password, demo, created_at, disabled_at FROM staff", $rest)
    };
}

pub(super) const BY_ID: &str = select_staff!(" WHERE id = ?1");
pub(super) const NAMES: &str = "SELECT id, name FROM staff ORDER BY name";
pub(super) const LIST: &str = select_staff!(" ORDER BY name");
pub(super) const ADD: &str = "INSERT OR IGNORE INTO staff (id, name, display, roles, password, demo, created_at) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const DISABLE: &str = "UPDATE staff SET disabled_at = coalesce(disabled_at, ?2) WHERE id = ?1";
pub(super) const ENABLE: &str = "UPDATE staff SET disabled_at = NULL WHERE id = ?1";
pub(super) const SET_ROLES: &str = "UPDATE staff SET roles = ?2 WHERE id = ?1";
pub(super) const SET_PASSWORD: &str = "UPDATE staff SET password = ?2 WHERE id = ?1";
pub(super) const RENEW_PASSWORD: &str = "UPDATE staff SET password = ?3 WHERE id = ?1 AND password = ?2";
pub(super) const REMOVE_DEMO: &str = "DELETE FROM staff WHERE demo = 1";
pub(super) const BEGIN_SESSION: &str = "INSERT INTO session (token_hash, staff, created_at, seen_at, expires_at) \
    SELECT ?1, id, ?3, ?3, ?4 FROM staff WHERE id = ?2 AND password = ?5 AND disabled_at IS NULL";
pub(super) const SESSION: &str = "SELECT staff, created_at, seen_at, expires_at FROM session WHERE token_hash = ?1";
pub(super) const TOUCH: &str = "UPDATE session SET seen_at = max(seen_at, ?2) WHERE token_hash = ?1";
pub(super) const END_SESSION: &str = "DELETE FROM session WHERE token_hash = ?1";
pub(super) const END_SESSIONS_OF: &str = "DELETE FROM session WHERE staff = ?1";
pub(super) const BEGIN_NO_LATER: &str =
    "UPDATE session SET expires_at = expires_at - (created_at - ?1), created_at = ?1 WHERE created_at > ?1";
pub(super) const END_EXPIRED: &str = "DELETE FROM session WHERE expires_at <= ?1";

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub id: AgentId,
    /// The name to sign in with, as it was written; all spellings with the same [key](name::key) are the same.
    pub name: String,
    /// The name that visitors see.
    pub display: String,
    /// What they may do.
    pub roles: Roles,
    /// The PHC string of the password.
    pub password: String,
    /// Whether the account belongs to the demonstration.
    pub demo: bool,
    /// Since when there is the account.
    pub created_at: DateTime<Utc>,
    /// Since when it is disabled.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A member of staff to be added.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Who.
    pub id: AgentId,
    /// The name to sign in with.
    pub name: String,
    /// The name that visitors see.
    pub display: String,
    /// What they may do.
    pub roles: Roles,
    /// The PHC string of the password.
    pub password: String,
    /// Whether the account belongs to the demonstration.
    pub demo: bool,
}

/// A session that somebody signed in for. Whether it is over is the caller's to decide, who knows the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub staff: AgentId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// Sessions and accounts as they stood at one look.
#[derive(Debug, Default)]
pub struct Accounts {
    /// The sessions that there are, by the hash of their token.
    pub sessions: HashMap<[u8; 32], Session>,
    /// Whose they are, and who else was asked for.
    pub staff: HashMap<AgentId, Staff>,
}

impl Store {
    /// Adds a member of staff.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when there is one of that name; when the store cannot write.
    pub async fn add_staff(&self, new: NewStaff, now: DateTime<Utc>) -> Result<(), StoreError> {
        let name = new.name.clone();
        let work = move |db: &Connection| {
            // In the writing transaction: nobody else can add the same name in another spelling meanwhile.
            if named(db, &new.name)?.is_some() {
                return Ok(0);
            }
            let NewStaff { id, name, display, roles, password, demo } = &new;
            let roles = roles.names().join(" ");
            db.prepare_cached(ADD)?.execute(params![id.as_bytes(), name, display, roles, password, demo, millis(now)])
        };
        let added = self.write("add a member of staff", work).await?;
        if added == 0 { Err(StoreError::NameTaken(name)) } else { Ok(()) }
    }

    /// Somebody by the name to sign in with, in any spelling of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn staff_by_name(&self, name: &str) -> Result<Option<Staff>, StoreError> {
        let name = name.to_owned();
        let find = move |db: &Connection| match named(db, &name)? {
            Some(id) => one(db, BY_ID, [id.as_bytes()], staff),
            None => Ok(None),
        };
        self.read("find a member of staff", find).await
    }

    /// A member of staff.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn staff(&self, id: AgentId) -> Result<Option<Staff>, StoreError> {
        self.read("read a member of staff", move |db| one(db, BY_ID, [id.as_bytes()], staff)).await
    }

    /// Everybody, by name, the disabled ones too.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn list_staff(&self) -> Result<Vec<Staff>, StoreError> {
        self.read("list staff", |db| all(db, LIST, [], staff)).await
    }

    /// Disables an account and ends its sessions. `false` when there is none.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn disable_staff(&self, id: AgentId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let work = move |db: &Connection| {
            db.prepare_cached(END_SESSIONS_OF)?.execute([id.as_bytes()])?;
            Ok(db.prepare_cached(DISABLE)?.execute(params![id.as_bytes(), millis(now)])? > 0)
        };
        self.write("disable an account", work).await
    }

    /// Lets a disabled account sign in again, with the password that it had. `false` when there is none.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn enable_staff(&self, id: AgentId) -> Result<bool, StoreError> {
        let work = move |db: &Connection| Ok(db.prepare_cached(ENABLE)?.execute([id.as_bytes()])? > 0);
        self.write("enable an account", work).await
    }

    /// Gives somebody other roles, and ends their sessions: who is here is shown what the old roles allow.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn set_roles(&self, id: AgentId, roles: Roles) -> Result<(), StoreError> {
        let work = move |db: &Connection| {
            db.prepare_cached(END_SESSIONS_OF)?.execute([id.as_bytes()])?;
            db.prepare_cached(SET_ROLES)?.execute(params![id.as_bytes(), roles.names().join(" ")])
        };
        self.write("set roles", work).await.map(|_| ())
    }

    /// Gives somebody another password, as a PHC string, and ends their sessions.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn set_password(&self, id: AgentId, password: String) -> Result<(), StoreError> {
        let work = move |db: &Connection| {
            db.prepare_cached(END_SESSIONS_OF)?.execute([id.as_bytes()])?;
            db.prepare_cached(SET_PASSWORD)?.execute(params![id.as_bytes(), password])
        };
        self.write("set a password", work).await.map(|_| ())
    }

    /// Puts another PHC string of the same password in the place of the one that is kept, as long as it still is; sessions
    /// go on.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn renew_password(&self, id: AgentId, kept: String, new: String) -> Result<(), StoreError> {
        let work = move |db: &Connection| db.prepare_cached(RENEW_PASSWORD)?.execute(params![id.as_bytes(), kept, new]);
        self.write("renew the hash of a password", work).await.map(|_| ())
    }

    /// Removes the accounts of the demonstration with their sessions; tells how many.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn remove_demo_staff(&self) -> Result<usize, StoreError> {
        self.write("remove demonstration accounts", |db| db.prepare_cached(REMOVE_DEMO)?.execute([])).await
    }

    /// Begins a session under the hash of its token, for one who has shown to know the password of this PHC string. `false`
    /// when the password was changed or the account disabled meanwhile: what ends all sessions then must not miss this one.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn create_session(
        &self,
        token_hash: [u8; 32],
        staff: AgentId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        password: String,
    ) -> Result<bool, StoreError> {
        let work = move |db: &Connection| {
            let (now, until) = (millis(now), millis(expires_at));
            db.prepare_cached(BEGIN_SESSION)?.execute(params![token_hash, staff.as_bytes(), now, until, password])
        };
        self.write("begin a session", work).await.map(|begun| begun > 0)
    }

    /// The session of a token.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn session(&self, token_hash: [u8; 32]) -> Result<Option<Session>, StoreError> {
        self.read("read a session", move |db| one(db, SESSION, [token_hash], session)).await
    }

    /// The sessions of many tokens, and the accounts behind them and of `others`, all in one go: whoever looks after every
    /// socket does so again and again.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn accounts(&self, tokens: Vec<[u8; 32]>, others: Vec<AgentId>) -> Result<Accounts, StoreError> {
        let work = move |db: &Connection| {
            let mut found = Accounts::default();
            for token in tokens {
                found.sessions.extend(one(db, SESSION, [token], session)?.map(|session| (token, session)));
            }
            for id in found.sessions.values().map(|session| session.staff).chain(others) {
                if !found.staff.contains_key(&id) {
                    found.staff.extend(one(db, BY_ID, [id.as_bytes()], staff)?.map(|staff| (id, staff)));
                }
            }
            Ok(found)
        };
        self.read("read sessions and accounts", work).await
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn touch_session(&self, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
        let work = move |db: &Connection| db.prepare_cached(TOUCH)?.execute(params![token_hash, millis(now)]);
        self.write("note a session's use", work).await.map(|_| ())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn delete_session(&self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        self.write("end a session", move |db| db.prepare_cached(END_SESSION)?.execute([token_hash])).await.map(|_| ())
    }

    /// Ends every session of somebody.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn delete_sessions_of(&self, staff: AgentId) -> Result<(), StoreError> {
        let work = move |db: &Connection| db.prepare_cached(END_SESSIONS_OF)?.execute([staff.as_bytes()]);
        self.write("end sessions", work).await.map(|_| ())
    }

    /// Sessions that were begun while the clock was ahead begin now: they last as long as they were given, and not
    /// until the clock comes there again. Tells how many.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn sessions_begin_no_later(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let work = move |db: &Connection| db.prepare_cached(BEGIN_NO_LATER)?.execute([millis(now)]);
        self.write("let sessions begin now", work).await
    }

    /// Ends the sessions whose time is over; tells how many.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.write("end expired sessions", move |db| db.prepare_cached(END_EXPIRED)?.execute([millis(now)])).await
    }
}

/// Whose a name is, in any spelling. There may be two from before spellings were the same: then whose it is to the letter.
fn named(db: &Connection, name: &str) -> rusqlite::Result<Option<AgentId>> {
    let key = name::key(name);
    let everybody = all(db, NAMES, [], |row| Ok((agent(row, 0)?, row.get::<_, String>(1)?)))?;
    let same: Vec<_> = everybody.into_iter().filter(|(_, known)| name::key(known) == key).collect();
    let exact = same.iter().find(|(_, known)| known == name.trim());
    Ok(exact.or(same.first()).map(|(id, _)| *id))
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    let (staff, created_at, seen_at) = (agent(row, 0)?, time(row, 1)?, time(row, 2)?);
    Ok(Session { staff, created_at, seen_at, expires_at: time(row, 3)? })
}

fn staff(row: &Row<'_>) -> rusqlite::Result<Staff> {
    let words = row.get_ref(3)?.as_str()?.split_whitespace();
    let roles: Option<Roles> = words.map(Role::parse).collect();
    Ok(Staff {
        id: agent(row, 0)?,
        name: row.get(1)?,
        display: row.get(2)?,
        roles: roles.ok_or_else(|| odd(3, "a role that this program does not know"))?,
        password: row.get(4)?,
        demo: row.get(5)?,
        created_at: time(row, 6)?,
        disabled_at: time_or_none(row, 7)?,
    })
}
