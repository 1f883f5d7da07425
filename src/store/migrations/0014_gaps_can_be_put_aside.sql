-- Questions that no page will ever answer, put aside by an editor, question by question. It can be taken back.

CREATE TABLE gap_put_aside (
  question  INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  staff     BLOB NOT NULL
) STRICT;
