-- What may wait for a person, kept by the database itself in the change that makes it wait: a window asks for it after
-- every change, and a log of a million dispatches is never walked. Both columns may say yes too often, never too
-- seldom: who asks looks at the dispatch itself.

-- +goose Up

-- waits: an end that nobody knows, a dispatch held back, or one that failed and that nobody has put away.
-- untold: its passphrase is kept, and nobody has told it.
ALTER TABLE dispatches ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dispatches ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;

UPDATE dispatches SET waits = 1 WHERE state IN ('failed', 'partial') OR state IN ('queued', 'unknown') AND next_at IS NULL
    OR state = 'accepted' AND channel IN ('cloud_fax', 'portal');
UPDATE dispatches SET untold = 1 WHERE seq IN (SELECT seq FROM dispatch_bodies WHERE passphrase IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.dispatch = dispatches.id AND e.type = 'passphrase_given');

CREATE INDEX dispatches_waiting ON dispatches (created) WHERE waits = 1;
CREATE INDEX dispatches_untold ON dispatches (created) WHERE untold = 1;

-- What failed waits until it is put away. What is accepted is marked where its attempt is stored.
-- +goose StatementBegin
CREATE TRIGGER tasks_moved AFTER UPDATE OF state, next_at ON dispatches
    WHEN NEW.state IS NOT OLD.state OR NEW.next_at IS NOT OLD.next_at BEGIN
    UPDATE dispatches SET waits = CASE
            WHEN NEW.state IN ('queued', 'unknown') THEN NEW.next_at IS NULL
            WHEN NEW.state = OLD.state THEN NEW.waits
            ELSE NEW.state IN ('failed', 'partial')
        END WHERE seq = NEW.seq;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER tasks_settled AFTER INSERT ON events WHEN NEW.type IN ('put_away', 'taken_up', 'passphrase_given') BEGIN
    UPDATE dispatches SET
        waits = CASE NEW.type WHEN 'put_away' THEN 0 WHEN 'taken_up' THEN state IN ('failed', 'partial') ELSE waits END,
        untold = CASE NEW.type WHEN 'passphrase_given' THEN 0 ELSE untold END
        WHERE id = NEW.dispatch;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER tasks_words_kept AFTER INSERT ON dispatch_bodies WHEN NEW.passphrase IS NOT NULL BEGIN
    UPDATE dispatches SET untold = 1 WHERE seq = NEW.seq;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER tasks_words_gone AFTER UPDATE OF passphrase ON dispatch_bodies WHEN NEW.passphrase IS NULL BEGIN
    UPDATE dispatches SET untold = 0 WHERE seq = NEW.seq;
END;
-- +goose StatementEnd
