-- What was deleted under which decision. Nothing here tells who.

CREATE TABLE disposal (
  id             INTEGER PRIMARY KEY,
  at             INTEGER NOT NULL,
  decision       TEXT NOT NULL,
  conversations  INTEGER NOT NULL,
  by_person      INTEGER NOT NULL,     -- of those, how many a person had
  entries        INTEGER NOT NULL,
  oldest_closed  INTEGER NOT NULL,
  newest_closed  INTEGER NOT NULL
) STRICT;
