-- Which chats were told of tickets and bookings is found without a look at every letter, when it has to be forgotten.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE INDEX deliveries_hall ON deliveries (settled_at)
    WHERE subject_type IN ('booking', 'ticket') AND settled_at IS NOT NULL AND address <> id::text;

-- +goose Down
DROP INDEX deliveries_hall;
