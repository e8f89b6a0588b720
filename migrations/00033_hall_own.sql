-- Whether anybody waits for one counter alone is asked at each call.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE INDEX hall_tickets_own ON hall_tickets (counter_id) WHERE state = 'waiting' AND counter_id IS NOT NULL;

-- +goose Down
DROP INDEX hall_tickets_own;
