-- +goose Up
-- Who is signed in. The hash is of the browser's cookie.
CREATE TABLE session (
  hash   TEXT PRIMARY KEY,
  owner  TEXT NOT NULL, -- empty while somebody is signing in
  data   BYTEA NOT NULL,
  began  BIGINT NOT NULL,
  expiry BIGINT NOT NULL
);
CREATE INDEX session_owner ON session (owner, began, hash);
CREATE INDEX session_expiry ON session (expiry);

-- Who agreed to which text, by its digest.
CREATE TABLE consent (
  owner  TEXT NOT NULL,
  digest TEXT NOT NULL,
  time   BIGINT NOT NULL,
  PRIMARY KEY (owner, digest)
);
CREATE INDEX consent_time ON consent (time);
