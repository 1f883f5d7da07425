//! Vägledaren: the chat of a municipality's help desk.
//!
//! Visitors of the municipality's website ask in a chat. On weekdays 8–16 a *samhällsvägledare* answers from a console;
//! at all other times the assistant answers from the municipality's own pages, shows its source, and says so when it
//! does not know. One program, one file of SQLite.
//!
//! # The map
//!
//! | what | where |
//! | --- | --- |
//! | **pure** (no clock, no I/O, no framework) | |
//! | when the desk is staffed | [`hours`] |
//! | a conversation, its log and the rules of its life | [`conversation`] |
//! | who gets whom, and what the clock asks | [`routing`] |
//! | Swedish text | [`language`] |
//! | pages, passages, phrases, whom to ring | [`knowledge`] |
//! | from a question to a reply, and whether somebody may be in danger | [`answer`], `src/danger` |
//! | questions that found no answer, grouped by likeness | [`gaps`] |
//! | what every visitor is told at once, until a time | [`crisis`] |
//! | values become sentences, in Swedish and English | [`wording`] |
//! | a conversation to take home | [`transcript`] |
//! | the municipality's colours and logo, and whether they can be read | [`look`] |
//! | personal numbers, what a camera notes in a picture, addresses, how long things are kept | [`privacy`] |
//! | who may do what | [`access`] |
//! | spans that no setting of a clock moves | [`moment`] |
//! | **the outside world**, one folder a technology | |
//! | time and chance | [`clock`], [`chance`] |
//! | the index of the pages (tantivy) | [`search`] |
//! | what texts mean, as vectors (a model, optional) | [`meaning`] |
//! | the municipality's website → pages | [`import`] |
//! | a transcript as a PDF document (krilla) | [`pdf`] |
//! | everything that is kept (SQLite) | [`store`] |
//! | who is told what happened | [`bus`] |
//! | **what people can do**: load, decide, save, tell | [`desk`] |
//! | what happens by itself | [`jobs`] |
//! | **the edge** | |
//! | HTTP, WebSockets, long polling and files | [`http`] |
//! | what runs in the browser | [`web`] |
//! | the command line | [`commands`] |
//! | **the process** | [`config`], [`server`], [`lifecycle`], [`telemetry`] |
//!
//! Which folder may use which is kept by `tests/architecture`.
//!
//! # The path of a message
//!
//! ```text
//! composer ─► shared/connection.js ─► http/visitor (bytes → frame) ─► desk::visitor (mask, look for danger)
//!   ─► desk::sequencer (one order) ─► conversation::life (pure) ─► store.append (one synced commit for all that wait)
//!   ─► bus.tell ─► every subscribed socket          └─► ack
//! ```
//!
//! The way back is the same road. A socket subscribes, *then* reads the log, *then* streams higher numbers. Where no
//! WebSocket comes through, `shared/polling.js` and `http/polling` carry the same frames between the same two ends.
//!
//! # What is promised
//!
//! Each has tests in `tests/it` that fail when it is broken.
//!
//! 1. **Acknowledged is durable.** An `ack` leaves after the entry is committed and synced. A question that was
//!    acknowledged and not answered when the process died is answered when it is back, once.
//! 2. **One order.** Entries are numbered 1, 2, 3 … without gaps; what only staff see stands beside the log.
//! 3. **Exactly once.** What a client sends again under the same id gets the same number back.
//! 4. **Resume.** A client says its last number and gets the rest, or an explicit `reset`; never silence.
//! 5. **One agent**, never above capacity but for somebody in danger whom an agent takes by a press; when the agent is gone
//!    the conversation goes to the front of the queue.
//! 6. **Honest author.** Every entry says who speaks: visitor, agent, assistant or system.
//! 7. **Evidence.** An answer quotes pages word for word, and refers to the stored text of each page's version. What may be the
//!    answer is quoted likewise and said to be a guess; where the pages most likely do not hold it, the assistant says so.
//! 8. **As little personal data as possible.** Personal numbers are masked before anything is stored; message text never
//!    reaches a log; what is closed is disposed of in time.
//! 9. **A visitor's key opens one conversation**, and so does its receipt code, until it is disposed of; roles decide on
//!    every message and every request.
//! 10. **Bounded.** Every queue, buffer, message, rate and wait has a limit, and an error that says which.
//! 11. **Time, ids and chance are arguments.** Rules never read a clock.
//! 12. **Works from the keyboard and the screen reader**, at 320 px, in Swedish and English.
//!
//! # Where to change what
//!
//! The closing-time rule: `routing/clock.rs`. The wire: `http/wire.rs` with `http/visitor/wire.rs` and
//! `http/console/wire.rs` (and `http/asyncapi.json`, which a test holds against them). The score of a text:
//! `search/scores.rs`; what tells how well a passage fits: `search/candidates.rs`; how much of a question a text holds:
//! `knowledge/sought.rs`; what each feature weighs: `knowledge/weights.toml`, which `commands/train.rs` makes. What a
//! message asks: `answer/reading.rs`; what it is instead of a question: `answer/matter.rs`, `answer/courtesy.rs`,
//! `answer/remark.rs`; what tells of danger: the examples in `knowledge/danger`, from which `src/danger`, a package of its
//! own, learns the weights; what is said then: `answer/danger/text.rs` and `knowledge/referrals.toml`; what a conversation
//! remembers of it: `conversation/danger.rs`; what a measurement of the answers counts: `commands/eval/measure.rs`, with
//! questions of our own in `tests/data`; which words of a passage are quoted, and how sure that is: `answer/quote.rs`; what is an answer, a guess or neither:
//! `answer/pages.rs`; what stands for a passage's meaning: `search/points.rs`; the model's
//! arithmetic: `src/e5`, a package of its own. A sentence about hours: `wording/hours.rs`; the assistant's words:
//! `knowledge/phrases`; words on the screen: `web/locale`; the script that websites embed: `web/widget/widget.js`, and
//! its versions: `web/loader.rs`; how the browser is cleared: `web/widget/state`; how a page's modules become one
//! script: `web/joined.rs`. Which colours may meet: `look/contrast.rs`. What a file may be: `conversation/file.rs`; who
//! may send one: `desk/files.rs`; what is taken out of a picture: `privacy/picture`; what is made readable of pasted words:
//! `conversation/readable.rs`. Whether anything can be stored: `store/disk.rs`, `store/writer.rs`. What a page's
//! headers allow: `http/assets.rs`; what is shown where there is no page: `http/faults.rs`. Where else somebody answers when the chat does not:
//! `web/widget/state/reach.js`. The server's time in the console: `web/console/state/server_time.js`. Who may do what: `access.rs`, and the
//! table of `tests/it/access.rs`, where a new address or frame needs its line. What a saved conversation holds:
//! `transcript/mod.rs`; how its pages look:
//! `pdf/layout.rs`. What is shown to who waits: `desk/assistant.rs`. Which questions count as gaps: `store/gaps.rs`;
//! which of them are alike: `gaps/likeness.rs`. What a changed page sets off: `jobs/pages.rs`, `desk/known.rs`,
//! `search/indexer.rs`. A setting: `config/default.toml` and its struct in `config/`. A table: a new file in
//! `store/migrations`.
//!
//! # Words
//!
//! *visitor* the person asking · *agent* a member of staff who answers (samhällsvägledare) · *assistant* the automatic
//! answers · *desk* the staffed service with its hours · *conversation* a numbered log of *entries* · *stage* where it
//! stands: assistant, queued, with agent, left message, closed · *offer* routing's question to one agent · *page*,
//! *section*, *passage* what is published, a heading's part of it, what the index holds · *reply* what the assistant
//! says · *crisis notice* what a leader tells every visitor at once, above everything, until a time · *receipt code*
//! what lets a visitor come back to a conversation without an account · *transcript* a conversation to take home ·
//! *gap* questions about one thing that found no answer, or whose answer did not help · *handover* from assistant to
//! agent, agent to agent · *alarm*, *concern* what is told when danger is certain, when it is possible · *disposal* deleting under a decision (gallring)

pub mod access;
pub mod answer;
pub mod bus;
pub mod chance;
pub mod clock;
pub mod commands;
pub mod config;
pub mod conversation;
pub mod crisis;
pub mod desk;
pub mod gaps;
pub mod hours;
pub mod http;
pub mod import;
pub mod jobs;
pub mod knowledge;
pub mod language;
pub mod lifecycle;
pub mod look;
pub mod meaning;
pub mod moment;
pub mod pdf;
pub mod privacy;
pub mod routing;
pub mod search;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod transcript;
pub mod web;
pub mod wording;
