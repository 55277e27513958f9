-- The whole home. In clear: times (microseconds since 1970, UTC), states, channel kinds, counts, random
-- ids. Everything else is a sealed blob or a keyed hash.

-- +goose Up

-- Which vault sealed this home.
CREATE TABLE home (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    id     TEXT NOT NULL,
    canary BLOB NOT NULL
) STRICT;

CREATE TABLE recipients (
    seq     INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL UNIQUE,
    updated INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT;

-- Certificates of recipients; token is the keyed hash of the fingerprint.
CREATE TABLE keys (
    seq     INTEGER PRIMARY KEY,
    token   TEXT    NOT NULL UNIQUE,
    updated INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT;

-- The clinic's own certificates.
CREATE TABLE own_keys (
    seq     INTEGER PRIMARY KEY,
    token   TEXT    NOT NULL UNIQUE,
    updated INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    secret  BLOB    NOT NULL
) STRICT;

CREATE TABLE accounts (
    id      TEXT    PRIMARY KEY,
    channel TEXT    NOT NULL,
    updated INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    secret  BLOB
) STRICT;

-- token is the keyed hash of the name; version grows with every save.
CREATE TABLE settings (
    token   TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    value   BLOB    NOT NULL
) STRICT;

-- What changes of a dispatch, and what it is found by. Narrow, so that walking it is cheap.
CREATE TABLE dispatches (
    seq       INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    state     TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    account   TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    updated   INTEGER NOT NULL,
    next_at   INTEGER,
    tries     INTEGER NOT NULL
) STRICT;

CREATE INDEX dispatches_by_state ON dispatches (state, channel);
CREATE INDEX dispatches_due ON dispatches (next_at) WHERE next_at IS NOT NULL;

-- What never changes of a dispatch.
CREATE TABLE dispatch_bodies (
    seq        INTEGER PRIMARY KEY REFERENCES dispatches (seq),
    body       BLOB NOT NULL,
    passphrase BLOB
) STRICT;

-- How many dispatches stand in a state: counting a million rows would take too long for a window.
CREATE TABLE state_counts (
    state TEXT    PRIMARY KEY,
    n     INTEGER NOT NULL
) STRICT;

-- The first and the last dispatch created on a day (UTC), whatever clocks did in between.
CREATE TABLE dispatch_days (
    day       INTEGER PRIMARY KEY, -- since 1970
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL
) STRICT;

-- event is the line of the log that told the attempt as it stands.
CREATE TABLE attempts (
    id       TEXT    PRIMARY KEY,
    dispatch INTEGER NOT NULL REFERENCES dispatches (seq),
    n        INTEGER NOT NULL,
    started  INTEGER NOT NULL,
    ended    INTEGER,
    event    INTEGER NOT NULL REFERENCES events (seq),
    body     BLOB    NOT NULL,
    UNIQUE (dispatch, n)
) STRICT;

-- Never send twice: no second attempt beside one that may still be running.
CREATE UNIQUE INDEX attempts_one_open ON attempts (dispatch) WHERE ended IS NULL;

-- body holds the key of the document's file: without the row, the file cannot be read. held counts the
-- dispatches that hold the document.
CREATE TABLE documents (
    id    TEXT    PRIMARY KEY,
    added INTEGER NOT NULL,
    held  INTEGER NOT NULL DEFAULT 0,
    body  BLOB    NOT NULL
) STRICT;

CREATE INDEX documents_loose ON documents (added) WHERE held = 0;

CREATE TABLE dispatch_documents (
    document TEXT    NOT NULL REFERENCES documents (id),
    dispatch INTEGER NOT NULL REFERENCES dispatches (seq),
    PRIMARY KEY (document, dispatch)
) STRICT;

-- The log. commitment stays when details are destroyed, so that the tree still verifies.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    dispatch   TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    commitment BLOB    NOT NULL,
    details    BLOB
) STRICT;

CREATE INDEX events_by_dispatch ON events (dispatch);

-- Hashes of the log's Merkle tree (RFC 6962), in the dense order of Crosby and Wallach.
CREATE TABLE tree_hashes (
    idx  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;

-- Who runs the outbox.
CREATE TABLE lease (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL
) STRICT;

-- Keyed hashes of words and their beginnings; rowid is seq.
CREATE VIRTUAL TABLE dispatch_index USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE recipient_index USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
