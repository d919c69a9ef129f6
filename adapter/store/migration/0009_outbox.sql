-- +goose Up

-- Letters to be sent, written with the act that they tell of. A letter is encrypted, and is gone once it was sent.
CREATE TABLE outbox (
  id      TEXT   PRIMARY KEY,
  made_at TEXT   NOT NULL,
  next_at TEXT   NOT NULL, -- when it is tried
  state   TEXT   NOT NULL, -- waiting, sent or refused
  tries   BIGINT NOT NULL, -- in vain
  why     TEXT   NOT NULL, -- the answer to the last try, without addresses
  body    BYTEA  NOT NULL  -- empty unless it waits
);
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE state = 'waiting';

-- Scans of powers of attorney, encrypted: the SHA-256 of the scan, and the blob that holds it.
CREATE TABLE scan (
  sha256  TEXT PRIMARY KEY,
  kept_at TEXT NOT NULL,
  blob    TEXT NOT NULL
);
