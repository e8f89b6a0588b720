-- Reports, wordings, cases, their history, deadlines, deliveries and the outbox. Personal data lives in applicants,
-- reports.text, wordings.text, messages.text, deliveries.args and files only, so that erasure never touches the history
-- (events hold salted digests).

-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Who asks: what MR-4.4.1 wants on the card. One row for each report; erasure empties it.
CREATE TABLE applicants (
    id            uuid PRIMARY KEY,
    surname       text    NOT NULL DEFAULT '',
    name          text    NOT NULL DEFAULT '',
    patronymic    text    NOT NULL DEFAULT '',
    residence     text    NOT NULL DEFAULT '', -- not the place of the problem
    phone         text    NOT NULL DEFAULT '', -- E.164
    email         text    NOT NULL DEFAULT '',
    anonymous     boolean NOT NULL DEFAULT false,
    warned_at     timestamptz,                 -- MR-4.4.2: the warning was given
    lang          text    NOT NULL DEFAULT 'uk',
    reply_channel text    NOT NULL DEFAULT '' CHECK (reply_channel IN ('', 'telegram', 'email', 'phone')),
    reply_address text    NOT NULL DEFAULT '',
    erased_at     timestamptz
);
CREATE INDEX applicants_phone ON applicants (phone) WHERE phone <> '';
CREATE INDEX applicants_reply ON applicants (reply_channel, reply_address) WHERE reply_address <> '';

