-- What visitors and agents have sent, named by the conversation's id: bytes come before the entry that shows them, and are
-- kept once for a client's id, so that what is sent again after a lost answer is the same file.

CREATE TABLE file (
  no            INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  conversation  BLOB NOT NULL,
  client        BLOB NOT NULL,         -- a digest of the client's id
  client_of     BLOB NOT NULL,         -- whose id it is: empty for the visitor, otherwise the agent
  name          TEXT NOT NULL,
  kind          TEXT NOT NULL,
  bytes         BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX file_client ON file (conversation, client, client_of);
