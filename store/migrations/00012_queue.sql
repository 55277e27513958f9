-- What is due, account by account: a queue of ten thousand for a slow line is not walked to find the one e-mail behind it.

-- +goose Up

CREATE INDEX dispatches_queue ON dispatches (state, account, next_at) WHERE next_at IS NOT NULL;
