-- Whose turn it is, is read from the index of the order alone: a second index of who waits had the planner sort all of them for each
-- call.

-- +goose Up
SET LOCAL lock_timeout = '10s';

DROP INDEX hall_tickets_live;
CREATE INDEX hall_tickets_busy ON hall_tickets (branch_id) WHERE state IN ('called', 'serving', 'parked');

-- +goose Down
DROP INDEX hall_tickets_busy;
CREATE INDEX hall_tickets_live ON hall_tickets (branch_id) WHERE state IN ('waiting', 'called', 'serving', 'parked');