-- What the citizen said, before it is worded.
CREATE TABLE reports (
    id           uuid PRIMARY KEY,
    version      bigint      NOT NULL DEFAULT 1,
    status       text        NOT NULL CHECK (status IN
        ('waiting', 'claimed', 'worded', 'call_back', 'registered', 'consulted', 'refused', 'withdrawn')),
    source       text        NOT NULL CHECK (source IN ('telegram', 'phone', 'visit', 'web', 'email')),
    applicant_id uuid        NOT NULL REFERENCES applicants (id),
    text         text        NOT NULL,
    salt         bytea       NOT NULL,
    place        text        NOT NULL DEFAULT '',
    district     text        NOT NULL DEFAULT '',
    lat          double precision,
    lon          double precision,
    sos          boolean     NOT NULL DEFAULT false, -- the citizen's or the taker's word for it; the kind is the wording's
    lang         text        NOT NULL DEFAULT 'uk',
    profile      text        NOT NULL,
    profile_version text     NOT NULL,
    received_at  timestamptz NOT NULL,
    received_by  uuid        REFERENCES staff (id),
    claimed_by   uuid        REFERENCES staff (id),
    claimed_at   timestamptz,
    wording_id   uuid,                               -- the last wording
    wordings     integer     NOT NULL DEFAULT 0,     -- how many there were
    case_id      uuid,
    outcome_code text        NOT NULL DEFAULT '',    -- refusal reason, competent body
    outcome_note text        NOT NULL DEFAULT '',
    closed_at    timestamptz,
    event_seq    integer     NOT NULL DEFAULT 0,
    event_hash   bytea       NOT NULL DEFAULT ''::bytea,
    CHECK ((status = 'claimed') <= (claimed_by IS NOT NULL)),
    CHECK ((lat IS NULL) = (lon IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX reports_open ON reports (sos DESC, received_at) WHERE closed_at IS NULL;
-- One agent holds one report at a time; a report has one holder by being one row.
CREATE UNIQUE INDEX reports_one_claim ON reports (claimed_by) WHERE status = 'claimed';
CREATE INDEX reports_applicant ON reports (applicant_id);

-- The text the applicant agrees to (MR-4.3, MR-4.4).
CREATE TABLE wordings (
    id          uuid PRIMARY KEY,
    report_id   uuid        NOT NULL REFERENCES reports (id),
    ordinal     integer     NOT NULL,
    state       text        NOT NULL CHECK (state IN ('proposed', 'agreed', 'corrected', 'superseded', 'unneeded')),
    text        text        NOT NULL,
    salt        bytea       NOT NULL,
    topic       text        NOT NULL,
    kind        text        NOT NULL,
    district    text        NOT NULL DEFAULT '',
    place       text        NOT NULL DEFAULT '',
    lead_org    uuid        NOT NULL REFERENCES orgs (id),
    asked_via   text        NOT NULL CHECK (asked_via IN ('bot', 'link', 'read_aloud', 'none')),
    worded_by   uuid        NOT NULL REFERENCES staff (id),
    worded_at   timestamptz NOT NULL,
    settled_at  timestamptz,
    settled_how text        NOT NULL DEFAULT '' CHECK (settled_how IN ('', 'bot', 'link', 'read_aloud', 'none')),
    settled_by  text        NOT NULL DEFAULT '',     -- 'citizen' or the agent's id
    correction  text        NOT NULL DEFAULT '',
    UNIQUE (report_id, ordinal)
);
CREATE UNIQUE INDEX wordings_one_live ON wordings (report_id) WHERE state = 'proposed';

-- A case: звернення (Mariupol), повідомлення (Romny).
CREATE TABLE cases (
    id              uuid PRIMARY KEY,
    year            integer     NOT NULL,
    seq             integer     NOT NULL,
    version         bigint      NOT NULL DEFAULT 1,
    profile         text        NOT NULL,
    profile_version text        NOT NULL,
    status          text        NOT NULL,  -- the profile's
    phase           text        NOT NULL CHECK (phase IN ('new', 'working', 'proposed', 'ended')),
    outcome         text        NOT NULL DEFAULT '',
    kind            text        NOT NULL,
    sos             boolean     NOT NULL,
    topic           text        NOT NULL REFERENCES topics (code),
    district        text        NOT NULL DEFAULT '',
    place           text        NOT NULL DEFAULT '',
    lat             double precision,
    lon             double precision,
    text            text        NOT NULL,
    report_id       uuid        NOT NULL REFERENCES reports (id),
    wording_id      uuid        NOT NULL UNIQUE REFERENCES wordings (id), -- one wording, one case
    applicant_id    uuid        NOT NULL REFERENCES applicants (id),
    anonymous       boolean     NOT NULL DEFAULT false,
    departure       text        NOT NULL DEFAULT '', -- MR-4.4: registered before agreement
    lead_org        uuid        NOT NULL REFERENCES orgs (id),
    executor_id     uuid        REFERENCES staff (id), -- named by the head (RO-4.3)
    level           smallint    NOT NULL DEFAULT 1,    -- MR-6.3
    cycle           integer     NOT NULL DEFAULT 1,
    ground          text        NOT NULL DEFAULT '',
    breached        text[]      NOT NULL DEFAULT '{}', -- kinds of breach in this cycle
    accept_due      timestamptz,
    solve_due       timestamptz,
    registered_at   timestamptz NOT NULL,
    registered_by   uuid        REFERENCES staff (id),
    accepted_at     timestamptz,
    ended_at        timestamptz,
    event_seq       integer     NOT NULL DEFAULT 0,
    event_hash      bytea       NOT NULL DEFAULT ''::bytea,
    UNIQUE (year, seq),
    CHECK ((phase = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((lat IS NULL) = (lon IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX cases_lead_open ON cases (lead_org, registered_at DESC) WHERE ended_at IS NULL;
CREATE INDEX cases_registered ON cases (registered_at DESC);
CREATE INDEX cases_applicant ON cases (applicant_id);
CREATE INDEX cases_text ON cases USING gin (text gin_trgm_ops);

-- Executors beside the lead (MR-4.6, MR-5.8.1).
CREATE TABLE case_assistants (
    case_id  uuid        NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    org_id   uuid        NOT NULL REFERENCES orgs (id),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, org_id)
);

-- What is said on a case or report: questions, answers, progress, notes.
CREATE TABLE messages (
    id           uuid PRIMARY KEY,
    subject_type text        NOT NULL CHECK (subject_type IN ('case', 'report')),
    subject_id   uuid        NOT NULL,
    at           timestamptz NOT NULL,
    direction    text        NOT NULL CHECK (direction IN ('from_citizen', 'to_citizen', 'internal')),
    author       text        NOT NULL, -- 'citizen', 'system' or a staff id
    text         text        NOT NULL,
    salt         bytea       NOT NULL
);
CREATE INDEX messages_subject ON messages (subject_id, at);

CREATE TABLE files (
    id           uuid PRIMARY KEY,
    subject_type text        NOT NULL DEFAULT '' CHECK (subject_type IN ('', 'case', 'report')),
    subject_id   uuid,                              -- null until it is attached
    name         text        NOT NULL,
    content_type text        NOT NULL,
    size         bigint      NOT NULL,
    sha256       bytea       NOT NULL,
    blob_key     text        NOT NULL UNIQUE,
    purpose      text        NOT NULL DEFAULT '',   -- photo, proof, act, letter, ...
    added_by     text        NOT NULL,
    added_at     timestamptz NOT NULL
);
CREATE INDEX files_subject ON files (subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX files_loose ON files (added_at) WHERE subject_id IS NULL;

-- The history: append only, one hash chain for each subject under that subject's row lock.
CREATE TABLE events (
    subject_id   uuid        NOT NULL,
    seq          integer     NOT NULL,
    at           timestamptz NOT NULL,
    subject_type text        NOT NULL,
    type         text        NOT NULL,
    actor        text        NOT NULL,  -- 'citizen', 'system' or a staff id
    role         text        NOT NULL,
    data         jsonb       NOT NULL,
    hash         bytea       NOT NULL,
    PRIMARY KEY (subject_id, seq, at)
) PARTITION BY RANGE (at);
CREATE TABLE events_default PARTITION OF events DEFAULT;

-- Roots of the new chain heads, a minute at a time: a deleted case or a cut tail no longer fits.
CREATE TABLE seals (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    position bigint      NOT NULL, -- the stream's position it covers
    root     bytea       NOT NULL  -- SHA-256 over the previous root and the leaves in order
);
CREATE TABLE seal_leaves (
    seal_id      bigint  NOT NULL REFERENCES seals (id),
    subject_type text    NOT NULL,
    subject_id   uuid    NOT NULL,
    seq          integer NOT NULL,
    hash         bytea   NOT NULL,
    PRIMARY KEY (seal_id, subject_id)
);

-- A deadline. Its key is its identity: one for each (subject, kind, level, cycle).
CREATE TABLE deadlines (
    subject_id   uuid        NOT NULL,
    kind         text        NOT NULL,
    level        smallint    NOT NULL,
    cycle        integer     NOT NULL,
    subject_type text        NOT NULL,
    version      integer     NOT NULL DEFAULT 1, -- moves when due_at moves
    due_at       timestamptz NOT NULL,
    armed_at     timestamptz NOT NULL,
    why          jsonb       NOT NULL,
    fired_at     timestamptz,
    stopped_at   timestamptz,
    attempts     integer     NOT NULL DEFAULT 0,
    retry_at     timestamptz,
    last_error   text        NOT NULL DEFAULT '',
    dead_at      timestamptz,
    PRIMARY KEY (subject_id, kind, level, cycle)
);
CREATE INDEX deadlines_due ON deadlines (due_at)
    WHERE fired_at IS NULL AND stopped_at IS NULL AND dead_at IS NULL;
CREATE INDEX deadlines_dead ON deadlines (dead_at) WHERE dead_at IS NOT NULL;

-- One breach for each deadline, for ever (MR-6.2; late acceptance and late solution are kinds).
CREATE TABLE breaches (
    subject_id uuid        NOT NULL,
    kind       text        NOT NULL,
    level      smallint    NOT NULL,
    cycle      integer     NOT NULL,
    breach     text        NOT NULL,
    org_id     uuid        NOT NULL,
    due_at     timestamptz NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (subject_id, kind, level, cycle)
);
CREATE INDEX breaches_at ON breaches USING brin (at);

-- What has to be told to somebody. A row addressed to a role is expanded into rows addressed to people's
-- chats and mailboxes when it is sent, so that the transaction which causes it stays small.
CREATE TABLE deliveries (
    id           uuid PRIMARY KEY,
    parent_id    uuid,
    subject_type text        NOT NULL,
    subject_id   uuid        NOT NULL,
    recipient    text        NOT NULL,             -- citizen, staff, org or a role
    recipient_id uuid,                             -- applicant, staff or org that the role is relative to
    channel      text        NOT NULL DEFAULT '',  -- '' until expanded
    address      text        NOT NULL DEFAULT '',
    template     text        NOT NULL,
    args         jsonb       NOT NULL,
    urgent       boolean     NOT NULL DEFAULT false,
    gather       text        NOT NULL DEFAULT '',  -- rows of one gathering go out as one letter
    state        text        NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sent', 'expanded', 'dead', 'unreachable')),
    attempts     integer     NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    last_error   text        NOT NULL DEFAULT '',
    external_id  text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    settled_at   timestamptz
);
CREATE INDEX deliveries_due ON deliveries (channel, next_at, id) WHERE state = 'queued';
CREATE INDEX deliveries_urgent ON deliveries (channel, next_at, id) WHERE state = 'queued' AND urgent;
CREATE INDEX deliveries_gather ON deliveries (channel, gather, next_at) WHERE state = 'queued' AND gather <> '';
CREATE INDEX deliveries_subject ON deliveries (subject_id);
CREATE INDEX deliveries_dead ON deliveries (settled_at) WHERE state IN ('dead', 'unreachable');
CREATE UNIQUE INDEX deliveries_child ON deliveries (parent_id, channel, address) WHERE parent_id IS NOT NULL;

-- Committed changes on their way to the live feed. Positions are given by the stream's relay in id order.
CREATE TABLE streams (
    name     text PRIMARY KEY,
    epoch    uuid   NOT NULL DEFAULT gen_random_uuid(), -- a restore starts a new one
    position bigint NOT NULL DEFAULT 0,
    sealed   bigint NOT NULL DEFAULT 0
);
INSERT INTO streams (name) VALUES ('cases');

CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream       text        NOT NULL,
    position     bigint,
    at           timestamptz NOT NULL,
    type         text        NOT NULL,
    subject_type text        NOT NULL,
    subject_id   uuid        NOT NULL,
    version      bigint      NOT NULL,
    audience     text[]      NOT NULL, -- who may see it after the change
    lost         text[]      NOT NULL DEFAULT '{}', -- who saw it before and no longer may
    payload      jsonb       NOT NULL, -- absolute values
    event_seq    integer     NOT NULL,
    event_hash   bytea       NOT NULL
);
CREATE INDEX outbox_new ON outbox (id) WHERE position IS NULL;
CREATE UNIQUE INDEX outbox_position ON outbox (stream, position) WHERE position IS NOT NULL;

-- Idempotency: a command's key, who sent it, what it held, what came of it.
CREATE TABLE commands (
    scope        text        NOT NULL,
    key          text        NOT NULL,
    actor        text        NOT NULL,
    payload_hash bytea       NOT NULL,
    result_type  text        NOT NULL,
    result_id    uuid        NOT NULL,
    at           timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX commands_expiry ON commands USING brin (expires_at);

-- Made ahead: the year's number sequence and the months' partitions.
-- +goose StatementBegin
CREATE FUNCTION ensure_ahead(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    y integer;
    m timestamptz;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_ahead'));
    FOR y IN extract(year FROM at)::integer - 1 .. extract(year FROM at)::integer + 1 LOOP
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS case_number_%s AS integer MAXVALUE 999999 CACHE 1', y);
    END LOOP;
    FOR i IN 0 .. 3 LOOP
        m := date_trunc('month', at, 'UTC') + make_interval(months => i);
        part := format('events_%s', to_char(m AT TIME ZONE 'UTC', 'YYYY_MM'));
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
                part, m, m + interval '1 month');
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION next_case_number(y integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    name text := 'case_number_' || y;
BEGIN
    IF to_regclass(name) IS NULL THEN -- a clock far from now
        PERFORM ensure_ahead(make_timestamptz(y, 1, 2, 0, 0, 0, 'UTC'));
    END IF;
    RETURN nextval(name::regclass);
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

SELECT ensure_ahead(now());

-- +goose Down
DROP TABLE commands, outbox, streams, deliveries, breaches, deadlines, seal_leaves, seals, events, files, messages,
    case_assistants, cases, wordings, reports, applicants CASCADE;
DROP FUNCTION ensure_ahead(timestamptz), next_case_number(integer), refuse_change();
