-- Restores from a backup. While the last one is not released, no timer fires and no letter leaves: the people whom they
-- concern were told by the database that was lost, and an operator looks first at what has changed since.

-- +goose Up
CREATE TABLE restores (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    made_at             timestamptz NOT NULL, -- the backup's snapshot
    restored_at         timestamptz NOT NULL,
    timers_released_at  timestamptz,
    letters_released_at timestamptz
);
CREATE INDEX restores_held ON restores (restored_at)
    WHERE timers_released_at IS NULL OR letters_released_at IS NULL;

-- +goose Down
DROP TABLE restores;
