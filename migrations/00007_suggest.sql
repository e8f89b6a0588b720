-- What the suggestion of topics has learned from confirmed wordings: counts of words, never a text. Made anew from the
-- reports that are still there, so that what was erased is forgotten with the next count.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- One row: which count is in force. Whoever counts locks it.
CREATE TABLE suggest_state (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    version    bigint      NOT NULL DEFAULT 0,
    counted_at timestamptz NOT NULL DEFAULT '2000-01-01 00:00Z',
    through    timestamptz NOT NULL DEFAULT '2000-01-01 00:00Z', -- the newest case that was counted
    reports    integer     NOT NULL DEFAULT 0
);
INSERT INTO suggest_state DEFAULT VALUES;

-- How many reports of a topic were counted, by weight.
CREATE TABLE suggest_topics (
    topic   text PRIMARY KEY,
    reports real NOT NULL
);

-- In how many of them a word or a pair of words stood, by weight. Words of fewer than three reports are not kept.
CREATE TABLE suggest_tokens (
    topic   text NOT NULL,
    token   text NOT NULL,
    reports real NOT NULL,
    PRIMARY KEY (topic, token)
);

-- +goose Down
DROP TABLE suggest_tokens, suggest_topics, suggest_state;
