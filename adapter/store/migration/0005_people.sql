-- +goose Up

-- What was told of people: parties, accounts, roles, delegations, powers of attorney, conflicts. No UPDATE, no DELETE: a correction is
-- another fact.
CREATE TABLE fact (
  seq     BIGINT PRIMARY KEY, -- from 1, without a gap
  subject TEXT   NOT NULL,
  told_at TEXT   NOT NULL,
  told_by TEXT   NOT NULL,    -- account
  what    TEXT   NOT NULL,
  body    TEXT   NOT NULL     -- JSON
);
CREATE INDEX fact_subject ON fact (subject, seq);

-- How a subject is found: derived from its facts; verify derives it again.
CREATE TABLE lookup (
  kind    TEXT NOT NULL,
  key     TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (kind, key, subject)
);
CREATE INDEX lookup_subject ON lookup (subject);
CREATE UNIQUE INDEX lookup_one ON lookup (kind, key) WHERE kind IN ('email', 'credential');

-- What is secret of a credential, encrypted under a key of the vault. It is replaced and destroyed freely.
CREATE TABLE secret (
  credential TEXT  PRIMARY KEY,
  body       BYTEA NOT NULL
);

-- What parties declare of themselves, apart from everything else: under a pseudonym that only the vault can make, each encrypted under
-- a key of its own. No time and no account stands here. The newest row of a pseudonym counts; an empty body says that it was taken back.
CREATE TABLE declaration (
  pseudonym TEXT   NOT NULL,
  n         BIGINT NOT NULL, -- from 1
  key       BIGINT NOT NULL, -- of the vault
  body      BYTEA  NOT NULL,
  PRIMARY KEY (pseudonym, n)
);
