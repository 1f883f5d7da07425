-- Every version of a page that an answer has quoted, so that the evidence outlives the page.

CREATE TABLE page_version (
  hash   BLOB PRIMARY KEY,             -- SHA-256 of the text
  title  TEXT NOT NULL,
  url    TEXT NOT NULL,
  text   TEXT NOT NULL
) STRICT;
