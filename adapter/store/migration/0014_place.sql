-- +goose Up

-- Administrative units of all days. They are told by lists from outside and may be told anew: what a filing says of its area stands in the filing.
CREATE TABLE unit (
  code       TEXT   NOT NULL,
  since      TEXT   NOT NULL, -- first day, "" if not known
  until      TEXT   NOT NULL, -- first day on which it is no more, "" while it stands
  level      TEXT   NOT NULL,
  parent     TEXT   NOT NULL, -- code of the unit above, "" for a province
  name       TEXT   NOT NULL,
  english    TEXT   NOT NULL,
  became     TEXT   NOT NULL, -- codes divided by spaces
  source     TEXT   NOT NULL,
  unverified BIGINT NOT NULL, -- 1 if nobody has compared it with the official list
  told_at    TEXT   NOT NULL,
  shape      BYTEA,           -- see place.Shape.MarshalBinary; absent if not told
  PRIMARY KEY (code, since)
);

INSERT INTO setting (name, value) VALUES ('place.version', '0') ON CONFLICT (name) DO NOTHING;
