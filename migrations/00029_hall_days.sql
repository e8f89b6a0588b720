-- Days on which a hall opens otherwise than on others of its week, bookings that were called off, and the chats that are told of them.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE hall_days (
    branch_id uuid        NOT NULL REFERENCES hall_branches (id),
    day       date        NOT NULL,                  -- of the branch
    opens     text        NOT NULL DEFAULT '',       -- by the wall clock, '' with closes: it stays closed
    closes    text        NOT NULL DEFAULT '',
    reason    jsonb       NOT NULL,                  -- by language; Ukrainian at least
    made_by   uuid        NOT NULL REFERENCES staff (id),
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (branch_id, day),
    CHECK ((opens = '') = (closes = '') AND opens <= closes)
);

-- Who cancelled a booking, and why. One that was called off since its branch stays closed keeps its number for the profile's days, by
-- which its holder is told.
ALTER TABLE hall_bookings
    ADD COLUMN ended_by text  NOT NULL DEFAULT '' CHECK (ended_by IN ('', 'holder', 'staff', 'closed')),
    ADD COLUMN reason   jsonb NOT NULL DEFAULT '{}';
CREATE INDEX hall_bookings_off ON hall_bookings (branch_id, day) WHERE ended_by = 'closed';
CREATE INDEX hall_bookings_number ON hall_bookings (phone) WHERE phone <> '';

-- Who is told by Telegram what becomes of a booking. A row goes with the booking's number.
CREATE TABLE hall_booking_watches (
    booking_id uuid        NOT NULL REFERENCES hall_bookings (id),
    chat       text        NOT NULL,
    lang       text        NOT NULL,
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (booking_id, chat)
);

ALTER TABLE admin_log
    DROP CONSTRAINT admin_log_subject_check,
    ADD CONSTRAINT admin_log_subject_check
        CHECK (subject IN ('person', 'org', 'topic', 'body', 'district', 'classifier', 'rota', 'hall_day'));

-- Bookings that somebody's request about their data is about.
ALTER TABLE privacy_requests ADD COLUMN bookings uuid[] NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE privacy_requests DROP COLUMN bookings;
DELETE FROM admin_log WHERE subject = 'hall_day';
ALTER TABLE admin_log
    DROP CONSTRAINT admin_log_subject_check,
    ADD CONSTRAINT admin_log_subject_check
        CHECK (subject IN ('person', 'org', 'topic', 'body', 'district', 'classifier', 'rota'));
DROP TABLE hall_booking_watches;
DROP INDEX hall_bookings_number, hall_bookings_off;
ALTER TABLE hall_bookings DROP COLUMN reason, DROP COLUMN ended_by;
DROP TABLE hall_days;
