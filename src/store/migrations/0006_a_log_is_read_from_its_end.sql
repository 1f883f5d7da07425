-- An entry names the one before it, a conversation its last one, and a log is read from its end. Appending writes at the
-- end of two tables and touches no index: what is written together lies together, so that a commit of many
-- conversations' entries touches few pages. Where the parts belong is the store's matter: a reference would be looked up
-- for every message, and deleting by it would need an index again.
--
-- Which ids a client has used is known where a change is decided; an append that was decided on an old state is refused.

CREATE TABLE entry_from_its_end (
  id            INTEGER PRIMARY KEY,
  previous      INTEGER,               -- the entry before it in the conversation; none for the first
  conversation  INTEGER NOT NULL,
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

INSERT INTO entry_from_its_end
  SELECT id, lag(id) OVER (PARTITION BY conversation ORDER BY seq), conversation, seq, at, author, agent, agent_name,
    kind, event, reply_to, client, client_of, awaits_reply
  FROM entry;

CREATE TABLE content_of_its_own (
  entry    INTEGER PRIMARY KEY,
  text     TEXT,
  contact  TEXT,                       -- JSON: how to answer a message that was left
  data     TEXT                        -- JSON: what belongs to an answer or an event
) STRICT;

INSERT INTO content_of_its_own SELECT entry, text, contact, data FROM content;

ALTER TABLE conversation ADD COLUMN last_entry INTEGER;
UPDATE conversation SET last_entry = (SELECT id FROM entry WHERE conversation = no ORDER BY seq DESC LIMIT 1);

-- Contents first: dropping the entries would take them along.
DROP TABLE content;
DROP TABLE entry;
ALTER TABLE content_of_its_own RENAME TO content;
ALTER TABLE entry_from_its_end RENAME TO entry;

CREATE UNIQUE INDEX entry_reply ON entry (conversation, reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX entry_awaits_reply ON entry (conversation) WHERE awaits_reply = 1;
