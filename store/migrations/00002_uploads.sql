-- What a portal must know to go on with an upload after a stop, or to tidy up after one that came to nothing.

-- +goose Up

CREATE TABLE uploads (
    dispatch INTEGER PRIMARY KEY REFERENCES dispatches (seq),
    updated  INTEGER NOT NULL,
    state    BLOB    NOT NULL
) STRICT;
