//! The closed sets: kinds of danger, how certain it is, who is in danger, and in which language it was told.

use serde::{Deserialize, Serialize};

/// Declares a closed set whose members have a word each, in JSON, TOML and SQL alike.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $tag:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$item_doc])* #[serde(rename = $tag)] $item,)*
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: [Self; [$($tag),*].len()] = [$(Self::$item),*];

            /// The word for it.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$item => $tag,)* }
            }

            /// What a [word](Self::tag) stands for.
            #[must_use]
            pub fn from_tag(tag: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.tag() == tag)
            }
        }
    };
}

words! {
    /// A kind of danger.
    Kind {
        /// A life is in danger: illness, accident.
        Life = "life",
        /// Somebody thinks of ending their life, or harms themselves.
        Suicide = "suicide",
        /// Somebody is hurt or threatened.
        Violence = "violence",
        /// A child is in danger.
        Child = "child",
        /// Somebody has swallowed or breathed something dangerous.
        Poisoning = "poisoning",
        /// Something burns, or gas leaks.
        Fire = "fire",
        /// Somebody who may be in danger cannot be found.
        MissingPerson = "missing_person",
    }
}

words! {
    /// Who is in danger.
    About {
        /// The one who writes.
        Oneself = "self",
        /// Another grown-up, or it is not said who.
        Other = "other",
        /// A child, and a grown-up writes.
        Child = "child",
        /// A child, and the child writes.
        AsChild = "as_child",
        /// The one who writes fears to hurt somebody, or has.
        Causing = "causing",
    }
}

words! {
    /// The language of a text, of those that there are examples in.
    Tongue {
        /// Swedish.
        Sv = "sv",
        /// English.
        En = "en",
        /// Finnish.
        Fi = "fi",
        /// Arabic.
        Ar = "ar",
        /// Persian.
        Fa = "fa",
        /// Somali.
        So = "so",
        /// Ukrainian.
        Uk = "uk",
        /// Dari.
        Prs = "prs",
        /// Tigrinya.
        Ti = "ti",
        /// Polish.
        Pl = "pl",
        /// Spanish.
        Es = "es",
    }
}

words! {
    /// How certain danger is, the less certain first.
    Tier {
        /// It is possible: a careful person would worry.
        Concern = "concern",
        /// It is certain: the numbers to ring come first, at once.
        Alarm = "alarm",
    }
}

/// What a text was found to tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// How certain it is.
    pub tier: Tier,
    /// The kinds of danger, each once, the likeliest first; never empty.
    pub kinds: Vec<Kind>,
    /// Who is in danger.
    pub about: About,
    /// The language that it was told in.
    pub tongue: Tongue,
}
