//! Names for things: ids are types, so that one cannot be handed in for another.

use std::collections::HashMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A UUIDv7 (RFC 9562): sorted by the time it was made. Time and chance are the caller's.
fn uuid_v7(at: DateTime<Utc>, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from the moment and 80 random bits.
            #[must_use]
            pub fn new(at: DateTime<Utc>, random: [u8; 10]) -> Self {
                Self(uuid_v7(at, random))
            }

            /// The id as it was stored.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The id as it is stored.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The moment it was made at, to the millisecond: the first 48 bits (RFC 9562, 5.7).
            #[must_use]
            pub fn made_at(&self) -> DateTime<Utc> {
                let millis = self.0.as_bytes()[..6].iter().fold(0, |millis, &byte| millis << 8 | i64::from(byte));
                DateTime::from_timestamp_millis(millis).unwrap_or_default()
            }

            /// Reads the hyphenated form; `None` when the text is no such id.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }
    };
}

uuid_id! {
    /// One conversation.
    ConversationId
}
uuid_id! {
    /// One member of staff who may sign in.
    AgentId
}

uuid_id! {
    /// One file that somebody sent.
    FileId
}

/// An entry's number in its conversation: 1, 2, 3 … without gaps. [`Seq::NONE`] stands before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u32);

impl Seq {
    /// Before the first entry.
    pub const NONE: Self = Self(0);

    /// The number after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A map by ids. All of them are made by the desk or are digests, so nobody can choose ones that collide; the standard
/// hash, which is made for keys that strangers choose, takes several times as long, and each message is looked up in a
/// handful of maps.
pub type IdMap<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// A client's own id for one thing it asks for: its idempotency key, 1–64 characters, unique per conversation and
/// author.
///
/// It is whatever a client sends, even a personal number; 128 bits of its SHA-256 tell ids apart as well, and are all
/// that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientId([u8; 16]);

impl ClientId {
    /// The longest id, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Takes an id that keeps to the length; `None` otherwise.
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        let fits = !id.is_empty() && (id.len() <= Self::MAX_CHARS || id.chars().count() <= Self::MAX_CHARS);
        fits.then(|| {
            let digest: [u8; 32] = Sha256::digest(id.as_bytes()).into();
            Self(std::array::from_fn(|at| digest[at]))
        })
    }
}

/// A client's id in a conversation, and whose it is: two agents may use the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Client {
    /// The agent's, or the visitor's when there is none.
    pub of: Option<AgentId>,
    /// What is kept of the id.
    pub digest: [u8; 16],
}

impl Client {
    /// An id of an agent's, or of the visitor's.
    #[must_use]
    pub fn new(of: Option<AgentId>, id: ClientId) -> Self {
        Self { of, digest: id.0 }
    }
}

/// What opens one conversation for its visitor: 256 random bits that only the visitor's browser keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitorKey([u8; 32]);

impl VisitorKey {
    /// A key from 256 random bits.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads a key as the browser sends it; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == bytes.len()).then_some(Self(bytes))
    }

    /// What the store keeps instead of the key.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(self.0).into())
    }

    /// The key as the browser keeps it: 43 characters of URL-safe Base64.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for VisitorKey {
    // A key in a log would open the conversation to whoever reads the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorKey(…)")
    }
}

/// The SHA-256 of a [`VisitorKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_way_through_the_browser_and_is_never_printed() {
        let key = VisitorKey::new([7; 32]);
        assert_eq!(VisitorKey::parse(&key.reveal()), Some(key.clone()));
        assert!(!format!("{key:?}").contains(&key.reveal()));
        assert_eq!(VisitorKey::parse("too short"), None);
        assert_eq!(VisitorKey::parse(&"A".repeat(300)), None);
    }

    #[test]
    fn a_clients_id_has_one_to_64_characters() {
        assert!(ClientId::new("").is_none());
        assert!(ClientId::new(&"å".repeat(64)).is_some());
        assert!(ClientId::new(&"å".repeat(65)).is_none());
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let at = DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
        let earlier = ConversationId::new(at, [255; 10]);
        let later = ConversationId::new(at + chrono::Duration::milliseconds(1), [0; 10]);
        assert!(earlier < later);
        assert_eq!((later.made_at(), earlier.made_at()), (at + chrono::Duration::milliseconds(1), at));
        assert_eq!(ConversationId::parse(&earlier.to_string()), Some(earlier));
    }
}
