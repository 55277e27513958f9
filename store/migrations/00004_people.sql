-- Who is sent to how often, what became of recipients that were merged, and what the last import changed.

-- +goose Up

-- Dispatches made to a recipient.
CREATE TABLE recipient_uses (
    recipient TEXT    PRIMARY KEY,
    n         INTEGER NOT NULL
) STRICT;
INSERT INTO recipient_uses SELECT recipient, count(*) FROM dispatches GROUP BY recipient;

-- Dispatches made to an address; token is the keyed hash of channel and address.
CREATE TABLE address_uses (
    token TEXT    PRIMARY KEY,
    n     INTEGER NOT NULL
) STRICT;

-- A recipient that was merged into another is found under its old id.
CREATE TABLE recipient_aliases (
    id   TEXT PRIMARY KEY,
    kept TEXT NOT NULL
) STRICT;

CREATE INDEX recipient_aliases_kept ON recipient_aliases (kept);

-- Recipients as the last import found and left them.
CREATE TABLE recipient_imports (
    id   TEXT PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;
