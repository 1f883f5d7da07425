-- What an answer or a whole conversation was worth to its visitor.

CREATE TABLE rating (
  id            INTEGER PRIMARY KEY,
  conversation  INTEGER NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
  seq           INTEGER,               -- none: the conversation
  at            INTEGER NOT NULL,
  helpful       INTEGER,
  score         INTEGER,
  comment       TEXT,
  client        BLOB NOT NULL,
  UNIQUE (conversation, client)
) STRICT;
