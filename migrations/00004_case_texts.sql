-- A case's text apart from the row that every step rewrites: while it stood there, an update that left its page touched the
-- index of texts too, and that was most of what a burst of breaches cost.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- What a case says, and where it is searched. Written once; erasure empties it.
CREATE TABLE case_texts (
    case_id uuid PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    text    text NOT NULL
);
INSERT INTO case_texts (case_id, text) SELECT id, text FROM cases;
CREATE INDEX case_texts_words ON case_texts USING gin (text gin_trgm_ops);
ALTER TABLE cases DROP COLUMN text;

-- Neighbours of one hour are late together: half a page is for the rows that their steps rewrite.
ALTER TABLE cases SET (fillfactor = 50);

-- Of roles that are told together, each that nobody holds has a row without a channel.
DROP INDEX deliveries_child;
CREATE UNIQUE INDEX deliveries_child ON deliveries (parent_id, channel, address)
    WHERE parent_id IS NOT NULL AND channel <> '';

-- +goose Down
DROP INDEX deliveries_child;
CREATE UNIQUE INDEX deliveries_child ON deliveries (parent_id, channel, address) WHERE parent_id IS NOT NULL;
ALTER TABLE cases SET (fillfactor = 80);
ALTER TABLE cases ADD COLUMN text text NOT NULL DEFAULT '';
UPDATE cases SET text = t.text FROM case_texts t WHERE t.case_id = cases.id;
CREATE INDEX cases_text ON cases USING gin (text gin_trgm_ops);
DROP TABLE case_texts;
