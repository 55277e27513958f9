-- When each recipient was last sent to, the dispatches of one, and the lines of the log that tell of one.

-- +goose Up

-- last is when the newest dispatch to it was made, in microseconds (UTC).
ALTER TABLE recipient_uses ADD COLUMN last INTEGER NOT NULL DEFAULT 0;

CREATE INDEX dispatches_by_recipient ON dispatches (recipient, created);

UPDATE recipient_uses SET last = coalesce((SELECT max(d.created) FROM dispatches AS d
    WHERE d.recipient = recipient_uses.recipient), 0);

-- Lines of the log that tell of no dispatch and of this recipient.
CREATE TABLE recipient_events (
    recipient TEXT    NOT NULL,
    event     INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (recipient, event)
) STRICT;
