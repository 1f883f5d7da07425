//! The plan: folder by folder what it may use, and what pure folders leave to others.

/// What one folder, or one file directly under `src`, may use of ours.
pub(crate) enum May {
    /// These, and of some of them only the items named: see [`ONLY`].
    Use(&'static [&'static str]),
    /// Everything but these.
    UseAllBut(&'static [&'static str]),
}

use May::{Use, UseAllBut};

/// Folders that are values and functions: no `async`, no clock, no input or output, no framework.
pub(crate) const PURE: &[&str] = &[
    "moment",
    "hours",
    "conversation",
    "routing",
    "language",
    "knowledge",
    "answer",
    "gaps",
    "crisis",
    "wording",
    "privacy",
    "access",
    "transcript",
    "look",
];

/// The lines. Whoever adds a folder adds its line.
pub(crate) const LINES: &[(&str, May)] = &[
    // Pure.
    // What a leader writes about opening and closing is masked before it can exist.
    ("hours", Use(&["conversation"])),
    ("language", Use(&[])),
    ("privacy", Use(&["language"])),
    // A text is masked before it can exist; a conversation knows the language that its visitor reads.
    ("conversation", Use(&["privacy", "language"])),
    ("moment", Use(&[])),
    ("routing", Use(&["conversation", "hours", "moment"])),
    ("knowledge", Use(&["language"])),
    // What the assistant says is an entry of a conversation.
    ("answer", Use(&["knowledge", "language", "hours", "conversation"])),
    // A question is words in a language, whoever asked it and wherever it stands.
    ("gaps", Use(&["language", "privacy"])),
    // What every visitor is told is a text like any other, by a member of staff.
    ("crisis", Use(&["conversation", "language"])),
    ("wording", Use(&["hours", "conversation", "knowledge", "language", "routing", "answer", "privacy"])),
    // What a visitor takes home is the log in words.
    ("transcript", Use(&["conversation", "language", "privacy", "wording"])),
    ("access", Use(&["conversation"])),
    ("look", Use(&[])),
    // The outside world, one folder a technology.
    ("clock", Use(&["moment"])),
    ("chance", Use(&[])),
    ("meaning", Use(&[])),
    ("search", Use(&["knowledge", "language", "meaning"])),
    ("import", Use(&["knowledge", "language", "moment", "conversation"])),
    (
        "store",
        Use(&["conversation", "privacy", "routing", "access", "hours", "knowledge", "language", "gaps", "crisis"]),
    ),
    ("bus", Use(&["conversation"])),
    ("pdf", Use(&["transcript", "wording"])),
    // What people can do.
    (
        "desk",
        Use(&[
            "hours",
            "language",
            "privacy",
            "conversation",
            "routing",
            "knowledge",
            "answer",
            "gaps",
            "crisis",
            "wording",
            "access",
            "moment",
            "clock",
            "chance",
            "search",
            "meaning",
            "store",
            "bus",
            "transcript",
            "pdf",
            "lifecycle",
            "telemetry",
        ]),
    ),
    ("jobs", Use(&["desk", "store", "search", "bus", "moment", "clock", "privacy", "hours", "knowledge", "config"])),
    // The edge. It never reads the store or the index: what it may know, the desk tells it.
    (
        "http",
        Use(&[
            "desk",
            "access",
            "conversation",
            "gaps",
            "crisis",
            "wording",
            "transcript",
            "language",
            "look",
            "routing",
            "web",
            "moment",
            "clock",
            "chance",
            "config",
            "hours",
            "telemetry",
            "lifecycle",
            "bus",
        ]),
    ),
    ("web", Use(&[])),
    // The process.
    // Which kinds of files there are is a conversation's matter.
    ("config", Use(&["hours", "look", "conversation"])),
    ("lifecycle", Use(&[])),
    ("telemetry", Use(&[])),
    ("server", UseAllBut(&["commands"])),
    ("commands", UseAllBut(&["http"])),
    ("main", Use(&["commands"])),
    // Its front page: words and links, and the list of the folders.
    ("lib", Use(&[])),
];

/// Of a folder that may be used, only these items: user, used, items.
pub(crate) const ONLY: &[(&str, &str, &[&str])] = &[
    ("hours", "conversation", &["Text", "TextError"]),
    // One rule tells a document for who sends one and for who imports one.
    ("import", "conversation", &["pdf_begins"]),
    // A socket's mailbox is the receiving end of the bus. The edge receives; only the desk tells and subscribes.
    ("http", "bus", &["Knock", "Mail", "Mailbox", "Party", "Place", "Side", "Standing", "Told"]),
    // What a website has to paste names the script and its hash.
    ("commands", "web", &["Loader", "BEFORE"]),
];

/// What a folder's own test files may use besides: user, used.
pub(crate) const IN_TESTS: &[(&str, &str)] = &[
    // A conversation is begun in a language.
    ("routing", "language"),
    // Disposal is tried on conversations that were closed.
    ("jobs", "conversation"),
    ("jobs", "language"),
    // A document is written in a language.
    ("pdf", "language"),
    // Questions are put to the index and the answers looked at.
    ("search", "answer"),
];

/// Files that count how long something lasts, with moments only.
pub(crate) const SPANS: &[&str] = &[
    "routing/agent.rs",
    "routing/decision.rs",
    "routing/mod.rs",
    "routing/offers.rs",
    "routing/pace.rs",
    "routing/presence.rs",
    "routing/queue.rs",
    "desk/due.rs",
    "desk/pace.rs",
    "desk/slot.rs",
    "http/sockets.rs",
    "import/web.rs",
    "jobs/pages.rs",
    "jobs/sessions.rs",
    "jobs/silence.rs",
    "jobs/tick.rs",
];

/// What no pure folder may name: the crate, or the path in it.
pub(crate) const IMPURE: &[&str] = &[
    "axum",
    "e5",
    "futures_util",
    "getrandom",
    "hyper",
    "hyper_util",
    "krilla",
    "prometheus",
    "rusqlite",
    "tantivy",
    "tokio",
    "tokio_tungstenite",
    "tokio_util",
    "tower",
    "tower_http",
    "tracing",
    "std::fs",
    "std::net",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "Local::now",
    "Utc::now",
    "Uuid::now_v7",
];
