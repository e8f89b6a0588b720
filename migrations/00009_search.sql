-- Cases found by words among a million, the list's filters, and what people keep of it: views and exports.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- Words as they are searched: lower case, signs part them, an apostrophe does not. There is no Ukrainian dictionary in
-- PostgreSQL, so endings are the query's business (prefixes).
-- +goose StatementBegin
CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', regexp_replace(regexp_replace(said, '[''’ʼ`]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))
$$;
-- +goose StatementEnd

-- Of the text and the place. registered_at stands here too, so that what a rare word finds is sorted without the cases.
ALTER TABLE case_texts ADD COLUMN words tsvector NOT NULL DEFAULT ''::tsvector;
ALTER TABLE case_texts ADD COLUMN registered_at timestamptz NOT NULL DEFAULT '-infinity';
UPDATE case_texts t SET words = search_words(c.place || ' ' || t.text), registered_at = c.registered_at
FROM cases c WHERE c.id = t.case_id;

-- Triggers, because a text is written, completed and erased in several places, and none may forget what is found by it.
-- +goose StatementBegin
CREATE FUNCTION case_text_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT search_words(c.place || ' ' || NEW.text), c.registered_at INTO NEW.words, NEW.registered_at
    FROM cases c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER case_texts_words BEFORE INSERT OR UPDATE OF text ON case_texts
    FOR EACH ROW EXECUTE FUNCTION case_text_words();
-- +goose StatementBegin
CREATE FUNCTION case_place_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE case_texts SET text = text WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cases_place AFTER UPDATE OF place ON cases
    FOR EACH ROW WHEN (OLD.place IS DISTINCT FROM NEW.place) EXECUTE FUNCTION case_place_words();

-- Whole words in the place of trigrams: a tenth of the entries, so that registering costs less than before, and no list of
-- pending entries, which every search would have to read.
DROP INDEX case_texts_words;
CREATE INDEX case_texts_found ON case_texts USING gin (words) WITH (fastupdate = off);

-- The list is always read in the order of one of these and stops when a page is full.
CREATE INDEX cases_newest ON cases (registered_at DESC, id DESC);
DROP INDEX cases_registered;
CREATE INDEX cases_lead ON cases (lead_org, registered_at DESC, id DESC);
CREATE INDEX cases_of_topic ON cases (topic, registered_at DESC, id DESC);
CREATE INDEX cases_open_newest ON cases (registered_at DESC, id DESC) WHERE ended_at IS NULL;
CREATE INDEX cases_open_due ON cases (coalesce(solve_due, '9999-12-31 00:00:00+00'::timestamptz), id) WHERE ended_at IS NULL;
CREATE INDEX cases_ended ON cases (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX case_assistants_org ON case_assistants (org_id, case_id);

-- A filter of the list that somebody gave a name; shared ones are everybody's to use and their owner's to change.
CREATE TABLE saved_views (
    id         uuid PRIMARY KEY,
    owner_id   uuid        NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    name       text        NOT NULL,
    query      text        NOT NULL, -- of the list's address
    shared     boolean     NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    UNIQUE (owner_id, name)
);
CREATE INDEX saved_views_shared ON saved_views (name) WHERE shared;

-- A list on its way into a file. Whoever holds it says so every few seconds; one that fell silent is begun anew by another.
CREATE TABLE exports (
    id          uuid PRIMARY KEY,
    owner_id    uuid        NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    format      text        NOT NULL CHECK (format IN ('csv', 'xlsx')),
    lang        text        NOT NULL,
    tags        text[]      NOT NULL, -- what the owner may see, as of the asking
    filter      jsonb       NOT NULL,
    state       text        NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    total       integer     NOT NULL DEFAULT 0,
    rows        integer     NOT NULL DEFAULT 0,
    size        bigint      NOT NULL DEFAULT 0,
    blob_key    text        NOT NULL DEFAULT '',
    attempts    integer     NOT NULL DEFAULT 0,
    holder      text        NOT NULL DEFAULT '',
    beat_at     timestamptz,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX exports_waiting ON exports (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX exports_owner ON exports (owner_id, created_at DESC);

-- +goose Down
DROP TABLE exports, saved_views;
DROP INDEX case_assistants_org, cases_ended, cases_open_due, cases_open_newest, cases_of_topic, cases_lead, case_texts_found;
CREATE INDEX cases_registered ON cases (registered_at DESC);
DROP INDEX cases_newest;
DROP TRIGGER cases_place ON cases;
DROP TRIGGER case_texts_words ON case_texts;
DROP FUNCTION case_place_words(), case_text_words();
ALTER TABLE case_texts DROP COLUMN words, DROP COLUMN registered_at;
DROP FUNCTION search_words(text);
CREATE INDEX case_texts_words ON case_texts USING gin (text gin_trgm_ops);
