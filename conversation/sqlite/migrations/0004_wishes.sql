-- Who does not want to be written to unasked, by the keyed hash of their address: the newest wish of each.
CREATE TABLE wish (address BLOB PRIMARY KEY, stop INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
