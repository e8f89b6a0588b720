-- Who of the halls' staff has been acquainted with the rules, against signature (VN-0.2).

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE hall_signatures (
    staff_id  uuid        NOT NULL REFERENCES staff (id),
    edition   text        NOT NULL, -- of the rules
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (staff_id, edition)
);

-- +goose Down
DROP TABLE hall_signatures;
