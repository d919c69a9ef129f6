-- +goose Up

-- One row a log. The sizes and the newest signed notes move; the leaves below them never do.
CREATE TABLE log (
  id             BIGINT PRIMARY KEY,
  lane           TEXT   NOT NULL,
  generation     BIGINT NOT NULL,
  origin         TEXT   NOT NULL UNIQUE,
  vkey           TEXT   NOT NULL,
  size           BIGINT NOT NULL,
  received_at    TEXT   NOT NULL, -- of the newest leaf; it never decreases
  signed_size    BIGINT NOT NULL,
  signed_at      TEXT   NOT NULL,
  signed_note    BYTEA  NOT NULL,
  witnessed_size BIGINT NOT NULL,
  witnessed_at   TEXT   NOT NULL,
  witnessed_note BYTEA  NOT NULL,
  closed         BIGINT NOT NULL,
  UNIQUE (lane, generation)
);

-- Leaf data as docs/log.md section 2 has it. No UPDATE, no DELETE.
CREATE TABLE event (
  log  BIGINT NOT NULL,
  seq  BIGINT NOT NULL,
  leaf BYTEA  NOT NULL,
  PRIMARY KEY (log, seq)
);

-- Full tiles of the tree: 256 hashes and their root.
CREATE TABLE tile (
  log    BIGINT NOT NULL,
  level  BIGINT NOT NULL,
  n      BIGINT NOT NULL,
  hashes BYTEA  NOT NULL,
  root   BYTEA  NOT NULL,
  PRIMARY KEY (log, level, n)
);

-- Disclosure strings in clear, a line each: those public from birth (by_seq = -1), and those that the event by_log, by_seq
-- opened.
CREATE TABLE disclosure (
  log    BIGINT NOT NULL,
  seq    BIGINT NOT NULL,
  by_log BIGINT NOT NULL,
  by_seq BIGINT NOT NULL,
  body   TEXT   NOT NULL,
  PRIMARY KEY (log, seq, by_log, by_seq)
);

-- Disclosure strings not public at birth, AES-256-GCM under a key of the vault. An opened one stays.
CREATE TABLE sealed (
  log    BIGINT NOT NULL,
  seq    BIGINT NOT NULL,
  digest TEXT   NOT NULL,
  name   TEXT   NOT NULL,
  key    BIGINT NOT NULL,
  body   BYTEA  NOT NULL,
  PRIMARY KEY (log, seq, digest)
);

-- Heads of entries: derived from what is public of their events; verify derives them again.
CREATE TABLE entry (
  id           TEXT   PRIMARY KEY,
  shown        BIGINT NOT NULL, -- 1 if anything of it is public
  registration TEXT   NOT NULL, -- OFFICE/KIND/NUMBER, "" if none
  status       TEXT   NOT NULL,
  mark         TEXT   NOT NULL,
  owner        TEXT   NOT NULL,
  classes      TEXT   NOT NULL,
  names        TEXT   NOT NULL, -- of rights other than marks, a line each, as are the next two
  symbols      TEXT   NOT NULL,
  documents    TEXT   NOT NULL,
  content      TEXT   NOT NULL,
  source       TEXT   NOT NULL,
  record       BIGINT NOT NULL,
  version      TEXT   NOT NULL,
  events       TEXT   NOT NULL  -- log:seq, space, …
);
CREATE INDEX entry_registration ON entry (registration) WHERE registration <> '';

-- Bytes of up to 256 KiB; larger ones are files beside the database.
CREATE TABLE blob (
  sha256 TEXT  PRIMARY KEY,
  body   BYTEA NOT NULL
);

-- Documents that were read, so that a second reading can say so.
CREATE TABLE reading (
  document TEXT   PRIMARY KEY, -- SHA-256
  name     TEXT   NOT NULL,
  size     BIGINT NOT NULL,
  started  TEXT   NOT NULL,
  finished TEXT   NOT NULL, -- "" while it is not
  report   TEXT   NOT NULL
);

-- The newest version in which a source told the same of a right as the register has, so that one in between is known to be
-- older. Nothing of the law depends on it.
CREATE TABLE seen (
  entry   TEXT PRIMARY KEY,
  version TEXT NOT NULL -- date
);

-- What is told of the office itself.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
