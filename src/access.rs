//! Who may do what: the roles of staff, and what a visitor's key opens (promise 9).
//!
//! Every request and every frame asks here, so that HTTP and WebSocket cannot differ. A person has a set of roles: in
//! a small town the leader also answers chats and edits.

pub mod name;
pub mod password;

use std::fmt;

use crate::conversation::{KeyHash, Stage, VisitorKey};

/// What a member of staff is trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Answers visitors.
    Agent,
    /// Leads the team: opens and closes the desk, puts up a crisis notice, reads statistics.
    Leader,
    /// Owns the pages that the assistant answers from.
    Editor,
    /// Manages staff.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Agent, Self::Leader, Self::Editor, Self::Admin];

    /// The word for it in JSON, SQL and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Leader => "leader",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// Reads [`as_str`](Self::as_str).
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// One table for everything that needs a role.
    fn may(self, deed: Deed) -> bool {
        match self {
            Self::Agent => matches!(deed, Deed::Answer | Deed::Read),
            Self::Leader => matches!(
                deed,
                Deed::Read
                    | Deed::OpenAndClose
                    | Deed::PutUpCrisisNotice
                    | Deed::ReadStatistics
                    | Deed::ReadProblems
                    | Deed::ReadGaps
            ),
            Self::Editor => matches!(deed, Deed::EditPages | Deed::ReadProblems | Deed::ReadGaps),
            Self::Admin => matches!(deed, Deed::ManageStaff),
        }
    }
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Be available, take conversations, write, note, hand over, close, work on the morning list.
    Answer,
    /// Read the queue and any conversation.
    Read,
    /// Open and close the desk by hand.
    OpenAndClose,
    /// Tell every visitor something at once, and take it back.
    PutUpCrisisNotice,
    /// Read statistics.
    ReadStatistics,
    /// Import and mend pages, say which page now answers a question.
    EditPages,
    /// See which files of pages cannot be read, and why.
    ReadProblems,
    /// See which questions found no answer.
    ReadGaps,
    /// Add, change and disable members of staff.
    ManageStaff,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 9] = [
        Self::Answer,
        Self::Read,
        Self::OpenAndClose,
        Self::PutUpCrisisNotice,
        Self::ReadStatistics,
        Self::EditPages,
        Self::ReadProblems,
        Self::ReadGaps,
        Self::ManageStaff,
    ];
}

/// A person's roles.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Roles(u8);

impl Roles {
    /// Whether the role is among them.
    #[must_use]
    pub fn contains(self, role: Role) -> bool {
        self.0 & 1 << role as u8 != 0
    }

    /// The roles, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |&role| self.contains(role))
    }

    /// The words for them, in the same order.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Role::as_str).collect()
    }

    /// Whether one of the roles allows it.
    #[must_use]
    pub fn may(self, deed: Deed) -> bool {
        self.iter().any(|role| role.may(deed))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<T: IntoIterator<Item = Role>>(roles: T) -> Self {
        Self(roles.into_iter().fold(0, |set, role| set | 1 << role as u8))
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Something that a visitor does with the conversation that their key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitorDeed {
    /// Read the log; what only staff see is never in it.
    Read,
    /// Change something: write, ask for a person, leave a message, end.
    Write,
    /// Say what it was worth.
    Rate,
    /// Have the content erased.
    Erase,
}

/// Whether the key opens the conversation whose key's hash is stored: exactly one, and no other.
#[must_use]
pub fn opens(key: &VisitorKey, stored: &KeyHash) -> bool {
    // What is compared are hashes of 256 random bits: how long it takes tells nothing about the key.
    key.hash() == *stored
}

/// What a visitor may do with their own conversation: everything but write to it once it is closed.
#[must_use]
pub fn visitor_may(deed: VisitorDeed, stage: &Stage) -> bool {
    match deed {
        VisitorDeed::Read | VisitorDeed::Rate | VisitorDeed::Erase => true,
        VisitorDeed::Write => !stage.is_closed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::CloseReason;

    #[test]
    fn each_role_may_exactly_this() {
        let table: Vec<_> = Role::ALL
            .into_iter()
            .map(|role| {
                let roles = Roles::from_iter([role]);
                (role.as_str(), Deed::ALL.into_iter().filter(|&deed| roles.may(deed)).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            table,
            [
                ("agent", vec![Deed::Answer, Deed::Read]),
                (
                    "leader",
                    vec![
                        Deed::Read,
                        Deed::OpenAndClose,
                        Deed::PutUpCrisisNotice,
                        Deed::ReadStatistics,
                        Deed::ReadProblems,
                        Deed::ReadGaps
                    ]
                ),
                ("editor", vec![Deed::EditPages, Deed::ReadProblems, Deed::ReadGaps]),
                ("admin", vec![Deed::ManageStaff]),
            ]
        );
    }

    #[test]
    fn a_set_may_what_one_of_its_roles_may_and_an_empty_one_nothing() {
        let both = Roles::from_iter([Role::Leader, Role::Agent, Role::Leader]);
        assert_eq!(both.names(), ["agent", "leader"]);
        assert!(both.may(Deed::Answer) && both.may(Deed::OpenAndClose) && !both.may(Deed::ManageStaff));
        assert!(Deed::ALL.into_iter().all(|deed| !Roles::default().may(deed)));
    }

    #[test]
    fn a_role_is_read_back_from_its_word() {
        assert!(Role::ALL.into_iter().all(|role| Role::parse(role.as_str()) == Some(role)));
        assert_eq!(Role::parse("Agent"), None);
    }

    #[test]
    fn a_key_opens_one_conversation_and_no_other() {
        let (mine, other) = (VisitorKey::new([1; 32]), VisitorKey::new([2; 32]));
        assert!(opens(&mine, &mine.hash()) && !opens(&mine, &other.hash()));
    }

    #[test]
    fn a_closed_conversation_can_be_read_rated_and_erased_but_not_written_to() {
        let at = chrono::DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
        let closed = Stage::Closed { reason: CloseReason::Ended, at };
        assert!(!visitor_may(VisitorDeed::Write, &closed) && visitor_may(VisitorDeed::Write, &Stage::Assistant));
        for deed in [VisitorDeed::Read, VisitorDeed::Rate, VisitorDeed::Erase] {
            assert!(visitor_may(deed, &closed));
        }
    }
}
