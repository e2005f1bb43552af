-- Premiums are for a year, in cents, with no excess.
CREATE TABLE products (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, title_en TEXT NOT NULL, basic INTEGER NOT NULL, extended INTEGER NOT NULL);
CREATE TABLE accounts (customer TEXT PRIMARY KEY, iban TEXT NOT NULL, arrears INTEGER NOT NULL DEFAULT 0);
CREATE TABLE policies (
	id TEXT PRIMARY KEY, customer TEXT NOT NULL, product TEXT NOT NULL, cover TEXT NOT NULL, excess INTEGER NOT NULL,
	pays TEXT NOT NULL, started TEXT NOT NULL, taken_out TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'active', ends_on TEXT NOT NULL DEFAULT '',
	reference TEXT NOT NULL DEFAULT '', pays_since TEXT NOT NULL DEFAULT '', cover_before TEXT NOT NULL DEFAULT '',
	excess_before INTEGER NOT NULL DEFAULT 0, collection TEXT NOT NULL DEFAULT '');
CREATE INDEX policies_by_customer ON policies (customer);
CREATE TABLE claims (
	id TEXT PRIMARY KEY, customer TEXT NOT NULL, policy TEXT NOT NULL, cause TEXT NOT NULL, happened_on TEXT NOT NULL, place TEXT NOT NULL,
	story TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'reported', minor INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL);
CREATE INDEX claims_by_customer ON claims (customer);
CREATE TABLE photos (
	id INTEGER PRIMARY KEY, claim TEXT NOT NULL, customer TEXT NOT NULL, name TEXT NOT NULL, media TEXT NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE verdicts (id TEXT PRIMARY KEY, nl TEXT NOT NULL, en TEXT NOT NULL);
CREATE TABLE repairs (
	id TEXT PRIMARY KEY, day TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, claim TEXT UNIQUE, reference TEXT NOT NULL DEFAULT '');
CREATE TABLE complaints (
	reference TEXT PRIMARY KEY, customer TEXT NOT NULL, about TEXT NOT NULL, story TEXT NOT NULL,
	handler TEXT NOT NULL, answer_before TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE events (
	id TEXT PRIMARY KEY, about TEXT NOT NULL, body TEXT NOT NULL, pending INTEGER NOT NULL DEFAULT 1,
	sent INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
