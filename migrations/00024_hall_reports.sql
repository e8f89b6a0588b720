-- What became of the halls' ratings: instructions of the leadership, reports of each month, and who asked for results (VN-4.1 to VN-4.8).

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- The city's leadership tells the centre to show results in slices (VN-4.3). Without one that covers it, none names an operator.
CREATE TABLE hall_instructions (
    id           uuid PRIMARY KEY,
    given_by     text        NOT NULL,               -- the office of the leadership, and who holds it
    document     text        NOT NULL,               -- its number
    dated        date        NOT NULL,
    slices       text[]      NOT NULL CHECK (slices <> '{}' AND slices <@ ARRAY['branch', 'direction', 'operator']),
    branch_id    uuid REFERENCES hall_branches (id), -- null: all
    until        date        NOT NULL CHECK (until >= dated), -- the last day on which it may be used
    recorded_by  uuid        NOT NULL REFERENCES staff (id),
    recorded_at  timestamptz NOT NULL,
    withdrawn_by uuid REFERENCES staff (id),
    withdrawn_at timestamptz,
    event_seq    integer     NOT NULL,               -- the head of its history
    event_hash   bytea       NOT NULL,
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
CREATE INDEX hall_instructions_lately ON hall_instructions (recorded_at);

-- The reports that are made of each month by themselves (VN-4.1, VN-4.2): once for each branch, participant and the centre.
CREATE TABLE hall_monthly (
    id         uuid PRIMARY KEY,
    month      date        NOT NULL CHECK (extract(day FROM month) = 1),
    scope      text        NOT NULL CHECK (scope IN ('centre', 'branch', 'participant')),
    scope_id   uuid        NOT NULL,                 -- of the branch or the participant; of the centre one that stands for it
    file_id    uuid        NOT NULL REFERENCES files (id),
    made_at    timestamptz NOT NULL,
    UNIQUE (scope_id, month)
);
CREATE INDEX hall_monthly_lately ON hall_monthly (month);

-- The register of those who asked for results (VN-4.4 to VN-4.6).
CREATE TABLE hall_requests (
    id             uuid PRIMARY KEY,
    kind           text        NOT NULL CHECK (kind IN ('participant', 'leadership', 'department', 'media', 'citizen', 'body', 'court', 'police')),
    participant_id uuid REFERENCES hall_participants (id),
    branch_id      uuid REFERENCES hall_branches (id), -- whose head keeps it; null: the centre's
    written        boolean     NOT NULL,
    document       text        NOT NULL DEFAULT '',  -- the request's number
    dated          date,
    asked_by       text        NOT NULL,
    asked          text        NOT NULL,
    recorded_by    uuid        NOT NULL REFERENCES staff (id),
    recorded_at    timestamptz NOT NULL,
    agreed_by      text        NOT NULL DEFAULT '',  -- by whom the media's request was agreed to, and by which document (VN-4.4)
    agreed_in      text        NOT NULL DEFAULT '',
    agreed_on      date,
    refused_at     timestamptz,
    refusal        text        NOT NULL DEFAULT '',
    event_seq      integer     NOT NULL,
    event_hash     bytea       NOT NULL,
    CHECK ((kind = 'participant') = (participant_id IS NOT NULL)),
    CHECK (NOT written OR document <> '' AND dated IS NOT NULL),
    CHECK (written OR kind IN ('participant', 'leadership', 'department', 'media')),
    CHECK ((agreed_on IS NULL) = (agreed_by = '')),
    CHECK ((refused_at IS NULL) = (refusal = ''))
);
CREATE INDEX hall_requests_lately ON hall_requests (recorded_at);

-- What was handed out for a request.
CREATE TABLE hall_hand_outs (
    id         uuid PRIMARY KEY,
    request_id uuid        NOT NULL REFERENCES hall_requests (id),
    slice      jsonb       NOT NULL,                 -- which results
    form       text        NOT NULL CHECK (form IN ('oral', 'csv', 'xlsx', 'pdf')),
    file_id    uuid REFERENCES files (id),           -- as it was handed out
    staff_id   uuid        NOT NULL REFERENCES staff (id),
    at         timestamptz NOT NULL,
    CHECK ((form = 'oral') = (file_id IS NULL))
);
CREATE INDEX hall_hand_outs_request ON hall_hand_outs (request_id, at);

ALTER TABLE files DROP CONSTRAINT files_subject_type_check;
ALTER TABLE files ADD CONSTRAINT files_subject_type_check CHECK (subject_type IN ('', 'case', 'report', 'call', 'hall_report'));

-- +goose Down
DROP TABLE hall_hand_outs, hall_requests, hall_monthly, hall_instructions;
DELETE FROM files WHERE subject_type = 'hall_report';
ALTER TABLE files DROP CONSTRAINT files_subject_type_check;
ALTER TABLE files ADD CONSTRAINT files_subject_type_check CHECK (subject_type IN ('', 'case', 'report', 'call'));
