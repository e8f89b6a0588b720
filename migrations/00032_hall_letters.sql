-- A direction that is closed gives its letter up; and who took an operator from a counter that they could not leave.

-- +goose Up
SET LOCAL lock_timeout = '10s';

ALTER TABLE hall_directions DROP CONSTRAINT hall_directions_branch_id_letter_key;
CREATE UNIQUE INDEX hall_directions_letter ON hall_directions (branch_id, letter) WHERE active;

ALTER TABLE hall_signons ADD COLUMN relieved_by uuid REFERENCES staff (id); -- null: nobody, they left or the day was over

-- +goose Down
ALTER TABLE hall_signons DROP COLUMN relieved_by;
DROP INDEX hall_directions_letter;
-- Letters may be shared by now: whoever is closed keeps one that nobody else has.
UPDATE hall_directions SET letter = letter || '-' || id WHERE NOT active;
ALTER TABLE hall_directions ADD CONSTRAINT hall_directions_branch_id_letter_key UNIQUE (branch_id, letter);
