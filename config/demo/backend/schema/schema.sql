CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE customers (
	id TEXT PRIMARY KEY, name TEXT NOT NULL, lang TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL,
	street TEXT NOT NULL, number TEXT NOT NULL, postcode TEXT NOT NULL, city TEXT NOT NULL);
CREATE INDEX customers_by_email ON customers (email);
CREATE TABLE messages (
	id TEXT PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, recipient TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE changes (
	reference TEXT PRIMARY KEY, customer TEXT NOT NULL, what TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
	starts_on TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX changes_by_customer ON changes (customer, what);
CREATE TABLE cases (
	number TEXT PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, contact TEXT NOT NULL, at TEXT NOT NULL);

CREATE TABLE requests (
	id INTEGER PRIMARY KEY, at TEXT NOT NULL, operation TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
	customer TEXT NOT NULL, key TEXT NOT NULL, status INTEGER NOT NULL, code TEXT NOT NULL,
	effects INTEGER NOT NULL, replayed INTEGER NOT NULL, fault TEXT NOT NULL,
	actor TEXT NOT NULL DEFAULT '');
CREATE INDEX requests_by_operation ON requests (operation, effects);
CREATE TABLE keys (
	key TEXT PRIMARY KEY, request TEXT NOT NULL, response TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX keys_by_age ON keys (at);
