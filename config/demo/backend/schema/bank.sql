CREATE TABLE cards (
	id TEXT PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, kind_en TEXT NOT NULL, last4 TEXT NOT NULL,
	account TEXT NOT NULL, account_en TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'active',
	reason TEXT NOT NULL DEFAULT '', reference TEXT NOT NULL DEFAULT '', replacement TEXT NOT NULL DEFAULT '');
CREATE INDEX cards_by_customer ON cards (customer);
CREATE TABLE thefts (
	reference TEXT PRIMARY KEY, customer TEXT NOT NULL, card TEXT NOT NULL, happened_on TEXT NOT NULL, story TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE payments (
	id TEXT PRIMARY KEY, customer TEXT NOT NULL, description TEXT NOT NULL, description_en TEXT NOT NULL, minor INTEGER NOT NULL,
	due TEXT NOT NULL, latest TEXT NOT NULL, postponable INTEGER NOT NULL, first_due TEXT NOT NULL DEFAULT '', reference TEXT NOT NULL DEFAULT '');
CREATE TABLE loans (
	id TEXT PRIMARY KEY, customer TEXT NOT NULL, lender TEXT NOT NULL, balance INTEGER NOT NULL, monthly INTEGER NOT NULL,
	rate REAL NOT NULL, months_left INTEGER NOT NULL, transfer TEXT NOT NULL DEFAULT '', new_months INTEGER NOT NULL DEFAULT 0,
	new_monthly INTEGER NOT NULL DEFAULT 0);
