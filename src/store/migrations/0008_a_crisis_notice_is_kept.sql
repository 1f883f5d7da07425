-- What leaders have told every visitor at once, by whom, until when, and who took it down before that. The newest row
-- stands; the rows before it tell what stood when.

CREATE TABLE crisis_notice (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  until         INTEGER NOT NULL,
  staff         BLOB NOT NULL,
  name          TEXT NOT NULL,         -- the writer's, as it was then
  sv            TEXT NOT NULL,
  en            TEXT,
  client        BLOB NOT NULL,         -- what a client sends again is put up once
  withdrawn_at  INTEGER,
  withdrawn_by  BLOB,
  UNIQUE (staff, client)
) STRICT;
