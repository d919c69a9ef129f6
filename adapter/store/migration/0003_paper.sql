-- +goose Up

-- Documents that the office issues, by their running number in the books: a row as soon as one has its number. No UPDATE, no
-- DELETE: that it is finished stands in paper_made, what became of it in paper_standing.
CREATE TABLE paper (
  id           BIGINT PRIMARY KEY,
  symbol       TEXT   NOT NULL, -- of the series, "" if the number stands alone
  year         BIGINT NOT NULL,
  number       BIGINT NOT NULL, -- from 1, without a gap
  request      TEXT   NOT NULL, -- the key under which it was asked for
  form         TEXT   NOT NULL,
  langs        TEXT   NOT NULL, -- "vi" or "vi,en"
  entry        TEXT   NOT NULL, -- the right it is about, "" if none
  made_from    TEXT   NOT NULL, -- the newest event that it takes in, as in entry.events; "" if none
  right_status TEXT   NOT NULL,
  dated        TEXT   NOT NULL,
  issued_by    TEXT   NOT NULL,
  reserved_at  TEXT   NOT NULL,
  UNIQUE (symbol, year, number)
);
CREATE INDEX paper_request ON paper (request);
CREATE INDEX paper_entry ON paper (entry) WHERE entry <> '';

-- The finished PDF. Its bytes are a blob, kept in the same transaction.
CREATE TABLE paper_made (
  paper       BIGINT PRIMARY KEY REFERENCES paper (id),
  template    TEXT   NOT NULL,
  version     TEXT   NOT NULL,
  sha256      TEXT   NOT NULL,
  size        BIGINT NOT NULL,
  made_at     TEXT   NOT NULL,
  signer      TEXT   NOT NULL, -- "" if it is not signed, as are the next two
  fingerprint TEXT   NOT NULL, -- SHA-256 of the certificate
  level       TEXT   NOT NULL,
  stamped_at  TEXT   NOT NULL  -- "" if it is not time-stamped
);
CREATE INDEX paper_made_sha256 ON paper_made (sha256);

-- What became of documents: void, replaced, withdrawn.
CREATE TABLE paper_standing (
  paper       BIGINT NOT NULL REFERENCES paper (id),
  n           BIGINT NOT NULL, -- from 1
  state       TEXT   NOT NULL,
  other       BIGINT NOT NULL, -- the document in its place, 0 if none
  reason      TEXT   NOT NULL,
  declared_by TEXT   NOT NULL,
  declared_at TEXT   NOT NULL,
  PRIMARY KEY (paper, n)
);
