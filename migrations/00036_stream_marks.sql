-- Positions of the streams are given without waiting for the disk. PostgreSQL empties an unlogged table whenever it may have lost what it
-- had not written, after a crash or on a standby that was promoted: a stream without its mark begins a new epoch.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE UNLOGGED TABLE stream_marks (
    stream text PRIMARY KEY REFERENCES streams (name)
);
INSERT INTO stream_marks SELECT name FROM streams;

-- +goose Down
DROP TABLE stream_marks;
