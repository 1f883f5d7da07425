-- What was told of danger, as JSON, until the conversation is closed: so that the same is not told twice, and its staff see
-- it after a restart as well.

ALTER TABLE conversation ADD COLUMN danger TEXT;
