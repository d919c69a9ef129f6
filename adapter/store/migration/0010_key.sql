-- +goose Up

-- Keys of accounts for the interface. No UPDATE, no DELETE: that a key was revoked stands in interface_key_end.
CREATE TABLE interface_key (
  id      TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  name    TEXT NOT NULL,        -- as its holder calls it
  hash    TEXT NOT NULL UNIQUE, -- SHA-256 of the token; the token itself is nowhere
  acts    TEXT NOT NULL,        -- what may be done with it, divided by spaces
  made_at TEXT NOT NULL,
  ends_at TEXT NOT NULL         -- "" if it does not end by itself
);
CREATE INDEX interface_key_account ON interface_key (account);
CREATE TABLE interface_key_end (
  id       TEXT PRIMARY KEY REFERENCES interface_key (id),
  ended_at TEXT NOT NULL,
  ended_by TEXT NOT NULL
);
