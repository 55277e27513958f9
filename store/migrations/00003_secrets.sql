-- Secrets agreed with recipients, and what finds the passphrases that are to be forgotten.

-- +goose Up

CREATE TABLE recipient_secrets (
    recipient TEXT    PRIMARY KEY,
    agreed    INTEGER NOT NULL,
    secret    BLOB    NOT NULL
) STRICT;

CREATE INDEX dispatch_bodies_passphrase ON dispatch_bodies (seq) WHERE passphrase IS NOT NULL;
