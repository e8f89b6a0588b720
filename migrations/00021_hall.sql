-- The halls of a service centre: branches, counters, tickets and what operators do with them.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE hall_participants (
    id   uuid PRIMARY KEY,
    code text  NOT NULL UNIQUE,
    name jsonb NOT NULL
);

CREATE TABLE hall_branches (
    id         uuid PRIMARY KEY,
    code       text    NOT NULL UNIQUE,
    place      integer NOT NULL,                     -- in lists
    name       jsonb   NOT NULL,
    zone       text    NOT NULL,
    hours      jsonb   NOT NULL,                     -- by weekday, 0 is Sunday: [["09:00", "18:00"], …]
    complaints jsonb   NOT NULL                      -- where its book of complaints lies (VN-3.4)
);

CREATE TABLE hall_directions (
    id             uuid PRIMARY KEY,
    branch_id      uuid    NOT NULL REFERENCES hall_branches (id),
    participant_id uuid    NOT NULL REFERENCES hall_participants (id),
    code           text    NOT NULL,
    letter         text    NOT NULL,                 -- of its tickets
    place          integer NOT NULL,
    name           jsonb   NOT NULL,
    seconds        integer NOT NULL CHECK (seconds > 0), -- a service usually takes
    active         boolean NOT NULL DEFAULT true,
    UNIQUE (branch_id, code),
    UNIQUE (branch_id, letter)
);

CREATE TABLE hall_counters (
    id         uuid PRIMARY KEY,
    branch_id  uuid    NOT NULL REFERENCES hall_branches (id),
    code       text    NOT NULL,                     -- as clients see it
    directions uuid[]  NOT NULL,
    rule       text    NOT NULL CHECK (rule IN ('oldest', 'ranked')), -- ranked: the directions in their order
    active     boolean NOT NULL DEFAULT true,
    UNIQUE (branch_id, code)
);

-- Who may serve where, and for which participant: ratings are told to theirs (VN-4.7).
CREATE TABLE hall_operators (
    staff_id       uuid NOT NULL REFERENCES staff (id),
    branch_id      uuid NOT NULL REFERENCES hall_branches (id),
    participant_id uuid NOT NULL REFERENCES hall_participants (id),
    PRIMARY KEY (staff_id, branch_id)
);

