-- What was published, by whom and why, in order.
CREATE TABLE publication (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
