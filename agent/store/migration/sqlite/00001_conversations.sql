-- +goose Up
-- Times are microseconds since 1970; 0 is none.
CREATE TABLE conversation (
  id      TEXT PRIMARY KEY,
  owner   TEXT NOT NULL,
  title   TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  shared  TEXT UNIQUE,
  turns   INTEGER NOT NULL DEFAULT 0, -- the number of the last one
  size    INTEGER NOT NULL DEFAULT 0  -- of all results
) STRICT;
CREATE INDEX conversation_owner ON conversation (owner, updated, id);
CREATE INDEX conversation_updated ON conversation (updated);

CREATE TABLE turn (
  serial       INTEGER PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  question     TEXT NOT NULL,
  namespace    TEXT NOT NULL,
  rerun        INTEGER NOT NULL,
  state        TEXT NOT NULL,
  status       TEXT NOT NULL DEFAULT '',
  asked        INTEGER NOT NULL,
  ended        INTEGER NOT NULL DEFAULT 0,
  replica      TEXT NOT NULL,              -- who may end it, empty once that is done
  events       INTEGER NOT NULL DEFAULT 0, -- the number of the last one
  report       BLOB,
  answer       BLOB,
  pictures     BLOB,
  why          TEXT NOT NULL DEFAULT '',
  bundle_size  INTEGER NOT NULL DEFAULT 0,
  up           INTEGER,
  comment      TEXT NOT NULL DEFAULT '',
  UNIQUE (conversation, number)
) STRICT;
CREATE INDEX turn_running ON turn (replica) WHERE state = 'running';

CREATE TABLE event (
  turn   INTEGER NOT NULL REFERENCES turn ON DELETE CASCADE,
  number INTEGER NOT NULL,
  time   INTEGER NOT NULL,
  step   TEXT NOT NULL,
  done   INTEGER NOT NULL,
  total  INTEGER NOT NULL,
  PRIMARY KEY (turn, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundle (
  turn INTEGER PRIMARY KEY REFERENCES turn ON DELETE CASCADE,
  kept INTEGER NOT NULL,
  size INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX bundle_kept ON bundle (kept, turn, size);

CREATE TABLE replica (
  id   TEXT PRIMARY KEY,
  beat INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  time         INTEGER NOT NULL,
  actor        TEXT NOT NULL,
  face         TEXT NOT NULL,
  action       TEXT NOT NULL,
  conversation TEXT NOT NULL,
  turn         INTEGER NOT NULL,
  asked        TEXT NOT NULL,
  denied       TEXT NOT NULL,
  reads        BLOB,
  omitted      INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_actor ON audit (actor, number);
CREATE INDEX audit_time ON audit (time);

-- The words of each turn, by its serial; the words themselves are not kept.
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0');
-- +goose StatementBegin
CREATE TRIGGER turn_removed AFTER DELETE ON turn BEGIN
  DELETE FROM words WHERE rowid = old.serial;
END;
-- +goose StatementEnd
