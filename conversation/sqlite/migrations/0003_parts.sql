-- How many parts of a long message the provider has taken in, while others have still to leave.
ALTER TABLE outbox ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
