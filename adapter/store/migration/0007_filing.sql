-- +goose Up

-- Filings as the desk received them. No UPDATE, no DELETE: what became of them stands in submission_step.
CREATE TABLE submission (
  id          TEXT   PRIMARY KEY, -- its own sign
  account     TEXT   NOT NULL,    -- who filed
  request     TEXT   NOT NULL,    -- the key of the request
  kind        TEXT   NOT NULL,
  digest      TEXT   NOT NULL,    -- SHA-256 of the application
  entry       TEXT   NOT NULL,    -- where its first act stands
  log         BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  received_at TEXT   NOT NULL,
  dated       TEXT   NOT NULL,    -- the filing date at the office
  key         BIGINT NOT NULL,    -- of the vault, for the application and the documents
  body        BYTEA  NOT NULL,    -- the application, encrypted
  UNIQUE (account, request)
);
CREATE INDEX submission_received ON submission (received_at, id);

-- Its documents: the SHA-256 of the document, and the blob that holds it encrypted.
CREATE TABLE submission_file (
  submission TEXT   NOT NULL REFERENCES submission (id),
  n          BIGINT NOT NULL, -- from 1, in the order of the application
  sha256     TEXT   NOT NULL,
  size       BIGINT NOT NULL,
  blob       TEXT   NOT NULL,
  PRIMARY KEY (submission, n)
);

-- What became of it.
CREATE TABLE submission_step (
  submission TEXT   NOT NULL REFERENCES submission (id),
  n          BIGINT NOT NULL, -- from 1
  what       TEXT   NOT NULL,
  noted_at   TEXT   NOT NULL,
  noted_by   TEXT   NOT NULL,
  place      TEXT   NOT NULL, -- log:seq of an act in the register, "" if none
  entry      TEXT   NOT NULL, -- of a number: the right's address; "" else
  amount     BIGINT NOT NULL,
  words      TEXT   NOT NULL,
  PRIMARY KEY (submission, n)
);
CREATE INDEX submission_step_entry ON submission_step (entry) WHERE entry <> '';

-- Every number that was given, by series: from 1, without a gap.
CREATE TABLE series (
  name   TEXT   NOT NULL, -- "VN/TM"
  year   BIGINT NOT NULL, -- 0 for a series that never begins anew
  number BIGINT NOT NULL,
  entry  TEXT   NOT NULL UNIQUE,
  PRIMARY KEY (name, year, number)
);
