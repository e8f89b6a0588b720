-- The halls' live feed, and who sees which hall.

-- +goose Up
SET LOCAL lock_timeout = '10s';

INSERT INTO streams (name) VALUES ('hall');

-- Heads of branches. A centre's head sees all of them by the role alone.
CREATE TABLE hall_heads (
    staff_id  uuid NOT NULL REFERENCES staff (id),
    branch_id uuid NOT NULL REFERENCES hall_branches (id),
    PRIMARY KEY (staff_id, branch_id)
);

-- Heads of participants, who are told of their own people (VN-4.7).
CREATE TABLE hall_participant_heads (
    staff_id       uuid NOT NULL REFERENCES staff (id),
    participant_id uuid NOT NULL REFERENCES hall_participants (id),
    PRIMARY KEY (staff_id, participant_id)
);

CREATE INDEX hall_visits_live ON hall_visits (branch_id) WHERE ended_at IS NULL;
CREATE INDEX hall_visits_of_ticket ON hall_visits (ticket_id);
CREATE INDEX hall_tickets_live ON hall_tickets (branch_id) WHERE state IN ('waiting', 'called', 'serving', 'parked');

-- +goose Down
DROP INDEX hall_tickets_live, hall_visits_of_ticket, hall_visits_live;
DROP TABLE hall_participant_heads, hall_heads;
DELETE FROM outbox WHERE stream = 'hall';
DELETE FROM streams WHERE name = 'hall';
