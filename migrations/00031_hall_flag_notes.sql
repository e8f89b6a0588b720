-- What was found out about signs of abuse (VN-3.2). A note stands beside its sign, which stays as it is, and is only added to itself.

-- +goose Up
CREATE TABLE hall_flag_notes (
    id         uuid PRIMARY KEY,
    flag_id    uuid        NOT NULL REFERENCES hall_flags (id),
    staff_id   uuid        NOT NULL REFERENCES staff (id), -- who wrote it
    made_at    timestamptz NOT NULL,
    word       text        NOT NULL CHECK (word <> ''),
    event_seq  integer     NOT NULL,                       -- the head of the flag's history after it
    event_hash bytea       NOT NULL,
    UNIQUE (flag_id, event_seq)
);
CREATE TRIGGER hall_flag_notes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON hall_flag_notes FOR EACH STATEMENT EXECUTE FUNCTION hall_stays();

-- +goose Down
DROP TABLE hall_flag_notes;
