-- A conversation as it stands now, and its log. What an entry says lies apart from the entry: erasing removes the
-- content and keeps the number. Times are milliseconds since 1970 in UTC.

CREATE TABLE conversation (
  no             INTEGER PRIMARY KEY,
  id             BLOB NOT NULL UNIQUE,
  key_hash       BLOB UNIQUE,          -- none once erased: the visitor's key opens nothing any more
  began_at       INTEGER NOT NULL,
  seq            INTEGER NOT NULL,     -- the last entry's number
  stage          TEXT NOT NULL,
  since          INTEGER,              -- when the stage began; for a closed one, when it was closed
  agent          BLOB,
  agent_name     TEXT,                 -- the name that the visitor sees
  returned       INTEGER NOT NULL DEFAULT 0,
  choose_by      INTEGER,
  idle_asked     INTEGER,
  close_reason   TEXT,
  language       TEXT NOT NULL,
  urgent         INTEGER NOT NULL DEFAULT 0,
  by_person      INTEGER NOT NULL DEFAULT 0,
  open_question  INTEGER,
  visitor_at     INTEGER NOT NULL,
  offered_at     INTEGER,
  page_url       TEXT,
  page_title     TEXT,
  erased_at      INTEGER,
  CHECK (stage IN ('assistant', 'queued', 'with_agent', 'left_message', 'closed')),
  CHECK ((stage = 'with_agent') = (agent IS NOT NULL)),
  CHECK ((stage = 'closed') = (close_reason IS NOT NULL))
) STRICT;

CREATE INDEX conversation_is_open ON conversation (stage, since) WHERE stage <> 'closed';
CREATE INDEX conversation_is_closed ON conversation (since) WHERE stage = 'closed';
CREATE INDEX conversation_has_agent ON conversation (agent) WHERE agent IS NOT NULL;

-- The skeleton of the log. The key is not the conversation's: rows that are written together lie together, so that a
-- commit of many conversations' entries touches few pages.
CREATE TABLE entry (
  id            INTEGER PRIMARY KEY,
  conversation  INTEGER NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
  seq           INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  author        TEXT NOT NULL,
  agent         BLOB,
  agent_name    TEXT,
  kind          TEXT NOT NULL,         -- text, message, answer, event
  event         TEXT,
  reply_to      INTEGER,
  client        BLOB,                  -- a digest of the client's id, which is whatever a client sends
  client_of     BLOB,                  -- whose id it is: empty for the visitor, otherwise the agent
  awaits_reply  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX entry_number ON entry (conversation, seq);
CREATE UNIQUE INDEX entry_client ON entry (conversation, client, client_of) WHERE client IS NOT NULL;
CREATE UNIQUE INDEX entry_reply ON entry (conversation, reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX entry_awaits_reply ON entry (conversation) WHERE awaits_reply = 1;

CREATE TABLE content (
  entry    INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
  text     TEXT,
  contact  TEXT,                       -- JSON: how to answer a message that was left
  data     TEXT                        -- JSON: what belongs to an answer or an event
) STRICT;

-- What only staff see, anchored at an entry's number.
CREATE TABLE aside (
  id            INTEGER PRIMARY KEY,
  conversation  INTEGER NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
  at_seq        INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  agent         BLOB,
  kind          TEXT NOT NULL,
  text          TEXT,
  client        BLOB
) STRICT;

CREATE INDEX aside_conversation ON aside (conversation);
CREATE UNIQUE INDEX aside_client ON aside (conversation, client, agent) WHERE client IS NOT NULL;
