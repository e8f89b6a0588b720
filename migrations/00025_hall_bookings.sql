-- Visits to a hall that were booked for a time, and chats that follow a ticket from afar.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- The code and the link of a booking are derived from its id by the signing secret and kept nowhere.
CREATE TABLE hall_bookings (
    id           uuid PRIMARY KEY,
    branch_id    uuid        NOT NULL REFERENCES hall_branches (id),
    direction_id uuid        NOT NULL REFERENCES hall_directions (id),
    day          date        NOT NULL,               -- of the branch
    at           timestamptz NOT NULL,
    seat         smallint    NOT NULL CHECK (seat > 0), -- of those that this time has
    phone        text        NOT NULL,               -- E.164; '' once it is needed no more
    lang         text        NOT NULL,
    source       text        NOT NULL CHECK (source IN ('web', 'bot')),
    state        text        NOT NULL CHECK (state IN ('booked', 'came', 'cancelled', 'missed')),
    ticket_id    uuid REFERENCES hall_tickets (id),  -- of whoever came
    made_at      timestamptz NOT NULL,
    over_at      timestamptz,
    CHECK ((state = 'came') = (ticket_id IS NOT NULL)),
    CHECK ((state = 'booked') = (over_at IS NULL))
);
-- No more people at a time than there are seats.
CREATE UNIQUE INDEX hall_bookings_seat ON hall_bookings (direction_id, at, seat) WHERE state <> 'cancelled';
-- One visit ahead for each number and direction.
CREATE UNIQUE INDEX hall_bookings_phone ON hall_bookings (direction_id, phone) WHERE state = 'booked';
CREATE INDEX hall_bookings_day ON hall_bookings (branch_id, day) WHERE state IN ('booked', 'came');
CREATE INDEX hall_bookings_open ON hall_bookings (day) WHERE state = 'booked';
CREATE INDEX hall_bookings_personal ON hall_bookings (day) WHERE phone <> '';

-- Who is told by Telegram that their turn comes near. A row goes when its ticket is over.
CREATE TABLE hall_watches (
    ticket_id uuid        NOT NULL REFERENCES hall_tickets (id),
    chat      text        NOT NULL,
    lang      text        NOT NULL,
    made_at   timestamptz NOT NULL,
    near_at   timestamptz,                           -- told that two are before them
    visit_id  uuid REFERENCES hall_visits (id),      -- of the call that they were told of last
    PRIMARY KEY (ticket_id, chat)
);

-- +goose Down
DROP TABLE hall_watches, hall_bookings;
