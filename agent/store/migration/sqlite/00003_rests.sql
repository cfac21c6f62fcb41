-- +goose Up
-- What one has to be allowed to read to see a turn's result; none is that it is not known.
ALTER TABLE turn ADD COLUMN rests BLOB;
