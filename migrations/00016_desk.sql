-- The desk: agents' seats, who waits for one, and what agents order for their calls.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- One row for each person who ever took a seat: nobody has two calls, and no call has two agents.
CREATE TABLE desk_seats (
    staff_id     uuid PRIMARY KEY REFERENCES staff (id),
    state        text        NOT NULL CHECK (state IN ('off', 'ready', 'ringing', 'talking', 'wrapup', 'break')),
    since        timestamptz NOT NULL,
    why          text        NOT NULL DEFAULT '',       -- of a break that was not their own wish
    desk_phone   boolean     NOT NULL DEFAULT false,    -- instead of the browser
    langs        text[]      NOT NULL DEFAULT '{uk}',
    emergency    boolean     NOT NULL DEFAULT false,    -- emergencies go to them first
    call_id      uuid REFERENCES calls (id),
    wrapup_until timestamptz,
    freed_at     timestamptz NOT NULL,                  -- idle since
    heard_at     timestamptz NOT NULL,                  -- of their console
    CHECK ((call_id IS NOT NULL) = (state IN ('ringing', 'talking'))),
    CHECK ((wrapup_until IS NOT NULL) = (state = 'wrapup'))
);
CREATE UNIQUE INDEX desk_seats_call ON desk_seats (call_id) WHERE call_id IS NOT NULL;

-- One row for each call that ever waited for an agent.
CREATE TABLE desk_waits (
    call_id     uuid PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    pbx         text        NOT NULL,
    lang        text        NOT NULL,
    emergency   boolean     NOT NULL,
    state       text        NOT NULL CHECK (state IN ('waiting', 'offered', 'talking', 'over')),
    queued_at   timestamptz NOT NULL,                   -- at first: whoever waits again keeps their place
    place       integer     NOT NULL,                   -- in the queue, then
    staff_id    uuid REFERENCES staff (id),             -- whom it was given to
    offered_at  timestamptz,
    wanted_id   uuid REFERENCES staff (id),             -- whom it was transferred to
    wanted_till timestamptz,                            -- then anybody may take it
    answered_at timestamptz,                            -- for the first time
    over_at     timestamptz,
    outcome     text        NOT NULL DEFAULT '' CHECK (outcome IN ('', 'answered', 'abandoned', 'callback', 'message')),
    CHECK ((staff_id IS NOT NULL) = (state IN ('offered', 'talking')))
);
CREATE UNIQUE INDEX desk_waits_staff ON desk_waits (staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX desk_waits_waiting ON desk_waits (emergency DESC, queued_at, call_id) WHERE state IN ('waiting', 'offered');
CREATE INDEX desk_waits_queued ON desk_waits (queued_at);

-- What an agent wants done with their call. The bridge does each once and writes what came of it.
CREATE TABLE call_orders (
    id         uuid PRIMARY KEY,
    call_id    uuid        NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    staff_id   uuid        NOT NULL REFERENCES staff (id),
    kind       text        NOT NULL CHECK (kind IN ('hold', 'unhold', 'transfer', 'conference', 'drop', 'pause', 'resume',
                                                    'speak', 'number', 'hangup')),
    args       jsonb       NOT NULL,                    -- may hold a telephone number
    ordered_at timestamptz NOT NULL,
    done_at    timestamptz,
    result     text        NOT NULL DEFAULT ''
);
CREATE INDEX call_orders_call ON call_orders (call_id, ordered_at);
CREATE INDEX call_orders_open ON call_orders (ordered_at) WHERE done_at IS NULL;

-- What was not recorded, while personal data was dictated: milliseconds of the call's time, to null while it lasts.
ALTER TABLE call_recordings ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]';

-- Where in which recording an applicant agreed to a wording, or wanted it corrected, by a key (MR-4.4).
CREATE TABLE call_answers (
    wording_id uuid PRIMARY KEY REFERENCES wordings (id) ON DELETE CASCADE,
    call_id    uuid        NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    recording  text        NOT NULL,                    -- its name
    millis     integer     NOT NULL,                    -- from its beginning
    key        text        NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX call_answers_call ON call_answers (call_id);

ALTER TABLE wordings
    DROP CONSTRAINT wordings_asked_via_check,
    DROP CONSTRAINT wordings_settled_how_check,
    ADD CONSTRAINT wordings_asked_via_check CHECK (asked_via IN ('bot', 'link', 'read_aloud', 'phone', 'none')),
    ADD CONSTRAINT wordings_settled_how_check CHECK (settled_how IN ('', 'bot', 'link', 'read_aloud', 'phone', 'none'));

-- +goose Down
UPDATE wordings SET asked_via = 'read_aloud' WHERE asked_via = 'phone';
UPDATE wordings SET settled_how = 'read_aloud' WHERE settled_how = 'phone';
ALTER TABLE wordings
    DROP CONSTRAINT wordings_asked_via_check,
    DROP CONSTRAINT wordings_settled_how_check,
    ADD CONSTRAINT wordings_asked_via_check CHECK (asked_via IN ('bot', 'link', 'read_aloud', 'none')),
    ADD CONSTRAINT wordings_settled_how_check CHECK (settled_how IN ('', 'bot', 'link', 'read_aloud', 'none'));
DROP TABLE call_answers;
ALTER TABLE call_recordings DROP COLUMN pauses;
DROP TABLE call_orders, desk_waits, desk_seats;
