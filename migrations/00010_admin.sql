-- What administrators change from the consoles, and the log of it.

-- +goose Up
-- A temporary password opens nothing but its own change.
ALTER TABLE staff ADD COLUMN must_change boolean NOT NULL DEFAULT false;

-- Whose a session is, so that it can be seen and ended. The token column stays a hash; id is what people name it by.
ALTER TABLE sessions
    ADD COLUMN id        uuid        NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN staff_id  uuid        REFERENCES staff (id) ON DELETE CASCADE,
    ADD COLUMN opened_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN seen_at   timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN client    text        NOT NULL DEFAULT '';
CREATE INDEX sessions_staff ON sessions (staff_id) WHERE staff_id IS NOT NULL;

-- Whom an executor names as responsible (MR-5.7).
CREATE TABLE org_responsible (
    org_id   uuid NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    staff_id uuid NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    PRIMARY KEY (org_id, staff_id)
);

-- Who changed what, and when: rows are only added. before and after hold the thing as it was and as it is; null where it
-- was not there. A change that took another back names it.
CREATE TABLE admin_log (
    id         uuid PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      uuid        NOT NULL REFERENCES staff (id),
    subject    text        NOT NULL CHECK (subject IN ('person', 'org', 'topic', 'body', 'district', 'classifier')),
    subject_id text        NOT NULL,
    action     text        NOT NULL,
    before     jsonb,
    after      jsonb,
    catalogue  bigint      NOT NULL DEFAULT 0, -- the version of the catalogue that the change made
    undoes     uuid UNIQUE REFERENCES admin_log (id)
);
CREATE INDEX admin_log_subject ON admin_log (subject, subject_id, id);

-- +goose Down
DROP TABLE admin_log, org_responsible;
ALTER TABLE sessions
    DROP COLUMN client, DROP COLUMN seen_at, DROP COLUMN opened_at, DROP COLUMN staff_id, DROP COLUMN id;
ALTER TABLE staff DROP COLUMN must_change;
