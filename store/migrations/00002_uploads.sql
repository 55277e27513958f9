-- What a portal must know to go on with an upload after a stop. Gone with the end of its dispatch.

-- +goose Up

CREATE TABLE uploads (
    dispatch INTEGER PRIMARY KEY REFERENCES dispatches (seq),
    updated  INTEGER NOT NULL,
    state    BLOB    NOT NULL
) STRICT;
