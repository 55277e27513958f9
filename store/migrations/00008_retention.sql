-- What must not be destroyed yet, what was, and what finds what is over.

-- +goose Up

-- target is the id of a dispatch or a recipient, empty when everything is held.
CREATE TABLE holds (
    id     TEXT    PRIMARY KEY,
    scope  TEXT    NOT NULL,
    target TEXT    NOT NULL,
    placed INTEGER NOT NULL,
    body   BLOB    NOT NULL
) STRICT;

CREATE INDEX holds_target ON holds (target);

-- Runs that destroyed something. One without an end goes on at the next.
CREATE TABLE destructions (
    id      TEXT    PRIMARY KEY,
    started INTEGER NOT NULL,
    ended   INTEGER,
    body    BLOB    NOT NULL
) STRICT;

CREATE INDEX dispatch_documents_dispatch ON dispatch_documents (dispatch);
