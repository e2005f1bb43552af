-- Everything personal is in sealed blobs; what is looked up is a keyed hash. Times are nanoseconds since 1970, 0 for never.

CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;

-- One narrow row per conversation: all that accepting, taking and committing must judge.
CREATE TABLE head (
  c        INTEGER PRIMARY KEY,   -- short name of the conversation in the other tables, counting up
  id       TEXT NOT NULL UNIQUE,
  version  INTEGER NOT NULL,      -- commits
  n        INTEGER NOT NULL,      -- number of the last record
  taken    INTEGER NOT NULL,      -- inputs up to this number are done with
  inbox    INTEGER NOT NULL,      -- number of the last input
  in_due   INTEGER NOT NULL,      -- when the waiting inputs are due
  wake     INTEGER NOT NULL,
  due      INTEGER,               -- the earlier of the two; null: never
  attempts INTEGER NOT NULL,      -- takings since the last commit, from the second on
  log      INTEGER NOT NULL,      -- newest row of the log
  input    INTEGER NOT NULL,      -- newest row of the inputs
  snap     INTEGER NOT NULL,      -- number of the last record that the snapshot covers
  address  BLOB,                  -- keyed hash; null once closed
  status   TEXT NOT NULL,         -- of the card; empty before the first; gone: erased
  holder   TEXT NOT NULL,
  since    INTEGER NOT NULL,
  card     TEXT NOT NULL          -- JSON, never personal
) STRICT;
CREATE UNIQUE INDEX head_address ON head (address) WHERE address IS NOT NULL; -- one open conversation per address
CREATE INDEX head_due ON head (due) WHERE due IS NOT NULL;
CREATE INDEX head_status ON head (status, since);
CREATE INDEX head_holder ON head (holder, since) WHERE holder <> '';

-- One row per commit with records, appended in the order of time; prev leads back through the conversation.
CREATE TABLE log (
  seq   INTEGER PRIMARY KEY,
  c     INTEGER NOT NULL,
  prev  INTEGER NOT NULL,
  first INTEGER NOT NULL,         -- numbers of the first and the last record
  last  INTEGER NOT NULL,
  body  BLOB NOT NULL
) STRICT;

-- The newest snapshot of each conversation, sealed.
CREATE TABLE snapshot (c INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

-- One row per input: the inbox, and for nine days the memory of what was seen.
CREATE TABLE input (
  seq  INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,      -- keyed hash of source and id
  c    INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  at   INTEGER NOT NULL,          -- when it was accepted
  body BLOB                       -- sealed; null once erased
) STRICT;

-- Where the customer writes from, sealed.
CREATE TABLE origin (c INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

-- One data key per conversation and class, wrapped by the company's. A key removed is data removed.
CREATE TABLE datakey (c INTEGER NOT NULL, class TEXT NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY (c, class)) WITHOUT ROWID, STRICT;

-- Other names to find a conversation by, as keyed hashes.
CREATE TABLE name (key BLOB NOT NULL, c INTEGER NOT NULL, PRIMARY KEY (key, c)) WITHOUT ROWID, STRICT;
CREATE INDEX name_c ON name (c);

-- Limits across conversations.
CREATE TABLE count (key BLOB PRIMARY KEY, value INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX count_until ON count (until);

-- Messages for push channels.
CREATE TABLE outbox (
  seq      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  c        INTEGER NOT NULL,
  channel  TEXT NOT NULL,
  n        INTEGER NOT NULL,      -- number of the record that says it
  notice   INTEGER NOT NULL,      -- 1: sent at most once
  rank     INTEGER NOT NULL,      -- how far it came, see outbox.go; up to 1 it is pending
  attempts INTEGER NOT NULL,
  last     INTEGER NOT NULL,      -- last attempt
  ready    INTEGER NOT NULL,      -- not to be given before
  provider BLOB,                  -- keyed hash of the provider's id
  detail   TEXT NOT NULL,
  body     BLOB                   -- sealed address and message; null once it needs no sending
) STRICT;
CREATE INDEX outbox_ready ON outbox (channel, ready) WHERE rank <= 1;
CREATE INDEX outbox_order ON outbox (c, seq);
CREATE INDEX outbox_provider ON outbox (provider) WHERE provider IS NOT NULL;

-- Published company folders by content hash.
CREATE TABLE revision (hash TEXT PRIMARY KEY, bundle BLOB NOT NULL) STRICT;
