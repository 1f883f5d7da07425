-- The code that lets a visitor come back: one a conversation, and only its hash. It goes when the conversation goes.

CREATE TABLE receipt (
  conversation  INTEGER PRIMARY KEY REFERENCES conversation (no) ON DELETE CASCADE,
  code_hash     BLOB NOT NULL UNIQUE,
  at            INTEGER NOT NULL
) STRICT;
