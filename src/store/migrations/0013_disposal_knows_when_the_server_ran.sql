-- When the server last ran by a clock that it believed, so that a clock that is far from it deletes nothing; see
-- `privacy::Trust`. One row.

CREATE TABLE disposal_clock (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  known       INTEGER NOT NULL,
  doubted_at  INTEGER,                 -- what the clock in doubt showed last
  lived       INTEGER,                 -- how long the server has run by it, in milliseconds
  CHECK ((doubted_at IS NULL) = (lived IS NULL))
) STRICT;
