-- Content gaps are read from the log: replies that found nothing, and answers that a visitor said did not help. No word
-- of a question is stored a second time, so that it goes with its conversation, when that is erased or disposed of.

CREATE INDEX entry_answer ON entry (at) WHERE kind = 'answer';

-- Of several ratings of one answer the last one counts.
CREATE VIEW answer_rating AS
  SELECT r.conversation, r.seq, r.at, r.helpful FROM rating r
  WHERE r.helpful IS NOT NULL AND r.id = (SELECT max(id) FROM rating
    WHERE conversation = r.conversation AND seq = r.seq AND helpful IS NOT NULL);

-- What an editor has seen to, question by question, and the page that answers it since then.
CREATE TABLE gap_handled (
  question  INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  staff     BLOB NOT NULL,
  title     TEXT NOT NULL,
  url       TEXT NOT NULL
) STRICT;
