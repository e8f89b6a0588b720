-- Who listened to which recording, and when. It outlives the recording's bytes.

-- +goose Up
SET LOCAL lock_timeout = '10s';

CREATE TABLE recording_plays (
    id           uuid PRIMARY KEY,
    recording_id uuid        NOT NULL REFERENCES call_recordings (id) ON DELETE CASCADE,
    staff_id     uuid        NOT NULL REFERENCES staff (id),
    at           timestamptz NOT NULL
);
CREATE INDEX recording_plays_recording ON recording_plays (recording_id, at);
CREATE INDEX call_recordings_file ON call_recordings (file_id) WHERE file_id IS NOT NULL;

-- +goose Down
DROP INDEX call_recordings_file;
DROP TABLE recording_plays;
