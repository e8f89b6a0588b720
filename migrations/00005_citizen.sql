-- The citizen's path after a report: what they add, that a case is not fixed, what they think of it, how they want to be told.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- One rating for each cycle of a case. Its words are personal data; erasure empties them.
CREATE TABLE case_ratings (
    case_id    uuid        NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    cycle      integer     NOT NULL,
    mark       smallint    NOT NULL CHECK (mark BETWEEN 1 AND 5),
    text       text        NOT NULL DEFAULT '',
    salt       bytea       NOT NULL,
    org_id     uuid        NOT NULL REFERENCES orgs (id), -- who led when it ended
    rated_at   timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, cycle)
);
CREATE INDEX case_ratings_rated ON case_ratings (rated_at);

-- The applicant says that an ended case is not settled, under a profile that leaves it to the centre.
ALTER TABLE cases ADD COLUMN disputed_at timestamptz;
CREATE INDEX cases_disputed ON cases (disputed_at) WHERE disputed_at IS NOT NULL;

-- Consent to the processing of personal data: when, and to which text.
ALTER TABLE applicants ADD COLUMN consent_at timestamptz;
ALTER TABLE applicants ADD COLUMN consent_version text NOT NULL DEFAULT '';

-- What a chat's person has chosen, and what they let the bot remember.
ALTER TABLE tg_chats ADD COLUMN consent_at timestamptz;
ALTER TABLE tg_chats ADD COLUMN consent_version text NOT NULL DEFAULT '';
ALTER TABLE tg_chats ADD COLUMN saved jsonb NOT NULL DEFAULT '{}'; -- place and card of the last report: personal data
ALTER TABLE tg_chats ADD COLUMN muted_until timestamptz;           -- nothing that can wait is told before
ALTER TABLE tg_chats ADD COLUMN loud boolean NOT NULL DEFAULT false; -- no quiet hours

-- +goose Down
ALTER TABLE tg_chats DROP COLUMN loud, DROP COLUMN muted_until, DROP COLUMN saved, DROP COLUMN consent_version,
    DROP COLUMN consent_at;
ALTER TABLE applicants DROP COLUMN consent_version, DROP COLUMN consent_at;
DROP INDEX cases_disputed;
ALTER TABLE cases DROP COLUMN disputed_at;
DROP TABLE case_ratings;
