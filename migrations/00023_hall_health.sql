-- The health of the halls' devices, incidents of pads, and signs of abuse (VN-3.2, VN-3.3).

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- Whether the client could rate (VN-3.4): '' is not known, since the visit ended before the pad had to say so; lit when the pad said
-- that it was; unavailable when it did not, or the operator saw that it was dark. What counts as unavailable is a visit of the last kind
-- that has no rating.
ALTER TABLE hall_visits ADD COLUMN pad text NOT NULL DEFAULT '' CHECK (pad IN ('', 'lit', 'unavailable'));
CREATE INDEX hall_visits_staff ON hall_visits (staff_id, called_at);

ALTER TABLE hall_devices
    ADD COLUMN version   bigint  NOT NULL DEFAULT 1,
    ADD COLUMN state     text    NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'online', 'offline', 'faulty', 'revoked')),
    ADD COLUMN since     timestamptz,                -- of the state
    ADD COLUMN conn      uuid,                       -- the connection that it has; a later one takes its place
    ADD COLUMN boot_id   uuid,                       -- of its last start
    ADD COLUMN boots     integer NOT NULL DEFAULT 0, -- starts after the first
    ADD COLUMN lit_nonce uuid,                       -- the visit for which it says that it is lit
    ADD COLUMN lit_at    timestamptz,
    ADD COLUMN last_seen timestamptz,                -- to about ten seconds
    ADD COLUMN faults    text[]  NOT NULL DEFAULT '{}'; -- lamps, buttons, stuck_1 and so on
UPDATE hall_devices SET state = 'revoked', since = revoked_at WHERE revoked_at IS NOT NULL;

-- A counter at which clients cannot rate. A pad belongs to one counter, so that one open incident of a counter is one of its pad.
CREATE TABLE hall_incidents (
    id         uuid PRIMARY KEY,
    branch_id  uuid        NOT NULL REFERENCES hall_branches (id),
    counter_id uuid        NOT NULL REFERENCES hall_counters (id),
    device_id  uuid REFERENCES hall_devices (id),    -- null: the counter has no pad
    visit_id   uuid        NOT NULL REFERENCES hall_visits (id), -- in which it showed
    kind       text        NOT NULL CHECK (kind IN ('dark', 'offline', 'faulty', 'missing')),
    opened_by  text        NOT NULL CHECK (opened_by IN ('system', 'operator')),
    opened_at  timestamptz NOT NULL,
    closed_at  timestamptz,
    closed_how text        NOT NULL DEFAULT '' CHECK (closed_how IN ('', 'lit', 'healthy', 'support')),
    closed_by  uuid REFERENCES staff (id),           -- by hand
    word       text        NOT NULL DEFAULT '',      -- what was done, by hand
    version    bigint      NOT NULL DEFAULT 1,
    CHECK ((closed_at IS NULL) = (closed_how = '')),
    CHECK ((closed_how = 'support') = (closed_by IS NOT NULL))
);
CREATE UNIQUE INDEX hall_incidents_open ON hall_incidents (counter_id) WHERE closed_at IS NULL;
CREATE INDEX hall_incidents_lately ON hall_incidents (branch_id, opened_at);
CREATE INDEX hall_incidents_visit ON hall_incidents (visit_id);

-- Signs of abuse. What is flagged counts all the same, and stays (VN-3.2).
CREATE TABLE hall_flags (
    id        uuid PRIMARY KEY,
    kind      text        NOT NULL CHECK (kind IN ('fast_press', 'short_service', 'long_run', 'pressure')),
    branch_id uuid        NOT NULL REFERENCES hall_branches (id),
    visit_id  uuid        NOT NULL REFERENCES hall_visits (id),
    staff_id  uuid        NOT NULL REFERENCES staff (id),
    press_id  uuid REFERENCES hall_presses (id),
    device_id uuid REFERENCES hall_devices (id),
    at        timestamptz NOT NULL,                  -- of what it is about
    made_at   timestamptz NOT NULL,
    detail    jsonb       NOT NULL DEFAULT '{}',
    UNIQUE (visit_id, kind)
);
CREATE INDEX hall_flags_branch ON hall_flags (branch_id, at);
CREATE INDEX hall_flags_staff ON hall_flags (staff_id, at);

-- How often in a row an operator got the same mark, so that a long run is seen once.
CREATE TABLE hall_runs (
    staff_id uuid PRIMARY KEY REFERENCES staff (id),
    mark     smallint NOT NULL,
    length   integer  NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION hall_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER hall_flags_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON hall_flags FOR EACH STATEMENT EXECUTE FUNCTION hall_stays();
CREATE TRIGGER hall_presses_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON hall_presses FOR EACH STATEMENT EXECUTE FUNCTION hall_stays();

-- +goose Down
DROP TRIGGER hall_presses_stay ON hall_presses;
DROP TABLE hall_runs, hall_flags, hall_incidents;
DROP FUNCTION hall_stays();
ALTER TABLE hall_devices DROP COLUMN version, DROP COLUMN state, DROP COLUMN since, DROP COLUMN conn, DROP COLUMN boot_id, DROP COLUMN boots,
    DROP COLUMN lit_nonce, DROP COLUMN lit_at, DROP COLUMN last_seen, DROP COLUMN faults;
DROP INDEX hall_visits_staff;
ALTER TABLE hall_visits DROP COLUMN pad;
