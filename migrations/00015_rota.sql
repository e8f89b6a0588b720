-- The agents' rota (MR-2.2), and what is passed on when a shift ends.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE EXTENSION IF NOT EXISTS btree_gist; -- who and when in one exclusion

-- A version of a month's rota. One at most is worked on, and one is in force.
CREATE TABLE rotas (
    id           uuid PRIMARY KEY,
    year         integer     NOT NULL,
    month        smallint    NOT NULL CHECK (month BETWEEN 1 AND 12),
    version      integer     NOT NULL,
    revision     bigint      NOT NULL, -- moves with each change
    state        text        NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'replaced')),
    changed_by   uuid        NOT NULL REFERENCES staff (id),
    changed_at   timestamptz NOT NULL,
    submitted_by uuid        REFERENCES staff (id),
    submitted_at timestamptz,
    approved_by  uuid        REFERENCES staff (id),
    approved_at  timestamptz,
    reason       text        NOT NULL DEFAULT '', -- why it was returned
    UNIQUE (year, month, version),
    CHECK ((state IN ('approved', 'replaced')) = (approved_at IS NOT NULL))
);
CREATE UNIQUE INDEX rotas_one_open ON rotas (year, month) WHERE state IN ('draft', 'submitted');
CREATE UNIQUE INDEX rotas_one_approved ON rotas (year, month) WHERE state = 'approved';

-- What stands in the grid. An absence has no instants. live: of the version in force.
CREATE TABLE rota_shifts (
    rota_id   uuid    NOT NULL REFERENCES rotas (id) ON DELETE CASCADE,
    staff_id  uuid    NOT NULL REFERENCES staff (id),
    day       date    NOT NULL,
    pattern   text    NOT NULL,
    starts_at timestamptz,
    ends_at   timestamptz,
    live      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (rota_id, staff_id, day),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CHECK (starts_at < ends_at),
    CONSTRAINT rota_shifts_one_place EXCLUDE USING gist
        (rota_id WITH =, staff_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (starts_at IS NOT NULL),
    CONSTRAINT rota_shifts_one_live EXCLUDE USING gist
        (staff_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (live AND starts_at IS NOT NULL)
);
CREATE INDEX rota_shifts_now ON rota_shifts USING gist (tstzrange(starts_at, ends_at)) WHERE live AND starts_at IS NOT NULL;

-- What an agent has written for a report and not sent yet: it belongs to the report and goes with it. Personal data; it goes when
-- the report is worded or ends.
CREATE TABLE report_drafts (
    report_id uuid PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE,
    staff_id  uuid        NOT NULL REFERENCES staff (id),
    draft     jsonb       NOT NULL,
    saved_at  timestamptz NOT NULL
);

-- Who passed a report on, to whom (nobody: to the queue) and with what words. The note may hold personal data.
CREATE TABLE report_handovers (
    id        uuid PRIMARY KEY,
    report_id uuid        NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    from_id   uuid        NOT NULL REFERENCES staff (id),
    to_id     uuid        REFERENCES staff (id),
    by_system boolean     NOT NULL DEFAULT false, -- the shift ended and nobody was there
    note      text        NOT NULL DEFAULT '',
    at        timestamptz NOT NULL
);
CREATE INDEX report_handovers_report ON report_handovers (report_id, at);

ALTER TABLE admin_log
    DROP CONSTRAINT admin_log_subject_check,
    ADD CONSTRAINT admin_log_subject_check
        CHECK (subject IN ('person', 'org', 'topic', 'body', 'district', 'classifier', 'rota'));

-- +goose Down
DELETE FROM admin_log WHERE subject = 'rota';
ALTER TABLE admin_log
    DROP CONSTRAINT admin_log_subject_check,
    ADD CONSTRAINT admin_log_subject_check
        CHECK (subject IN ('person', 'org', 'topic', 'body', 'district', 'classifier'));
DROP TABLE report_handovers, report_drafts, rota_shifts, rotas;
DROP EXTENSION btree_gist;
