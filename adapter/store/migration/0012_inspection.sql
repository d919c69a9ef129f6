-- +goose Up

-- What was found in the documents of filings: encrypted under the key of the case, and never rewritten.
CREATE TABLE inspection (
  submission TEXT   NOT NULL REFERENCES submission (id),
  n          BIGINT NOT NULL, -- the document, from 1
  try        BIGINT NOT NULL, -- from 1
  noted_at   TEXT   NOT NULL,
  noted_by   TEXT   NOT NULL, -- desk, or the account that asked again
  outcome    TEXT   NOT NULL, -- sound, unsound, broken or again
  body       BYTEA  NOT NULL, -- the report, encrypted; empty if there is none
  shown      TEXT   NOT NULL, -- the blob of the picture to show, encrypted; "" if there is none
  PRIMARY KEY (submission, n, try)
);
