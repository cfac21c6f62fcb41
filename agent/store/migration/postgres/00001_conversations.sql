-- +goose Up
-- Times are microseconds since 1970; 0 is none.
CREATE TABLE conversation (
  id      TEXT PRIMARY KEY,
  owner   TEXT NOT NULL,
  title   TEXT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  shared  TEXT UNIQUE,
  turns   BIGINT NOT NULL DEFAULT 0, -- the number of the last one
  size    BIGINT NOT NULL DEFAULT 0  -- of all results
);
CREATE INDEX conversation_owner ON conversation (owner, updated, id);
CREATE INDEX conversation_updated ON conversation (updated);

CREATE TABLE turn (
  serial       BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE,
  number       BIGINT NOT NULL,
  question     TEXT NOT NULL,
  namespace    TEXT NOT NULL,
  rerun        BIGINT NOT NULL,
  state        TEXT NOT NULL,
  status       TEXT NOT NULL DEFAULT '',
  asked        BIGINT NOT NULL,
  ended        BIGINT NOT NULL DEFAULT 0,
  replica      TEXT NOT NULL,             -- who may end it, empty once that is done
  events       BIGINT NOT NULL DEFAULT 0, -- the number of the last one
  report       BYTEA,
  answer       BYTEA,
  pictures     BYTEA,
  why          TEXT NOT NULL DEFAULT '',
  bundle_size  BIGINT NOT NULL DEFAULT 0,
  up           BIGINT,
  comment      TEXT NOT NULL DEFAULT '',
  words        TSVECTOR,
  UNIQUE (conversation, number)
);
CREATE INDEX turn_running ON turn (replica) WHERE state = 'running';
CREATE INDEX turn_words ON turn USING gin (words);

CREATE TABLE event (
  turn   BIGINT NOT NULL REFERENCES turn ON DELETE CASCADE,
  number BIGINT NOT NULL,
  time   BIGINT NOT NULL,
  step   TEXT NOT NULL,
  done   BIGINT NOT NULL,
  total  BIGINT NOT NULL,
  PRIMARY KEY (turn, number)
);

CREATE TABLE bundle (
  turn BIGINT PRIMARY KEY REFERENCES turn ON DELETE CASCADE,
  kept BIGINT NOT NULL,
  size BIGINT NOT NULL,
  data BYTEA NOT NULL
);
-- A bundle is compressed already.
ALTER TABLE bundle ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX bundle_kept ON bundle (kept, turn, size);

CREATE TABLE replica (
  id   TEXT PRIMARY KEY,
  beat BIGINT NOT NULL
);

CREATE TABLE audit (
  number       BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  time         BIGINT NOT NULL,
  actor        TEXT NOT NULL,
  face         TEXT NOT NULL,
  action       TEXT NOT NULL,
  conversation TEXT NOT NULL,
  turn         BIGINT NOT NULL,
  asked        TEXT NOT NULL,
  denied       TEXT NOT NULL,
  reads        BYTEA,
  omitted      BIGINT NOT NULL
);
CREATE INDEX audit_actor ON audit (actor, number);
CREATE INDEX audit_time ON audit (time);
