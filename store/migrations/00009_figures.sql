-- What the log tells in figures. The database counts by itself, in the change that is counted: no path can forget
-- it, and a million dispatches are never walked. A week begins on Monday at 05:00 UTC, midnight in Québec; it counts
-- from the one of 29 December 1969. A dispatch belongs to the week in which it was made.

-- +goose Up

-- When the other side confirmed it; null while it has not.
ALTER TABLE dispatches ADD COLUMN delivered INTEGER;
UPDATE dispatches SET delivered = updated WHERE state = 'delivered';

CREATE TABLE week_counts (
    week    INTEGER NOT NULL,
    channel TEXT    NOT NULL,
    state   TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (week, channel, state)
) STRICT, WITHOUT ROWID;

-- Upper bounds of how long a delivery took, in seconds, an eighth apart: from one second to a hundred days.
CREATE TABLE delivery_steps (
    upto INTEGER PRIMARY KEY
) STRICT;
WITH RECURSIVE steps (upto) AS (SELECT 1 UNION ALL SELECT upto + max(1, upto / 8) FROM steps WHERE upto < 8640000)
INSERT INTO delivery_steps SELECT upto FROM steps;

CREATE TABLE delivery_times (
    week    INTEGER NOT NULL,
    channel TEXT    NOT NULL,
    upto    INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (week, channel, upto)
) STRICT, WITHOUT ROWID;

-- last is the newest dispatch that failed; it tells the address.
CREATE TABLE failure_counts (
    week      INTEGER NOT NULL,
    channel   TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    n         INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    PRIMARY KEY (week, channel, recipient)
) STRICT, WITHOUT ROWID;

INSERT INTO week_counts SELECT (created + 241200000000) / 604800000000, channel, state, count(*)
    FROM dispatches GROUP BY 1, 2, 3;
INSERT INTO delivery_times SELECT (d.created + 241200000000) / 604800000000, d.channel,
        coalesce((SELECT min(upto) FROM delivery_steps WHERE upto >= (d.delivered - d.created) / 1000000),
            (SELECT max(upto) FROM delivery_steps)), count(*)
    FROM dispatches AS d WHERE d.delivered IS NOT NULL GROUP BY 1, 2, 3;
INSERT INTO failure_counts SELECT (created + 241200000000) / 604800000000, channel, recipient, count(*), max(seq)
    FROM dispatches WHERE state IN ('failed', 'partial') GROUP BY 1, 2, 3;

-- +goose StatementBegin
CREATE TRIGGER figures_made AFTER INSERT ON dispatches BEGIN
    INSERT INTO week_counts (week, channel, state, n)
        VALUES ((NEW.created + 241200000000) / 604800000000, NEW.channel, NEW.state, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER figures_moved AFTER UPDATE OF state ON dispatches WHEN OLD.state <> NEW.state BEGIN
    UPDATE week_counts SET n = n - 1
        WHERE week = (OLD.created + 241200000000) / 604800000000 AND channel = OLD.channel AND state = OLD.state;
    INSERT INTO week_counts (week, channel, state, n)
        VALUES ((NEW.created + 241200000000) / 604800000000, NEW.channel, NEW.state, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO failure_counts (week, channel, recipient, n, last)
        SELECT (NEW.created + 241200000000) / 604800000000, NEW.channel, NEW.recipient, 1, NEW.seq
        WHERE NEW.state IN ('failed', 'partial')
        ON CONFLICT DO UPDATE SET n = n + 1, last = max(last, excluded.last);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER figures_delivered AFTER UPDATE OF delivered ON dispatches
    WHEN OLD.delivered IS NULL AND NEW.delivered IS NOT NULL BEGIN
    INSERT INTO delivery_times (week, channel, upto, n)
        VALUES ((NEW.created + 241200000000) / 604800000000, NEW.channel,
            coalesce((SELECT min(upto) FROM delivery_steps WHERE upto >= (NEW.delivered - NEW.created) / 1000000),
                (SELECT max(upto) FROM delivery_steps)), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- A server further on gave back what one before it had delivered.
-- +goose StatementBegin
CREATE TRIGGER figures_given_back AFTER UPDATE OF delivered ON dispatches
    WHEN OLD.delivered IS NOT NULL AND NEW.delivered IS NULL BEGIN
    UPDATE delivery_times SET n = n - 1
        WHERE week = (OLD.created + 241200000000) / 604800000000 AND channel = OLD.channel
        AND upto = coalesce((SELECT min(upto) FROM delivery_steps WHERE upto >= (OLD.delivered - OLD.created) / 1000000),
            (SELECT max(upto) FROM delivery_steps));
END;
-- +goose StatementEnd
