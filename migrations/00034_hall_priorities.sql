-- By which law a client is served out of turn, set right at the desk: who did it, and why. It stands beside the ticket and is only added to.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE hall_priority_changes (
    id         uuid PRIMARY KEY,
    ticket_id  uuid        NOT NULL REFERENCES hall_tickets (id),
    staff_id   uuid        NOT NULL REFERENCES staff (id),
    at         timestamptz NOT NULL,
    was        text        NOT NULL,                     -- codes of the profile, '' for in turn
    becomes    text        NOT NULL CHECK (becomes <> was),
    why        text        NOT NULL CHECK (why IN ('proven', 'unproven', 'mistaken')),
    event_seq  integer     NOT NULL,                     -- the head of the ticket's history after it
    event_hash bytea       NOT NULL,
    UNIQUE (ticket_id, event_seq)
);
CREATE TRIGGER hall_priority_changes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON hall_priority_changes
    FOR EACH STATEMENT EXECUTE FUNCTION hall_stays();

-- +goose Down
DROP TABLE hall_priority_changes;
