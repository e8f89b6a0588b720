-- Who rang up the holder of a booking that was called off, and whether they were reached: two people do not ring the same one.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE hall_booking_rings (
    booking_id uuid        NOT NULL REFERENCES hall_bookings (id),
    seq        integer     NOT NULL CHECK (seq > 0),
    what       text        NOT NULL CHECK (what IN ('ringing', 'reached', 'unanswered', 'open')), -- the last one holds; open: taken back
    staff_id   uuid        NOT NULL REFERENCES staff (id),
    at         timestamptz NOT NULL,
    PRIMARY KEY (booking_id, seq)
);

-- +goose Down
DROP TABLE hall_booking_rings;
