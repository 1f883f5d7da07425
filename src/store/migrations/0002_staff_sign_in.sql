-- Members of staff and their sessions. A session's token is known to its browser only.

CREATE TABLE staff (
  id           BLOB PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display      TEXT NOT NULL,
  roles        TEXT NOT NULL,          -- words with a space between
  password     TEXT NOT NULL,          -- a PHC string
  demo         INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  disabled_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  token_hash  BLOB PRIMARY KEY,
  staff       BLOB NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_staff ON session (staff);
