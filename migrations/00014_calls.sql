-- Calls: where each stands, what was recorded, what came of it. A call's row is written before anything is done on its line.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE calls (
    id          uuid PRIMARY KEY,
    pbx         text        NOT NULL,             -- which Asterisk
    channel_id  text        NOT NULL,             -- the citizen's leg there
    direction   text        NOT NULL CHECK (direction IN ('in', 'out')),
    purpose     text        NOT NULL,             -- report, message, callback, officer, sample
    line        text        NOT NULL DEFAULT '',  -- the city's number that was called
    caller      text        NOT NULL DEFAULT '',  -- E.164; '' when withheld. Personal data: erasure empties it
    grade       text        NOT NULL,             -- known, maybe, new, foreign, withheld
    lang        text        NOT NULL,
    emergency   boolean     NOT NULL DEFAULT false,
    step        text        NOT NULL,
    step_no     integer     NOT NULL,
    state       jsonb       NOT NULL,             -- the rest of where it stands
    due_at      timestamptz,                      -- when the step goes on by itself
    agent_id    uuid REFERENCES staff (id),
    started_at  timestamptz NOT NULL,
    queued_at   timestamptz,
    answered_at timestamptz,                      -- by an agent
    ended_at    timestamptz,
    ended_why   text        NOT NULL DEFAULT '',
    UNIQUE (pbx, channel_id)
);
CREATE INDEX calls_live ON calls (pbx) WHERE ended_at IS NULL;
CREATE INDEX calls_started ON calls (started_at);
CREATE INDEX calls_caller ON calls (caller, started_at) WHERE caller <> '';

-- What Asterisk records of a call, from before it begins until its bytes are a file of ours.
CREATE TABLE call_recordings (
    id         uuid PRIMARY KEY,
    call_id    uuid        REFERENCES calls (id) ON DELETE CASCADE,
    pbx        text        NOT NULL,
    name       text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('message', 'talk', 'fallback')),
    state      text        NOT NULL CHECK (state IN ('recording', 'stored', 'kept', 'empty', 'lost')),
    file_id    uuid REFERENCES files (id) ON DELETE SET NULL,
    millis     integer     NOT NULL DEFAULT 0,
    tries      integer     NOT NULL DEFAULT 0,
    retry_at   timestamptz,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    UNIQUE (pbx, name)
);
CREATE INDEX call_recordings_call ON call_recordings (call_id);
CREATE INDEX call_recordings_unsettled ON call_recordings (pbx) WHERE state IN ('recording', 'stored');

-- The reports that a call gave, in their order.
CREATE TABLE call_reports (
    call_id   uuid    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    ordinal   integer NOT NULL,
    report_id uuid    NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    PRIMARY KEY (call_id, ordinal)
);
CREATE INDEX call_reports_report ON call_reports (report_id);

-- A talk's recording is a file of its call until somebody hangs it on a report or a case.
ALTER TABLE files DROP CONSTRAINT files_subject_type_check;
ALTER TABLE files ADD CONSTRAINT files_subject_type_check CHECK (subject_type IN ('', 'case', 'report', 'call'));

-- +goose Down
DELETE FROM files WHERE subject_type = 'call';
ALTER TABLE files DROP CONSTRAINT files_subject_type_check;
ALTER TABLE files ADD CONSTRAINT files_subject_type_check CHECK (subject_type IN ('', 'case', 'report'));
DROP TABLE call_reports, call_recordings, calls;
