-- Calls that go out: what is to be called about, every attempt, who is on duty, whom not to call, samples of closed cases.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- An organisation outside the program: only its telephone reaches it (MR-7.8).
ALTER TABLE orgs ADD COLUMN phone_only boolean NOT NULL DEFAULT false;

-- An organisation's officers on duty (MR-4.9.1). Whoever comes first by sort is rung first.
CREATE TABLE org_duty (
    id        uuid PRIMARY KEY,
    org_id    uuid        NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    name      text        NOT NULL,             -- personal data
    phone     text        NOT NULL,             -- a number, or the name of a telephone that Asterisk knows
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    sort      integer     NOT NULL DEFAULT 0,
    CHECK (starts_at < ends_at)
);
CREATE INDEX org_duty_now ON org_duty (org_id, ends_at);

-- Numbers that nobody is called at about what can wait.
CREATE TABLE do_not_call (
    phone    text PRIMARY KEY, -- E.164; personal data
    reason   text        NOT NULL DEFAULT '',
    added_by uuid        NOT NULL REFERENCES staff (id),
    added_at timestamptz NOT NULL
);

-- Cases drawn by chance from those closed in a time, to ask their applicants (MR-6.4). Seed and population draw them again.
CREATE TABLE samples (
    id         uuid PRIMARY KEY,
    since      timestamptz NOT NULL,
    until      timestamptz NOT NULL,
    population integer     NOT NULL,
    seed       bigint      NOT NULL,
    by_machine boolean     NOT NULL,
    drawn_by   uuid        NOT NULL REFERENCES staff (id),
    drawn_at   timestamptz NOT NULL
);
CREATE TABLE sample_cases (
    sample_id uuid     NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
    ordinal   integer  NOT NULL,
    case_id   uuid     NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    result    text     NOT NULL DEFAULT '', -- done, undone, badly, or why nobody could be asked
    note      text     NOT NULL DEFAULT '', -- what they said, by an agent's hand; personal data
    staff_id  uuid REFERENCES staff (id),   -- who asked, null for the machine
    call_id   uuid REFERENCES calls (id) ON DELETE SET NULL,
    cycle     integer,                      -- of the case's terms, begun by a repeat
    asked_at  timestamptz,
    PRIMARY KEY (sample_id, ordinal),
    UNIQUE (sample_id, case_id)
);
CREATE INDEX sample_cases_case ON sample_cases (case_id);

-- Something to be called about. At most one is open about a case with one organisation's officer.
CREATE TABLE call_tasks (
    id          uuid PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind IN ('officer', 'callback', 'executor', 'sample')),
    case_id     uuid        REFERENCES cases (id) ON DELETE CASCADE,
    report_id   uuid        REFERENCES reports (id) ON DELETE CASCADE,
    sample_id   uuid        REFERENCES samples (id) ON DELETE CASCADE,
    org_id      uuid        REFERENCES orgs (id),
    staff_id    uuid        REFERENCES staff (id), -- who calls
    via         text        NOT NULL DEFAULT '',   -- at which telephone
    reason      text        NOT NULL DEFAULT '',   -- the clause that asks for it
    state       text        NOT NULL CHECK (state IN ('waiting', 'calling', 'done', 'failed', 'needless')),
    step        integer     NOT NULL DEFAULT 0,    -- how many of those on duty were given up
    attempts    integer     NOT NULL DEFAULT 0,    -- of this step
    tries       integer     NOT NULL DEFAULT 0,    -- in all
    next_at     timestamptz NOT NULL,
    lease_until timestamptz,
    call_id     uuid,                              -- of the attempt under way or the last one
    result      text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    CHECK (num_nonnulls(case_id, report_id) = 1)
);
CREATE INDEX call_tasks_next ON call_tasks (next_at) WHERE state IN ('waiting', 'calling');
CREATE INDEX call_tasks_case ON call_tasks (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX call_tasks_report ON call_tasks (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX call_tasks_call ON call_tasks (call_id) WHERE call_id IS NOT NULL;
CREATE UNIQUE INDEX call_tasks_one_officer ON call_tasks (case_id, org_id) WHERE kind = 'officer' AND state IN ('waiting', 'calling');
CREATE UNIQUE INDEX call_tasks_one_talk ON call_tasks (staff_id) WHERE kind IN ('callback', 'executor') AND state IN ('waiting', 'calling');

-- Every attempt, committed before the telephone rings.
CREATE TABLE call_attempts (
    task_id  uuid        NOT NULL REFERENCES call_tasks (id) ON DELETE CASCADE,
    no       integer     NOT NULL,
    call_id  uuid        NOT NULL UNIQUE,
    whom     text        NOT NULL DEFAULT '', -- the officer's name; personal data
    result   text        NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (task_id, no)
);
CREATE INDEX call_attempts_at ON call_attempts (at);

ALTER TABLE call_recordings DROP CONSTRAINT IF EXISTS call_recordings_kind_check;
ALTER TABLE call_recordings ADD CONSTRAINT call_recordings_kind_check CHECK (kind IN ('message', 'talk', 'fallback', 'answer'));

-- +goose Down
DELETE FROM call_recordings WHERE kind = 'answer';
ALTER TABLE call_recordings DROP CONSTRAINT call_recordings_kind_check;
ALTER TABLE call_recordings ADD CONSTRAINT call_recordings_kind_check CHECK (kind IN ('message', 'talk', 'fallback'));
DROP TABLE call_attempts, call_tasks, sample_cases, samples, do_not_call, org_duty;
ALTER TABLE orgs DROP COLUMN phone_only;
