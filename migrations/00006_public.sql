-- People's data on request: what was asked for, what was removed, what may not be removed yet. None of it names the person.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE privacy_requests (
    id       uuid PRIMARY KEY,
    kind     text        NOT NULL CHECK (kind IN ('export', 'erasure')),
    state    text        NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'done', 'refused')),
    reports  uuid[]      NOT NULL,             -- of the person, as somebody found and checked them
    proof    text        NOT NULL,             -- how they showed who they are
    asked_at timestamptz NOT NULL,
    asked_by text        NOT NULL,             -- a staff id, or 'system' for the shell
    done_at  timestamptz,
    done_by  text        NOT NULL DEFAULT '',
    reason   text        NOT NULL DEFAULT '',  -- why it was refused
    removed  jsonb       NOT NULL DEFAULT '{}', -- how many of what
    kept     jsonb       NOT NULL DEFAULT '[]', -- what was not removed, and why
    CHECK ((state = 'asked') = (done_at IS NULL))
);
CREATE INDEX privacy_requests_asked ON privacy_requests (asked_at DESC);

-- Reports whose data have to stay, whatever anybody asks: a court, an inspection.
CREATE TABLE legal_holds (
    report_id uuid PRIMARY KEY REFERENCES reports (id),
    reason    text        NOT NULL,
    since     timestamptz NOT NULL,
    held_by   text        NOT NULL
);

-- Bytes whose rows are gone and that are still to be removed.
CREATE TABLE blob_removals (
    blob_key text PRIMARY KEY,
    at       timestamptz NOT NULL
);

-- What retention did, in numbers.
CREATE TABLE retention_runs (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    removed jsonb       NOT NULL
);

CREATE INDEX reports_closed ON reports (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX deliveries_settled ON deliveries (settled_at) WHERE settled_at IS NOT NULL AND args <> '{}';

-- +goose Down
DROP INDEX deliveries_settled, reports_closed;
DROP TABLE retention_runs, blob_removals, legal_holds, privacy_requests;