-- An operator at a counter: one of each for the other.
CREATE TABLE hall_signons (
    id         uuid PRIMARY KEY,
    counter_id uuid        NOT NULL REFERENCES hall_counters (id),
    staff_id   uuid        NOT NULL REFERENCES staff (id),
    began_at   timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX hall_signons_counter ON hall_signons (counter_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX hall_signons_staff ON hall_signons (staff_id) WHERE ended_at IS NULL;

-- The last number of a letter on a day of the branch.
CREATE TABLE hall_numbers (
    branch_id uuid    NOT NULL REFERENCES hall_branches (id),
    day       date    NOT NULL,
    letter    text    NOT NULL,
    last      integer NOT NULL,
    PRIMARY KEY (branch_id, day, letter)
);

CREATE TABLE hall_tickets (
    id           uuid PRIMARY KEY,
    branch_id    uuid        NOT NULL REFERENCES hall_branches (id),
    direction_id uuid        NOT NULL REFERENCES hall_directions (id),
    day          date        NOT NULL,               -- of the branch
    letter       text        NOT NULL,
    number       integer     NOT NULL,
    state        text        NOT NULL CHECK (state IN ('drawn', 'waiting', 'called', 'serving', 'parked', 'served', 'absent', 'left')),
    source       text        NOT NULL CHECK (source IN ('kiosk', 'desk', 'web', 'bot')),
    lang         text        NOT NULL,
    priority     text        NOT NULL DEFAULT '',    -- by which law they are served out of turn
    lane         smallint    NOT NULL,               -- 0 out of turn, 1 in turn
    turn_at      timestamptz NOT NULL,               -- who came, or had booked, before is before
    booked_at    timestamptz,                        -- for that time
    counter_id   uuid REFERENCES hall_counters (id), -- it waits, or is parked, for that one alone
    issued_at    timestamptz NOT NULL,
    called_at    timestamptz,                        -- for the first time
    over_at      timestamptz,
    least_wait   integer,                            -- seconds that were foretold
    most_wait    integer,
    version      bigint      NOT NULL,
    UNIQUE (branch_id, day, letter, number)
);
CREATE INDEX hall_tickets_waiting ON hall_tickets (branch_id, lane, turn_at, id) WHERE state = 'waiting';
CREATE INDEX hall_tickets_day ON hall_tickets (branch_id, day);

-- One operator's part of a visit, from the call to its end.
CREATE TABLE hall_visits (
    id           uuid PRIMARY KEY,
    ticket_id    uuid        NOT NULL REFERENCES hall_tickets (id),
    branch_id    uuid        NOT NULL REFERENCES hall_branches (id),
    counter_id   uuid        NOT NULL REFERENCES hall_counters (id),
    staff_id     uuid        NOT NULL REFERENCES staff (id),
    direction_id uuid        NOT NULL REFERENCES hall_directions (id), -- of the ticket then
    step         text        NOT NULL CHECK (step IN ('called', 'serving', 'served', 'absent', 'parked', 'passed', 'undone')),
    before       text        NOT NULL DEFAULT '',    -- the step before, while the last one can be undone
    stepped_at   timestamptz NOT NULL,
    nonce        uuid        NOT NULL,               -- of the pad, armed from the call to the end (VN-2.4)
    called_at    timestamptz NOT NULL,
    recalls      integer     NOT NULL DEFAULT 0,
    started_at   timestamptz,
    ended_at     timestamptz,
    version      bigint      NOT NULL,
    CHECK ((ended_at IS NULL) = (step IN ('called', 'serving')))
);
-- Two operators never have one client, one operator never two.
CREATE UNIQUE INDEX hall_visits_ticket ON hall_visits (ticket_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX hall_visits_counter ON hall_visits (counter_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX hall_visits_nonce ON hall_visits (nonce);
CREATE INDEX hall_visits_lately ON hall_visits (branch_id, ended_at) WHERE step = 'served';

-- A kiosk, a display or a pad. It proves who it is by a token that it got for a code shown once.
CREATE TABLE hall_devices (
    id         uuid PRIMARY KEY,
    branch_id  uuid        NOT NULL REFERENCES hall_branches (id),
    counter_id uuid REFERENCES hall_counters (id),
    role       text        NOT NULL CHECK (role IN ('kiosk', 'display', 'pad')),
    name       text        NOT NULL,
    code_hash  bytea UNIQUE,                         -- until it is paired
    code_until timestamptz,
    token_hash bytea UNIQUE,
    made_at    timestamptz NOT NULL,
    paired_at  timestamptz,
    revoked_at timestamptz,
    CHECK ((role = 'pad') = (counter_id IS NOT NULL))
);
-- One pad for each workplace (VN-2.2).
CREATE UNIQUE INDEX hall_devices_pad ON hall_devices (counter_id) WHERE role = 'pad' AND revoked_at IS NULL;

-- What was pressed, counted or not. Nothing is ever deleted from it.
CREATE TABLE hall_presses (
    id          uuid PRIMARY KEY,                    -- the pad's own, so that one that is sent again is known
    device_id   uuid        NOT NULL REFERENCES hall_devices (id),
    visit_id    uuid REFERENCES hall_visits (id),    -- null: its nonce is of no visit at this counter
    mark        smallint    NOT NULL CHECK (mark BETWEEN 1 AND 3),
    pressed_at  timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    why         text        NOT NULL DEFAULT '' CHECK (why IN ('', 'stranger', 'undone', 'early', 'late', 'old', 'second')) -- it does not count
);
-- One rating for each operator's part of a visit (VN-2.2).
CREATE UNIQUE INDEX hall_presses_rating ON hall_presses (visit_id) WHERE why = '';

-- +goose Down
DROP TABLE hall_presses, hall_devices;
DROP TABLE hall_visits, hall_tickets, hall_numbers, hall_signons, hall_operators, hall_counters, hall_directions, hall_branches, hall_participants;
