-- Whose words and files are on a case that several people reported, so that each may have theirs, or have them taken away.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- Whose words they are, or whom alone they were told; null for the subject's first applicant and for what everybody hears.
ALTER TABLE messages ADD COLUMN applicant_id uuid;
CREATE INDEX messages_applicant ON messages (applicant_id) WHERE applicant_id IS NOT NULL;

-- Who sent it; null for the subject's first applicant and for the centre.
ALTER TABLE files ADD COLUMN applicant_id uuid;
CREATE INDEX files_applicant ON files (applicant_id) WHERE applicant_id IS NOT NULL;

-- +goose Down
DROP INDEX files_applicant;
ALTER TABLE files DROP COLUMN applicant_id;
DROP INDEX messages_applicant;
ALTER TABLE messages DROP COLUMN applicant_id;
