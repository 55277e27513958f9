-- Signed checkpoints of the log, and the mark that details were destroyed by the home itself.

-- +goose Up

-- What was signed, in clear: sizes, hashes and times. id is that of the event that tells it.
CREATE TABLE checkpoints (
    id     TEXT    PRIMARY KEY,
    size   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    root   BLOB    NOT NULL,
    reason TEXT    NOT NULL,
    note   TEXT    NOT NULL
) STRICT;

CREATE INDEX checkpoints_by_size ON checkpoints (size);

-- Sealed where details stood that the home destroyed at the end of their retention: without it they are missing.
ALTER TABLE events ADD COLUMN destroyed BLOB;
