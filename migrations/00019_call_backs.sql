-- A caller who asks to be called back keeps their place among those who wait: the desk gives them to an agent when their turn comes.

-- +goose Up
SET LOCAL lock_timeout = '10s';

ALTER TABLE desk_waits
    ADD COLUMN report_id uuid REFERENCES reports (id) ON DELETE CASCADE, -- of the wish to be called back
    ADD COLUMN back_at   timestamptz,                                    -- not before: they did not answer
    ADD COLUMN backs     integer NOT NULL DEFAULT 0;                     -- how often they did not

-- The wait whose turn came, of a call that the desk asks for.
ALTER TABLE call_tasks ADD COLUMN wait_id uuid REFERENCES desk_waits (call_id) ON DELETE CASCADE;
CREATE INDEX call_tasks_wait ON call_tasks (wait_id) WHERE wait_id IS NOT NULL;

-- +goose Down
UPDATE desk_waits SET state = 'over', staff_id = NULL, over_at = queued_at WHERE report_id IS NOT NULL AND state <> 'over';
ALTER TABLE call_tasks DROP COLUMN wait_id;
ALTER TABLE desk_waits DROP COLUMN report_id, DROP COLUMN back_at, DROP COLUMN backs;
