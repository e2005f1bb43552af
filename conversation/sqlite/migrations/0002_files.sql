-- What customers send, sealed. A row that no accepted input names is swept after a day.
CREATE TABLE file (
  c    INTEGER NOT NULL,
  id   TEXT NOT NULL,
  at   INTEGER NOT NULL,          -- when it was stored
  used INTEGER NOT NULL,          -- 1: an accepted input names it
  size INTEGER NOT NULL,          -- bytes
  meta BLOB NOT NULL,             -- sealed: what is known of it
  body BLOB NOT NULL,             -- sealed: its bytes
  PRIMARY KEY (c, id)
) STRICT;
CREATE INDEX file_loose ON file (at) WHERE used = 0;
