-- Holds that were ended: who kept a case's data and why, who let go of them and why. Rows are only added.

-- +goose Up
SET LOCAL lock_timeout = '10s';
CREATE TABLE released_holds (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    report_id   uuid        NOT NULL REFERENCES reports (id),
    reason      text        NOT NULL,
    since       timestamptz NOT NULL,
    held_by     text        NOT NULL,
    release     text        NOT NULL,
    released_at timestamptz NOT NULL,
    released_by text        NOT NULL
);
CREATE INDEX released_holds_at ON released_holds (released_at);

-- +goose Down
DROP TABLE released_holds;
