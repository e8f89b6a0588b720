-- What is kept of calls that go out besides: how often a rota was saved, who took a number off the list, what a sample was drawn
-- from, and which agent has which of its cases in hand. People and organisations are never deleted, so nothing refers to them here:
-- the version before runs on this schema too.

-- +goose Up
SET LOCAL lock_timeout = '10s';

ALTER TABLE orgs ADD COLUMN duty_revision bigint NOT NULL DEFAULT 0; -- of org_duty (MR-4.9.1): two who save do not wipe each other's

ALTER TABLE do_not_call ADD COLUMN withdrawn_by uuid;
ALTER TABLE do_not_call ADD COLUMN withdrawn_at timestamptz;

ALTER TABLE samples ADD COLUMN topic text NOT NULL DEFAULT ''; -- drawn from this topic alone, '' from all
ALTER TABLE samples ADD COLUMN org_id uuid; -- and from this executor's, null from all
ALTER TABLE sample_cases ADD COLUMN taken_by uuid;
ALTER TABLE sample_cases ADD COLUMN taken_at timestamptz;

-- +goose Down
ALTER TABLE sample_cases DROP COLUMN taken_at, DROP COLUMN taken_by;
ALTER TABLE samples DROP COLUMN org_id, DROP COLUMN topic;
DELETE FROM do_not_call WHERE withdrawn_at IS NOT NULL;
ALTER TABLE do_not_call DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by;
ALTER TABLE orgs DROP COLUMN duty_revision;
