-- From where somebody has signed in: there they keep attempts of their own while others guess at their name elsewhere.
-- A place is a hash of the network and the account; the addresses themselves are not kept.

CREATE TABLE staff_place (
  staff    BLOB NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  place    BLOB NOT NULL,
  seen_at  INTEGER NOT NULL,
  PRIMARY KEY (staff, place)
) STRICT, WITHOUT ROWID;
