-- Secrets drawn for recipients whom nobody has told them yet: until then the one before stays in use.

-- +goose Up

CREATE TABLE recipient_secrets_drawn (
    recipient TEXT    PRIMARY KEY,
    drawn     INTEGER NOT NULL,
    secret    BLOB    NOT NULL
) STRICT;
