-- For whom the halls' operators worked when: whoever changes to another participant leaves the visits until then with the one before
-- (VN-4.7).

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- From when on they work for this one. Of whoever was there before terms were kept it is not known: since ever.
ALTER TABLE hall_operators ADD COLUMN since timestamptz NOT NULL DEFAULT '-infinity';

-- What they were until some moment.
CREATE TABLE hall_operators_past (
    staff_id       uuid        NOT NULL REFERENCES staff (id),
    branch_id      uuid        NOT NULL REFERENCES hall_branches (id),
    participant_id uuid        NOT NULL REFERENCES hall_participants (id),
    since          timestamptz NOT NULL,
    until          timestamptz NOT NULL,
    PRIMARY KEY (staff_id, branch_id, since),
    CHECK (since < until)
);

-- All terms, of which one person has one at a time in a branch: from since on, and until no more.
CREATE VIEW hall_terms AS
    SELECT staff_id, branch_id, participant_id, since, 'infinity'::timestamptz AS until FROM hall_operators
    UNION ALL SELECT staff_id, branch_id, participant_id, since, until FROM hall_operators_past;

-- +goose Down
DROP VIEW hall_terms;
DROP TABLE hall_operators_past;
ALTER TABLE hall_operators DROP COLUMN since;
